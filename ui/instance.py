"""One window a folder: a second start brings the first one to the front."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger("orderdesk.window")

_WAIT_MS = 500


class Instance(QObject):
    """Holds the folder's name among the windows of this person. `called` when somebody starts it again."""

    called = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = f"orderdesk-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Takes the folder, or calls the window that has it; False when there is one.

        Where this system lets nobody listen, the window opens all the same: a second one beside it then goes unnoticed,
        which the files endure.
        """
        if self._calls():
            return False
        # A window that crashed leaves its name behind.
        QLocalServer.removeServer(self._name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_connection)
        if not server.listen(self._name):
            # Somebody may have been faster.
            if self._calls():
                return False
            _log.error("name of the folder cannot be taken why=%s", server.errorString())
        self._server = server
        return True

    def _calls(self) -> bool:
        """Calls the window that has the folder, if there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(b"front\n")
        socket.waitForBytesWritten(_WAIT_MS)
        socket.disconnectFromServer()
        return True

    def release(self) -> None:
        """Gives the folder free."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _on_connection(self) -> None:
        server = self._server
        while server is not None and server.hasPendingConnections():
            server.nextPendingConnection().deleteLater()
            self.called.emit()
