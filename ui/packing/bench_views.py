"""From the bench's state to what its screen shows."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from orderdesk.domain.bench_facts import Item
from orderdesk.domain.bench_state import BenchState, Box, Phase, ScanRecord, VerdictKind, expected
from orderdesk.domain.quantity import ONE
from orderdesk.queries.rows import Names
from orderdesk.sync.workstation import Status
from ui import formats
from ui.models.order_cells import carrier_name
from ui.packing import bench_words, view_model
from ui.packing.bench_work import BenchPicture
from ui.packing.view_model import BenchItem, BenchView, BindingState, Fact, HistoryRow, ItemState, Outcome

_HISTORY_SHOWN = 8
_REFUSING = frozenset({VerdictKind.REFUSED, VerdictKind.WRONG_ITEM, VerdictKind.OVER_SCAN})


class BenchPainter:
    """Makes views; knows what does not change from scan to scan."""

    def __init__(self) -> None:
        self.names = Names()
        self.operator = ""
        self.packed = 0
        self.waiting = 0
        self.warning = ""

    def view(self, picture: BenchPicture, status: Status, *, online: bool, now: datetime) -> BenchView:
        """One state of the screen."""
        state = picture.state
        phase, headline, subline = self._verdict(picture)
        box = state.box
        done, needed = box.counts() if box is not None else (0, 0)
        return BenchView(
            phase=phase,
            headline=headline,
            subline=subline,
            order_no="" if box is None else box.order_no,
            customer=picture.customer,
            carrier="" if box is None else carrier_name(self.names, box.carrier_code),
            progress=(done // ONE, needed // ONE),
            items=() if box is None or phase is view_model.Phase.OK else self._items(state, picture),
            closing=self._closing(phase),
            facts=self._facts(phase, picture),
            steps=self._steps(phase),
            note=QCoreApplication.translate("Bench", "This stays until the bin is scanned · F9 calls a supervisor")
            if phase is view_model.Phase.STOP
            else "",
            parcel_no="" if box is None else box.parcel_no or "",
            waybill_no="" if box is None else self._waybill(box),
            binding=self._binding(state),
            binding_text=self._binding_text(state),
            history=tuple(self._row(record) for record in state.history[: -_HISTORY_SHOWN - 1 : -1]),
            operator=self.operator,
            bench_name=status.device_name,
            is_online=online,
            queued=status.queued,
            data_as_of="" if status.as_of is None else formats.time_of_day(status.as_of, now),
            today=(self.packed, 0),
            clock=formats.clock(now),
            warning=self.warning,
        )

    # -- the verdict ---------------------------------------------------------------------------------------------

    def _verdict(self, picture: BenchPicture) -> tuple[view_model.Phase, str, str]:
        state = picture.state
        verdict = state.verdict
        if state.phase is Phase.STOP:
            code = state.stop.code if state.stop is not None else ""
            return view_model.Phase.STOP, QCoreApplication.translate("Bench", "STOP"), bench_words.stop_line(code)
        if verdict is not None and verdict.kind in _REFUSING:
            return view_model.Phase.REFUSED, bench_words.headline(verdict), bench_words.line(verdict)
        if state.phase is Phase.DONE and state.box is not None:
            return view_model.Phase.OK, QCoreApplication.translate("Bench", "Bound"), self._pair(state.box)
        if state.box is not None and state.phase is not Phase.WAITING:
            return view_model.Phase.VERIFYING, *self._next(picture)
        line = "" if verdict is None or verdict.kind is VerdictKind.TICK else bench_words.line(verdict)
        hint = line or QCoreApplication.translate("Bench", "Order, parcel or courier label")
        return view_model.Phase.WAITING, QCoreApplication.translate("Bench", "Scan a parcel"), hint

    def _next(self, picture: BenchPicture) -> tuple[str, str]:
        """What to scan next, and a line below it: how many, or what was said last."""
        state = picture.state
        kind, name = expected(state)
        verdict = state.verdict
        hint = bench_words.line(verdict) if verdict is not None and verdict.kind is VerdictKind.HINT else ""
        if kind == "item" and state.box is not None:
            item = state.box.next_item(state.setup.mode)
            if item is not None:
                text = QCoreApplication.translate("Bench", "Next: {name}")
                return text.format(name=item.name), hint or self._rest(item, picture)
        headline = {
            "serial": QCoreApplication.translate("Bench", "Scan the serial number"),
            "waybill": QCoreApplication.translate("Bench", "Scan the courier label"),
            "parcel_again": QCoreApplication.translate("Bench", "Scan the parcel number"),
        }.get(kind, QCoreApplication.translate("Bench", "Scan"))
        return headline, hint or (carrier_name(self.names, name) if kind == "waybill" else name)

    def _rest(self, item: Item, picture: BenchPicture) -> str:
        parts = [QCoreApplication.translate("Bench", "{n} more").format(n=formats.quantity(item.remaining))]
        place = picture.places.get(item.sku_id)
        if place is not None and place.bin:
            parts.append(place.bin)
        if place is not None and place.barcode_tail:
            text = QCoreApplication.translate("Bench", "barcode ends in {tail}")
            parts.append(text.format(tail=place.barcode_tail))
        return " · ".join(parts)

    def _pair(self, box: Box) -> str:
        number = self._waybill(box)
        parcel = QCoreApplication.translate("Bench", "Parcel {no}").format(no=box.parcel_no or box.order_no)
        return f"{parcel}  →  {carrier_name(self.names, box.carrier_code)} {number}".rstrip()

    def _waybill(self, box: Box) -> str:
        if box.issues_number:
            return box.parcel_no or ""
        return box.waybill_no or ""

    def _closing(self, phase: view_model.Phase) -> str:
        if phase is view_model.Phase.OK:
            return QCoreApplication.translate("Bench", "Scan the next one right away")
        if phase is view_model.Phase.REFUSED:
            return QCoreApplication.translate("Bench", "Stays until the next valid scan · Esc")
        return ""

    def _steps(self, phase: view_model.Phase) -> tuple[str, ...]:
        if phase is not view_model.Phase.STOP:
            return ()
        return (
            QCoreApplication.translate("Bench", "Put the box into the exception bin"),
            QCoreApplication.translate("Bench", "Scan the bin's code to go on"),
        )

    def _facts(self, phase: view_model.Phase, picture: BenchPicture) -> tuple[Fact, ...]:
        state = picture.state
        if phase is view_model.Phase.STOP:
            number = state.box.order_no if state.box is not None else ""
            label = QCoreApplication.translate("Bench", "Order")
            found = [Fact(f"{number} · {picture.customer}".rstrip(" ·"), label)]
            reason = state.stop.facts.get("reason") if state.stop is not None else None
            if reason:
                found.append(Fact(str(reason), QCoreApplication.translate("Bench", "Reason")))
            return tuple(found)
        if phase is not view_model.Phase.WAITING:
            return ()
        return (
            Fact(str(self.packed), QCoreApplication.translate("Bench", "Packed by you today")),
            Fact(str(self.waiting), QCoreApplication.translate("Bench", "Wait for their courier")),
        )

    # -- items, binding, history ---------------------------------------------------------------------------------

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
            needed=formats.quantity(item.needed),
            state=state,
        )

    def _binding(self, state: BenchState) -> BindingState:
        if state.phase is Phase.STOP:
            return BindingState.BLOCKED
        is_bound = state.box is not None and (state.box.waybill_bound or state.phase is Phase.DONE)
        return BindingState.BOUND if is_bound else BindingState.WAITING

    def _binding_text(self, state: BenchState) -> str:
        if self._binding(state) is not BindingState.BOUND or state.last_at is None:
            return ""
        return QCoreApplication.translate("Bench", "Bound {at}").format(at=formats.clock(state.last_at))

    def _row(self, record: ScanRecord) -> HistoryRow:
        verdict = record.verdict
        outcome = Outcome.REFUSED if verdict.stays else Outcome.OK
        if verdict.code == "bench.undone":
            outcome = Outcome.UNDONE
        note = bench_words.headline(verdict) if verdict.stays else bench_words.line(verdict)
        return HistoryRow(formats.clock(record.at), _shortened(record.text), note, outcome)


def _shortened(text: str) -> str:
    return text if len(text) <= 18 else f"{text[:8]}…{text[-6:]}"
