"""The demo as people start it: one line when it is ready, a company that lives, nothing left behind when it ends."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from select import select as select_ready
from shutil import copyfile

import httpx
import pytest
from sqlalchemy import func, select

from db.engine import open_engine, sqlite_url
from db.store import Store
from db.tables import orders
from orderdesk.children import Children, NotRunning
from orderdesk.clock import SystemClock
from orderdesk.demo.accounts import ACCOUNTS
from orderdesk.demo.company import Demo
from orderdesk.demo.hub_line import HubLine
from orderdesk.demo.living import Living
from orderdesk.demo.seed import fill
from orderdesk.demo.shop import Shop
from orderdesk.hub.lockfile import read_holder

_RUN = """
import sys
from pathlib import Path
from orderdesk.demo.company import run_without_window
sys.exit(run_without_window(Path(sys.argv[1]), orders=20, seat="bench"))
"""


@pytest.fixture(scope="module")
def folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's folder that is filled already, with few articles, so that nothing has to wait for it."""
    found = tmp_path_factory.mktemp("demo")
    copyfile(sqlite_template, found / "hub.db")
    store = Store(open_engine(sqlite_url(found / "hub.db")))
    fill(store, SystemClock(), orders=20, seed=1, skus=1_200)
    store.close()
    return found


@pytest.fixture
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, object]]]:
    """The demo without a window, ready, and what it printed."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", _RUN, str(folder)], stdout=pipe, stderr=pipe, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, "the demo ended before it was ready"
        yield process, json.loads(line)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)
        process.stdout.close()
        process.stderr.close()


def test_the_demo_says_in_one_line_where_everything_is_and_ends_without_a_trace(
    running: tuple[subprocess.Popen[str], dict[str, object]], folder: Path
) -> None:
    process, said = running
    assert said.keys() == {"hub", "sandbox", "folder", "users", "enrol"}
    users = said["users"]
    assert isinstance(users, dict)
    assert {"packer", "sales", "supervisor", "finance", "admin"} <= users.keys()
    with httpx.Client(trust_env=False, verify=False) as client:
        assert client.get(f"{said['hub']}/readyz").status_code == 200
        assert client.get(f"{said['sandbox']}/__sim/clock").status_code == 200
        enrolled = client.post(
            f"{said['hub']}/v1/enrol",
            headers={"X-OrderDesk-Protocol": "1"},
            json={"code": said["enrol"], "name": "bench", "secret": "ab" * 32},
        )
    assert enrolled.json()["seat"] == "bench"
    _let_orders_arrive(str(said["hub"]), folder)
    _a_hub_that_dies_is_started_again_at_its_old_address(process, str(said["hub"]))
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    with httpx.Client(trust_env=False, verify=False) as client, pytest.raises(httpx.TransportError):
        client.get(f"{said['hub']}/healthz")


def test_a_demo_that_is_killed_leaves_nobody_behind(
    running: tuple[subprocess.Popen[str], dict[str, object]], folder: Path
) -> None:
    process, said = running
    children = _children_of(process.pid)
    expected = {"serve", "sandbox", "orderdesk.demo.living"}
    assert {name for name in expected for _, words in children if name in words} == expected
    handles = [os.pidfd_open(pid) for pid, _ in children]
    process.kill()
    process.wait(60)
    for handle in handles:
        # Readable once the process has ended.
        assert select_ready([handle], [], [], 120.0)[0] == [handle]
        os.close(handle)
    with httpx.Client(trust_env=False, verify=False) as client, pytest.raises(httpx.TransportError):
        client.get(f"{said['hub']}/healthz")
    # They have ended as if they had been asked to: nothing keeps the next demo out.
    assert read_holder(folder / "hub.db.lock") is None


def _a_hub_that_dies_is_started_again_at_its_old_address(process: subprocess.Popen[str], hub: str) -> None:
    (dead,) = (pid for pid, words in _children_of(process.pid) if "serve" in words)
    os.kill(dead, signal.SIGKILL)
    assert process.stderr is not None
    assert process.stderr.readline().startswith("orderdesk demo: hub had ended and was started again, see ")
    with httpx.Client(trust_env=False, verify=False) as client:
        assert client.get(f"{hub}/readyz").status_code == 200


def _children_of(parent: int) -> list[tuple[int, list[str]]]:
    """Process ids and arguments."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == parent:
                found.append((int(entry.name), (entry / "cmdline").read_text(encoding="utf-8").split("\0")))
    return found


def _let_orders_arrive(hub: str, folder: Path) -> None:
    """Some steps of the living company, without its pauses: orders come in and go on through the hub's protocol."""
    store = Store(open_engine(sqlite_url(folder / "hub.db")))
    query = select(orders.order.c.node, func.count(orders.order.c.id)).where(orders.order.c.entered_by.is_not(None))
    with store.read() as connection:
        before = dict(tuple(row) for row in connection.execute(query.group_by(orders.order.c.node)))
    # A device of its own: the demo's living process has one already.
    own = folder / "second"
    own.mkdir()
    with HubLine(hub, folder, SystemClock(), keeps=own) as line:
        living = Living(line, Shop(store), SystemClock(), random.Random(5))
        line.open(ACCOUNTS)
        for _ in range(6):
            living.step()
    with store.read() as connection:
        after = dict(tuple(row) for row in connection.execute(query.group_by(orders.order.c.node)))
    store.close()
    assert living.placed == 6
    assert sum(after.values()) >= sum(before.values()) + 6
    assert after["allocated"] > before["allocated"]


def test_a_child_that_ends_at_once_is_reported_with_its_last_words(tmp_path: Path) -> None:
    children = Children(tmp_path)
    child = children.start("hub", "orderdesk.hub.cli", ["serve", "--database", "mysql://nowhere/x"])
    with pytest.raises(NotRunning, match=r"hub ended at once: .*mysql"):
        child.wait_for("orderdesk-hub: serving on ", 60)
    children.stop()


def test_a_child_that_ends_again_and_again_is_given_up_with_a_sentence(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    # Any program that ends at once will do; this one does so at little cost.
    demo._children.start("living", "orderdesk.hub.cli", ["--no-such-option"])
    for _ in range(3):
        demo.child("living").process.wait(60)
        assert demo.revive() == ("living",)
    demo.child("living").process.wait(60)
    with pytest.raises(NotRunning, match="living ends again and again"):
        demo.revive()
    demo.stop()
