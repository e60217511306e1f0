"""What a list is taken into, and what comes of it before anything is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from db.tables import customers, masters
from orderdesk.commands.command import Command
from orderdesk.documents.document import Document, Key, Scope
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.lists import ReadList, Row


@dataclass(slots=True)
class Taking:
    """A list on its way into a company, within an open transaction."""

    connection: Connection
    company_id: UUID
    company_code: str
    at: datetime
    listed: ReadList
    written: list[tuple[Document, Scope | None]] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    same: int = 0
    _first: dict[object, int] = field(default_factory=dict)

    def is_first(self, row: Row, column: str, key: object) -> bool:
        """Whether nothing above this row has the same key; notes a trouble otherwise."""
        first = self._first.setdefault(key, row.number)
        if first != row.number:
            row.wrong(column, f"this stands in row {first} already")
        return first == row.number

    def load(self, key: Key) -> Document | None:
        """A document that is about to be changed; on PostgreSQL nobody else changes it meanwhile."""
        return Shelf(self.connection).load(key, lock=True)

    def save(self, document: Document, before: Scope | None) -> None:
        """Writes and counts a document: `before` is the scope that it had, None for a new one."""
        if not Shelf(self.connection).save(document):
            self.same += 1
            return
        self.written.append((document, before))
        if before is None:
            self.new += 1
        else:
            self.changed += 1

    def sku_ids(self) -> dict[str, UUID]:
        """All SKUs by their codes."""
        table = masters.sku
        return {row.code: row.id for row in self.connection.execute(select(table.c.code, table.c.id))}

    def customer_ids(self) -> dict[str, UUID]:
        """All customers by their codes."""
        table = customers.customer
        return {row.code: row.id for row in self.connection.execute(select(table.c.code, table.c.id))}
