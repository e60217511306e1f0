"""The line from the sync process to its window: what is told, and that nobody may be there to hear it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from orderdesk.documents.document import Key
from orderdesk.sync.__main__ import MOST_TOLD, Teller


@pytest.fixture
def nobody_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard output is a pipe whose other end is gone."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        yield
        monkeypatch.undo()


def test_a_window_that_was_killed_is_an_ordinary_end(nobody_reads: None) -> None:
    teller = Teller()
    teller.status(online=True)
    teller.status(online=False)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_few_documents_are_told_by_name_many_as_everything(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller()
    keys = {Key("order", UUID(int=each)) for each in range(MOST_TOLD)}
    teller.changed({Key("stock", UUID(int=2)), Key("order", UUID(int=1))})
    teller.changed(keys)
    teller.changed(keys | {Key("sku", UUID(int=0))})
    teller.changed(set())
    few, most, all_of_them, new_file = told(capsys)
    assert few == {"event": "changed", "items": [["order", str(UUID(int=1))], ["stock", str(UUID(int=2))]]}
    assert len(most["items"]) == MOST_TOLD
    assert all_of_them == {"event": "changed", "items": None}
    assert new_file == {"event": "switched"}


def test_the_line_is_told_when_it_turns(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller()
    for online in (False, False, True, True, False):
        teller.status(online)
    assert [each["online"] for each in told(capsys)] == [False, True, False]
