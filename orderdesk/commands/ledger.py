"""The reservation ledger: goods are set aside by one guarded UPDATE each, always in the same order of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, insert, select, update

from db.prepared import Prepared
from db.tables import masters
from db.tables import stock as stock_tables
from orderdesk.commands.settings import allocation_rule
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Stock
from orderdesk.documents.orders import Order, Shipment, ShipmentLine
from orderdesk.domain.allocation import Candidate, Destination, Transfer, propose_transfers, rank_warehouses
from orderdesk.domain.stock import LineNeed, Pick, Shortage, StockRow, WarehouseChoice, choose_warehouses
from orderdesk.ids import derived_id

Firmness = Literal["soft", "firm"]

BY_HAND = "moved_by_hand"
"""The reason of what somebody moved by hand: the rule leaves such goods where they are."""

SOFT_FOR = timedelta(minutes=30)
REVIEW_AFTER = timedelta(days=7)

# Everybody locks stock rows in this order, so that two orders never wait for each other crosswise.
_ROW_ORDER = tuple(stock_tables.stock.c[name] for name in ("warehouse_id", "sku_id", "batch"))


# Made once: making a statement costs more than the database needs for it.
_STOCK, _LEDGER, _OPEN = stock_tables.stock, stock_tables.reservation, stock_tables.reservation_open
_HOUSE = masters.warehouse
_LOCK = Prepared(
    select(
        *(_STOCK.c[name] for name in ("id", "warehouse_id", "sku_id", "on_hand", "reserved", "batch")),
        *(_HOUSE.c[name] for name in ("priority", "code", "province", "city")),
    )
    .join(_HOUSE, _HOUSE.c.id == _STOCK.c.warehouse_id)
    .where(
        _STOCK.c.company_id == bindparam("company"),
        _STOCK.c.sku_id.in_(bindparam("skus", expanding=True)),
        _STOCK.c.quality == "good",
    )
    .order_by(*_ROW_ORDER)
    .with_for_update(of=_STOCK)
)
#: Never beyond what is there now, whoever else asks: the condition stands in the statement itself.
_TAKE = Prepared(
    update(_STOCK)
    .where(_STOCK.c.id == bindparam("stock"), _STOCK.c.on_hand - _STOCK.c.reserved >= bindparam("taken"))
    .values(reserved=_STOCK.c.reserved + bindparam("taken"), version=_STOCK.c.version + 1)
    .returning(*_STOCK.c)
)
_ENTER = Prepared(insert(_LEDGER), [column.name for column in _LEDGER.columns])
_HOLD = Prepared(insert(_OPEN), [column.name for column in _OPEN.columns])
_ADD = Prepared(
    update(_OPEN).where(_OPEN.c.id == bindparam("row")).values(quantity=_OPEN.c.quantity + bindparam("more"))
)
_GIVE_BACK = Prepared(
    update(_STOCK)
    .where(_STOCK.c.id == bindparam("stock"))
    .values(
        reserved=_STOCK.c.reserved - bindparam("given"),
        on_hand=_STOCK.c.on_hand - bindparam("gone"),
        version=_STOCK.c.version + 1,
    )
    .returning(*_STOCK.c)
)
_DROP = Prepared(delete(_OPEN).where(_OPEN.c.id == bindparam("row")))
_HELD = Prepared(
    select(_OPEN, _STOCK.c.warehouse_id, _STOCK.c.sku_id)
    .join(_STOCK, _STOCK.c.id == _OPEN.c.stock_id)
    .where(_OPEN.c.order_id == bindparam("order"))
    .order_by(*_ROW_ORDER, _OPEN.c.id)
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quantity (thousandths) of a shipment line that is to be set aside."""

    line: ShipmentLine
    quantity: int


