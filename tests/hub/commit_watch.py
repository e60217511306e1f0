"""Looks at every commit of a hub: what moved, what was set aside, what was bound."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.store import Store
from db.tables import log, orders, parcels, stock
from orderdesk.domain.lifecycle import TABLE
from orderdesk.domain.nodes import Node
from tests.sync.world import Broken

#: Commands that make a move by the rule of another: the first item in another's box begins the picking, giving up the
#: last missing one ends the packing, what loses its goods is to be reviewed again, a return is allocated by its review,
#: what arrives with a transfer locks the shipment that waited for it.
_ALSO = {
    "verify_item": {"open_parcel"},
    "declare_short": {"close_parcel", "hand_over", "record_courier_event"},
    "hand_over": {"record_courier_event"},
    "confirm_shipped": {"record_courier_event"},
    "bind_waybill": {"record_courier_event"},
    "release_reservation": {"return_to_review"},
    "move_reservation": {"return_to_review"},
    "edit_order": {"return_to_review"},
    "split_order": {"cancel_shipment"},
    "review_order": {"allocate_order", "return_to_review"},
    "receive_return": {"review_order"},
}


@cache
def reachable(before: Node, kind: str, *, partial: bool) -> set[Node]:
    """Where a command may take a shipment (or, with `partial`, an order of several) from a node."""
    rules, found, fresh = {kind} | _ALSO.get(kind, set()), {before}, [before]
    while fresh:
        start = fresh.pop()
        for (low, high), moves in TABLE.items():
            allowed = any(move.command in rules and (partial or not move.partial) for move in moves)
            if low is start and high not in found and allowed:
                found.add(high)
                fresh.append(high)
    return found


class CommitWatch:
    """Told of every commit, says with Broken what must not have happened in it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.accepted = 0
        with store.read() as connection:
            self._nodes = {row.id: row.node for row in connection.execute(select(orders.order))}
            self._nodes |= {row.id: row.node for row in connection.execute(select(orders.shipment))}
            self._reserved = {row.id: row.reserved for row in connection.execute(select(stock.stock))}
            self._waybills = {row.id: row.state for row in connection.execute(select(parcels.waybill))}

    def committed(self, seq: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Takes the commit's changes as they go to everybody."""
        if not rows:
            return
        kind = self._kind_of(rows[0]["command_id"])
        self.accepted += 1
        for row in rows:
            document = json.loads(row["body"])
            if row["kind"] == "order":
                self._judge_moves(kind, document)
            elif row["kind"] == "waybill":
                self._judge_waybill(kind, document)
        self._judge_grants(kind)

    def _kind_of(self, command_id: UUID) -> str:
        with self._store.read() as connection:
            return str(
                connection.execute(select(log.command.c.kind).where(log.command.c.id == command_id)).scalar_one()
            )

    def _judge_moves(self, kind: str, order: dict[str, Any]) -> None:
        """Every change of a node is an allowed pair of its command; a new shipment or order moves from nowhere."""
        grown = any(UUID(each["id"]) not in self._nodes for each in order["shipments"])
        for partial, moved in ((True, order), *((False, each) for each in order["shipments"])):
            known, after = UUID(moved["id"]), Node(moved["node"])
            before = Node(self._nodes.get(known, after))
            self._nodes[known] = str(after)
            if partial and grown and before is not Node.CLOSED:
                continue  # what it is derived from is more now
            if after not in reachable(before, kind, partial=partial):
                what = "the order" if partial else moved["shipment_no"]
                raise Broken(f"{kind} took {what} of {order['order_no']} from {before} to {after}")

    def _judge_waybill(self, kind: str, waybill: dict[str, Any]) -> None:
        """A void waybill stays void."""
        known = UUID(waybill["id"])
        if self._waybills.get(known) == "void" and waybill["state"] != "void":
            raise Broken(f"{kind} brought the void waybill {waybill['number']} back as {waybill['state']}")
        self._waybills[known] = waybill["state"]

    def _judge_grants(self, kind: str) -> None:
        """Where more is set aside than before, it is there."""
        with self._store.read() as connection:
            for row in connection.execute(select(stock.stock)):
                if row.reserved > self._reserved.get(row.id, 0) and row.reserved > row.on_hand:
                    raise Broken(f"{kind} granted {row.reserved} of {row.on_hand}")
                self._reserved[row.id] = row.reserved
