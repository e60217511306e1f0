"""The line from the sync process to its window, when the window was killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from orderdesk.sync.__main__ import Teller


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
