"""What outside systems say becomes commands of the hub; a repeat names the same command and changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from db.store import Store
from db.tables import log, orders, parcels
from orderdesk.clock import Clock
from orderdesk.commands import Command, RecordCourierEvent, RecordWarehouseStatus
from orderdesk.connectors.ports import (
    CourierEvent,
    FollowChanged,
    FollowState,
    Malformed,
    Outcome,
    OutsideEvent,
    ReadsCallbacks,
    ShipmentConfirmed,
    WarehouseStatus,
)
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.nodes import Node
from orderdesk.errors import OrderDeskError
from orderdesk.hub.casebook import open_case
from orderdesk.hub.confirmation import Unreadable, as_commands, disagreements
from orderdesk.hub.execute import Executor, OtherContent
from orderdesk.hub.jobs import Leased
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.publishing import publish
from orderdesk.ids import derived_id
from orderdesk.release import VERSION

#: With this the hub says that it failed itself; the next try needs another id.
_FAULT = "hub.fault"

_SPACE = UUID("8d1b7c52-4f0e-5b0a-9c55-6a0f5a1e7d10")


class NotUnderstood(OrderDeskError):
    """A genuine event that cannot be placed until somebody has put something right; `code` names what."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Subject:
    """What a callback is about: a name that keeps its callbacks in order, and what a job needs to find it."""

    name: str = ""
    payload: dict[str, str] = field(default_factory=dict)


def subject_of(connection: Connection, events: Sequence[OutsideEvent]) -> Subject:
    """The subject of a callback's first event."""
    if not events:
        return Subject()
    first = events[0]
    if isinstance(first, WarehouseStatus | ShipmentConfirmed):
        row = _find_shipment(connection, first.doc_no)
        return Subject(first.doc_no, {} if row is None else {"order_id": str(row.order_id)})
    found = _find_waybills(connection, first.carrier_code, first.waybill_no)
    return Subject(first.waybill_no, {"waybill_id": str(found[0].id)} if found else {})


@dataclass(frozen=True, slots=True)
class _Sender:
    """The outside system that says something, and what its message was."""

    source: str
    facts: Mapping[str, Any]

    def facts_of(self, record: str) -> dict[str, Any]:
        """The fields of an order's event that tell where a fact about this record came from."""
        return {
            "source_system": self.source,
            "connector_id": self.source,
            "mapping_version": VERSION,
            "source_record_id": record,
            "channel": "api",
            **self.facts,
        }


def _of_callback(row: Row[Any]) -> dict[str, Any]:
    return {
        "channel": "webhook",
        "external_request_id": row.dedupe_key,
        "payload_sha256": hashlib.sha256(bytes(row.body)).hexdigest(),
    }