@dataclass(frozen=True, slots=True)
class Shelves:
    """The stock rows of an order's articles, locked, and the warehouses that have some, the best first by the rule."""

    rows: tuple[StockRow, ...]
    warehouses: tuple[UUID, ...]
    most_shipments: int

    def choose(self, wanted: Iterable[Wanted], warehouses: Sequence[UUID] | None = None) -> WarehouseChoice:
        """Where the goods come from; `warehouses` narrows the candidates down."""
        needs = [_need(each) for each in wanted]
        among = self.warehouses if warehouses is None else warehouses
        return choose_warehouses(needs, self.rows, among, shipments=self.most_shipments)


@dataclass(frozen=True, slots=True)
class Short:
    """What could not be set aside, and what other warehouses could send for it."""

    lines: tuple[Shortage, ...] = ()
    transfers: tuple[Transfer, ...] = ()


def lock_stock(work: HubWork, order: Order, *, own: Iterable[Row[Any]] = ()) -> Shelves:
    """Locks in row order. What `own` reservations hold counts as available: they are about to be given up."""
    given_up = list(own)
    articles = {line.sku_id for line in order.shipment_lines} | {row.sku_id for row in given_up}
    found = _LOCK.all(work.connection, {"company": order.company_id, "skus": sorted(articles)})
    back: dict[UUID, int] = {}
    for row in given_up:
        back[row.stock_id] = back.get(row.stock_id, 0) + row.quantity
    rows = tuple(
        StockRow(row.id, row.warehouse_id, row.sku_id, row.on_hand, row.reserved - back.get(row.id, 0), row.batch)
        for row in found
    )
    # A transfer is never taken from where it is to go.
    houses = {row.warehouse_id: row for row in found if row.warehouse_id != order.to_warehouse_id}
    candidates = [
        Candidate(row.warehouse_id, row.code, row.province, row.city, row.priority) for row in houses.values()
    ]
    rule = allocation_rule(work, order.company_id)
    to = order.consignees[0]
    needs = [_need(each) for each in wanted_of(order, order.shipments)]
    ranked = rank_warehouses(candidates, Destination(to.province, to.city), needs, rows, rule)
    return Shelves(rows, tuple(each.warehouse_id for each in ranked), rule.shipments)


def lock_rows(work: HubWork, stock_ids: Iterable[UUID]) -> None:
    """Locks single stock rows in row order."""
    query = select(_STOCK.c.id).where(_STOCK.c.id.in_(sorted(stock_ids))).order_by(*_ROW_ORDER).with_for_update()
    work.connection.execute(query).all()


def lock_held(work: HubWork, order: Order) -> None:
    """Locks all that is set aside for an order, before it is let go of in several steps."""
    lock_rows(work, {row.stock_id for row in open_reservations(work, order.id)})


def wanted_of(order: Order, shipments: Iterable[Shipment], held: Iterable[Row[Any]] = ()) -> list[Wanted]:
    """What the shipments need beyond what is `held` for them already."""
    there: dict[tuple[UUID, UUID], int] = {}
    for row in held:
        key = (row.order_line_id, row.shipment_id)
        there[key] = there.get(key, 0) + row.quantity
    among = {shipment.id for shipment in shipments}
    found = []
    for line in order.shipment_lines:
        if line.shipment_id in among:
            quantity = line.quantity - line.short_quantity - there.get((line.order_line_id, line.shipment_id), 0)
            if quantity > 0:
                found.append(Wanted(line, quantity))
    return found


def reserve(
    work: HubWork,
    order: Order,
    wanted: Sequence[Wanted],
    *,
    firmness: Firmness,
    due_at: datetime,
    held: Sequence[Row[Any]] = (),
    partial: bool = False,
) -> Short:
    """Sets goods aside, each line whole or, if `partial`, as far as there is some; returns what stays short.

    `held`: what is set aside for the order already.
    """
    if not wanted:
        return Short()
    shelves = lock_stock(work, order)
    choice = shelves.choose(wanted)
    short = set() if partial else {shortage.line_id for shortage in choice.shortages}
    picks = [pick for pick in choice.picks if pick.line_id not in short]
    take(work, order, picks, firmness=firmness, due_at=due_at, held=held)
    return Short(choice.shortages, propose_transfers(choice, shelves.rows, shelves.warehouses))


