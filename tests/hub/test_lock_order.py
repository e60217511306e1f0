"""The rows that several orders share are locked in one order: a customer's credit before the stock, that by rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event

from db import prepared
from orderdesk.commands import (
    CancelOrder,
    CancelShipment,
    CloseParcel,
    Command,
    DeclareShort,
    EditOrder,
    HandOver,
    ReceiveReturn,
    ReturnedLine,
)
from orderdesk.commands.edit import LineEdit, LineTerms
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.hub.test_commands_cancel import two_shipments
from tests.hub.test_commands_returns import delivered, return_of, returning
from tests.sync import small_company as company

_LOCKING = re.compile(r"UPDATE (credit_use|stock) |FROM (credit_use|stock)\b.*FOR UPDATE", re.DOTALL)


_OF_STOCK = re.compile(r"^UPDATE stock |\sFROM stock\b")
_IN_ROW_ORDER = "ORDER BY stock.warehouse_id, stock.sku_id, stock.batch"
FIRST, SECOND = "SF1385628716739", "SF1486000003911"


@contextmanager
def statements(floor: ShopFloor) -> Iterator[list[str]]:
    """What is said to the database inside."""
    found: list[str] = []

    def on_text(_connection: Connection, text: str) -> None:
        found.append(text)

    def on_statement(*arguments: Any) -> None:
        found.append(arguments[2])

    prepared.listeners.append(on_text)
    event.listen(floor.store.engine, "before_cursor_execute", on_statement)
    try:
        yield found
    finally:
        prepared.listeners.remove(on_text)
        event.remove(floor.store.engine, "before_cursor_execute", on_statement)


def cancelled_in_part(floor: ShopFloor) -> tuple[Command, str]:
    order = two_shipments(floor)
    return CancelShipment(order_id=order.id, shipment_id=order.shipments[0].id, reason="客户取消"), "sales"


def cancelled(floor: ShopFloor) -> tuple[Command, str]:
    return CancelOrder(order_id=floor.allocated().id, reason="客户取消"), "sales"


def edited(floor: ShopFloor) -> tuple[Command, str]:
    order = floor.order(floor.place())
    was = LineTerms(unit="piece", unit_quantity=PIECE, unit_price_micro=company.PRICE_MICRO)
    change = LineEdit(line_id=order.lines[0].id, was=was, to=was.model_copy(update={"unit_quantity": 2 * PIECE}))
    return EditOrder(order_id=order.id, lines=(change,)), "sales"


def come_back(floor: ShopFloor) -> tuple[Command, str]:
    order = returning(floor)
    lines = (ReturnedLine(shipment_line_id=order.shipment_lines[0].id, quantity=PIECE),)
    return ReceiveReturn(order_id=order.id, shipment_id=order.shipments[0].id, lines=lines), "supervisor"


def delivered_at_once(floor: ShopFloor) -> tuple[Command, str]:
    """Nobody noted the hand-over: with the courier's first word the goods have left and are owed."""
    order = floor.allocated()
    parcel_id = floor.packed(order, "SF1385628716739")
    return floor.scan("SF1385628716739", "3", order.id, parcel_ids=(parcel_id,)), ""


def returned_in_part(floor: ShopFloor) -> tuple[Command, str]:
    order = return_of(floor, delivered(floor, quantity=2 * PIECE), PIECE)
    lines = (ReturnedLine(shipment_line_id=order.shipment_lines[0].id, quantity=PIECE),)
    return ReceiveReturn(order_id=order.id, shipment_id=order.shipments[0].id, lines=lines), "supervisor"


def left_after_the_courier(floor: ShopFloor) -> tuple[Command, str]:
    order = floor.allocated()
    parcel_id = floor.packed(order, FIRST)
    floor.done(floor.scan(FIRST, "3"))
    return HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)), "supervisor"


def short_after_the_courier(floor: ShopFloor) -> tuple[Command, str]:
    order = floor.allocated(quantity=2 * PIECE)
    parcel_id = floor.packed(order, FIRST, PIECE)
    floor.done(floor.scan(FIRST, "3", order.id, parcel_ids=(parcel_id,)))
    line_id = order.shipment_lines[0].id
    return DeclareShort(order_id=order.id, shipment_line_id=line_id, quantity=PIECE, reason="not_found"), "supervisor"


_MADE = [
    cancelled_in_part,
    cancelled,
    edited,
    come_back,
    delivered_at_once,
    returned_in_part,
    left_after_the_courier,
    short_after_the_courier,
]


@pytest.mark.parametrize("made", _MADE)
def test_credit_is_locked_before_stock(floor: ShopFloor, made: Callable[[ShopFloor], tuple[Command, str]]) -> None:
    command, by = made(floor)
    with statements(floor) as said:
        if by:
            floor.do(command, by=by, at="A1")
        else:
            floor.done(command)
    locked = [match[1] or match[2] for match in map(_LOCKING.search, said) if match is not None]
    assert set(locked) == {"credit_use", "stock"}
    assert locked == sorted(locked)


def two_orders(floor: ShopFloor, *parcels: str) -> tuple[list[UUID], list[UUID]]:
    """Orders of two articles, the first with the row that is locked last, in a box each or both in one."""
    last, first = sorted((0, 1), key=lambda sku: -company.SKUS[sku].int)
    orders = [floor.allocated(sku=last), floor.allocated(sku=first)]
    boxes = [floor.filled(order) for order in orders[: len(parcels)]]
    if len(parcels) == 1:
        floor.do(floor.item(boxes[0], orders[1]))
    ids = [order.id for order in orders]
    for box, number in zip(boxes, parcels, strict=True):
        floor.do(floor.label(box, number))
        floor.do(
            CloseParcel(parcel_id=box, order_ids=tuple(ids if len(parcels) == 1 else floor.parcel(box).order_ids()))
        )
    return ids, boxes


@pytest.mark.parametrize("by_courier", [False, True])
def test_goods_of_two_orders_are_locked_together_before_any_of_them_leaves(floor: ShopFloor, by_courier: bool) -> None:
    ids, boxes = two_orders(floor, *((FIRST,) if by_courier else (FIRST, SECOND)))
    with statements(floor) as said:
        if by_courier:
            floor.done(floor.scan(FIRST, "1", *ids, parcel_ids=tuple(boxes)))
        else:
            floor.do(HandOver(parcel_ids=tuple(boxes), order_ids=tuple(ids)))
    assert {floor.order(each).node for each in ids} == {"in_transit"}
    of_stock = [" ".join(text.split()) for text in said if _OF_STOCK.search(text)]
    assert _IN_ROW_ORDER in of_stock[0]
    assert [text.split()[0] for text in of_stock[1:]] == ["UPDATE", "UPDATE"]
    assert floor.store.is_sqlite or "FOR UPDATE" in of_stock[0]
    assert floor.faults() == []
