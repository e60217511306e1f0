"""The parcels of a story: contents, waybills, bindings, what the courier reported; and the acts that made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from db.tables import parcels
from orderdesk.access import Role, Seat
from orderdesk.demo.acts import Act
from orderdesk.demo.people import Person, Place
from orderdesk.demo.rows import Batch
from orderdesk.demo.stories import OWN_METHODS, Leg, Story
from orderdesk.demo.world import World
from orderdesk.demo.written import Packed, Written
from orderdesk.domain.courier_states import node_of
from orderdesk.domain.nodes import Node
from orderdesk.ids import waybill_id


def write_parcels(
    world: World, batch: Batch, story: Story, written: Written, box: Sequence[Packed] | None
) -> list[Packed]:
    """Puts the parcels of all legs into the batch; with `box` only the contents, in the parcels of another order."""
    found: list[Packed] = []
    for place, leg in enumerate(story.legs):
        if leg.warehouse is None or (leg.picking is None and leg.left is None):
            continue
        boxes = list(box) if box is not None else _new_boxes(world, batch, story, written, place, leg)
        _write_contents(world, batch, story, written, place, boxes)
        found += [replace(each, leg=place) for each in boxes]
    return found


def packing_acts(world: World, story: Story, written: Written, packed: Sequence[Packed]) -> list[Act]:
    """What bench, WMS and courier did with the parcels."""
    found: list[Act] = []
    for place, leg in enumerate(story.legs):
        mine = [each for each in packed if each.leg == place]
        if leg.warehouse is None:
            found += _back_order_acts(world, story, leg, written.shipment_ids[place])
        if not mine:
            continue
        shipment_id, first = written.shipment_ids[place], mine[0]
        names = {
            "package_no": first.parcel_no,
            "waybill_no": first.waybill_no,
            "carrier_code": first.carrier_code,
        }
        found += _bench_acts(leg, shipment_id, first, names)
        if leg.left is not None and leg.picking is None and story.kind != "RETURN":
            found.append(
                Act(
                    leg.left, "confirm_shipped", None, _hub(world), {shipment_id: Node.IN_TRANSIT}, "wms_shipped", names
                )
            )
        for scan in leg.scans:
            node = node_of(scan.code)
            facts = {**names, "package_no": None, "source_status_raw": scan.code, "location": scan.area}
            facts["source_system"] = "orderdesk" if story.method in OWN_METHODS else "kuaidi100"
            moves = {} if node is None else {shipment_id: node}
            if story.method in OWN_METHODS:
                driver, office = world.staff.of(Role.LOGISTICS)[0], world.staff.at(Seat.OFFICE)[0]
                found.append(Act(scan.at, "confirm_delivery", driver, office, moves, "signed_for", facts))
                continue
            found.append(Act(scan.at, "record_courier_event", None, _hub(world), moves, f"courier:{scan.code}", facts))
    return found


def _bench_acts(leg: Leg, shipment_id: UUID, first: Packed, names: dict[str, Any]) -> list[Act]:
    person, place = first.person, first.place
    found: list[Act] = []
    if leg.picking is not None:
        opened = {"package_no": first.parcel_no}
        found.append(Act(leg.picking, "open_parcel", person, place, {shipment_id: Node.PICKING}, facts=opened))
    if leg.packed is not None:
        bound = leg.packed - timedelta(seconds=8)
        found.append(Act(bound, "bind_waybill", person, place, facts=names))
        found.append(Act(leg.packed, "close_parcel", person, place, {shipment_id: Node.PACKED}, facts=names))
    if leg.staged is not None:
        found.append(Act(leg.staged, "stage_shipment", person, place, {shipment_id: Node.STAGED}, facts=names))
    if leg.left is not None and leg.picking is not None:
        moves = {shipment_id: Node.IN_TRANSIT}
        found.append(Act(leg.left, "hand_over", person, place, moves, "hand_over", names))
    return found


def _back_order_acts(world: World, story: Story, leg: Leg, shipment_id: UUID) -> list[Act]:
    """What is short becomes a shipment without a warehouse when the rest is packed; some are given up later."""
    packed = story.legs[0].packed
    if packed is None:
        return []
    supervisor = world.staff.of(Role.SUPERVISOR)[0]
    at, place = packed - timedelta(seconds=30), world.staff.at(Seat.OFFICE)[0]
    found = [Act(at, "declare_short", supervisor, place, {shipment_id: Node.PENDING_REVIEW}, "short")]
    if leg.cancelled is not None:
        moves = {shipment_id: Node.CLOSED}
        found.append(Act(leg.cancelled, "cancel_shipment", supervisor, place, moves, "cancelled"))
    return found


def _hub(world: World) -> Place:
    return world.staff.hub


def _new_boxes(world: World, batch: Batch, story: Story, written: Written, place: int, leg: Leg) -> list[Packed]:
    assert leg.warehouse is not None
    warehouse = world.firm.warehouses[leg.warehouse]
    person: Person | None = None
    where = _hub(world)
    if leg.picking is not None:
        person = world.someone(world.staff.of(Role.PACKER, warehouse.id))
        where = world.somewhere(world.staff.at(Seat.BENCH, warehouse.id))
    begun = leg.picking or leg.left
    assert begun is not None
    binding_carrier = "own" if story.method in OWN_METHODS else story.carrier
    number = world.waybills.next(binding_carrier)
    mother_id = None
    if leg.pieces > 1:
        mother_id = waybill_id(binding_carrier, number)
        batch.add(parcels.waybill, _waybill_row(written, leg, warehouse.id, mother_id, (binding_carrier, number, "")))
    found = []
    for piece in range(1, leg.pieces + 1):
        parcel_no = world.parcel_no(where, begun) if person is not None else world.wms_parcel_no(warehouse.code, begun)
        tag = str(piece) if leg.pieces > 1 else ""
        box = Packed(place, world.ids.next(begun), parcel_no, binding_carrier, number, tag, person, where)
        batch.add(parcels.parcel, _parcel_row(story, written, leg, warehouse.id, box))
        if leg.packed is not None or leg.left is not None:
            _bind(world, batch, story, written, leg, warehouse.id, box, mother_id)
        found.append(box)
    return found


def _parcel_row(story: Story, written: Written, leg: Leg, warehouse_id: UUID, box: Packed) -> dict[str, Any]:
    begun, closed = leg.picking or leg.left, leg.packed or leg.left
    person_id = None if box.person is None else box.person.id
    weight = sum(story.lines[number].article.weight_g * quantity // 1000 for number, quantity in leg.quantities.items())
    state = "handed_over" if leg.left else ("closed" if leg.packed else "open")
    return {
        "id": box.id,
        "company_id": written.head["company_id"],
        "parcel_no": box.parcel_no,
        "warehouse_id": warehouse_id,
        "carrier_code": story.carrier,
        "delivery_method": story.method,
        "state": state,
        "opened_at": begun,
        "opened_by": person_id,
        "opened_on": None if box.person is None else box.place.id,
        "closed_at": closed,
        "closed_by": person_id if closed else None,
        "handed_over_at": leg.left,
        "handed_over_by": person_id if leg.left else None,
        "weight_g": max(50, weight // leg.pieces) if closed else None,
        "photo": None,
        "updated_at": leg.left or leg.packed or begun,
        "version": 1 + bool(leg.packed) + bool(leg.left),
    }


def _write_contents(
    world: World, batch: Batch, story: Story, written: Written, place: int, boxes: Sequence[Packed]
) -> None:
    leg = story.legs[place]
    if leg.packed is None and leg.left is None:
        return
    begun = leg.picking or leg.left or story.placed
    for turn, (number, quantity) in enumerate(leg.quantities.items()):
        batch.add(
            parcels.parcel_content,
            {
                "id": world.ids.next(begun),
                "parcel_id": boxes[turn % len(boxes)].id,
                "order_id": written.id,
                "shipment_id": written.shipment_ids[place],
                "shipment_line_id": written.shipment_line_ids[place][number],
                "sku_id": story.lines[number].article.id,
                "quantity": quantity,
                "batch": None,
                "serials": [],
                "verified": True,
            },
        )


def _bind(
    world: World,
    batch: Batch,
    story: Story,
    written: Written,
    leg: Leg,
    warehouse_id: UUID,
    box: Packed,
    mother_id: UUID | None,
) -> None:
    """Waybill, binding and the courier's reports of one parcel; a re-labelled one also has its void waybill."""
    bound = leg.left if leg.packed is None else leg.packed - timedelta(seconds=8)
    assert bound is not None
    if leg.relabelled and not box.piece:
        _write_replaced(world, batch, story, written, leg, warehouse_id, box)
        bound = leg.packed + timedelta(minutes=11) if leg.packed else bound
    names = (box.carrier_code, box.waybill_no, box.piece)
    row = _waybill_row(written, leg, warehouse_id, mother_id, names)
    batch.add(parcels.waybill, row)
    batch.add(parcels.binding, _binding_row(world, box, row["id"], box.waybill_no, bound, None))
    source = "orderdesk" if story.method in OWN_METHODS else "kuaidi100"
    for scan in leg.scans:
        batch.add(
            parcels.courier_event,
            {
                "id": world.ids.next(scan.at),
                "waybill_id": row["id"],
                "event_at": scan.at,
                "code": scan.code,
                "text": scan.text,
                "area": scan.area,
                "source": source,
                "received_at": scan.at + timedelta(seconds=35),
            },
        )


