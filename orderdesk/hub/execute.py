"""Carries commands out: each once, in order per device, in one transaction that ends with the change log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from db.prepared import Prepared
from db.schema import epoch_began_at
from db.store import Store
from db.tables import log, people
from orderdesk.clock import Clock
from orderdesk.commands import OpenSession
from orderdesk.commands.command import Command, fingerprint
from orderdesk.errors import MissingDocument, OrderDeskError, Refused
from orderdesk.hub import askers, changelog, log_end
from orderdesk.hub.links import NO_LINKS, Links
from orderdesk.hub.perform import Origin, Performed, Performer, Said, Turn
from orderdesk.hub.recalled import recall
from orderdesk.hub.storable import find_unstorable, storable
from orderdesk.ids import new_id
from orderdesk.release import VERSION

_log = logging.getLogger("orderdesk.hub.commands")

ATTEMPTS = 4

#: After a restore the workstations send again what they said since the backup, each as soon as it is there. A command
#: that builds on another workstation's waits so long for it.
GATHERING = timedelta(minutes=10)

_STATE = people.device_state
_LAST_N = Prepared(select(_STATE.c.last_n).where(_STATE.c.device_id == bindparam("device")).with_for_update())
#: Locks the device's row and moves its counter, if this command is the next one.
_TAKE_TURN = Prepared(
    update(_STATE)
    .where(_STATE.c.device_id == bindparam("device"), _STATE.c.last_n == bindparam("before"))
    .values(last_n=bindparam("n"), seen_at=bindparam("at"))
)
#: The same for the hub's own command: the next one is whichever comes.
_TAKE_NEXT = Prepared(
    update(_STATE)
    .where(_STATE.c.device_id == bindparam("device"))
    .values(last_n=_STATE.c.last_n + 1, seen_at=bindparam("at"))
    .returning(_STATE.c.last_n)
)
_KNOWN = Prepared(select(log.command).where(log.command.c.id == bindparam("command")))


class OutOfOrder(OrderDeskError):
    """The command's number does not follow the device's last one; `last_n` tells where to go on."""

    def __init__(self, last_n: int) -> None:
        super().__init__(f"the last command of this device is {last_n}")
        self.last_n = last_n


class OtherContent(OrderDeskError):
    """The id is known with other content: a defect of the sender, nothing was done."""


class Awaited(OrderDeskError):
    """What the command needs is still on its way from another workstation: nothing was done, send it again later."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the hub made of a command. `seq`: the log position from which on its effect is to be seen."""

    id: UUID
    n: int
    status: str
    code: str | None
    facts: dict[str, Any]
    seq: int


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a command is refused."""

    code: str
    facts: Mapping[str, Any]


class _Undone(Exception):
    """The command is refused: what it has written goes with its transaction, the refusal is kept by another one."""

    def __init__(self, refusal: _Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Try:
    """How often it was tried before, and the refusal that is all that is left to be kept."""

    number: int
    refusal: _Refusal | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a transaction came to: its outcome, once it has been committed, and what it has written."""

    outcome: Callable[[], Outcome]
    performed: Performed = field(default_factory=Performed)


#: Does the work of one transaction; the outcome is known once that has been committed.
_Work = Callable[[Connection, Try], Done]


