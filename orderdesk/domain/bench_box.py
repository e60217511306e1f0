"""One parcel on the bench: opening it, verifying items, binding the waybill, closing it.

The functions take the state, raise Refused with a bench code, or return the next turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from orderdesk.domain.bench_facts import BarcodeFact, BenchFacts, Item, Packable, ParcelState, WaybillFact
from orderdesk.domain.bench_intents import BindWaybill, CloseParcel, Intent, OpenParcel, VerifyItem
from orderdesk.domain.bench_state import (
    BenchState,
    Box,
    PendingSerial,
    PendingWaybill,
    Phase,
    Scan,
    Turn,
    Typed,
    Verdict,
    VerdictKind,
)
from orderdesk.domain.days import local_day
from orderdesk.domain.nodes import Node
from orderdesk.domain.quantity import ONE, require_whole
from orderdesk.domain.scans import Scanned
from orderdesk.domain.waybills import Finding, PackageNumber, carriers_with_shape, check_waybill, split_package
from orderdesk.errors import Refused

_PACKABLE_NODES = frozenset({Node.ALLOCATED, Node.PICKING})
_UNREADY_NODES = frozenset({Node.PENDING_REVIEW, Node.CREDIT_REVIEW, Node.STOCK_LOCKED})


def box_of(state: BenchState) -> Box:
    """The parcel on the bench. Raises Refused `bench.scan_parcel_first` when there is none."""
    if state.box is None:
        raise Refused("bench.scan_parcel_first")
    return state.box


def open_box(
    state: BenchState, found: Packable, scan_id: UUID, facts: BenchFacts, *, waybill: PackageNumber | None = None
) -> Turn:
    """Puts a shipment or its open parcel on the bench, or stops when it must not go out.

    `waybill`: the parcel was found by this number, which is bound at once if it is not yet.
    """
    stop = None if _is_out_of_reach(state, found) else facts.stop(found.order_ids)
    if stop is None:
        # A cancelled order is no longer packable either, but "do not ship" is what the packer has to hear.
        _require_packable(state, found)
    box = Box(
        order_id=found.order_id,
        order_no=found.order_no,
        shipment_id=found.shipment_id,
        order_ids=found.order_ids,
        delivery_method=found.delivery_method,
        carrier_code=found.carrier_code,
        items=found.items,
        parcel_id=found.parcel_id,
        parcel_no=found.parcel_no,
        waybill_no=found.waybill_no,
        waybill_bound=found.waybill_bound,
    )
    if stop is not None:
        stopped = replace(state.cleared(), phase=Phase.STOP, stop=stop, box=box)
        return Turn(stopped, Verdict(VerdictKind.STOP, stop.code, stop.facts))
    opened, intents = _with_parcel(replace(state.cleared(), box=box, code_seen=waybill is None), scan_id)
    if waybill is not None:
        opened, binding = _bind(opened, waybill, facts)
        intents += binding
    return go_on(opened, intents, "bench.opened", order_no=found.order_no)


def _with_parcel(state: BenchState, event_id: UUID) -> tuple[BenchState, tuple[Intent, ...]]:
    """Opens the parcel with the first thing that happens to it, so that no empty ones are left behind."""
    box = box_of(state)
    if box.parcel_id is not None:
        return state, ()
    opening = OpenParcel(event_id, box.order_id, box.shipment_id)
    return replace(state, box=replace(box, parcel_id=event_id)), (opening,)


def _is_out_of_reach(state: BenchState, found: Packable) -> bool:
    return found.warehouse_id != state.setup.warehouse_id or found.parcel_state is ParcelState.HANDED_OVER


def _require_packable(state: BenchState, found: Packable) -> None:
    facts: dict[str, object] = {"order_no": found.order_no, "node": str(found.node)}
    if found.warehouse_id != state.setup.warehouse_id:
        raise Refused("bench.other_warehouse", **facts)
    if found.parcel_state is ParcelState.HANDED_OVER:
        raise Refused("bench.already_handed_over", parcel_no=found.parcel_no, **facts)
    if found.parcel_state is ParcelState.CLOSED:
        raise Refused("bench.already_packed", parcel_no=found.parcel_no, **facts)
    if found.parcel_state is ParcelState.VOID:
        raise Refused("bench.parcel_void", parcel_no=found.parcel_no, **facts)
    if found.node in _UNREADY_NODES:
        raise Refused("bench.not_ready", **facts)
    if found.node not in _PACKABLE_NODES and found.parcel_state is not ParcelState.OPEN:
        raise Refused("bench.already_packed", parcel_no=found.parcel_no, **facts)
    if found.carrier_code is None and found.delivery_method == "courier":
        raise Refused("bench.no_carrier", **facts)


def verify(state: BenchState, scanned: Scanned, event_id: UUID, facts: BenchFacts) -> Turn:
    """Counts a scanned product, asks for its serial number, or says what is wrong with it."""
    box = box_of(state)
    product = facts.barcode(scanned.text)
    if product is None:
        raise Refused("bench.unknown_product")
    same = [item for item in box.items if item.sku_id == product.sku_id]
    if not same:
        raise Refused("bench.wrong_item", sku_code=product.sku_code, name=product.name)
    if product.is_code and same[0].has_barcode:
        # The code also stands on the shelf: scanned there it proves nothing about what lies in the box.
        raise Refused("bench.scan_barcode", sku_code=product.sku_code, name=product.name)
    open_items = [item for item in same if item.remaining > 0]
    remaining = sum(item.remaining for item in open_items)
    # What is measured may end in a part of a unit; what comes in pieces must fit whole.
    quantity = min(product.quantity, remaining) if same[0].is_divisible else product.quantity
    if quantity > remaining > 0:
        raise Refused("bench.carton_over", sku_code=product.sku_code, name=product.name, n=quantity, wanted=remaining)
    if remaining == 0:
        raise Refused("bench.over_scan", sku_code=product.sku_code, name=product.name)
    first = open_items[0]
    if first.tracks_serial:
        return _verify_serial(state, first, scanned, product, event_id)
    return _count(state, open_items, quantity, event_id, barcode=scanned.text)


def _verify_serial(state: BenchState, item: Item, scanned: Scanned, product: BarcodeFact, event_id: UUID) -> Turn:
    if product.quantity != ONE:
        raise Refused("bench.serial_by_piece", sku_code=product.sku_code, name=product.name)
    if scanned.serial:
        return _count_serial(state, item, scanned.serial, scanned.text, event_id)
    waiting = replace(state, pending=PendingSerial(item.shipment_line_id, scanned.text), typing_line=None)
    return Turn(waiting, Verdict(VerdictKind.HINT, "bench.scan_serial", {"sku_code": item.sku_code, "name": item.name}))


def take_serial(state: BenchState, pending: PendingSerial, scan: Scan, serial: str, facts: BenchFacts) -> Turn:
    """Counts the serial part that was scanned before.

    A waybill that we know is no serial number; a number in some courier's shape is one when it is scanned twice.
    """
    box = box_of(state)
    package = split_package(serial)
    if box.waybill_no == package.number or facts.waybills(package.number, package.piece):
        raise serial_wanted(state, pending)
    item = _pending_item(box, pending)
    couriers = carriers_with_shape(package.number, on=local_day(scan.at), rules=state.setup.rules, telling=True)
    if couriers and pending.asked != serial:
        asking = replace(state, pending=replace(pending, asked=serial))
        facts_of = {"number": serial, "looks_like": couriers, "sku_code": item.sku_code, "name": item.name}
        return Turn(asking, Verdict(VerdictKind.HINT, "bench.serial_again", facts_of))
    return _count_serial(state, item, serial, pending.barcode, scan.id)


def serial_wanted(state: BenchState, pending: PendingSerial) -> Refused:
    """The refusal of anything that is no serial number while one is waited for."""
    item = _pending_item(box_of(state), pending)
    return Refused("bench.scan_serial_first", sku_code=item.sku_code, name=item.name)


def _pending_item(box: Box, pending: PendingSerial) -> Item:
    return next(item for item in box.items if item.shipment_line_id == pending.shipment_line_id)


def _count_serial(state: BenchState, item: Item, serial: str, barcode: str, event_id: UUID) -> Turn:
    if any(serial in other.serials for other in box_of(state).items if other.sku_id == item.sku_id):
        raise Refused("bench.serial_repeated", serial=serial, sku_code=item.sku_code)
    return _count(state, [item], ONE, event_id, barcode=barcode, serials=(serial,))


def type_quantity(state: BenchState, typed: Typed) -> Turn:
    """Counts further units of the line scanned last, where the SKU allows it."""
    box = box_of(state)
    item = next((item for item in box.items if item.shipment_line_id == state.typing_line), None)
    if item is None:
        raise Refused("bench.typing_not_allowed", quantity=typed.quantity)
    require_whole(typed.quantity, item.unit)
    if typed.quantity <= 0 or item.remaining == 0:
        raise Refused("bench.over_scan", sku_code=item.sku_code, name=item.name)
    if typed.quantity > item.remaining:
        raise Refused(
            "bench.typed_over", sku_code=item.sku_code, name=item.name, n=typed.quantity, wanted=item.remaining
        )
    return _count(state, [item], typed.quantity, typed.id)


def _count(
    state: BenchState,
    open_items: list[Item],
    quantity: int,
    event_id: UUID,
    *,
    barcode: str = "",
    serials: tuple[str, ...] = (),
) -> Turn:
    """Shares the quantity out over the lines of the SKU, first line first."""
    opened, opening = _with_parcel(state, event_id)
    box = box_of(opened)
    assert box.parcel_id is not None
    changed: dict[UUID, Item] = {}
    intents: list[Intent] = list(opening)
    left = quantity
    for item in open_items:
        part = min(left, item.remaining)
        if part == 0:
            break
        left -= part
        changed[item.shipment_line_id] = replace(item, done=item.done + part, serials=item.serials + serials)
        intents.append(VerifyItem(box.parcel_id, item.order_id, item.shipment_line_id, part, barcode, serials))
    last = list(changed.values())[-1]
    items = tuple(changed.get(item.shipment_line_id, item) for item in box.items)
    typing_line = last.shipment_line_id if _may_type(last) else None
    counted = replace(opened, box=replace(box, items=items), pending=None, typing_line=typing_line)
    facts = {"sku_code": last.sku_code, "name": last.name, "done": last.done, "needed": last.needed}
    return go_on(counted, tuple(intents), "bench.item_ok", **facts)


def _may_type(item: Item) -> bool:
    if item.tracks_serial or item.remaining == 0:
        return False
    if item.is_divisible:
        return True
    return item.type_above is not None and item.needed > item.type_above * ONE


def scan_waybill(state: BenchState, scan: Scan, code: str, facts: BenchFacts) -> Turn:
    """Binds the waybill after its checks, or asks for a second scan; the last proof closes the parcel."""
    box = box_of(state)
    if box.issues_number:
        raise Refused("bench.no_waybill_here", delivery_method=box.delivery_method)
    package = split_package(code)
    meant_for = facts.packable_of_waybill(package.number)
    if meant_for is not None and meant_for.shipment_id != box.shipment_id:
        raise Refused("bench.issued_elsewhere", waybill_no=package.number, order_no=meant_for.order_no)
    opened, intents = _with_parcel(state, scan.id)
    bound, binding = _bind(opened, package, facts)
    if box.waybill_no is None and not facts.waybills(package.number, package.piece):
        finding = check_waybill(
            code, box.carrier_code or "", known_barcode=False, on=local_day(scan.at), rules=state.setup.rules
        )
        if finding.is_refused:
            raise Refused(finding.code, **finding.facts)
        if finding.needs_second_scan and state.pending != PendingWaybill(package.number, package.piece):
            return _ask_again(state, package, finding)
    return go_on(replace(bound, pending=None), (*intents, *binding), "bench.bound", waybill_no=package.number)


def _ask_again(state: BenchState, package: PackageNumber, finding: Finding) -> Turn:
    """The same label once more, with what makes it suspicious said aloud."""
    looks_like = finding.facts.get("looks_like")
    couriers = looks_like if isinstance(looks_like, tuple) else ()
    asking = replace(state, pending=PendingWaybill(package.number, package.piece, finding.code, couriers))
    code = "bench.looks_like" if couriers else "bench.scan_again"
    facts = {"why": finding.code, **finding.facts, "looks_like": couriers}
    return Turn(asking, Verdict(VerdictKind.HINT, code, facts))


def _bind(state: BenchState, package: PackageNumber, facts: BenchFacts) -> tuple[BenchState, tuple[Intent, ...]]:
    """Notes that the waybill has been seen on the box, and binds it unless it is bound to it already."""
    box = box_of(state)
    if box.carrier_code is None:
        raise Refused("bench.no_carrier", order_no=box.order_no)
    assert box.parcel_id is not None
    _require_free(box, package, facts.waybills(package.number, package.piece))
    seen = replace(box, waybill_no=package.number, piece=package.piece, waybill_bound=True)
    binding = BindWaybill(
        box.parcel_id,
        box.carrier_code,
        package.number,
        package.piece,
        confirmed=state.pending == PendingWaybill(package.number, package.piece),
    )
    return replace(state, box=seen, waybill_seen=True), (() if box.waybill_bound else (binding,))


def _require_free(box: Box, package: PackageNumber, known: Sequence[WaybillFact]) -> None:
    """The checks that need no shape: issued for this parcel, not void, not elsewhere, of the right carrier."""
    if box.waybill_no is not None and package.number != box.waybill_no:
        raise Refused("bench.other_waybill_issued", issued=box.waybill_no, waybill_no=package.number)
    of_carrier = [fact for fact in known if fact.carrier_code == box.carrier_code]
    if known and not of_carrier:
        raise Refused("bench.other_carrier", carrier_code=known[0].carrier_code, waybill_no=package.number)
    for fact in of_carrier:
        if fact.state == "void":
            raise Refused("bench.waybill_void", waybill_no=package.number)
        if fact.state == "bound" and fact.parcel_id != box.parcel_id:
            raise Refused("bench.bound_elsewhere", waybill_no=package.number, parcel_no=fact.parcel_no)


def scan_own_code(state: BenchState, event_id: UUID) -> Turn:
    """The parcel's or order's own number again: the second proof where the waybill came first, else a tick."""
    box = box_of(state)
    if state.phase is Phase.READY_FOR_WAYBILL and (box.issues_number or not state.code_seen):
        opened, intents = _with_parcel(state, event_id)
        proven = replace(opened, code_seen=True, waybill_seen=True)
        return go_on(proven, intents, "bench.bound", order_no=box.order_no)
    return Turn(state, Verdict(VerdictKind.DUPLICATE, "bench.already_open", {"order_no": box.order_no}))


def begin_next_box(state: BenchState) -> Turn:
    """The box is full: its waybill closes it, and the rest goes into another."""
    box = box_of(state)
    done, needed = box.counts()
    if state.phase is not Phase.VERIFYING or done in (0, needed):
        raise Refused("bench.card_not_now", card="NEXTBOX")
    full = replace(state, box=replace(box, is_full=True), typing_line=None, pending=None)
    return go_on(full, (), "bench.box_full", order_no=box.order_no)


def go_on(state: BenchState, intents: tuple[Intent, ...], code: str, **facts: object) -> Turn:
    """Goes on to what is still missing: items, the waybill, the other proof; when nothing is, closes the parcel."""
    box = box_of(state)
    if box.is_full and all(item.remaining == 0 for item in box.items):
        # The packer found room for the rest after all.
        box = replace(box, is_full=False)
        state = replace(state, box=box)
    if not box.is_full and box.next_item(state.setup.mode) is not None:
        following = replace(state, phase=Phase.VERIFYING)
        return Turn(following, Verdict(VerdictKind.OK, code, facts), intents, is_undoable=True)
    if not _is_proven(state, box):
        following = replace(state, phase=Phase.READY_FOR_WAYBILL, typing_line=None)
        return Turn(following, Verdict(VerdictKind.OK, code, facts), intents, is_undoable=True)
    return _close(state, intents)


def _is_proven(state: BenchState, box: Box) -> bool:
    """Two scans must agree before a parcel closes: items and waybill, or, without any item, box and waybill."""
    is_checked = any(item.done > 0 and item.must_be_verified(state.setup.mode) for item in box.items)
    if box.issues_number:
        return is_checked or state.waybill_seen
    return state.waybill_seen and (is_checked or state.code_seen)


def _close(state: BenchState, intents: tuple[Intent, ...]) -> Turn:
    box = box_of(state)
    assert box.parcel_id is not None
    unseen: tuple[Intent, ...] = ()
    items = box.items
    if not box.is_full:
        unseen = tuple(
            VerifyItem(box.parcel_id, item.order_id, item.shipment_line_id, item.remaining, verified=False)
            for item in box.items
            if item.remaining > 0
        )
        items = tuple(replace(item, done=item.needed) for item in box.items)
    # Only the orders that have something in this box: a second order may have gone into another one whole.
    order_ids = tuple(dict.fromkeys(item.order_id for item in items if item.done > 0))
    closing = CloseParcel(box.parcel_id, order_ids, issue_number=box.issues_number)
    facts: dict[str, object] = {"order_no": box.order_no, "parcel_no": box.parcel_no, "waybill_no": box.waybill_no}
    if not box.is_full:
        done = replace(state, phase=Phase.DONE, box=replace(box, items=items), pending=None, typing_line=None)
        return Turn(done, Verdict(VerdictKind.DONE, "bench.closed", facts), (*intents, *unseen, closing), True)
    following = _next_box(state, box)
    return Turn(following, Verdict(VerdictKind.DONE, "bench.next_box", facts), (*intents, closing), True)


def _next_box(state: BenchState, box: Box) -> BenchState:
    """What is left over, before its own parcel has been opened."""
    rest = tuple(replace(item, needed=item.remaining, done=0, serials=()) for item in box.items if item.remaining > 0)
    following = Box(
        order_id=rest[0].order_id,
        order_no=box.order_no,
        shipment_id=rest[0].shipment_id,
        order_ids=tuple(dict.fromkeys(item.order_id for item in rest)),
        delivery_method=box.delivery_method,
        carrier_code=box.carrier_code,
        items=rest,
        parcel_id=None,
    )
    is_checked = following.next_item(state.setup.mode) is None
    phase = Phase.READY_FOR_WAYBILL if is_checked else Phase.VERIFYING
    return replace(state.cleared(), phase=phase, box=following, code_seen=True)
