"""Orders that are not the usual sale on its way, each in the panel; and the desk without its hub."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from orderdesk.commands import DeclareShort, SplitOrder
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import OrderKind
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.order_list import page_of, stream_rows
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderDetail, OrderQuestion
from tools.screens.studio import LARGE, Studio, life_of
from ui.program import Program
from ui.sales.order_panel import TIMELINE
from ui.window import ORDERS
from ui.workplace import Workplace

#: What is drawn, and the orders that show it.
_WANTED: tuple[tuple[str, Callable[[OrderDetail], bool]], ...] = (
    ("order-return", lambda it: it.head.order_kind == OrderKind.RETURN and bool(it.relations)),
    ("order-returned", lambda it: any(each.kind == "has_return_of" for each in it.relations)),
    ("order-parts", lambda it: it.head.shipments_total > 1 and bool(it.parcels)),
    ("order-ended", lambda it: it.closing is not None),
    ("order-held", lambda it: bool(it.holds)),
    ("order-scans", lambda it: it.head.node == Node.IN_TRANSIT and len(it.courier_events) > 1),
    ("order-trouble", lambda it: it.head.node == Node.DELIVERY_EXCEPTION),
)


def draw_kinds(studio: Studio, program: Program) -> None:
    """One order of each; a demo that has no such order goes without."""
    workplace, orders = life_of(program).workplace, program.window.orders
    program.window.shell.open_room(ORDERS)
    panel = life_of(program).orders_panel()
    details = _all_details(workplace)
    for name, fits in _WANTED:
        found = next(filter(fits, details), None)
        if found is not None:
            orders.open_order(found.head.id)
            panel.open_tab(TIMELINE)
            studio.wait(partial(_shows, program, found), name)
            studio.settle(1.0)
            studio.shoot(program.window, name)
            studio.shoot(program.window, name, LARGE)
    orders.close_order()


def draw_split(studio: Studio, program: Program) -> None:
    """An order of which a line is short and becomes an order of its own, and that one;
    none is being picked: nothing."""
    workplace, orders = life_of(program).workplace, program.window.orders
    benches = workplace.names.benches
    found = next((each for each in _all_details(workplace) if _may_run_short(each, benches)), None)
    if found is None:
        return
    order_id, line = found.head.id, found.carried[0]
    workplace.say(DeclareShort(order_id=order_id, shipment_line_id=line.id, quantity=line.quantity))
    studio.wait(lambda: not workplace.status.queued and bool(_waiting(workplace, order_id)), "a part that waits")
    part, workstation = _waiting(workplace, order_id)[0], workplace.workstation
    new_id, new_no = workstation.new_id(), workstation.next_order_no()
    workplace.say(
        SplitOrder(order_id=order_id, shipment_id=part, new_order_id=new_id, new_order_no=new_no, reason="分批送货")
    )
    for each, name in ((order_id, "order-split"), (new_id, "order-split-off")):
        studio.wait(partial(_opens_related, program, each), name)
        studio.settle(1.0)
        studio.shoot(program.window, name)
    orders.close_order()


def _may_run_short(detail: OrderDetail, benches: frozenset[UUID]) -> bool:
    is_picked = [(each.node, each.warehouse_id in benches) for each in detail.shipments] == [(Node.PICKING, True)]
    return is_picked and len(detail.carried) > 1 and not detail.carried[0].packed_quantity and not detail.holds


def _waiting(workplace: Workplace, order_id: UUID) -> list[UUID]:
    """The shipments of an order that have no warehouse."""
    now = workplace.clock.now()
    detail = workplace.ask_now(lambda connection: order_detail(connection, order_id, now))
    return [] if detail is None else [each.id for each in detail.shipments if each.warehouse_id is None]


def _opens_related(program: Program, order_id: UUID) -> bool:
    program.window.orders.open_order(order_id)
    detail = life_of(program).orders_panel().detail
    return detail is not None and detail.head.id == order_id and bool(detail.relations)


def draw_away(studio: Studio, program: Program, stop: Callable[[], None]) -> None:
    """The same desk once `stop` has taken the hub away: what it says, and that it goes on."""
    window, workplace = program.window, life_of(program).workplace
    window.shell.open_room(ORDERS)
    studio.wait(lambda: window.orders.model.rowCount() > 0, "orders")
    found = next(it for it in _all_details(workplace) if it.head.node == Node.PENDING_REVIEW)
    stop()
    studio.wait(lambda: workplace.is_online is False, "the hub is gone")
    window.orders.open_order(found.head.id)
    studio.wait(partial(_shows, program, found), "an order")
    panel = life_of(program).orders_panel()
    panel.deeds.hold_now()
    studio.wait(lambda: workplace.status.queued > 0, "a command that waits")
    studio.shoot(window, "orders-away")
    for toast in window.shell.alerts.toasts():
        toast.leave()


def _shows(program: Program, wanted: OrderDetail) -> bool:
    detail = life_of(program).orders_panel().detail
    return detail is not None and detail.head.id == wanted.head.id


def _all_details(workplace: Workplace) -> list[OrderDetail]:
    now = workplace.clock.now()

    def question(connection: Reading) -> list[OrderDetail]:
        keys = [key for part in stream_rows(connection, OrderQuestion()) for key in part]
        ids = [row.id for row in page_of(connection, keys).values()]
        found = (order_detail(connection, each, now) for each in ids)
        return [each for each in found if each is not None]

    return workplace.ask_now(question)
