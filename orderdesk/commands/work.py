"""What a handler works with: the documents of its keys, the moment, and who asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, select

from db.cache import cache_tables
from db.prepared import Prepared
from db.tables import masters, orders, parcels
from db.tables import work as tasks
from orderdesk.documents import EVERYWHERE, KINDS
from orderdesk.documents.document import Document, Key, Scope
from orderdesk.documents.masters import Company, Customer, Device, Sku, User, Warehouse
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Parcel, Waybill
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import MissingDocument
from orderdesk.ids import derived_id

Kind = TypeVar("Kind", bound=Document)

#: Orders first, customers before stock: two commands never wait for each other crosswise.
_LOCK_ORDER = (
    "order",
    "parcel",
    "waybill",
    "customer",
    "receipt",
    "change_request",
    "case",
    "task",
    "photo",
    "feed",
    "stock",
)


_HEAD = orders.order
#: Locks the orders whose goods are in parcels, or that tasks are about, in the one order of all.
_EVENTS_OF = {
    kind: Prepared(
        select(_HEAD.c.id)
        .where(_HEAD.c.id.in_(select(owner.c.order_id).where(owner.c[by].in_(bindparam("ids", expanding=True)))))
        .order_by(_HEAD.c.id)
        .with_for_update()
    )
    for kind, owner, by in (("parcel", parcels.parcel_content, "parcel_id"), ("task", tasks.task, "id"))
}


class KeyNotNamedError(TypeError):
    """A handler touched a document that its command's keys() do not name: a defect of the handler."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from where. `user_id` None: the hub itself (a timer, a callback)."""

    user_id: UUID | None
    device_id: UUID
    device_code: str
    roles: tuple[str, ...] = ()


@cache
def _named(table: Table, column: str) -> Prepared:
    return Prepared(select(table.c.id).where(table.c[column] == bindparam("code")).limit(1))


class Work:
    """The surroundings of one command on either side. Documents are loaded once and written back by `flush`.

    `said_at` is when it was said, `clock_at` what the clock beside the speaker showed: what was noted by that clock is
    compared with it.
    """

    def __init__(
        self, shelf: Shelf, *, command_id: UUID, said_at: datetime, asker: Asker, keys: Iterable[Key], cached: bool
    ) -> None:
        self.shelf = shelf
        self.command_id = command_id
        self.said_at = said_at
        self.clock_at = said_at
        self.asker = asker
        self._keys = frozenset(keys)
        self._cached = cached
        self._held: dict[Key, Document | None] = {}
        self.scopes: dict[Key, Scope] = {}
        self._references: dict[Key, Document | None] = {}

    def new_id(self, tag: str) -> UUID:
        """An id for something this command makes: the same wherever and however often it runs."""
        return derived_id(self.command_id, tag)

    def order(self, order_id: UUID) -> Order:
        """The order; raises MissingDocument where this store does not hold it."""
        return self._require(Order, order_id)

    def parcel(self, parcel_id: UUID) -> Parcel:
        """The parcel; raises MissingDocument where this store does not hold it."""
        return self._require(Parcel, parcel_id)

    def customer(self, customer_id: UUID) -> Customer:
        """The customer; raises MissingDocument where this store does not hold it."""
        return self._require(Customer, customer_id)

    def find_order(self, order_id: UUID) -> Order | None:
        """The order, or None."""
        return self.find(Order, order_id)

    def find_parcel(self, parcel_id: UUID) -> Parcel | None:
        """The parcel, or None."""
        return self.find(Parcel, parcel_id)

    def find_waybill(self, waybill_id: UUID) -> Waybill | None:
        """The waybill, or None."""
        return self.find(Waybill, waybill_id)

    def find(self, model: type[Kind], document_id: UUID) -> Kind | None:
        """A document of the keys by its type, or None."""
        key = Key(model.kind, document_id)
        if key not in self._keys:
            raise KeyNotNamedError(f"{key} is not among the command's keys")
        if key not in self._held:
            loaded = self._held[key] = self.shelf.load(key, lock=True)
            if loaded is not None:
                self.scopes[key] = loaded.scope()
        found = self._held[key]
        return found if isinstance(found, model) else None

    def find_subject(self, key: Key) -> Document | None:
        """A document of the keys, of whatever type, or None."""
        return self.find(KINDS[key.kind].model, key.id)

    def sku(self, sku_id: UUID) -> Sku:
        """The SKU, from the reference documents."""
        return self._refer(Sku, sku_id)

    def warehouse(self, warehouse_id: UUID) -> Warehouse:
        """The warehouse, from the reference documents."""
        return self._refer(Warehouse, warehouse_id)

    def user(self, user_id: UUID) -> User:
        """The user, from the reference documents."""
        return self._refer(User, user_id)

    def device(self, device_id: UUID) -> Device:
        """The workstation, from the reference documents."""
        return self._refer(Device, device_id)

    def company(self, company_id: UUID) -> Company:
        """The company, from the reference documents."""
        return self._refer(Company, company_id)

    def is_product_code(self, code: str) -> bool:
        """Whether `code` is the barcode of some SKU, or a SKU's own code."""
        questions = (
            _named(self._table(masters.sku_barcode), "barcode"),
            _named(self._table(masters.sku), "code"),
        )
        return any(each.first(self.shelf.connection, {"code": code}) is not None for each in questions)

    def names(self, key: Key) -> bool:
        """Whether the command names this document, so that it may be loaded."""
        return key in self._keys

    def add(self, document: Document) -> None:
        """Puts a new document among those of the command."""
        if document.key not in self._keys:
            raise KeyNotNamedError(f"{document.key} is not among the command's keys")
        self._held[document.key] = document

    def hold_all(self) -> None:
        """Loads every document of the keys, in the one order in which all commands lock them."""
        for key in sorted(self._keys, key=lambda key: (_LOCK_ORDER.index(key.kind), key.id.int)):
            self.find(KINDS[key.kind].model, key.id)

    def fetch(self, references: Iterable[Key]) -> None:
        """Reads reference documents ahead, those of a kind at once."""
        wanted: dict[str, list[Key]] = {}
        for key in dict.fromkeys(references):
            wanted.setdefault(key.kind, []).append(key)
        for keys in wanted.values():
            self._references.update(self.shelf.refer(keys))

    def referred(self) -> list[Document]:
        """The reference documents that were read so far."""
        return [document for document in self._references.values() if document is not None]

    def touched(self, key: Key) -> Document | None:
        """The document of a key as it is now, loaded if the handler had no need of it; None: this store has none."""
        if key not in self._held:
            self._held[key] = self.shelf.load(key)
        return self._held[key]

    def held(self) -> list[Document]:
        """The documents the command has touched so far."""
        return [document for document in self._held.values() if document is not None]

    def flush(self) -> list[Document]:
        """Writes what has changed, each with the next version; returns the written documents in key order."""
        documents = sorted(self.held(), key=lambda each: (each.kind, each.id.int))
        return [document for document in documents if self.shelf.save(document)]

    def _table(self, source: Table) -> Table:
        return cache_tables[source.name] if self._cached else source

    def _require(self, model: type[Kind], document_id: UUID) -> Kind:
        found = self.find(model, document_id)
        if found is None:
            raise MissingDocument(model.kind, document_id)
        return found

    def _refer(self, model: type[Kind], document_id: UUID) -> Kind:
        if model.kind not in EVERYWHERE:
            raise KeyNotNamedError(f"{model.kind} is no reference document")
        key = Key(model.kind, document_id)
        if key not in self._references:
            self._references[key] = self.shelf.refer((key,)).get(key)
        found = self._references[key]
        if not isinstance(found, model):
            raise MissingDocument(model.kind, document_id)
        return found

    def trace(self, order_id: UUID, **facts: Any) -> None:
        """Adds facts (fields of the order's event) to what the hub records of this command; nothing elsewhere."""


