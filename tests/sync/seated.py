"""Workstations of the near hub, taken in and up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from db.engine import open_engine, sqlite_url
from db.store import Store
from orderdesk.clock import Clock
from orderdesk.sync import Workstation
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub, NearTransport


def hub_with(folder: Path, clock: Clock, **seats: str) -> NearHub:
    """A hub of the small company with a device for each seat, by device code; benches stand in the bench warehouse."""
    store = Store(open_engine(sqlite_url(folder / "hub.db")))
    with store.write() as connection:
        company.create_company(connection)
        for code, seat in seats.items():
            company.add_device(connection, code, seat, company.BENCH_WAREHOUSE if seat == "bench" else None)
    return NearHub(store, clock)


def seated(hub: Callable[[], NearHub], folder: Path, code: str, login: str | None = None) -> Workstation:
    """The workstation of a device that the hub knows; with a `login`, somebody works there. `hub`: the one of now."""
    found = Workstation.open(folder, lambda: NearTransport(hub), clock=hub().clock)
    device_id = company.name(f"device:{code}")
    journal = found._engine.journal
    with journal.store.write() as connection:
        journal.note(connection, device_id=str(device_id), device_code=code, device_name=code, secret="", seat="x")
    if login is not None:
        with hub().store.write() as connection:
            found.assume(company.open_session(connection, login, device_id))
    found.sync_once()
    return found


def at_work(town: Town, code: str, login: str) -> Workstation:
    """A workstation of the town with somebody at it. The bench B1 works with the hub alone;
    another is made for a test."""
    if code == "B2":
        with town.hub.store.write() as connection:
            company.add_device(connection, code, "bench", company.BENCH_WAREHOUSE)
    return seated(lambda: town.hub, town.folder / code, code, login)


def take_in(hub: NearHub, found: Workstation) -> None:
    """Takes in what is new, but sends nothing."""
    engine, line = found._engine, NearTransport(lambda: hub)
    line.identify(engine.here().device_id, "")
    assert engine.apply(line.changes(engine.epoch(), engine.cursor(), limit=500, wait_s=0))
