"""The packing bench: a pure state machine from scans to intents and verdicts.

`step` never raises for anything a person can scan: a refusal is a verdict, and it stays on the screen until
the next valid scan or the ACK card. Nothing here waits for a clock; the time is the scan's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from orderdesk.domain import bench_box, bench_cards
from orderdesk.domain.bench_facts import BenchFacts, Packable, Stop
from orderdesk.domain.bench_intents import BindWaybill, ClearStop, CloseParcel, Intent, OpenParcel, PutAway, SwitchUser
from orderdesk.domain.bench_refusals import REFUSALS
from orderdesk.domain.bench_refused import after_stop
from orderdesk.domain.bench_state import (
    HISTORY_LENGTH,
    UNDO_DEPTH,
    Action,
    BenchSetup,
    BenchState,
    Box,
    Event,
    PendingSerial,
    PendingWaybill,
    Phase,
    Scan,
    ScanRecord,
    Turn,
    Typed,
    Verdict,
    VerdictKind,
    expected,
)
from orderdesk.domain.days import local_day
from orderdesk.domain.quantity import format_quantity
from orderdesk.domain.scans import Card, ScanKind, Scanned, classify, normalise
from orderdesk.domain.waybills import carriers_with_shape, check_waybill, split_package
from orderdesk.errors import Refused

_AIDS = frozenset({ScanKind.CARD, ScanKind.QUANTITY, ScanKind.BADGE, ScanKind.BIN})


def step(state: BenchState, event: Event, facts: BenchFacts) -> tuple[BenchState, tuple[Intent, ...]]:
    """Takes one scan or typed quantity. Every one is recorded in the history, also one that changes nothing."""
    if isinstance(event, Scan) and _fires_twice(state, event):
        tick = Verdict(VerdictKind.TICK, "bench.double_fire", {"scanned": event.text.strip()})
        # What is on the screen stays: the second shot of one pull is not an answer to it.
        return replace(_record(state, event, tick), verdict=state.verdict), ()
    try:
        turn = _take(state, event, facts)
    except Refused as refusal:
        turn = Turn(_without_pending_waybill(state), _verdict_of(state, event, refusal))
    following = _with_time_of_binding(turn, event)
    if turn.is_undoable:
        following = replace(following, actions=_pushed(state, turn.intents))
    return _record(following, event, turn.verdict), turn.intents


def interrupt(state: BenchState, facts: BenchFacts) -> BenchState:
    """Called when an order on the bench has changed: raises STOP at once when its goods must not go out."""
    if state.phase not in (Phase.VERIFYING, Phase.READY_FOR_WAYBILL):
        return state
    stop = facts.stop(state.order_ids) or _unaccepted(state.box, facts)
    if stop is None:
        return state
    verdict = Verdict(VerdictKind.STOP, stop.code, stop.facts)
    return replace(state, phase=Phase.STOP, stop=stop, pending=None, typing_line=None, verdict=verdict)


def _unaccepted(box: Box | None, facts: BenchFacts) -> Stop | None:
    """A parcel that is gone, or holds less than was scanned: the hub did not accept what was done at this bench."""
    if box is None or box.parcel_id is None:
        return None
    parcel = facts.parcel(box.parcel_id)
    if parcel is not None and parcel.packed >= box.counts()[0]:
        return None
    return Stop("stop.unaccepted", {"order_no": box.order_no})


def take_back(before: BenchState, after: BenchState, refusal: Refused) -> BenchState:
    """Called when a command of the last step was refused: the bench as it was before it, with the refusal shown.

    `before` and `after` are what went into the step and what came out of it.
    """
    shown = Verdict(VerdictKind.REFUSED, refusal.code, refusal.facts)
    history = (*after.history[:-1], replace(after.history[-1], verdict=shown)) if after.history else ()
    return replace(before, history=history, verdict=shown, last_text=after.last_text, last_at=after.last_at)


def note_said(state: BenchState, command_ids: Sequence[UUID]) -> BenchState:
    """Tells the bench which commands its last scan has led to: one of them may be refused later."""
    if not command_ids or not state.history:
        return state
    last = replace(state.history[-1], said=tuple(command_ids))
    return replace(state, history=(*state.history[:-1], last))


def report(state: BenchState, record: ScanRecord) -> BenchState:
    """Shows and records what happened at the bench without a scan: a hand-over, a code that was not read cleanly."""
    history = (*state.history, record)[-HISTORY_LENGTH:]
    return replace(state, history=history, verdict=record.verdict)


def name_parcel(state: BenchState, parcel_no: str) -> BenchState:
    """Tells the bench the number that was made for the parcel it has just opened."""
    if state.box is None:
        return state
    return replace(state, box=replace(state.box, parcel_no=parcel_no))


def _take(state: BenchState, event: Event, facts: BenchFacts) -> Turn:
    if isinstance(event, Typed):
        return _stopped_now(state, facts) or bench_box.type_quantity(state, event)
    text = normalise(event.text, url_keys=state.setup.url_keys)
    scanned = classify(
        text,
        is_barcode=lambda code: facts.barcode(code) is not None,
        is_badge=lambda code: facts.badge(code) is not None,
    )
    if state.phase is Phase.STOP:
        return _while_stopped(state, scanned, facts)
    stopped = _stopped_now(state, facts)
    if stopped is not None:
        return stopped
    if scanned.kind in _AIDS:
        return _take_aid(state, event, scanned, facts)
    if state.phase in (Phase.WAITING, Phase.DONE):
        return _while_waiting(state, event, scanned, facts)
    if scanned.kind is ScanKind.PRODUCT:
        return _take_product(state, event, scanned, facts)
    return _take_number(state, event, scanned, facts)


def _take_aid(state: BenchState, event: Scan, scanned: Scanned, facts: BenchFacts) -> Turn:
    """Cards, badges and bins: what lies at a bench and is neither goods nor a label."""
    if scanned.kind is ScanKind.BADGE:
        return _switch_user(state, scanned, facts)
    if scanned.kind is ScanKind.BIN:
        raise Refused("bench.bin_not_now")
    if scanned.kind is ScanKind.QUANTITY:
        return bench_box.type_quantity(state, Typed(scanned.quantity, event.at, event.id))
    assert scanned.card is not None
    return bench_cards.play(scanned.card, state, facts)


def _while_waiting(state: BenchState, event: Scan, scanned: Scanned, facts: BenchFacts) -> Turn:
    if scanned.kind is ScanKind.PRODUCT:
        raise Refused("bench.scan_parcel_first")
    if scanned.kind is ScanKind.DAMAGED:
        raise Refused("bench.damaged_number")
    found = facts.packables(scanned.text)
    if found:
        return bench_box.open_box(state, _nearest(state, found), event.id, facts)
    if scanned.kind is not ScanKind.CODE:
        raise Refused("bench.unknown_number")
    package = split_package(scanned.text)
    if state.phase is Phase.DONE and state.box is not None and package.number == state.box.waybill_no:
        return Turn(state, Verdict(VerdictKind.DUPLICATE, "bench.already_closed", {"waybill_no": package.number}))
    issued = facts.packable_of_waybill(package.number)
    if issued is None:
        raise Refused("bench.unknown_code")
    return bench_box.open_box(state, issued, event.id, facts, waybill=package)


def _take_product(state: BenchState, event: Scan, scanned: Scanned, facts: BenchFacts) -> Turn:
    box = bench_box.box_of(state)
    product = facts.barcode(scanned.text)
    is_inside = product is not None and any(item.sku_id == product.sku_id for item in box.items)
    if state.phase is Phase.READY_FOR_WAYBILL and not is_inside:
        raise Refused("waybill.is_product", number=scanned.text)
    if isinstance(state.pending, PendingSerial):
        # A product barcode taken for a serial number would be believed for good.
        raise bench_box.serial_wanted(state, state.pending)
    return bench_box.verify(state, scanned, event.id, facts)


def _take_number(state: BenchState, event: Scan, scanned: Scanned, facts: BenchFacts) -> Turn:
    box = bench_box.box_of(state)
    if scanned.kind is ScanKind.DAMAGED:
        raise Refused("bench.damaged_number")
    if scanned.text in (box.parcel_no, box.order_no) or _is_same_shipment(state, scanned, facts):
        return bench_box.scan_own_code(state, event.id)
    if scanned.kind is not ScanKind.CODE:
        raise Refused("bench.finish_first", order_no=box.order_no, parcel_no=box.parcel_no)
    if isinstance(state.pending, PendingSerial):
        return bench_box.take_serial(state, state.pending, event, scanned.text, facts)
    if state.waybill_seen and split_package(scanned.text).number == box.waybill_no:
        return Turn(state, Verdict(VerdictKind.DUPLICATE, "bench.already_bound", {"waybill_no": box.waybill_no}))
    if state.phase is Phase.READY_FOR_WAYBILL:
        return bench_box.scan_waybill(state, event, scanned.text, facts)
    if _may_be_waybill(state, event, scanned, facts):
        done, needed = box.counts()
        raise Refused("bench.items_missing", done=done, needed=needed)
    raise Refused("bench.unknown_product" if scanned.is_gtin else "bench.unknown_code")


def _is_same_shipment(state: BenchState, scanned: Scanned, facts: BenchFacts) -> bool:
    if scanned.kind is ScanKind.CODE or state.box is None:
        return False
    found = facts.packables(scanned.text)
    return bool(found) and _nearest(state, found).shipment_id == state.box.shipment_id


def _nearest(state: BenchState, found: Sequence[Packable]) -> Packable:
    """Of an order's shipments the first that goes out here: the others are none of this bench's business."""
    return next((each for each in found if each.warehouse_id == state.setup.warehouse_id), found[0])


def _may_be_waybill(state: BenchState, event: Scan, scanned: Scanned, facts: BenchFacts) -> bool:
    package = split_package(scanned.text)
    if facts.waybills(package.number, package.piece):
        return True
    carrier, day = bench_box.box_of(state).carrier_code, local_day(event.at)
    if carrier is None or scanned.is_gtin:
        return False
    if carriers_with_shape(package.number, on=day, rules=state.setup.rules, telling=True):
        return True
    finding = check_waybill(scanned.text, carrier, known_barcode=False, on=day, rules=state.setup.rules)
    return not finding.is_refused and not finding.needs_second_scan


def _stopped_now(state: BenchState, facts: BenchFacts) -> Turn | None:
    interrupted = interrupt(state, facts)
    if interrupted is state:
        return None
    assert interrupted.verdict is not None
    return Turn(interrupted, interrupted.verdict)


def _while_stopped(state: BenchState, scanned: Scanned, facts: BenchFacts) -> Turn:
    """Only the exception bin or a supervisor's badge ends a STOP; calling somebody is always possible."""
    stop = state.stop.code if state.stop is not None else ""
    if scanned.kind is ScanKind.BIN:
        cleared = ClearStop(state.parcel_id, state.order_ids, stop, bin_code=scanned.text)
    elif scanned.kind is ScanKind.BADGE:
        badge = facts.badge(scanned.text)
        if badge is None or not badge.is_supervisor:
            raise Refused("bench.not_supervisor", name=badge.name if badge is not None else "")
        cleared = ClearStop(state.parcel_id, state.order_ids, stop, user_id=badge.user_id)
    elif scanned.card is Card.CALL:
        return bench_cards.play(Card.CALL, state, facts)
    else:
        raise Refused("bench.stopped", stop=stop)
    refused = state.stop.commands if state.stop is not None else ()
    intents: tuple[Intent, ...] = (cleared,) if cleared.order_ids else ()
    seen_to = (PutAway(refused),) if refused else ()
    return Turn(after_stop(state), Verdict(VerdictKind.OK, "bench.stop_cleared"), (*intents, *seen_to))