class Executor:
    """Runs commands against one store. Safe to call from several threads and several processes."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        on_commit: Callable[[int, Sequence[Mapping[str, Any]]], None] = lambda seq, rows: None,
        links: Links = NO_LINKS,
    ) -> None:
        self._performer = Performer(clock, links)
        self._store = store
        self._clock = clock
        self._on_commit = on_commit

    def run(self, device_id: UUID, said: Said, *, client_version: str | None = None) -> Outcome:
        """Carries out one command of a device, or tells what became of it before. `client_version`: who sent it.

        Raises OutOfOrder, OtherContent, Awaited, or SQLAlchemy's error when the database stays away.
        """
        origin = Origin(client_version)
        return self._with_retries(
            lambda connection, this: self._execute(connection, device_id, said, this, origin), said.id, said.said_at
        )

    def run_own(
        self,
        device_id: UUID,
        command: Command,
        *,
        command_id: UUID | None = None,
        source: Mapping[str, Any] = MappingProxyType({}),
    ) -> Outcome:
        """Carries out a command of the hub itself (a timer, a callback) as its own device.

        `source`: fields of the order's events that tell of the outside system whose word it is.
        """

        known_id = command_id or new_id(self._clock.now())

        def work(connection: Connection, this: Try) -> Done:
            now = self._clock.now()
            said = Said(
                n=0,
                id=known_id,
                kind=command.kind,
                version=command.version,
                arguments=command.arguments(),
                session_id=None,
                said_at=now,
            )
            found = self._find(connection, said)
            if found is not None:
                return Done(lambda: found)
            # Where another hub process does the same in this moment, its row is met at the end, and here the next time.
            said = replace(said, n=_TAKE_NEXT.all(connection, {"device": device_id, "at": now})[0].last_n)
            known = askers.of_hub(connection, device_id)
            origin = Origin(f"orderdesk-hub/{VERSION}", source)
            return self._carry_out(connection, Turn(said, _sha256(said), known, now, origin), this.refusal)

        return self._with_retries(work, known_id)

    def _with_retries(self, work: _Work, command_id: UUID, said_at: datetime | None = None) -> Outcome:
        this = Try(0)
        while True:
            try:
                with self._store.write() as connection:
                    done = work(connection, this)
                outcome = done.outcome()
                self._performer.remember(done.performed)
                self._on_commit(outcome.seq, done.performed.rows)
                return outcome
            except _Undone as undone:
                if said_at is not None and self._is_gathering(said_at):
                    raise Awaited(undone.refusal.code) from undone
                this = Try(this.number, undone.refusal)
            except DataError as error:
                # A value that the database cannot hold will be none the next time either.
                this = Try(this.number, _given_up(this, command_id, error))
            except DBAPIError as error:
                # Two benches met in one row (unique index, deadlock): the second try sees the other's work. A row that
                # is in the way every time is a defect of the command, and those behind it must go on.
                if not _is_collision(error):
                    raise
                if this.number < ATTEMPTS - 1:
                    this = Try(this.number + 1, this.refusal)
                elif isinstance(error, IntegrityError):
                    this = Try(this.number, _given_up(this, command_id, error))
                else:
                    raise

    def _is_gathering(self, said_at: datetime) -> bool:
        """Whether a refusal may come only from the order in which workstations are back after a restore."""
        with self._store.read() as connection:
            began_at = epoch_began_at(changelog.read_head(connection).epoch)
        return began_at is not None and said_at < began_at and self._clock.now() < began_at + GATHERING

    def _execute(self, connection: Connection, device_id: UUID, said: Said, this: Try, origin: Origin) -> Done:
        """The next number is taken at once: a known id under a new number meets its own row, then comes back wary."""
        if this.number or not self._take_turn(connection, device_id, said.n):
            last_n = self._lock_device(connection, device_id)
            found = self._find(connection, said)
            if found is not None:
                return Done(lambda: found)
            if not self._take_turn(connection, device_id, said.n):
                raise OutOfOrder(last_n)
        now = self._clock.now()
        known = _asker(connection, device_id, said, now)
        return self._carry_out(connection, Turn(said, _sha256(said), known, now, origin), this.refusal)

    def _take_turn(self, connection: Connection, device_id: UUID, n: int) -> bool:
        asked = {"device": device_id, "n": n, "before": n - 1, "at": self._clock.now()}
        return _TAKE_TURN.run(connection, asked) == 1

    def _lock_device(self, connection: Connection, device_id: UUID) -> int:
        return int(_LAST_N.all(connection, {"device": device_id})[0].last_n)

    def _find(self, connection: Connection, said: Said) -> Outcome | None:
        row = _KNOWN.first(connection, {"command": said.id})
        if row is None:
            return None
        if bytes(row.sha256) != _sha256(said):
            raise OtherContent(str(said.id))
        return Outcome(row.id, row.n, row.status, row.code, row.facts, row.seq)

    def _carry_out(self, connection: Connection, turn: Turn, refusal: _Refusal | None) -> Done:
        said = turn.said
        if refusal is None:
            where = find_unstorable(said.arguments)
            if where is not None:
                refusal = _Refusal("command.malformed", {"command": said.kind, "where": where})
        performed = self._attempt(connection, turn) if refusal is None else Performed()
        status, code, facts = "accepted", None, {}
        if refusal is not None:
            status, code, facts = "refused", refusal.code, json.loads(json.dumps(refusal.facts, default=str))
        seq_of = self._commit_log(connection, turn, {"status": status, "code": code, "facts": facts}, performed.rows)
        return Done(lambda: Outcome(said.id, said.n, status, code, facts, seq_of()), performed)

    def _attempt(self, connection: Connection, turn: Turn) -> Performed:
        """What a command that is accepted has written. Raises _Undone, and the database's errors."""
        said = turn.said
        try:
            return self._performer.perform(connection, turn)
        except Refused as refusal:
            raise _Undone(_Refusal(refusal.code, dict(refusal.facts))) from refusal
        except MissingDocument as missing:
            raise _Undone(_Refusal(f"{missing.kind}.unknown", {"key": str(missing.key)})) from missing
        except DBAPIError:
            raise
        except Exception as error:
            _log.exception("command failed id=%s kind=%s", said.id, said.kind)
            raise _Undone(_Refusal("hub.fault", _report(said.id))) from error

    def _commit_log(
        self, connection: Connection, turn: Turn, result: dict[str, Any], rows: list[dict[str, Any]]
    ) -> Callable[[], int]:
        said, asker = turn.said, turn.known.asker
        values = {
            "id": said.id,
            "device_id": asker.device_id,
            "n": said.n,
            "session_id": said.session_id,
            "user_id": asker.user_id,
            "kind": said.kind,
            "version": said.version,
            "arguments": storable(said.arguments),
            "sha256": turn.sha256,
            "said_at": said.said_at,
            "received_at": turn.received_at,
            **result,
        }
        if rows:
            return log_end.end(connection, rows, values)
        seq = changelog.read_head(connection).last
        log_end.keep(connection, {**values, "seq": seq})
        return lambda: seq


