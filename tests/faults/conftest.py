"""Processes to kill, and a hub among them, on either database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.company_hub import CompanyHub
from tests.faults.nursery import Nursery


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Starts processes that have everything imported already."""
    with Nursery(tmp_path_factory.mktemp("nursery") / "errors.log") as opened:
        yield opened


@pytest.fixture
def hub(nursery: Nursery, database_url: str, tmp_path: Path) -> Iterator[CompanyHub]:
    """The small company's hub, not yet started."""
    made = CompanyHub(nursery, database_url, tmp_path / "hub")
    yield made
    made.close()


@pytest.fixture
def sqlite_hub(nursery: Nursery, sqlite_template: Path, tmp_path: Path) -> Iterator[CompanyHub]:
    """The same over SQLite only and running, with orders to pack: for faults that the hub has no part in."""
    path = tmp_path / "hub.db"
    shutil.copyfile(sqlite_template, path)
    made = CompanyHub(nursery, f"sqlite:///{path}", tmp_path / "hub")
    made.prepare_orders(6, 12)
    made.start()
    yield made
    made.close()
