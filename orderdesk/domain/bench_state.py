"""The packing bench as values: its state, what goes in (scans,
typed quantities) and what comes out (intents, verdicts)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from orderdesk.domain.bench_facts import BenchMode, Item, Stop
from orderdesk.domain.bench_intents import Intent
from orderdesk.domain.quantity import ONE
from orderdesk.domain.waybill_rules import BUILT_IN_RULES, WaybillRule
from orderdesk.domain.waybills import issues_own_number

DOUBLE_FIRE = timedelta(milliseconds=300)
HISTORY_LENGTH = 50
UNDO_DEPTH = 100


class Phase(StrEnum):
    """What the bench is doing."""

    WAITING = "waiting"
    VERIFYING = "verifying"
    READY_FOR_WAYBILL = "ready_for_waybill"
    DONE = "done"
    STOP = "stop"


class VerdictKind(StrEnum):
    """The shape of an answer. Each has its sound."""

    OK = "ok"
    DONE = "done"
    HINT = "hint"
    TICK = "tick"
    DUPLICATE = "duplicate"
    WRONG_ITEM = "wrong_item"
    OVER_SCAN = "over_scan"
    REFUSED = "refused"
    STOP = "stop"


SOUNDS: dict[VerdictKind, str] = {
    VerdictKind.OK: "ok",
    VerdictKind.DONE: "done",
    VerdictKind.HINT: "hint",
    VerdictKind.TICK: "tick",
    VerdictKind.DUPLICATE: "tick",
    VerdictKind.WRONG_ITEM: "wrong",
    VerdictKind.OVER_SCAN: "over",
    VerdictKind.REFUSED: "wrong",
    VerdictKind.STOP: "stop",
}

_STAYING = frozenset({VerdictKind.WRONG_ITEM, VerdictKind.OVER_SCAN, VerdictKind.REFUSED, VerdictKind.STOP})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one scan; a refusal's facts always hold `scanned`, `expected_kind` and `expected`."""

    kind: VerdictKind
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sound(self) -> str:
        """The name of the sound to play."""
        return SOUNDS[self.kind]

    @property
    def stays(self) -> bool:
        """Whether it stays on the screen until the next valid scan or the ACK card."""
        return self.kind in _STAYING


@dataclass(frozen=True, slots=True)
class Scan:
    """One pull of the trigger. `id` is made at the gesture; new parcels take it as theirs. `at`: aware UTC."""

    text: str
    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Typed:
    """A quantity typed after a scan of the line: the further units, in thousandths."""

    quantity: int
    at: datetime
    id: UUID


Event = Scan | Typed


