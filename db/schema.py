"""Brings a database to the present schema, or says why this program cannot work with it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, insert, inspect, select, text

from db.tables import log

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"
#: Names the lock under which PostgreSQL lets one process at a time migrate.
_ADVISORY_LOCK = 0x0D_E5_C0
#: What the name of an epoch begins with that a restore has begun, no digit; then its moment in ms since 1970.
_RESTORED = "r"
_MOMENT_DIGITS = 12


class SchemaError(Exception):
    """This program cannot work with the database as it is; the text is a sentence for people."""


class NewerDatabase(SchemaError):
    """A later release has migrated the database."""


class OlderDatabase(SchemaError):
    """The database waits for `prepare`."""


class ForeignDatabase(SchemaError):
    """The database has tables, and they are not OrderDesk's."""


def prepare(engine: Engine) -> None:
    """Migrates to the newest schema and, in a new database, starts the change log with an epoch of its own.

    One transaction: it ends with the whole schema or with none of it. Raises NewerDatabase, ForeignDatabase.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        known = _known_revision_of(connection)
        if known is None:
            require_own(connection)
        if known != revisions()[-1]:
            # Importing Alembic is a good part of a start, and most starts find the schema as it should be.
            from alembic import command

            command.upgrade(configured(connection), "head")
        head = log.log_head
        if connection.execute(select(head.c.id)).first() is None:
            connection.execute(insert(head).values(id=1, last=0, oldest=0, epoch=new_epoch()))


def require_own(connection: Connection) -> None:
    """Passes for a hub's database and for an empty one in which Chinese can be written. Raises ForeignDatabase."""
    tables = sorted(inspect(connection).get_table_names())
    if tables and "alembic_version" not in tables:
        raise ForeignDatabase(
            f"the database is not OrderDesk's (it has a table {tables[0]}): give the hub an empty one of its own"
        )
    if connection.dialect.name == "postgresql":
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise ForeignDatabase(f"the database is encoded in {encoding}: create it with encoding UTF8")


def check(engine: Engine) -> None:
    """Passes when the database has exactly this program's schema. Raises NewerDatabase, OlderDatabase."""
    with engine.connect() as connection:
        known, found = revisions()[-1], _known_revision_of(connection)
        if found != known:
            raise OlderDatabase(
                f"the database has schema {found or 'none'}, this program needs {known}: run orderdesk-hub migrate"
            )


def revision_of(connection: Connection) -> str | None:
    """The revision that a database was migrated to; None for one without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def revisions() -> tuple[str, ...]:
    """This program's migrations, oldest first: one follows the other, and their files begin with their numbers."""
    return tuple(sorted(path.name.partition("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*.py")))


def new_epoch(began_at: datetime | None = None) -> str:
    """A name for one history of the log; workstations that know another one start anew.

    `began_at`: the moment of a restore, which stays readable in the name.
    """
    if began_at is None:
        return secrets.token_hex(8)
    return f"{_RESTORED}{int(began_at.timestamp() * 1000):012x}{secrets.token_hex(4)}"


def epoch_began_at(epoch: str) -> datetime | None:
    """When the restore was that began this history (aware UTC); None when it began with an empty log."""
    digits = epoch.removeprefix(_RESTORED)
    if digits == epoch or len(digits) < _MOMENT_DIGITS:
        return None
    return datetime.fromtimestamp(int(digits[:_MOMENT_DIGITS], 16) / 1000, UTC)


def configured(connection: Connection) -> Config:
    """Alembic's settings for this program's migrations over an open connection."""
    from alembic.config import Config

    config = Config()
    # Alembic interpolates the options it reads.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _known_revision_of(connection: Connection) -> str | None:
    found = revision_of(connection)
    if found is not None and found not in revisions():
        raise NewerDatabase(f"the database was migrated by a newer OrderDesk (schema {found}): update this program")
    return found
