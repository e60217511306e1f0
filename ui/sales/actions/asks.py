"""What a sheet may ask for: plain descriptions, which `fields.py` turns into widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to be asked; its answer goes by `key`."""

    key: str
    label: str
    required: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choice(Ask):
    """One of several (value, text); answers the value. Without a preset and required, nothing is chosen at first."""

    options: tuple[tuple[str, str], ...] = ()
    preset: str = ""


@dataclass(frozen=True, slots=True)
class Words(Ask):
    """Text of at most so many characters; `lines` more than one makes a larger field; `ready`: texts to pick from."""

    most: int = 500
    lines: int = 1
    preset: str = ""
    ready: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick(Ask):
    """Yes or no; answers a bool."""


@dataclass(frozen=True, slots=True)
class Amount(Ask):
    """Money: yuan in the field, fen in the answer, None when it is left empty; `most_fen` None:
    as much as one likes."""

    preset_fen: int | None = None
    least_fen: int = 0
    most_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Day(Ask):
    """A day; answers a date or None."""


@dataclass(frozen=True, slots=True)
class Moment(Ask):
    """A moment of Asia/Shanghai in the field, aware UTC in the answer."""

    preset: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A line of goods to give a quantity (thousandths) of: never more than `most`,
    nor a part of what comes in pieces."""

    id: UUID
    title: str
    detail: str
    most: int
    preset: int = 0
    base_unit: str = ""


@dataclass(frozen=True, slots=True)
class Goods(Ask):
    """Quantities of lines, each perhaps with a condition; answers a tuple of Given, without what is nothing."""

    items: tuple[Item, ...] = ()
    conditions: tuple[tuple[str, str], ...] = ()
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A quantity (thousandths) of a line, and the condition that was chosen for it."""

    id: UUID
    quantity: int
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Picture(Ask):
    """A photo or paper from a file; answers its path or None."""


@dataclass(frozen=True, slots=True)
class Told(Ask):
    """Nothing is asked: a sentence (`label`) that whoever answers the rest has to know."""

    required: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What was entered, by key."""

    values: dict[str, object] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The text, without blanks around it."""
        found = self.values.get(key)
        return found if isinstance(found, str) else ""

    def one(self, key: str) -> UUID | None:
        """The id that was chosen, or None for none."""
        found = self.text(key)
        return UUID(found) if found else None

    def is_set(self, key: str) -> bool:
        """Whether a tick is there."""
        return self.values.get(key) is True

    def fen(self, key: str) -> int | None:
        """The amount."""
        found = self.values.get(key)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def at(self, key: str) -> datetime | None:
        """The moment."""
        found = self.values.get(key)
        return found if isinstance(found, datetime) else None

    def day(self, key: str) -> date | None:
        """The day."""
        found = self.values.get(key)
        return found if isinstance(found, date) and not isinstance(found, datetime) else None

    def goods(self, key: str) -> tuple[Given, ...]:
        """The quantities."""
        found = self.values.get(key)
        return found if isinstance(found, tuple) else ()

    def file(self, key: str) -> Path | None:
        """The chosen file."""
        found = self.values.get(key)
        return found if isinstance(found, Path) else None
