"""Erases what is kept of a person: on orders and in the address book, in the log, in what was said and received.

The chains hold: events carry no personal data but perhaps in a note, and a note is sealed by its digest. What cannot be
reached from here is told in docs/operation.md: backups, journals of workstations, messages that have left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from db.store import Store
from db.tables import customers, log, masters, orders, parcels, photos, work
from orderdesk.clock import Clock
from orderdesk.commands.work import Asker
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key, Scope
from orderdesk.documents.orders import Order
from orderdesk.documents.photos import Photo
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.nodes import Node
from orderdesk.errors import Refused
from orderdesk.hub import trace
from orderdesk.hub.blanking import blank
from orderdesk.hub.erased_records import Subject, erase_records
from orderdesk.hub.proof import can_lose_note, erased_note
from orderdesk.hub.publishing import publish
from orderdesk.ids import new_id
from orderdesk.release import VERSION

KIND = "erase_personal_data"

_DONE = frozenset({Node.DELIVERED, Node.CLOSED})


@dataclass(frozen=True, slots=True)
class Eraser:
    """Who asked for it, from where, and why. `name`: for the records."""

    asker: Asker
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was emptied. `waiting`: callbacks that have not been worked yet and therefore keep their text."""

    orders: int
    documents: int
    records: int
    waiting: int
    notes_kept: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be done once more."""
        return not self.waiting


def find_order(connection: Connection, order_no: str, company: str | None = None) -> UUID:
    """The order of this number. Raises Refused `order.unknown`, `order.ambiguous` without the company's code."""
    table = orders.order
    query = select(table.c.id).where(table.c.order_no == order_no)
    if company is not None:
        query = query.where(
            table.c.company_id.in_(select(masters.company.c.id).where(masters.company.c.code == company))
        )
    found: list[UUID] = list(connection.execute(query).scalars())
    if len(found) != 1:
        raise Refused("order.ambiguous" if found else "order.unknown", order_no=order_no)
    return found[0]


def find_customer(connection: Connection, code: str) -> UUID:
    """The customer of this code. Raises Refused `customer.unknown`."""
    table = customers.customer
    found: UUID | None = connection.execute(select(table.c.id).where(table.c.code == code)).scalar()
    if found is None:
        raise Refused("customer.unknown", customer=code)
    return found


def erase_order(store: Store, clock: Clock, order_id: UUID, by: Eraser) -> Erased:
    """Empties one order. Raises Refused `order.unknown`, `erase.still_open` while its goods are not with anybody."""
    with store.read() as connection:
        subjects = [_subject(connection, order_id)]
    return _erase(store, clock, subjects, None, by)


def erase_customer(store: Store, clock: Clock, customer_id: UUID, by: Eraser) -> Erased:
    """Empties a customer with the address book and all orders; the customer orders no more.

    Raises Refused `customer.unknown`, `erase.still_open` as long as one order is open.
    """
    table = orders.order
    with store.read() as connection:
        customer = Shelf(connection).load(Key("customer", customer_id))
        if customer is None:
            raise Refused("customer.unknown", customer=str(customer_id))
        ids = list(connection.execute(select(table.c.id).where(table.c.customer_id == customer_id)).scalars())
        subjects = [_subject(connection, each) for each in ids]
    return _erase(store, clock, subjects, customer_id, by)


def _subject(connection: Connection, order_id: UUID) -> Subject:
    order = Shelf(connection).load(Key("order", order_id))
    if not isinstance(order, Order):
        raise Refused("order.unknown", order_no=str(order_id))
    if order.node not in _DONE:
        raise Refused("erase.still_open", order_no=order.order_no, node=order.node)
    bindings, contents = parcels.binding, parcels.parcel_content
    labels = (
        select(bindings.c.waybill_id, bindings.c.waybill_no, bindings.c.parcel_id)
        .join(contents, contents.c.parcel_id == bindings.c.parcel_id)
        .where(contents.c.order_id == order_id)
        .distinct()
    )
    rows = connection.execute(labels).all()
    numbers = {order.order_no, order.source_order_no or order.order_no}
    numbers |= {shipment.shipment_no for shipment in order.shipments} | {row.waybill_no for row in rows}
    return Subject(
        order_id=order_id,
        waybill_ids=frozenset(row.waybill_id for row in rows),
        parcel_ids=frozenset(row.parcel_id for row in rows),
        numbers=frozenset(numbers),
    )


