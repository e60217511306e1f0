"""A hub in a process of its own, so that a test can kill it: prints its address and serves."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from orderdesk.clock import SetClock
from orderdesk.hub.app import create_app
from orderdesk.hub.serving import open_listener, server_for
from tests.hub.served_hub import hub_settings
from tests.sync.small_company import START


class HubProcess:
    """A running hub process; leaving the block stops it, unless it was killed before."""

    def __init__(self, database_url: str, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.hub.hub_process", database_url, str(folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate(timeout=30)

    def kill(self) -> None:
        """As a power cut: no time to finish anything."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(timeout=30)


def main(database_url: str, folder: str) -> None:
    """Serves until it is told to stop."""
    listener = open_listener("127.0.0.1", 0)
    app = create_app(hub_settings(database_url, Path(folder)), clock=SetClock(START))
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    server_for(app).run([listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