class HubWork(Work):
    """The surroundings of a decision: besides the documents, all rows of the hub and the jobs to be done outside.

    Nothing is said after it has arrived: a workstation's clock that runs ahead outlives no hold and dates nothing
    later.
    """

    def __init__(
        self,
        shelf: Shelf,
        *,
        command_id: UUID,
        said_at: datetime,
        asker: Asker,
        keys: Iterable[Key],
        received_at: datetime,
    ) -> None:
        heard_at = min(said_at, received_at)
        super().__init__(shelf, command_id=command_id, said_at=heard_at, asker=asker, keys=keys, cached=False)
        self.clock_at = said_at
        self.received_at = received_at
        self.jobs: list[Job] = []
        self.traced: dict[UUID, dict[str, Any]] = {}
        self.shared: dict[Key, Document] = {}
        self.settings: dict[UUID, dict[str, Any]] = {}
        self.credit: dict[UUID, tuple[int, int]] = {}

    def hold_all(self) -> None:
        """Locks the orders first that will have an event, also where the keys do not name them: events are a chain."""
        kinds = {key.kind for key in self._keys}
        if Order.kind not in kinds and self.shelf.locks:
            for kind in sorted(kinds & _EVENTS_OF.keys()):
                _EVENTS_OF[kind].all(self.connection, {"ids": [key.id for key in self._keys if key.kind == kind]})
        super().hold_all()

    @property
    def connection(self) -> Connection:
        """The open transaction."""
        return self.shelf.connection

    def job(self, system: str, kind: str, *, dedupe_key: str, order_key: str, payload: dict[str, Any]) -> None:
        """Queues a call to an outside system; it is made after the commit, once per `dedupe_key`."""
        self.jobs.append(Job(system, kind, dedupe_key, order_key, payload))

    def publish(self, key: Key) -> None:
        """Has a document that the decision wrote by its own statements (stock) sent to the workstations."""
        found = self.shelf.load(key)
        if found is None:
            raise MissingDocument(key.kind, key.id)
        self.shared[key] = found

    def trace(self, order_id: UUID, **facts: Any) -> None:
        self.traced.setdefault(order_id, {}).update(facts)


@dataclass(frozen=True, slots=True)
class Job:
    """A call to make outside."""

    system: str
    kind: str
    dedupe_key: str
    order_key: str
    payload: dict[str, Any]
