"""What outside systems say becomes commands of the hub; a repeat names the same command and changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from db.prepared import Prepared
from db.store import Store
from db.tables import log
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
    Verdict,
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
from orderdesk.hub.outside_facts import FAULT, Sender, find_shipment, find_waybills, next_ids, parcels_of, travels_on
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.publishing import publish

_INBOX = log.inbox
_CALLBACK = Prepared(
    select(_INBOX.c.source, _INBOX.c.dedupe_key, _INBOX.c.headers, _INBOX.c.body).where(
        _INBOX.c.id == bindparam("inbox")
    )
)
_WORKED = Prepared(
    update(_INBOX)
    .where(_INBOX.c.id == bindparam("worked"))
    .values(worked_at=bindparam("worked_at"), outcome=bindparam("outcome"))
)


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
        row = find_shipment(connection, first.doc_no)
        return Subject(first.doc_no, {} if row is None else {"order_id": str(row.order_id)})
    found = find_waybills(connection, first.carrier_code, first.waybill_no)
    return Subject(first.waybill_no, {"waybill_id": str(found[0].id)} if found else {})


def _of_callback(row: Any) -> dict[str, Any]:
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
        with self._store.read() as connection:
            [row] = _CALLBACK.all(connection, {"inbox": UUID(job.payload["inbox_id"])})
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
        return replace(Outcome.ok(), facts={"said": said})

    def settle(self, connection: Connection, job: Leased, outcome: Outcome) -> None:
        """Notes at the callback what became of it, with the end of its job."""
        if outcome.verdict is Verdict.OK:
            worked = UUID(job.payload["inbox_id"])
            _WORKED.run(connection, {"worked": worked, "worked_at": self._clock.now(), "outcome": outcome.facts})

    def apply(
        self, source: str, events: Iterable[OutsideEvent], facts: Mapping[str, Any] = MappingProxyType({})
    ) -> list[str]:
        """Carries out the events, oldest first; returns what became of each. Raises NotUnderstood, Unreadable.

        `facts`: fields of the orders' events that tell of the message in which they came.
        """
        said: list[str] = []
        sender = Sender(source, facts)
        for kind, found in groupby(events, type):
            if kind is CourierEvent:
                said += self._courier_events(sender, [event for event in found if isinstance(event, CourierEvent)])
            else:
                said += [self._apply_one(sender, event) for event in found]
        return said

    def _apply_one(self, sender: Sender, event: OutsideEvent) -> str:
        if isinstance(event, WarehouseStatus):
            return self._warehouse_status(sender, event)
        if isinstance(event, ShipmentConfirmed):
            return self._confirmed(sender, event)
        if isinstance(event, FollowChanged):
            return self._follow_changed(event)
        raise TypeError(f"{type(event).__name__} does not stand alone")

    def _warehouse_status(self, sender: Sender, event: WarehouseStatus) -> str:
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

    def _confirmed(self, sender: Sender, event: ShipmentConfirmed) -> str:
        order, shipment_id = self._order_of(event.doc_no)
        with self._store.read() as connection:
            commands = as_commands(order, shipment_id, event, parcels_of(connection, shipment_id))
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

    def _courier_events(self, sender: Sender, events: Sequence[CourierEvent]) -> list[str]:
        """A push repeats all that the courier has said before: what is known is found at one look."""
        said = []
        with self._store.read() as connection:
            numbers = dict.fromkeys((event.carrier_code, event.waybill_no) for event in events)
            waybills = {number: find_waybills(connection, *number) for number in numbers}
            told = [(event, each) for event in events for each in waybills[event.carrier_code, event.waybill_no]]
            open_ids = next_ids(connection, sender, [_name_of(*each) for each in told])
            new = {waybill.id for event, waybill in told if _name_of(event, waybill) in open_ids}
            bearing = {waybill_id: travels_on(connection, waybill_id) for waybill_id in new}
        for event in events:
            of_event = waybills[event.carrier_code, event.waybill_no]
            if not of_event:
                said.append(f"waybill.unknown {event.waybill_no}")
            for waybill in of_event:
                command_id = open_ids.pop(_name_of(event, waybill), None)
                if command_id is None:
                    said.append("known")
                else:
                    command = _recorded(sender, event, waybill, *bearing[waybill.id])
                    facts = sender.facts_of(event.waybill_no)
                    said.append(self._carry_out(command_id, command, facts, None, company=waybill.company_id))
        return said

    def _follow_changed(self, event: FollowChanged) -> str:
        if event.state is not FollowState.GIVEN_UP:
            return f"follow.{event.state}"
        with self._store.read() as connection:
            waybills = find_waybills(connection, event.carrier_code, event.waybill_no)
        for waybill in waybills:
            facts = {"waybill_no": event.waybill_no, "carrier": waybill.carrier_code, "text": event.text[:200]}
            if event.corrected_carrier_code:
                facts["corrected_carrier"] = event.corrected_carrier_code
            key = f"courier:given_up:{waybill.id}"
            self._open_case(None, "courier", key, "courier.given_up", facts, company=waybill.company_id)
        return "follow.given_up"

    def _order_of(self, doc_no: str) -> tuple[Order, UUID]:
        with self._store.read() as connection:
            row = find_shipment(connection, doc_no)
            order = None if row is None else Shelf(connection).load(Key("order", row.order_id))
        if row is None or not isinstance(order, Order):
            raise NotUnderstood("shipment.unknown", f"no shipment {doc_no}")
        return order, row.id

    def _run(self, sender: Sender, record: str, event_key: str, command: Command, order: Order) -> str:
        """Runs the command that this event names; one that ran before is left alone. `record`: its number outside."""
        with self._store.read() as connection:
            command_id = next_ids(connection, sender, (event_key,)).get(event_key)
        if command_id is None:
            return "known"
        return self._carry_out(command_id, command, sender.facts_of(record), order)

    def _carry_out(
        self,
        command_id: UUID,
        command: Command,
        facts: Mapping[str, Any],
        order: Order | None,
        *,
        company: UUID | None = None,
    ) -> str:
        """Raises NotUnderstood where the hub itself failed at it: the fact is kept until that is put right."""
        try:
            outcome = self._executor.run_own(HUB_DEVICE_ID, command, command_id=command_id, source=facts)
        except OtherContent:
            # The parcel was bound anew between two tries; the first one counts.
            return "known"
        if outcome.status == "accepted":
            return "accepted"
        if outcome.code == FAULT:
            raise NotUnderstood(FAULT, f"{command.kind} failed")
        told = {"command": command.kind, "code": str(outcome.code), "facts": outcome.facts}
        self._open_case(order, "outside", f"callback:{command_id}", "callback.refused", told, company=company)
        return f"refused {outcome.code}"

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


def _name_of(event: CourierEvent, waybill: Any) -> str:
    return f"{event.event_key}:{waybill.id}"


def _recorded(
    sender: Sender, event: CourierEvent, waybill: Any, order_ids: tuple[UUID, ...], parcel_ids: tuple[UUID, ...]
) -> RecordCourierEvent:
    return RecordCourierEvent(
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
