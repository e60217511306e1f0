"""The demo: sandbox, hub and a living company as child processes over one folder.

It imports nothing of the hub: the desktop may start it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from orderdesk.children import Child, Children, NotRunning
from orderdesk.demo.accounts import ACCOUNTS
from orderdesk.demo.ports import hub_port
from orderdesk.start import module_command

__all__ = ["Demo", "Started", "run_without_window"]

HUB = "orderdesk.hub.cli"
LIVING = "orderdesk.demo.living"

#: An hour outside takes forty seconds: a parcel is delivered within half an hour or so.
PACE = "90"
#: The courier comes four to eight minutes after the waybill: somebody who packs slowly hands the parcel over himself.
COLLECTS_AFTER = "9"

_READY_WITHIN_S = 60.0
_TRIES = 3

#: What each child says when it is ready; its address follows.
_READY = {"sandbox": "orderdesk-hub: sandbox on ", "hub": "orderdesk-hub: serving on "}

#: A child that has ended more often within that time will not stay up.
_REVIVALS, _WITHIN_S = 3, 60.0


@dataclass(frozen=True, slots=True)
class Started:
    """A demo that is ready. `users` by role: `name` and `password` to sign in with, `person`, `seat`."""

    hub: str
    sandbox: str
    folder: Path
    users: dict[str, dict[str, str]]
    enrol: str

    def as_json(self) -> str:
        """One line for programs that drive the demo."""
        value: dict[str, Any] = {"hub": self.hub, "sandbox": self.sandbox, "folder": str(self.folder)}
        return json.dumps({**value, "users": self.users, "enrol": self.enrol}, ensure_ascii=False)


class Demo:
    """Starts everything in `start`, ends everything in `stop`; a folder keeps its company from one time to the next.

    `orders` and `seed` count when the folder is new. `seat` (bench, desk or office) is that of the enrolment code.
    `lives`: whether orders go on arriving. Use it from one thread.
    """

    def __init__(
        self,
        folder: Path,
        *,
        orders: int = 2_000,
        seat: str = "desk",
        seed: int = 1,
        lives: bool = True,
    ) -> None:
        self.folder = folder.absolute()
        self._orders = orders
        self._seat = seat
        self._seed = seed
        self._lives = lives
        self._children = Children(self.folder / "logs", tied=True)
        self._sandbox = ""
        self._revived: deque[float] = deque(maxlen=_REVIVALS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def database(self) -> str:
        """The address of the hub's database."""
        return f"sqlite:///{self.folder / 'hub.db'}"

    @property
    def logs(self) -> Path:
        """Where the children's words are kept."""
        return self._children.logs

    def start(self) -> Started:
        """Fills a new folder, starts the children and waits until they are ready. Raises NotRunning."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotRunning(f"the folder {self.folder} cannot be made: {error.strerror}") from error
        if not (self.folder / "hub.db").exists():
            self._fill()
        try:
            sandbox, hub = self._serve()
            if self._lives:
                self._children.start(
                    "living", LIVING, ["--folder", str(self.folder), "--hub", hub, "--sandbox", sandbox]
                )
            users = {
                str(role): {
                    "name": account.login,
                    "password": account.password,
                    "person": account.person,
                    "seat": account.seat,
                }
                for role, account in ACCOUNTS.items()
            }
            return Started(hub, sandbox, self.folder, users, self.enrol(self._seat))
        except NotRunning:
            self.stop()
            raise

    def enrol(self, seat: str, name: str = "Demo") -> str:
        """A fresh code with which one workstation may enrol within ten minutes. Raises NotRunning."""
        place = ["--warehouse", "NB"] if seat == "bench" else []
        arguments = ["enrol", "--database", self.database, "--seat", seat, "--name", name, *place]
        return self._run(arguments).partition("\t")[0].strip()

    def stop(self) -> None:
        """Stops the children, the hub before the sandbox."""
        self._children.stop()

    def revive(self) -> tuple[str, ...]:
        """Starts again what has ended by itself, at its old address, and names it.
        Raises NotRunning if it is no use."""
        # The living company is done when it has placed as many orders as it may.
        gone = [child for child in self._children.ended() if child.name != "living" or child.process.returncode]
        for child in gone:
            now = time.monotonic()
            if len(self._revived) == _REVIVALS and now - self._revived[0] < _WITHIN_S:
                raise NotRunning(f"{child.name} ends again and again, see {self._children.before(child.name)}")
            self._revived.append(now)
            self._again(child)
        return tuple(child.name for child in gone)

    def _again(self, child: Child) -> None:
        # Hub and workstations know the sandbox and the hub by the ports they had.
        more = () if child.name != "sandbox" else ("--port", self._sandbox.rpartition(":")[2].strip("/"))
        fresh = self._children.again(child, *more)
        if child.name in _READY:
            fresh.wait_for(_READY[child.name], _READY_WITHIN_S)

    def child(self, name: str) -> Child:
        """The running `sandbox`, `hub` or `living`. Raises KeyError."""
        return self._children.named(name)

    def _fill(self) -> None:
        """Makes the company in a file of another name, so that a demo that was interrupted here begins anew."""
        half = self.folder / "filling.db"
        for end in ("", "-wal", "-shm", ".lock"):
            half.with_name(half.name + end).unlink(missing_ok=True)
        sys.stderr.write(f"OrderDesk: making a demo company with {self._orders} orders\n")
        arguments = [
            "seed",
            "--database",
            f"sqlite:///{half}",
            "--orders",
            str(self._orders),
            "--seed",
            str(self._seed),
        ]
        self._run([*arguments, "--labels", str(self.folder / "labels.json")])
        half.with_name(half.name + ".lock").unlink(missing_ok=True)
        half.rename(self.folder / "hub.db")

    def _serve(self) -> tuple[str, str]:
        """Sandbox and hub: each has to know the other's address, so the hub's port is chosen first."""
        for last in (False, False, True)[-_TRIES:]:
            port = hub_port(self.folder / "ports.json")
            arguments = ["--port", "0", "--hub", f"http://127.0.0.1:{port}", "--pace", PACE]
            arguments += ["--collects-after", COLLECTS_AFTER]
            arguments += ["--state", str(self.folder / "sandbox.db")]
            outside = self._children.start("sandbox", HUB, ["sandbox", *arguments])
            sandbox = self._sandbox = outside.wait_for(_READY["sandbox"], _READY_WITHIN_S)
            serve = ["serve", "--database", self.database, "--port", str(port), "--sandbox", sandbox]
            try:
                hub = self._children.start("hub", HUB, serve).wait_for(_READY["hub"], _READY_WITHIN_S)
            except NotRunning:
                # Somebody may have taken the port between the look and the start.
                self._children.stop()
                if last:
                    raise
                continue
            return sandbox, hub
        raise AssertionError("unreachable")

    def _run(self, arguments: list[str]) -> str:
        done = subprocess.run(module_command(HUB, *arguments), capture_output=True, text=True, check=False)
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise NotRunning(lines[-1] if lines else f"orderdesk-hub {arguments[0]} failed")
        return done.stdout


def run_without_window(folder: Path, *, orders: int = 2_000, seat: str = "desk", seed: int = 1) -> int:
    """Runs the demo until Ctrl-C or SIGTERM; prints one JSON line when it is ready. Returns the exit code."""
    told = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        told.set()

    # A terminal that is closed (SIGHUP) must not leave the children behind; Windows knows no such signal.
    for number in {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
        signal.signal(number, on_signal)
    with Demo(folder, orders=orders, seat=seat, seed=seed) as demo:
        try:
            sys.stdout.write(f"{demo.start().as_json()}\n")
            sys.stdout.flush()
            while not told.wait(0.5):
                for name in demo.revive():
                    sys.stderr.write(f"orderdesk demo: {name} had ended and was started again, see {demo.logs}\n")
        except NotRunning as error:
            sys.stderr.write(f"orderdesk demo: {error}\n")
            return 1
    return 0
