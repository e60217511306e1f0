"""The demo's own workstation without a screen: enrolled like any other, it says commands over HTTP."""

from __future__ import annotations

import json
import secrets
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import httpx

from orderdesk.access import Role
from orderdesk.clock import Clock
from orderdesk.commands.command import Command
from orderdesk.demo.accounts import DemoAccount
from orderdesk.errors import OrderDeskError
from orderdesk.ids import new_id
from orderdesk.start import module_command

_TIMEOUT_S = 20.0
_ROLES = (Role.SALES, Role.SUPERVISOR, Role.FINANCE)


class NotAnswered(OrderDeskError):
    """The hub did not answer, or not as expected; the same may be tried again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a command."""

    accepted: bool
    code: str | None


class HubLine:
    """Keeps its device and its counters in `keeps`, or else in the demo's folder. Belongs to one thread."""

    def __init__(self, hub: str, folder: Path, clock: Clock, *, keeps: Path | None = None) -> None:
        self._folder = folder
        self._clock = clock
        # The hub is on this machine: a proxy of the environment would only lose the call.
        self._client = httpx.Client(
            base_url=hub, trust_env=False, timeout=_TIMEOUT_S, headers={"X-OrderDesk-Protocol": "1"}
        )
        self._file = (keeps or folder) / "living.json"
        self._device: dict[str, Any] = {}
        self._sessions: dict[Role, tuple[UUID, str]] = {}
        self._epoch = ""
        self._last_n = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._client.close()

    @property
    def device_code(self) -> str:
        """The code of its device."""
        return str(self._device["device_code"])

    def open(self, accounts: Mapping[Role, DemoAccount]) -> None:
        """Enrols the first time and signs in whoever is not signed in. Raises NotAnswered."""
        if not self._device:
            self._device = self._load() or self._enrol()
            here = self._call("GET", "/v1/device")
            self._epoch, self._last_n = here["epoch"], here["last_n"]
        now = self._clock.now().isoformat()
        for role in _ROLES:
            if role in self._sessions and self._sessions[role][1] > now:
                continue
            account = accounts[role]
            opened = self._call("POST", "/v1/sign-in", {"login": account.login, "password": account.password})
            self._sessions[role] = (UUID(opened["session_id"]), opened["expires_at"])

    def say(self, role: Role, command: Command) -> Answer:
        """Says a command as the person of this role; after a lost answer the same is sent once more."""
        now = self._clock.now()
        said = {
            "n": self._last_n + 1,
            "id": str(new_id(now)),
            "kind": command.kind,
            "version": command.version,
            "arguments": command.arguments(),
            "session_id": str(self._sessions[role][0]),
            "said_at": now.isoformat(),
        }
        body = {"epoch": self._epoch, "commands": [said]}
        try:
            answer = self._call("POST", "/v1/commands", body)
        except NotAnswered:
            here = self._call("GET", "/v1/device")
            self._epoch, self._last_n = here["epoch"], here["last_n"]
            answer = self._call("POST", "/v1/commands", {**body, "epoch": self._epoch})
        outcome = answer["outcomes"][0]
        self._last_n = answer["last_n"]
        return Answer(outcome["status"] == "accepted", outcome["code"])

    def next_number(self) -> int:
        """A counter that never goes back, for the numbers made here."""
        self._device["counter"] = int(self._device.get("counter", 0)) + 1
        self._keep()
        return int(self._device["counter"])

    def _load(self) -> dict[str, Any]:
        if not self._file.exists():
            return {}
        found: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        return found

    def _enrol(self) -> dict[str, Any]:
        """Gets itself a code as an administrator would, on the command line."""
        database = f"sqlite:///{self._folder / 'hub.db'}"
        asked = ["enrol", "--database", database, "--seat", "office", "--name", "OrderDesk demo"]
        done = subprocess.run(module_command("orderdesk.hub.cli", *asked), capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotAnswered(done.stderr.strip())
        secret = secrets.token_hex(32)
        code = done.stdout.partition("\t")[0].strip()
        made = self._call("POST", "/v1/enrol", {"code": code, "name": "OrderDesk demo", "secret": secret})
        self._device = {**made, "secret": secret}
        self._keep()
        return self._device

    def _keep(self) -> None:
        self._file.write_text(json.dumps(self._device), encoding="utf-8")
        self._file.chmod(0o600)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {}
        if "secret" in self._device:
            device_id = UUID(self._device["device_id"]).hex
            headers["Authorization"] = f"Device {device_id}:{self._device['secret']}"
        try:
            answer = self._client.request(method, path, json=body, headers=headers)
        except httpx.TransportError as error:
            raise NotAnswered(f"{method} {path}: {error}") from error
        if answer.status_code >= 400:
            raise NotAnswered(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        value: dict[str, Any] = answer.json()
        return value
