"""The 12 x 12 transition table pair by pair, and what a judgement does with facts from outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.lifecycle import (
    AVAILABLE,
    CLOSE_REASONS,
    MILESTONES,
    MOVES,
    TABLE,
    CloseReason,
    Milestone,
    Need,
    Node,
    PublicView,
    Source,
    Verdict,
    commands_for,
    derive_close_reason,
    derive_node,
    judge,
    public_view,
    rank,
    require_available,
    require_pair,
)
from orderdesk.errors import Refused

# Rows: before, columns: after. x = a shipment may, p = only an order with several shipments, . = never, = same node.
GRID = """
pending_review      = x x p p p p p p p p x
credit_review       x = x p p p p p p p p x
stock_locked        x . = x p p p x p p p x
allocated           x . x = x p p x x x x x
picking             x . . x = x p x x x x x
packed              . . . . x = x x x x x x
staged              . . . . x x = x x x x x
in_transit          . . . . . . . = x x x x
delivered           . . . . . . . x = x x x
delivery_exception  . . . . . . . x x = x x
returning           . . . . . . . x x x = x
closed              . . . . . . . . . . . =
"""
EXPECTED = {
    (Node(line.split()[0]), after): mark
    for line in GRID.strip().splitlines()
    for after, mark in zip(Node, line.split()[1:], strict=True)
}
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
nodes = st.sampled_from(list(Node))


@pytest.mark.parametrize(("before", "after"), list(EXPECTED))
def test_every_pair_is_as_drawn(before: Node, after: Node) -> None:
    mark = EXPECTED[before, after]
    assert bool(commands_for(before, after)) is (mark == "x")
    assert bool(commands_for(before, after, partial=True)) is (mark in "xp")


@pytest.mark.parametrize(("before", "after"), [pair for pair, mark in EXPECTED.items() if mark == "."])
def test_no_command_makes_a_forbidden_pair(before: Node, after: Node) -> None:
    for command in sorted(AVAILABLE):
        with pytest.raises(Refused) as refusal:
            judge(before, after, command=command, met=set(Need))
        assert refusal.value.code == "node.not_allowed"
    with pytest.raises(Refused) as refusal:
        require_pair(before, after)
    assert refusal.value.code == "node.not_allowed"


def test_every_allowed_pair_names_known_commands() -> None:
    assert {move.command for moves in TABLE.values() for move in moves} <= AVAILABLE


def test_every_move_is_made_when_its_needs_are_met_and_refused_when_one_is_missing() -> None:
    for move in MOVES:
        assert judge(move.before, move.after, command=move.command, met=move.needs) is Verdict.MOVE
        for need in move.needs:
            with pytest.raises(Refused) as refusal:
                judge(move.before, move.after, command=move.command, met=move.needs - {need})
            assert refusal.value.code == "node.needs_not_met"
            assert refusal.value.facts["missing"] == [need]


def test_each_node_can_be_reached_and_left() -> None:
    assert {after for _, after in TABLE} == set(Node)
    assert {before for before, _ in TABLE} == set(Node) - {Node.CLOSED}


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        require_available("sell_the_warehouse")
    assert refusal.value.code == "command.unknown"


def needs_of(command: str, before: Node, after: Node) -> frozenset[Need]:
    [move] = [move for move in TABLE[before, after] if move.command == command]
    return move.needs


def test_packing_needs_parcels_that_cover_and_bound_waybills() -> None:
    assert needs_of("close_parcel", Node.PICKING, Node.PACKED) >= {Need.PARCELS_COVER, Need.WAYBILLS_BOUND}


def test_cancelling_from_picking_on_needs_the_leader() -> None:
    assert Need.LEADER_APPROVED not in needs_of("cancel_order", Node.ALLOCATED, Node.CLOSED)
    for before in (Node.PICKING, Node.PACKED, Node.STAGED):
        assert Need.LEADER_APPROVED in needs_of("cancel_order", before, Node.CLOSED)


def test_the_wms_may_skip_nodes_over_listed_pairs() -> None:
    for before in (Node.STOCK_LOCKED, Node.ALLOCATED, Node.PICKING, Node.PACKED, Node.STAGED):
        verdict = judge(
            before, Node.IN_TRANSIT, command="confirm_shipped", source=Source.WMS, met={Need.WAYBILLS_BOUND}
        )
        assert verdict is Verdict.MOVE
    with pytest.raises(Refused):
        judge(
            Node.PENDING_REVIEW,
            Node.IN_TRANSIT,
            command="confirm_shipped",
            source=Source.WMS,
            met={Need.WAYBILLS_BOUND},
        )


def test_the_wms_does_not_take_a_signed_parcel_back_on_the_road() -> None:
    verdict = judge(Node.DELIVERED, Node.IN_TRANSIT, command="confirm_shipped", source=Source.WMS)
    assert verdict is Verdict.TRACE_ONLY


def courier(before: Node, after: Node, *, minutes: int) -> Verdict:
    return judge(
        before,
        after,
        command="record_courier_event",
        source=Source.COURIER,
        met={Need.WAYBILLS_BOUND},
        event_at=NOON + timedelta(minutes=minutes),
        last_event_at=NOON,
    )


def test_the_courier_corrects_himself_with_a_later_event_only() -> None:
    assert courier(Node.DELIVERED, Node.DELIVERY_EXCEPTION, minutes=1) is Verdict.MOVE
    assert courier(Node.DELIVERED, Node.DELIVERY_EXCEPTION, minutes=0) is Verdict.TRACE_ONLY
    assert courier(Node.DELIVERED, Node.DELIVERY_EXCEPTION, minutes=-1) is Verdict.TRACE_ONLY


def test_an_older_event_is_trace_only_even_when_it_would_go_forward() -> None:
    assert courier(Node.IN_TRANSIT, Node.DELIVERED, minutes=-1) is Verdict.TRACE_ONLY


def test_a_courier_event_never_takes_an_order_back_into_the_warehouse() -> None:
    with pytest.raises(Refused):
        courier(Node.IN_TRANSIT, Node.PACKED, minutes=5)


def test_a_fact_about_a_closed_order_is_trace_only() -> None:
    assert courier(Node.CLOSED, Node.DELIVERED, minutes=5) is Verdict.TRACE_ONLY


def test_a_courier_event_for_a_parcel_without_waybill_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        judge(Node.PACKED, Node.IN_TRANSIT, command="record_courier_event", source=Source.COURIER)
    assert refusal.value.facts["missing"] == [Need.WAYBILLS_BOUND]


@given(st.permutations([(0, Node.IN_TRANSIT), (1, Node.DELIVERY_EXCEPTION), (2, Node.IN_TRANSIT), (2, Node.DELIVERED)]))
def test_courier_events_end_alike_in_any_order_of_arrival(arrivals: list[tuple[int, Node]]) -> None:
    node, last = Node.STAGED, None
    for minutes, after in arrivals:
        event_at = NOON + timedelta(minutes=minutes)
        verdict = judge(
            node,
            after,
            command="record_courier_event",
            source=Source.COURIER,
            met={Need.WAYBILLS_BOUND},
            event_at=event_at,
            last_event_at=last,
        )
        if verdict is not Verdict.TRACE_ONLY:
            node, last = after, event_at
    assert node is Node.DELIVERED


@given(st.lists(nodes, min_size=1))
def test_the_derived_node_is_the_least_advanced_open_shipment(shipments: list[Node]) -> None:
    node, counts = derive_node(shipments)
    open_ones: list[Node] = [shipment for shipment in shipments if shipment is not Node.CLOSED]
    considered: list[Node] = open_ones or shipments
    assert node in considered
    assert all(rank(node) <= rank(other) for other in considered)
    assert sum(counts.values()) == len(considered)
    assert counts[node] == considered.count(node)


@given(st.lists(nodes), st.randoms(use_true_random=False))
def test_the_derived_node_does_not_depend_on_the_order_of_shipments(shipments: list[Node], random: object) -> None:
    shuffled = list(shipments)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random
    assert derive_node(shuffled) == derive_node(shipments)


@given(st.lists(nodes, min_size=1, max_size=4), st.sampled_from(MOVES))
def test_whatever_one_shipment_may_do_its_order_may_do(others: list[Node], move: object) -> None:
    assert isinstance(move, type(MOVES[0]))
    if move.command == "cancel_order":
        return
    before, _ = derive_node([move.before, *others])
    after, _ = derive_node([move.after, *others])
    assert before is after or move.command in commands_for(before, after, partial=True)


def test_one_parcel_signed_and_one_in_trouble_is_not_delivered() -> None:
    assert derive_node([Node.DELIVERED, Node.DELIVERY_EXCEPTION])[0] is Node.DELIVERY_EXCEPTION
    assert derive_node([Node.DELIVERED, Node.RETURNING])[0] is Node.RETURNING


def test_two_of_three_in_transit_are_counted() -> None:
    assert derive_node([Node.IN_TRANSIT, Node.PACKED, Node.IN_TRANSIT, Node.CLOSED]) == (
        Node.PACKED,
        {Node.PACKED: 1, Node.IN_TRANSIT: 2},
    )


def test_an_order_without_shipments_is_pending_review() -> None:
    assert derive_node([]) == (Node.PENDING_REVIEW, {})


@pytest.mark.parametrize(
    ("node", "milestone", "banner"),
    [
        ("pending_review", "ordered", None),
        ("credit_review", "credit_review", None),
        ("stock_locked", "stock_locked", None),
        ("allocated", "allocated", None),
        ("picking", "packing", None),
        ("packed", "packing", None),
        ("staged", "loading", None),
        ("in_transit", "in_transit", None),
        ("delivered", "delivered", None),
        ("delivery_exception", "in_transit", "delivery_exception"),
        ("returning", None, "returning"),
    ],
)
def test_the_customer_sees_the_milestone_of_the_table(node: str, milestone: str | None, banner: str | None) -> None:
    assert public_view(Node(node)) == PublicView(Milestone(milestone) if milestone else None, banner)


def test_a_closed_order_is_delivered_for_the_customer_only_when_completed() -> None:
    assert public_view(Node.CLOSED, CloseReason.COMPLETED) == PublicView(Milestone.DELIVERED)
    for reason in set(CloseReason) - {CloseReason.COMPLETED}:
        assert public_view(Node.CLOSED, reason) == PublicView(None, str(reason))
    assert public_view(Node.CLOSED) == PublicView(None, "closed")


def test_there_are_twelve_nodes_and_eight_milestones() -> None:
    assert (len(Node), len(Milestone), len(MILESTONES)) == (12, 8, 12)


def test_every_pair_into_closed_has_a_fitting_reason_and_no_other() -> None:
    for before in Node:
        assert bool(CLOSE_REASONS[before]) is bool(commands_for(before, Node.CLOSED))
    assert set().union(*CLOSE_REASONS.values()) == set(CloseReason)


def test_an_order_with_one_completed_shipment_is_completed() -> None:
    assert derive_close_reason([CloseReason.CANCELLED, CloseReason.COMPLETED]) is CloseReason.COMPLETED
    assert derive_close_reason([CloseReason.RETURNED, CloseReason.LOST]) is CloseReason.LOST
    assert derive_close_reason([]) is CloseReason.CANCELLED
