"""The command cards of the bench: undo, acknowledge, next box, set aside, short, call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from orderdesk.domain import bench_box, bench_short
from orderdesk.domain.bench_facts import BenchFacts, ParcelState
from orderdesk.domain.bench_intents import (
    BindWaybill,
    CallSupervisor,
    CloseParcel,
    Intent,
    OpenParcel,
    ReopenParcel,
    UnbindWaybill,
    VerifyItem,
    VoidParcel,
)
from orderdesk.domain.bench_state import BenchState, Phase, Turn, Verdict, VerdictKind, expected
from orderdesk.domain.scans import Card
from orderdesk.errors import Refused


def play(card: Card, state: BenchState, facts: BenchFacts) -> Turn:
    """Does what a card says. Raises Refused when it does not fit the moment."""
    return _CARDS[card](state, facts)


def _undo(state: BenchState, facts: BenchFacts) -> Turn:
    if state.pending is not None:
        return Turn(replace(state, pending=None), Verdict(VerdictKind.OK, "bench.undone"))
    if not state.actions:
        raise Refused("bench.nothing_to_undo")
    action = state.actions[-1]
    for intent in action.intents:
        if isinstance(intent, CloseParcel):
            parcel = facts.parcel(intent.parcel_id)
            if parcel is not None and parcel.state is ParcelState.HANDED_OVER:
                raise Refused("bench.already_handed_over")
    intents = tuple(back for intent in reversed(action.intents) if (back := _reverse(intent)) is not None)
    # What has been set meanwhile is nobody's action at the bench.
    before = replace(
        action.before,
        actions=state.actions[:-1],
        history=state.history,
        user_id=state.user_id,
        setup=state.setup,
    )
    return Turn(before, Verdict(VerdictKind.OK, "bench.undone"), intents)


def _reverse(intent: Intent) -> Intent | None:
    """What takes an intent back."""
    if isinstance(intent, OpenParcel):
        return VoidParcel(intent.parcel_id)
    if isinstance(intent, VerifyItem):
        return replace(intent, quantity=-intent.quantity)
    if isinstance(intent, BindWaybill):
        return UnbindWaybill(intent.parcel_id, intent.carrier_code, intent.waybill_no, intent.piece)
    if isinstance(intent, CloseParcel):
        return ReopenParcel(intent.parcel_id, intent.order_ids, intent.issue_number)
    return None


def _acknowledge(state: BenchState, facts: BenchFacts) -> Turn:
    del facts
    kind, name = expected(state)
    return Turn(state, Verdict(VerdictKind.HINT, "bench.expected", {"expected_kind": kind, "expected": name}))


def _next_box(state: BenchState, facts: BenchFacts) -> Turn:
    del facts
    return bench_box.begin_next_box(state)


def _set_aside(state: BenchState, facts: BenchFacts) -> Turn:
    del facts
    if state.phase not in (Phase.VERIFYING, Phase.READY_FOR_WAYBILL):
        raise Refused("bench.card_not_now", card="ASIDE")
    box = bench_box.box_of(state)
    verdict = Verdict(VerdictKind.OK, "bench.set_aside", {"order_no": box.order_no, "parcel_no": box.parcel_no})
    return Turn(state.cleared(), verdict, is_undoable=True)


def _short(state: BenchState, facts: BenchFacts) -> Turn:
    del facts
    return bench_short.declare(state)


def _call(state: BenchState, facts: BenchFacts) -> Turn:
    del facts
    if not state.order_ids:
        # The call is written beside the order, which is how it reaches somebody.
        raise Refused("bench.scan_parcel_first")
    verdict = Verdict(VerdictKind.OK, "bench.supervisor_called")
    return Turn(state, verdict, (CallSupervisor(state.parcel_id, state.order_ids),))


_CARDS: dict[Card, Callable[[BenchState, BenchFacts], Turn]] = {
    Card.UNDO: _undo,
    Card.ACK: _acknowledge,
    Card.NEXT_BOX: _next_box,
    Card.SET_ASIDE: _set_aside,
    Card.SHORT: _short,
    Card.CALL: _call,
}
