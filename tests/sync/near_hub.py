"""A hub in the same process: the product's executor and change log behind a transport without sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Table, select

from db.cache import create_cache, schema_hash
from db.engine import open_engine, sqlite_url
from db.prepared import Prepared
from db.store import Store
from db.tables import log, people
from orderdesk.clock import Clock
from orderdesk.documents import KINDS
from orderdesk.documents.digest import bucket_of, digest
from orderdesk.documents.document import Key, SeatScope
from orderdesk.documents.extent import Extent
from orderdesk.documents.samples import differing
from orderdesk.documents.shelf import Shelf
from orderdesk.hub import changelog
from orderdesk.hub.execute import Awaited, Executor, Outcome, OutOfOrder, Said
from orderdesk.sync.cache import place, write_meta
from orderdesk.sync.transport import (
    BootstrapNeeded,
    Compared,
    DeviceState,
    Difference,
    Enrolled,
    GapFound,
    Held,
    Page,
    Result,
    SignedIn,
    SnapshotFile,
)

Answer = TypeVar("Answer")

_MASTERS = frozenset({"company", "warehouse", "carrier", "user", "sku", "customer", "price_list"})

#: Master documents as a seat sees them: most tests have the same ones.
_blank: dict[tuple[SeatScope, tuple[Key, ...]], bytes] = {}


class NearHub:
    """The hub's side of the protocol over one store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.executor = Executor(store, clock)
        self.minds_epoch = True
        self.uploads: dict[str, bytes] = {}

    def seat_of(self, device_id: UUID) -> SeatScope:
        """Where a device stands."""
        table = people.device
        with self.store.read() as connection:
            row = connection.execute(select(table).where(table.c.id == device_id)).one()
        return SeatScope(row.seat, row.company_id, row.warehouse_id)

    def push(self, device_id: UUID, epoch: str, commands: list[dict[str, Any]]) -> tuple[Result, ...]:
        """POST /v1/commands."""
        self._require_epoch(epoch)
        found = []
        for each in commands:
            said = Said(
                n=each["n"],
                id=UUID(each["id"]),
                kind=each["kind"],
                version=each["version"],
                arguments=each["arguments"],
                session_id=UUID(each["session_id"]),
                user_id=UUID(each["user_id"]),
                said_at=datetime.fromisoformat(each["said_at"]),
            )
            try:
                found.append(_result(self.executor.run(device_id, said)))
            except OutOfOrder as error:
                if not found:
                    raise GapFound(error.last_n) from error
                break
            except Awaited:
                break
        return tuple(found)

    def changes(self, device_id: UUID, epoch: str, after: int, limit: int) -> Page:
        """GET /v1/changes."""
        self._require_epoch(epoch)
        seat = self.seat_of(device_id)
        with self.store.read() as connection:
            head = changelog.read_head(connection)
            if after > head.last or after < head.oldest:
                raise BootstrapNeeded("cursor")
            rows = changelog.read_rows(connection, after, limit=limit)
        return Page.from_json(changelog.cut_page(rows, seat, epoch=epoch, after=after, head=head.last))

    def snapshot(self, device_id: UUID, target: Path) -> SnapshotFile:
        """GET /v1/snapshot: the master documents, which no history changes, come from one file per seat."""
        seat = self.seat_of(device_id)
        with self.store.read() as connection:
            head = changelog.read_head(connection)
            masters = seat, tuple(_keys(connection, _MASTERS))
            if masters not in _blank:
                _blank[masters] = self._file(connection, seat, list(masters[1]))
            target.write_bytes(_blank[masters])
            self._fill(connection, seat, _keys(connection, KINDS.keys() - _MASTERS), target, head)
        return SnapshotFile(target, head.epoch, head.last)

    def _file(self, connection: Connection, seat: SeatScope, keys: list[Key]) -> bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "blank.db"
            made = Store(open_engine(sqlite_url(path), synchronous="NORMAL", foreign_keys=False))
            with made.write() as file:
                create_cache(file)
            made.close()
            self._fill(connection, seat, keys, path, changelog.Head("", 0, 0))
            return path.read_bytes()

    def _fill(self, connection: Connection, seat: SeatScope, keys: list[Key], path: Path, head: changelog.Head) -> None:
        made = Store(open_engine(sqlite_url(path), synchronous="NORMAL", foreign_keys=False))
        with made.write() as file:
            here, there = Shelf(connection), Shelf(file, cached=True)
            for key in keys:
                document = here.load(key)
                if document is not None and seat.covers(document.scope()):
                    place(there, key, KINDS[key.kind].mask(document.model_dump_json(), seat.seat))
            write_meta(
                file,
                epoch=head.epoch,
                cursor=str(head.last),
                schema=schema_hash(),
                seat=seat.label(),
                applied="0",
            )
        made.close()

    def digest(self, device_id: UUID, held: Held) -> Compared:
        """POST /v1/digest, at rest: nothing changes meanwhile."""
        self._require_epoch(held.epoch)
        extent = Extent(self.seat_of(device_id), held.since)
        with self.store.read() as connection:
            ours = {kind: digest(connection, kind, extent) for kind in held.sums}
            head = changelog.read_head(connection).last
            others = differing(connection, held.samples, extent, self.seat_of(device_id).seat)
        differ = {
            Difference(kind, bucket)
            for kind, sums in held.sums.items()
            for bucket, each in enumerate(sums)
            if each != ours[kind][bucket]
        }
        found = (differ - set(held.busy)) | {Difference(each.kind, bucket_of(each.key)) for each in others}
        ranked = sorted(found, key=lambda each: (each.kind, each.bucket))
        return Compared(head, tuple(ranked), len(held.busy), len(others))

    def state(self, device_id: UUID, after_n: int) -> DeviceState:
        """GET /v1/outcomes."""
        table, devices = log.command, people.device_state
        with self.store.read() as connection:
            head = changelog.read_head(connection)
            last_n = connection.execute(select(devices.c.last_n).where(devices.c.device_id == device_id)).scalar_one()
            rows = connection.execute(
                select(table).where(table.c.device_id == device_id, table.c.n > after_n).order_by(table.c.n)
            )
            results = tuple(Result(row.id, row.n, row.status, row.code, row.facts, row.seq) for row in rows)
        return DeviceState(head.epoch, last_n, results)

    def _require_epoch(self, epoch: str) -> None:
        with self.store.read() as connection:
            if self.minds_epoch and changelog.read_head(connection).epoch != epoch:
                raise BootstrapNeeded("epoch")


