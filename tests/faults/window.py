"""A window without its pixels: says, and keeps a sync process beside it as the desktop does."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Self

from orderdesk.sync import Workstation

PATIENCE_S = 60.0


class Window:
    """The window's process. The sync process is started again when it ends, as the desktop does."""

    def __init__(self, folder: Path, pids: Path) -> None:
        self.workstation = Workstation.open(folder)
        self.workstation.resume()
        self._folder = folder
        self._pids = pids
        self._changed = threading.Condition()
        self._is_stopping = False
        self._input: IO[str] | None = None
        self._thread = threading.Thread(target=self._keep_syncing)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_stopping = True
        self._tell(stop=True)
        self._thread.join(PATIENCE_S)
        self.workstation.close()

    def await_rest(self) -> None:
        """Returns when everything said has been answered and has come back."""
        deadline = time.monotonic() + PATIENCE_S
        with self._changed:
            while self.workstation.status().queued or self.workstation.waiting():
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{self.workstation.status()}")
                self._changed.wait(0.5)

    def _keep_syncing(self) -> None:
        while not self._is_stopping:
            command = [sys.executable, "-m", "orderdesk.sync", "--folder", str(self._folder)]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
                self._pids.write_text(str(process.pid), encoding="ascii")
                self._input = process.stdin
                assert process.stdout is not None
                for line in process.stdout:
                    self._take(json.loads(line))
                self._input = None

    def _take(self, message: dict[str, object]) -> None:
        if message["event"] == "switched":
            self.workstation.reopen()
            self._tell(reopened=True)
        with self._changed:
            self._changed.notify_all()

    def _tell(self, **message: bool) -> None:
        line = self._input
        if line is None:
            return
        try:
            line.write(json.dumps(message) + "\n")
            line.flush()
        except BrokenPipeError:
            return  # it was killed; the next one looks for itself
