"""The 47 facts by which an order's life is told: from the cache, and from the order's events as the hub told them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select

from db.cache import cache_tables
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import SENDS_GOODS

_T = cache_tables

#: One value: a text, a number with the unit in its name (fen, thousandths, grams), a moment in UTC.
Value = str | int | datetime

GROUPS: Mapping[str, tuple[str, ...]] = {
    "order": (
        *("order_no", "source_system", "source_order_no", "customer_id", "customer_name_snapshot", "sales_owner"),
        *("entered_by", "entered_at", "requested_date", "promised_at"),
    ),
    "check": ("price_list_version", "credit_result", "credit_by", "credit_at"),
    "payment": ("pay_channel", "pay_status", "pay_ref", "paid_at"),
    "stock": ("lock_id", "locked_qty", "locked_at", "lock_expires_at", "lock_released_reason"),
    "work": (
        *("warehouse_id", "allocated_by", "allocated_at", "picker", "pick_started_at", "pick_done_at"),
        *("package_no", "packer", "station_id", "packed_at", "weight_g", "photo_ref"),
    ),
    "road": (
        *("carrier_code", "waybill_no", "bound_at", "staged_at", "loaded_vehicle", "in_transit_at"),
        *("first_courier_scan_at", "last_courier_event_at", "signed_at", "signed_by_type"),
    ),
    "end": ("exception_code", "closed_at"),
}

FIELDS = tuple(name for names in GROUPS.values() for name in names)

#: Why a fact is not there, where it is not simply that the order has not come so far.
_WHY = {
    "source_order_no": "entered_here",
    "requested_date": "not_asked",
    "sales_owner": "nobody",
    "entered_by": "by_program",
    "pay_channel": "unpaid",
    "pay_ref": "unpaid",
    "paid_at": "unpaid",
    "lock_released_reason": "still_locked",
    "exception_code": "nothing_wrong",
    "photo_ref": "no_photo",
    "weight_g": "not_weighed",
    "loaded_vehicle": "no_lane",
    "staged_at": "no_lane",
    "price_list_version": "no_list",
}
#: By what was found when the goods of an order before its release were set aside.
_SOFT = {"stock.reserved": "soft", "stock.reservation_expired": "lapsed"}
_BY_RULE = frozenset({"allocated_by", "picker", "packer", "credit_by"})
_COURIER = frozenset({"first_courier_scan_at", "last_courier_event_at", "signed_by_type"})
_AT_HUB = frozenset({"lock_id", "credit_by", "pick_done_at", "lock_released_reason", "loaded_vehicle"})
_RELEASED = ("reservation_expired", "release_reservation", "cancelled", "cancel_order", "unallocate_order")

Events = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class TraceField:
    """One of the 47: its values (several where several parcels or shipments differ), or why there is none."""

    name: str
    group: str
    values: tuple[Value, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class TraceFacts:
    """What the cache tells, as far as this seat may see it, by field name. `lock`: why it names no end of the lock."""

    order_id: UUID
    version: int
    node: str
    has_courier: bool
    lock: str
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)


def trace_facts(connection: Connection, order_id: UUID) -> TraceFacts | None:
    """What the cache knows of the 47; None when it does not hold the order."""
    table = _T["order"]
    order = connection.execute(select(table).where(table.c.id == order_id)).first()
    if order is None:
        return None
    found: dict[str, tuple[Value, ...]] = {}
    for part in (_head, _checks, _money, _steps, _shipments, _parcels, _trouble):
        found |= {name: _distinct(values) for name, values in part(connection, order).items()}
    has_courier = order.delivery_method == "courier"
    return TraceFacts(order_id, order.version, order.node, has_courier, _lock(connection, order), found)


def _lock(connection: Connection, order: Any) -> str:
    """What kind of lock the order's goods have, by how far it has come and what was found when they were set aside."""
    if order.order_kind not in SENDS_GOODS:
        return "no_goods"
    if order.node not in (Node.PENDING_REVIEW, Node.CREDIT_REVIEW):
        return "firm"
    table = _T["order_check"]
    code = select(table.c.code).where(table.c.order_id == order.id, table.c.kind == "stock")
    return _SOFT.get(connection.execute(code).scalar() or "", "not_yet")


def derive(facts: TraceFacts, events: Events | None) -> tuple[TraceField, ...]:
    """All 47 in their order. `events`: as the hub told them; None while it has not."""
    told = dict(facts.values)
    for name, values in ({} if events is None else _of_events(events)).items():
        if values and not told.get(name):
            told[name] = _distinct(values)
    return tuple(
        TraceField(name, group, told[name])
        if told.get(name)
        else TraceField(name, group, why=_why(name, facts, events))
        for group, names in GROUPS.items()
        for name in names
    )