def take(
    work: HubWork,
    order: Order,
    picks: Sequence[Pick],
    *,
    firmness: Firmness,
    due_at: datetime,
    held: Sequence[Row[Any]] = (),
    reason: str = "order",
) -> None:
    """Sets aside what was picked; `line_id` of a pick is a shipment line's."""
    lines = {line.id: line for line in order.shipment_lines}
    known = {(row.stock_id, row.order_line_id, row.shipment_id): row.id for row in held}
    entries, added = [], []
    for pick in picks:
        line = lines[pick.line_id]
        [after] = _TAKE.all(work.connection, {"stock": pick.stock_id, "taken": pick.quantity})
        _publish(work, after)
        entries.append(_entry(work, order, line, pick.stock_id, pick.quantity, kind=firmness, reason=reason))
        row_id = known.get((pick.stock_id, line.order_line_id, line.shipment_id))
        if row_id is not None:
            _ADD.run(work.connection, {"row": row_id, "more": pick.quantity})
            continue
        added.append(
            {
                "id": work.new_id(f"open:{line.order_line_id}:{line.shipment_id}:{pick.stock_id}"),
                "stock_id": pick.stock_id,
                "order_id": order.id,
                "order_line_id": line.order_line_id,
                "shipment_id": line.shipment_id,
                "quantity": pick.quantity,
                "firmness": firmness,
                "since": work.received_at,
                "due_at": due_at,
            }
        )
    if entries:
        _ENTER.run_all(work.connection, entries)
    if added:
        _HOLD.run_all(work.connection, added)


def open_reservations(
    work: HubWork, order_id: UUID, shipment_ids: Iterable[UUID | None] | None = None
) -> list[Row[Any]]:
    """What is set aside for an order now (or for some of its shipments), with the warehouse of each row."""
    rows = _HELD.all(work.connection, {"order": order_id})
    if shipment_ids is None:
        return list(rows)
    among = set(shipment_ids)
    return [row for row in rows if row.shipment_id in among]


def make_firm(work: HubWork, rows: Iterable[Row[Any]]) -> None:
    """Turns soft reservations firm, with a date on which somebody has to look at them again."""
    soft = [row for row in rows if row.firmness == "soft"]
    _mark(work, soft, firmness="firm", due_at=work.received_at + REVIEW_AFTER)


def make_soft(work: HubWork, rows: Iterable[Row[Any]]) -> None:
    """Turns reservations soft again: they lapse unless somebody reviews the order."""
    _mark(work, list(rows), firmness="soft", due_at=work.received_at + SOFT_FOR)


def release(work: HubWork, order: Order, rows: Sequence[Row[Any]], reason: str) -> int:
    """Lets go of open reservations of an order; returns how many those were."""
    for row in rows:
        give_back(work, order, row, row.quantity, reason)
    return len(rows)


def give_back(work: HubWork, order: Order, row: Row[Any], quantity: int, reason: str, *, leaves: bool = False) -> None:
    """Lets go of some of a reservation; with `leaves` the goods are gone from the stock as well."""
    moved = {"stock": row.stock_id, "given": quantity, "gone": quantity if leaves else 0}
    [after] = _GIVE_BACK.all(work.connection, moved)
    _publish(work, after)
    _ENTER.run(work.connection, _entry(work, order, row, row.stock_id, -quantity, kind=row.firmness, reason=reason))
    if quantity == row.quantity:
        _DROP.run(work.connection, {"row": row.id})
    else:
        _ADD.run(work.connection, {"row": row.id, "more": -quantity})


