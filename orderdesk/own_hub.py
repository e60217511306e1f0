"""A hub of one's own on this computer: made once, started again whenever it is found down. Nothing here is a widget.

The hub is a program of its own that goes on when the window is closed: other windows of this computer work at it too.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orderdesk.children import Child, Children, NotRunning
from orderdesk.errors import Refused
from orderdesk.start import module_command

HUB_MODULE = "orderdesk.hub.cli"
FIRST_PORT, LAST_PORT = 1_024, 65_535
#: Where a hub is looked for when nobody has said anything else.
USUAL_PORT = 8_080

_HERE = "127.0.0.1"
_NOTE = "own-hub.json"
_DATABASE = "hub.db"
_READY = "orderdesk-hub: serving on "
_READY_WITHIN_S = 60.0
_PORTS_TRIED = 20
#: Hubs that this process has started. They outlive it; dropped, Python would complain that nobody waits for them.
_going_on: list[subprocess.Popen[bytes]] = []
#: What SQLite and the lock leave beside a database.
_ENDS = ("", "-wal", "-shm", ".lock")


@dataclass(frozen=True, slots=True)
class OwnHub:
    """Where a hub of this computer keeps its files and listens."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        """Its address for this computer."""
        return f"http://{_HERE}:{self.port}"

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.folder / _DATABASE}"


@dataclass(frozen=True, slots=True)
class NewHub:
    """What somebody has entered who begins a company. The password never shows in a repr."""

    hub: OwnHub
    company: str
    company_code: str
    warehouse: str
    warehouse_code: str
    province: str
    city: str
    person: str
    login: str
    password: str = field(repr=False)

    def arguments(self) -> list[str]:
        """What `orderdesk-hub company` is told; the password goes by its standard input."""
        place = ",".join((self.warehouse_code, self.warehouse, self.province, self.city))
        told = ["company", self.company_code, "--name", self.company, "--warehouse", place]
        told += ["--login", self.login, "--administrator", self.person, "--password-stdin", "--json"]
        return [*told, "--database", self.hub.database]


class Founding:
    """Makes a company with its hub and starts it. `told(step)` says what begins; `cancel` from any thread ends it.

    All or nothing: what goes wrong, or is cancelled, leaves no hub behind.
    """

    def __init__(self, plan: NewHub, told: Callable[[str], None]) -> None:
        self._plan, self._told = plan, told
        self._is_cancelled = threading.Event()
        self._running: subprocess.Popen[bytes] | None = None
        self._children = Children(plan.hub.folder / "logs")

    def found(self, enrol: Callable[[str, str], None]) -> None:
        """Founds, starts and has this computer taken in: `enrol(address, code)`.

        Raises Refused `own_hub.…` or the hub's own code, and whatever `enrol` raises.
        """
        plan = self._plan
        self._begin("looking")
        require_free(plan.hub)
        is_done = False
        try:
            self._begin("founding")
            code = self._make_company()
            self._begin("starting")
            child = _start(self._children, plan.hub)
            self._running = child.process
            _wait(child)
            self._begin("enrolling")
            enrol(plan.hub.address, code)
            is_done = True
        finally:
            if not is_done:
                self._take_back()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody has called it off."""
        return self._is_cancelled.is_set()

    def cancel(self) -> None:
        """Nobody wants it any more."""
        self._is_cancelled.set()
        running = self._running
        if running is not None:
            running.terminate()

    def _begin(self, step: str) -> None:
        if self.is_cancelled:
            raise Refused("own_hub.cancelled")
        self._told(step)

    def _make_company(self) -> str:
        self._running = subprocess.Popen(
            module_command(HUB_MODULE, *self._plan.arguments()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        said, complaint = self._running.communicate(f"{self._plan.password}\n".encode())
        if self.is_cancelled:
            raise Refused("own_hub.cancelled")
        answer = _last_json(said)
        if "refused" in answer:
            raise Refused(answer["refused"], **answer["facts"])
        if "code" not in answer:
            raise Refused("own_hub.not_made", why=_last_line(complaint.decode(errors="replace")))
        return str(answer["code"])

    def _take_back(self) -> None:
        self._children.stop()
        for end in _ENDS:
            with suppress(OSError):
                (self._plan.hub.folder / f"{_DATABASE}{end}").unlink(missing_ok=True)


def require_free(hub: OwnHub) -> None:
    """Raises Refused `own_hub.folder_unusable`, `.folder_taken` or `.port_taken`."""
    try:
        hub.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=hub.folder):
            pass
    except OSError as error:
        raise Refused("own_hub.folder_unusable", folder=str(hub.folder), why=error.strerror) from error
    if (hub.folder / _DATABASE).exists():
        raise Refused("own_hub.folder_taken", folder=str(hub.folder))
    if not is_port_free(hub.port):
        raise Refused("own_hub.port_taken", port=hub.port)


def is_port_free(port: int) -> bool:
    """Whether a hub of this computer could listen there now."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        if os.name != "nt":
            # As the hub binds; on Windows the option would take a port away from a program that listens.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HERE, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """The usual port, or the next one that is free."""
    return next((port for port in range(USUAL_PORT, USUAL_PORT + _PORTS_TRIED) if is_port_free(port)), USUAL_PORT)


def note(workstation: Path, hub: OwnHub) -> None:
    """Remembers in a workstation's folder that its hub is one of this computer."""
    value = {"folder": str(hub.folder), "port": hub.port}
    (workstation / _NOTE).write_text(json.dumps(value), encoding="utf-8")


def noted(workstation: Path) -> OwnHub | None:
    """The hub that was made here, if one was."""
    try:
        value = json.loads((workstation / _NOTE).read_text(encoding="utf-8"))
        return OwnHub(Path(value["folder"]), int(value["port"]))
    except (OSError, ValueError, KeyError):
        return None


def forget(workstation: Path) -> None:
    """This workstation goes to another hub."""
    (workstation / _NOTE).unlink(missing_ok=True)


def revive(hub: OwnHub) -> bool:
    """Starts the hub unless it answers; True when it had to be started. Raises Refused `own_hub.not_started`."""
    # With it comes the whole of the network: not before the first window.
    from orderdesk.sync.probe import find_hub

    with suppress(Refused):
        find_hub(hub.address)
        return False
    _wait(_start(Children(hub.folder / "logs"), hub))
    return True


def _start(children: Children, hub: OwnHub) -> Child:
    told = ["serve", "--database", hub.database, "--host", _HERE, "--port", str(hub.port)]
    try:
        child = children.start("hub", HUB_MODULE, told)
        _going_on.append(child.process)
        return child
    except OSError as error:
        raise Refused("own_hub.folder_unusable", folder=str(hub.folder), why=error.strerror) from error


def _wait(child: Child) -> None:
    try:
        child.wait_for(_READY, _READY_WITHIN_S)
    except NotRunning as error:
        raise Refused("own_hub.not_started", why=str(error), log=str(child.output)) from error


def _last_json(said: bytes) -> dict[str, Any]:
    for line in reversed(said.decode(errors="replace").splitlines()):
        with suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict):
                return found
    return {}


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("orderdesk-hub: ") if lines else ""