def _asker(connection: Connection, device_id: UUID, said: Said, now: datetime) -> askers.Known:
    if said.kind == OpenSession.kind:
        return askers.of_user(connection, device_id, _user_named(said))
    # Nothing is said after it has arrived: a workstation's clock that runs ahead does not end its sessions.
    said_at = min(said.said_at, now)
    known = askers.of_session(connection, device_id, said.session_id, said_at)
    if known.asker.user_id is None and recall(connection, device_id, said, now):
        known = askers.of_session(connection, device_id, said.session_id, said_at)
    return known


def _user_named(said: Said) -> UUID:
    """Whom a command names before it was looked at; nobody's id where that is none."""
    try:
        return UUID(str(said.arguments.get("user_id")))
    except ValueError:
        return UUID(int=0)


def _given_up(this: Try, command_id: UUID, error: DBAPIError) -> _Refusal:
    """The refusal in the place of a command that the database does not take. Raises the error where it is the refusal
    that is not taken."""
    if this.refusal is not None:
        raise error
    _log.error("command failed id=%s", command_id, exc_info=error)
    return _Refusal("hub.fault", _report(command_id))


def _report(command_id: UUID) -> dict[str, Any]:
    """By what the command's line in the hub's log is found."""
    return {"report": command_id.hex[:8]}


def _sha256(said: Said) -> bytes:
    canonical = json.dumps(said.arguments, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return fingerprint(said.kind, said.version, canonical)


def _is_collision(error: DBAPIError) -> bool:
    if isinstance(error, IntegrityError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    return state in ("40001", "40P01") or "database is locked" in str(error.orig)


__all__ = ["Awaited", "Done", "Executor", "Origin", "OtherContent", "OutOfOrder", "Outcome", "Said", "Try"]
