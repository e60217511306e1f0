"""What must hold at a hub whatever was said: the doctor's checks, and what only a history can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from db.store import Store
from db.tables import customers, log, orders, parcels, stock
from orderdesk.commands.amounts import add_up
from orderdesk.commands.credit import counted_fen, standing
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.nodes import UNDERWAY, Node
from orderdesk.hub.doctor import ALARMS, CHECKS

#: The doctor's checks that read every document or event again.
_LONG = ("newest_bodies_match", "chains_hold")


def broken_rules(store: Store, *, wholly: bool = True) -> list[str]:
    """A sentence for each thing that does not add up. `wholly`: also by what reads every order or event again."""
    with store.read() as connection:
        found = []
        for name, check in CHECKS.items():
            if name not in ALARMS and (wholly or name not in _LONG):
                found += [f"{name}: {text}" for text in check(connection)]
        for rule in (
            *((_money_adds_up,) if wholly else ()),
            _nothing_is_a_fault,
            _nothing_is_held_for_what_is_over,
            _one_label_a_piece,
            _parcels_are_counted,
        ):
            found += rule(connection)
    return found


def _nothing_is_a_fault(connection: Connection) -> Iterator[str]:
    """Commands are accepted or refused for a reason, and nobody is asked what the hub does not know."""
    said = log.command
    query = select(said.c.kind, said.c.code, said.c.facts).where(
        said.c.code.in_(("hub.fault", "command.malformed", "command.unknown"))
    )
    yield from (f"{row.kind}: {row.code} {row.facts}" for row in connection.execute(query))


def _money_adds_up(connection: Connection) -> Iterator[str]:
    """What customers use of their limits is what each order counts, read anew;
    an order costs what is or will be sent."""
    shelf, counted, unpaid = Shelf(connection), 0, 0
    for order_id in connection.execute(select(orders.order.c.id)).scalars().all():
        order = shelf.load(Key("order", order_id))
        assert isinstance(order, Order)
        used = standing(order)
        counted, unpaid = counted + used.open_fen, unpaid + used.unpaid_fen
        shown = order.amount_fen
        add_up(order)
        if shown != order.amount_fen:
            yield f"{order.order_no} costs {shown}, by its shipments {order.amount_fen}"
        if any(not line.quantity for line in order.shipment_lines):
            yield f"{order.order_no} carries nothing somewhere"
        if order.node == Node.CLOSED and order.close_reason == "cancelled" and counted_fen(order):
            yield f"{order.order_no} is cancelled and uses credit"
    uses = customers.credit_use
    sums = connection.execute(select(func.sum(uses.c.open_fen), func.sum(uses.c.unpaid_fen))).one()
    if (int(sums[0] or 0), int(sums[1] or 0)) != (counted, unpaid):
        yield f"{sums} fen of credit used, orders count {counted} and {unpaid}"


def _nothing_is_held_for_what_is_over(connection: Connection) -> Iterator[str]:
    """No goods are set aside for an order, or a shipment, that is closed or has left."""
    held, heads, shipments = stock.reservation_open, orders.order, orders.shipment
    over = select(heads.c.order_no).join(held, held.c.order_id == heads.c.id).where(heads.c.node == Node.CLOSED)
    yield from (f"goods are held for {each}, which is closed" for each in connection.execute(over).scalars())
    gone = select(shipments.c.shipment_no).join(held, held.c.shipment_id == shipments.c.id)
    gone = gone.where(shipments.c.node.in_([str(node) for node in (*UNDERWAY, Node.CLOSED)]))
    yield from (f"goods are held for shipment {each}, which has left" for each in connection.execute(gone).scalars())


def _one_label_a_piece(connection: Connection) -> Iterator[str]:
    """A piece of a waybill is on one parcel at a time, and a void one on none."""
    bindings, waybills = parcels.binding, parcels.waybill
    query = (
        select(bindings.c.waybill_no, waybills.c.state, func.count().label("times"))
        .join(waybills, waybills.c.id == bindings.c.waybill_id)
        .where(bindings.c.to_at.is_(None))
        .group_by(bindings.c.carrier_code, bindings.c.waybill_no, bindings.c.piece, waybills.c.state)
    )
    for row in connection.execute(query):
        if row.times > 1 or row.state == "void":
            yield f"waybill {row.waybill_no} ({row.state}) is on {row.times} parcels"


def _parcels_are_counted(connection: Connection) -> Iterator[str]:
    """Shipments in the house count the parcels with goods of them, open and closed."""
    contents, boxes = parcels.parcel_content, parcels.parcel
    rows = connection.execute(
        select(contents.c.shipment_id, boxes.c.id, boxes.c.state)
        .join(boxes, boxes.c.id == contents.c.parcel_id)
        .distinct()
    )
    counts = Counter((row.shipment_id, row.state) for row in rows)
    for row in connection.execute(select(orders.shipment)):
        counted = (counts[row.id, "open"], counts[row.id, "closed"])
        has_left = row.node in UNDERWAY or row.close_reason in ("completed", "returned", "lost")
        if not has_left and (row.open_parcels, row.closed_parcels) != counted:
            said = f"{row.open_parcels} open, {row.closed_parcels} closed"
            yield f"{row.shipment_no} at {row.node}: {said}, {counted} are"
