"""The sync process of this window: started, listened to by JSON lines, started again when it ends by itself."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, SignalInstance

from orderdesk.start import module_command

_log = logging.getLogger("orderdesk.window")

_FIRST_PAUSE_MS = 500
_LONGEST_PAUSE_MS = 30_000
_STOP_WAIT_MS = 5_000

Changed = frozenset[tuple[str, UUID]]


class SyncSide(Protocol):
    """Whatever keeps a workstation in step: a process of its own, or a test's hand."""

    changed: SignalInstance
    switched: SignalInstance
    link_turned: SignalInstance
    checked: SignalInstance

    def wake(self) -> None:
        """Something was said."""

    def compare(self) -> None:
        """Compares what is here with the hub; `checked` follows."""

    def reopened(self) -> None:
        """This side has opened the new cache file; older ones may go."""

    def stop(self) -> None:
        """Ends."""


class SyncProcess(QObject):
    """`changed(frozenset of (kind, id), or None for everything)`, `switched` to a new file, `link_turned(online)`,

    `checked` after a comparison with the hub, whose finding is in the status.
    """

    changed = Signal(object)
    switched = Signal()
    link_turned = Signal(bool)
    checked = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._pause_ms = _FIRST_PAUSE_MS
        self._is_stopping = False
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        if os.name == "posix":
            # A session of its own: Ctrl-C reaches the window only, which then ends this process in order.
            self._process.setUnixProcessParameters(QProcess.UnixProcessFlag.CreateNewSession)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.finished.connect(self._on_finished)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.start)

    def start(self) -> None:
        """Starts the process unless it runs."""
        if self._process.state() == QProcess.ProcessState.NotRunning:
            program, *arguments = module_command("orderdesk.sync", "--folder", str(self._folder))
            self._process.start(program, arguments)

    def wake(self) -> None:
        self._tell(say=True)

    def compare(self) -> None:
        self._tell(check=True)

    def reopened(self) -> None:
        self._tell(reopened=True)

    def stop(self) -> None:
        self._is_stopping = True
        self._again.stop()
        self._tell(stop=True)
        self._process.closeWriteChannel()
        if self._process.state() != QProcess.ProcessState.NotRunning and not self._process.waitForFinished(
            _STOP_WAIT_MS
        ):
            self._process.kill()
            self._process.waitForFinished(_STOP_WAIT_MS)

    def _tell(self, **message: Any) -> None:
        if self._process.state() == QProcess.ProcessState.Running:
            self._process.write(json.dumps(message).encode() + b"\n")

    def _on_output(self) -> None:
        while self._process.canReadLine():
            self._take(json.loads(bytes(self._process.readLine().data())))

    def _take(self, message: dict[str, Any]) -> None:
        match message.get("event"):
            case "started":
                self._pause_ms = _FIRST_PAUSE_MS
            case "changed":
                items = message["items"]
                found = None if items is None else frozenset((kind, UUID(key)) for kind, key in items)
                self.changed.emit(found)
            case "switched":
                self.switched.emit()
            case "status":
                self.link_turned.emit(bool(message["online"]))
            case "checked":
                self.checked.emit()
            case other:
                _log.warning("sync process said event=%s", other)

    def _on_finished(self, code: int) -> None:
        if self._is_stopping:
            return
        _log.error("sync process ended code=%d restart_ms=%d", code, self._pause_ms)
        self.link_turned.emit(False)
        self._again.start(self._pause_ms)
        self._pause_ms = min(2 * self._pause_ms, _LONGEST_PAUSE_MS)
