"""The tables of journal.db: what this workstation has said. Never thrown away; migrations only add."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text

from db.types import Id, Json, UtcTime

SCHEMA = 2

journal_metadata = MetaData()

#: Device identity, hub address, name of the cache in use, epoch.
fact = Table(
    "fact",
    journal_metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

#: queued, sent, accepted, settled, refused, dismissed.
said = Table(
    "said",
    journal_metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("session_id", Id, nullable=True),
    Column("user_id", Id, nullable=True),
    Column("roles", Json, nullable=False),
    Column("said_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("code", Text, nullable=True),
    Column("facts", Json, nullable=True),
    Column("seq", BigInteger, nullable=True),
    Column("attention", Text, nullable=True),
    Column("settled_at", UtcTime, nullable=True),
    Index("ix_said_state", "state", "n"),
    Index("ix_said_seq", "seq"),
)

#: What was refused here and never queued: kept so that nobody can say it was not scanned.
attempt = Table(
    "attempt",
    journal_metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("user_id", Id, nullable=True),
    Column("at", UtcTime, nullable=False),
    Column("code", Text, nullable=False),
    Column("facts", Json, nullable=False),
)

#: Every scan at a bench with its outcome.
scan = Table(
    "scan",
    journal_metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("code", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("facts", Json, nullable=False),
    Index("ix_scan_at", "at"),
)

draft = Table(
    "draft",
    journal_metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("body", Json, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

photo = Table(
    "photo",
    journal_metadata,
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
    Column("uploaded", Boolean, nullable=False),
)

#: Who has signed in here with the hub's word for it, and may therefore sign in without it for a day.
verified_user = Table(
    "verified_user",
    journal_metadata,
    Column("user_id", Id, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("roles", Json, nullable=False),
    Column("offline_hash", Text, nullable=False),
    Column("verified_at", UtcTime, nullable=False),
)

#: The next counter of the numbers that this device makes, per kind and day.
counter = Table(
    "counter",
    journal_metadata,
    Column("name", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)


def version_of(connection: Connection) -> int:
    """The version of the file's tables; 0 for an empty one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def create_journal(connection: Connection) -> None:
    """Creates what is missing; raises JournalTooNew for a file of a later program."""
    version = version_of(connection)
    if version > SCHEMA:
        raise JournalTooNewError(version)
    if version < SCHEMA:
        journal_metadata.create_all(connection)
        # What version 1 did not have yet.
        for index in said.indexes:
            index.create(connection, checkfirst=True)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


class JournalTooNewError(RuntimeError):
    """The journal was written by a later OrderDesk; this one must not touch it."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the journal is of version {version}, this program knows {SCHEMA}: start the newer OrderDesk")