@dataclass(frozen=True, slots=True)
class Box:
    """The parcel on the bench. `parcel_no` None until the caller has named it. `is_full`: the rest goes into another.

    `bound_at`: when its waybill was bound at this bench.
    """

    order_id: UUID
    order_no: str
    shipment_id: UUID
    order_ids: tuple[UUID, ...]
    delivery_method: str
    carrier_code: str | None
    items: tuple[Item, ...]
    parcel_id: UUID | None
    parcel_no: str | None = None
    waybill_no: str | None = None
    piece: str = ""
    waybill_bound: bool = False
    is_full: bool = False
    bound_at: datetime | None = None

    @property
    def issues_number(self) -> bool:
        """Whether OrderDesk makes the waybill number, so that none is scanned."""
        return issues_own_number(self.delivery_method, self.carrier_code)

    def next_item(self, mode: BenchMode) -> Item | None:
        """The first item that still has to be scanned."""
        return next((item for item in self.items if item.remaining > 0 and item.must_be_verified(mode)), None)

    def counts(self) -> tuple[int, int]:
        """Done and needed over all items, in thousandths."""
        return sum(item.done for item in self.items), sum(item.needed for item in self.items)

    def pieces(self) -> tuple[int, int]:
        """Done and needed as a person counts: pieces, and each line of metres or kilograms as one."""
        done = sum(item.remaining <= 0 if item.is_divisible else item.done // ONE for item in self.items)
        return done, sum(1 if item.is_divisible else item.needed // ONE for item in self.items)


@dataclass(frozen=True, slots=True)
class PendingWaybill:
    """A waybill of unknown shape that has to be scanned once more, and why (`Finding` code and facts)."""

    number: str
    piece: str
    why: str = field(default="", compare=False)
    looks_like: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class PendingSerial:
    """A serial part whose serial number comes with the next scan.

    `asked`: a number that looks like a waybill and has to be scanned once more to count as the serial number.
    """

    shipment_line_id: UUID
    barcode: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """One line of the scan history, also of scans that changed nothing. `said`: the commands that it led to."""

    id: UUID
    at: datetime
    text: str
    verdict: Verdict
    said: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be undone: what was asked, and the state before it."""

    intents: tuple[Intent, ...]
    before: BenchState


@dataclass(frozen=True, slots=True)
class BenchSetup:
    """What is set for a bench. `double_fire`: the same code again within this time is the same pull of the trigger."""

    warehouse_id: UUID
    mode: BenchMode = BenchMode.VERIFY_KNOWN
    double_fire: timedelta = DOUBLE_FIRE
    rules: Sequence[WaybillRule] = BUILT_IN_RULES
    url_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BenchState:
    """Everything a bench screen paints. `verdict` is the one to show; `history` has the newest last.

    `code_seen`, `waybill_seen`: which of the two proofs that box and label belong together have been scanned.
    `aside`: what lies on the bench while a STOP is about a parcel that does not.
    """

    setup: BenchSetup
    phase: Phase = Phase.WAITING
    box: Box | None = None
    code_seen: bool = False
    waybill_seen: bool = False
    pending: PendingWaybill | PendingSerial | None = None
    typing_line: UUID | None = None
    stop: Stop | None = None
    verdict: Verdict | None = None
    user_id: UUID | None = None
    history: tuple[ScanRecord, ...] = ()
    actions: tuple[Action, ...] = ()
    last_text: str = ""
    last_at: datetime | None = None
    aside: BenchState | None = None

    @property
    def order_ids(self) -> tuple[UUID, ...]:
        """The orders on the bench, or those of a parcel for which it is stopped."""
        if self.box is not None:
            return self.box.order_ids
        return self.stop.order_ids if self.stop is not None else ()

    @property
    def parcel_id(self) -> UUID | None:
        """The parcel on the bench, or the one for which it is stopped."""
        if self.box is not None:
            return self.box.parcel_id
        return self.stop.parcel_id if self.stop is not None else None

    def cleared(self) -> BenchState:
        """The same bench with nothing on it."""
        return replace(
            self,
            phase=Phase.WAITING,
            box=None,
            code_seen=False,
            waybill_seen=False,
            pending=None,
            typing_line=None,
            stop=None,
            aside=None,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What a scan leads to: the new state, what to do, what to show, and whether it can be undone."""

    state: BenchState
    verdict: Verdict
    intents: tuple[Intent, ...] = ()
    is_undoable: bool = False


def expected(state: BenchState) -> tuple[str, str]:
    """What the bench waits for, and its name if it has one.

    Kinds: parcel, item, serial, serial_again, waybill, waybill_again, bin, parcel_again.
    """
    if state.phase is Phase.STOP:
        return "bin", ""
    if state.box is None or state.phase in (Phase.WAITING, Phase.DONE):
        return "parcel", ""
    item = state.box.next_item(state.setup.mode)
    if isinstance(state.pending, PendingSerial):
        waiting = state.pending.shipment_line_id
        if state.pending.asked:
            return "serial_again", state.pending.asked
        return "serial", next(each.sku_code for each in state.box.items if each.shipment_line_id == waiting)
    if isinstance(state.pending, PendingWaybill):
        return "waybill_again", state.pending.number
    if state.phase is Phase.VERIFYING and item is not None:
        return "item", f"{item.sku_code} {item.name}".strip()
    if state.box.issues_number or state.waybill_seen:
        return "parcel_again", state.box.parcel_no or state.box.order_no
    return "waybill", state.box.waybill_no or state.box.carrier_code or ""
