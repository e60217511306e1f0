"""Chance that follows from a seed: one stream a subject, so that a change in one leaves the others as they were."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import Generic, TypeVar
from uuid import UUID

Item = TypeVar("Item")

_VERSION_AND_VARIANT = 0x7 << 76 | 0b10 << 62
_LOW = (1 << 62) - 1


def stream(seed: int, subject: str) -> random.Random:
    """The chance of one subject."""
    return random.Random(f"orderdesk:{seed}:{subject}")


class Ids:
    """Ids in the form of UUIDv7 that follow from the seed and rise within one stream, as real ones would.

    Rising ids keep the indexes of a large history from being written all over the file.
    """

    def __init__(self, seed: int, subject: str) -> None:
        self._dice = stream(seed, f"ids:{subject}")
        self._count = 0

    def next(self, at: datetime) -> UUID:
        """A new id of this moment."""
        self._count = (self._count + 1) & 0xFFF
        millis = int(at.timestamp() * 1000) & (1 << 48) - 1
        low = self._dice.getrandbits(62) & _LOW
        return UUID(int=millis << 80 | _VERSION_AND_VARIANT | self._count << 64 | low)


class Weighted(Generic[Item]):
    """Items to draw by weight, prepared once."""

    def __init__(self, items: Sequence[Item], weights: Sequence[float]) -> None:
        self.items = items
        self._sums = list(accumulate(weights))

    def draw(self, dice: random.Random) -> Item:
        """One item."""
        return self.items[self.draw_place(dice)]

    def draw_place(self, dice: random.Random) -> int:
        """The place of one item."""
        return min(bisect(self._sums, dice.random() * self._sums[-1]), len(self.items) - 1)
