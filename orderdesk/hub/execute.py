"""Carries commands out: each once, in order per device, in one transaction that ends with the change log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from db.store import Store
from db.tables import log, people
from orderdesk.access import Role, may
from orderdesk.clock import Clock
from orderdesk.commands import OpenSession, read_command, verb_of
from orderdesk.commands.command import Command, fingerprint
from orderdesk.commands.work import Asker, HubWork
from orderdesk.documents.document import Document, Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import MissingDocument, OrderDeskError, Refused
from orderdesk.hub import changelog, trace
from orderdesk.ids import new_id

_log = logging.getLogger("orderdesk.hub.commands")

ATTEMPTS = 4
CLOCK_SLACK = timedelta(minutes=15)


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


class Executor:
    """Runs commands against one store. Safe to call from several threads and several processes."""

    def __init__(self, store: Store, clock: Clock, *, on_commit: Callable[[int], None] = lambda seq: None) -> None:
        self._store = store
        self._clock = clock
        self._on_commit = on_commit

    def run(self, device_id: UUID, said: Said) -> Outcome:
        """Carries out one command of a device, or tells what became of it before.

        Raises OutOfOrder, OtherContent, or SQLAlchemy's error when the database stays away.
        """
        return self._with_retries(lambda connection: self._execute(connection, device_id, said))

    def run_own(self, device_id: UUID, command: Command, *, command_id: UUID | None = None) -> Outcome:
        """Carries out a command of the hub itself (a timer, a callback) as its own device."""

        def work(connection: Connection) -> Outcome:
            now = self._clock.now()
            state = self._lock_device(connection, device_id)
            said = Said(
                n=state.last_n + 1,
                id=command_id or new_id(now),
                kind=command.kind,
                version=command.version,
                arguments=command.arguments(),
                session_id=None,
                said_at=now,
            )
            known = self._known(connection, said)
            return known if known is not None else self._carry_out(connection, device_id, said, own=True)

        return self._with_retries(work)

    def _with_retries(self, work: Callable[[Connection], Outcome]) -> Outcome:
        for attempt in range(ATTEMPTS):
            try:
                with self._store.write() as connection:
                    outcome = work(connection)
                self._on_commit(outcome.seq)
                return outcome
            except DBAPIError as error:
                # Two benches met in one row (unique index, deadlock): the second try sees the other's work.
                if attempt == ATTEMPTS - 1 or not _is_collision(error):
                    raise
        raise AssertionError("unreachable")

    def _execute(self, connection: Connection, device_id: UUID, said: Said) -> Outcome:
        state = self._lock_device(connection, device_id)
        known = self._known(connection, said)
        if known is not None:
            return known
        if said.n != state.last_n + 1:
            raise OutOfOrder(state.last_n)
        return self._carry_out(connection, device_id, said, own=False)

    def _lock_device(self, connection: Connection, device_id: UUID) -> Row[Any]:
        table = people.device_state
        query = select(table.c.last_n).where(table.c.device_id == device_id).with_for_update()
        return connection.execute(query).one()

    def _known(self, connection: Connection, said: Said) -> Outcome | None:
        table = log.command
        row = connection.execute(select(table).where(table.c.id == said.id)).first()
        if row is None:
            return None
        if bytes(row.sha256) != _sha256(said):
            raise OtherContent(str(said.id))
        return Outcome(row.id, row.n, row.status, row.code, row.facts, row.seq)

    def _carry_out(self, connection: Connection, device_id: UUID, said: Said, *, own: bool) -> Outcome:
        received_at = self._clock.now()
        asker = _asker(connection, device_id, said, own=own)
        work = HubWork(
            Shelf(connection),
            command_id=said.id,
            said_at=said.said_at,
            asker=asker,
            keys=(),
            received_at=received_at,
        )
        status, code, facts = "accepted", None, {}
        rows: list[dict[str, Any]] = []
        savepoint = connection.begin_nested()
        try:
            work, rows = self._perform(connection, said, asker, received_at, own=own)
            savepoint.commit()
        except Refused as refusal:
            savepoint.rollback()
            status, code, facts = "refused", refusal.code, dict(refusal.facts)
        except MissingDocument as missing:
            savepoint.rollback()
            status, code, facts = "refused", f"{missing.kind}.unknown", {"key": str(missing.key)}
        except DBAPIError:
            raise
        except Exception:  # boundary: a defect in one handler must not block the device's other commands
            savepoint.rollback()
            _log.exception("command failed id=%s kind=%s", said.id, said.kind)
            status, code, facts = "refused", "hub.fault", {"report": said.id.hex[:8]}
        seq = self._commit_log(connection, device_id, said, asker, received_at, (status, code, facts), rows)
        return Outcome(said.id, said.n, status, code, json.loads(json.dumps(facts, default=str)), seq)

    def _perform(
        self, connection: Connection, said: Said, asker: Asker, received_at: datetime, *, own: bool
    ) -> tuple[HubWork, list[dict[str, Any]]]:
        command = read_command(said.kind, said.version, said.arguments)
        verb = verb_of(said.kind)
        if not may(asker.roles, verb.needs):
            raise Refused("access.denied", command=said.kind, needs=str(verb.needs))
        work = HubWork(
            Shelf(connection),
            command_id=said.id,
            said_at=said.said_at,
            asker=asker,
            keys=command.keys(),
            received_at=received_at,
        )
        work.hold_all()
        verb.change(command, work)
        if verb.decide is not None:
            verb.decide(command, work)
        before = {document.key: document.stored() for document in work.held()}
        written = work.flush()
        self._record(connection, said, asker, received_at, work, [(each, before[each.key]) for each in written])
        entries = [changelog.Entry(document, work.scopes.get(document.key)) for document in written]
        entries += [changelog.Entry(document, document.scope()) for document in work.shared.values()]
        return work, changelog.prepare(entries, at=received_at, command_id=said.id)

    def _record(
        self,
        connection: Connection,
        said: Said,
        asker: Asker,
        received_at: datetime,
        work: HubWork,
        written: list[tuple[Document, Any]],
    ) -> None:
        cause = trace.Cause(
            command_id=said.id,
            kind=said.kind,
            arguments_sha256=_sha256(said),
            asker=asker,
            actor_name=_name_of(connection, asker.user_id),
            said_at=said.said_at,
            received_at=received_at,
            committed_at=self._clock.now(),
        )
        changed = [(document, before) for document, before in written if isinstance(document, Order)]
        known = {document.id for document, _ in changed}
        also = [each for each in work.traced if each not in known]
        for order_id in also:
            order = work.shelf.load(Key("order", order_id))
            if isinstance(order, Order):
                changed.append((order, order.stored()))
        trace.record(connection, cause, changed, work.traced)
        for job in work.jobs:
            _queue(connection, job.system, job.kind, job.dedupe_key, job.order_key, job.payload, received_at)

    def _commit_log(
        self,
        connection: Connection,
        device_id: UUID,
        said: Said,
        asker: Asker,
        received_at: datetime,
        result: tuple[str, str | None, dict[str, Any]],
        rows: list[dict[str, Any]],
    ) -> int:
        state = people.device_state
        connection.execute(
            update(state).where(state.c.device_id == device_id).values(last_n=said.n, seen_at=received_at)
        )
        status, code, facts = result
        values = {
            "id": said.id,
            "device_id": device_id,
            "n": said.n,
            "session_id": said.session_id,
            "user_id": asker.user_id,
            "kind": said.kind,
            "version": said.version,
            "arguments": said.arguments,
            "sha256": _sha256(said),
            "said_at": said.said_at,
            "received_at": received_at,
            "status": status,
            "code": code,
            "facts": json.loads(json.dumps(facts, default=str)),
        }
        if rows:
            seq = changelog.take_seq(connection)
            changelog.append(connection, seq, rows)
        else:
            seq = changelog.read_head(connection).last
        connection.execute(insert(log.command).values(**values, seq=seq))
        if not self._store.is_sqlite and rows:
            connection.execute(text("SELECT pg_notify('orderdesk_changes', '')"))
        return seq


def _asker(connection: Connection, device_id: UUID, said: Said, *, own: bool) -> Asker:
    devices, sessions, roles = people.device, people.session, people.user_role
    code = connection.execute(select(devices.c.code).where(devices.c.id == device_id)).scalar_one()
    if own:
        return Asker(None, device_id, code, (Role.SYSTEM,))
    if said.kind == OpenSession.kind:
        user_id = UUID(str(said.arguments.get("user_id", UUID(int=0))))
    else:
        row = connection.execute(
            select(sessions.c.user_id, sessions.c.closed_at, sessions.c.expires_at, sessions.c.opened_at).where(
                sessions.c.id == said.session_id, sessions.c.device_id == device_id
            )
        ).first()
        # A queue that drains after the shift still belongs to its session; the workstation's clock may be a little off.
        if row is None or said.said_at > (row.closed_at or row.expires_at) + CLOCK_SLACK:
            return Asker(None if row is None else row.user_id, device_id, code, ())
        user_id = row.user_id
    users = people.user
    granted = connection.execute(
        select(roles.c.role).join(users, users.c.id == roles.c.user_id).where(users.c.id == user_id, users.c.active)
    )
    return Asker(user_id, device_id, code, tuple(granted.scalars()))


def _name_of(connection: Connection, user_id: UUID | None) -> str | None:
    if user_id is None:
        return None
    return connection.execute(select(people.user.c.name).where(people.user.c.id == user_id)).scalar()


def _queue(
    connection: Connection,
    system: str,
    kind: str,
    dedupe_key: str,
    order_key: str,
    payload: dict[str, Any],
    at: datetime,
) -> None:
    table = log.job
    known = connection.execute(select(table.c.id).where(table.c.dedupe_key == dedupe_key)).first()
    if known is not None:
        return
    connection.execute(
        insert(table).values(
            id=new_id(at),
            system=system,
            kind=kind,
            dedupe_key=dedupe_key,
            order_key=order_key,
            payload=payload,
            state="due",
            run_at=at,
            attempts=0,
            made_at=at,
        )
    )


def _sha256(said: Said) -> bytes:
    canonical = json.dumps(said.arguments, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return fingerprint(said.kind, said.version, canonical)


def _is_collision(error: DBAPIError) -> bool:
    if isinstance(error, IntegrityError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    return state in ("40001", "40P01") or "database is locked" in str(error.orig)
