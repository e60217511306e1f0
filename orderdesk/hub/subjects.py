"""The documents that a job is about."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from orderdesk.documents.document import Document, Key
from orderdesk.documents.masters import Warehouse
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import MissingDocument
from orderdesk.hub.jobs import Leased

Kind = TypeVar("Kind", bound=Document)


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
