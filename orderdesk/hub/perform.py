"""Carries one command out within its transaction: documents, events and jobs, all but the change log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.prepared import together
from orderdesk.access import Permission, may
from orderdesk.clock import Clock
from orderdesk.commands import read_command, verb_of
from orderdesk.commands.amounts import settle_pay_state
from orderdesk.commands.command import Command
from orderdesk.commands.credit import settle_credit
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Document, Key
from orderdesk.documents.masters import Company
from orderdesk.documents.memory import Memory
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Parcel
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused
from orderdesk.hub import askers, changelog, linkage, trace
from orderdesk.hub.circumstances import circumstances
from orderdesk.hub.jobs import queue_job
from orderdesk.hub.links import Links

#: So many documents that were lately worked on are remembered, some 20 kB each.
_IN_WORK = 500

#: What is done with goods where they lie.
_ON_THE_FLOOR = frozenset({Permission.PICK, Permission.PACK, Permission.HAND_OVER})


@dataclass(frozen=True, slots=True)
class Said:
    """A command as it arrives: numbered per device, named by its id. `user_id`: whose session it was, by the word of
    the workstation; what counts is the session."""

    n: int
    id: UUID
    kind: str
    version: int
    arguments: dict[str, Any]
    session_id: UUID | None
    said_at: datetime
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Which program sent a command, and fields of its events that tell of the outside system whose word it is."""

    client_version: str | None = None
    source: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A command whose turn it is, who says it and whence it comes."""

    said: Said
    sha256: bytes
    known: askers.Known
    received_at: datetime
    origin: Origin


@dataclass(frozen=True, slots=True)
class Performed:
    """What a command came to: the rows for the change log, still without their seq, and the documents it held."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)


class Performer:
    """Does what commands ask for. Safe to share between threads: all it keeps are documents at a known version."""

    def __init__(self, clock: Clock, links: Links) -> None:
        self._clock = clock
        self._links = links
        self._memory = Memory()
        self._committed = Memory(_IN_WORK)
        self._warehouse_codes: dict[UUID, str] = {}

    def perform(self, connection: Connection, turn: Turn) -> Performed:
        """Writes everything that follows from a command; `remember` is for what it returns, once that is committed.

        Raises Refused, MissingDocument and the database's errors; then the transaction must be undone.
        """
        said, asker = turn.said, turn.known.asker
        command = read_command(said.kind, said.version, said.arguments)
        verb = verb_of(said.kind)
        if turn.known.has_ended:
            raise Refused("session.ended", command=said.kind)
        if not may(asker.roles, verb.needs):
            raise Refused("access.denied", command=said.kind, needs=str(verb.needs))
        work = HubWork(
            Shelf(connection, memory=self._memory, committed=self._committed),
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
        if verb.needs in _ON_THE_FLOOR:
            _require_own_warehouse(command, work, turn.known.warehouse_id)
        if verb.decide is not None:
            verb.decide(command, work)
        orders = [document for document in work.held() if isinstance(document, Order)]
        for order in orders:
            settle_pay_state(order)
        settle_credit(work, orders)
        before = {document.key: document.stored() for document in work.held()}
        with together(connection):
            written = work.flush()
        linkage.react(work, before, self._links)
        self._record(connection, turn, command, work, [(each, before[each.key]) for each in written])
        entries = [changelog.Entry(document, work.scopes.get(document.key)) for document in written]
        entries += [changelog.Entry(document, document.scope()) for document in work.shared.values()]
        rows = changelog.prepare(entries, at=turn.received_at, command_id=said.id)
        return Performed(rows, work.held())

    def remember(self, performed: Performed) -> None:
        """The next command on the same documents need not read all their parts again."""
        self._committed.keep_committed(performed.documents)

    def _record(
        self,
        connection: Connection,
        turn: Turn,
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
            queue_job(
                connection,
                system=job.system,
                kind=job.kind,
                dedupe_key=job.dedupe_key,
                order_key=job.order_key,
                payload=job.payload,
                at=turn.received_at,
            )

    def _code_of(self, work: HubWork, warehouse_id: UUID) -> str:
        """A warehouse's code, which never changes."""
        found = self._warehouse_codes.get(warehouse_id)
        if found is None:
            found = self._warehouse_codes[warehouse_id] = work.warehouse(warehouse_id).code
        return found


def _require_own_company(command: Command, work: HubWork, company_id: UUID | None) -> None:
    """Raises Refused `access.other_company` where a device names a company that is not its own, or what is of one."""
    if company_id is None:
        return
    for named in (command, *work.held(), *work.referred()):
        theirs = named.id if isinstance(named, Company) else getattr(named, "company_id", None)
        if theirs is not None and theirs != company_id:
            raise Refused("access.other_company", command=command.kind)


def _require_own_warehouse(command: Command, work: HubWork, warehouse_id: UUID | None) -> None:
    """Raises Refused `access.other_warehouse` where a bench names goods that lie in another warehouse than it does."""
    if warehouse_id is None:
        return
    named = {getattr(command, name, None) for name in ("shipment_id", "shipment_line_id")}
    for document in work.held():
        houses = {document.warehouse_id} if isinstance(document, Parcel) else set()
        rows = document.stored() if isinstance(document, Order) else None
        if rows is not None:
            mine = named | {row["shipment_id"] for row in rows["shipment_lines"].values() if row["id"] in named}
            houses = {row["warehouse_id"] for row in rows["shipments"].values() if row["id"] in mine}
        if houses - {None, warehouse_id}:
            raise Refused("access.other_warehouse", command=command.kind)
