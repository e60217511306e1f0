"""What happens behind the window once it is there: the workstation is opened, people come and go, news comes in."""

from __future__ import annotations

import importlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from orderdesk.access import Seat, may_sit
from orderdesk.clock import Clock
from orderdesk.domain.scans import BADGE_PREFIX
from orderdesk.errors import Refused, Unreachable
from orderdesk.queries.names import names
from orderdesk.queries.order_list import first_rows, node_counts, page_of, totals
from orderdesk.queries.rows import OrderQuestion
from orderdesk.sync import Workstation
from orderdesk.sync.damage import NothingCachedError, storage_refusals
from orderdesk.sync.transport import AccessDenied, SignedIn, SignInFailed, UpgradeNeeded
from orderdesk.sync.workstation import Status
from ui import settings
from ui.alerts import MessageBar
from ui.desk_rooms import DeskRooms
from ui.front.sign_in import SignInPage
from ui.hub_trouble import HubTrouble
from ui.language import tongue
from ui.link_state import link_words
from ui.place.reports import report_text
from ui.refusals import refusal_text
from ui.refused_notes import RefusedNotes
from ui.sales.order_panel import OrderPanel
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.scanners import Scanners
from ui.scanner.settings import ScanSettings
from ui.scanner.setup_dialog import ScannerDialog
from ui.sync_process import SyncProcess
from ui.tasks import Tasks, reported
from ui.window import MainWindow
from ui.words import word
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.packing.bench_room import BenchRoom


