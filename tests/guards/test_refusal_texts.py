"""Whatever the rules can say no with, the window has a sentence for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from orderdesk.documents import KINDS
from orderdesk.domain.bench import REFUSALS as BENCH_REFUSALS
from tools.source_rules import parse, sources
from ui.refusal_texts import REFUSALS
from ui.refusals import refusal_text

_RAISED = {"Refused", "SignInFailed", "Stop"}


def codes(tree: ast.AST) -> Iterator[str]:
    """The first argument, where it is a constant, of every refusal that is made."""
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in _RAISED and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_a_refusal_is_seen() -> None:
    assert list(codes(ast.parse("raise Refused('order.held', order_no=1)"))) == ["order.held"]


def test_every_refusal_has_a_sentence(repository: Path) -> None:
    raised = {code for path in sources(repository, "orderdesk") for code in codes(parse(path))}
    # A command about what the hub does not have is refused by the name of its kind.
    unknown = {f"{kind}.unknown" for kind in KINDS}
    assert sorted(raised.union(BENCH_REFUSALS, unknown) - set(REFUSALS)) == []


def test_facts_stand_in_the_sentence_and_missing_ones_do_no_harm() -> None:
    assert refusal_text("order.exists", {"order_no": "SO1"}) == "Order SO1 exists already"
    fields = {"customer_po_no": "customer's number", "phone": "receiver", "line 2 unit_price_micro": "lines"}
    for field, words in fields.items():
        assert f"(the {words})" in refusal_text("edit.changed_meanwhile", {"order_no": "SO1", "field": field})
    assert refusal_text("order.exists") == "Order — exists already"
    assert "no.such" in refusal_text("no.such")