def _switch_user(state: BenchState, scanned: Scanned, facts: BenchFacts) -> Turn:
    badge = facts.badge(scanned.text)
    if badge is None:
        raise Refused("bench.unknown_badge")
    # Undo takes back one's own actions only; the open parcel stays.
    switched = replace(state, user_id=badge.user_id, actions=() if badge.user_id != state.user_id else state.actions)
    verdict = Verdict(VerdictKind.OK, "bench.user_switched", {"name": badge.name})
    return Turn(switched, verdict, (SwitchUser(badge.user_id),))


def _fires_twice(state: BenchState, scan: Scan) -> bool:
    if state.last_at is None or scan.text.strip() != state.last_text:
        return False
    return abs(scan.at - state.last_at) < state.setup.double_fire


def _without_pending_waybill(state: BenchState) -> BenchState:
    return replace(state, pending=None) if isinstance(state.pending, PendingWaybill) else state


def _verdict_of(state: BenchState, event: Event, refusal: Refused) -> Verdict:
    kind, name = expected(state)
    scanned = _text_of(event)
    facts = {"scanned": scanned, "expected_kind": kind, "expected": name, **refusal.facts}
    return Verdict(REFUSALS.get(refusal.code, VerdictKind.REFUSED), refusal.code, facts)


def _pushed(state: BenchState, intents: tuple[Intent, ...]) -> tuple[Action, ...]:
    # The picture kept for undo carries no history and no older pictures of its own.
    before = replace(state, actions=(), history=(), last_text="", last_at=None)
    return (*state.actions, Action(intents, before))[-UNDO_DEPTH:]


