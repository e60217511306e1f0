"""The product's hub as a child process; with a file named it notes when each transaction took its
goods and committed."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import Pool

from db import prepared
from orderdesk.hub.cli import main as hub_main


class Watch:
    """Listens to all engines of this process. Times are seconds of the monotonic clock, the same in every process."""

    def __init__(self) -> None:
        self.commits: list[float] = []
        self.held_ms: list[float] = []

    def listen(self) -> None:
        """Begins."""
        event.listen(Engine, "begin", self._on_begin)
        event.listen(Engine, "after_cursor_execute", self._on_statement)
        prepared.listeners.append(self._on_text)
        event.listen(Pool, "checkin", self._on_checkin)

    def _on_begin(self, connection: Connection) -> None:
        connection.info.pop("taken_at", None)
        connection.info.pop("logged", None)

    def _on_statement(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        self._on_text(connection, statement)

    def _on_text(self, connection: Connection, statement: str) -> None:
        takes_goods = statement.startswith("UPDATE stock") or statement.endswith("FOR UPDATE OF stock")
        # On SQLite everybody waits from the beginning of a writing transaction; its first statement follows at once.
        if takes_goods or connection.dialect.name == "sqlite":
            connection.info.setdefault("taken_at", time.monotonic())
        if "UPDATE log_head" in statement:
            connection.info["logged"] = True

    def _on_checkin(self, _connection: Any, record: Any) -> None:
        now = time.monotonic()
        if record.info.pop("logged", False):
            self.commits.append(now)
            if (taken_at := record.info.pop("taken_at", None)) is not None:
                self.held_ms.append((now - taken_at) * 1000)

    def write(self, path: Path) -> None:
        """Writes what was noted."""
        path.write_text(json.dumps({"commits": self.commits, "held_ms": self.held_ms}), encoding="utf-8")


def main() -> int:
    """`python -m benchmarks.hub FILE|- serve …`."""
    notes, arguments = sys.argv[1], sys.argv[2:]
    watch = Watch()
    if notes != "-":
        watch.listen()
    code = hub_main(arguments)
    if notes != "-":
        watch.write(Path(notes))
    return code


if __name__ == "__main__":
    sys.exit(main())
