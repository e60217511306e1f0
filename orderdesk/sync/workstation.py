"""A workstation: the face of the sync package, usable without a window."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError

from db.store import CommitPoints
from orderdesk.clock import Clock, SystemClock
from orderdesk.commands import OpenSession
from orderdesk.commands.command import Command
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import prepare
from orderdesk.domain import numbers
from orderdesk.errors import OrderDeskError, Refused, Unreachable
from orderdesk.ids import new_id
from orderdesk.sync.cache import read_meta
from orderdesk.sync.damage import NothingCachedError, refusal_of, storage_refusals
from orderdesk.sync.engine import PAGE_LIMIT, Engine, NotEnrolledError
from orderdesk.sync.lanes import Lanes
from orderdesk.sync.transport import (
    AccessDenied,
    BootstrapNeeded,
    SignedIn,
    SignInFailed,
    Transport,
    UpgradeNeeded,
)

_log = logging.getLogger("orderdesk.sync")

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFLINE_FOR = timedelta(hours=24)
SHIFT = timedelta(hours=12)


class NobodySignedInError(OrderDeskError):
    """A command needs somebody who says it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command that has been written down. `hub_decides`: its documents are not here, so nothing is shown yet."""

    n: int
    id: UUID
    hub_decides: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How this workstation stands. `as_of`: when the cache last heard from the hub; `queued`: commands unanswered."""

    enrolled: bool
    online: bool
    queued: int
    cursor: int
    as_of: datetime | None
    device_code: str
    device_name: str
    seat: str
    hub: str
    bench_mode: str
    warehouse_id: UUID | None
    company_id: UUID | None


