"""Before a code is typed: is there a hub, and if not, what is there instead."""

from __future__ import annotations

import json
import socket

import pytest

from orderdesk.errors import Refused
from orderdesk.sync.probe import find_hub, full_address
from tests.sync.other_program import OtherProgram


def code_of(address: str) -> str:
    with pytest.raises(Refused) as refusal:
        find_hub(address)
    return refusal.value.code


def test_an_address_without_a_scheme_is_meant_encrypted() -> None:
    assert full_address(" orderdesk.example:8443/ ") == "https://orderdesk.example:8443"
    assert full_address("http://10.0.0.5:8080") == "http://10.0.0.5:8080"


@pytest.mark.parametrize("typed", ["", "https://", "ftp://hub", "http://hub:99999", "http://hub:x", "http://["])
def test_what_is_no_address_is_not_asked(typed: str) -> None:
    assert code_of(typed) == "probe.no_address"


def test_where_nobody_listens_there_is_nothing() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        assert code_of(f"http://127.0.0.1:{held.getsockname()[1]}") == "probe.nothing_there"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html>", "probe.other_program"),
        (200, json.dumps({"status": "ok"}).encode(), "probe.other_program"),
        (404, b"{}", "probe.other_program"),
        (503, json.dumps({"code": "hub.database_away"}).encode(), "probe.not_ready"),
    ],
)
def test_another_program_is_told_from_a_hub_that_is_not_ready(
    other: OtherProgram, status: int, body: bytes, code: str
) -> None:
    other.answer(status, body)
    assert code_of(other.url) == code
    assert code_of(other.url.replace("http://", "https://")) == "probe.other_program"
