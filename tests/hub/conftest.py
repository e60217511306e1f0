"""A served hub with the small company in it, on either database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.clock import SetClock
from tests.hub.served_hub import ServedHub, fill_company, hub_settings
from tests.hub.shop_floor import ShopFloor, shop_floor
from tools.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def sqlite_company(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the small company to copy."""
    path = tmp_path_factory.mktemp("company") / "hub.db"
    shutil.copyfile(sqlite_template, path)
    fill_company(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_company(postgres: PostgresServer, postgres_template: str) -> str:
    """The name of a database with the small company to copy."""
    name = postgres.create_database(postgres_template)
    fill_company(postgres.url(name))
    return name


@pytest.fixture
def company_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the small company in it, of its own for each test."""
    if database_kind == "sqlite":
        path = tmp_path / "company.db"
        shutil.copyfile(request.getfixturevalue("sqlite_company"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create_database(request.getfixturevalue("postgres_company"))
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def hub(company_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ServedHub]:
    """A hub over HTTP; its clock stands still until the test moves it."""
    with ServedHub(hub_settings(company_url, tmp_path / "hub"), clock) as served:
        yield served


@pytest.fixture
def floor(company_url: str, clock: SetClock) -> Iterator[ShopFloor]:
    """A desk and two benches that talk to the executor directly."""
    with shop_floor(company_url, clock) as found:
        yield found


@pytest.fixture
def sqlite_floor(sqlite_company: Path, clock: SetClock, tmp_path: Path) -> Iterator[ShopFloor]:
    """The same on SQLite alone, where the database makes no difference."""
    path = tmp_path / "floor.db"
    shutil.copyfile(sqlite_company, path)
    with shop_floor(f"sqlite:///{path}", clock) as found:
        yield found
