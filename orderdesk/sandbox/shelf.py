"""What the sandbox remembers across a restart: JSON documents by kind and key, in one SQLite file or nowhere."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any


class Shelf:
    """Documents written through at each change; without a file nothing is kept. Used from the event loop only.

    Raises sqlite3.Error when the file cannot be opened or written.
    """

    def __init__(self, file: Path | None) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False) if file else None
        if self._connection:
            # A sandbox may lose its last moment in a power cut, not its file.
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS shelf (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key))"
            )

    def put(self, kind: str, key: str, body: dict[str, Any]) -> None:
        """Keeps a document in place of the former one."""
        if self._connection:
            text = json.dumps(body, ensure_ascii=False)
            self._connection.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)", (kind, key, text))

    def drop(self, kind: str, key: str) -> None:
        """Forgets a document."""
        if self._connection:
            self._connection.execute("DELETE FROM shelf WHERE kind = ? AND key = ?", (kind, key))

    def load(self, kind: str) -> list[dict[str, Any]]:
        """All documents of a kind, by key."""
        if not self._connection:
            return []
        found = self._connection.execute("SELECT body FROM shelf WHERE kind = ? ORDER BY key", (kind,))
        return [json.loads(body) for (body,) in found]

    def clear(self) -> None:
        """Forgets everything."""
        if self._connection:
            self._connection.execute("DELETE FROM shelf")

    def close(self) -> None:
        """Closes the file."""
        if self._connection:
            self._connection.close()
            self._connection = None
