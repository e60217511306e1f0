"""A hub behind a real server on loopback, with the small company in it, and clients that speak its protocol."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any, Self
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import delete, insert

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import log, people
from orderdesk.clock import SetClock
from orderdesk.commands import Command
from orderdesk.documents.masters import User, UserRole
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.app import create_app
from orderdesk.hub.changelog import read_head
from orderdesk.hub.hashing import hash_password
from orderdesk.hub.process import Hub
from orderdesk.hub.serving import HubServer, open_listener, server_for
from orderdesk.hub.settings import HubSettings
from orderdesk.ids import new_id
from tests.connectors.loopback import PromptServer
from tests.sync import small_company

PASSWORD = "a long enough word"
PIN = "246810"
EPOCH = "hub-tests"
TIMEOUT_S = 30.0
PROTOCOL = {"X-OrderDesk-Protocol": "1"}

_MANY = httpx.Limits(max_connections=None, max_keepalive_connections=None)

#: One person of each role; where they sit is for access.py to say.
ROLES = ("packer", "picker", "sales", "service", "logistics", "supervisor", "finance", "admin")
_SEAT_OF = {"packer": "bench", "picker": "bench", "sales": "desk", "service": "desk", "logistics": "desk"}


def seat_of(role: str) -> str:
    """A seat at which a role may work."""
    return _SEAT_OF.get(role, "office")


#: A user for each role; login = role.
USERS = {login: small_company.name(f"user:{login}") for login in ROLES}


def fill_company(database_url: str) -> None:
    """Puts the small company into a migrated database, with a user for each role who may sign in."""
    store = Store(open_engine(parse_url(database_url)))
    with store.write() as connection:
        connection.execute(delete(log.log_head))
        small_company.create_company(connection, epoch=EPOCH)
        for login in ROLES:
            if login not in small_company.USERS:
                role = UserRole(id=small_company.name(f"role:{login}"), user_id=USERS[login], role=login)
                user = User(id=USERS[login], login=login, name=login, badge=f"B-{login}", roles=[role])
                Shelf(connection).save(user)
        password_hash, pin_hash = hash_password(PASSWORD), hash_password(PIN)
        connection.execute(
            insert(people.user_secret),
            [
                {"user_id": each, "password_hash": password_hash, "pin_hash": pin_hash, "failed": 0}
                for each in USERS.values()
            ],
        )
    store.close()


@dataclass
class Desk:
    """A workstation as the hub sees it: an enrolled device that sends its commands in order."""

    client: httpx.Client
    device_id: UUID
    code: str
    secret: str
    n: int = 0
    session_id: UUID | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request with this device's and session's headers."""
        headers = {**self.headers, **more.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **more)

    def sign_in(self, login: str) -> dict[str, Any]:
        """Signs somebody in at this desk."""
        answer = self.call("POST", "/v1/sign-in", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        self.session_id = UUID(found["session_id"])
        self.headers["X-OrderDesk-Session"] = found["token"]
        return found

    def wrap(self, command: Command, *, at: datetime = small_company.START) -> dict[str, Any]:
        """The travelling form of this desk's next command."""
        self.n += 1
        return {
            "n": self.n,
            "id": str(new_id(at)),
            "kind": command.kind,
            "version": command.version,
            "arguments": command.arguments(),
            "session_id": None if self.session_id is None else str(self.session_id),
            "said_at": at.isoformat(),
        }

    def push(self, *wrapped: dict[str, Any], epoch: str = EPOCH) -> httpx.Response:
        """Sends wrapped commands."""
        return self.call("POST", "/v1/commands", json={"epoch": epoch, "commands": list(wrapped)})

    def say(self, command: Command, *, at: datetime = small_company.START) -> dict[str, Any]:
        """Sends one command; returns its outcome."""
        answer = self.push(self.wrap(command, at=at))
        assert answer.status_code == 200, answer.text
        outcome: dict[str, Any] = answer.json()["outcomes"][0]
        return outcome

    def head(self) -> int:
        """Where the log stands."""
        return int(self.call("GET", "/v1/device").json()["head"])

    def changes(self, after: int, **query: Any) -> dict[str, Any]:
        """The page after a cursor."""
        answer = self.call("GET", "/v1/changes", params={"epoch": EPOCH, "after": after, **query})
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    @contextmanager
    def stream(self, after: int) -> Iterator[Iterator[tuple[str, str]]]:
        """The events of a stream as (event, data); a comment is ("", its text)."""
        query = {"epoch": EPOCH, "after": str(after)}
        with self.client.stream("GET", "/v1/stream", params=query, headers=self.headers) as answer:
            if answer.status_code != 200:
                answer.read()
            assert answer.status_code == 200, answer.text
            yield _events(answer.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    event = data = ""
    for line in lines:
        if line.startswith(":"):
            yield "", line[1:].strip()
        elif line.startswith("event: "):
            event = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data = line.removeprefix("data: ")
        elif not line and event:
            yield event, data
            event = data = ""


class _PromptHub(HubServer, PromptServer):
    """A hub's server that ends without a pause."""


class ServedHub:
    """The hub under test: its address, its parts, and desks at it."""

    def __init__(self, settings: HubSettings, clock: SetClock, **more: Any) -> None:
        self.clock = clock
        self.app: FastAPI = create_app(settings, clock=clock, **more)
        self.hub: Hub = self.app.state.hub
        self._listener = open_listener("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._server = _PromptHub(server_for(self.app).config, self.hub)
        self._thread = Thread(target=self._server.run, args=([self._listener],), name=f"hub {self.url}")
        # Without certificates, here and in other tests: nobody needs them on loopback, and reading them takes 15 ms.
        self.client = httpx.Client(base_url=self.url, headers=PROTOCOL, timeout=TIMEOUT_S, limits=_MANY, verify=False)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self.client.get("/healthz").status_code == 200
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self._server.end()
        self._thread.join(TIMEOUT_S)
        self._listener.close()
        assert not self._thread.is_alive()

    def forget_window(self) -> None:
        """As after a restart: the process knows where the log stands, and none of its rows."""
        with self.hub.store.read() as connection:
            head = read_head(connection)
        self.hub.tail._begin(head)

    def code(self, seat: str) -> str:
        """A one-time code for a seat of the small company; a bench stands in its own warehouse."""
        accounts = Accounts(self.hub.store, self.clock)
        warehouse = "NB" if seat == "bench" else None
        return accounts.make_enrolment_code(seat=seat, name=f"a {seat}", company="01", warehouse=warehouse)[0]

    def desk(self, seat: str) -> Desk:
        """A newly enrolled workstation."""
        return self.enrol(self.code(seat))

    def enrol(self, code: str) -> Desk:
        """A workstation enrolled by a code."""
        secret = secrets.token_hex(32)
        answer = self.client.post("/v1/enrol", json={"code": code, "name": "", "secret": secret})
        assert answer.status_code == 200, answer.text
        found = answer.json()
        device_id = UUID(found["device_id"])
        desk = Desk(self.client, device_id, found["device_code"], secret)
        desk.headers["Authorization"] = f"Device {device_id.hex}:{secret}"
        return desk

    def desk_of(self, role: str) -> Desk:
        """A workstation at which somebody of this role is signed in."""
        desk = self.desk(seat_of(role))
        desk.sign_in(role)
        return desk


def hub_settings(database_url: str, folder: Path, **more: Any) -> HubSettings:
    """Settings for a test: devices are never believed without a look at the database."""
    more = {"snapshot_first_look_s": 3_600.0, **more}
    return HubSettings(
        database_url=database_url, data_folder=folder, device_cache_s=0.0, threads=4, migrates=False, **more
    )


@contextmanager
def served_company(settings: HubSettings, clock: SetClock, **more: Any) -> Iterator[ServedHub]:
    """A served hub on a database of its own, into which the small company is put first."""
    fill_company(settings.database_url)
    with ServedHub(settings, clock, **more) as served:
        yield served
