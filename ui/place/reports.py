"""What somebody sends who asks for help: what this program is, how it stands, and the last it has written down."""

from __future__ import annotations

import logging
import platform
import sys
from collections import deque
from functools import cache

from PySide6.QtCore import qVersion

_KEPT = 200
_SHOWN = 60


class LogTail(logging.Handler):
    """Keeps the last lines of the log in memory."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        self._lines: deque[str] = deque(maxlen=_KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Called by the logging library."""
        self._lines.append(self.format(record))

    def lines(self) -> list[str]:
        """The newest last. From any thread, while others write."""
        self.acquire()
        try:
            return list(self._lines)
        finally:
            self.release()


@cache
def log_tail() -> LogTail:
    """The one of this process; it listens from its first use on."""
    found = LogTail()
    logging.getLogger("orderdesk").addHandler(found)
    return found


def program_version() -> str:
    """The version of the program, or empty when it runs from a folder that was never installed."""
    # With it comes the whole of `email`: not before the first window.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("orderdesk")
    except PackageNotFoundError:
        return ""


def parts() -> list[tuple[str, str]]:
    """What the program runs on, by name and version."""
    return [
        ("OrderDesk", program_version()),
        ("Python", platform.python_version()),
        ("Qt", qVersion() or ""),
        ("System", f"{platform.system()} {platform.release()} {sys.platform}"),
    ]


def report_text(standing: list[tuple[str, str]], *, number: int = 0) -> str:
    """A report to be pasted into a message; `number` is the one the person was shown, 0 for none."""
    head = f"OrderDesk report {number}" if number else "OrderDesk report"
    facts = [f"{name}: {value}" for name, value in [*parts(), *standing]]
    return "\n".join([head, *facts, "", *log_tail().lines()[-_SHOWN:]]) + "\n"
