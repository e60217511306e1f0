"""Deeds of the warehouse as the desk has them: picking, what is missing, staging, hand-over."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.commands import (
    DeclareShort,
    HandOver,
    StageShipment,
    StartPicking,
    StopPicking,
    UnstageShipment,
)
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.errors import Refused
from orderdesk.queries.rows import Line, OrderDetail, ShipmentRow
from ui import formats
from ui.sales.actions.asks import Answers, Ask, Choice, Goods, Item, Words
from ui.sales.actions.deed import Deed, Maker, Situation, named, say
from ui.sales.actions.desk_deeds import held, why

_N = Node
_ALLOCATED, _PICKING = frozenset({_N.ALLOCATED}), frozenset({_N.PICKING})
_PREPARED = frozenset({_N.PACKED, _N.STAGED})


def _is_ours(here: Situation, shipment: ShipmentRow) -> bool:
    """Whether our own people pick and pack it; a WMS works on its own."""
    return shipment.warehouse_id in here.names.benches


def _start(here: Situation, shipment: ShipmentRow | None, _given: Answers, _maker: Maker) -> Command:
    return StartPicking(order_id=here.detail.head.id, shipment_id=named(shipment).id)


def _undo_start(here: Situation, said: Command, now: OrderDetail) -> Command | None:
    assert isinstance(said, StartPicking)
    still = any(each.id == said.shipment_id and each.node == _N.PICKING for each in now.shipments)
    if not still or not here.may(STOP.needs):
        return None
    return StopPicking(order_id=said.order_id, shipment_id=said.shipment_id)


def _asks_stop(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (why(required=False),)


def _stop(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return StopPicking(order_id=here.detail.head.id, shipment_id=named(shipment).id, reason=given.text("reason"))


def _is_unpacked(here: Situation, shipment: ShipmentRow) -> bool:
    is_begun = any(each.packed_quantity for each in here.detail.carried if each.shipment_id == shipment.id)
    return _is_ours(here, shipment) and not is_begun


def _lacks_something(here: Situation, shipment: ShipmentRow) -> bool:
    return _is_ours(here, shipment) and bool(items_of(here, shipment, "missing"))


def items_of(here: Situation, shipment: ShipmentRow | None, left: str) -> tuple[Item, ...]:
    """The goods of a shipment of which there is something left: to be packed (`missing`) or to come back (`came`)."""
    found = []
    for carried in here.detail.carried:
        if shipment is None or carried.shipment_id != shipment.id:
            continue
        line = here.line(carried.order_line_id)
        is_announced = here.detail.head.order_kind == "RETURN"
        expected = carried.quantity if is_announced else carried.packed_quantity
        most = {
            "missing": carried.quantity - carried.packed_quantity - carried.short_quantity,
            "came": expected - carried.came_quantity,
        }[left]
        if most > 0:
            found.append(item_of(line, carried.id, most, preset=most if left == "came" else 0))
    return tuple(found)


def item_of(line: Line, key: UUID, most: int, *, preset: int = 0) -> Item:
    """An order line's goods to give a quantity of, by the key that stands in the answer."""
    known = f"{formats.quantity(most)} {line.base_unit}".strip()
    detail = say(QT_TRANSLATE_NOOP("Deeds", "{sku} · up to {n}"), sku=line.sku_code, n=known)
    return Item(key, line.sku_name, detail, most, preset, line.base_unit)


