"""Backups of the hub's database, and their way back, which begins a new epoch."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, func, select, text
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine, sqlite_url
from db.schema import SchemaError, new_epoch, prepare, require_own, revision_of, revisions
from db.tables import orders
from orderdesk.clock import Clock, SystemClock
from orderdesk.errors import OrderDeskError
from orderdesk.hub.kept_people import keep_in_sqlite, leap_in_sqlite, postgres_script

_log = logging.getLogger("orderdesk.hub.backup")

_PRIVATE = 0o600
SYSTEM_CLOCK = SystemClock()
#: The schema in which PostgreSQL keeps the tables that were replaced; no part of a backup.
_BEFORE = "before_restore"
_WITHOUT = (f"--exclude-schema={_BEFORE}",)
#: The one row of the table that names the schema, as pg_restore writes it.
_REVISION = re.compile(r"^COPY public\.alembic_version .*\n(\S+)$", re.MULTILINE)
_WRONG = re.compile(r"\b(ERROR|FATAL|PANIC|error):")
_MARKS = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class CannotBackUp(OrderDeskError):
    """A backup cannot be written or brought back; the text is a sentence."""


def back_up(url: URL, target: Path) -> int:
    """Writes a backup while others go on working; returns its size in bytes. Raises CannotBackUp."""
    if target.exists():
        raise CannotBackUp(f"there is a file {target} already")
    if not target.parent.is_dir():
        raise CannotBackUp(f"there is no folder {target.parent}")
    # Whole or not at all: under its name stands only a finished backup.
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(Path(url.database or ""), part)
        else:
            _run(
                ["pg_dump", "--format=custom", "--no-owner", *_WITHOUT, f"--file={part}", *_target(url)],
                url,
            )
        part.chmod(_PRIVATE)
        part.replace(target)
    except OSError as error:
        raise CannotBackUp(f"the backup {target} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def restore(url: URL, source: Path, *, clock: Clock = SYSTEM_CLOCK) -> str:
    """Makes the database what it was at the backup, under a new epoch, which it returns.

    Workstations, users and sessions that have come since are kept, as long as the present database can be read. The hub
    must be down: on SQLite the caller holds the lock file. Raises CannotBackUp; the database is then as it was.
    """
    if not source.is_file():
        raise CannotBackUp(f"there is no backup {source}")
    _require_kind(url.get_backend_name(), source)
    _require_own(url)
    epoch = new_epoch(clock.now())
    if url.get_backend_name() == "sqlite":
        _restore_sqlite(Path(url.database or ""), source, epoch)
    else:
        _restore_postgres(url, source, epoch)
    return epoch


def kept_aside(url: URL) -> str | None:
    """Where `restore` has put what it replaced last: `file …` or `schema …`; None where nothing is kept."""
    if url.get_backend_name() == "sqlite":
        aside = _aside(Path(url.database or ""))
        return f"file {aside}" if aside.is_file() else None
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT to_regnamespace(:name)"), {"name": _BEFORE}).scalar()
            return None if found is None else f"schema {_BEFORE} of the same database"
    finally:
        engine.dispose()


def _aside(database: Path) -> Path:
    return database.with_name(f"{database.name}.before-restore")


def count_orders(url: URL) -> int | None:
    """How many orders a database has; None when there is none or it cannot be read."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return None
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(orders.order)).scalar_one()
    except DBAPIError:
        return None
    finally:
        engine.dispose()


def _require_kind(kind: str, source: Path) -> None:
    with source.open("rb") as file:
        begins = file.read(len(_MARKS["sqlite"]))
    found = next((each for each, mark in _MARKS.items() if begins.startswith(mark)), None)
    if found is None:
        raise CannotBackUp(f"{source} is no backup of OrderDesk")
    if found != kind:
        raise CannotBackUp(f"{source} is a backup of a {_NAMES[found]} database, and this hub's is {_NAMES[kind]}")


def _require_own(url: URL) -> None:
    """What is replaced must be a hub's database, or empty, or so damaged that nobody can tell."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            require_own(connection)
    except SchemaError as error:
        raise CannotBackUp(str(error)) from error
    except DBAPIError as error:
        if url.get_backend_name() != "sqlite":
            raise
        _log.warning("present database not looked at error=%s", error.orig)
    finally:
        engine.dispose()


def _copy_sqlite(database: Path, target: Path) -> None:
    if not database.is_file():
        raise CannotBackUp(f"there is no database {database}")
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise CannotBackUp(f"the database {database} cannot be backed up: {error}") from error


def _restore_sqlite(database: Path, source: Path, epoch: str) -> None:
    """Prepares everything in a copy; then SQLite itself carries it over in one transaction."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=database.parent, prefix="restore-") as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(source, copy)
        try:
            with closing(sqlite3.connect(copy)) as connection:
                if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                    raise CannotBackUp(f"the backup {source} is damaged")
            _migrate_copy(copy, source)
            _keep_people(copy, database)
            _put_aside(database)
            with closing(sqlite3.connect(copy)) as connection, closing(sqlite3.connect(database)) as target:
                connection.execute("UPDATE log_head SET epoch = ? WHERE id = 1", (epoch,))
                connection.commit()
                connection.backup(target)
        except sqlite3.Error as error:
            raise CannotBackUp(f"the backup {source} cannot be used: {error}") from error


