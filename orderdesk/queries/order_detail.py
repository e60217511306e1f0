"""One order with everything that the panel beside the list shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, case, func, select

from db.cache import cache_tables
from orderdesk.domain.nodes import Node, rank
from orderdesk.queries.refundable import refundable_fen
from orderdesk.queries.rows import (
    CarriedRow,
    CheckRow,
    CourierEventRow,
    HoldRow,
    Line,
    MovedGoods,
    NoteRow,
    OrderDetail,
    OrderHead,
    ParcelRow,
    ReceiptRow,
    Receiver,
    RelationRow,
    ShipmentRow,
    Step,
    WaybillRow,
)

_T = cache_tables
_ORDER, _LINE, _SHIPMENT, _SHIPMENT_LINE = _T["order"], _T["order_line"], _T["shipment"], _T["shipment_line"]
_STEP, _NOTE, _CHECK, _HOLD, _CONSIGNEE = (
    _T["order_step"],
    _T["order_note"],
    _T["order_check"],
    _T["order_hold"],
    _T["consignee"],
)
_RECEIPT, _PART = _T["receipt"], _T["receipt_allocation"]
_CAME, _RELATION, _CASE = _T["returned_item"], _T["order_relation"], _T["case"]
_PARCEL, _CONTENT, _BINDING = _T["parcel"], _T["parcel_content"], _T["binding"]
_WAYBILL, _EVENT = _T["waybill"], _T["courier_event"]
_KEY: BindParameter[Any] = bindparam("key")

_HEAD = select(*(_ORDER.c[name] for name in OrderHead.__slots__)).where(_ORDER.c.id == _KEY)
_RECEIVER = select(*(_CONSIGNEE.c[name] for name in Receiver.__slots__)).where(_CONSIGNEE.c.order_id == _KEY)
_STEPS = select(_STEP.c.node, _STEP.c.at, _STEP.c.user_id, _STEP.c.device_id, _STEP.c.shipment_id, _STEP.c.proof).where(
    _STEP.c.order_id == _KEY
)
_PACKED = (
    select(
        _SHIPMENT_LINE.c.order_line_id,
        func.sum(_SHIPMENT_LINE.c.packed_quantity).label("packed"),
        func.sum(_SHIPMENT_LINE.c.short_quantity).label("short"),
    )
    .where(_SHIPMENT_LINE.c.order_id == _KEY)
    .group_by(_SHIPMENT_LINE.c.order_line_id)
)
_LINES = (
    select(_LINE, _T["sku"].c.base_unit)
    .outerjoin(_T["sku"], _T["sku"].c.id == _LINE.c.sku_id)
    .where(_LINE.c.order_id == _KEY)
    .order_by(_LINE.c.position)
)
_SHIPMENTS = (
    select(*(_SHIPMENT.c[name] for name in ShipmentRow.__slots__))
    .where(_SHIPMENT.c.order_id == _KEY)
    .order_by(_SHIPMENT.c.position)
)
_NOTES = (
    select(*(_NOTE.c[name] for name in NoteRow.__slots__))
    .where(_NOTE.c.order_id == _KEY)
    .order_by(_NOTE.c.written_at.desc())
)
_CHECKS = select(*(_CHECK.c[name] for name in CheckRow.__slots__)).where(_CHECK.c.order_id == _KEY)
_HOLDS = select(*(_HOLD.c[name] for name in HoldRow.__slots__)).where(
    _HOLD.c.order_id == _KEY, _HOLD.c.lifted_at.is_(None)
)
_OTHER = _ORDER.alias("other")
_RELATIONS = (
    select(_RELATION.c.kind, _RELATION.c.other_order_id, _OTHER.c.order_no)
    .outerjoin(_OTHER, _OTHER.c.id == _RELATION.c.other_order_id)
    .where(_RELATION.c.order_id == _KEY)
)
_FOLLOWING = (
    select(_RELATION.c.kind, _RELATION.c.order_id, _OTHER.c.order_no)
    .join(_OTHER, _OTHER.c.id == _RELATION.c.order_id)
    .where(_RELATION.c.other_order_id == _KEY)
    .order_by(_OTHER.c.order_no)
)
_ANNOUNCED = (
    select(_LINE.c.sku_id, func.sum(_LINE.c.quantity))
    .join(_RELATION, _RELATION.c.order_id == _LINE.c.order_id)
    .join(_OTHER, _OTHER.c.id == _LINE.c.order_id)
    .where(
        _RELATION.c.other_order_id == _KEY,
        _RELATION.c.kind == "return_of",
        _OTHER.c.close_reason.is_distinct_from("cancelled"),
    )
    .group_by(_LINE.c.sku_id)
)
_WAITING = (
    select(*(_RECEIPT.c[name] for name in ("id", "receipt_kind", "channel", "channel_no", "amount_fen")))
    .where(
        _RECEIPT.c.state == "to_confirm",
        _RECEIPT.c.id.in_(select(_PART.c.receipt_id).where(_PART.c.order_id == _KEY)),
    )
    .order_by(_RECEIPT.c.received_at)
)
_CHANNELS = (
    select(_RECEIPT.c.channel)
    .where(
        _RECEIPT.c.receipt_kind == "payment",
        _RECEIPT.c.state != "to_confirm",
        _RECEIPT.c.id.in_(select(_PART.c.receipt_id).where(_PART.c.order_id == _KEY)),
    )
    .order_by(_RECEIPT.c.received_at)
)
_PAID_FOR = select(_PART.c.order_id).where(_PART.c.receipt_id == bindparam("receipt")).order_by(_PART.c.row)
_PROPOSAL = (
    select(_CASE.c.id, _CASE.c.facts)
    .where(_CASE.c.order_id == _KEY, _CASE.c.code == "stock.transfer_proposed", _CASE.c.closed_at.is_(None))
    .order_by(_CASE.c.opened_at)
    .limit(1)
)
_CONTENTS = (
    select(_CONTENT.c.parcel_id, _CONTENT.c.shipment_id, func.sum(_CONTENT.c.quantity).label("quantity"))
    .where(_CONTENT.c.order_id == _KEY)
    .group_by(_CONTENT.c.parcel_id, _CONTENT.c.shipment_id)
)
_RETURNED = (
    select(
        _CAME.c.shipment_id,
        _CAME.c.order_line_id,
        func.sum(_CAME.c.quantity).label("quantity"),
        func.sum(case((_CAME.c.condition == "missing", _CAME.c.quantity), else_=0)).label("missing"),
    )
    .where(_CAME.c.order_id == _KEY)
    .group_by(_CAME.c.shipment_id, _CAME.c.order_line_id)
)
_CARRIED = select(_SHIPMENT_LINE).where(_SHIPMENT_LINE.c.order_id == _KEY).order_by(_SHIPMENT_LINE.c.row)


def order_detail(connection: Connection, order_id: UUID, now: datetime) -> OrderDetail | None:
    """The order, or None when the cache does not hold it. Holds that have expired by `now` are left out."""
    key = {"key": order_id}
    head = connection.execute(_HEAD, key).first()
    if head is None:
        return None
    receiver = connection.execute(_RECEIVER, key).first()
    parcels = _parcels(connection, order_id)
    waybill_ids = [waybill.id for parcel in parcels for waybill in parcel.waybills]
    checks = (
        CheckRow(row.kind, row.result, row.code, row.facts or {}, row.at) for row in connection.execute(_CHECKS, key)
    )
    holds = (HoldRow(*row) for row in connection.execute(_HOLDS, key))
    proposal = connection.execute(_PROPOSAL, key).first()
    notes = tuple(NoteRow(*row) for row in connection.execute(_NOTES, key))
    return OrderDetail(
        head=OrderHead(*head),
        receiver=None if receiver is None else Receiver(*receiver),
        steps=_steps(connection, order_id),
        lines=_lines(connection, order_id),
        shipments=tuple(ShipmentRow(*row) for row in connection.execute(_SHIPMENTS, key)),
        carried=_carried(connection, order_id),
        parcels=parcels,
        courier_events=_courier_events(connection, waybill_ids),
        notes=notes,
        checks=tuple(sorted(checks, key=lambda each: each.kind)),
        holds=tuple(hold for hold in holds if hold.expires_at is None or hold.expires_at > now),
        relations=_relations(connection, order_id),
        transfer_case_id=None if proposal is None else proposal.id,
        transfers=() if proposal is None else tuple(map(_moved, (proposal.facts or {}).get("transfers", ()))),
        to_confirm=_to_confirm(connection, order_id),
        closing=next((each for each in notes if each.written_at == head.closed_at), None),
        paid_through=tuple(dict.fromkeys(connection.execute(_CHANNELS, key).scalars())),
        refundable_fen=refundable_fen(connection, order_id, head.order_kind),
        announced={sku_id: int(quantity) for sku_id, quantity in connection.execute(_ANNOUNCED, key)},
    )


def _relations(connection: Connection, order_id: UUID) -> tuple[RelationRow, ...]:
    key = {"key": order_id}
    origins = [RelationRow(*row) for row in connection.execute(_RELATIONS, key)]
    following = (RelationRow(f"has_{kind}", *other) for kind, *other in connection.execute(_FOLLOWING, key))
    return (*origins, *following)


def _moved(told: Mapping[str, Any]) -> MovedGoods:
    return MovedGoods(told["sku"], int(told["quantity"]), UUID(told["from_id"]), UUID(told["to_id"]))


def _to_confirm(connection: Connection, order_id: UUID) -> tuple[ReceiptRow, ...]:
    found = []
    for row in connection.execute(_WAITING, {"key": order_id}):
        orders = connection.execute(_PAID_FOR, {"receipt": row.id}).scalars()
        found.append(ReceiptRow(row.id, row.receipt_kind, row.channel, row.channel_no, row.amount_fen, tuple(orders)))
    return tuple(found)


def _steps(connection: Connection, order_id: UUID) -> tuple[Step, ...]:
    # Steps of one moment have no order of their own in the table: the one farther on came later.
    rows = sorted(connection.execute(_STEPS, {"key": order_id}), key=lambda row: (row.at, rank(Node(row.node))))
    found = []
    for place, row in enumerate(rows):
        following = next((later for later in rows[place + 1 :] if later.shipment_id == row.shipment_id), None)
        seconds = None if following is None else (following.at - row.at).total_seconds()
        found.append(Step(row.node, row.at, row.user_id, row.device_id, row.shipment_id, row.proof, seconds))
    return tuple(found)


def _lines(connection: Connection, order_id: UUID) -> tuple[Line, ...]:
    key = {"key": order_id}
    packed = {row.order_line_id: (int(row.packed), int(row.short)) for row in connection.execute(_PACKED, key)}
    return tuple(
        Line(
            id=row.id,
            position=row.position,
            sku_id=row.sku_id,
            sku_code=row.sku_code,
            sku_name=row.sku_name,
            unit=row.unit,
            unit_quantity=row.unit_quantity,
            quantity=row.quantity,
            packed_quantity=packed.get(row.id, (0, 0))[0],
            short_quantity=packed.get(row.id, (0, 0))[1],
            unit_price_micro=row.unit_price_micro,
            amount_fen=row.amount_fen,
            tax_rate_bp=row.tax_rate_bp,
            gift=row.gift,
            note=row.note,
            base_unit=row.base_unit or row.unit,
        )
        for row in connection.execute(_LINES, key)
    )


def _carried(connection: Connection, order_id: UUID) -> tuple[CarriedRow, ...]:
    key = {"key": order_id}
    found = connection.execute(_RETURNED, key)
    came = {(row.shipment_id, row.order_line_id): (int(row.quantity), int(row.missing)) for row in found}
    return tuple(
        CarriedRow(
            id=row.id,
            shipment_id=row.shipment_id,
            order_line_id=row.order_line_id,
            quantity=row.quantity,
            packed_quantity=row.packed_quantity,
            short_quantity=row.short_quantity,
            came_quantity=came.get((row.shipment_id, row.order_line_id), (0, 0))[0],
            missing_quantity=came.get((row.shipment_id, row.order_line_id), (0, 0))[1],
        )
        for row in connection.execute(_CARRIED, key)
    )


def _parcels(connection: Connection, order_id: UUID) -> tuple[ParcelRow, ...]:
    quantities: Counter[UUID] = Counter()
    shipments: dict[UUID, set[UUID]] = {}
    for content in connection.execute(_CONTENTS, {"key": order_id}):
        quantities[content.parcel_id] += int(content.quantity)
        shipments.setdefault(content.parcel_id, set()).add(content.shipment_id)
    if not quantities:
        return ()
    ids = list(quantities)
    orders: dict[UUID, list[UUID]] = {}
    owners = select(_CONTENT.c.parcel_id, _CONTENT.c.order_id).where(_CONTENT.c.parcel_id.in_(ids)).distinct()
    for owner in connection.execute(owners):
        orders.setdefault(owner.parcel_id, []).append(owner.order_id)
    waybills = _waybills(connection, ids)
    query = select(_PARCEL).where(_PARCEL.c.id.in_(ids)).order_by(_PARCEL.c.opened_at, _PARCEL.c.row)
    return tuple(
        ParcelRow(
            id=row.id,
            parcel_no=row.parcel_no,
            state=row.state,
            warehouse_id=row.warehouse_id,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
            weight_g=row.weight_g,
            quantity=quantities[row.id],
            is_shared=len(orders[row.id]) > 1,
            waybills=tuple(waybills.get(row.id, ())),
            order_ids=tuple(orders[row.id]),
            shipment_ids=frozenset(shipments[row.id]),
        )
        for row in connection.execute(query)
    )


def _waybills(connection: Connection, parcel_ids: Sequence[UUID]) -> dict[UUID, list[WaybillRow]]:
    query = (
        select(
            _BINDING.c.parcel_id,
            _BINDING.c.waybill_id,
            _BINDING.c.carrier_code,
            _BINDING.c.waybill_no,
            _BINDING.c.piece,
            _WAYBILL.c.state,
            _WAYBILL.c.courier_state,
            _WAYBILL.c.courier_at,
            _BINDING.c.from_at,
            _BINDING.c.to_at,
        )
        .outerjoin(_WAYBILL, _WAYBILL.c.id == _BINDING.c.waybill_id)
        .where(_BINDING.c.parcel_id.in_(parcel_ids))
        .order_by(_BINDING.c.from_at)
    )
    found: dict[UUID, list[WaybillRow]] = {}
    for row in connection.execute(query):
        parcel_id, waybill_id, carrier, number, piece, state, *rest = row
        waybill = WaybillRow(waybill_id, carrier, number, piece, state or "bound", *rest)
        found.setdefault(parcel_id, []).append(waybill)
    return found


def _courier_events(connection: Connection, waybill_ids: Sequence[UUID]) -> tuple[CourierEventRow, ...]:
    if not waybill_ids:
        return ()
    query = (
        select(
            _EVENT.c.event_at,
            _WAYBILL.c.carrier_code,
            _WAYBILL.c.number,
            _EVENT.c.code,
            _EVENT.c.text,
            _EVENT.c.area,
            _EVENT.c.source,
        )
        .join(_WAYBILL, _WAYBILL.c.id == _EVENT.c.waybill_id)
        .where(_EVENT.c.waybill_id.in_(waybill_ids))
        .order_by(_EVENT.c.event_at.desc(), _EVENT.c.row.desc())
    )
    return tuple(CourierEventRow(*row) for row in connection.execute(query))
