"""The order list, an order from all sides, the search."""

from __future__ import annotations

from uuid import UUID

from orderdesk.domain.nodes import Node
from orderdesk.queries.order_list import first_rows, page_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderQuestion
from tools.screens.studio import LARGE, Studio, life_of
from ui.program import Program
from ui.sales.order_panel import LINES, LOGISTICS, TIMELINE
from ui.window import ORDERS
from ui.workplace import Workplace


def draw_desk(studio: Studio, program: Program) -> None:
    """The order list, an order from all sides, the search."""
    life, window = life_of(program), program.window
    workplace, orders = life.workplace, window.orders
    window.shell.open_room(ORDERS)
    studio.wait(lambda: orders.model.rowCount() > 0, "orders")
    for node in (Node.DELIVERED, Node.IN_TRANSIT):
        for order_id in newest(workplace, str(node)):
            orders.open_order(order_id)
    panel = life.orders_panel()
    studio.wait(lambda: panel.detail is not None, "an order")
    studio.shoot(window, "orders")
    studio.shoot(window, "orders", LARGE)
    for tab, name in ((LINES, "order-lines"), (LOGISTICS, "order-logistics")):
        panel.open_tab(tab)
        studio.shoot(window, name)
    panel.open_tab(TIMELINE)
    field = window.shell.bar.search.entry
    field.setFocus()
    field.setText("北仑")
    studio.settle(1.0)
    studio.shoot(window, "search")
    field.clear()


def newest(workplace: Workplace, node: str) -> list[UUID]:
    """The newest order at a status, if there is one."""

    def question(connection: Reading) -> list[UUID]:
        return [row.id for row in page_of(connection, first_rows(connection, OrderQuestion(node=node), 1)).values()]

    return workplace.ask_now(question)
