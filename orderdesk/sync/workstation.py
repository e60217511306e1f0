"""A workstation: the face of the sync package, usable without a window."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError

from db.store import CommitPoints
from orderdesk.clock import Clock, SystemClock
from orderdesk.commands.command import Command
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import make_ready
from orderdesk.domain import numbers
from orderdesk.domain.days import SHANGHAI
from orderdesk.errors import OrderDeskError
from orderdesk.ids import new_id
from orderdesk.sync import notebook
from orderdesk.sync.checking import Finding
from orderdesk.sync.damage import NothingCachedError, refusal_of, storage_refusals
from orderdesk.sync.engine import PAGE_LIMIT, Engine, NotEnrolledError
from orderdesk.sync.enrolling import enrol
from orderdesk.sync.lanes import Lanes
from orderdesk.sync.line import Line
from orderdesk.sync.notebook import Draft, KeptScan
from orderdesk.sync.photos import Uploads, keep_picture, kept_picture, read_picture
from orderdesk.sync.purging import KEEP_SAID
from orderdesk.sync.sessions import Sessions
from orderdesk.sync.status import Status, status_of
from orderdesk.sync.tending import Tending
from orderdesk.sync.transport import BootstrapNeeded, SignedIn, Transport
from orderdesk.sync.waiting import waiting

_log = logging.getLogger("orderdesk.sync")


class NobodySignedInError(OrderDeskError):
    """A command needs somebody who says it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command that has been written down. `hub_decides`: its documents are not here, so nothing is shown yet."""

    n: int
    id: UUID
    hub_decides: bool


class Workstation:
    """One workstation's folder, its hub and who is signed in. `say` and the queries never touch the network."""

    def __init__(self, engine: Engine, line: Line) -> None:
        self._engine = engine
        self._line = line
        self._sessions = Sessions(engine, line)
        self._lanes: Lanes | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        hub: str | Callable[[], Transport] | None = None,
        *,
        clock: Clock | None = None,
        points: CommitPoints | None = None,
        ca_bundle: Path | None = None,
    ) -> Workstation:
        """Opens the folder, makes it whole after whatever happened, and remembers the hub's address.

        `hub` may be left out once a folder is enrolled. A function makes one connection a call. `ca_bundle`: a file
        with the certificates to trust instead of the public authorities'; it is remembered with the address.
        """
        engine = Engine(folder, clock or SystemClock(), points=points)
        noted = {"hub": hub} if isinstance(hub, str) else {}
        if ca_bundle is not None:
            noted["ca_bundle"] = str(ca_bundle.absolute())
        if noted:
            with engine.journal.store.write() as journal:
                engine.journal.note(journal, **noted)
        found = cls(engine, Line(engine.journal, hub if callable(hub) else None))
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
        self._line.close()
        self._engine.close()

    # Identity

    def enrol(self, code: str, name: str) -> None:
        """Takes this folder in as a device by a one-time code, and fetches its first snapshot. Without a `name` the one
        holds that was given with the code. After a lost answer the same code may be said again."""
        enrol(self._engine, self._line, code, name)

    def sign_in(self, login: str, password: str) -> SignedIn:
        """Opens a session at the hub, or here when the hub is away and it has verified this person within 24 hours.

        Raises SignInFailed with the reason's code, AccessDenied when the hub does not know this device, UpgradeNeeded,
        and without the hub Refused: `storage.…` when the session could not be written down, `sign_in.wait` after wrong
        words.
        """
        found = self._sessions.sign_in(login, password)
        self.wake()
        return found

    def sign_out(self) -> None:
        """Nobody is signed in here any more; what was said before stays said. The hub hears of it from the sync side:
        nobody waits for that."""
        self._sessions.sign_out()
        self.wake()

    def resume(self) -> SignedIn | None:
        """Goes on as who was signed in here when the program ended, until that session's end; None otherwise."""
        return self._sessions.resume()

    @property
    def device_id(self) -> UUID:
        """What the hub knows this workstation by. Raises NotEnrolledError."""
        return self._engine.here().device_id

    @property
    def signed_in(self) -> SignedIn | None:
        """Who works here now."""
        return self._sessions.who

    def assume(self, who: SignedIn) -> None:
        """Goes on as somebody who signed in through another process of this workstation."""
        self._sessions.who = who

    def ask_hub(self, path: str, **params: Any) -> dict[str, Any]:
        """Asks the hub what the cache does not hold (`/v1/orders…`), in the name of who works here.

        Raises Unreachable, UpgradeNeeded, and AccessDenied `session.expired` when nobody has a session at the hub.
        """
        return self._sessions.ask(path, params)

    def tell_hub(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Has the hub do at once what is no command (`/v1/jobs…`, `/v1/users…`), in the name of who works here; its
        answer, empty where it gives none. Nothing is queued.

        Raises Refused with the hub's code, and as `ask_hub`.
        """
        return self._sessions.tell(path, body or {})

    # Work

    def say(self, command: Command) -> Spoken:
        """Carries a command out here and writes it down for the hub. Raises Refused; then nothing is queued.

        `storage.full`, `storage.busy` and `storage.damaged` are refusals of this computer: nothing was written down.
        """
        who = self._sessions.who
        if who is None:
            raise NobodySignedInError("sign in first")
        n, command_id, applied = self._engine.say(command, who)
        self.wake()
        return Spoken(n, command_id, not applied)

    def warm_up(self) -> None:
        """Makes ready what the first command would have to wait for; for the writer lane, once somebody works here."""
        with suppress(NothingCachedError), self._engine.looking() as connection:
            make_ready(connection, ("order", "parcel", "waybill"))

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

    def waiting(self) -> dict[Key, frozenset[str]]:
        """The documents on which the hub has not answered yet, each with its fields that are shown ahead of the answer
        or that only the hub can fill. No fields: the document is not here at all, the hub decides."""
        return waiting(self._engine)

    def refusals(self) -> Sequence[Any]:
        """What the hub refused and nobody has dismissed yet."""
        with self._engine.journal.store.read() as journal:
            return self._engine.journal.refusals(journal)

    def said(self, kind: str) -> Sequence[Row[Any]]:
        """What was said here of a kind and is still kept, whatever became of it."""
        with self._engine.journal.store.read() as journal:
            return self._engine.journal.of_kind(journal, kind)

    def dismiss(self, *command_ids: UUID) -> None:
        """Puts refusals away. Raises Refused `storage.…`."""
        with storage_refusals(), self._engine.journal.store.write() as journal:
            for command_id in command_ids:
                self._engine.journal.dismiss(journal, command_id, self._engine.clock.now())

    # Notebook

    def keep_scan(self, kept: KeptScan) -> None:
        """Writes down a scan with its outcome, for 14 days; one of the same id gets the new outcome.

        Takes no time that anybody would notice: a power cut may cost the newest ones. Raises Refused `storage.…`.
        """
        with storage_refusals(), self._engine.journal.answers.write() as journal:
            notebook.keep_scan(journal, kept)

    def scans(self, since: datetime | None = None, *, most: int = 50) -> Sequence[KeptScan]:
        """The newest scans of this workstation, the newest first; `since`: none from before that moment."""
        with self._engine.journal.store.read() as journal:
            return notebook.scans(journal, since or self._engine.clock.now() - KEEP_SAID, most)

    def keep_draft(self, draft_id: UUID, kind: str, body: dict[str, Any]) -> None:
        """Keeps what somebody has begun to enter until it is dropped; said again, its newer state.

        Raises Refused `storage.…`.
        """
        with storage_refusals(), self._engine.journal.store.write() as journal:
            notebook.keep_draft(journal, Draft(draft_id, kind, body, self._engine.clock.now()))

    def drafts(self, kind: str) -> Sequence[Draft]:
        """The drafts of a kind, the one worked on last first."""
        with self._engine.journal.store.read() as journal:
            return notebook.drafts(journal, kind)

    def drop_draft(self, draft_id: UUID) -> None:
        """Forgets a draft: it was sent, or nobody wants it any more. Raises Refused `storage.…`."""
        with storage_refusals(), self._engine.journal.store.write() as journal:
            notebook.drop_draft(journal, draft_id)

    def keep_photo(self, path: Path) -> str:
        """Keeps a photo or paper until the hub has it; returns its SHA-256, by which commands name it.

        Raises Refused `photo.unreadable`, `photo.too_large`, `photo.other_type` and `storage.…`.
        """
        picture = read_picture(path)
        with storage_refusals(), self._engine.journal.store.write() as journal:
            keep_picture(journal, picture, self._engine.clock.now())
        return picture.sha256

    def picture(self, sha256: str) -> bytes | None:
        """The content of a photo or paper: from here while the hub may not have it, else from the hub, as `ask_hub`
        asks; None when nobody has it (yet)."""
        with self._engine.journal.store.read() as journal:
            kept = kept_picture(journal, sha256)
        return self._sessions.download(sha256) if kept is None else kept

    # Health

    def status(self) -> Status:
        """How this workstation stands, as far as its sync side, of whatever process, has noted it."""
        return status_of(self._engine)

    def reopen(self) -> bool:
        """Opens the cache file that the journal names now; True when it is another one than before."""
        return self._engine.reopen()

    def sweep(self) -> None:
        """Deletes cache files that are no longer in use; only when every process has opened the present one."""
        self._engine.sweep()

    # Sync

    def sync_once(self) -> None:
        """Sends all that waits and takes in all that is new. Raises Unreachable and the protocol's errors."""
        with self._line.asking() as hub:
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
        self._sessions.tell_left(hub)
        uploads = Uploads(self._engine.journal)
        while uploads.send_one(hub):
            pass
        while True:
            page = hub.changes(self._engine.epoch(), self._engine.cursor(), limit=PAGE_LIMIT, wait_s=0)
            if not self._engine.apply(page) or page.end >= page.head:
                return

    def check(self) -> Finding:
        """Compares the cache with the hub now and heals a difference by a new snapshot. Raises Unreachable.

        For a workstation without a running sync side; where one runs, `ask_for_check` has it done there.
        """
        with self._line.asking() as hub:
            return self._engine.check(hub)

    def purge(self) -> int:
        """Removes what this seat no longer keeps; returns how many documents. A running sync side does so nightly."""
        return self._engine.purge()

    def start(
        self,
        on_change: Callable[[set[Key]], None],
        on_status: Callable[[bool], None] = lambda up: None,
        on_check: Callable[[Finding], None] = lambda found: None,
    ) -> None:
        """Keeps in step with the hub by itself: one lane sends, one listens, one tends; callbacks come from them."""
        if not self._line.is_known:
            raise NotEnrolledError("this workstation knows no hub yet")
        self._engine.touched = on_change
        tending = Tending(self._engine, self._sessions, on_check)
        self._lanes = Lanes(self._engine, self._line.connect, tending, on_status)
        self._lanes.start()

    def ask_for_check(self) -> None:
        """Has the running sync side compare the cache with the hub; `on_check` tells what it came to."""
        if self._lanes is not None:
            self._lanes.check()

    def stop(self) -> None:
        """Ends the lanes that `start` began."""
        if self._lanes is not None:
            self._lanes.stop()
            self._lanes = None

    def wake(self) -> None:
        """Something was said in another process: send it."""
        if self._lanes is not None:
            self._lanes.wake()


__all__ = ["Draft", "Finding", "KeptScan", "NobodySignedInError", "Spoken", "Status", "Workstation"]
