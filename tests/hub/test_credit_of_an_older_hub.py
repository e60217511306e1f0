"""A hub of the release before counted all credit as that of open orders;
its database is put right when it is migrated."""

from __future__ import annotations

from alembic import command
from sqlalchemy import select, update

from db import schema
from db.tables import customers
from orderdesk.commands import AllocateOrder, CloseOrder, HandOver, ReviewOrder
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.hub.test_commands_receipts import pay
from tests.hub.test_commands_returns import delivered
from tests.sync import small_company as company


def test_what_customers_use_is_counted_anew_from_their_orders(floor: ShopFloor) -> None:
    floor.place(sku=1, quantity=3 * PIECE)
    pay(floor, delivered(floor, quantity=2 * PIECE), 1_000)
    _delivered_in_part(floor)
    table = customers.credit_use
    with floor.store.read() as connection:
        right = connection.execute(select(table).order_by(table.c.id)).all()
    assert any(row.unpaid_fen and row.open_fen for row in right)
    with floor.store.engine.begin() as connection:
        command.downgrade(schema.configured(connection), "0002")
        connection.execute(update(table).values(open_fen=table.c.open_fen + table.c.unpaid_fen + 7, unpaid_fen=0))
        command.upgrade(schema.configured(connection), "0003")
    with floor.store.read() as connection:
        assert connection.execute(select(table).order_by(table.c.id)).all() == right
    assert floor.faults() == []


def _delivered_in_part(floor: ShopFloor) -> None:
    """Two of three pieces have arrived and are done with, the third one waits."""
    floor.lies(2 * PIECE, sku=2)
    floor.lies(0, sku=2, warehouse_id=company.WMS_WAREHOUSE)
    order_id = floor.place(sku=2, quantity=3 * PIECE)
    floor.do(ReviewOrder(order_id=order_id, back_order=True), by="supervisor", at="A1")
    floor.do(AllocateOrder(order_id=order_id), by="supervisor", at="A1")
    order = floor.order(order_id)
    sent, _ = sorted(order.shipments, key=lambda each: each.position)
    order.shipments, order.shipment_lines = [sent], order.lines_of(sent.id)
    parcel_id = floor.packed(order, "SF1486000003955", 2 * PIECE)
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order_id,)))
    floor.done(floor.scan("SF1486000003955", "3", order_id, minutes=5))
    floor.do(CloseOrder(order_id=order_id, reason="completed", shipment_id=sent.id), by="supervisor", at="A1")