class NearTransport:
    """A device's transport to a NearHub. `fault` is asked before (`…`) and after (`… answered`) each call."""

    def __init__(self, hub: Callable[[], NearHub], fault: Callable[[str], None] = lambda call: None) -> None:
        self._hub = hub
        self._fault = fault
        self._device = UUID(int=0)

    def identify(self, device_id: UUID, secret: str) -> None:
        self._device = device_id

    def hub_time(self) -> datetime | None:
        return self._hub().clock.now()

    def enrol(self, code: str, name: str, secret: str) -> Enrolled:
        raise AssertionError("devices of the near hub are enrolled from the start")

    def sign_in(self, login: str, password: str) -> SignedIn:
        raise AssertionError("people of the near hub are signed in from the start")

    def sign_out(self, token: str) -> None:
        raise AssertionError("people of the near hub are signed in from the start")

    def refresh(self, token: str) -> datetime:
        raise AssertionError("people of the near hub are signed in from the start")

    def ask(self, path: str, params: dict[str, Any], token: str) -> dict[str, Any]:
        raise AssertionError("the near hub answers no questions")

    def tell(self, path: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
        raise AssertionError("the near hub is told nothing but commands")

    def download(self, sha256: str, token: str) -> bytes | None:
        return self._call("download", lambda hub: hub.uploads.get(sha256))

    def digest(self, held: Held) -> Compared:
        return self._call("digest", lambda hub: hub.digest(self._device, held))

    def push(self, epoch: str, commands: list[dict[str, Any]]) -> tuple[Result, ...]:
        return self._call("push", lambda hub: hub.push(self._device, epoch, commands))

    def changes(self, epoch: str, after: int, *, limit: int, wait_s: float) -> Page:
        return self._call("changes", lambda hub: hub.changes(self._device, epoch, after, limit))

    def stream(self, epoch: str, after: int) -> Iterator[Page | None]:
        raise AssertionError("the near hub has no stream")

    def snapshot(self, target: Path, schema: str) -> SnapshotFile:
        return self._call("snapshot", lambda hub: hub.snapshot(self._device, target))

    def state(self, after_n: int) -> DeviceState:
        return self._call("state", lambda hub: hub.state(self._device, after_n))

    def upload(self, sha256: str, media_type: str, content: bytes) -> None:
        self._call("upload", lambda hub: hub.uploads.update({sha256: content}))

    def hang_up(self) -> None:
        """Nothing to cut."""

    def close(self) -> None:
        """Nothing to give up."""

    def _call(self, call: str, work: Callable[[NearHub], Answer]) -> Answer:
        self._fault(call)
        answer = work(self._hub())
        self._fault(f"{call} answered")
        return answer


def _result(outcome: Outcome) -> Result:
    return Result(outcome.id, outcome.n, outcome.status, outcome.code, outcome.facts, outcome.seq)


def _keys(connection: Connection, kinds: Iterable[str]) -> list[Key]:
    return [Key(kind, document_id) for kind in kinds for document_id in hub_ids(connection, kind)]


def hub_ids(connection: Connection, kind: str) -> list[UUID]:
    """The documents of a kind that the hub has."""
    return [row.id for row in all_ids(KINDS[kind].table).all(connection, {})]


@cache
def all_ids(table: Table) -> Prepared:
    """Asks for the ids in a table."""
    return Prepared(select(table.c.id).order_by(table.c.id))
