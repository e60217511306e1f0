"""A WMS that ships in parts, or less than it was told to, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.tables import work
from orderdesk.connectors import ports
from orderdesk.documents.orders import Order
from orderdesk.domain.nodes import Node
from orderdesk.hub.inbound import Inbound
from orderdesk.hub.own_device import ensure_hub_device
from tests.hub.shop_floor import PIECE, SF, ShopFloor
from tests.sync import small_company as company

FIRST, SECOND = "SF1385628716739", "SF1486000003911"


def outside(floor: ShopFloor) -> Inbound:
    """What turns the warehouse's words into commands."""
    ensure_hub_device(floor.store, floor.clock)
    return Inbound(floor.store, floor.clock, floor.executor, {})


def sent(floor: ShopFloor, quantity: int) -> Order:
    """An order that the WMS packs."""
    floor.lies(0)
    return floor.allocated(quantity=quantity)


def part_shipped(floor: ShopFloor, order: Order) -> ports.WarehouseStatus:
    return ports.WarehouseStatus(
        event_key=f"70:{floor.clock.now()}",
        doc_no=order.shipments[0].shipment_no,
        warehouse_code="SZ",
        code="70",
        node=Node.IN_TRANSIT,
        occurred_at=floor.clock.now(),
        is_partial=True,
    )


def shipped(floor: ShopFloor, order: Order, *boxes: tuple[str, int], **changed: Any) -> ports.ShipmentConfirmed:
    parcels = tuple(
        ports.ShippedParcel(SF, "SF", number, None, (ports.ShippedLine("1", order.lines[0].sku_code, quantity),))
        for number, quantity in boxes
    )
    fields = {
        "event_key": ":".join(number for number, _ in boxes),
        "doc_no": order.shipments[0].shipment_no,
        "warehouse_code": "SZ",
        "occurred_at": floor.clock.now(),
        "parcels": parcels,
    }
    return ports.ShipmentConfirmed(**{**fields, **changed})


def cases(floor: ShopFloor) -> list[Any]:
    with floor.store.read() as connection:
        return [(row.code, row.facts.get("quantities")) for row in connection.execute(select(work.case))]


def stock(floor: ShopFloor) -> tuple[int, int, int]:
    return floor.stock(warehouse_id=company.WMS_WAREHOUSE)


def test_what_the_warehouse_leaves_out_becomes_a_back_order_and_a_case(floor: ShopFloor) -> None:
    order = sent(floor, 3 * PIECE)
    said = outside(floor).apply("flux", [shipped(floor, order, (FIRST, 2 * PIECE))])
    found = floor.order(order.id)
    first, second = found.shipments
    assert (said, first.node, second.node, second.warehouse_id) == (["accepted"], "in_transit", "pending_review", None)
    assert [(line.quantity, line.short_quantity) for line in found.lines_of(first.id)] == [(3 * PIECE, PIECE)]
    assert [line.quantity for line in found.lines_of(second.id)] == [PIECE]
    assert stock(floor) == (company.STOCKED - 3 * PIECE, 0, 0)
    assert cases(floor) == [("shipment.differs", {"BP-0": [3 * PIECE, 2 * PIECE]})]
    assert floor.faults() == []


def test_a_part_leaves_and_the_rest_follows_under_the_same_number(floor: ShopFloor) -> None:
    order, inbound = sent(floor, 3 * PIECE), outside(floor)
    first_part = shipped(floor, order, (FIRST, PIECE))
    for _ in range(2):
        inbound.apply("flux", [part_shipped(floor, order), first_part])
    found = floor.order(order.id)
    assert [each.node for each in found.shipments] == ["in_transit", "picking"]
    assert found.shipments[1].warehouse_id == company.WMS_WAREHOUSE
    assert stock(floor) == (company.STOCKED - PIECE, 2 * PIECE, 2 * PIECE)
    assert (cases(floor), floor.faults()) == ([], [])
    floor.clock.advance(minutes=30)
    everything = shipped(floor, order, (FIRST, PIECE), (SECOND, 2 * PIECE))
    for _ in range(2):
        inbound.apply("flux", [everything])
    found = floor.order(order.id)
    assert [each.node for each in found.shipments] == ["in_transit", "in_transit"]
    assert sorted(line.packed_quantity for line in found.shipment_lines) == [PIECE, 2 * PIECE]
    assert stock(floor) == (company.STOCKED - 3 * PIECE, 0, 0)
    assert (cases(floor), floor.faults()) == ([], [])


def test_a_confirmation_by_another_carrier_or_of_too_much_opens_a_case(floor: ShopFloor) -> None:
    order = sent(floor, PIECE)
    outside(floor).apply("flux", [shipped(floor, order, (FIRST, 2 * PIECE))])
    assert cases(floor) == [("shipment.differs", {"BP-0": [PIECE, 2 * PIECE]})]
    assert floor.order(order.id).node == "in_transit"


def test_what_the_warehouse_says_of_a_cancelled_order_is_a_case_and_splits_nothing(floor: ShopFloor) -> None:
    order = sent(floor, 2 * PIECE)
    floor.stand(order.id, "closed")
    outside(floor).apply("flux", [shipped(floor, order, (FIRST, PIECE))])
    found = floor.order(order.id)
    assert (found.node, len(found.shipments)) == ("closed", 1)
    assert [code for code, _ in cases(floor)] == ["shipment.differs"]
