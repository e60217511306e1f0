"""Why the hub cannot be worked with, where waiting does not help: found out beside the window, said in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from orderdesk.clock import SystemClock
from orderdesk.errors import Refused
from orderdesk.release import VERSION
from orderdesk.sync.workstation import Status
from ui.first_list import first_look
from ui.language import tongue
from ui.refusals import refusal_text
from ui.tasks import Lane
from ui.workplace import Workplace

SUBJECT = "hub-trouble"
#: What the hub itself says about this workstation, as the sync side notes it.
_SAID_BY_HUB = {
    "device.revoked": "device.revoked",
    "device.unknown": "device.revoked",
}
_STORAGE = "storage."
#: The hub speaks another language than we do: one of the two programs is too old.
_OTHER_LANGUAGE = frozenset({"upgrade", "request.malformed", "snapshot.unusable"})
#: Causes that pass by themselves: a hub that is being restarted, a network that is away.
_PASSING = frozenset({"probe.not_reached", "probe.nothing_there", "probe.not_ready", "probe.unknown_host"})


class HubTrouble(QObject):
    """`told(subject, sentence)` when something begins that needs a person; without a sentence when it is over."""

    told = Signal(str, str)

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._present: Refused | None = None
        self._was_online: bool | None = None
        self._is_looking = False
        workplace.status_changed.connect(self._on_status)
        tongue.language_changed.connect(self._tell)
        self._on_status(workplace.status)

    def ask_versions(self, answer: Callable[[str], None]) -> None:
        """Which of the two programs is too old, in words: for somebody who cannot sign in because of it."""
        status = self._workplace.status

        def look() -> Refused:
            return version_trouble(status.hub, first_look(status.journal.parent, SystemClock().now()).ca_bundle)

        self._workplace.tasks.run(Lane.HUB, look, lambda found: answer(refusal_text(found.code, found.facts)))

    def _on_status(self, status: Status) -> None:
        online = self._workplace.is_online
        turned, self._was_online = online is not self._was_online, online
        if status.cache is None and status.error.startswith(_STORAGE):
            # Everything is to be fetched yet, and there is no room for it.
            self._say(Refused(status.error))
        elif online:
            self._say(None)
        elif online is False and status.error in _SAID_BY_HUB:
            self._say(Refused(_SAID_BY_HUB[status.error]))
        elif online is False and (turned or status.error in _OTHER_LANGUAGE) and not self._is_looking:
            self._is_looking = True
            self._workplace.tasks.run(
                Lane.HUB, lambda: _look(status), self._on_found, broken=lambda: self._on_found(None)
            )

    def _on_found(self, found: Refused | None) -> None:
        self._is_looking = False
        is_lasting = found is not None and found.code not in _PASSING
        self._say(found if is_lasting else None)

    def _say(self, found: Refused | None) -> None:
        if _what(found) != _what(self._present):
            self._present = found
            self._tell()

    def _tell(self) -> None:
        found = self._present
        self.told.emit(SUBJECT, "" if found is None else refusal_text(found.code, found.facts))


def _what(found: Refused | None) -> tuple[str, str] | None:
    return None if found is None else (found.code, str(sorted(found.facts.items())))


def _look(status: Status) -> Refused | None:
    """What stands between us and the hub."""
    look = first_look(status.journal.parent, SystemClock().now())
    if status.error in _OTHER_LANGUAGE:
        return version_trouble(status.hub, look.ca_bundle)
    # With it comes the whole of the network: not before the first window.
    from orderdesk.sync.probe import find_hub

    try:
        find_hub(status.hub, ca_bundle=look.ca_bundle)
    except Refused as refusal:
        return refusal
    return None


def version_trouble(address: str, ca_bundle: Path | None) -> Refused:
    """Which of the two programs is too old for the other, or why the hub cannot be asked."""
    from orderdesk.sync.probe import find_hub

    try:
        there = find_hub(address, ca_bundle=ca_bundle).version
    except Refused as refusal:
        return refusal
    age = compared(there)
    return Refused({0: "hub.other_version", 1: "hub.newer", -1: "hub.older"}[age], there=there, here=VERSION)


def hub_version(status: Status) -> str:
    """The version of the hub's program; empty where it does not answer or does not say. Waits for the network."""
    from orderdesk.sync.probe import find_hub

    try:
        ca_bundle = first_look(status.journal.parent, SystemClock().now()).ca_bundle
        return find_hub(status.hub, ca_bundle=ca_bundle).version
    except Refused:
        return ""


def compared(there: str) -> int:
    """1 for a version that is newer than ours, -1 for an older one; 0 for the same, and for none."""
    ours, theirs = _numbers(VERSION), _numbers(there)
    return 0 if not there or theirs == ours else 1 if theirs > ours else -1


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
