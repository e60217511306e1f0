"""Where the order list's model reads, and how the keys of a long list are put together beside the window."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol
from uuid import UUID

from orderdesk.queries.rows import OrderQuestion, OrderRow
from ui.tasks import Ticket

_GIVE_WAY_S = 0.001


class OrderSource(Protocol):
    """Row keys at once and in the background, rows by their keys."""

    def first(self, question: OrderQuestion, count: int) -> array[int]:
        """The first row keys, at once."""

    def soon(self, question: OrderQuestion, count: int, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        """The first row keys of a question that takes longer than a repaint may wait."""

    def all(self, question: OrderQuestion, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        """All row keys, later; the ticket tells when nobody waits any more."""

    def page(self, rows: Sequence[int]) -> dict[int, OrderRow]:
        """Rows by key, at once."""

    def rows_of(self, order_ids: Iterable[UUID]) -> dict[UUID, int]:
        """Row keys of orders, at once."""

    def fitting(self, question: OrderQuestion, rows: Sequence[int]) -> frozenset[int]:
        """Which of these rows belong to a question's list, at once."""


def gather(parts: Iterable[array[int]], ticket: Ticket) -> array[int]:
    """Puts the parts of a stream together, handing the interpreter to the window between them."""
    found: array[int] = array("q")
    for part in parts:
        if not ticket.is_wanted:
            break
        found.extend(part)
        time.sleep(_GIVE_WAY_S)
    return found


def holds(keys: array[int], key: int) -> bool:
    """Whether a key is among a million others: in a few milliseconds, where looking at each would take tens."""
    content, wanted = keys.tobytes(), array("q", [key]).tobytes()
    at = content.find(wanted)
    while at % len(wanted) and at >= 0:
        at = content.find(wanted, at + 1)
    return at >= 0
