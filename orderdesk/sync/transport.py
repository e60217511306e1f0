"""What a workstation asks of the hub, whatever carries the question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from orderdesk.documents.samples import Sample
from orderdesk.errors import OrderDeskError, Unreachable

PROTOCOL = 1


class BootstrapNeeded(OrderDeskError):
    """The cache cannot follow the hub any more: cursor too old or ahead, other epoch, other schema."""


class HeldBack(Unreachable):
    """The stream was asked for and nothing came: something between here and the hub holds answers back."""


class GapFound(OrderDeskError):
    """The hub's last command of this device is `last_n`; what follows has to be sent again."""

    def __init__(self, last_n: int) -> None:
        super().__init__(f"the hub knows the commands up to {last_n}")
        self.last_n = last_n


class UpgradeNeeded(OrderDeskError):
    """The hub no longer speaks this program's protocol; the journal stays until a newer program reads it."""


class NotUnderstood(UpgradeNeeded):
    """The hub does not know the form of what it was sent: it is older than this program,
    and has to be updated first."""


class AccessDenied(OrderDeskError):
    """The hub does not accept this device or user."""


class UploadRefused(OrderDeskError):
    """The hub does not take a photo or paper, and would not the next time either."""


class SignInFailed(OrderDeskError):
    """Wrong name or password, or too many tries; `code` tells which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one command."""

    id: UUID
    n: int
    status: str
    code: str | None
    facts: dict[str, Any]
    seq: int


@dataclass(frozen=True, slots=True)
class DeviceState:
    """What the hub knows of this device: its epoch, last number and the outcomes asked for."""

    epoch: str
    last_n: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class PageRow:
    """One document of a page: `body` is its JSON text, None when it has left this seat's scope."""

    seq: int
    kind: str
    key: UUID
    command: UUID | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Documents as committed after `start` up to `end`."""

    epoch: str
    start: int
    end: int
    head: int
    rows: tuple[PageRow, ...]

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Page:
        """Reads the travelling form."""
        return cls(
            epoch=value["epoch"],
            start=value["from"],
            end=value["to"],
            head=value["head"],
            rows=tuple(
                PageRow(
                    seq=row["seq"],
                    kind=row["kind"],
                    key=UUID(row["key"]),
                    command=None if row["command"] is None else UUID(row["command"]),
                    body=row["body"] if row["op"] == "put" else None,
                )
                for row in value["rows"]
            ),
        )


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """A cache file that has been fetched: where the log stood when it was made."""

    path: Path
    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody at work here. `offline_hash` lets the same person sign in for a day without the hub.

    `expires_at` ends the session; the token lapses earlier (`token_expires_at`) unless it is prolonged.
    """

    session_id: UUID
    user_id: UUID
    login: str
    name: str
    roles: tuple[str, ...]
    expires_at: datetime
    offline_hash: str
    token: str = ""
    offline: bool = False
    token_expires_at: datetime | None = None

    def to_json(self) -> str:
        """As it is kept in the journal while somebody works here."""
        lapses = None if self.token_expires_at is None else self.token_expires_at.isoformat()
        value = asdict(self) | {"expires_at": self.expires_at.isoformat(), "token_expires_at": lapses}
        return json.dumps(value | {"session_id": str(self.session_id), "user_id": str(self.user_id)})

    @classmethod
    def from_json(cls, text: str | None) -> SignedIn | None:
        """Reads what `to_json` wrote; None without a text."""
        if not text:
            return None
        value = json.loads(text)
        lapses = value.get("token_expires_at")
        value |= {"session_id": UUID(value["session_id"]), "user_id": UUID(value["user_id"])}
        value |= {"roles": tuple(value["roles"]), "expires_at": datetime.fromisoformat(value["expires_at"])}
        return cls(**value | {"token_expires_at": datetime.fromisoformat(lapses) if lapses else None})


@dataclass(frozen=True, slots=True)
class Held:
    """What a workstation holds at its cursor: for each kind a checksum a bucket, of what is done since `since`; some
    documents as a whole; and `busy`, the buckets with documents that its own open commands have changed."""

    epoch: str
    cursor: int
    since: datetime
    sums: dict[str, list[str]]
    samples: tuple[Sample, ...] = ()
    busy: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A bucket of a kind in which hub and workstation do not hold the same documents."""

    kind: str
    bucket: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What the hub says of it. `unsure`: buckets left out, for they changed after the cursor or are busy; `documents`:
    how many of the samples have another content there, their buckets stand in `differ` too."""

    head: int
    differ: tuple[Difference, ...]
    unsure: int
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The device as the hub has taken it in."""

    device_id: UUID
    device_code: str
    name: str
    seat: str
    company_id: UUID | None
    warehouse_id: UUID | None
    bench_mode: str


class Transport(Protocol):
    """The hub's protocol. Every call may raise Unreachable, UpgradeNeeded or AccessDenied."""

    def enrol(self, code: str, name: str, secret: str) -> Enrolled:
        """Takes this device in by a one-time code; `secret` is the device's own, 64 hex digits."""

    def identify(self, device_id: UUID, secret: str) -> None:
        """Who calls from now on."""

    def sign_in(self, login: str, password: str) -> SignedIn:
        """Opens a session. Raises SignInFailed."""

    def sign_out(self, token: str) -> None:
        """Ends the session."""

    def refresh(self, token: str) -> datetime:
        """Prolongs a session's token; until when. Raises AccessDenied `session.…` when it is over."""

    def ask(self, path: str, params: dict[str, Any], token: str) -> dict[str, Any]:
        """A question of a person (GET). Raises AccessDenied `session.expired` for a token that has lapsed."""

    def tell(self, path: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
        """Something that a person has the hub do beside the commands (POST); its answer, empty where it gives none.
        Raises Refused with the hub's code, and as `ask`."""

    def digest(self, held: Held) -> Compared:
        """Compares what is held here with the hub's documents; raises BootstrapNeeded or NotUnderstood."""

    def push(self, epoch: str, commands: list[dict[str, Any]]) -> tuple[Result, ...]:
        """Sends commands in their order; raises GapFound, BootstrapNeeded or NotUnderstood."""

    def changes(self, epoch: str, after: int, *, limit: int, wait_s: float) -> Page:
        """The page after a cursor; raises BootstrapNeeded."""

    def stream(self, epoch: str, after: int) -> Iterator[Page | None]:
        """Pages as they come; None is a sign of life. Raises BootstrapNeeded, HeldBack."""

    def hub_time(self) -> datetime | None:
        """What time it was at the hub when the present stream began; None where it did not say."""

    def snapshot(self, target: Path, schema: str) -> SnapshotFile:
        """Fetches a cache file for this device's seat to `target`, whole and checked. Raises BootstrapNeeded when its
        tables are not those of `schema`; nothing is fetched then."""

    def state(self, after_n: int) -> DeviceState:
        """What the hub knows of this device's commands with a number above `after_n`."""

    def upload(self, sha256: str, media_type: str, content: bytes) -> None:
        """Sends a photo or paper, named by its SHA-256 (hex). Raises UploadRefused."""

    def download(self, sha256: str, token: str) -> bytes | None:
        """The content of a photo or paper; None when the hub does not have it (yet)."""

    def hang_up(self) -> None:
        """Cuts a call that is under way, from any thread; it ends with Unreachable."""

    def close(self) -> None:
        """Gives up connections."""
