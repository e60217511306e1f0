"""A hub in a process of its own over the small company, which can be killed and come back on the same address."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx

from db.engine import open_engine, parse_url
from db.store import Store
from orderdesk.clock import SystemClock
from orderdesk.commands import AllocateOrder, ReviewOrder
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.execute import Executor
from orderdesk.sync import Workstation
from orderdesk.sync.transport import Transport
from tests.faults.nursery import Nursery
from tests.hub.served_hub import PASSWORD, fill_company
from tests.sync import small_company as company
from tools.postgres_server import free_port

PATIENCE_S = 60.0


class CompanyHub:
    """The company's database, and the hub process over it."""

    def __init__(self, nursery: Nursery, database_url: str, folder: Path) -> None:
        self.nursery = nursery
        self.database_url = database_url
        self.folder = folder
        self.store = Store(open_engine(parse_url(database_url)))
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._pid = 0
        fill_company(database_url)

    def prepare_orders(self, count: int, pieces: int) -> None:
        """Orders that a bench may pack, of so many pieces each; there are 120 in all."""
        executor = Executor(self.store, SystemClock())
        for number in range(count):
            asked = company.an_order(
                company.name(f"ready:{number}"), "00", number + 1, sku=number % 3, quantity=pieces * 1_000
            )
            for command in (asked, ReviewOrder(order_id=asked.order_id), AllocateOrder(order_id=asked.order_id)):
                assert executor.run_own(company.HUB_DEVICE, command).status == "accepted"

    def start(self, *, fail_at: int = -1) -> None:
        """Starts the process and waits until it answers, or until it has killed itself at its `fail_at`-th commit."""
        self._pid = self.nursery.start(
            "hub", database_url=self.database_url, folder=str(self.folder), port=self._port, fail_at=fail_at
        )
        await_that(self.is_ready, "the hub is ready")

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False, verify=False, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """SIGKILL."""
        self.nursery.kill(self._pid)
        self._pid = 0

    def await_end(self) -> int:
        """Waits until the process has ended by itself; its exit code."""
        code = self.nursery.wait(self._pid)
        self._pid = 0
        return code

    def close(self) -> None:
        """Ends the process, if there is one, and closes the database."""
        if self._pid:
            self.kill()
        self.store.close()

    def enrol(self, folder: Path, seat: str, login: str, *, hub: Callable[[], Transport] | None = None) -> Workstation:
        """A new workstation at which somebody is signed in; with `hub` it takes that way to this hub."""
        warehouse = "NB" if seat == "bench" else None
        code = Accounts(self.store, SystemClock()).make_enrolment_code(
            seat=seat, name=f"a {seat}", company="01", warehouse=warehouse
        )[0]
        workstation = Workstation.open(folder, hub or self.url)
        workstation.enrol(code, f"a {seat}")
        workstation.sign_in(login, PASSWORD)
        return workstation


def await_that(is_so: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Waits for something to become true; fails with its name when it does not."""
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < deadline, f"not so after {patience_s:.0f} s: {what}"
        time.sleep(0.01)