class Workstation:
    """One workstation's folder, its hub and who is signed in. `say` and the queries never touch the network."""

    def __init__(self, engine: Engine, transport: Callable[[], Transport] | None) -> None:
        self._engine = engine
        self._make_transport = transport
        self._transport: Transport | None = None
        self._signed_in: SignedIn | None = None
        self._lanes: Lanes | None = None
        self._network = threading.Lock()
        self.online = False

    @classmethod
    def open(
        cls,
        folder: Path,
        hub: str | Callable[[], Transport] | None = None,
        *,
        clock: Clock | None = None,
        points: CommitPoints | None = None,
    ) -> Workstation:
        """Opens the folder, makes it whole after whatever happened, and remembers the hub's address.

        `hub` may be left out once a folder is enrolled. A function makes one connection a call.
        """
        engine = Engine(folder, clock or SystemClock(), points=points)
        if isinstance(hub, str):
            with engine.journal.store.write() as journal:
                engine.journal.note(journal, hub=hub)
        address = engine.journal.facts().get("hub")
        make: Callable[[], Transport] | None
        if callable(hub):
            make = hub
        elif address is not None:
            make = partial(_over_http, address)
        else:
            make = None
        found = cls(engine, make)
        if "device_id" in engine.journal.facts():
            found._recover()
        return found

    def _recover(self) -> None:
        try:
            self._engine.recover()
        except NothingCachedError:
            return  # the next snapshot brings everything
        except DBAPIError as error:
            if refusal_of(error) is None:
                raise
            # A full disk: what is there can still be read, and each command will be refused with the reason.
            _log.error("cache not brought in step error=%s", error.orig)

    def close(self) -> None:
        """Stops and closes everything; what was said stays said."""
        self.stop()
        if self._transport is not None:
            self._transport.close()
        self._engine.close()

    # Identity

    def enrol(self, code: str, name: str) -> None:
        """Takes this folder in as a device by a one-time code, and fetches its first snapshot."""
        secret = secrets.token_hex(32)
        with self._network:
            found = self._hub().enrol(code, name, secret)
            with self._engine.journal.store.write() as journal:
                self._engine.journal.note(
                    journal,
                    device_id=str(found.device_id),
                    device_code=found.device_code,
                    device_name=name,
                    secret=secret,
                    seat=found.seat,
                    company_id=str(found.company_id or ""),
                    warehouse_id=str(found.warehouse_id or ""),
                    bench_mode=found.bench_mode,
                )
            self._hub().identify(found.device_id, secret)
            self._engine.bootstrap(self._hub())

    def sign_in(self, login: str, password: str) -> SignedIn:
        """Opens a session at the hub, or here when the hub is away and it has verified this person within 24 hours.

        Raises SignInFailed with the reason's code, AccessDenied when the hub does not know this device, UpgradeNeeded,
        and without the hub Refused `storage.…` when the session could not be written down.
        """
        try:
            with self._network:
                found = self._hub().sign_in(login, password)
        except Unreachable:
            return self._sign_in_offline(login, password)
        with self._engine.journal.store.write() as journal:
            self._engine.journal.remember_user(journal, found, self._engine.clock.now())
        self._settle_in(found)
        return found

    def _sign_in_offline(self, login: str, password: str) -> SignedIn:
        now = self._engine.clock.now()
        with self._engine.journal.store.read() as journal:
            known = self._engine.journal.verified(journal, login)
        if known is None or known.verified_at < now - OFFLINE_FOR:
            raise SignInFailed("sign_in.hub_needed")
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            PasswordHasher().verify(known.offline_hash, password)
        except (VerificationError, InvalidHashError) as error:
            raise SignInFailed("sign_in.wrong") from error
        who = SignedIn(
            session_id=new_id(now),
            user_id=known.user_id,
            login=login,
            name=known.name,
            roles=tuple(known.roles),
            expires_at=now + SHIFT,
            offline_hash=known.offline_hash,
            offline=True,
        )
        before, self._signed_in = self._signed_in, who
        try:
            self.say(OpenSession(session_id=who.session_id, user_id=who.user_id, opened_at=now))
        except Refused:
            self._signed_in = before  # a session of which the hub will never hear lets nobody work
            raise
        self._settle_in(who)
        return who

    def sign_out(self) -> None:
        """Nobody is signed in here any more; what was said before stays said."""
        who, self._signed_in = self._signed_in, None
        with self._engine.journal.store.write() as journal:
            self._engine.journal.note(journal, session="")
        if who is None or who.offline:
            return
        try:
            with self._network:
                self._hub().sign_out(who.token)
        except (Unreachable, AccessDenied, UpgradeNeeded) as error:
            # The session lapses by itself at the end of the shift; a hub that was set back may not know it at all.
            _log.info("session left to lapse why=%s", error)

    def resume(self) -> SignedIn | None:
        """Goes on as who was signed in here when the program ended, until that session's end; None otherwise."""
        kept = self._engine.journal.facts().get("session")
        found = SignedIn.from_json(kept) if kept else None
        if found is not None and found.expires_at > self._engine.clock.now():
            self._signed_in = found
        return self._signed_in

    def _settle_in(self, who: SignedIn) -> None:
        self._signed_in = who
        with self._engine.journal.store.write() as journal:
            self._engine.journal.note(journal, session=who.to_json())

    @property
    def signed_in(self) -> SignedIn | None:
        """Who works here now."""
        return self._signed_in

    def assume(self, who: SignedIn) -> None:
        """Goes on as somebody who signed in through another process of this workstation."""
        self._signed_in = who

    # Work

    def say(self, command: Command) -> Spoken:
        """Carries a command out here and writes it down for the hub. Raises Refused; then nothing is queued.

        `storage.full`, `storage.busy` and `storage.damaged` are refusals of this computer: nothing was written down.
        """
        if self._signed_in is None:
            raise NobodySignedInError("sign in first")
        n, command_id, applied = self._engine.say(command, self._signed_in)
        if self._lanes is not None:
            self._lanes.wake()
        return Spoken(n, command_id, not applied)

    def warm_up(self) -> None:
        """Makes ready what the first command would have to wait for; for the writer lane, once somebody works here."""
        prepare(("order", "parcel", "waybill"))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the cache for the functions of `orderdesk.queries`."""
        with self._engine.looking() as connection:
            yield connection

    def next_order_no(self) -> str:
        """A fresh order number of this device."""
        return self._next(numbers.ORDER_KIND)

    def next_parcel_no(self) -> str:
        """A fresh parcel number of this device."""
        return self._next(numbers.PARCEL_KIND)

    def _next(self, kind: str) -> str:
        day = self._engine.clock.now().astimezone(SHANGHAI).date()
        code = self._engine.here().device_code
        with storage_refusals(), self._engine.journal.store.write() as journal:
            counter = self._engine.journal.next_counter(journal, f"{kind}:{day.isoformat()}")
        make = numbers.order_no if kind == numbers.ORDER_KIND else numbers.parcel_no
        return make(day, code, counter)

    def new_id(self) -> UUID:
        """An id for something made at this moment."""
        return new_id(self._engine.clock.now())

    def open_keys(self) -> set[Key]:
        """The documents on which the hub has not answered yet: shown as waiting."""
        with self._engine.journal.store.read() as journal:
            commands = self._engine.journal.open_commands(journal, self._engine.cursor())
        return set().union(*(each.keys() for each in commands))

    def refusals(self) -> list[Row[Any]]:
        """What the hub refused and nobody has dismissed yet."""
        with self._engine.journal.store.read() as journal:
            return self._engine.journal.refusals(journal)

    def dismiss(self, command_id: UUID) -> None:
        """Puts a refusal away."""
        with self._engine.journal.store.write() as journal:
            self._engine.journal.dismiss(journal, command_id, self._engine.clock.now())

    def status(self) -> Status:
        """How this workstation stands."""
        facts = self._engine.journal.facts()
        found: dict[str, str] = {}
        with suppress(NothingCachedError), self._engine.looking() as connection:
            found = read_meta(connection)
        return Status(
            enrolled="device_id" in facts,
            online=self.online,
            queued=self._engine.journal.waiting()[0],
            cursor=int(found.get("cursor", "0")),
            as_of=datetime.fromisoformat(found["as_of"]) if "as_of" in found else None,
            device_code=facts.get("device_code", ""),
            device_name=facts.get("device_name", ""),
            seat=facts.get("seat", ""),
            hub=facts.get("hub", ""),
            bench_mode=facts.get("bench_mode", ""),
            warehouse_id=UUID(facts["warehouse_id"]) if facts.get("warehouse_id") else None,
            company_id=UUID(facts["company_id"]) if facts.get("company_id") else None,
        )

    def reopen(self) -> bool:
        """Opens the cache file that the journal names now; True when it is another one than before."""
        return self._engine.reopen()

    def sweep(self) -> None:
        """Deletes cache files that are no longer in use; only when every process has opened the present one."""
        self._engine.sweep()

    # Sync

    def sync_once(self) -> None:
        """Sends everything that waits and takes everything that is new. Raises Unreachable and the protocol's errors."""
        with self._network:
            hub = self._hub()
            self._engine.reopen()
            try:
                self._exchange(hub)
            except (BootstrapNeeded, NothingCachedError):
                self._engine.bootstrap(hub)
                self._engine.sweep()
                self._exchange(hub)

    def _exchange(self, hub: Transport) -> None:
        self._engine.require_seat()
        while self._engine.push(hub):
            pass
        while True:
            page = hub.changes(self._engine.epoch(), self._engine.cursor(), limit=PAGE_LIMIT, wait_s=0)
            if not self._engine.apply(page) or page.end >= page.head:
                return

    def start(self, on_change: Callable[[set[Key]], None], on_status: Callable[[bool], None] = lambda up: None) -> None:
        """Keeps in step with the hub by itself: one lane sends, one listens. Callbacks come on their threads."""
        if self._make_transport is None:
            raise NotEnrolledError("this workstation knows no hub yet")

        def note(up: bool) -> None:
            self.online = up
            on_status(up)

        self._engine.touched = on_change
        self._lanes = Lanes(self._engine, self._connect, note)
        self._lanes.start()

    def stop(self) -> None:
        """Ends the lanes that `start` began."""
        if self._lanes is not None:
            self._lanes.stop()
            self._lanes = None

    def wake(self) -> None:
        """Something was said in another process: send it."""
        if self._lanes is not None:
            self._lanes.wake()

    def _connect(self) -> Transport:
        if self._make_transport is None:
            raise NotEnrolledError("this workstation knows no hub yet")
        transport = self._make_transport()
        facts = self._engine.journal.facts()
        if "device_id" in facts:
            transport.identify(UUID(facts["device_id"]), facts["secret"])
        return transport

    def _hub(self) -> Transport:
        if self._transport is None:
            self._transport = self._connect()
        return self._transport


def _over_http(address: str) -> Transport:
    # The window needs it to sign in only: with it come a fifth of a second and some twenty megabytes.
    from orderdesk.sync.http import HttpTransport

    return HttpTransport(address)
