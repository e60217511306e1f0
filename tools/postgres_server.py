"""A private PostgreSQL server on a free loopback port, for tests and benchmarks; it never touches another one."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import SystemRandom
from types import MappingProxyType, TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

OLDEST_MAJOR = 15
USER = "orderdesk"

#: Settings of a server whose data nobody will miss: nothing is flushed to disk.
THROWAWAY: Mapping[str, str] = MappingProxyType(
    {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
)

_MARKER_FILE = "orderdesk.owner"
_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 30.0
_PORT_TRIES = 3
#: Below what Linux (from 32768) and the other systems (from 49152) give out by themselves.
_NEVER_GIVEN = range(20_000, 32_000)


class PostgresUnavailableError(RuntimeError):
    """PostgreSQL cannot be run here; the message says what to do."""


class PostgresServer:
    """One private server: a cluster in a temporary folder, run by an unprivileged user, stopped by its process id.

    The folder's marker, a random text, is read back through SQL before anything is dropped, so that no other server
    that happens to listen on the port can lose a database.
    """

    def __init__(self, settings: Mapping[str, str] = THROWAWAY) -> None:
        self._bin = find_binaries()
        self._settings = settings
        self._account = _unprivileged_account()
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._kept: psycopg.Connection[tuple[Any, ...]] | None = None
        self._marker = secrets.token_hex(16)
        self._password = secrets.token_hex(16)
        self._port = 0
        self._counter = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Process id of the postmaster; its children are the database backends."""
        return self._running().pid

    @property
    def port(self) -> int:
        return self._port

    def url(self, database: str) -> str:
        """The database's address as SQLAlchemy reads it."""
        return f"postgresql+psycopg://{USER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        """Makes the cluster, starts the server and proves that it is ours.

        Raises PostgresUnavailableError with the server's own words if it does not come up.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="orderdesk-postgres-"))
        try:
            self._make_cluster(self._folder)
            for _ in range(_PORT_TRIES):
                self._launch(self._folder)
                if self._is_ready():
                    break
            else:
                log = (self._folder / "server.log").read_text(encoding="utf-8", errors="replace")
                raise PostgresUnavailableError(f"The private PostgreSQL server did not come up:\n{log}")
            self._proven()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops the server by its process id and removes its folder; a second call does nothing."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # "fast": open connections are closed
            try:
                process.wait(_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(_STOP_TIMEOUT_S)
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder)

    def create_database(self, template: str = "template0") -> str:
        """Makes a database as a copy of `template`, gives back its name."""
        self._counter += 1
        name = f"orderdesk_{self._counter}"
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._proven().execute(query.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Drops a database together with whoever is still connected to it, after proving that the server is ours."""
        self._proven().execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def kill_backends(self, name: str) -> int:
        """Ends every connection to the database, as a failing network would; gives back how many there were."""
        with self._maintenance() as connection:
            ended: tuple[int] | None = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", [name]
            ).fetchone()
        return ended[0] if ended else 0

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise PostgresUnavailableError("The private PostgreSQL server is not running.")
        return self._process

    def _maintenance(self) -> psycopg.Connection[tuple[Any, ...]]:
        self._running()
        return psycopg.connect(
            host="127.0.0.1", port=self._port, user=USER, password=self._password, dbname="postgres", autocommit=True
        )

    def _make_cluster(self, folder: Path) -> None:
        password_file = folder / "password"
        password_file.write_text(self._password, encoding="ascii")
        if self._account is not None:
            for path in (folder, password_file):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)
        self._run(
            "initdb", f"--pgdata={folder / 'data'}", f"--username={USER}", f"--pwfile={password_file}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
        )  # fmt: skip
        password_file.unlink()
        marker = folder / "data" / _MARKER_FILE
        marker.write_text(self._marker, encoding="ascii")
        marker.chmod(0o644)  # root wrote it, the server reads it; the folder itself is closed to others

    def _launch(self, folder: Path) -> None:
        self._port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self._port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self._settings,
        }
        arguments = [f"--{name}={value}" for name, value in settings.items()]
        with (folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                [*self._as_account(), str(self._bin / "postgres"), "-D", str(folder / "data"), *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder, start_new_session=True,
            )  # fmt: skip

    def _is_ready(self) -> bool:
        """Waits for the server; False when it ended by itself, as it does when another took the port meanwhile."""
        process = self._running()
        deadline = time.monotonic() + _START_TIMEOUT_S
        while process.poll() is None:
            try:
                self._maintenance().close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return True
        return False

    def _proven(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection that is kept, after it has proven again to which server it leads.

        Raises PostgresUnavailableError if the server behind the port does not run on our folder.
        """
        folder = self._folder
        if folder is None:
            raise PostgresUnavailableError("The private PostgreSQL server is not running.")
        if self._kept is None or not _is_alive(self._kept):
            self._kept = self._maintenance()
        row = self._kept.execute(
            "SELECT current_setting('data_directory'), pg_read_file(%s, 0, 64, true)", [_MARKER_FILE]
        ).fetchone()
        if row != (str(folder / "data"), self._marker):
            raise PostgresUnavailableError(f"The server on port {self._port} is not the one started in {folder}.")
        return self._kept

    def _as_account(self) -> list[str]:
        """The prefix that gives up root's rights, and ends the server when the process that started it is gone."""
        prefix = ["setpriv", "--pdeathsig", "INT"]
        if self._account is not None:
            prefix += [f"--reuid={self._account.pw_uid}", f"--regid={self._account.pw_gid}", "--clear-groups"]
        return [*prefix, "--"]

    def _run(self, program: str, *arguments: str) -> None:
        outcome = subprocess.run(
            [*self._as_account(), str(self._bin / program), *arguments],
            capture_output=True, text=True, check=False, cwd=self._folder,
        )  # fmt: skip
        if outcome.returncode:
            raise PostgresUnavailableError(f"{program} failed:\n{outcome.stdout}{outcome.stderr}")


def _is_alive(connection: psycopg.Connection[tuple[Any, ...]]) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def find_binaries() -> Path:
    """The folder of the newest PostgreSQL server programs, version 15 or later.

    `ORDERDESK_POSTGRES_BIN` names another folder. Raises PostgresUnavailableError if there is none.
    """
    named = os.environ.get("ORDERDESK_POSTGRES_BIN")
    folders = [Path(named)] if named else _installed_versions()
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresUnavailableError(
        f"No PostgreSQL server programs (version {OLDEST_MAJOR} or later) were found. `make setup` installs them "
        "without starting a system server; ORDERDESK_POSTGRES_BIN may name a folder that holds initdb and postgres."
    )


def free_port() -> int:
    """A loopback port that nobody listens on, and that the system gives to nobody who asks for any one.

    So it is still free when it is wanted. Raises PostgresUnavailableError where all of them are taken.
    """
    for drawn in SystemRandom().sample(_NEVER_GIVEN, len(_NEVER_GIVEN)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", drawn))
            return drawn
    raise PostgresUnavailableError(f"Every port from {_NEVER_GIVEN[0]} to {_NEVER_GIVEN[-1]} is taken.")


def _installed_versions() -> list[Path]:
    found = {}
    for folder in Path("/usr/lib/postgresql").glob("*/bin"):
        major = folder.parent.name
        if major.isdecimal() and int(major) >= OLDEST_MAJOR:
            found[int(major)] = folder
    return [found[major] for major in sorted(found, reverse=True)]


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Whom to run the server as when we are root, which PostgreSQL refuses; None when we are somebody else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnavailableError("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`.")
