"""Courier codes lead to our nodes; an unknown one is kept and never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.courier_states import STATES, node_of
from orderdesk.domain.nodes import UNDERWAY, Node

EXPECTED = {
    None: ["101", "102"],
    Node.IN_TRANSIT: ["0", "1", "103", "1001", "1002", "1003", "5", "501", "7", "8", "10", "11", "12"],
    Node.DELIVERED: ["3", "301", "302", "303", "304"],
    Node.RETURNING: ["6", "4"],
    Node.DELIVERY_EXCEPTION: [
        "14",
        "401",
        "13",
        "2",
        "201",
        "202",
        "203",
        "204",
        "205",
        "206",
        "207",
        "208",
        "209",
        "210",
    ],
}


@pytest.mark.parametrize(("node", "code"), [(node, code) for node, codes in EXPECTED.items() for code in codes])
def test_a_listed_code_leads_to_its_node(node: Node | None, code: str) -> None:
    assert node_of(code) is node


def test_every_listed_code_is_expected_here() -> None:
    assert set(STATES) == {code for codes in EXPECTED.values() for code in codes}


@pytest.mark.parametrize(
    ("code", "node"),
    [("311", Node.DELIVERED), ("299", Node.DELIVERY_EXCEPTION), ("1009", Node.IN_TRANSIT), ("505", Node.IN_TRANSIT)],
)
def test_an_unlisted_code_falls_back_to_its_family(code: str, node: Node) -> None:
    assert node_of(code) is node


@pytest.mark.parametrize("code", ["", "99", "9xx", "-3", "２０１", "999", "12345"])
def test_a_code_without_family_changes_nothing(code: str) -> None:
    assert node_of(code) is None


@given(st.one_of(st.text(max_size=8), st.integers()))
def test_no_code_is_ever_an_error(code: str | int) -> None:
    node = node_of(code)
    assert node is None or node in UNDERWAY


def test_numbers_and_padded_text_are_read_alike() -> None:
    assert node_of(3) is node_of(" 3 ") is STATES["3"]
