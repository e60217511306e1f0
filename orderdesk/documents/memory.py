"""Remembers reference documents between transactions, each at one version."""

from __future__ import annotations

from uuid import UUID

from orderdesk.documents.document import Key, Row

#: A document's rows: under "" the root, under a list field its parts. Never changed once made.
Picture = dict[str, dict[UUID, Row]]


class Memory:
    """Documents as they were read in some transaction. Whoever uses one has looked up its version. Thread-safe.

    Only for documents that no transaction reads after it wrote them: what is rolled back must not be remembered.
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