def _erase(store: Store, clock: Clock, subjects: list[Subject], customer_id: UUID | None, by: Eraser) -> Erased:
    """Records first: by them it is not known any more whose they were once the order is empty, and it may be repeated
    after a crash."""
    records = erase_records(store, subjects, clock.now())
    documents = notes_kept = 0
    for subject in subjects:
        with store.write() as connection:
            at = clock.now()
            notes_kept += _erase_notes(connection, subject.order_id)
            keys = [Key("order", subject.order_id), *_around(connection, subject)]
            documents += _blank(connection, keys, at, clock, by, is_customer=customer_id is not None)
    if customer_id is not None:
        with store.write() as connection:
            documents += _blank(connection, [Key("customer", customer_id)], clock.now(), clock, by)
    return Erased(len(subjects), documents, records.emptied, records.waiting, notes_kept)


def _around(connection: Connection, subject: Subject) -> list[Key]:
    """The documents beside the order that may speak of its receiver."""
    found = [Key("waybill", each) for each in sorted(subject.waybill_ids)]
    for table in (work.change_request, work.case, work.task):
        ids = connection.execute(select(table.c.id).where(table.c.order_id == subject.order_id)).scalars()
        found += [Key(table.name, each) for each in ids]
    shown = {subject.order_id, *subject.waybill_ids, *subject.parcel_ids, *(key.id for key in found)}
    table = photos.photo
    pictures = connection.execute(select(table.c.id).where(table.c.subject_id.in_(shown))).scalars()
    return found + [Key("photo", each) for each in pictures]


def _blank(
    connection: Connection, keys: Iterable[Key], at: datetime, clock: Clock, by: Eraser, *, is_customer: bool = False
) -> int:
    shelf = Shelf(connection)
    written: list[tuple[Document, Scope | None]] = []
    events = []
    for key in keys:
        document = shelf.load(key, lock=True)
        if document is None:
            continue
        before, scope = document.stored(), document.scope()
        blank(document, at)
        if isinstance(document, Order) and is_customer:
            document.customer_name = _code_of(connection, document)
        if isinstance(document, Photo):
            _erase_picture(connection, document)
        _blank_log(connection, key, at, document.customer_name if isinstance(document, Order) else None)
        if shelf.save(document):
            written.append((document, scope))
            if isinstance(document, Order):
                events.append((document, before))
    trace.record(connection, _cause(at, clock, by), events, {order.id: {"note": by.reason} for order, _ in events})
    if written:
        publish(connection, written, at=at)
    return len(written)


def _code_of(connection: Connection, order: Order) -> str:
    """The customer's code, which stands in the place of the name."""
    table = customers.customer
    code: str = connection.execute(select(table.c.code).where(table.c.id == order.customer_id)).scalar_one()
    return code


def _blank_log(connection: Connection, key: Key, at: datetime, customer_name: str | None) -> None:
    """The document's earlier states, which a workstation that was away still gets."""
    table, kind = log.change, KINDS[key.kind]
    mine = (table.c.kind == key.kind, table.c.key == key.id, table.c.body.is_not(None))
    rows = connection.execute(select(table.c.seq, table.c.pos, table.c.body).where(*mine)).all()
    for row in rows:
        document = kind.model.model_validate_json(row.body)
        blank(document, at)
        if isinstance(document, Order) and customer_name is not None:
            document.customer_name = customer_name
        this = (table.c.seq == row.seq, table.c.pos == row.pos)
        connection.execute(update(table).where(*this).values(body=document.model_dump_json()))


def _erase_picture(connection: Connection, photo: Photo) -> None:
    """The picture itself, unless it is shown elsewhere too."""
    table = photos.photo
    others = select(table.c.id).where(table.c.sha256 == photo.sha256, table.c.id != photo.id)
    if connection.execute(others).first() is None:
        connection.execute(delete(log.upload).where(log.upload.c.sha256 == photo.sha256))


def _erase_notes(connection: Connection, order_id: UUID) -> int:
    """Puts digests in the place of the events' notes; how many an earlier release has sealed with their text."""
    table, kept = log.order_event, 0
    columns = (table.c.event_id, table.c.note, table.c.hash, table.c.reason_code)
    for row in connection.execute(
        select(*columns).where(table.c.order_id == order_id, table.c.note.is_not(None))
    ).all():
        if row.reason_code == KIND:
            continue
        if not can_lose_note(row._asdict()):
            kept += 1
            continue
        connection.execute(update(table).where(table.c.event_id == row.event_id).values(note=erased_note(row.note)))
    return kept


def _cause(at: datetime, clock: Clock, by: Eraser) -> trace.Cause:
    return trace.Cause(
        command_id=new_id(at),
        kind=KIND,
        arguments_sha256=hashlib.sha256(by.reason.encode()).digest(),
        asker=by.asker,
        actor_name=by.name,
        said_at=at,
        received_at=at,
        committed_at=clock.now(),
        client_version=f"orderdesk-hub/{VERSION}",
    )
