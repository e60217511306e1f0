"""The documents that a job is about, and the waybills on a shipment."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from db.prepared import Prepared
from db.tables import parcels
from orderdesk.documents.document import Document, Key
from orderdesk.documents.masters import Warehouse
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import MissingDocument
from orderdesk.hub.jobs import Leased

Kind = TypeVar("Kind", bound=Document)

_CONTENT, _BINDING = parcels.parcel_content, parcels.binding
_WAYBILLS = Prepared(
    select(_BINDING.c.carrier_code, _BINDING.c.waybill_no)
    .join(_CONTENT, _CONTENT.c.parcel_id == _BINDING.c.parcel_id)
    .where(_CONTENT.c.shipment_id == bindparam("shipment"), _BINDING.c.to_at.is_(None))
    .distinct()
    .order_by(_BINDING.c.waybill_no)
)


def require(connection: Connection, model: type[Kind], document_id: UUID) -> Kind:
    """A document. Raises MissingDocument."""
    found = Shelf(connection).load(Key(model.kind, document_id))
    if not isinstance(found, model):
        raise MissingDocument(model.kind, document_id)
    return found


def order_of(connection: Connection, job: Leased) -> Order:
    """The order of a job. Raises MissingDocument."""
    return require(connection, Order, UUID(job.payload["order_id"]))


def shipment_of(connection: Connection, job: Leased) -> tuple[Order, Shipment]:
    """The shipment of a job and its order. Raises MissingDocument."""
    order = order_of(connection, job)
    shipment = order.shipment(UUID(job.payload["shipment_id"]))
    if shipment is None:
        raise MissingDocument("shipment", job.payload["shipment_id"])
    return order, shipment


def warehouse_of(connection: Connection, order: Order, shipment: Shipment) -> Warehouse:
    """The warehouse that a shipment leaves from. Raises MissingDocument."""
    if shipment.warehouse_id is None:
        raise MissingDocument("warehouse", order.order_no)
    return require(connection, Warehouse, shipment.warehouse_id)


def waybills_on(connection: Connection, shipment_id: UUID) -> list[tuple[str, str]]:
    """Carrier code and number of each waybill on a shipment's parcels now, by number."""
    return [(row.carrier_code, row.waybill_no) for row in _WAYBILLS.all(connection, {"shipment": shipment_id})]
