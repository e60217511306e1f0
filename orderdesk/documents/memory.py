"""Remembers documents between transactions, each at one version."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from orderdesk.documents.document import Document, Key, Row

#: A document's rows: under "" the root, under a list field its parts. Never changed once made.
Picture = dict[str, dict[UUID, Row]]


class Memory:
    """Documents as they were read in some transaction. Whoever uses one has looked up its version. Thread-safe.

    What is rolled back must not be remembered: `keep` is for documents that no transaction reads after it wrote them,
    `keep_committed` for what has been committed.
    """

    def __init__(self, limit: int = 20_000) -> None:
        self._limit = limit
        self._pictures: dict[Key, Picture] = {}

    def find(self, key: Key, version: int) -> Picture | None:
        """The rows of a document, if it is remembered at this version."""
        found = self._pictures.get(key)
        return found if found is not None and found[""][key.id]["version"] == version else None

    def keep(self, key: Key, picture: Picture) -> None:
        """Remembers a document; when there are too many, all others are forgotten."""
        if len(self._pictures) >= self._limit:
            self._pictures = {}
        self._pictures[key] = picture

    def keep_committed(self, documents: Iterable[Document]) -> None:
        """Remembers documents with parts as they were last loaded or saved in a transaction that was committed."""
        for document in documents:
            picture = document.stored()
            if picture is not None and len(picture) > 1:
                self.keep(document.key, _as_read(picture, self._pictures.get(document.key)))


def _as_read(picture: Picture, known: Picture | None) -> Picture:
    """The rows as a database would give them back. Those that are known already are taken from there."""
    found: Picture = {}
    for field, rows in picture.items():
        old = known.get(field, {}) if known is not None else {}
        found[field] = {
            key: old[key] if old.get(key) == row else {name: _plain(value) for name, value in row.items()}
            for key, row in rows.items()
        }
    return found


_PLAIN = frozenset({str, int, bool, UUID, bytes, date, type(None)})


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, str):
        return str(value)
    return json.loads(json.dumps(value))
