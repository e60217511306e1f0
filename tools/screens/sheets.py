"""The sheets that ask before something is done with an order: what a supervisor sees."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from orderdesk.domain.nodes import Node
from tools.screens.desk import newest
from tools.screens.studio import Studio, life_of
from ui.program import Program
from ui.sales.order_chips import ALL, MINE
from ui.sales.order_panel import OrderPanel
from ui.window import ORDERS

#: Each of another shape: words, choices, quantities, amounts, moments, files, what follows from it.
_DEEDS = (
    *("hold", "cancel", "split", "allocate_by_hand", "declare_short", "return_order", "receive_return"),
    *("deliver", "report_exception", "close", "photo", "intercept"),
)
_NODES = tuple(str(node) for node in Node)
_LOOKED_AT = 12


def draw_sheets(studio: Studio, program: Program) -> None:
    """A sheet of each shape over an order at which it is offered; a demo that has no such order goes without."""
    program.window.shell.open_room(ORDERS)
    studio.wait(lambda: program.window.orders.model.rowCount() > 0, "orders")
    _draw_empty(studio, program)
    panel = life_of(program).orders_panel()
    for key in _DEEDS:
        if _open_fitting(studio, program, panel, key):
            studio.shoot(program.window, f"sheet-{key}", opened=partial(_begun, panel, key))


def _draw_empty(studio: Studio, program: Program) -> None:
    """A supervisor has entered no orders: the list of his own is empty."""
    orders = program.window.orders
    orders.chips.choose(MINE)
    orders.chips.chosen.emit(MINE)
    studio.wait(lambda: orders.model.rowCount() == 0, "no orders")
    studio.shoot(program.window, "orders-empty")
    orders.chips.choose(ALL)
    orders.chips.chosen.emit(ALL)
    studio.wait(lambda: orders.model.rowCount() > 0, "orders again")


def _open_fitting(studio: Studio, program: Program, panel: OrderPanel, key: str) -> bool:
    orders = program.window.orders
    for node in _NODES:
        for order_id in newest(life_of(program).workplace, node, _LOOKED_AT):
            orders.open_order(order_id)
            studio.until(partial(_shows, panel, order_id), key)
            if any(each.deed.key == key and not each.hindered for each in panel.deeds.offers()):
                studio.settle()
                return True
    return False


def _shows(panel: OrderPanel, order_id: UUID) -> bool:
    return panel.detail is not None and panel.detail.head.id == order_id


def _begun(panel: OrderPanel, key: str) -> QWidget:
    panel.deeds.begin(next(each for each in panel.deeds.offers() if each.deed.key == key))
    assert panel.deeds.sheet is not None
    return panel.deeds.sheet
