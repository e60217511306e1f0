"""What tests of deeds share: an order's panel at somebody's desk, and the hands that open and fill in its sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget
from sqlalchemy import select, update

from db.tables import orders
from orderdesk.commands import AllocateOrder, ReviewOrder
from orderdesk.domain.nodes import Node
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from ui.sales.actions.fields import AmountField, ChoiceField, GoodsField, TimeField, WordsField
from ui.sales.actions.sheet import DeedSheet
from ui.sales.order_actions import OrderActions
from ui.sales.order_panel import OrderPanel

Show = Callable[[QWidget], QWidget]


class Desks:
    """Opens the panel of an order at somebody's desk, as often as wanted."""

    def __init__(self, town: Town, folder: Path, show: Show) -> None:
        self._town, self._folder, self._show = town, folder, show
        self._opened: list[Near] = []

    def __call__(self, login: str, order_id: UUID) -> OrderActions:
        near = Near(self._town, self._folder / f"desk{len(self._opened)}", "A1", login)
        self._opened.append(near)
        panel = OrderPanel(near.workplace)
        panel.resize(480, 700)
        self._show(panel)
        panel.show_order(order_id)
        return panel.deeds

    def close(self) -> None:
        """Ends them."""
        for near in self._opened:
            near.close()


def keys_of(deeds: OrderActions) -> set[str]:
    return {offer.deed.key for offer in deeds.offers() if not offer.hindered}


def begin(deeds: OrderActions, key: str) -> None:
    deeds.begin(next(offer for offer in deeds.offers() if offer.deed.key == key))


def exchange(deeds: OrderActions) -> None:
    deeds._workplace._sync.exchange()  # type: ignore[attr-defined]  # the test's hand
    deeds._workplace._tell()


def write(deeds: OrderActions, **values: str) -> None:
    """Fills the sheet in and submits it."""
    sheet = sheet_of(deeds)
    for key, value in values.items():
        field = sheet.field(key)
        if isinstance(field, WordsField):
            field.put(value)
        elif isinstance(field, AmountField | TimeField):
            field.entry.setText(value)
        elif isinstance(field, ChoiceField):
            field.select.choose(value)
        elif isinstance(field, GoodsField):
            field.rows[0].entry.setText(value)
    sheet.submit()


def sheet_of(deeds: OrderActions) -> DeedSheet:
    """The sheet that was opened last."""
    assert deeds.sheet is not None
    return deeds.sheet


def in_two_warehouses(town: Town) -> tuple[UUID, UUID, UUID]:
    """An order with a shipment at the bench and one at the WMS; returns its id and theirs."""
    order_id = town.place(quantity=company.STOCKED + 5_000)
    town.run(ReviewOrder(order_id=order_id))
    town.run(AllocateOrder(order_id=order_id))
    ours, theirs = sorted(town.order(order_id).shipments, key=lambda each: each.warehouse_id != company.BENCH_WAREHOUSE)
    return order_id, ours.id, theirs.id


def stand(town: Town, shipment_id: UUID, **values: Any) -> None:
    """Sets a shipment, what it carries and its order to where a test wants them, by the hand of the database."""
    shipments, lines, heads = orders.shipment, orders.shipment_line, orders.order
    with town.hub.store.write() as connection:
        connection.execute(update(shipments).where(shipments.c.id == shipment_id).values(values))
        mine = lines.c.shipment_id == shipment_id
        connection.execute(update(lines).where(mine).values(packed_quantity=lines.c.quantity))
        order_id = connection.execute(select(shipments.c.order_id).where(shipments.c.id == shipment_id)).scalar_one()
        nodes = connection.execute(select(shipments.c.node).where(shipments.c.order_id == order_id)).scalars()
        least = min(
            (each for each in nodes if each != Node.CLOSED), default="closed", key=lambda n: list(Node).index(n)
        )
        connection.execute(update(heads).where(heads.c.id == order_id).values(node=least))
