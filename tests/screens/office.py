"""A real hub over HTTP with the small company in it, and an office at it,
for screens that ask what only a hub knows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orderdesk.clock import SetClock
from orderdesk.sync import Workstation
from tests.hub.served_hub import PASSWORD, ServedHub, hub_settings, served_company
from tests.screens.near_window import SyncByHand
from ui.tasks import TasksInPlace
from ui.workplace import Workplace


@contextmanager
def company_hub(template: Path, folder: Path, clock: SetClock) -> Iterator[ServedHub]:
    """On a SQLite file of its own."""
    path = folder / "hub.db"
    shutil.copyfile(template, path)
    with served_company(hub_settings(f"sqlite:///{path}", folder / "hub"), clock) as served:
        yield served


@contextmanager
def office_at(hub: ServedHub, folder: Path, login: str) -> Iterator[Workplace]:
    """An enrolled office with somebody signed in; its sync side is moved by the test's hand."""
    workstation = Workstation.open(folder, hub.url, clock=hub.clock)
    workstation.enrol(hub.code("office"), "the office")
    workstation.sign_in(login, PASSWORD)
    found = Workplace(workstation, TasksInPlace(), SyncByHand(workstation), clock=hub.clock)
    yield found
    found.close()