def _why(name: str, facts: TraceFacts, events: Events | None) -> str:
    if name == "lock_expires_at":
        return facts.lock
    if events is None and name in _AT_HUB:
        return "hub_silent"
    if facts.node in ("delivered", "closed") and name in _BY_RULE:
        return "by_program"
    if name in _COURIER and not facts.has_courier:
        return "no_courier"
    return _WHY.get(name, "not_yet")


def _distinct(values: Sequence[Value | None]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(value for value in values if value not in (None, "")))


Found = dict[str, list[Value | None]]


def _head(connection: Connection, order: Any) -> Found:
    customers = _T["customer"]
    code = connection.execute(select(customers.c.code).where(customers.c.id == order.customer_id)).scalar()
    day = None if order.requested_on is None else order.requested_on.isoformat()
    return {
        "order_no": [order.order_no],
        "source_system": [order.source_system],
        "source_order_no": [order.source_order_no],
        "customer_id": [code],
        "customer_name_snapshot": [order.customer_name],
        "sales_owner": [_user(connection, order.salesperson_id)],
        "entered_by": [_user(connection, order.entered_by)],
        "entered_at": [order.placed_at],
        "requested_date": [day],
        "promised_at": [order.promised_at],
        "price_list_version": [None if order.price_list_edition is None else str(order.price_list_edition)],
        "pay_status": [f"pay:{order.pay_state}"],
        "closed_at": [order.closed_at],
        "carrier_code": [order.carrier_code],
    }


def _checks(connection: Connection, order: Any) -> Found:
    table = _T["order_check"]
    rows = connection.execute(select(table).where(table.c.order_id == order.id, table.c.kind == "credit"))
    found: Found = {"credit_result": [], "credit_at": []}
    for row in rows:
        found["credit_result"].append(f"check:{row.result}")
        found["credit_at"].append(row.at)
    return found


def _money(connection: Connection, order: Any) -> Found:
    receipts, shares = _T["receipt"], _T["receipt_allocation"]
    query = (
        select(receipts.c.channel, receipts.c.channel_no, receipts.c.received_at)
        .join(shares, shares.c.receipt_id == receipts.c.id)
        .where(shares.c.order_id == order.id, receipts.c.receipt_kind == "payment")
        .order_by(receipts.c.received_at)
    )
    rows = connection.execute(query).all()
    return {
        "pay_channel": [row.channel for row in rows],
        "pay_ref": [row.channel_no for row in rows],
        "paid_at": [row.received_at for row in rows],
    }


#: The node at whose arrival a moment is told, and the field that tells who came there.
_MOMENTS = {
    "stock_locked": ("locked_at", None),
    "allocated": ("allocated_at", "allocated_by"),
    "picking": ("pick_started_at", "picker"),
    "packed": ("packed_at", None),
    "staged": ("staged_at", None),
    "in_transit": ("in_transit_at", None),
    "delivered": ("signed_at", None),
}


def _steps(connection: Connection, order: Any) -> Found:
    table = _T["order_step"]
    found: Found = {}
    for row in connection.execute(select(table).where(table.c.order_id == order.id).order_by(table.c.at)):
        at, by = _MOMENTS.get(row.node, (None, None))
        if at is not None:
            found.setdefault(at, []).append(row.at)
        if by is not None:
            found.setdefault(by, []).append(_user(connection, row.user_id))
    return found


def _shipments(connection: Connection, order: Any) -> Found:
    table, houses, lines = _T["shipment"], _T["warehouse"], _T["shipment_line"]
    query = (
        select(houses.c.code)
        .join(table, table.c.warehouse_id == houses.c.id)
        .where(table.c.order_id == order.id)
        .order_by(table.c.position)
    )
    lanes = connection.execute(select(table.c.lane).where(table.c.order_id == order.id)).scalars()
    found: Found = {"warehouse_id": list(connection.execute(query).scalars()), "loaded_vehicle": list(lanes)}
    total = select(func.sum(lines.c.quantity - lines.c.short_quantity)).where(lines.c.order_id == order.id)
    steps = _T["order_step"]
    locked = select(steps.c.id).where(steps.c.order_id == order.id, steps.c.node == "stock_locked")
    if connection.execute(locked).first() is not None:
        quantity = connection.execute(total).scalar()
        found["locked_qty"] = [None if quantity is None else int(quantity)]
    return found


