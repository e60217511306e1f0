"""Documents that the hub writes outside commands (accounts, devices, imports) reach the workstations from here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from orderdesk.documents.document import Document, Scope
from orderdesk.hub import changelog, log_end


def publish(connection: Connection, documents: Sequence[tuple[Document, Scope | None]], *, at: datetime) -> None:
    """Appends written documents, each with the scope it had before (None: it is new), to the change log.

    The last thing in a transaction: the log's head stays locked until the commit.
    """
    entries = [changelog.Entry(document, before) for document, before in documents]
    rows = changelog.prepare(entries, at=at, command_id=None)
    log_end.end(connection, rows)
