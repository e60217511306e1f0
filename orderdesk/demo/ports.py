"""The hub's port of a demo's folder: the same at every start, because workstations know the hub by it."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import closing
from pathlib import Path

from orderdesk.children import NotRunning


def hub_port(file: Path) -> int:
    """The port kept in `file` where it can be bound, else a free one, which is kept. Raises NotRunning."""
    wanted = int(json.loads(file.read_text(encoding="utf-8"))["hub"]) if file.exists() else 0
    for port in dict.fromkeys((wanted, 0)):
        found = _bindable(port)
        if found is None:
            continue
        if wanted and found != wanted:
            sys.stderr.write(
                f"OrderDesk: another program has taken port {wanted} of the last time: the hub listens on {found} now\n"
            )
        file.write_text(json.dumps({"hub": found}), encoding="utf-8")
        return found
    raise NotRunning("this computer has no free port")


def _bindable(port: int) -> int | None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        if os.name != "nt":
            # As the hub binds: connections of the last run linger for a minute and hinder nobody. On Windows the same
            # option would take a port away from a program that listens.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return None
        return int(probe.getsockname()[1])
