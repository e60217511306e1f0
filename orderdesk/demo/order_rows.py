"""Writes a story: the order with lines, checks, shipments, reservations, parcels, steps and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from db.tables import orders
from orderdesk.access import Role, Seat
from orderdesk.commands.ledger import SOFT_FOR
from orderdesk.demo.acts import Act, write_acts
from orderdesk.demo.ledger_rows import write_reservations
from orderdesk.demo.parcel_rows import packing_acts, write_parcels
from orderdesk.demo.payments import Cashbox
from orderdesk.demo.people import Person, Place
from orderdesk.demo.returned_rows import comes_back, write_returned
from orderdesk.demo.rows import Batch
from orderdesk.demo.stories import OWN_METHODS, TAX_BP, Leg, Story
from orderdesk.demo.world import World
from orderdesk.demo.written import Packed, Written
from orderdesk.domain.money import tax_within_fen
from orderdesk.domain.nodes import Node, derive_node

#: Share of orders that were entered in the ERP and came over from there.
FROM_ERP = 0.3


def write_story(
    world: World, batch: Batch, cashbox: Cashbox, story: Story, *, box: Sequence[Packed] | None = None
) -> Written:
    """Puts all rows of a story into the batch. `box`: parcels of another order in which this one travels."""
    at, ids = story.placed, world.ids
    order_id = ids.next(at)
    shipment_ids = tuple(ids.next(at) for _ in story.legs)
    line_ids = tuple(ids.next(at) for _ in story.lines)
    shipment_line_ids = tuple({number: ids.next(at) for number in leg.quantities} for leg in story.legs)
    seller = world.someone(world.staff.of(Role.SALES))
    desk = world.somewhere(world.staff.at(Seat.DESK))
    head = _head(world, story, order_id, world.order_no(desk, at))
    head["entered_by"] = seller.id
    if world.dice.random() < FROM_ERP:
        head |= {"source_system": "u8", "source_order_no": f"XS{at:%y%m%d}{order_id.hex[-8:]}"}
    story.order_id = order_id
    batch.add(orders.order, head)
    written = Written(order_id, head, shipment_ids, line_ids, shipment_line_ids, ())
    _write_parts(world, batch, story, written)
    parcels = write_parcels(world, batch, story, written, box)
    acts = [Act(at, "place_order", seller, desk), *_office_acts(world, story)]
    acts += packing_acts(world, story, written, parcels)
    if story.closed is not None:
        person = world.staff.of(Role.SUPERVISOR)[0] if story.close_reason != "completed" else None
        acts.append(_last_act(story, person, _office(world)))
        write_returned(world, batch, story, written)
    acts.sort(key=lambda act: act.at)
    allocated = [each for each, leg in zip(shipment_ids, story.legs, strict=True) if leg.warehouse is not None]
    course = write_acts(batch, ids, head, allocated, acts)
    if course.node is not Node(head["node"]):
        raise AssertionError(f"{head['order_no']}: the acts lead to {course.node}, the shipments to {head['node']}")
    head |= {"node_at": course.node_at, "updated_at": course.updated_at, "version": course.revision}
    write_reservations(world, batch, story, written)
    cashbox.settle(batch, story, order_id, head)
    for label in story.labels:
        world.label(label, order_id)
    return Written(order_id, head, shipment_ids, line_ids, shipment_line_ids, tuple(parcels))


def _last_act(story: Story, person: Person | None, office: Place) -> Act:
    """How the order ended: its goods came in, somebody cancelled it, or it was closed with what became of it."""
    assert story.closed is not None
    command, proof = "close_order", f"closed:{story.close_reason}"
    if comes_back(story):
        command, proof = "receive_return", "goods_received"
    elif story.close_reason == "cancelled":
        command, proof = "cancel_order", "cancelled"
    return Act(story.closed, command, person, office, {None: Node.CLOSED}, proof)


def _head(world: World, story: Story, order_id: UUID, order_no: str) -> dict[str, Any]:
    nodes = [story.node_of(leg) for leg in story.legs]
    node, counts = derive_node(nodes)
    total = max(sum(counts.values()), 1)
    far = story.contact.province not in ("浙江省", "江苏省", "上海市", "安徽省")
    return {
        "id": order_id,
        "company_id": world.firm.companies[story.company].id,
        "order_no": order_no,
        "order_kind": story.kind,
        "source_system": "orderdesk",
        "source_order_no": None,
        "customer_po_no": None,
        "customer_id": story.buyer.id,
        "customer_name": story.buyer.name,
        "salesperson_id": story.buyer.salesperson_id,
        "placed_at": story.placed,
        "requested_on": None,
        "promised_at": story.placed + timedelta(days=4 if far else 2, hours=8),
        "delivery_method": story.method,
        "carrier_code": story.carrier,
        "node": str(node),
        "node_at": story.placed,
        "shipments_done": total - counts.get(node, 0),
        "shipments_total": total,
        "reviewed_at": story.reviewed,
        "pay_state": "unpaid",
        "paid_fen": 0,
        "invoice_state": "none",
        "cod": story.cod,
        "currency": "CNY",
        "amount_fen": story.amount_fen,
        "tax_fen": sum(tax_within_fen(line.amount_fen, TAX_BP) for line in story.lines),
        "price_list_edition": None,
        "line_count": len(story.lines),
        "held": False,
        "remark": story.remark,
        "close_reason": story.close_reason,
        "closed_at": story.closed,
        "updated_at": story.placed,
        "version": 1,
    }


def _write_parts(world: World, batch: Batch, story: Story, written: Written) -> None:
    at, ids, order_id = story.placed, world.ids, written.id
    batch.add(
        orders.consignee,
        {"id": ids.next(at), "order_id": order_id, **story.contact.as_dict(), "erased_at": None},
    )
    for number, line in enumerate(story.lines):
        batch.add(
            orders.order_line,
            {
                "id": written.line_ids[number],
                "order_id": order_id,
                "position": number + 1,
                "sku_id": line.article.id,
                "sku_code": line.article.code,
                "sku_name": line.article.name,
                "unit": line.unit,
                "unit_quantity": line.unit_quantity,
                "factor": line.factor,
                "quantity": line.quantity,
                "unit_price_micro": line.price_micro,
                "price_source": line.price_source,
                "amount_fen": line.amount_fen,
                "tax_rate_bp": TAX_BP,
                "gift": False,
                "note": "",
            },
        )
    for place, leg in enumerate(story.legs):
        batch.add(orders.shipment, _shipment_row(world, story, written, place, leg))
        for number, quantity in leg.quantities.items():
            batch.add(orders.shipment_line, _shipment_line_row(story, written, place, number, quantity))
    for row in _checks(world, story, order_id):
        batch.add(orders.order_check, row)
    if story.relation is not None:
        kind, other = story.relation
        batch.add(
            orders.order_relation, {"id": ids.next(at), "order_id": order_id, "kind": kind, "other_order_id": other}
        )


def _shipment_row(world: World, story: Story, written: Written, place: int, leg: Leg) -> dict[str, Any]:
    node = story.node_of(leg)
    newest = story.closed or leg.cancelled or (leg.scans[-1].at if leg.scans else None)
    reached = newest or leg.left or leg.staged or leg.packed or leg.picking or story.allocated or story.reviewed
    proof, proof_at = _proof(world, story, leg)
    packing = node in (Node.PICKING, Node.PACKED, Node.STAGED)
    return {
        "id": written.shipment_ids[place],
        "order_id": written.id,
        "position": place + 1,
        "shipment_no": f"{written.head['order_no']}-{place + 1}",
        "warehouse_id": None
        if leg.warehouse is None or story.allocated is None
        else world.firm.warehouses[leg.warehouse].id,
        "delivery_method": story.method,
        "carrier_code": story.carrier,
        "node": str(node),
        "node_at": reached or story.placed,
        "proof": proof,
        "proof_at": proof_at,
        "due_at": None,
        "lane": f"D{place + 3}" if node is Node.STAGED else None,
        "close_reason": ("cancelled" if leg.cancelled else story.close_reason) if node is Node.CLOSED else None,
        "cod_fen": story.amount_fen if story.cod and leg.left is not None else None,
        # Parcels count while goods of the shipment lie in them: the one just opened is still empty.
        "open_parcels": 0,
        "closed_parcels": min(leg.pieces, len(leg.quantities)) if packing and node is not Node.PICKING else 0,
    }


def _proof(world: World, story: Story, leg: Leg) -> tuple[str, datetime | None]:
    if leg.scans and story.method in OWN_METHODS:
        return "signed_for", leg.scans[-1].at
    if leg.scans:
        return f"courier:{leg.scans[-1].code}", leg.scans[-1].at
    if leg.left is None or leg.warehouse is None:
        return "", None
    return ("hand_over" if world.firm.warehouses[leg.warehouse].mode == "bench" else "wms_shipped"), leg.left


def _shipment_line_row(story: Story, written: Written, place: int, number: int, quantity: int) -> dict[str, Any]:
    leg = story.legs[place]
    done = leg.packed is not None or leg.left is not None
    return {
        "id": written.shipment_line_ids[place][number],
        "order_id": written.id,
        "shipment_id": written.shipment_ids[place],
        "order_line_id": written.line_ids[number],
        "sku_id": story.lines[number].article.id,
        "quantity": quantity,
        "packed_quantity": quantity if done else 0,
        "short_quantity": 0,
    }


def _checks(world: World, story: Story, order_id: UUID) -> list[dict[str, Any]]:
    if story.kind == "RETURN":
        return []  # what comes back needs neither price, credit nor stock
    found: list[tuple[str, str, str, dict[str, Any]]] = [("price", "pass", "price.as_listed", {})]
    amount = story.amount_fen
    if story.buyer.terms == "prepaid":
        found.append(("credit", "pass", "credit.not_needed", {"terms": "prepaid"}))
    elif story.over_limit:
        facts = {"limit_fen": story.buyer.limit_fen, "open_fen": story.buyer.open_fen, "order_fen": amount}
        found.append(("credit", "exceeded", "credit.over_limit", {**facts, "unpaid_fen": story.buyer.unpaid_fen}))
    elif story.close_reason == "cancelled":
        found.append(("credit", "released", "credit.released", {"order_fen": amount}))
    else:
        used = story.buyer.open_fen + story.buyer.unpaid_fen + amount
        facts = {"limit_fen": story.buyer.limit_fen, "used_fen": used, "order_fen": amount}
        found.append(("credit", "pass", "credit.within_limit", facts))
    if story.close_reason == "cancelled":
        found.append(("stock", "released", "stock.released", {"reservations": len(story.lines)}))
    else:
        lapsed = story.reviewed is None and story.placed + SOFT_FOR <= world.now
        expired = ("stock", "expired", "stock.reservation_expired", {"reservations": len(story.lines)})
        found.append(expired if lapsed else ("stock", "pass", "stock.reserved", {}))
    return [
        {
            "id": world.ids.next(story.placed),
            "order_id": order_id,
            "kind": kind,
            "result": result,
            "code": code,
            "facts": facts,
            "at": story.placed,
        }
        for kind, result, code, facts in found
    ]


def _office_acts(world: World, story: Story) -> list[Act]:
    found = []
    supervisor = world.someone(world.staff.of(Role.SUPERVISOR))
    if story.reviewed is not None:
        reached = Node.CREDIT_REVIEW if story.over_limit else Node.STOCK_LOCKED
        found.append(Act(story.reviewed, "review_order", supervisor, _office(world), {None: reached}))
    if story.allocated is not None:
        found.append(Act(story.allocated, "allocate_order", supervisor, _office(world), {None: Node.ALLOCATED}))
    return found


def _office(world: World) -> Place:
    return world.staff.at(Seat.OFFICE)[0]