def _record(state: BenchState, event: Event, verdict: Verdict) -> BenchState:
    text = _text_of(event)
    record = ScanRecord(event.id, event.at, text, verdict)
    history = (*state.history, record)[-HISTORY_LENGTH:]
    return replace(state, history=history, verdict=verdict, last_text=text, last_at=event.at)


def _text_of(event: Event) -> str:
    return event.text.strip() if isinstance(event, Scan) else f"× {format_quantity(event.quantity)}"


def _with_time_of_binding(turn: Turn, event: Event) -> BenchState:
    """The state after a turn; a parcel that it bound remembers when, however many scans follow."""
    box = turn.state.box
    is_bound = any(
        isinstance(intent, BindWaybill) or (isinstance(intent, CloseParcel) and intent.issue_number)
        for intent in turn.intents
    )
    # A box without a parcel is the next one of the order: nothing has been bound to it yet.
    if not is_bound or box is None or box.parcel_id is None:
        return turn.state
    return replace(turn.state, box=replace(box, bound_at=event.at))


__all__ = [
    "REFUSALS",
    "BenchSetup",
    "BenchState",
    "Intent",
    "OpenParcel",
    "Phase",
    "Scan",
    "Typed",
    "Verdict",
    "VerdictKind",
    "expected",
    "interrupt",
    "name_parcel",
    "note_said",
    "report",
    "step",
    "take_back",
]
