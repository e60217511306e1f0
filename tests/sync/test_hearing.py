"""The stream is heard while pages are taken in: what has come meanwhile is one page, and nothing of it is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from typing_extensions import override

from orderdesk.errors import Unreachable
from orderdesk.sync.engine import PAGE_LIMIT
from orderdesk.sync.hearing import PAGES_KEPT, Hearing, joined
from orderdesk.sync.transport import BootstrapNeeded, Page, PageRow
from tests.sync.near_hub import NearTransport

PATIENCE_S = 30.0


def page(start: int, end: int, *, rows: int = 1, epoch: str = "e") -> Page:
    """A page of so many rows."""
    found = tuple(PageRow(end, "order", UUID(int=100 * end + each), None, "{}") for each in range(rows))
    return Page(epoch, start, end, end, found)


class Told(NearTransport):
    """A line on which these things come; then it is silent until somebody hangs up, or raises this."""

    def __init__(self, *said: Page | None, then: Exception | None = None) -> None:
        super().__init__(self._nobody)
        self.said, self.then = said, then
        self.all_said, self.is_cut = threading.Event(), threading.Event()

    def _nobody(self) -> Any:
        raise AssertionError("nobody asks")

    @override
    def stream(self, epoch: str, after: int) -> Iterator[Page | None]:
        yield from self.said
        self.all_said.set()
        if self.then is None:
            assert self.is_cut.wait(PATIENCE_S)
        raise self.then or Unreachable("cut")

    @override
    def hang_up(self) -> None:
        self.is_cut.set()


def test_pages_that_follow_each_other_are_one() -> None:
    pages = [page(0, 1), page(1, 4, rows=2), page(4, 5)]
    (found,) = joined(pages)
    assert found is not None
    assert (found.start, found.end, found.head) == (0, 5, 5)
    assert [row.seq for row in found.rows] == [1, 4, 4, 5]


def test_pages_that_do_not_follow_or_are_too_many_rows_stay_apart() -> None:
    pages = [page(0, 1), page(2, 3), page(3, 4, epoch="f"), page(4, 5, rows=PAGE_LIMIT, epoch="f")]
    assert list(joined(pages)) == pages


def test_signs_of_life_between_pages_are_one_sign_or_none() -> None:
    assert list(joined([None, None])) == [None]
    assert list(joined([None, page(0, 1), None, page(1, 2)])) == [Page("e", 0, 2, 2, page(0, 1).rows + page(1, 2).rows)]


def test_what_came_before_the_end_is_told_before_the_end() -> None:
    hearing = Hearing(Told(page(0, 1), page(1, 2), then=BootstrapNeeded("epoch")), "e", 0)
    heard: list[Page | None] = []
    with pytest.raises(BootstrapNeeded, match="epoch"):
        heard.extend(hearing)  # what came before the end stays in it
    known = [each for each in heard if each is not None]
    assert (known[0].start, known[-1].end) == (0, 2)
    hearing.end()


def test_what_came_while_a_page_was_taken_in_is_one_page() -> None:
    line = Told(*(page(at, at + 1) for at in range(20)))
    hearing = Hearing(line, "e", 0)
    assert line.all_said.wait(PATIENCE_S)
    first = next(iter(hearing))
    assert first is not None
    assert (first.start, first.end) == (0, 20)
    hearing.end()
    assert not hearing._thread.is_alive()


def test_a_stream_that_nobody_takes_in_is_not_read_without_end_and_can_be_given_up() -> None:
    line = Told(*(page(at, at + 1) for at in range(3 * PAGES_KEPT)))
    hearing = Hearing(line, "e", 0)
    with hearing._turn:
        assert hearing._turn.wait_for(lambda: len(hearing._pages) == PAGES_KEPT, PATIENCE_S)
    assert not line.all_said.is_set()
    hearing.end()
    assert not hearing._thread.is_alive()