def _parcels(connection: Connection, order: Any) -> Found:
    table, contents = _T["parcel"], _T["parcel_content"]
    mine = select(contents.c.parcel_id).where(contents.c.order_id == order.id)
    rows = connection.execute(select(table).where(table.c.id.in_(mine)).order_by(table.c.parcel_no)).all()
    found: Found = {
        "package_no": [row.parcel_no for row in rows],
        "packer": [_user(connection, row.closed_by) for row in rows],
        "station_id": [_device(connection, row.opened_on) for row in rows],
        "weight_g": [row.weight_g for row in rows],
        "photo_ref": [row.photo and row.photo[:12] for row in rows],
    }
    bindings, waybills, events = _T["binding"], _T["waybill"], _T["courier_event"]
    ids = [row.id for row in rows]
    bound = connection.execute(
        select(bindings.c.waybill_id, bindings.c.carrier_code, bindings.c.waybill_no, bindings.c.from_at)
        .where(bindings.c.parcel_id.in_(ids), bindings.c.to_at.is_(None))
        .order_by(bindings.c.from_at)
    ).all()
    if bound:
        found["carrier_code"] = [row.carrier_code for row in bound]
    found |= {"waybill_no": [row.waybill_no for row in bound], "bound_at": [row.from_at for row in bound]}
    keys = [row.waybill_id for row in bound]
    signed = connection.execute(select(waybills.c.signed_by_kind, waybills.c.signed_at).where(waybills.c.id.in_(keys)))
    found["signed_by_type"] = [row.signed_by_kind for row in signed]
    scans = select(func.min(events.c.event_at), func.max(events.c.event_at)).where(events.c.waybill_id.in_(keys))
    first, last = connection.execute(scans).one()
    found |= {"first_courier_scan_at": [first], "last_courier_event_at": [last]}
    return found


def _trouble(connection: Connection, order: Any) -> Found:
    table, photos, holds = _T["case"], _T["photo"], _T["order_hold"]
    cases = connection.execute(select(table.c.code).where(table.c.order_id == order.id).order_by(table.c.opened_at))
    kinds = connection.execute(select(holds.c.kind).where(holds.c.order_id == order.id)).scalars()
    contents = _T["parcel_content"]
    mine = select(contents.c.parcel_id).where(contents.c.order_id == order.id)
    pictures = select(photos.c.sha256).where(or_(photos.c.subject_id == order.id, photos.c.subject_id.in_(mine)))
    found: Found = {"exception_code": [*cases.scalars(), *(f"hold.{kind}" for kind in kinds)]}
    shown: list[Value | None] = [each[:12] for each in connection.execute(pictures).scalars()]
    return found | ({"photo_ref": shown} if shown else {})


def _user(connection: Connection, user_id: UUID | None) -> str | None:
    return _name(connection, "user", user_id)


def _device(connection: Connection, device_id: UUID | None) -> str | None:
    return _name(connection, "device", device_id)


def _name(connection: Connection, kind: str, key: UUID | None) -> str | None:
    table = _T[kind]
    if key is None:
        return None
    found: str | None = connection.execute(select(table.c.name).where(table.c.id == key)).scalar()
    return found


def _of_events(events: Events) -> Found:
    """What only the events tell, or tell where the cache does not."""
    credit = [event for event in events if str(event["reason_code"]).startswith("credit.")]
    released = [event["reason_code"] for event in events if event["reason_code"] in _RELEASED]
    if not released and any(event["node_to"] == "in_transit" for event in events):
        released = ["shipped"]
    begun = [_moment(event["occurred_at"]) for event in events if event["reason_code"] == "open_parcel"]
    closed = [event for event in events if event["reason_code"] == "close_parcel"]
    staged = [event["location"] for event in events if event["reason_code"] == "stage_shipment"]
    return {
        "lock_id": [event["stock_lock_id"] for event in events],
        "credit_by": [event["actor_name"] for event in credit],
        "lock_released_reason": [f"released:{each}" for each in dict.fromkeys(released)],
        "pick_done_at": begun[:1],
        "packer": [event["actor_name"] for event in closed],
        "station_id": [event["workstation_id"] for event in closed],
        "loaded_vehicle": list(staged),
        "pay_ref": [event["payment_ref"] for event in events],
    }


def _moment(text: str | datetime) -> datetime:
    return text if isinstance(text, datetime) else datetime.fromisoformat(text)