def _write_replaced(
    world: World, batch: Batch, story: Story, written: Written, leg: Leg, warehouse_id: UUID, box: Packed
) -> None:
    assert leg.packed is not None
    number = world.waybills.next(box.carrier_code)
    changed = leg.packed + timedelta(minutes=9)
    row = _waybill_row(written, leg, warehouse_id, None, (box.carrier_code, number, ""))
    silent = {"courier_state": None, "courier_at": None, "signed_at": None, "signed_by_kind": None, "signed_by": None}
    batch.add(
        parcels.waybill,
        {**row, **silent, "state": "void", "voided_at": changed, "updated_at": changed, "version": 3},
    )
    bound = leg.packed - timedelta(seconds=8)
    batch.add(parcels.binding, _binding_row(world, box, row["id"], number, bound, changed))


def _binding_row(
    world: World, box: Packed, document_id: UUID, number: str, bound: datetime, to_at: datetime | None
) -> dict[str, Any]:
    person_id = None if box.person is None else box.person.id
    return {
        "id": world.ids.next(bound),
        "parcel_id": box.id,
        "waybill_id": document_id,
        "carrier_code": box.carrier_code,
        "waybill_no": number,
        "piece": box.piece,
        "from_at": bound,
        "bound_by": person_id,
        "bound_on": None if box.person is None else box.place.id,
        "to_at": to_at,
        "unbound_by": None if to_at is None else person_id,
    }


