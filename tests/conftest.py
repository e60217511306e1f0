"""What every test gets: no network but loopback, a clock to set, a database of its own on either server, a quiet Qt."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from pytestqt.qtbot import QtBot
from typing_extensions import override

from orderdesk.clock import SetClock
from tools.postgres_server import PostgresServer

# Read by Qt when the application object is made, and by every child process a test starts.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("ORDERDESK_TEST_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"

# Examples vary with the seed that pytest-randomly prints; a slow moment of the machine is no failure.
hypothesis.settings.register_profile("orderdesk", deadline=None, print_blob=True)
hypothesis.settings.load_profile("orderdesk")

# Thousands of commits need not wait for a disk: where there is room, temporary files lie in memory.
MEMORY, ROOM_NEEDED = Path("/dev/shm"), 3 * 1024**3
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_NEEDED:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# Some hundred processes start: what one of them has compiled the others need not compile again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# While thousands of modules and tests are read nothing becomes garbage, and each search for it takes longer.
gc.disable()

PATIENCE_MS = 30_000
REPOSITORY = Path(__file__).resolve().parent.parent
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


class NetworkBlockedError(RuntimeError):
    """A test reached for an address outside this machine."""


def _is_loopback(host: object) -> bool:
    if host is None or host == "localhost":
        return True
    try:
        return ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard_network(event: str, arguments: tuple[object, ...]) -> None:
    """Refuses every socket that would leave this machine, and every look-up of a name that is not ours."""
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise NetworkBlockedError(f"{event} to {address}: tests may use loopback addresses only")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        if not _is_loopback(host.decode() if isinstance(host, bytes) else host):
            raise NetworkBlockedError(f"look-up of {host!r}: tests may use loopback addresses only")


sys.addaudithook(_guard_network)


#: A test that was given more time than this takes long, and begins first: so both workers end together.
SHORT_S = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_is_short)


def pytest_collection_finish() -> None:
    """What has been read stays: from here on the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _is_short(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("timeout")
    return mark is None or mark.args[0] <= SHORT_S


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--histories", type=int, default=300, help="how many random histories the sync simulator plays (default 300)"
    )
    parser.addoption(
        "--orders", type=int, default=100, help="how many orders go through all linked systems (default 100)"
    )


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing a test starts reads or writes the data and settings of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        for name in list(os.environ):
            if name.startswith("ORDERDESK_") and name not in ("ORDERDESK_TEST_PLATFORM", "ORDERDESK_POSTGRES_BIN"):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords of tests are no secrets: each sign-in costs microseconds instead of a tenth of a second."""
    from orderdesk.hub import hashing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A window that was played in Chinese leaves no Chinese behind, whichever test comes next."""
    yield
    if (spoken := sys.modules.get("ui.language")) is not None:
        spoken.tongue.use(spoken.Language.ENGLISH)


@pytest.fixture(scope="session", autouse=True)
def no_player_of_this_machine() -> Iterator[None]:
    """Whatever plays sounds here, no test starts it: one that wants to hear something brings its own player."""
    from ui.components import sounds

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sounds, "_PLAYERS", ())
        yield


class PatientBot(QtBot):
    """Waits half a minute where nothing else is said: what is waited for is a condition, whatever the machine."""

    @override
    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    @override
    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **others: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **others)

    @override
    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **others: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **others)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """The one of pytest-qt, with more patience."""
    return PatientBot(request)


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at a Monday morning in Shanghai (09:00, 2026-11-02) until the test moves it."""
    return SetClock(START)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def histories(request: pytest.FixtureRequest) -> int:
    """How many random histories the simulator plays: 300, or what `--histories` says."""
    return int(request.config.getoption("--histories"))


@pytest.fixture(scope="session")
def orders(request: pytest.FixtureRequest) -> int:
    """How many orders go through all linked systems: 100, or what `--orders` says."""
    return int(request.config.getoption("--orders"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A private PostgreSQL server, started when the first test asks; an error, not a skip, where there is none."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The database a hub test runs on; each such test runs on both."""
    return str(request.param)


@pytest.fixture
def blank_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, of its own for each test."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create_database()
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the present schema, of its own for each test: a copy of one that was migrated once."""
    if database_kind == "sqlite":
        path = tmp_path / "hub.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create_database(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "hub.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of a migrated database to copy."""
    name = postgres.create_database()
    _migrate(postgres.url(name))
    return name


def _migrate(url: str) -> None:
    """Brings an empty database to the present schema, the way the hub does it."""
    from db.engine import open_engine, parse_url
    from db.schema import prepare

    engine = open_engine(parse_url(url))
    prepare(engine)
    engine.dispose()