def _asks_short(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    reasons = (
        ("not_found", say(QT_TRANSLATE_NOOP("Deeds", "Not where it should be"))),
        ("damaged", say(QT_TRANSLATE_NOOP("Deeds", "There, but damaged"))),
    )
    return (
        Goods(
            "missing",
            say(QT_TRANSLATE_NOOP("Deeds", "What is missing")),
            hint=say(QT_TRANSLATE_NOOP("Deeds", "One article at a time")),
            items=items_of(here, shipment, "missing"),
            is_single=True,
        ),
        Choice("why", say(QT_TRANSLATE_NOOP("Deeds", "Why")), options=reasons, preset="not_found"),
        Words("place", say(QT_TRANSLATE_NOOP("Deeds", "Where it was looked for")), False, most=40),
    )


def _short(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    (missing,) = given.goods("missing")
    return DeclareShort.model_validate(
        {
            "order_id": here.detail.head.id,
            "shipment_line_id": missing.id,
            "quantity": missing.quantity,
            "reason": given.text("why"),
            "location": given.text("place"),
        }
    )


def _asks_lane(_here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    lane = "" if shipment is None or shipment.lane is None else shipment.lane
    return (Words("lane", say(QT_TRANSLATE_NOOP("Deeds", "Lane")), most=40, preset=lane),)


def _stage(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return StageShipment(order_id=here.detail.head.id, shipment_id=named(shipment).id, lane=given.text("lane"))


def _undo_stage(here: Situation, said: Command, now: OrderDetail) -> Command | None:
    assert isinstance(said, StageShipment)
    before = next(each for each in here.detail.shipments if each.id == said.shipment_id)
    if not any(each.id == said.shipment_id and each.node == _N.STAGED for each in now.shipments):
        return None
    if before.lane:
        return StageShipment(order_id=said.order_id, shipment_id=said.shipment_id, lane=before.lane)
    return UnstageShipment(order_id=said.order_id, shipment_id=said.shipment_id)


def _unstage(here: Situation, shipment: ShipmentRow | None, _given: Answers, _maker: Maker) -> Command:
    return UnstageShipment(order_id=here.detail.head.id, shipment_id=named(shipment).id)


def _undo_unstage(here: Situation, said: Command, now: OrderDetail) -> Command | None:
    assert isinstance(said, UnstageShipment)
    before = next(each for each in here.detail.shipments if each.id == said.shipment_id)
    if not any(each.id == said.shipment_id and each.node == _N.PACKED for each in now.shipments) or not before.lane:
        return None
    return StageShipment(order_id=said.order_id, shipment_id=said.shipment_id, lane=before.lane)


def _hand_over(here: Situation, shipment: ShipmentRow | None, _given: Answers, _maker: Maker) -> Command:
    parcel_ids = here.parcels_of(named(shipment).id, "closed")
    if not parcel_ids:
        raise Refused("parcel.not_closed", parcel_no=named(shipment).shipment_no)
    others = [owner for each in here.detail.parcels if each.id in parcel_ids for owner in each.order_ids]
    return HandOver(parcel_ids=parcel_ids, order_ids=tuple(dict.fromkeys(others)))


def _is_boxed(here: Situation, shipment: ShipmentRow) -> bool:
    return bool(here.parcels_of(shipment.id, "closed"))


STOP = Deed(
    key="stop_picking",
    icon="hand-palm",
    title=QT_TRANSLATE_NOOP("Deeds", "Call the picking off"),
    words="stop jianhuo",
    command=StopPicking,
    make=_stop,
    nodes=_PICKING,
    each=True,
    means=_is_unpacked,
    asks=_asks_stop,
)
DEEDS = (
    Deed(
        key="hand_over",
        icon="truck",
        title=QT_TRANSLATE_NOOP("Deeds", "Hand over to the carrier"),
        words="ship jiaojie",
        command=HandOver,
        make=_hand_over,
        lead=frozenset({_N.STAGED}),
        nodes=_PREPARED,
        each=True,
        means=_is_boxed,
        hindered=held,
        hint=QT_TRANSLATE_NOOP(
            "Deeds", "All closed parcels of the shipment leave the house; this cannot be taken back."
        ),
    ),
    Deed(
        key="start_picking",
        icon="shopping-cart",
        title=QT_TRANSLATE_NOOP("Deeds", "Start picking"),
        words="jianhuo",
        command=StartPicking,
        make=_start,
        nodes=_ALLOCATED,
        each=True,
        means=_is_ours,
        fits=lambda here: here.detail.head.order_kind in SENDS_GOODS,
        hindered=held,
        undo=_undo_start,
        done=QT_TRANSLATE_NOOP("Deeds", "Order {no} is being picked"),
    ),
    STOP,
    Deed(
        key="declare_short",
        icon="magnifying-glass-minus",
        title=QT_TRANSLATE_NOOP("Deeds", "Goods are missing"),
        words="short quehuo",
        command=DeclareShort,
        make=_short,
        nodes=_PICKING,
        each=True,
        means=_lacks_something,
        asks=_asks_short,
        hindered=held,
        hint=QT_TRANSLATE_NOOP("Deeds", "The shipment goes without them; they follow as a back-order."),
    ),
    Deed(
        key="stage",
        icon="rows",
        title=QT_TRANSLATE_NOOP("Deeds", "Put into a lane"),
        words="stage daizhuang lane",
        command=StageShipment,
        make=_stage,
        lead=frozenset({_N.PACKED}),
        nodes=_PREPARED,
        each=True,
        asks=_asks_lane,
        hindered=held,
        keys="L",
        undo=_undo_stage,
        done=QT_TRANSLATE_NOOP("Deeds", "Order {no} stands in its lane"),
    ),
    Deed(
        key="unstage",
        icon="arrow-u-up-left",
        title=QT_TRANSLATE_NOOP("Deeds", "Take out of the lane"),
        words="unstage",
        command=UnstageShipment,
        make=_unstage,
        nodes=frozenset({_N.STAGED}),
        each=True,
        undo=_undo_unstage,
        done=QT_TRANSLATE_NOOP("Deeds", "Order {no} stands in no lane"),
    ),
)