_SIGNED_BY = {"301": "self", "302": "self", "303": "other", "304": "locker", "3": "self"}


def _waybill_row(
    written: Written, leg: Leg, warehouse_id: UUID, mother_id: UUID | None, names: tuple[str, str, str]
) -> dict[str, Any]:
    carrier, number, piece = names
    document_id = waybill_id(carrier, number, piece)
    is_mother = leg.pieces > 1 and not piece
    newest = None if is_mother or not leg.scans else leg.scans[-1]
    issued = leg.packed - timedelta(seconds=20) if leg.packed else leg.left
    signed = newest is not None and node_of(newest.code) is Node.DELIVERED
    return {
        "id": document_id,
        "carrier_code": carrier,
        "number": number,
        "piece": piece,
        "mother_id": None if is_mother else mother_id,
        "company_id": written.head["company_id"],
        "warehouse_id": warehouse_id,
        "state": "issued" if is_mother else "bound",
        "issued_at": issued,
        "voided_at": None,
        "courier_state": None if newest is None else newest.code,
        "courier_at": None if newest is None else newest.at,
        "signed_at": newest.at if newest is not None and signed else None,
        "signed_by_kind": _SIGNED_BY.get(newest.code) if newest is not None and signed else None,
        "signed_by": "本人" if signed and carrier == "own" else None,
        "updated_at": newest.at if newest is not None else issued,
        "version": 2 + len(leg.scans),
    }
