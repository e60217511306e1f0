"""Opens the hub's database for the command line: every trouble on the way becomes one sentence."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from db.engine import BadDatabaseUrl, open_engine, parse_url
from db.schema import SchemaError, check, prepare
from db.store import Store
from orderdesk.config import BadSetting, HubConfig, read_config
from orderdesk.hub.cli import CannotRun
from orderdesk.hub.lockfile import DatabaseInUse, LockFile


def configured(asked: Namespace) -> HubConfig:
    """The settings with what the command line says on top. Raises CannotRun."""
    try:
        return read_config(os.environ, Path(asked.config) if asked.config else None)
    except BadSetting as error:
        raise CannotRun(str(error)) from error


def database_url(asked: Namespace, config: HubConfig) -> URL:
    """The database's address. Raises CannotRun."""
    try:
        url = parse_url(asked.database or config.database.reveal())
    except BadDatabaseUrl as error:
        raise CannotRun(str(error)) from error
    if url.get_backend_name() == "sqlite" and not url.database:
        raise CannotRun("a hub needs a database that stays: name a file, as in sqlite:///hub.db")
    path = sqlite_path(url)
    if path is not None and path.is_dir():
        raise CannotRun(f"{path} is a folder: name a file in it, as in sqlite:///{path}/hub.db")
    return url


def shown(url: URL) -> str:
    """The address as people write it, without the password."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


@contextmanager
def locked(url: URL, *, purpose: str) -> Iterator[LockFile | None]:
    """Holds the lock file of a SQLite database; nothing on PostgreSQL. Raises DatabaseInUse, CannotRun."""
    path = sqlite_path(url)
    if path is None:
        yield None
        return
    lock = LockFile(path, purpose=purpose)
    try:
        lock.take()
    except OSError as error:
        raise CannotRun(f"the folder {path.parent} cannot be written: {error.strerror}") from error
    try:
        yield lock
    finally:
        lock.release()


@contextmanager
def locked_alone(url: URL, *, purpose: str) -> Iterator[LockFile | None]:
    """As `locked`, where no running hub can help out. Raises CannotRun also when the database is in use."""
    try:
        with locked(url, purpose=purpose) as lock:
            yield lock
    except DatabaseInUse as error:
        raise CannotRun(str(error)) from error


@contextmanager
def opened(url: URL, *, migrates: bool = False) -> Iterator[Store]:
    """The database with this program's schema. Raises CannotRun."""
    engine = open_engine(url)
    try:
        with plain_database_errors(url):
            if migrates:
                _make_private(url)
                prepare(engine)
            else:
                _require_file(url)
                check(engine)
            yield Store(engine)
    finally:
        engine.dispose()


@contextmanager
def plain_database_errors(url: URL) -> Iterator[None]:
    """Turns what a database says when it cannot be used into CannotRun."""
    try:
        yield
    except SchemaError as error:
        raise CannotRun(str(error)) from error
    except OperationalError as error:
        raise CannotRun(_sentence(url, str(error.orig))) from error
    except IntegrityError:
        # Not the database's trouble but a defect of ours.
        raise
    except DBAPIError as error:
        raise CannotRun(f"the database refused: {_first_line(str(error.orig))}") from error


def _make_private(url: URL) -> None:
    """A SQLite database that is not there yet is begun as a file of this user alone: it will hold addresses and hashes
    of passwords. What lies beside it while it is open gets the same rights."""
    path = sqlite_path(url)
    if path is None or path.exists():
        return
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise CannotRun(f"the folder {path.parent} cannot be written: {error.strerror}") from error


def _require_file(url: URL) -> None:
    path = sqlite_path(url)
    if path is not None and not path.is_file():
        raise CannotRun(f"there is no database {path}: run orderdesk-hub migrate")


def _sentence(url: URL, said: str) -> str:
    if "password authentication failed" in said or "no password supplied" in said:
        return f"the database at {url.host} refused the password of {url.username}"
    if "does not exist" in said:
        return f"there is no database {url.database} at {url.host}: create it first"
    if "unable to open database file" in said or "readonly database" in said:
        return f"the folder of {url.database} cannot be written"
    if "database is locked" in said:
        return f"the database {url.database} is in use by another program"
    if "Connection refused" in said or "could not translate host" in said or "timeout" in said:
        return f"the database {shown(url)} cannot be reached"
    return f"the database {shown(url)} cannot be used: {_first_line(said)}"


def _first_line(said: str) -> str:
    return said.strip().splitlines()[0] if said.strip() else "no reason given"
