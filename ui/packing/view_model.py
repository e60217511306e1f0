"""Everything the bench screen shows, as one frozen value; texts stand in it as they are to be read."""

from dataclasses import dataclass, field
from enum import Enum

from orderdesk.domain.scans import Card


class Phase(Enum):
    """What the left two thirds say: one thing at a time. ASK wants the same scan once more."""

    WAITING = "waiting"
    VERIFYING = "verifying"
    ASK = "ask"
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
    CommandCard(Card.SHORT, "F4"),
    CommandCard(Card.CALL, "F9"),
)


@dataclass(frozen=True)
class BenchView:
    """One state of the screen. `progress` is (done, needed) in pieces; `today` is (packed, goal or 0).

    `detail`: a second line below the first, of a refusal what was wanted instead. `scanner`: a scanner on a serial
    line, and whether it is connected; empty where there is none.
    """

    phase: Phase
    headline: str
    subline: str = ""
    detail: str = ""
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
    is_online: bool | None = True
    queued: int = 0
    scanner: str = ""
    is_scanner_there: bool = True
    data_as_of: str = ""
    today: tuple[int, int] = (0, 0)
    clock: str = ""
    warning: str = ""
    cards: tuple[CommandCard, ...] = field(default=STANDARD_CARDS)
