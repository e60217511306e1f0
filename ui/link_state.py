"""How the link to the hub stands, in words for the top bar and the bench."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from orderdesk.sync.workstation import Status
from ui import formats


def link_words(status: Status, *, online: bool | None, now: datetime) -> tuple[str, str]:
    """State (ok, busy, warn) and sentence: live, sending, or offline since when."""
    if online is None:
        return "busy", QCoreApplication.translate("Link", "Connecting")
    if online and not status.queued:
        return "ok", QCoreApplication.translate("Link", "Live")
    if online:
        return "busy", QCoreApplication.translate("Link", "Sending {n}").format(n=status.queued)
    parts = [QCoreApplication.translate("Link", "Offline")]
    if status.queued:
        parts.append(QCoreApplication.translate("Link", "{n} queued").format(n=status.queued))
    if status.as_of is not None:
        text = QCoreApplication.translate("Link", "data as of {at}")
        parts.append(text.format(at=formats.time_of_day(status.as_of, now)))
    return "warn", " · ".join(parts)
