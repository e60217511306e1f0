"""What a workstation makes of answers that are not the hub's: nothing that was said or taken counts as delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from orderdesk.errors import Refused, Unreachable
from orderdesk.sync.http import HttpTransport
from orderdesk.sync.transport import BootstrapNeeded, Held, NotUnderstood
from tests.sync.other_program import OtherProgram

SHA256 = "ab" * 32
ELSEWHERE = {"Location": "https://elsewhere.invalid/"}


@pytest.fixture
def line(other: OtherProgram) -> Iterator[HttpTransport]:
    made = HttpTransport(other.url)
    yield made
    made.close()


CALLS: dict[str, Callable[[HttpTransport], object]] = {
    "upload": lambda line: line.upload(SHA256, "image/jpeg", b"\xff\xd8\xff"),
    "download": lambda line: line.download(SHA256, "token"),
    "tell": lambda line: line.tell("/v1/jobs/1/resend", "token", {}),
    "sign_out": lambda line: line.sign_out("token"),
    "push": lambda line: line.push("epoch", []),
    "state": lambda line: line.state(0),
    "digest": lambda line: line.digest(Held("epoch", 0, datetime(2026, 11, 2, tzinfo=UTC), {})),
    "changes": lambda line: line.changes("epoch", 0, limit=1, wait_s=0),
    "refresh": lambda line: line.refresh("token"),
    "sign_in": lambda line: line.sign_in("sales", "a word"),
    "enrol": lambda line: line.enrol("BNRNF-J7M4B", "Desk 3", "ab" * 32),
    "stream": lambda line: list(line.stream("epoch", 0)),
}


@pytest.mark.parametrize("call", CALLS)
def test_being_sent_elsewhere_is_no_answer(other: OtherProgram, line: HttpTransport, call: str) -> None:
    other.answer(302, b"", ELSEWHERE)
    with pytest.raises(Unreachable, match="302"):
        CALLS[call](line)


@pytest.mark.parametrize("call", sorted(CALLS.keys() - {"stream"}))
def test_a_page_of_something_else_is_no_answer(other: OtherProgram, line: HttpTransport, call: str) -> None:
    other.answer(200, b"<html>Sign in to the guests' network</html>")
    with pytest.raises(Unreachable, match=r"not the hub's|cut short"):
        CALLS[call](line)


#: What another program may answer that speaks JSON too.
OTHERS = (
    b"{}",
    b'{"ok": true}',
    b'{"epoch": 1, "outcomes": 5, "rows": [1], "differ": {"a": 1}, "token_expires_at": 7}',
)


@pytest.mark.parametrize("body", OTHERS)
@pytest.mark.parametrize("call", ["push", "state", "digest", "changes", "refresh", "sign_in", "enrol"])
def test_an_object_of_another_program_is_no_answer(
    other: OtherProgram, line: HttpTransport, call: str, body: bytes
) -> None:
    other.answer(200, body)
    with pytest.raises(Unreachable, match="not the hub's"):
        CALLS[call](line)


def test_a_page_without_the_marks_of_a_snapshot_is_none(
    other: OtherProgram, line: HttpTransport, tmp_path: Path
) -> None:
    other.answer(200, b"{}")
    with pytest.raises(Unreachable, match="not the hub's"):
        line.snapshot(tmp_path / "fetched.db", "ours")


@pytest.mark.parametrize("data", ["{}", "[]", "7", "no JSON"])
@pytest.mark.parametrize("event", ["page", "reset"])
def test_a_stream_of_another_program_is_no_stream(
    other: OtherProgram, line: HttpTransport, event: str, data: str
) -> None:
    other.answer(200, f"event: {event}\ndata: {data}\n\n".encode())
    with pytest.raises(BootstrapNeeded if (event, data) == ("reset", "{}") else Unreachable):
        CALLS["stream"](line)


def test_a_refusal_without_its_facts_is_no_answer(other: OtherProgram, line: HttpTransport) -> None:
    other.answer(409, b'{"code": "gap", "facts": ["last_n"]}')
    with pytest.raises(Unreachable, match="not the hub's"):
        CALLS["push"](line)


def test_a_photo_is_there_when_the_hub_names_it(other: OtherProgram, line: HttpTransport) -> None:
    other.answer(200, b'{"sha256": "%s", "size": 3}' % SHA256.encode())
    CALLS["upload"](line)
    other.answer(200, b'{"sha256": "%s", "size": 3}' % (b"cd" * 32))
    with pytest.raises(Unreachable, match="not the hub's"):
        CALLS["upload"](line)


def test_a_refusal_of_what_is_told_has_the_hubs_code(other: OtherProgram, line: HttpTransport) -> None:
    other.answer(422, b'{"code": "job.not_stopped", "facts": {"state": "due"}}')
    with pytest.raises(Refused, match=r"job\.not_stopped") as refusal:
        CALLS["tell"](line)
    assert refusal.value.facts == {"state": "due"}
    other.answer(204, b"")
    CALLS["tell"](line)


@pytest.mark.parametrize("call", ["push", "digest"])
def test_a_hub_that_finds_what_is_sent_malformed_is_older_than_this_program(
    other: OtherProgram, line: HttpTransport, call: str
) -> None:
    other.answer(422, b'{"code": "request.malformed", "facts": {"where": "body.commands.0.surprise"}}')
    with pytest.raises(NotUnderstood, match=r"request\.malformed"):
        CALLS[call](line)


def test_a_snapshot_with_other_tables_is_not_even_fetched(
    other: OtherProgram, line: HttpTransport, tmp_path: Path
) -> None:
    headers = {"X-OrderDesk-Schema": "later", "X-OrderDesk-Epoch": "e", "X-OrderDesk-Seq": "7"}
    other.answer(200, zstandard.compress(b"a whole file"), headers)
    with pytest.raises(BootstrapNeeded, match="other tables"):
        line.snapshot(tmp_path / "fetched.db", "ours")
    assert list(tmp_path.iterdir()) == []
