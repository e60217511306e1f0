"""The packing bench in its window: scans go to the lane that works them off, what comes back is shown and heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget
from typing_extensions import override

from orderdesk.domain.bench_facts import BenchMode
from orderdesk.domain.bench_state import Event, Phase, Scan, Typed, VerdictKind
from orderdesk.domain.quantity import parse_quantity
from orderdesk.domain.scans import Card
from orderdesk.errors import Refused
from orderdesk.queries.bench_lists import PackedToday, WaitingParcel
from ui.alerts import MessageBar
from ui.components.entries import Field
from ui.components.layout import hbox, vbox
from ui.components.sounds import Beeper, Sound
from ui.key_map import KeyMap
from ui.packing.bench_goal import GoalEntry, kept_goal
from ui.packing.bench_keys import bench_keys
from ui.packing.bench_views import BenchPainter
from ui.packing.bench_work import BenchPicture, BenchWork
from ui.packing.hand_over import HandOverDialog
from ui.packing.typed_digits import DIGITS, TypedDigits
from ui.packing.view import BenchScreen
from ui.place.sound_choice import SoundChoice, kept_volume
from ui.scanner.event_clock import monotonic_ms
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.manual_entry import ManualEntryDialog
from ui.scanner.scanners import Scanners
from ui.scanner.setup_dialog import ScannerDialog, scanner_badge
from ui.settings import Settings
from ui.tasks import Lane
from ui.workplace import Workplace

_TICK_MS = 1_000
#: Once the answer has been painted: what writes at the same time would keep the painter waiting.
_WRITTEN_AFTER_MS = 20


class BenchRoom(QWidget):
    """Owns the screen and what it shows. `person_wanted(user id)` when a badge of somebody else was scanned."""

    person_wanted = Signal(object)
    sign_out_wanted = Signal()

    def __init__(
        self,
        workplace: Workplace,
        listener: ScanListener,
        *,
        scanners: Scanners | None = None,
        beeper: Beeper | None = None,
        kept: Settings | None = None,
    ) -> None:
        super().__init__()
        status = workplace.status
        if status.warehouse_id is None:
            raise ValueError("a bench stands in a warehouse")
        self.bench = BenchScreen()
        #: What the hub has refused of what was done here: it stays over the bench until it is acknowledged.
        self.messages = MessageBar(kind="far.caption", keys="Esc")
        self.setLayout(vbox(self.messages, (self.bench, 1), gap=0))
        self.listener = listener
        self._workplace, self._scanners = workplace, scanners
        self._beeper, self._kept = beeper or Beeper(self), kept
        if kept is not None:
            self._beeper.use(kept_volume(kept))
        self.work = BenchWork(
            workplace.workstation, status.warehouse_id, BenchMode(status.bench_mode or "verify_known"), workplace.clock
        )
        self._painter = BenchPainter()
        self._painter.goal = 0 if kept is None else kept_goal(kept)
        self._picture = BenchPicture(self.work.state)
        self._digits = TypedDigits()
        self._is_open = False
        self._faced: frozenset[UUID] = frozenset()
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._show)
        self._writing = QTimer(self, singleShot=True, interval=_WRITTEN_AFTER_MS)
        self._writing.timeout.connect(self._write_down)
        self._connect()

    def _connect(self) -> None:
        self.listener.scanned.connect(self._on_scanned)
        self.listener.misread.connect(self._on_misread)
        self.listener.input_method_used.connect(self._on_input_method)
        for signal, card in (
            (self.bench.undo_requested, Card.UNDO),
            (self.bench.short_requested, Card.SHORT),
            (self.bench.supervisor_requested, Card.CALL),
            (self.bench.next_box_requested, Card.NEXT_BOX),
            (self.bench.set_aside_requested, Card.SET_ASIDE),
            (self.bench.acknowledge_requested, Card.ACK),
        ):
            signal.connect(lambda card=card: self.take_scan(card.code, monotonic_ms()))
        self.bench.manual_entry_requested.connect(self._on_manual_entry)
        self.bench.hand_over_requested.connect(self._on_hand_over)
        self.bench.scanner_requested.connect(self._on_scanner_wanted)
        if self._scanners is not None:
            self._scanners.state_changed.connect(self._on_scanners)
        self._workplace.changed.connect(self._on_changed)
        self._workplace.status_changed.connect(lambda _status: self._show())
        self._workplace.names_changed.connect(self._show)

    # -- who is here ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Somebody has signed in: the bench listens."""
        person = self._workplace.person
        if person is None:
            return
        self._painter.operator = person.name
        self._painter.names = self._workplace.names
        self.listener.set_mode(ScanMode.BENCH)
        self._is_open = True
        self._clock.start()
        self.bench.setFocus(Qt.FocusReason.OtherFocusReason)
        user_id = person.user_id
        self._on_scanners()
        self._workplace.tasks.run(Lane.WRITE, lambda: self.work.begin(user_id), self._on_looked)
        self._count()

    def pause(self) -> None:
        """Nobody works here: scans mean nothing until somebody signs in."""
        self._is_open = False
        self._write_down()
        self._clock.stop()
        self.listener.set_mode(ScanMode.OFF)
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()

    def close_sounds(self) -> None:
        """Lets the player of the sounds go, and writes down what has just been scanned."""
        self._write_down()
        self._beeper.close()

    # -- scans ---------------------------------------------------------------------------------------------------

    def _on_scanned(self, code: str, at_ms: int) -> None:
        if not self._refuse_beside_sheet(code):
            self.take_scan(code, at_ms)

    def _refuse_beside_sheet(self, code: str) -> bool:
        """A sheet that waits for an answer stays as it is; what is scanned meanwhile is refused and says why."""
        is_asked = any(sheet.isVisible() for sheet in self.findChildren(HandOverDialog))
        is_asked = is_asked or any(sheet.isVisible() for sheet in self.findChildren(ManualEntryDialog))
        if self._is_open and is_asked:
            self._work(lambda: self.work.beside_sheet(code), self._on_answer, code)
        return self._is_open and is_asked

    def take_scan(self, code: str, at_ms: int) -> None:
        """A scan, by whatever door; `at_ms` on the monotonic clock."""
        # The sign-in listens too, for badges: what is scanned there is not for the bench.
        if not self._is_open:
            return
        self._digits.clear()
        if code == Card.ACK.code and self.messages.close_first():
            return
        self._clear_the_view()
        age = timedelta(milliseconds=max(0, monotonic_ms() - at_ms))
        at = self._workplace.clock.now() - age
        self._take(Scan(code, at, self._workplace.workstation.new_id()))

    def _take(self, event: Event) -> None:
        self._painter.warning = ""
        self._work(lambda: self.work.take(event), self._on_answer, event.text if isinstance(event, Scan) else "")

    def _work(self, work: Callable[[], BenchPicture], done: Callable[[BenchPicture], None], text: str = "") -> None:
        """Has the bench work something off. Where that breaks, what stood on the screen is no answer to it:
        it says no."""

        def refuse() -> None:
            self._workplace.tasks.run(Lane.WRITE, lambda: self.work.give_up(text), self._on_answer)

        self._workplace.tasks.run(Lane.WRITE, work, done, broken=refuse)

    def _on_answer(self, picture: BenchPicture) -> None:
        verdict = picture.state.history[-1].verdict if picture.state.history else None
        self._on_picture(picture)
        if verdict is not None:
            self._beeper.play(Sound(verdict.sound))
        if picture.said:
            self._workplace.said(*picture.said)
        if picture.state.box is None or (verdict is not None and verdict.kind is VerdictKind.DONE):
            self._count()
        if picture.next_person is not None:
            self.person_wanted.emit(picture.next_person)

    def _on_picture(self, picture: BenchPicture) -> None:
        self._picture = picture
        self._show()
        if not self._writing.isActive():
            self._writing.start()

    def _write_down(self) -> None:
        self._writing.stop()
        self._workplace.tasks.run(Lane.WRITE, self.work.write_down)

    def _clear_the_view(self) -> None:
        """What lies over the screen goes when a scan is answered: a verdict nobody sees is none."""
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible() and not isinstance(dialog, ScannerDialog):
                dialog.reject()

    def _on_misread(self, text: str, _at_ms: int) -> None:
        if self._is_open and not self._refuse_beside_sheet(text):
            self._digits.clear()
            self._painter.warning = ""
            self._clear_the_view()
            self._work(lambda: self.work.misread(text), self._on_answer, text)

    def _on_scanners(self) -> None:
        if self._scanners is not None:
            milliseconds = self._scanners.setup.double_fire_ms
            self._workplace.tasks.run(Lane.WRITE, lambda: self.work.fire_once_within(milliseconds))
        self._show()

    def _on_input_method(self, _count: int) -> None:
        self._painter.warning = self.tr("Switch the input method off")
        self._show()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        text, key = event.text(), event.key()
        if text in DIGITS and text:
            self._digits.add(text, event.timestamp() or monotonic_ms())
            self._show_digits()
        elif key == Qt.Key.Key_Backspace and self._digits.text:
            self._digits.drop_last()
            self._show_digits()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._digits.text:
            self._on_typed()
        elif text == "?":
            self._open(KeyMap(self.tr("Packing bench"), bench_keys(), self, has_rooms=False, has_looks=False))
        elif key == Qt.Key.Key_F10:
            self.sign_out_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _show_digits(self) -> None:
        digits = self._digits.text
        self._painter.warning = self.tr("{n} more, Enter").format(n=digits) if digits else ""
        self._show()

    def _on_typed(self) -> None:
        digits, is_burst = self._digits.text, self._digits.is_burst()
        self._digits.clear()
        if is_burst:
            self._on_misread(digits, monotonic_ms())
            return
        try:
            quantity = parse_quantity(digits)
        except Refused:
            self._show_digits()
            return
        self._take(Typed(quantity, self._workplace.clock.now(), self._workplace.workstation.new_id()))

    def _on_manual_entry(self) -> None:
        dialog = ManualEntryDialog(self)
        dialog.entered.connect(self.listener.accept_code)
        self._open(dialog)

    def _on_scanner_wanted(self) -> None:
        if self._scanners is not None and not self.findChildren(ScannerDialog):
            dialog = ScannerDialog(self._scanners, self.listener, self, self._workplace.tasks)
            if self._kept is not None:
                # A bench has no rooms: this sheet is where it is set up.
                sound = Field(self.tr("Sound"), SoundChoice(self._kept, self._beeper))
                goal = GoalEntry(self._kept)
                goal.goal_changed.connect(self._on_goal)
                parcels = Field(
                    self.tr("Parcels a day"), goal, hint=self.tr("Of each packer at this bench"), wraps=True
                )
                dialog.body.addLayout(hbox((sound, 1), (parcels, 1), gap=12))
            self._open(dialog)

    def _on_goal(self, parcels: int) -> None:
        self._painter.goal = parcels
        self._show()

    def _take_the_keyboard(self) -> None:
        self.activateWindow()
        self.bench.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, dialog: QDialog) -> None:
        """Shows a sheet over the bench; the keyboard comes back to it afterwards."""
        self._clear_the_view()
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._take_the_keyboard)
        dialog.setModal(False)
        dialog.show()
        self.listener.watch()
        # Whoever has no mouse cannot click into it; not every desktop gives the keyboard to a new window.
        dialog.raise_()
        dialog.activateWindow()

    # -- hand-over -----------------------------------------------------------------------------------------------

    def _on_hand_over(self) -> None:
        self._workplace.tasks.run(Lane.WRITE, self.work.waiting, self._ask_hand_over)

    def _ask_hand_over(self, waiting: tuple[WaitingParcel, ...]) -> None:
        dialog = HandOverDialog(waiting, self._workplace.names, self)
        dialog.chosen.connect(self.hand_over)
        self._open(dialog)

    def hand_over(self, carrier_code: str) -> None:
        """Gives every closed parcel of a carrier to it."""
        self._work(lambda: self.work.hand_over_all(carrier_code or None), self._on_handed_over)

    def _on_handed_over(self, picture: BenchPicture) -> None:
        self._painter.warning = ""
        self._on_answer(picture)

    # -- what is shown -------------------------------------------------------------------------------------------

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        mine = set(self._picture.state.order_ids)
        if items is None or any(key in mine or kind == "change_request" for kind, key in items):
            self._work(self.work.look_again, self._on_looked)
        else:
            self._workplace.tasks.run(Lane.READ, self.work.refused, self._on_refused)
        if items is None or any(kind == "parcel" for kind, _key in items):
            self._count()

    def _on_refused(self, commands: frozenset[UUID]) -> None:
        """Whatever the hub has refused: that parcel may be with its courier already."""
        if commands - self._faced:
            self._work(self.work.look_again, self._on_looked)
        self._faced = commands

    def _on_looked(self, picture: BenchPicture) -> None:
        was, now = self._picture.state.phase, picture.state.phase
        self._on_picture(picture)
        if now is Phase.STOP and was is not now:
            self._beeper.play(Sound.STOP)

    def _count(self) -> None:
        person = self._workplace.person
        if person is not None:
            user_id = person.user_id
            self._workplace.tasks.run(Lane.READ, lambda: self.work.packed_today(user_id), self._on_packed)
            self._workplace.tasks.run(Lane.READ, self.work.waiting, self._on_waiting)

    def _on_packed(self, counts: tuple[PackedToday, int]) -> None:
        self._painter.packed, self._painter.parked = counts
        self._show()

    def _on_waiting(self, waiting: tuple[WaitingParcel, ...]) -> None:
        self._painter.waiting = len(waiting)
        self._show()

    def _show(self) -> None:
        self._painter.names = self._workplace.names
        if self._scanners is not None:
            self._painter.scanner, self._painter.is_scanner_there = scanner_badge(self._scanners)
        self.bench.show_view(
            self._painter.view(
                self._picture,
                self._workplace.status,
                online=self._workplace.is_online,
                now=self._workplace.clock.now(),
            )
        )

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._painter.history.forget()
            self._show()
