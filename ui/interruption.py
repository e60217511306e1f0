"""What comes from outside while the window is open: Ctrl-C, the end of the terminal, and Qt's own remarks."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler

_log = logging.getLogger("orderdesk.window")

_PULSE_MS = 200

#: Remarks of a platform without a window manager on which nobody can act.
_EMPTY_REMARKS = ("This plugin does not support propagateSizeHints", "This plugin does not support raise()")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def end_on_signals(close: Callable[[], object]) -> None:
    """Ctrl-C, SIGTERM and a terminal that is closed `close` the window, and with it whatever it started."""
    # Windows knows no SIGHUP.
    for number in {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
        signal.signal(number, lambda _number, _frame: close())
    # Python runs its handlers between its own instructions: while Qt waits there would be none.
    pulse = QTimer(QCoreApplication.instance(), interval=_PULSE_MS)
    pulse.timeout.connect(lambda: None)
    pulse.start()


def log_qt_remarks() -> None:
    """Qt's remarks go to the log instead of the terminal."""
    qInstallMessageHandler(_note)


def _note(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    level = logging.DEBUG if text.startswith(_EMPTY_REMARKS) else _LEVELS[kind]
    _log.log(level, "qt said text=%s", text)
