"""Carries commands out: each once, in order per device, in one transaction that ends with the change log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from db.prepared import Prepared, together
from db.store import Store
from db.tables import log, people
from orderdesk.access import may
from orderdesk.clock import Clock
from orderdesk.commands import OpenSession, read_command, verb_of
from orderdesk.commands.command import Command, fingerprint
from orderdesk.commands.work import HubWork, Job
from orderdesk.documents.document import Document, Key
from orderdesk.documents.masters import Company
from orderdesk.documents.memory import Memory
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import MissingDocument, OrderDeskError, Refused
from orderdesk.hub import askers, changelog, linkage, log_end, trace
from orderdesk.hub.circumstances import circumstances
from orderdesk.hub.links import NO_LINKS, Links
from orderdesk.hub.storable import find_unstorable, storable
from orderdesk.ids import new_id
from orderdesk.release import VERSION

_log = logging.getLogger("orderdesk.hub.commands")

ATTEMPTS = 4

_STATE = people.device_state
_LAST_N = Prepared(select(_STATE.c.last_n).where(_STATE.c.device_id == bindparam("device")).with_for_update())
#: Locks the device's row and moves its counter, if this command is the next one.
_TAKE_TURN = Prepared(
    update(_STATE)
    .where(_STATE.c.device_id == bindparam("device"), _STATE.c.last_n == bindparam("before"))
    .values(last_n=bindparam("n"), seen_at=bindparam("at"))
)
_KNOWN = Prepared(select(log.command).where(log.command.c.id == bindparam("command")))
_JOB = Prepared(select(log.job.c.id).where(log.job.c.dedupe_key == bindparam("dedupe")))
_JOB_COLUMNS = (
    "id",
    "system",
    "kind",
    "dedupe_key",
    "order_key",
    "payload",
    "state",
    "run_at",
    "attempts",
    "made_at",
)
_INSERT_JOB = Prepared(insert(log.job), _JOB_COLUMNS)


class OutOfOrder(OrderDeskError):
    """The command's number does not follow the device's last one; `last_n` tells where to go on."""

    def __init__(self, last_n: int) -> None:
        super().__init__(f"the last command of this device is {last_n}")
        self.last_n = last_n


class OtherContent(OrderDeskError):
    """The id is known with other content: a defect of the sender, nothing was done."""


@dataclass(frozen=True, slots=True)
class Said:
    """A command as it arrives: numbered per device, named by its id."""

    n: int
    id: UUID
    kind: str
    version: int
    arguments: dict[str, Any]
    session_id: UUID | None
    said_at: datetime


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
    """What a transaction came to: its outcome, once it has been committed, and the rows of the change log."""

    outcome: Callable[[], Outcome]
    rows: list[dict[str, Any]] = field(default_factory=list)


#: Does the work of one transaction; the outcome is known once that has been committed.
_Work = Callable[[Connection, Try], Done]


@dataclass(frozen=True, slots=True)
class Origin:
    """Which program sent a command, and fields of its events that tell of the outside system whose word it is."""

    client_version: str | None = None
    source: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A command whose turn it is, and who says it."""

    said: Said
    sha256: bytes
    known: askers.Known
    received_at: datetime
    origin: Origin
    refusal: _Refusal | None = None


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
        self._links = links
        self._store = store
        self._clock = clock
        self._on_commit = on_commit
        self._memory = Memory()
        self._warehouse_codes: dict[UUID, str] = {}

    def run(self, device_id: UUID, said: Said, *, client_version: str | None = None) -> Outcome:
        """Carries out one command of a device, or tells what became of it before. `client_version`: who sent it.

        Raises OutOfOrder, OtherContent, or SQLAlchemy's error when the database stays away.
        """
        origin = Origin(client_version)
        return self._with_retries(
            lambda connection, this: self._execute(connection, device_id, said, this, origin), said.id
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
                n=self._lock_device(connection, device_id) + 1,
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
            self._take_turn(connection, device_id, said.n)
            known = askers.of_hub(connection, device_id)
            origin = Origin(f"orderdesk-hub/{VERSION}", source)
            return self._carry_out(connection, _Turn(said, _sha256(said), known, now, origin, this.refusal))

        return self._with_retries(work, known_id)

    def _with_retries(self, work: _Work, command_id: UUID) -> Outcome:
        this = Try(0)
        while True:
            try:
                with self._store.write() as connection:
                    done = work(connection, this)
                outcome = done.outcome()
                self._on_commit(outcome.seq, done.rows)
                return outcome
            except _Undone as undone:
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
        return self._carry_out(connection, _Turn(said, _sha256(said), known, now, origin, this.refusal))

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

    def _carry_out(self, connection: Connection, turn: _Turn) -> Done:
        said, refusal = turn.said, turn.refusal
        if refusal is None:
            where = find_unstorable(said.arguments)
            if where is not None:
                refusal = _Refusal("command.malformed", {"command": said.kind, "where": where})
        rows = self._attempt(connection, turn) if refusal is None else []
        status, code, facts = "accepted", None, {}
        if refusal is not None:
            status, code, facts = "refused", refusal.code, json.loads(json.dumps(refusal.facts, default=str))
        seq_of = self._commit_log(connection, turn, {"status": status, "code": code, "facts": facts}, rows)
        return Done(lambda: Outcome(said.id, said.n, status, code, facts, seq_of()), rows)

    def _attempt(self, connection: Connection, turn: _Turn) -> list[dict[str, Any]]:
        """The changes of a command that is accepted. Raises _Undone, and the database's errors."""
        said = turn.said
        try:
            return self._perform(connection, turn)
        except Refused as refusal:
            raise _Undone(_Refusal(refusal.code, dict(refusal.facts))) from refusal
        except MissingDocument as missing:
            raise _Undone(_Refusal(f"{missing.kind}.unknown", {"key": str(missing.key)})) from missing
        except DBAPIError:
            raise
        except Exception as error:
            _log.exception("command failed id=%s kind=%s", said.id, said.kind)
            raise _Undone(_Refusal("hub.fault", _report(said.id))) from error

    def _perform(self, connection: Connection, turn: _Turn) -> list[dict[str, Any]]:
        said, asker = turn.said, turn.known.asker
        command = read_command(said.kind, said.version, said.arguments)
        verb = verb_of(said.kind)
        if not may(asker.roles, verb.needs):
            raise Refused("access.denied", command=said.kind, needs=str(verb.needs))
        work = HubWork(
            Shelf(connection, memory=self._memory),
            command_id=said.id,
            said_at=said.said_at,
            asker=asker,
            keys=command.keys(),
            received_at=turn.received_at,
        )
        work.hold_all()
        work.fetch(command.references())
        _require_own_company(command, work, turn.known.company_id)
        verb.change(command, work)
        if verb.decide is not None:
            verb.decide(command, work)
        before = {document.key: document.stored() for document in work.held()}
        with together(connection):
            written = work.flush()
        linkage.react(work, before, self._links)
        self._record(connection, turn, command, work, [(each, before[each.key]) for each in written])
        entries = [changelog.Entry(document, work.scopes.get(document.key)) for document in written]
        entries += [changelog.Entry(document, document.scope()) for document in work.shared.values()]
        return changelog.prepare(entries, at=turn.received_at, command_id=said.id)

    def _record(
        self,
        connection: Connection,
        turn: _Turn,
        command: Command,
        work: HubWork,
        written: list[tuple[Document, Any]],
    ) -> None:
        said = turn.said
        cause = trace.Cause(
            command_id=said.id,
            kind=said.kind,
            arguments_sha256=turn.sha256,
            asker=turn.known.asker,
            actor_name=turn.known.name,
            said_at=said.said_at,
            received_at=turn.received_at,
            committed_at=self._clock.now(),
            client_version=turn.origin.client_version,
            source=turn.origin.source,
        )
        changed = [(document, before) for document, before in written if isinstance(document, Order)]
        known = {document.id for document, _ in changed}
        also = [each for each in work.traced if each not in known]
        for order_id in also:
            order = work.shelf.load(Key("order", order_id))
            if isinstance(order, Order):
                changed.append((order, order.stored()))
        named = [key.id for key in command.keys() if key.kind == Order.kind]  # noqa: SIM118  # a command is no mapping
        changed.sort(key=lambda each: named.index(each[0].id) if each[0].id in named else len(named))
        facts = {
            order.id: circumstances(work, said.kind, order, before, lambda key: self._code_of(work, key))
            | work.traced.get(order.id, {})
            for order, before in changed
        }
        trace.record(connection, cause, changed, facts)
        for job in work.jobs:
            _queue(connection, job, turn.received_at)

    def _code_of(self, work: HubWork, warehouse_id: UUID) -> str:
        """A warehouse's code, which never changes."""
        found = self._warehouse_codes.get(warehouse_id)
        if found is None:
            found = self._warehouse_codes[warehouse_id] = work.warehouse(warehouse_id).code
        return found

    def _commit_log(
        self, connection: Connection, turn: _Turn, result: dict[str, Any], rows: list[dict[str, Any]]
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
    return askers.of_session(connection, device_id, said.session_id, min(said.said_at, now))


def _user_named(said: Said) -> UUID:
    """Whom a command names before it was looked at; nobody's id where that is none."""
    try:
        return UUID(str(said.arguments.get("user_id")))
    except ValueError:
        return UUID(int=0)


def _require_own_company(command: Command, work: HubWork, company_id: UUID | None) -> None:
    """Raises Refused `access.other_company` where a device names a company that is not its own, or what is of one."""
    if company_id is None:
        return
    for named in (command, *work.held(), *work.referred()):
        theirs = named.id if isinstance(named, Company) else getattr(named, "company_id", None)
        if theirs is not None and theirs != company_id:
            raise Refused("access.other_company", command=command.kind)


def _queue(connection: Connection, job: Job, at: datetime) -> None:
    if _JOB.first(connection, {"dedupe": job.dedupe_key}) is not None:
        return
    _INSERT_JOB.run(
        connection,
        {
            "id": new_id(at),
            "system": job.system,
            "kind": job.kind,
            "dedupe_key": job.dedupe_key,
            "order_key": job.order_key,
            "payload": job.payload,
            "state": "due",
            "run_at": at,
            "attempts": 0,
            "made_at": at,
        },
    )


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
