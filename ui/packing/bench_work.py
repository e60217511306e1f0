"""The bench's work, one scan after the other: looks up, decides, says the commands. Belongs to the writer lane."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from orderdesk import commands
from orderdesk.clock import Clock
from orderdesk.commands.command import Command
from orderdesk.domain import bench
from orderdesk.domain import bench_intents as intents
from orderdesk.domain.bench_facts import BenchMode
from orderdesk.domain.bench_state import (
    HISTORY_LENGTH,
    BenchSetup,
    BenchState,
    Event,
    Phase,
    ScanRecord,
    Verdict,
    VerdictKind,
)
from orderdesk.domain.bench_tally import Tally
from orderdesk.errors import Refused
from orderdesk.queries.bench import CachedBench, make_ready
from orderdesk.queries.bench_lists import (
    ItemPlace,
    WaitingParcel,
    item_places,
    packed_since,
    parked_parcels,
    waiting_parcels,
)
from orderdesk.queries.order_list import customers_of
from orderdesk.sync import Workstation
from orderdesk.sync.damage import NothingCachedError
from orderdesk.sync.workstation import KeptScan

#: A list of times without days: what was scanned a shift ago would be taken for today's.
_RECALLED = timedelta(hours=12)


@dataclass(frozen=True)
class BenchPicture:
    """What the screen is drawn from after a scan. `said`: the commands that were carried out."""

    state: BenchState
    places: dict[UUID, ItemPlace] = field(default_factory=dict)
    customer: str = ""
    said: tuple[Command, ...] = ()
    next_person: UUID | None = None
    tally: Tally = field(default_factory=Tally)


class BenchWork:
    """Holds the state between scans. Not for two threads at a time: the writer lane calls it in order."""

    def __init__(self, workstation: Workstation, warehouse_id: UUID, mode: BenchMode, clock: Clock) -> None:
        self._workstation = workstation
        self._warehouse_id = warehouse_id
        self._clock = clock
        self.state = BenchState(BenchSetup(warehouse_id, mode))
        self._tally = Tally()
        # What the orders on the bench look like; it does not change from scan to scan.
        self._known: tuple[tuple[UUID, ...], dict[UUID, ItemPlace], str] = ((), {}, "")

    def take(self, event: Event) -> BenchPicture:
        """One scan or typed quantity. A refusal is a verdict, never an error."""
        before = self.state
        with self._workstation.reading() as connection:
            following, wanted = bench.step(before, event, CachedBench(connection, self._clock.now()))
        said: list[Command] = []
        next_person: UUID | None = None
        try:
            for intent in wanted:
                if isinstance(intent, intents.SwitchUser):
                    next_person = intent.user_id
                elif isinstance(intent, intents.OpenParcel):
                    following = self._open(following, intent, said)
                else:
                    self._carry_out(intent, following, said)
        except Refused as refusal:
            following = bench.take_back(before, following, refusal)
        self.state = following
        self._tally = self._tally.after(before, following)
        self._keep(following.history[-1])
        return self._picture(tuple(said), next_person)

    def look_again(self) -> BenchPicture:
        """Something has changed: the goods on the bench may no longer go out."""
        with self._workstation.reading() as connection:
            following = bench.interrupt(self.state, CachedBench(connection, self._clock.now()))
        if following is self.state or following.verdict is None:
            return self._picture((), None)
        number = following.box.parcel_no or following.box.order_no if following.box is not None else ""
        self.state = following
        return self._reported(number, following.verdict)

    def fire_once_within(self, milliseconds: int) -> None:
        """How soon the same code may count again."""
        setup = replace(self.state.setup, double_fire=timedelta(milliseconds=milliseconds))
        self.state = replace(self.state, setup=setup)

    def begin(self, user_id: UUID) -> BenchPicture:
        """Somebody works here now. The parcel on the bench stays; what others did is not theirs to undo."""
        self._workstation.warm_up()
        if not self.state.history:
            self.state = replace(self.state, history=self._recalled())
        with suppress(NothingCachedError), self._workstation.reading() as connection:
            make_ready(connection)
        if self.state.user_id != user_id:
            self.state = replace(self.state, user_id=user_id, actions=())
            self._tally = Tally()
        return self._picture((), None)

    def packed_today(self, user_id: UUID) -> tuple[int, int]:
        """How many parcels this person has closed today, and how many are begun."""
        with self._workstation.reading() as connection:
            packed = packed_since(connection, self._warehouse_id, self._clock.now(), user_id)
            return packed, parked_parcels(connection, self._warehouse_id, user_id)

    def misread(self, text: str) -> BenchPicture:
        """A code that was not read cleanly: as good as a refusal, nobody may believe that it counted."""
        return self._reported(text, Verdict(VerdictKind.REFUSED, "bench.misread", {"scanned": text}))

    def beside_sheet(self, text: str) -> BenchPicture:
        """A scan while a sheet over the bench waits for an answer: it counts for neither."""
        return self._reported(text, Verdict(VerdictKind.REFUSED, "bench.sheet_open", {"scanned": text}))

    def give_up(self, text: str) -> BenchPicture:
        """What was to be done has broken, nobody knows why: a refusal, made without anything that may break as well."""
        verdict = Verdict(VerdictKind.REFUSED, "bench.broken", {"scanned": text})
        self.state = bench.report(self.state, ScanRecord(self._workstation.new_id(), self._clock.now(), text, verdict))
        _orders, places, customer = self._known
        return BenchPicture(self.state, places, customer, tally=self._tally)

    def hand_over_all(self, carrier_code: str | None) -> BenchPicture:
        """Gives every closed parcel of a carrier (None: those without one) to it; what may not go stays.

        Each parcel is a command of its own: an order that is held here or at the hub must not keep the others back.
        """
        said: list[Command] = []
        refused: list[Refused] = []
        for parcel in self.waiting():
            if parcel.carrier_code != carrier_code:
                continue
            command = commands.HandOver(
                parcel_ids=(parcel.id,), order_ids=parcel.order_ids, carrier_code=parcel.carrier_code
            )
            try:
                self._workstation.say(command)
                said.append(command)
            except Refused as refusal:
                refused.append(refusal)
        facts = {"n": len(said), "all": len(said) + len(refused), "carrier_code": carrier_code}
        if refused:
            why = {"n": len(refused), "why": refused[0].code, "why_facts": refused[0].facts}
            verdict = Verdict(VerdictKind.REFUSED, "bench.left_behind", {**facts, **why})
        else:
            is_free = self.state.phase in (Phase.WAITING, Phase.DONE)
            verdict = Verdict(VerdictKind.DONE if is_free else VerdictKind.HINT, "bench.handed_over", facts)
        return self._reported("", verdict, tuple(said))

    def _reported(self, text: str, verdict: Verdict, said: tuple[Command, ...] = ()) -> BenchPicture:
        record = ScanRecord(self._workstation.new_id(), self._clock.now(), text, verdict)
        self.state = bench.report(self.state, record)
        self._keep(record)
        return self._picture(said, None)

    def _keep(self, record: ScanRecord) -> None:
        """Writes a scan down with its outcome. Where that fails, whatever the scan asked for was refused for the same
        reason and has said so."""
        verdict = record.verdict
        kept = KeptScan(
            record.id,
            record.at,
            record.text,
            str(verdict.kind),
            verdict.code,
            dict(verdict.facts),
            self.state.user_id,
        )
        with suppress(Refused):
            self._workstation.keep_scan(kept)

    def _recalled(self) -> tuple[ScanRecord, ...]:
        """What was scanned here before the window was opened, the newest last."""
        found = self._workstation.scans(self._clock.now() - _RECALLED, most=HISTORY_LENGTH)
        kinds = set(VerdictKind)
        return tuple(
            ScanRecord(each.id, each.at, each.text, Verdict(VerdictKind(each.outcome), each.code, each.facts))
            for each in reversed(found)
            if each.outcome in kinds
        )

    def waiting(self) -> tuple[WaitingParcel, ...]:
        """Closed parcels that no carrier has taken."""
        with self._workstation.reading() as connection:
            return waiting_parcels(connection, self._warehouse_id)

    def _open(self, state: BenchState, intent: intents.OpenParcel, said: list[Command]) -> BenchState:
        number = self._workstation.next_parcel_no()
        command = commands.OpenParcel(
            parcel_id=intent.parcel_id, parcel_no=number, order_id=intent.order_id, shipment_id=intent.shipment_id
        )
        self._workstation.say(command)
        said.append(command)
        return bench.name_parcel(state, number)

    def _carry_out(self, intent: bench.Intent, state: BenchState, said: list[Command]) -> None:
        command = _command(intent, state)
        if command is not None:
            self._workstation.say(command)
            said.append(command)

    def _picture(self, said: tuple[Command, ...], next_person: UUID | None) -> BenchPicture:
        box = self.state.box
        if box is None:
            return BenchPicture(self.state, said=said, next_person=next_person, tally=self._tally)
        if box.order_ids != self._known[0]:
            with self._workstation.reading() as connection:
                places = item_places(connection, [item.sku_id for item in box.items], self._warehouse_id)
                customer = customers_of(connection, [box.order_id]).get(box.order_id, "")
            self._known = (box.order_ids, places, customer)
        _orders, places, customer = self._known
        return BenchPicture(self.state, places, customer, said, next_person, self._tally)


def _command(intent: bench.Intent, state: BenchState) -> Command | None:
    """The command an intent stands for; None for those that are carried out otherwise."""
    match intent:
        case intents.VerifyItem():
            return commands.VerifyItem(
                parcel_id=intent.parcel_id,
                order_id=intent.order_id,
                shipment_line_id=intent.shipment_line_id,
                quantity=intent.quantity,
                barcode=intent.barcode,
                serials=intent.serials,
                verified=intent.verified,
            )
        case intents.BindWaybill() | intents.UnbindWaybill():
            kind = commands.BindWaybill if isinstance(intent, intents.BindWaybill) else commands.UnbindWaybill
            return kind(
                parcel_id=intent.parcel_id,
                carrier_code=intent.carrier_code,
                waybill_no=intent.waybill_no,
                piece=intent.piece,
            )
        case intents.CloseParcel() | intents.ReopenParcel():
            # The number of a parcel is unique already; whoever drives it finds it on the box.
            own = state.box.parcel_no if intent.issue_number and state.box is not None else None
            verb = commands.CloseParcel if isinstance(intent, intents.CloseParcel) else commands.ReopenParcel
            return verb(parcel_id=intent.parcel_id, order_ids=intent.order_ids, own_waybill_no=own)
        case intents.VoidParcel():
            return commands.VoidParcel(parcel_id=intent.parcel_id)
        case intents.DeclareShort():
            return commands.DeclareShort(
                order_id=intent.order_id, shipment_line_id=intent.shipment_line_id, quantity=intent.quantity
            )
        case intents.CallSupervisor():
            return commands.AddNote(
                order_id=intent.order_ids[0], text="⚑ 打包台叫主管 / Supervisor wanted at the bench"
            )
        case intents.ClearStop():
            return commands.ClearStop.model_validate(
                {
                    "order_ids": intent.order_ids,
                    "parcel_id": intent.parcel_id,
                    "stop": intent.stop,
                    "bin_code": intent.bin_code,
                    "supervisor_id": intent.user_id,
                }
            )
    return None