def _put_aside(database: Path) -> None:
    """Keeps what is about to be replaced beside it; a wrong backup is brought back otherwise by nobody."""
    if not database.is_file():
        return
    aside = _aside(database)
    part = aside.with_name(f"{aside.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        part.chmod(_PRIVATE)
        part.replace(aside)
    except sqlite3.DatabaseError as error:
        # It may be damaged, which is why it is replaced.
        _log.warning("present database not kept error=%s", error)
    finally:
        part.unlink(missing_ok=True)


def _keep_people(copy: Path, database: Path) -> None:
    try:
        if not database.is_file():
            raise sqlite3.OperationalError("there is none")
        with closing(sqlite3.connect(copy)) as connection:
            kept = keep_in_sqlite(connection, str(database))
    except sqlite3.DatabaseError as error:
        # It may be damaged, which is why it is replaced.
        _log.warning("people of the present database not kept error=%s", error)
        with closing(sqlite3.connect(copy)) as connection:
            leap_in_sqlite(connection)
        return
    _log.info("workstations kept count=%s", kept)


def _migrate_copy(copy: Path, source: Path) -> None:
    engine = open_engine(sqlite_url(copy))
    try:
        with engine.connect() as connection:
            if revision_of(connection) is None:
                raise CannotBackUp(f"{source} is no backup of OrderDesk")
        prepare(engine)
    except SchemaError as error:
        raise CannotBackUp(str(error)) from error
    finally:
        engine.dispose()


def _restore_postgres(url: URL, source: Path, epoch: str) -> None:
    """One script in one transaction: the backup comes, who has come since is kept, the epoch is new and the old tables
    stand aside in a schema of their own, or nothing happens."""
    _require_alone(url)
    _require_known_schema(url, source)
    with tempfile.TemporaryDirectory(prefix="orderdesk-restore-") as folder:
        script = Path(folder) / "restore.sql"
        _run(["pg_restore", "--no-owner", f"--file={script}", str(source)], url)
        with script.open("a", encoding="utf-8") as file:
            file.write("\n")
            file.writelines(f"{statement}\n" for statement in postgres_script(_BEFORE))
            file.write(f"UPDATE public.log_head SET epoch = '{epoch}' WHERE id = 1;\n")
        begin = Path(folder) / "begin.sql"
        begin.write_text(
            # Waits for nobody: who still works on this database keeps it.
            f"SET lock_timeout = '5s';\nDROP SCHEMA IF EXISTS {_BEFORE} CASCADE;\n"
            f"ALTER SCHEMA public RENAME TO {_BEFORE};\nCREATE SCHEMA public;\n",
            encoding="utf-8",
        )
        _run(
            [
                "psql",
                "--no-psqlrc",
                "--quiet",
                "--single-transaction",
                "--set=ON_ERROR_STOP=1",
                f"--file={begin}",
                f"--file={script}",
                *_target(url),
            ],
            url,
        )


def _require_known_schema(url: URL, source: Path) -> None:
    """Reads in the archive to which schema its tables belong, before anything is replaced by them."""
    said = _run(["pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(source)], url)
    found = _REVISION.search(said)
    if found is None:
        raise CannotBackUp(f"{source} is no backup of OrderDesk")
    if found[1] not in revisions():
        raise CannotBackUp(f"{source} is of a newer OrderDesk (schema {found[1]}): update this program")


def _require_alone(url: URL) -> None:
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            others = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
                )
            ).scalar_one()
    finally:
        engine.dispose()
    if others:
        raise CannotBackUp(f"the database is in use by {others} others: stop all hub processes first")


def _target(url: URL) -> list[str]:
    # The password travels in the environment: arguments are seen by everybody on the machine.
    return ["--dbname", url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)]


def _run(command: Sequence[str], url: URL) -> str:
    """What the program writes to standard output. Raises CannotBackUp with what it says has gone wrong."""
    program = _find(command[0])
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "10", "LC_ALL": "C.UTF-8"}
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run([program, *command[1:]], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        # Notices come before what has gone wrong.
        wrong = [line for line in said if _WRONG.search(line)] or said
        raise CannotBackUp(f"{command[0]} failed: {wrong[0] if wrong else 'no reason given'}")
    return done.stdout


def _find(program: str) -> str:
    """Where PostgreSQL's own program is: in ORDERDESK_POSTGRES_BIN, on the path, or where Debian puts it."""
    named = os.environ.get("ORDERDESK_POSTGRES_BIN")
    folders = [Path(named)] if named else []
    found = shutil.which(program)
    if not named and found:
        return found
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / program).is_file():
            return str(folder / program)
    raise CannotBackUp(f"{program} is not installed: it comes with PostgreSQL's client programs")
