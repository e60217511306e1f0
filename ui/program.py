"""The window's way into the world: the first page within half a second, everything else after it."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from orderdesk import own_hub
from orderdesk.clock import SystemClock
from orderdesk.errors import Refused
from orderdesk.logs import log_to_stderr
from orderdesk.own_hub import NewHub
from ui import settings, theme
from ui.first_list import FirstLook, first_look
from ui.front.first_run import FirstRunPage
from ui.instance import Instance
from ui.interruption import end_on_signals, log_qt_remarks
from ui.language import system_language, tongue
from ui.place.reports import log_tail
from ui.refusals import refusal_text
from ui.sales.early_orders import EarlyOrders
from ui.settings import Settings
from ui.tasks import Lane, Tasks
from ui.window import MainWindow

if TYPE_CHECKING:
    from orderdesk.sync import Workstation
    from ui.enrolment import Enrolment, HubFounding, Probe
    from ui.life import Life

_log = logging.getLogger("orderdesk.window")

#: The reader and writer lanes run beside the painting: shorter turns keep a repaint short.
_SWITCH_S = 0.0005
_CARE_MS = 2_000
#: The subject of what is said about the hub of this computer.
OWN_HUB = "own-hub"


class Program:
    """One window on one folder, from its start to its end.

    `changes_hub`: the folder has a hub and somebody wants another one. `again(changes_hub)` is called when the window is
    to begin anew.
    """

    def __init__(
        self, folder: Path, *, changes_hub: bool = False, again: Callable[[bool], None] = lambda _changes: None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._changes_hub, self._again = changes_hub, again
        self.clock = SystemClock()
        self.window = MainWindow(folder, self.clock)
        self.life: Life | None = None
        self._demo: QObject | None = None
        self._probe: Probe | None = None
        self._enrolment: Enrolment | None = None
        self._founding: HubFounding | None = None
        self._hub_trouble = ""
        self._is_reviving = False
        #: A hub of this computer that ended is seen to again and again: news of it come only when the link turns.
        self._care = QTimer(self.window, interval=_CARE_MS)
        self._care.timeout.connect(self._revive_hub)
        self._tasks: Tasks | None = None
        self._early: EarlyOrders | None = None
        self.window.closing.connect(self.close)

    def show(self) -> None:
        """Shows what is there; the rest is loaded once it has been painted."""
        look = first_look(self.folder, self.clock.now())
        # Of a journal that cannot be read the workstation itself will say what is wrong with it.
        is_ready = (look.is_enrolled or look.is_unreadable) and not self._changes_hub
        if is_ready:
            self.window.show_first(look)
        else:
            self._show_first_run((look.hub or look.device_name) if look.is_enrolled else "")
        self.window.show()
        if is_ready:
            QTimer.singleShot(0, lambda: self.load(look))

    def load(self, look: FirstLook | None = None) -> None:
        """Loads what is slow beside the window, then opens the workstation; the list answers meanwhile."""
        if self._tasks is not None:
            return
        self._tasks = Tasks(self.window)
        if look is not None and look.cache is not None and look.orders and look.seat != "bench":
            self._early = EarlyOrders(self.window.orders, look.cache, look.user_id, self._tasks, self.window.kept)
        self._tasks.run(Lane.WRITE, self._wake, self._begin, refused=self._on_broken, failed=self._on_broken)
        self._revive_hub()

    def _revive_hub(self) -> None:
        """Where the hub is one of this computer: starts it unless it answers."""
        hub = own_hub.noted(self.folder)
        if hub is not None and self._tasks is not None and not self._is_reviving:
            self._is_reviving = True
            self._tasks.run(
                Lane.HUB, lambda: own_hub.revive(hub), lambda _was: self._tell_of_hub(""),
                refused=self._on_hub_down, broken=self._on_care_broken,
            )  # fmt: skip

    def _on_care_broken(self) -> None:
        self._care.stop()
        self._is_reviving = False

    def _on_status(self, _status: object) -> None:
        is_down = self.life is not None and self.life.workplace.is_online is False
        if not is_down:
            self._care.stop()
            if self._hub_trouble:
                self._tell_of_hub("")
        elif not self._care.isActive() and not self._hub_trouble:
            self._care.start()
            self._revive_hub()

    def _on_hub_down(self, refusal: Refused) -> None:
        """The hub of this computer does not start; what is said meanwhile waits for it, and it is not tried again."""
        self._care.stop()
        _log.error("hub of this computer not started code=%s facts=%s", refusal.code, refusal.facts)
        self._tell_of_hub(refusal_text(refusal.code, refusal.facts))

    def _tell_of_hub(self, trouble: str) -> None:
        self._is_reviving = False
        self._hub_trouble = trouble
        if self.life is not None:
            self.life.warn(OWN_HUB, trouble)

    def _wake(self) -> Workstation:
        found: Workstation = importlib.import_module("ui.life").wake(self.folder, self.clock)
        return found

    def _on_broken(self, error: Exception) -> None:
        """The folder cannot be opened: by a program that is too old, or because a file is damaged."""
        _log.error("workstation cannot be opened folder=%s error=%r", self.folder, error)
        from orderdesk.sync.damage import JournalDamagedError
        from ui.front.broken_page import BrokenPage

        is_damaged = isinstance(error, JournalDamagedError)
        self.window.show_page(BrokenPage(self.folder, error, is_damaged=is_damaged))

    def _begin(self, workstation: Workstation) -> None:
        from ui.life import Life

        if self._early is not None:
            self._early.leave()
            self._early = None
        if self._tasks is None or self.life is not None:
            workstation.close()
        elif not workstation.status().enrolled:
            workstation.close()
            self._tasks.close()
            self._tasks = None
            self._show_first_run("")
        else:
            self.life = Life.begin(self.window, workstation, self._tasks)
            self.life.hub_change_wanted.connect(lambda: self._again(True))
            self.life.workplace.status_changed.connect(self._on_status)
            if self._hub_trouble:
                self.life.warn(OWN_HUB, self._hub_trouble)

    def close(self) -> None:
        """Ends the sync side and closes the files."""
        self._care.stop()
        if self._founding is not None:
            self._founding.close()
            self._founding = None
        if self._enrolment is not None:
            self._enrolment.close()
            self._enrolment = None
        if self._probe is not None:
            self._probe.close()
            self._probe = None
        if self.life is not None:
            self.life.close()
        elif self._tasks is not None:
            self._tasks.close()
        self.life = self._tasks = None

    def _show_first_run(self, present: str) -> None:
        hub_folder = self.folder.with_name("hub")
        page = FirstRunPage(self.window.kept.text(settings.LOOK), hub_folder=hub_folder, present=present)
        page.language_chosen.connect(self._on_language)
        page.look_chosen.connect(self._on_look)
        page.connect_wanted.connect(self._on_connect)
        page.demo_wanted.connect(self._on_demo)
        page.address_given.connect(self._on_address)
        page.hub_wanted.connect(self._on_hub_wanted)
        page.back_wanted.connect(lambda: self._again(False))
        self.window.show_page(page)

    def _on_language(self, key: str) -> None:
        tongue.use(key)
        self.window.kept.keep(settings.LANGUAGE, key)

    def _on_look(self, look: str) -> None:
        self.window.kept.keep(settings.LOOK, look)
        dress(self.window.kept)

    def _on_connect(self, address: str, code: str, name: str) -> None:
        from ui.enrolment import Enrolment

        page = self.window.page()
        assert isinstance(page, FirstRunPage)
        if self._enrolment is not None:
            return
        enrolment = self._enrolment = Enrolment(self.folder, address, code, name, self.window)
        enrolment.failed.connect(page.refuse)
        enrolment.not_there.connect(page.refuse_address)
        enrolment.done.connect(self.load)
        enrolment.ended.connect(self._on_enrolment_ended)
        enrolment.start()

    def _on_enrolment_ended(self) -> None:
        self._enrolment = None

    def _on_hub_wanted(self, plan: NewHub) -> None:
        from ui.enrolment import HubFounding

        page = self.window.page()
        assert isinstance(page, FirstRunPage)
        place = QCoreApplication.translate("Program", "Office 1")
        founding = self._founding = HubFounding(self.folder, plan, place, self.window)
        founding.stepped.connect(page.show_step)
        founding.failed.connect(self._on_hub_refused)
        founding.done.connect(self._on_hub_made)
        page.cancelled.connect(founding.cancel)
        founding.start()

    def _on_hub_made(self) -> None:
        self._founding = None
        self.load()

    def _on_hub_refused(self, code: str, sentence: str) -> None:
        self._founding = None
        page = self.window.page()
        if isinstance(page, FirstRunPage):
            page.refuse_hub(code, sentence)

    def _on_address(self, address: str) -> None:
        if self._probe is None:
            from ui.enrolment import Probe

            self._probe = Probe(self.folder, self.window)
            self._probe.found.connect(self._on_hub_found)
            self._probe.missing.connect(lambda at, why: self._show_probe(at, "error", why))
        self._probe.look(address)

    def _on_hub_found(self, address: str, version: str) -> None:
        found = QCoreApplication.translate("Program", "The hub answers, version {n}").format(n=version)
        self._show_probe(address, "ok", found)

    def _show_probe(self, address: str, state: str, sentence: str) -> None:
        page = self.window.page()
        if isinstance(page, FirstRunPage):
            page.show_probe(address, state, sentence)

    def _on_demo(self) -> None:
        from ui.demo_door import DEMO_ORDERS, begin_demo_beside

        self._demo = begin_demo_beside(self.window, self.folder.with_name("demo"), DEMO_ORDERS)


class Desktop:
    """The window of a folder, and the one after it when somebody goes to another hub: nothing of the old one stays."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.program: Program | None = None

    def open(self, changes_hub: bool = False) -> None:
        """Opens the window, in the place of one that is open."""
        before = self.program
        if before is not None:
            before.close()
        self.program = Program(self._folder, changes_hub=changes_hub, again=self._on_again)
        self.program.show()
        if before is not None:
            before.window.close()
            before.window.deleteLater()

    def come_to_front(self) -> None:
        """Somebody has started the program again."""
        if self.program is not None:
            self.program.window.come_to_front()

    def close(self) -> None:
        """Closes the window, and with it the program."""
        if self.program is not None:
            self.program.window.close()

    def end(self) -> None:
        """Ends what is behind the window."""
        if self.program is not None:
            self.program.close()

    def _on_again(self, changes_hub: bool) -> None:
        # Not in the middle of a signal of the window that goes.
        QTimer.singleShot(0, lambda: self.open(changes_hub))


def new_application() -> QApplication:
    """The application object with its name; the interpreter gives way often from now on."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("OrderDesk")
    application.setQuitOnLastWindowClosed(True)
    sys.setswitchinterval(_SWITCH_S)
    return application


def dress(kept: Settings) -> None:
    """The look and language somebody has chosen, or those of the system."""
    look = kept.text(settings.LOOK) or theme.follow_system_scheme()
    theme.appearance.use(look, kept.text(settings.DENSITY))
    tongue.use(kept.text(settings.LANGUAGE) or system_language())


def run_workstation(folder: Path) -> int:
    """Opens the window on a folder, or brings the one that is open to the front."""
    log_to_stderr()
    log_qt_remarks()
    log_tail()
    application = new_application()
    instance = Instance(folder)
    if not instance.take():
        return 0
    dress(Settings(folder))
    desktop = Desktop(folder)
    instance.called.connect(desktop.come_to_front)
    end_on_signals(desktop.close)
    desktop.open()
    status = application.exec()
    desktop.end()
    instance.release()
    return status
