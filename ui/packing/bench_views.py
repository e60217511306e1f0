"""From the bench's state to what its screen shows."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from orderdesk.domain.bench_facts import Item
from orderdesk.domain.bench_state import BenchState, Box, Phase, Verdict, VerdictKind, expected
from orderdesk.domain.scans import CARD_PREFIX, Card
from orderdesk.queries.bench_lists import PackedToday
from orderdesk.queries.rows import Names
from orderdesk.sync.workstation import Status
from ui import formats
from ui.models.order_cells import carrier_name
from ui.packing import bench_words, view_model
from ui.packing.bench_facts_shown import fetching, named, stop_facts, stopped_fact, waiting_facts
from ui.packing.bench_history import HistoryRows
from ui.packing.bench_work import BenchPicture
from ui.packing.paint_frame import card_text
from ui.packing.view_model import BenchItem, BenchView, BindingState, Fact, ItemState
from ui.words import word

_HISTORY_SHOWN = 8
_REFUSING = frozenset({VerdictKind.REFUSED, VerdictKind.WRONG_ITEM, VerdictKind.OVER_SCAN})
# A refused scan after a closed parcel must not leave that parcel looking like the one at hand.
_AT_WORK = frozenset({Phase.VERIFYING, Phase.READY_FOR_WAYBILL, Phase.STOP})
_ASIDES = frozenset({VerdictKind.HINT, VerdictKind.DUPLICATE})
_ANSWERS = frozenset({"bench.supervisor_called", "bench.undone", "bench.box_full", "bench.user_switched"})
_CARDS = frozenset(Card)
_AGAIN = ("waybill_again", "serial_again")


class BenchPainter:
    """Makes views; knows what does not change from scan to scan."""

    def __init__(self) -> None:
        self.names = Names()
        self.history = HistoryRows()
        self.operator = ""
        self.packed = PackedToday()
        self.goal = 0
        self.waiting = 0
        self.parked = 0
        self.warning = ""
        self.scanner = ""
        self.is_scanner_there = True

    def view(self, picture: BenchPicture, status: Status, *, online: bool | None, now: datetime) -> BenchView:
        """One state of the screen."""
        state = picture.state
        phase, headline, subline = self._verdict(picture)
        box = state.box
        records = state.history[: -_HISTORY_SHOWN - 1 : -1]
        return BenchView(
            phase=phase,
            headline=headline,
            subline=subline,
            detail=self._detail(phase, state),
            order_no="" if box is None else box.order_no,
            customer=picture.customer,
            carrier="" if box is None else carrier_name(self.names, box.carrier_code),
            progress=box.pieces() if box is not None else (0, 0),
            items=self._items(state, picture) if state.phase in _AT_WORK else (),
            place=self._place(phase, state),
            closing=self._closing(phase, state),
            facts=self._facts(phase, picture, now),
            steps=self._steps(phase, state),
            note=QCoreApplication.translate("Bench", "This stays until the bin is scanned · F9 calls a supervisor")
            if phase is view_model.Phase.STOP
            else "",
            parcel_no=stopped_fact(state, "parcel_no") if box is None else box.parcel_no or "",
            waybill_no=self._label(state),
            binding=self._binding(state),
            binding_text=self._binding_text(state),
            history=self.history.of(records, self.names),
            operator=self.operator,
            bench_name=status.device_name,
            is_online=online,
            queued=status.queued,
            scanner=self.scanner,
            is_scanner_there=self.is_scanner_there,
            data_as_of="" if status.as_of is None else formats.time_of_day(status.as_of, now),
            today=(self.packed.count, self.goal),
            clock=formats.clock(now),
            warning=self.warning,
        )

    # -- the verdict ---------------------------------------------------------------------------------------------

    def _verdict(self, picture: BenchPicture) -> tuple[view_model.Phase, str, str]:
        state = picture.state
        verdict = None if state.verdict is None else named(state.verdict, self.names, state.box)
        if state.phase is Phase.STOP:
            code = state.stop.code if state.stop is not None else ""
            headline = QCoreApplication.translate("Bench", "STOP! Do not ship")
            facts = state.stop.facts if state.stop is not None else None
            return view_model.Phase.STOP, headline, bench_words.stop_line(code, facts)
        if verdict is not None and verdict.kind in _REFUSING:
            return view_model.Phase.REFUSED, bench_words.headline(verdict), bench_words.line(verdict)
        if verdict is not None and verdict.kind is VerdictKind.DONE and verdict.code == "bench.handed_over":
            return view_model.Phase.OK, QCoreApplication.translate("Bench", "Handed over"), self._given(verdict)
        if state.phase is Phase.DONE and state.box is not None:
            is_ours = state.box.issues_number
            bound = QCoreApplication.translate("Bench", "Bound")
            headline = QCoreApplication.translate("Bench", "Packed") if is_ours else bound
            return view_model.Phase.OK, headline, self._pair(state.box)
        if state.box is not None and state.phase is not Phase.WAITING:
            return self._next(picture, verdict)
        line = "" if verdict is None or verdict.kind is VerdictKind.TICK else bench_words.line(verdict)
        hint = line or QCoreApplication.translate("Bench", "Order, parcel or courier label")
        return view_model.Phase.WAITING, QCoreApplication.translate("Bench", "Scan a parcel"), hint

    def _given(self, verdict: Verdict) -> str:
        count = verdict.facts.get("n")
        words = formats.counted(
            count if isinstance(count, int) else 0,
            QCoreApplication.translate("Bench", "1 parcel"),
            QCoreApplication.translate("Bench", "{n} parcels"),
        )
        return f"{words}  →  {verdict.facts.get('carrier', '')}"

    def _next(self, picture: BenchPicture, verdict: Verdict | None) -> tuple[view_model.Phase, str, str]:
        """What to scan next, and a line below it: how many, or what was said last."""
        state = picture.state
        kind, name = expected(state)
        hint = _aside(verdict)
        if kind in _AGAIN:
            again = QCoreApplication.translate("Bench", "Scan {number} again").format(number=name)
            suspected = "" if verdict is None else bench_words.suspicion(verdict)
            return view_model.Phase.ASK, suspected or again, hint
        if kind == "item" and state.box is not None:
            item = state.box.next_item(state.setup.mode)
            if item is not None:
                headline = QCoreApplication.translate("Bench", "Next: {name}").format(name=item.name)
                return view_model.Phase.VERIFYING, headline, hint or self._rest(item, picture)
        headline = {
            "serial": QCoreApplication.translate("Bench", "Scan the serial number"),
            "waybill": QCoreApplication.translate("Bench", "Scan the courier label"),
            "parcel_again": QCoreApplication.translate("Bench", "Scan the parcel number"),
        }.get(kind, QCoreApplication.translate("Bench", "Scan"))
        return view_model.Phase.VERIFYING, headline, hint or self._of_whom(kind, name)

    def _of_whom(self, kind: str, name: str) -> str:
        return carrier_name(self.names, name) if kind == "waybill" else name

    def _rest(self, item: Item, picture: BenchPicture) -> str:
        left = formats.quantity(item.remaining)
        parts = [QCoreApplication.translate("Bench", "{n} more").format(n=f"{left} {_unit(item)}".strip())]
        place = picture.places.get(item.sku_id)
        if place is not None and place.bin:
            parts.append(place.bin)
        if place is not None and place.barcode_tail:
            text = QCoreApplication.translate("Bench", "barcode ends in {tail}")
            parts.append(text.format(tail=place.barcode_tail))
        elif not item.has_barcode:
            parts.append(QCoreApplication.translate("Bench", "no barcode: scan {code}").format(code=item.sku_code))
        return " · ".join(parts)

    def _detail(self, phase: view_model.Phase, state: BenchState) -> str:
        """Of a refusal: what was wanted, and what came."""
        if phase is not view_model.Phase.REFUSED or state.verdict is None:
            return ""
        verdict = named(state.verdict, self.names, state.box)
        scanned = _readable(str(verdict.facts.get("scanned", "")))
        parts = [bench_words.wanted(verdict)]
        if scanned and "sku_code" not in verdict.facts and scanned not in bench_words.line(verdict):
            parts.append(QCoreApplication.translate("Bench", "Scanned: {code}").format(code=scanned))
        return " · ".join(part for part in parts if part)

    def _pair(self, box: Box) -> str:
        parcel = QCoreApplication.translate("Bench", "Parcel {no}").format(no=box.parcel_no or box.order_no)
        if box.issues_number:
            return parcel
        return f"{parcel}  →  {carrier_name(self.names, box.carrier_code)} {box.waybill_no or ''}".rstrip()

    def _place(self, phase: view_model.Phase, state: BenchState) -> str:
        """With which other parcels a packed one goes."""
        is_packed = phase is view_model.Phase.OK and state.phase is Phase.DONE
        if state.box is None or not is_packed or (state.verdict and state.verdict.code == "bench.handed_over"):
            return ""
        method = word("method", state.box.delivery_method)
        goes_with = carrier_name(self.names, state.box.carrier_code) or method
        return QCoreApplication.translate("Bench", "Put it with {carrier}").format(carrier=goes_with)

    def _label(self, state: BenchState) -> str:
        """What stands for the label beside the parcel: its number, or what is to be done about it."""
        box = state.box
        if box is None:
            return stopped_fact(state, "waybill_no")
        number = (box.parcel_no if box.issues_number else box.waybill_no) or ""
        if state.phase is Phase.STOP:
            return number or QCoreApplication.translate("Bench", "No label")
        if box.issues_number and state.phase is not Phase.DONE:
            return QCoreApplication.translate("Bench", "Needs no courier label")
        return number or QCoreApplication.translate("Bench", "Label comes when packed")

    def _closing(self, phase: view_model.Phase, state: BenchState) -> str:
        if phase is view_model.Phase.OK:
            return _aside(state.verdict) or QCoreApplication.translate("Bench", "Scan the next one right away")
        if phase is view_model.Phase.REFUSED:
            return QCoreApplication.translate("Bench", "Stays until the next valid scan · Esc")
        return ""

    def _steps(self, phase: view_model.Phase, state: BenchState) -> tuple[str, ...]:
        if phase is not view_model.Phase.STOP:
            return ()
        return (
            *fetching(state, self.names),
            QCoreApplication.translate("Bench", "Put the box into the exception bin"),
            QCoreApplication.translate("Bench", "Scan the bin's code, or a supervisor's badge"),
        )

    def _facts(self, phase: view_model.Phase, picture: BenchPicture, now: datetime) -> tuple[Fact, ...]:
        if phase is view_model.Phase.STOP:
            return stop_facts(picture, self.names, now)
        if phase is not view_model.Phase.WAITING:
            return ()
        counts = {"goal": self.goal, "waiting": self.waiting, "parked": self.parked}
        return waiting_facts(picture.tally, self.packed, **counts)

    # -- items, binding ------------------------------------------------------------------------------------------

    def _items(self, state: BenchState, picture: BenchPicture) -> tuple[BenchItem, ...]:
        box = state.box
        if box is None:
            return ()
        following = box.next_item(state.setup.mode)
        return tuple(self._item(item, picture, is_next=item is following) for item in box.items)

    def _item(self, item: Item, picture: BenchPicture, *, is_next: bool) -> BenchItem:
        place = picture.places.get(item.sku_id)
        state = ItemState.DONE if item.remaining <= 0 else ItemState.NEXT if is_next else ItemState.TODO
        return BenchItem(
            name=item.name,
            location=f"{item.sku_code} · {place.bin}" if place is not None and place.bin else item.sku_code,
            barcode_tail="" if place is None else place.barcode_tail,
            done=formats.quantity(item.done),
            needed=f"{formats.quantity(item.needed)} {_unit(item)}".strip(),
            state=state,
        )

    def _binding(self, state: BenchState) -> BindingState:
        if state.phase is Phase.STOP:
            return BindingState.BLOCKED
        is_bound = state.box is not None and (state.box.waybill_bound or state.phase is Phase.DONE)
        return BindingState.BOUND if is_bound else BindingState.WAITING

    def _binding_text(self, state: BenchState) -> str:
        if self._binding(state) is not BindingState.BOUND or state.box is None or state.box.bound_at is None:
            return ""
        return QCoreApplication.translate("Bench", "Bound {at}").format(at=formats.clock(state.box.bound_at))


def _aside(verdict: Verdict | None) -> str:
    """What was said last beside what is to be scanned next: an answer to a card, a label that was bound already."""
    if verdict is None or not (verdict.kind in _ASIDES or verdict.code in _ANSWERS):
        return ""
    return bench_words.line(verdict)


def _readable(scanned: str) -> str:
    """A card is named by what it does."""
    name = scanned.removeprefix(CARD_PREFIX)
    return card_text(Card(name)) if name != scanned and name in _CARDS else scanned


def _unit(item: Item) -> str:
    """The unit where it is not pieces: half a metre must not be read as half a piece."""
    return item.unit if item.is_divisible else ""
