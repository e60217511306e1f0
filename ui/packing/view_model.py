"""Everything the bench screen shows, as one frozen value; texts stand in it as they are to be read."""

from dataclasses import dataclass, field
from enum import Enum

from orderdesk.domain.scans import Card


class Phase(Enum):
    """What the left two thirds say: one thing at a time."""

    WAITING = "waiting"
    VERIFYING = "verifying"
    OK = "ok"
    REFUSED = "refused"
    STOP = "stop"


class ItemState(Enum):
    DONE = "done"
    NEXT = "next"
    TODO = "todo"
    SHORT = "short"


class BindingState(Enum):
    WAITING = "waiting"
    BOUND = "bound"
    BLOCKED = "blocked"


class Outcome(Enum):
    """How a scan in the history ended."""

    OK = "ok"
    REFUSED = "refused"
    UNDONE = "undone"
    QUEUED = "queued"


@dataclass(frozen=True)
class BenchItem:
    """A line to pack; counts are texts in the unit that is packed."""

    name: str
    location: str
    barcode_tail: str
    done: str
    needed: str
    state: ItemState


@dataclass(frozen=True)
class HistoryRow:
    time: str
    text: str
    note: str
    outcome: Outcome


@dataclass(frozen=True)
class Fact:
    """A figure for the waiting screen, or a label and its answer on the stop screen."""

    value: str
    label: str


@dataclass(frozen=True)
class CommandCard:
    """A command that is scanned, pressed or touched."""

    card: Card
    keys: str


STANDARD_CARDS = (
    CommandCard(Card.UNDO, "F2"),
    CommandCard(Card.REPRINT, "F3"),
    CommandCard(Card.SHORT, "F4"),
    CommandCard(Card.CALL, "F9"),
)


@dataclass(frozen=True)
class BenchView:
    """One state of the screen. `progress` is (done, needed) in pieces; `today` is (packed, goal or 0)."""

    phase: Phase
    headline: str
    subline: str = ""
    order_no: str = ""
    customer: str = ""
    carrier: str = ""
    progress: tuple[int, int] = (0, 0)
    items: tuple[BenchItem, ...] = ()
    place: str = ""
    closing: str = ""
    facts: tuple[Fact, ...] = ()
    steps: tuple[str, ...] = ()
    note: str = ""
    parcel_no: str = ""
    waybill_no: str = ""
    binding: BindingState = BindingState.WAITING
    binding_text: str = ""
    history: tuple[HistoryRow, ...] = ()
    operator: str = ""
    bench_name: str = ""
    is_online: bool = True
    queued: int = 0
    data_as_of: str = ""
    today: tuple[int, int] = (0, 0)
    clock: str = ""
    warning: str = ""
    cards: tuple[CommandCard, ...] = field(default=STANDARD_CARDS)