class Inbound:
    """Carries out what outside systems said. Thread-safe."""

    def __init__(self, store: Store, clock: Clock, executor: Executor, readers: Mapping[str, ReadsCallbacks]) -> None:
        self._store = store
        self._clock = clock
        self._executor = executor
        self._readers = readers

    def work(self, job: Leased) -> Outcome:
        """The job of one kept callback."""
        table = log.inbox
        with self._store.read() as connection:
            row = connection.execute(select(table).where(table.c.id == UUID(job.payload["inbox_id"]))).one()
        reader = self._readers.get(row.source)
        if reader is None:
            return Outcome.retry(60.0, code="not_set_up", text=row.source)
        try:
            read = reader.verify_and_read(bytes(row.body), row.headers, row.headers.get(":query", ""))
            said = self.apply(row.source, read.events, _of_callback(row))
        except (NotUnderstood, Unreadable) as error:
            return Outcome.unknown(str(error), code=error.code)
        except Malformed as error:
            return Outcome.unknown(str(error), code="callback.malformed")
        with self._store.write() as connection:
            connection.execute(
                update(table).where(table.c.id == row.id).values(worked_at=self._clock.now(), outcome={"said": said})
            )
        return Outcome.ok()

    def apply(
        self, source: str, events: Iterable[OutsideEvent], facts: Mapping[str, Any] = MappingProxyType({})
    ) -> list[str]:
        """Carries out the events, oldest first; returns what became of each. Raises NotUnderstood, Unreadable.

        `facts`: fields of the orders' events that tell of the message in which they came.
        """
        said = []
        sender = _Sender(source, facts)
        for event in events:
            if isinstance(event, WarehouseStatus):
                said.append(self._warehouse_status(sender, event))
            elif isinstance(event, ShipmentConfirmed):
                said.append(self._confirmed(sender, event))
            elif isinstance(event, CourierEvent):
                said += self._courier_event(sender, event)
            else:
                said.append(self._follow_changed(event))
        return said

    def _warehouse_status(self, sender: _Sender, event: WarehouseStatus) -> str:
        order, shipment_id = self._order_of(event.doc_no)
        command = RecordWarehouseStatus(
            order_id=order.id,
            shipment_id=shipment_id,
            occurred_at=event.occurred_at,
            code=event.code,
            node=event.node,
            source=sender.source,
            is_partial=event.is_partial,
        )
        said = self._run(sender, event.doc_no, event.event_key, command, order)
        shipment = order.shipment(shipment_id)
        if event.node is Node.CLOSED and shipment is not None and shipment.node != Node.CLOSED:
            facts = {"shipment_no": event.doc_no, "status": event.code, "node": shipment.node}
            self._open_case(order, "shipping", f"warehouse:cancelled:{event.doc_no}", "warehouse.cancelled", facts)
        return said

    def _confirmed(self, sender: _Sender, event: ShipmentConfirmed) -> str:
        order, shipment_id = self._order_of(event.doc_no)
        with self._store.read() as connection:
            commands = as_commands(order, shipment_id, event, _parcels_of(connection, shipment_id))
        said = "known"
        for command in commands:
            is_rest = command.shipment_id != shipment_id
            key = f"{event.event_key}:rest" if is_rest else event.event_key
            said = self._run(sender, event.doc_no, key, command, order)
        with self._store.read() as connection:
            after = Shelf(connection).load(Key("order", order.id))
        assert isinstance(after, Order)
        for command in commands:
            found = disagreements(after, command.shipment_id, event)
            if found:
                shipment = after.shipment(command.shipment_id)
                number = event.doc_no if shipment is None else shipment.shipment_no
                key = f"shipment:differs:{number}"
                self._open_case(after, "shipping", key, "shipment.differs", {"shipment_no": number, **found})
        return said

    def _courier_event(self, sender: _Sender, event: CourierEvent) -> list[str]:
        with self._store.read() as connection:
            waybills = _find_waybills(connection, event.carrier_code, event.waybill_no)
            found = [(waybill, _travels_on(connection, waybill.id)) for waybill in waybills]
        if not found:
            return [f"waybill.unknown {event.waybill_no}"]
        said = []
        for waybill, (order_ids, parcel_ids) in found:
            command = RecordCourierEvent(
                carrier_code=waybill.carrier_code,
                waybill_no=waybill.number,
                piece=waybill.piece,
                order_ids=order_ids,
                parcel_ids=parcel_ids,
                event_at=event.occurred_at,
                code=event.code or "0",
                text=event.text,
                area=event.area_name,
                source=sender.source,
            )
            key = f"{event.event_key}:{waybill.id}"
            said.append(self._run(sender, event.waybill_no, key, command, None, company=waybill.company_id))
        return said

    def _follow_changed(self, event: FollowChanged) -> str:
        if event.state is not FollowState.GIVEN_UP:
            return f"follow.{event.state}"
        with self._store.read() as connection:
            waybills = _find_waybills(connection, event.carrier_code, event.waybill_no)
        for waybill in waybills:
            facts = {"waybill_no": event.waybill_no, "carrier": waybill.carrier_code, "text": event.text[:200]}
            if event.corrected_carrier_code:
                facts["corrected_carrier"] = event.corrected_carrier_code
            key = f"courier:given_up:{waybill.id}"
            self._open_case(None, "courier", key, "courier.given_up", facts, company=waybill.company_id)
        return "follow.given_up"

    def _order_of(self, doc_no: str) -> tuple[Order, UUID]:
        with self._store.read() as connection:
            row = _find_shipment(connection, doc_no)
            order = None if row is None else Shelf(connection).load(Key("order", row.order_id))
        if row is None or not isinstance(order, Order):
            raise NotUnderstood("shipment.unknown", f"no shipment {doc_no}")
        return order, row.id

    def _run(
        self,
        sender: _Sender,
        record: str,
        event_key: str,
        command: Command,
        order: Order | None,
        *,
        company: UUID | None = None,
    ) -> str:
        """Runs the command that this event names; one that ran before is left alone. `record`: its number outside.

        Raises NotUnderstood where the hub itself failed at it: the fact is kept until that is put right.
        """
        command_id = self._next_id(f"{sender.source}:{event_key}")
        if command_id is None:
            return "known"
        try:
            outcome = self._executor.run_own(
                HUB_DEVICE_ID, command, command_id=command_id, source=sender.facts_of(record)
            )
        except OtherContent:
            # The parcel was bound anew between two tries; the first one counts.
            return "known"
        if outcome.status == "accepted":
            return "accepted"
        if outcome.code == _FAULT:
            raise NotUnderstood(_FAULT, f"{command.kind} failed")
        facts = {"command": command.kind, "code": str(outcome.code), "facts": outcome.facts}
        self._open_case(order, "outside", f"callback:{command_id}", "callback.refused", facts, company=company)
        return f"refused {outcome.code}"

    def _next_id(self, name: str) -> UUID | None:
        """The id for the next try of what `name` says; None when a try has come to an end."""
        table = log.command
        with self._store.read() as connection:
            for attempt in count():
                command_id = derived_id(_SPACE, f"{name}:{attempt}" if attempt else name)
                row = connection.execute(select(table.c.code).where(table.c.id == command_id)).first()
                if row is None:
                    return command_id
                if row.code != _FAULT:
                    return None
        raise AssertionError("unreachable")

    def _open_case(
        self,
        order: Order | None,
        queue: str,
        key: str,
        code: str,
        facts: dict[str, Any],
        *,
        company: UUID | None = None,
    ) -> None:
        company_id = order.company_id if order is not None else company
        if company_id is None:
            return
        now = self._clock.now()
        with self._store.write() as connection:
            case = open_case(
                connection,
                company_id=company_id,
                queue=queue,
                dedupe_key=key,
                code=code,
                facts=facts,
                at=now,
                order_id=None if order is None else order.id,
            )
            if case is not None:
                publish(connection, [(case, None)], at=now)


