"""The window's way into the world: the first page within half a second, everything else after it."""

from __future__ import annotations

import importlib
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from orderdesk.clock import SystemClock
from orderdesk.logs import log_to_stderr
from ui import settings, theme
from ui.components.empty_state import EmptyState
from ui.first_list import FirstLook, first_look
from ui.front.first_run import FirstRunPage
from ui.instance import Instance
from ui.interruption import end_on_signals, log_qt_remarks
from ui.language import system_language, tongue
from ui.place.reports import log_tail
from ui.sales.early_orders import EarlyOrders
from ui.settings import Settings
from ui.tasks import Lane, Tasks
from ui.window import MainWindow

if TYPE_CHECKING:
    from orderdesk.sync import Workstation
    from ui.enrolment import Probe
    from ui.life import Life

_log = logging.getLogger("orderdesk.window")

#: The reader and writer lanes run beside the painting: shorter turns keep a repaint short.
_SWITCH_S = 0.0005


class Program:
    """One window on one folder, from its start to its end."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.clock = SystemClock()
        self.window = MainWindow(folder, self.clock)
        self.life: Life | None = None
        self._demo: QObject | None = None
        self._probe: Probe | None = None
        self._tasks: Tasks | None = None
        self._early: EarlyOrders | None = None
        self.window.closing.connect(self.close)

    def show(self) -> None:
        """Shows what is there; the rest is loaded once it has been painted."""
        look = first_look(self.folder, self.clock.now())
        if look.is_enrolled:
            self.window.show_first(look)
        else:
            self._show_first_run()
        self.window.show()
        if look.is_enrolled:
            QTimer.singleShot(0, lambda: self.load(look))

    def load(self, look: FirstLook | None = None) -> None:
        """Loads what is slow beside the window, then opens the workstation; the list answers meanwhile."""
        if self._tasks is not None:
            return
        self._tasks = Tasks(self.window)
        if look is not None and look.cache is not None and look.orders and look.seat != "bench":
            self._early = EarlyOrders(self.window.orders, look.cache, look.user_id, self._tasks, self.window.kept)
        self._tasks.run(Lane.WRITE, self._wake, self._begin, failed=self._on_broken)

    def _wake(self) -> Workstation:
        found: Workstation = importlib.import_module("ui.life").wake(self.folder, self.clock)
        return found

    def _on_broken(self, error: Exception) -> None:
        """The folder cannot be opened: by a program that is too old, or because a file is damaged."""
        _log.error("workstation cannot be opened folder=%s error=%r", self.folder, error)
        headline = QCoreApplication.translate("Program", "This workstation cannot be opened")
        self.window.show_page(EmptyState("warning-octagon", headline, str(error), token="danger"))

    def _begin(self, workstation: Workstation) -> None:
        from ui.life import Life

        if self._early is not None:
            self._early.leave()
            self._early = None
        if self._tasks is None or self.life is not None:
            workstation.close()
        else:
            self.life = Life.begin(self.window, workstation, self._tasks)

    def close(self) -> None:
        """Ends the sync side and closes the files."""
        if self._probe is not None:
            self._probe.close()
            self._probe = None
        if self.life is not None:
            self.life.close()
        elif self._tasks is not None:
            self._tasks.close()
        self.life = self._tasks = None

    def _show_first_run(self) -> None:
        page = FirstRunPage(self.window.kept.text(settings.LOOK))
        page.language_chosen.connect(self._on_language)
        page.look_chosen.connect(self._on_look)
        page.connect_wanted.connect(self._on_connect)
        page.demo_wanted.connect(self._on_demo)
        page.address_given.connect(self._on_address)
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
        enrolment = Enrolment(self.folder, address, code, name, self.window)
        enrolment.failed.connect(page.refuse)
        enrolment.not_there.connect(page.refuse_address)
        enrolment.done.connect(self.load)
        enrolment.start()

    def _on_address(self, address: str) -> None:
        if self._probe is None:
            from ui.enrolment import Probe

            self._probe = Probe(self.window)
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
        from ui.demo_start import DEMO_ORDERS, begin_demo_beside

        self._demo = begin_demo_beside(self.window, self.folder.with_name("demo"), DEMO_ORDERS)


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
    program = Program(folder)
    instance.called.connect(program.window.come_to_front)
    end_on_signals(program.window)
    program.show()
    status = application.exec()
    program.close()
    instance.release()
    return status
