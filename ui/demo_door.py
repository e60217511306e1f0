"""The demo on the desktop: hub, outside and a living company as children, a door with the roles to choose from.

Each role is a workstation of its own in a window and process of its own, as it would be on a computer of its own.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget
from typing_extensions import override

from orderdesk.children import NotRunning
from orderdesk.demo.company import Demo, Started
from orderdesk.start import module_command
from orderdesk.sync import Workstation
from ui.enrolment import enrolment_problem
from ui.front.role_chooser import RoleChooser
from ui.shell import application_shortcut
from ui.tasks import Lane, Tasks
from ui.words import word

_log = logging.getLogger("orderdesk.window")

_STOP_WAIT_MS = 8_000
_LOOK_MS = 1_000
DEMO_ORDERS = 2_000


class DemoDoor(QMainWindow):
    """Starts the company, then a workstation for each role that is chosen; closing it ends all of them."""

    started = Signal()
    opened = Signal(str)

    def __init__(self, folder: Path, *, orders: int, role: str = "", tasks: Tasks | None = None) -> None:
        super().__init__()
        self._folder, self._wanted = folder, role
        self._demo = Demo(folder, orders=orders)
        self._tasks = tasks or Tasks(self)
        self._windows: dict[str, QProcess] = {}
        self._chooser = RoleChooser({})
        self._is_looking = False
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._on_look)
        self.setWindowTitle("OrderDesk")
        self.setCentralWidget(self._chooser)
        self.resize(1_366, 768)
        application_shortcut("F11", self).activated.connect(self._toggle_full_screen)

    def start(self) -> None:
        """Begins; the roles can be chosen once the hub answers."""
        self._chooser.say(self.tr("Making the company; the first time this takes a minute…"))
        self._tasks.run(Lane.WRITE, self._demo.start, self._on_started, refused=self._on_failed, failed=self._on_failed)

    def windows(self) -> dict[str, QProcess]:
        """The workstations that are open, by role."""
        return dict(self._windows)

    def close_all(self) -> None:
        """Ends workstations and children."""
        self._look.stop()
        for process in self._windows.values():
            process.terminate()
        for process in self._windows.values():
            if process.state() != QProcess.ProcessState.NotRunning and not process.waitForFinished(_STOP_WAIT_MS):
                process.kill()
        self._tasks.run(Lane.WRITE, self._demo.stop)
        self._tasks.close()

    def _on_started(self, started: Started) -> None:
        people = {role: user["person"] for role, user in started.users.items()}
        self._chooser.deleteLater()
        self._chooser = RoleChooser(people)
        self._chooser.chosen.connect(lambda role: self._choose(started, role))
        self.setCentralWidget(self._chooser)
        self._look.start()
        self.started.emit()
        if self._wanted in people:
            self._choose(started, self._wanted)

    def _on_failed(self, error: Exception) -> None:
        self._chooser.say(self.tr("The demo cannot go on: {why}").format(why=demo_problem(error)))

    def _on_look(self) -> None:
        """Hub and outside are children of this door: whichever has ended is started again."""
        if not self._is_looking:
            self._is_looking = True
            self._tasks.run(
                Lane.WRITE, self._demo.revive, self._on_revived, refused=self._on_lost, failed=self._on_lost
            )

    def _on_revived(self, names: tuple[str, ...]) -> None:
        self._is_looking = False
        words = {"hub": self.tr("The hub"), "sandbox": self.tr("The outside"), "living": self.tr("The day's business")}
        for name in names:
            text = self.tr("{what} had ended and was started again; what was said meanwhile waits at the workstations.")
            self._chooser.say(text.format(what=words[name]))
            _log.error("child started again name=%s logs=%s", name, self._demo.logs)

    def _on_lost(self, error: Exception) -> None:
        self._look.stop()
        self._on_failed(error)

    def _choose(self, started: Started, role: str) -> None:
        open_one = self._windows.get(role)
        folder = self._folder / "seats" / role
        if open_one is not None and open_one.state() != QProcess.ProcessState.NotRunning:
            self._open(role, folder)
            return
        self._chooser.say(self.tr("Preparing the workstation…"))
        user = started.users[role]
        name = word("role", role)
        self._tasks.run(
            Lane.WRITE,
            lambda: self._prepare(started, folder, user, name),
            lambda _none: self._open(role, folder),
            refused=self._on_seat_failed,
            failed=self._on_seat_failed,
        )

    def _prepare(self, started: Started, folder: Path, user: dict[str, str], name: str) -> None:
        """Enrols the folder if it is new, and leaves somebody signed in there."""
        workstation = Workstation.open(folder, started.hub)
        try:
            if not workstation.status().enrolled:
                workstation.enrol(self._demo.enrol(user["seat"], name), name)
            workstation.sign_in(user["name"], user["password"])
        finally:
            workstation.close()

    def _open(self, role: str, folder: Path) -> None:
        self._chooser.say("")
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedChannels)
        program, *arguments = module_command("ui.app", "--folder", str(folder))
        process.start(program, arguments)
        previous = self._windows.get(role)
        # A second start only calls the first window to the front, and ends.
        if previous is None or previous.state() == QProcess.ProcessState.NotRunning:
            self._windows[role] = process
        self.opened.emit(role)

    def _on_seat_failed(self, error: Exception) -> None:
        self._chooser.say(self.tr("This workstation could not be opened: {why}").format(why=demo_problem(error)))

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.close_all()
        super().closeEvent(event)


def demo_problem(error: Exception) -> str:
    """What went wrong, as a sentence; what nobody foresaw by the number of its report."""
    return str(error) if isinstance(error, NotRunning) else enrolment_problem(error)


def begin_demo_beside(window: QWidget, folder: Path, orders: int) -> QObject:
    """Opens the demo from the first-run page of another window, which gives way to it."""
    door = DemoDoor(folder, orders=orders)
    door.show()
    door.start()
    window.hide()
    return door
