"""What the fields of an event say of goods, places, parcels and approvals, read from what a command has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from db.prepared import Prepared
from db.tables import log
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order, OrderLine
from orderdesk.documents.parcels import Parcel
from orderdesk.documents.work import Receipt

Rows = Mapping[str, Mapping[UUID, Mapping[str, Any]]]

#: Commands that approve something by themselves; a lifted hold is approved by who lifts it.
_APPROVE = frozenset({"review_order", "decide_credit"})
#: Of a shipment's line and of an order's: the first of these that has changed is what was moved.
_QUANTITIES = ("packed_quantity", "short_quantity", "quantity")

_NEWEST = Prepared(
    select(log.order_event.c.event_id)
    .where(log.order_event.c.order_id == bindparam("order"))
    .order_by(log.order_event.c.chain.desc())
    .limit(1)
)


def circumstances(
    work: HubWork, kind: str, order: Order, before: Rows | None, code_of: Callable[[UUID], str]
) -> dict[str, Any]:
    """The fields that follow from the order as it was (None: it is new) and is, and from what was changed with it.

    `code_of`: a warehouse's code. A field is left out where there is nothing to say, or several things at once.
    """
    after = order.stored() or {}
    found: dict[str, Any] = {}
    carried = {} if before is None else _changed(before, after, "shipment_lines")
    touched = {row["shipment_id"] for row in carried.values()}
    touched |= set(after.get("shipments", {}) if before is None else _changed(before, after, "shipments"))
    found |= _goods(order, before, after, carried)
    found |= _shipping(order, touched, code_of)
    found |= _parcel(work, order)
    found |= _money(work, order)
    lifted = [] if before is None else _lifted(before, after)
    if kind in _APPROVE:
        found["approval_id"] = str(work.command_id)
    elif lifted:
        found["approval_id"] = str(lifted[0])
    if before is None and order.relations:
        newest = _NEWEST.first(work.connection, {"order": order.relations[0].other_order_id})
        if newest is not None:
            found["parent_event_id"] = newest.event_id
    return found


def _changed(before: Rows, after: Rows, part: str) -> dict[UUID, Mapping[str, Any]]:
    old, new = before.get(part, {}), after.get(part, {})
    if old == new:
        return {}
    found = {key: row for key, row in new.items() if old.get(key) != row}
    return found | {key: row for key, row in old.items() if key not in new}


def _goods(order: Order, before: Rows | None, after: Rows, carried: Mapping[UUID, Mapping[str, Any]]) -> dict[str, Any]:
    """Line, article and quantity where one line alone is concerned."""
    moved: dict[UUID, int] = {}
    if before is None:
        moved = {line.id: line.quantity for line in order.lines}
    else:
        for key, row in _changed(before, after, "lines").items():
            moved[key] = _difference(before, after, "lines", key, row)
        for key, row in _changed(before, after, "returned_items").items():
            moved[row["order_line_id"]] = moved.get(row["order_line_id"], 0) + after["returned_items"][key]["quantity"]
        for key, row in carried.items():
            moved.setdefault(row["order_line_id"], _difference(before, after, "shipment_lines", key, row))
    line = _only(line for line in order.lines if line.id in moved)
    if line is None:
        return {}
    return {"line_no": str(line.position), "sku_code": line.sku_code, "qty": moved[line.id]}


def _only(lines: Iterable[OrderLine]) -> OrderLine | None:
    found = list(lines)
    return found[0] if len(found) == 1 else None


def _difference(before: Rows, after: Rows, part: str, key: UUID, row: Mapping[str, Any]) -> int:
    old, new = before[part].get(key, {}), after[part].get(key, {})
    for name in _QUANTITIES:
        if name in row and old.get(name, 0) != new.get(name, 0):
            return int(new.get(name, 0)) - int(old.get(name, 0))
    return 0


def _shipping(order: Order, touched: set[UUID], code_of: Callable[[UUID], str]) -> dict[str, Any]:
    """Warehouse and carrier of the shipments that were changed, of all of them where none was."""
    among = [each for each in order.shipments if each.id in touched] or order.shipments
    found: dict[str, Any] = {}
    warehouses = {each.warehouse_id for each in among}
    if len(warehouses) == 1 and None not in warehouses:
        found["warehouse_code"] = code_of(next(each for each in warehouses if each is not None))
    carriers = {each.carrier_code for each in among}
    if len(carriers) == 1 and None not in carriers:
        found["carrier_code"] = next(iter(carriers))
    return found


def _parcel(work: HubWork, order: Order) -> dict[str, Any]:
    """The parcel with goods of the order that the command was about, and its waybill."""
    parcels = [each for each in work.held() if isinstance(each, Parcel) and order.id in each.order_ids()]
    if len(parcels) != 1:
        return {}
    found: dict[str, Any] = {"package_no": parcels[0].parcel_no}
    bindings = parcels[0].open_bindings()
    if len(bindings) == 1:
        found |= {"waybill_no": bindings[0].waybill_no, "carrier_code": bindings[0].carrier_code}
    return found


def _money(work: HubWork, order: Order) -> dict[str, Any]:
    """The receipt that pays for the order."""
    for document in (*work.shared.values(), *work.held()):
        if isinstance(document, Receipt) and any(each.order_id == order.id for each in document.allocations):
            return {"payment_ref": document.channel_no}
    return {}


def _lifted(before: Rows, after: Rows) -> list[UUID]:
    return [key for key, row in _changed(before, after, "holds").items() if row["lifted_at"] is not None]