def _find_shipment(connection: Connection, doc_no: str) -> Row[Any, Any] | None:
    table = orders.shipment
    return connection.execute(select(table.c.id, table.c.order_id).where(table.c.shipment_no == doc_no)).first()


def _find_waybills(connection: Connection, carrier_code: str, number: str) -> Sequence[Row[Any, Any, Any, Any, Any]]:
    """All pieces of a waybill. A number that we know under one other carrier only is meant to be that one."""
    table = parcels.waybill
    query = select(table.c.id, table.c.carrier_code, table.c.number, table.c.piece, table.c.company_id)
    found = connection.execute(query.where(table.c.number == number).order_by(table.c.piece)).all()
    exact = [row for row in found if row.carrier_code == carrier_code]
    return exact or (found if len({row.carrier_code for row in found}) == 1 else [])


def _parcels_of(connection: Connection, shipment_id: UUID) -> set[UUID]:
    """The parcels with goods of a shipment."""
    table = parcels.parcel_content
    return set(connection.execute(select(table.c.parcel_id).where(table.c.shipment_id == shipment_id)).scalars())


def _travels_on(connection: Connection, waybill_id: UUID) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """The orders and the parcels that bear a waybill now, each sorted."""
    bindings, contents = parcels.binding, parcels.parcel_content
    query = (
        select(contents.c.order_id, contents.c.parcel_id)
        .join(bindings, bindings.c.parcel_id == contents.c.parcel_id)
        .where(bindings.c.waybill_id == waybill_id, bindings.c.to_at.is_(None))
        .distinct()
    )
    rows = list(connection.execute(query))
    return _sorted(row.order_id for row in rows), _sorted(row.parcel_id for row in rows)


def _sorted(ids: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(sorted(set(ids), key=lambda each: each.int))
