"""The bench's work, one scan after the other: looks up, decides, says the commands. Belongs to the writer lane."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from orderdesk import commands
from orderdesk.clock import Clock
from orderdesk.commands.command import Command
from orderdesk.domain import bench
from orderdesk.domain import bench_intents as intents
from orderdesk.domain.bench_facts import BenchMode
from orderdesk.domain.bench_refused import face, turned
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
from orderdesk.domain.days import SHANGHAI, local_day
from orderdesk.errors import Refused
from orderdesk.queries.bench import CachedBench, make_ready
from orderdesk.queries.bench_lists import (
    ItemPlace,
    PackedParcel,
    PackedToday,
    WaitingParcel,
    item_places,
    packed_here,
    packed_on,
    parked_parcels,
    waiting_parcels,
)
from orderdesk.queries.order_list import customers_of
from orderdesk.sync import Workstation
from orderdesk.sync.damage import NothingCachedError
from orderdesk.sync.workstation import KeptScan, Spoken
from ui.packing.bench_commands import command_of
from ui.refused_notes import RefusedLook

_SCANS_A_DAY = 10_000
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


@dataclass
class Said:
    """What one scan has led to: the commands that were carried out, and the ids under which they travel."""

    commands: tuple[Command, ...] = ()
    ids: tuple[UUID, ...] = ()

    def note(self, command: Command, spoken: Spoken) -> None:
        """One more."""
        self.commands, self.ids = (*self.commands, command), (*self.ids, spoken.id)


class BenchWork:
    """Holds the state between scans. Not for two threads at a time: the writer lane calls it in order."""

    def __init__(self, workstation: Workstation, warehouse_id: UUID, mode: BenchMode, clock: Clock) -> None:
        self._workstation = workstation
        self._refused = RefusedLook(workstation)
        self._warehouse_id = warehouse_id
        self._clock = clock
        self.state = BenchState(BenchSetup(warehouse_id, mode))
        self._tally = Tally()
        self._unwritten: list[tuple[ScanRecord, UUID | None]] = []
        # What the orders on the bench look like; it does not change from scan to scan.
        self._known: tuple[tuple[UUID, ...], dict[UUID, ItemPlace], str] = ((), {}, "")

    def take(self, event: Event) -> BenchPicture:
        """One scan or typed quantity. A refusal is a verdict, never an error."""
        before = self.state
        with self._workstation.reading() as connection:
            following, wanted = bench.step(before, event, CachedBench(connection, self._clock.now()))
        said = Said()
        next_person: UUID | None = None
        try:
            for intent in wanted:
                if isinstance(intent, intents.SwitchUser):
                    next_person = intent.user_id
                elif isinstance(intent, intents.PutAway):
                    self._workstation.dismiss(*intent.command_ids)
                elif isinstance(intent, intents.OpenParcel):
                    following = self._open(following, intent, said)
                else:
                    self._carry_out(intent, following, said)
        except Refused as refusal:
            following = bench.take_back(before, following, refusal)
        self.state = following = bench.note_said(following, said.ids)
        self._tally = self._tally.after(before, following)
        self._keep(following.history[-1])
        if before.phase is Phase.STOP and following.phase is not Phase.STOP:
            # One parcel lies in the bin; there may be another that must not go.
            self._face_refused()
        return self._picture(said.commands, next_person)

    def look_again(self) -> BenchPicture:
        """Something has changed: goods on the bench, or packed here before, may not go out any more."""
        with suppress(NothingCachedError):
            self._face_refused()
            with self._workstation.reading() as connection:
                following = bench.interrupt(self.state, CachedBench(connection, self._clock.now()))
            self._stop_with(following)
        return self._picture((), None)

    def refused(self) -> frozenset[UUID]:
        """The commands that the hub has refused and nobody has put away."""
        return frozenset(row.id for row in self._workstation.refusals())

    def _face_refused(self) -> None:
        """What the hub has refused turns its lines, and where goods could leave wrongly it stops the bench."""
        refused = self._refused.look()
        if not refused:
            return
        records = tuple(turned(record, refused) for record in self.state.history)
        for record, before in zip(records, self.state.history, strict=True):
            if record is not before:
                self._keep(record)
        self.state = replace(self.state, history=records)
        with self._workstation.reading() as connection:
            self._stop_with(face(self.state, refused, CachedBench(connection, self._clock.now())))

    def _stop_with(self, following: BenchState) -> None:
        if following is self.state or following.verdict is None:
            return
        is_news = following.verdict is not self.state.verdict
        facts, box = following.verdict.facts, following.box
        number = box.parcel_no or box.order_no if box is not None else str(facts.get("parcel_no") or "")
        self.state = following
        if is_news:
            self._reported(number, following.verdict)

    def fire_once_within(self, milliseconds: int) -> None:
        """How soon the same code may count again."""
        setup = replace(self.state.setup, double_fire=timedelta(milliseconds=milliseconds))
        self.state = replace(self.state, setup=setup)

    def begin(self, user_id: UUID) -> BenchPicture:
        """Somebody works here now. The parcel on the bench stays; what others did is not theirs to undo."""
        self._workstation.warm_up()
        if not self.state.history:
            self.state = replace(self.state, history=self._recalled(user_id))
        with suppress(NothingCachedError), self._workstation.reading() as connection:
            make_ready(connection)
        if self.state.user_id != user_id:
            self.state = replace(self.state, user_id=user_id, actions=())
            self._tally = self._tally_of(user_id)
        return self.look_again()

    def packed_today(self, user_id: UUID) -> tuple[PackedToday, int]:
        """What this person has packed today, and how many parcels are begun."""
        with self._workstation.reading() as connection:
            packed = packed_on(connection, self._warehouse_id, self._clock.now(), user_id)
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
        said = Said()
        refused: list[Refused] = []
        for parcel in self.waiting():
            if parcel.carrier_code != carrier_code:
                continue
            command = commands.HandOver(
                parcel_ids=(parcel.id,), order_ids=parcel.order_ids, carrier_code=parcel.carrier_code
            )
            try:
                said.note(command, self._workstation.say(command))
            except Refused as refusal:
                refused.append(refusal)
        gone = len(said.ids)
        facts = {"n": gone, "all": gone + len(refused), "carrier_code": carrier_code}
        if refused:
            why = {"n": len(refused), "why": refused[0].code, "why_facts": refused[0].facts}
            verdict = Verdict(VerdictKind.REFUSED, "bench.left_behind", {**facts, **why})
        else:
            is_free = self.state.phase in (Phase.WAITING, Phase.DONE)
            verdict = Verdict(VerdictKind.DONE if is_free else VerdictKind.HINT, "bench.handed_over", facts)
        return self._reported("", verdict, said)

    def _reported(self, text: str, verdict: Verdict, said: Said | None = None) -> BenchPicture:
        ids = () if said is None else tuple(said.ids)
        record = ScanRecord(self._workstation.new_id(), self._clock.now(), text, verdict, ids)
        self.state = bench.report(self.state, record)
        self._keep(record)
        return self._picture(() if said is None else said.commands, None)

    def write_down(self) -> None:
        """Writes the scans down that were answered since the last time: after the answer, nobody waits for that.

        What they have said stands in the journal before the answer. Where this fails, whatever a scan asked for was
        refused for the same reason and has said so.
        """
        while self._unwritten:
            self._write(*self._unwritten.pop(0))

    def _keep(self, record: ScanRecord) -> None:
        self._unwritten.append((record, self.state.user_id))

    def _write(self, record: ScanRecord, user_id: UUID | None) -> None:
        verdict = record.verdict
        kept = KeptScan(
            record.id,
            record.at,
            record.text,
            str(verdict.kind),
            verdict.code,
            dict(verdict.facts),
            user_id,
            record.said,
        )
        with suppress(Refused):
            self._workstation.keep_scan(kept)

    def _tally_of(self, user_id: UUID) -> Tally:
        """How somebody's scans have gone here since the day began."""
        since = datetime.combine(local_day(self._clock.now()), time(), SHANGHAI)
        scans = self._workstation.scans(since, most=_SCANS_A_DAY)
        return Tally.of(each.outcome for each in scans if each.user_id == user_id)

    def _recalled(self, user_id: UUID) -> tuple[ScanRecord, ...]:
        """What was scanned here before the window was opened, the newest last, and parcels that were packed here,
        or by who works here now, and of whose scans nothing is written down."""
        since = self._clock.now() - _RECALLED
        found = self._workstation.scans(since, most=HISTORY_LENGTH)
        kinds = set(VerdictKind)
        scanned = [
            ScanRecord(
                each.id, each.at, each.text, Verdict(VerdictKind(each.outcome), each.code, each.facts), each.said
            )
            for each in reversed(found)
            if each.outcome in kinds
        ]
        known = {each.verdict.facts.get("parcel_no") for each in scanned}
        begun = scanned[0].at if len(scanned) == HISTORY_LENGTH else since
        with suppress(NothingCachedError), self._workstation.reading() as connection:
            packed = packed_here(connection, self._workstation.device_id, user_id, begun, HISTORY_LENGTH)
            scanned += [_packed(each) for each in packed if each.parcel_no not in known]
        return tuple(sorted(scanned, key=lambda each: each.at)[-HISTORY_LENGTH:])

    def waiting(self) -> tuple[WaitingParcel, ...]:
        """Closed parcels that no carrier has taken."""
        with self._workstation.reading() as connection:
            return waiting_parcels(connection, self._warehouse_id)

    def _open(self, state: BenchState, intent: intents.OpenParcel, said: Said) -> BenchState:
        number = self._workstation.next_parcel_no()
        command = commands.OpenParcel(
            parcel_id=intent.parcel_id, parcel_no=number, order_id=intent.order_id, shipment_id=intent.shipment_id
        )
        said.note(command, self._workstation.say(command))
        return bench.name_parcel(state, number)

    def _carry_out(self, intent: bench.Intent, state: BenchState, said: Said) -> None:
        command = command_of(intent, state, self._workstation.new_id())
        if command is not None:
            said.note(command, self._workstation.say(command))

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


def _packed(parcel: PackedParcel) -> ScanRecord:
    facts = {"parcel_no": parcel.parcel_no, "waybill_no": parcel.waybill_no}
    return ScanRecord(parcel.id, parcel.closed_at, parcel.parcel_no, Verdict(VerdictKind.DONE, "bench.closed", facts))