def pass_on(
    work: HubWork, order: Order, row: Row[Any], quantity: int, to: Order, line: ShipmentLine, reason: str
) -> None:
    """Lets a shipment line, of the same order or another, have some of a reservation.

    What is set aside of the stock stays the same, so that it is done also where less is there than is set aside.
    """
    for owner, part, moved in ((order, row, -quantity), (to, line, quantity)):
        _ENTER.run(work.connection, _entry(work, owner, part, row.stock_id, moved, kind=row.firmness, reason=reason))
    if quantity == row.quantity:
        _DROP.run(work.connection, {"row": row.id})
    else:
        _ADD.run(work.connection, {"row": row.id, "more": -quantity})
    key = (row.stock_id, line.order_line_id, line.shipment_id)
    for held in open_reservations(work, to.id, (line.shipment_id,)):
        if (held.stock_id, held.order_line_id, held.shipment_id) == key:
            _ADD.run(work.connection, {"row": held.id, "more": quantity})
            return
    added = {
        "id": work.new_id(f"open:{line.order_line_id}:{line.shipment_id}:{row.stock_id}"),
        "stock_id": row.stock_id,
        "order_id": to.id,
        "order_line_id": line.order_line_id,
        "shipment_id": line.shipment_id,
        "quantity": quantity,
        "firmness": row.firmness,
        "since": row.since,
        "due_at": row.due_at,
    }
    _HOLD.run(work.connection, added)


def consume(work: HubWork, gone: Iterable[tuple[Order, Iterable[UUID]]]) -> None:
    """Takes the reserved goods of shipments that have left out of the stock, those of all the orders in row order."""
    held = [(order, row) for order, shipments in gone for row in open_reservations(work, order.id, shipments)]
    if len({order.id for order, _ in held}) > 1:
        lock_rows(work, {row.stock_id for _, row in held})
    for order, row in held:
        give_back(work, order, row, row.quantity, "shipped", leaves=True)


def assign(work: HubWork, row: Row[Any], shipment_id: UUID) -> None:
    """Names the shipment that a reservation is for."""
    work.connection.execute(update(_OPEN).where(_OPEN.c.id == row.id).values(shipment_id=shipment_id))


def explain(work: HubWork, order: Order, shortages: Iterable[Shortage]) -> list[dict[str, Any]]:
    """Why lines are short, as JSON facts, with the figures of every warehouse in thousandths of the base unit."""
    carried = {line.id: line.order_line_id for line in order.shipment_lines}
    sold = {line.id: line for line in order.lines}
    found = []
    for shortage in shortages:
        line = sold[carried[shortage.line_id]]
        figures = [
            {"warehouse": work.warehouse(each.warehouse_id).code, "on_hand": each.on_hand, "available": each.available}
            for each in shortage.warehouses
        ]
        wanted = {"wanted": shortage.needed, "missing": shortage.missing}
        found.append({"line": line.position, "sku": line.sku_code, **wanted, "warehouses": figures})
    return found


def stock_id(company_id: UUID, warehouse_id: UUID, sku_id: UUID, batch: str = "", quality: str = "good") -> UUID:
    """The id of a stock row: it follows from what the row is about."""
    return derived_id(company_id, f"stock:{warehouse_id}:{sku_id}:{batch}:{quality}")


def _need(wanted: Wanted) -> LineNeed:
    return LineNeed(wanted.line.id, wanted.line.sku_id, wanted.quantity)


def _mark(work: HubWork, rows: Sequence[Row[Any]], *, firmness: Firmness, due_at: datetime) -> None:
    if rows:
        ids = [row.id for row in rows]
        work.connection.execute(update(_OPEN).where(_OPEN.c.id.in_(ids)).values(firmness=firmness, due_at=due_at))


def _entry(
    work: HubWork,
    order: Order,
    line: ShipmentLine | Row[Any],
    stock_id: UUID,
    quantity: int,
    *,
    kind: str,
    reason: str,
) -> dict[str, Any]:
    return {
        "id": work.new_id(f"ledger:{order.id}:{stock_id}:{line.order_line_id}:{line.shipment_id}:{quantity}:{reason}"),
        "stock_id": stock_id,
        "order_id": order.id,
        "order_line_id": line.order_line_id,
        "shipment_id": line.shipment_id,
        "quantity": quantity,
        "kind": kind,
        "reason": reason,
        "at": work.received_at,
        "command_id": work.command_id,
    }


def _publish(work: HubWork, row: Row[Any]) -> None:
    found = Stock.model_construct(**row._asdict())
    work.shared[Key("stock", found.id)] = found
