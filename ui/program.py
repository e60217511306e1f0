"""The window's way into the world: the first page within half a second, everything else after it."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from orderdesk import own_hub
from orderdesk.clock import SystemClock
from orderdesk.errors import Refused
from orderdesk.logs import log_to_stderr
from ui.dress import dress
from ui.first_list import FirstLook, first_look
from ui.first_steps import FirstRun
from ui.instance import Instance
from ui.interruption import end_on_signals, log_qt_remarks
from ui.place.reports import log_tail
from ui.refusals import refusal_text
from ui.sales.early_orders import EarlyOrders
from ui.settings import Settings
from ui.tasks import Lane, Tasks
from ui.window import MainWindow

if TYPE_CHECKING:
    from orderdesk.sync import Workstation
    from ui.life import Life

_log = logging.getLogger("orderdesk.window")

#: The reader and writer lanes run beside the painting: shorter turns keep a repaint short.
_SWITCH_S = 0.0005
_CARE_MS = 2_000
#: The subject of what is said about the hub of this computer.
OWN_HUB = "own-hub"


class Program:
    """One window on one folder, from its start to its end.

    `changes_hub`: the folder has a hub and somebody wants another one. `again(changes_hub)` is called when the window
    is to begin anew.
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
        self._first_run: FirstRun | None = None
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
            self._begin_anew((look.hub or look.device_name) if look.is_enrolled else "")
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
            self._begin_anew("")
        else:
            self.life = Life.begin(self.window, workstation, self._tasks)
            self.life.hub_change_wanted.connect(lambda: self._again(True))
            self.life.workplace.status_changed.connect(self._on_status)
            if self._hub_trouble:
                self.life.warn(OWN_HUB, self._hub_trouble)

    def _begin_anew(self, present: str) -> None:
        """There is no workstation in the folder, or another hub is wanted than the one it has."""
        self._first_run = FirstRun(self.window, self.folder, self.load, lambda: self._again(False))
        self._first_run.show(present)

    def close(self) -> None:
        """Ends the sync side and closes the files."""
        self._care.stop()
        if self._first_run is not None:
            self._first_run.close()
            self._first_run = None
        if self.life is not None:
            self.life.close()
        elif self._tasks is not None:
            self._tasks.close()
        self.life = self._tasks = None


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