class Life(QObject):
    """One enrolled workstation in its window, from the first paint to the end.

    `hub_change_wanted`: nothing waits to be sent any more, and somebody wants another hub.
    """

    hub_change_wanted = Signal()

    def __init__(self, window: MainWindow, workplace: Workplace, listener: ScanListener) -> None:
        super().__init__(window)
        self.window, self.workplace = window, workplace
        self._listener = listener
        self._scanners = Scanners(listener, window.kept, workplace.tasks.run_beside)
        self._bench: BenchRoom | None = None
        self._badge = ""
        self._warnings: dict[str, str] = {}
        self._trouble = HubTrouble(workplace, self)
        self._trouble.told.connect(self.warn)
        self._refused = RefusedNotes(workplace, window.shell.messages, self._bench_messages, self)
        self.desk = DeskRooms(window, workplace, self._refused)
        self.desk.scanner_wanted.connect(
            lambda: ScannerDialog(self._scanners, listener, window, workplace.tasks).show()
        )
        workplace.person_changed.connect(self._on_person)
        workplace.status_changed.connect(self._on_status)
        workplace.tasks.broke.connect(self._on_broke)
        listener.scanned.connect(self._on_scan)
        window.shell.bar.person_clicked.connect(self._on_person_menu)
        tongue.language_changed.connect(self._on_language)
        window.shell.messages.closed.connect(self._on_message_closed)
        self._on_status(workplace.status)
        self._scanners.begin()
        if workplace.person is None:
            self.ask_who()
        else:
            self._on_person(workplace.person)

    @classmethod
    def begin(cls, window: MainWindow, workstation: Workstation, tasks: Tasks) -> Life:
        """Goes on with a workstation that has been opened, and starts its sync process."""
        sync = SyncProcess(window.folder, window)
        workplace = Workplace(workstation, tasks, sync, clock=window.clock)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        life = cls(window, workplace, ScanListener(application, ScanSettings(), mode=ScanMode.OFF, home=window))
        sync.start()
        return life

    def close(self) -> None:
        """Ends everything; what was said stays said."""
        self._scanners.close()
        if self._bench is not None:
            self._bench.close_sounds()
        self.desk.close()
        self.workplace.close()

    # -- who is here ---------------------------------------------------------------------------------------------

    def ask_who(self, badge: str = "") -> None:
        """Shows the sign-in, with a badge that has been scanned."""
        self._leave_bench()
        self._listener.set_mode(ScanMode.BENCH)
        self._listener.is_scan = self._is_scan
        status = self.workplace.status
        page = self.window.show_sign_in(status.device_name, status.hub)
        if not page.property("connected"):
            page.setProperty("connected", True)
            page.submitted.connect(self._on_submitted)
            page.change_wanted.connect(self._on_change_wanted)
            for subject, sentence in self._warnings.items():
                page.warn(subject, sentence)
        page.show_link(*self._link())
        if badge:
            page.take_badge(badge)

    def _on_change_wanted(self) -> None:
        """What was said here can only be sent to the hub it was said for."""
        status, page = self.workplace.status, self.window.page()
        if not status.queued:
            self.hub_change_wanted.emit()
        elif isinstance(page, SignInPage):
            page.warn("hub-change", refusal_text("hub_change.commands_wait", {"n": status.queued, "hub": status.hub}))

    def warn(self, subject: str, sentence: str) -> None:
        """Something that stands in everybody's way, wherever somebody is, until it is over: then without a sentence."""
        self._warnings[subject] = sentence
        page = self.window.page()
        if isinstance(page, SignInPage):
            page.warn(subject, sentence)
        for bar in self._bars():
            if sentence:
                bar.show_message(subject, sentence, "danger")
            else:
                bar.withdraw(subject)

    def _is_scan(self, code: str) -> bool:
        """At the sign-in a password manager types as fast as a scanner: in a field only a badge is a scan."""
        page = self.window.page()
        is_field = isinstance(page, SignInPage) and page.is_typing()
        return not is_field or code.strip().upper().startswith(BADGE_PREFIX)

    def _on_scan(self, code: str, _at_ms: int) -> None:
        page = self.window.page()
        if isinstance(page, SignInPage):
            page.take_badge(code.strip().upper())

    def _on_submitted(self, login: str, secret: str, remember: bool) -> None:
        self.window.kept.keep(settings.LAST_LOGIN, login if remember else "")
        self.workplace.sign_in(login, secret, self._on_sign_in_failed)

    def _on_sign_in_failed(self, error: Exception) -> None:
        if isinstance(error, UpgradeNeeded):
            self._trouble.ask_versions(self._refuse_sign_in)
            return
        page = self.window.page()
        has_badge = isinstance(page, SignInPage) and page.has_badge
        wrong_badge = has_badge and isinstance(error, SignInFailed) and error.code == "sign_in.wrong"
        self._refuse_sign_in(refusal_text("sign_in.wrong_badge") if wrong_badge else sign_in_problem(error))

    def _refuse_sign_in(self, sentence: str) -> None:
        page = self.window.page()
        if isinstance(page, SignInPage):
            page.refuse(sentence)

    def _on_person(self, person: SignedIn | None) -> None:
        if person is None:
            self.window.shell.alerts.forget_undos()
            self.ask_who()
            return
        status = self.workplace.status
        if not may_sit(person.roles, status.seat):
            self.workplace.sign_out()
            self._on_sign_in_failed(SignInFailed("sign_in.wrong_seat"))
            return
        self._show_person(person)
        if status.seat == Seat.BENCH:
            self._enter_bench()
        else:
            self._enter_desk(person)

    def _show_person(self, person: SignedIn) -> None:
        roles = ", ".join(word("role", role) for role in person.roles)
        self.window.shell.bar.show_person(person.name, roles)

    def _on_language(self) -> None:
        self._on_status(self.workplace.status)
        self._refused.say_again()
        if self.workplace.person is not None:
            self._show_person(self.workplace.person)

    def _on_person_menu(self) -> None:
        menu = QMenu(self.window)
        menu.addAction(self.tr("Sign out"), self.workplace.sign_out)
        menu.addAction(self.tr("Other language"), self.window.other_language)
        menu.addAction(self.tr("Light or dark"), self.window.other_look)
        menu.aboutToHide.connect(menu.deleteLater)
        bar = self.window.shell.bar
        menu.popup(bar.mapToGlobal(QPoint(bar.width() - menu.sizeHint().width() - 8, bar.height())))

    # -- the rooms -----------------------------------------------------------------------------------------------

    def _enter_desk(self, person: SignedIn) -> None:
        self._listener.set_mode(ScanMode.FORMS)
        self.desk.enter(person)
        self.window.show_shell()
        self._refused.read()

    def _enter_bench(self) -> None:
        if self._bench is None:
            from ui.packing.bench_room import BenchRoom

            self._bench = BenchRoom(self.workplace, self._listener, scanners=self._scanners, kept=self.window.kept)
            self._bench.setProperty("stays", True)
            self._bench.messages.closed.connect(self._on_message_closed)
            self._bench.person_wanted.connect(self._on_person_wanted)
            self._bench.sign_out_wanted.connect(self.workplace.sign_out)
            for subject, sentence in self._warnings.items():
                if sentence:
                    self._bench.messages.show_message(subject, sentence, "danger")
        self.window.show_page(self._bench)
        self._bench.begin()
        # What was refused before the bench was there is told again, over it.
        self._refused.say_again()

    def _leave_bench(self) -> None:
        if self._bench is not None:
            self._bench.pause()

    def _on_person_wanted(self, user_id: UUID) -> None:
        """A badge was scanned at the bench: only its owner's PIN is missing."""
        assert self._bench is not None
        if self.workplace.person is None or user_id != self.workplace.person.user_id:
            self.ask_who(self._bench.work.state.last_text.strip().upper())

    def orders_panel(self) -> OrderPanel:
        """The panel beside the order list. Raises RuntimeError before somebody has signed in at a desk."""
        return self.desk.panel()

    def open_order(self, order_id: UUID) -> None:
        """Shows an order beside the list."""
        self.desk.open_order(order_id)

    # -- news ----------------------------------------------------------------------------------------------------

    def _link(self) -> tuple[str, str]:
        return link_words(self.workplace.status, online=self.workplace.is_online, now=self.window.clock.now())

    def _on_status(self, _status: Status) -> None:
        state, text = self._link()
        self.window.shell.bar.show_link(state, text)
        page = self.window.page()
        if isinstance(page, SignInPage):
            page.show_link(state, text)

    def _bench_messages(self) -> MessageBar | None:
        return None if self._bench is None else self._bench.messages

    def _bars(self) -> list[MessageBar]:
        """Where messages stand: over the rooms, and over the bench, which hides them."""
        return [self.window.shell.messages, *([] if self._bench is None else [self._bench.messages])]

    def _on_message_closed(self, subject: str) -> None:
        for bar in self._bars():
            bar.withdraw(subject)
        self._refused.put_away(subject)

    def _on_broke(self, report: int) -> None:
        text = self.tr("Something went wrong in the program (report {n}); what was entered before is safe.")
        subject, sentence = f"report-{report}", text.format(n=report)
        page = self.window.page()
        if isinstance(page, SignInPage):
            page.warn(subject, sentence)
        for bar in self._bars():
            bar.show_message(
                subject, sentence, "danger",
                action=self.tr("Copy the report"), on_action=lambda: self._copy_report(report),
            )  # fmt: skip

    def _copy_report(self, number: int) -> None:
        if self.desk.copy_report(number):
            return
        # A bench has no room of its own.
        standing = [("Place", self.workplace.status.device_name), ("Hub", self.workplace.status.hub)]
        QGuiApplication.clipboard().setText(report_text(standing, number=number))


def wake(folder: Path, clock: Clock) -> Workstation:
    """Opens a folder's workstation as who was here before; what a window asks first has been asked once.

    Runs beside the window: opening files and preparing statements takes longer than a repaint may wait.
    """
    with storage_refusals():
        workstation = Workstation.open(folder, clock=clock)
        workstation.resume()
    if workstation.status().seat == Seat.BENCH:
        importlib.import_module("ui.packing.bench_room")
    with suppress(NothingCachedError), workstation.reading() as connection:
        names(connection)
        page_of(connection, first_rows(connection, OrderQuestion(), 1))
        totals(connection, OrderQuestion())
        node_counts(connection, None)
    return workstation


def sign_in_problem(error: Exception) -> str:
    """Why nobody could sign in, as a sentence; what nobody foresaw by the number of its report."""
    if isinstance(error, SignInFailed):
        return refusal_text(error.code)
    if isinstance(error, AccessDenied):
        return refusal_text("device.revoked")
    if isinstance(error, UpgradeNeeded):
        return refusal_text("hub.other_version")
    if isinstance(error, Unreachable):
        return refusal_text("hub.away")
    if isinstance(error, Refused):
        return refusal_text(error.code, error.facts)
    return refusal_text("program.broke", {"n": reported(error)})
