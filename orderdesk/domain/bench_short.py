"""The card for goods that are not there: the first scan asks about the item that is wanted next,
the second declares it."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.domain import bench_box
from orderdesk.domain.bench_facts import Item
from orderdesk.domain.bench_intents import DeclareShort, Intent, UnbindWaybill, VoidParcel
from orderdesk.domain.bench_state import BenchState, Box, Phase, Turn, Verdict, VerdictKind
from orderdesk.errors import Refused

ASKED = "bench.short_asked"


def declare(state: BenchState) -> Turn:
    """What is missing of the next item becomes a back-order. Raises Refused `bench.card_not_now` when nothing is."""
    box = bench_box.box_of(state)
    item = box.next_item(state.setup.mode) if state.phase is Phase.VERIFYING else None
    if item is None:
        raise Refused("bench.card_not_now", card="SHORT")
    facts = {"sku_code": item.sku_code, "name": item.name, "line": str(item.shipment_line_id)}
    if not _was_asked(state, item):
        return Turn(replace(state, pending=None), Verdict(VerdictKind.HINT, ASKED, facts))
    declared = (DeclareShort(item.order_id, item.shipment_line_id, item.remaining),)
    items = tuple(replace(each, needed=each.done) if each is item else each for each in box.items)
    left = replace(box, items=tuple(each for each in items if each.needed > 0))
    # Nothing before this can be undone: the parcel as it was then will not be packed any more.
    settled = replace(state, box=left, pending=None, typing_line=None, actions=())
    if not left.items:
        nothing = Verdict(VerdictKind.OK, "bench.short_of_all", {**facts, "order_no": box.order_no})
        return Turn(settled.cleared(), nothing, (*_given_up(box), *declared))
    turn = bench_box.go_on(settled, declared, "bench.short_declared", **facts)
    return replace(turn, is_undoable=False)


def _was_asked(state: BenchState, item: Item) -> bool:
    """Whether the question about this item is what the screen shows: anything scanned since has taken it away."""
    shown = state.verdict
    return shown is not None and shown.code == ASKED and shown.facts.get("line") == str(item.shipment_line_id)


def _given_up(box: Box) -> tuple[Intent, ...]:
    """An empty box goes, with the label that was put on it."""
    if box.parcel_id is None:
        return ()
    label: tuple[Intent, ...] = ()
    if box.waybill_bound and box.waybill_no is not None and box.carrier_code is not None:
        label = (UnbindWaybill(box.parcel_id, box.carrier_code, box.waybill_no, box.piece),)
    return (*label, VoidParcel(box.parcel_id))
