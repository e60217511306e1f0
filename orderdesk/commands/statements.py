"""The owner of a stock says how much is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row, insert, select, update

from db.tables import log
from db.tables import stock as stock_tables
from orderdesk.access import Permission
from orderdesk.commands.cases import case_id
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.ledger import stock_id
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Stock
from orderdesk.documents.work import Case
from orderdesk.domain.stock import row_key
from orderdesk.errors import Refused

_BOOKED_LATE = timedelta(days=14)
"""How long after goods have left their booking may still be missing in a statement."""


class StatedItem(BaseModel):
    """What is there of a SKU, in thousandths of the base unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku_id: UUID
    batch: str = ""
    on_hand: int


class StateStock(Command):
    """What lies in a warehouse as of a moment, by its owner's word.

    `books_dispatches`: the figures fall only when a shipment has been booked there, which may be long after it left.
    """

    company_id: UUID
    warehouse_id: UUID
    as_of: datetime
    source: str = Field(min_length=1)
    items: tuple[StatedItem, ...] = Field(min_length=1, max_length=500)
    books_dispatches: bool = False

    def keys(self) -> tuple[Key, ...]:
        """None: stock is written by decisions only."""
        return ()


@change(StateStock, needs=Permission.CONFIRM)
def state_stock(ask: StateStock, work: Work) -> None:
    """Only the hub has the stock. Refused: `warehouse.other_company`."""
    warehouse = work.warehouse(ask.warehouse_id)
    if warehouse.company_id != ask.company_id:
        raise Refused("warehouse.other_company", warehouse=warehouse.code)


@decide(StateStock)
def settle_statement(ask: StateStock, work: HubWork) -> None:
    """Keeps the statement and works out what is there now; a statement below what is reserved opens a case."""
    ranked = sorted(ask.items, key=lambda item: row_key(ask.warehouse_id, item.sku_id, batch=item.batch))
    for item in ranked:
        _state(ask, item, work)


def booking_key(shipment_id: UUID) -> str:
    """The dedupe key of the job that books a shipment at the ERP."""
    return f"erp:dispatch:{shipment_id}"


def _state(ask: StateStock, item: StatedItem, work: HubWork) -> None:
    table = stock_tables.stock
    row_id = stock_id(ask.company_id, ask.warehouse_id, item.sku_id, item.batch)
    row = work.connection.execute(select(table).where(table.c.id == row_id).with_for_update()).first()
    if row is None:
        _begin(ask, item, work, row_id)
    elif row.source == ask.source and row.as_of >= ask.as_of:
        return
    else:
        on_hand = item.on_hand - _gone_since(ask, row_id, work)
        values = {"on_hand": on_hand, "as_of": ask.as_of, "source": ask.source, "version": table.c.version + 1}
        after = work.connection.execute(
            update(table).where(table.c.id == row_id).values(**values).returning(*table.c)
        ).one()
        found = Stock.model_construct(**after._mapping)
        work.shared[Key("stock", row_id)] = found
        if found.on_hand < found.reserved:
            _alarm(ask, found, work)
    _keep(ask, item, work, row_id)


def _begin(ask: StateStock, item: StatedItem, work: HubWork, row_id: UUID) -> None:
    made = Stock(
        id=row_id,
        company_id=ask.company_id,
        warehouse_id=ask.warehouse_id,
        sku_id=item.sku_id,
        batch=item.batch,
        on_hand=item.on_hand,
        reserved=0,
        as_of=ask.as_of,
        source=ask.source,
    )
    work.shelf.save(made)
    work.shared[made.key] = made


def _keep(ask: StateStock, item: StatedItem, work: HubWork, row_id: UUID) -> None:
    values = {
        "id": work.new_id(f"statement:{row_id}"),
        "stock_id": row_id,
        "on_hand": item.on_hand,
        "as_of": ask.as_of,
        "source": ask.source,
        "received_at": work.received_at,
    }
    work.connection.execute(insert(stock_tables.stock_statement).values(**values))


def _gone_since(ask: StateStock, row_id: UUID, work: HubWork) -> int:
    """What has left and is not in the statement yet."""
    ledger = stock_tables.reservation
    query = select(ledger.c.quantity, ledger.c.at, ledger.c.shipment_id, ledger.c.reason).where(
        ledger.c.stock_id == row_id,
        ledger.c.reason.in_(("shipped", "short")),
        ledger.c.at > ask.as_of - _BOOKED_LATE,
    )
    left = work.connection.execute(query).all()
    shipped = [row for row in left if row.reason == "shipped"]
    booked = _booked_at(work, shipped) if ask.books_dispatches else {}
    gone: int = sum(-row.quantity for row in shipped if booked.get(row.shipment_id, row.at) > ask.as_of)
    # Nobody books what was not found: the owner's next count decides.
    not_found: int = sum(-row.quantity for row in left if row.reason == "short" and row.at > ask.as_of)
    return gone + not_found


def _booked_at(work: HubWork, left: Iterable[Row[Any, Any, Any, Any]]) -> dict[UUID | None, datetime]:
    """When each shipment was booked; far away for one that is still to be."""
    table = log.job
    keys = {booking_key(row.shipment_id): row.shipment_id for row in left if row.shipment_id is not None}
    query = select(table.c.dedupe_key, table.c.state, table.c.done_at).where(table.c.dedupe_key.in_(list(keys)))
    return {
        keys[row.dedupe_key]: row.done_at if row.state == "done" and row.done_at else work.received_at + _BOOKED_LATE
        for row in work.connection.execute(query)
    }


def _alarm(ask: StateStock, found: Stock, work: HubWork) -> None:
    """One case for each stock row and day: the owner has less than is reserved."""
    dedupe_key = f"stock:below:{found.id}:{work.received_at:%Y-%m-%d}"
    key = Key("case", case_id(ask.company_id, dedupe_key))
    if work.shelf.load(key) is not None:
        return
    case = Case(
        id=key.id,
        company_id=ask.company_id,
        queue="stock",
        dedupe_key=dedupe_key,
        warehouse_id=ask.warehouse_id,
        state="open",
        code="stock.below_reserved",
        facts={
            "sku": work.sku(found.sku_id).code,
            "warehouse": work.warehouse(found.warehouse_id).code,
            "on_hand": found.on_hand,
            "reserved": found.reserved,
            "source": ask.source,
            "as_of": ask.as_of.isoformat(),
        },
        opened_at=work.received_at,
    )
    work.shelf.save(case)
    work.shared[key] = case
