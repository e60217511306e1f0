"""The rows that several orders share are locked in one order: a customer's credit before the stock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from db import prepared
from orderdesk.commands import CancelOrder, CancelShipment, Command, EditOrder, ReceiveReturn, ReturnedLine
from orderdesk.commands.edit import LineEdit, LineTerms
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.hub.test_commands_cancel import two_shipments
from tests.hub.test_commands_returns import delivered, return_of, returning
from tests.sync import small_company as company

_LOCKING = re.compile(r"UPDATE (credit_use|stock) |FROM (credit_use|stock)\b.*FOR UPDATE", re.DOTALL)


@contextmanager
def shared_rows(floor: ShopFloor) -> Iterator[list[str]]:
    """The shared tables whose rows are locked inside, in the order in which that happens."""
    found: list[str] = []

    def note(text: str) -> None:
        match = _LOCKING.search(text)
        if match is not None:
            found.append(match[1] or match[2])

    def on_text(_connection: Connection, text: str) -> None:
        note(text)

    def on_statement(*arguments: Any) -> None:
        note(arguments[2])

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


_MADE = [cancelled_in_part, cancelled, edited, come_back, delivered_at_once, returned_in_part]


@pytest.mark.parametrize("made", _MADE)
def test_credit_is_locked_before_stock(floor: ShopFloor, made: Callable[[ShopFloor], tuple[Command, str]]) -> None:
    command, by = made(floor)
    with shared_rows(floor) as locked:
        if by:
            floor.do(command, by=by, at="A1")
        else:
            floor.done(command)
    assert set(locked) == {"credit_use", "stock"}
    assert locked == sorted(locked)
