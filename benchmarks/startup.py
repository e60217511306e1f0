"""From the start of the window's process to its first window painted, and to a list that answers.

The workstation is enrolled, somebody is signed in, its hub is there. `usable_s`: the whole list has been read; it
scrolls, filters and sorts. `ready_s`: the workstation has been opened too, orders can be looked into and commands said;
`rss_mb` is the window's at that moment. Raw: a bare Qt program that reads 64 rows and paints one table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.caller import drive
from benchmarks.company import LOGIN, PASSWORD, fill
from benchmarks.databases import opened, sqlite
from benchmarks.figures import Asked, median, tell
from benchmarks.processes import hub_arguments, served
from orderdesk.clock import SystemClock
from orderdesk.hub.accounts import Accounts
from orderdesk.sync.workstation import Workstation

ORDERS = 200
_REPOSITORY = Path(__file__).resolve().parent.parent


def measure(asked: Asked) -> dict[str, Any]:
    """Starts the bare program and the product in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with sqlite(folder) as database:
            with opened(database) as store:
                desk, *_ = fill(store, 1)
                accounts = Accounts(store, SystemClock())
                code, _ = accounts.make_enrolment_code(seat="desk", name="desk", company="01", warehouse=None)
            with served(hub_arguments(database.url), folder) as hub:
                drive([hub.port], [[desk.say(desk.order()) for _ in range(ORDERS)]])
                _make_workstation(folder / "workstation", hub.url, code)
                # What is installed has been compiled; a checkout has been once it was started.
                _start("product", folder)
                rounds = [(_start("product", folder), _start("bare", folder)) for _ in range(asked.rounds)]
    tell(f"{len(rounds)} starts")
    product, bare = [own for own, _ in rounds], [raw for _, raw in rounds]
    return {
        "window_s": median(each["window_s"] for each in product),
        "usable_s": median(each["usable_s"] for each in product),
        "ready_s": median(each["ready_s"] for each in product),
        "rss_mb": median(each["rss_mb"] for each in product),
        "ratio": median(own["window_s"] / raw["window_s"] for own, raw in rounds),
        "raw": {key: median(each[key] for each in bare) for key in bare[0]},
    }


def _make_workstation(folder: Path, hub: str, code: str) -> None:
    workstation = Workstation.open(folder, hub)
    workstation.enrol(code, "desk")
    workstation.sign_in(LOGIN, PASSWORD)
    workstation.sync_once()
    workstation.close()


def _start(what: str, folder: Path) -> dict[str, float]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.window", what, str(folder / "workstation"), repr(time.monotonic())],
        cwd=_REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        timeout=120,
    )  # fmt: skip
    found: dict[str, float] = json.loads(process.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(figures.run("startup", measure, rounds=7))
