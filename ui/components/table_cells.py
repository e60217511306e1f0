"""What a table shows: kinds of columns and the values that stand in their cells."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import Qt

from ui.components.nodes import node_text

# Plain integers: comparing enum members costs more than painting a cell.
DISPLAY_ROLE = int(Qt.ItemDataRole.DisplayRole)
CHECK_ROLE = int(Qt.ItemDataRole.CheckStateRole)
ACCESSIBLE_ROLE = int(Qt.ItemDataRole.AccessibleTextRole)
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ID_ROLE = int(Qt.ItemDataRole.UserRole) + 2


class Kind(Enum):
    """How a cell is painted, and which value it takes."""

    TEXT = "text"  # str or Cell
    SECONDARY = "secondary"  # str or Cell, quieter
    LINK = "link"  # str or Cell; a click says `link_clicked`
    MONEY = "money"  # str or Cell, at the right
    NUMBER = "number"  # str or Cell, at the right
    TWO_LINE = "two_line"  # TwoLine
    PILL = "pill"  # key of a node, or ""
    TAG = "tag"  # TagCell or None
    CHECK = "check"  # bool
    BAR = "bar"  # Bar or None
    TREND = "trend"  # Trend or None
    PERSON = "person"  # name, or "" for nobody
    ICON = "icon"  # Cell with an icon; its text is the accessible name


RIGHT_KINDS = frozenset({Kind.MONEY, Kind.NUMBER})


class Cell(NamedTuple):
    """A text with a colour token, an icon before it, strong type, or a ground token (a cell that differs)."""

    text: str
    token: str = ""
    icon: str = ""
    strong: bool = False
    ground: str = ""


class TwoLine(NamedTuple):
    first: str
    second: str
    icon: str = ""
    token: str = ""


class TagCell(NamedTuple):
    """A word on a tint: neutral, ok, warn, danger or info."""

    text: str
    tone: str = "neutral"
    icon: str = ""


class Bar(NamedTuple):
    """A share from 0 to 1 with its label; the token is the bar's colour."""

    fraction: float
    text: str
    token: str = "accent"


class Trend(NamedTuple):
    """How something went: shares from 0 to 1, the oldest first, None where there was nothing; with its label, and what
    the line shows in words."""

    shares: tuple[float | None, ...]
    text: str
    told: str = ""
    token: str = "text.secondary"


Value = str | bool | Cell | TwoLine | TagCell | Bar | Trend | None


@dataclass(frozen=True)
class Column:
    """One column: `width` 0 takes the rest; a narrow window drops the highest `priority` first, 0 never."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    width: int = 0
    priority: int = 0
    sortable: bool = False

    @property
    def is_right(self) -> bool:
        return self.kind in RIGHT_KINDS


def spoken(value: Value, kind: Kind) -> str:
    """A cell's value as words, for screen readers and for copying."""
    match value:
        case None | False | "":
            return ""
        case True:
            return "✓"
        case str():
            return node_text(value) if kind is Kind.PILL else value
        case Trend():
            return value.told or value.text
        case TwoLine():
            return f"{value.first} {value.second}".strip()
        case _:
            return value.text
