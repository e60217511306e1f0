"""The money of the history: who has paid what, in receipts for one order or several, and who still owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from db.tables import customers, finance
from orderdesk.access import Role
from orderdesk.demo.customers import Buyer
from orderdesk.demo.dice import Ids, stream
from orderdesk.demo.rows import Batch
from orderdesk.demo.stories import Story
from orderdesk.demo.world import World
from orderdesk.domain.nodes import CloseReason, Node

_GROUP_AT_MOST = 5

TOGETHER = "receipt_for_three"
"""Label of the orders that one receipt pays three at a time."""


@dataclass(slots=True)
class _Due:
    """An order that a receipt will pay."""

    order_id: UUID
    amount_fen: int
    at: datetime


class Cashbox:
    """Settles orders as they are written. Monthly customers pay several at once; what waits for its receipt is at
    most five orders a customer."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._dice = stream(seed, "payments")
        self._ids = Ids(seed, "payments")
        self._waiting: dict[UUID, list[_Due]] = {}
        self._together: dict[UUID, list[_Due]] = {}
        self._buyers = {buyer.id: buyer for buyer in world.buyers}
        self._number = 0

    def settle(self, batch: Batch, story: Story, order_id: UUID, head: dict[str, Any]) -> None:
        """Decides whether an order is paid by now, sets its payment and invoice state, and counts what is owed."""
        if story.close_reason == "cancelled" or story.kind == "RETURN":
            return
        buyer, amount = story.buyer, story.amount_fen
        paid_at = self._paid_at(story)
        if paid_at is None or paid_at > self._world.now:
            # What has not been paid cannot differ yet.
            story.labels = [each for each in story.labels if not each.startswith(("payment_mismatch", TOGETHER))]
        if paid_at is not None and paid_at <= self._world.now and not story.over_limit:
            head["pay_state"], head["paid_fen"] = "paid", amount
            self._collect(batch, story, _Due(order_id, amount, paid_at), head)
            if head["node"] == Node.CLOSED:
                head["invoice_state"] = "issued"
            return
        if buyer.terms == "prepaid" or story.over_limit:
            return
        if head["node"] == Node.CLOSED and story.close_reason != CloseReason.COMPLETED:
            # The goods came back as a whole, or never came: nobody owes them.
            return
        if head["node"] in (Node.DELIVERED, Node.CLOSED):
            buyer.unpaid_fen += amount
        else:
            buyer.open_fen += amount

    def close(self, batch: Batch) -> None:
        """Writes the receipts of all orders that still wait for one."""
        for buyer_id in list(self._waiting):
            self._write_group(batch, buyer_id)
        for buyer_id, group in self._together.items():
            self._write(batch, self._buyers[buyer_id].company, self._buyers[buyer_id], group)

    def _paid_at(self, story: Story) -> datetime | None:
        if story.buyer.terms == "prepaid":
            return story.placed + timedelta(minutes=self._dice.uniform(1, 25))
        delivered = [leg.scans[-1].at for leg in story.legs if leg.scans]
        if not delivered:
            return None
        late = self._dice.expovariate(1 / 6)
        return max(delivered) + timedelta(days=story.buyer.terms_days - 4 + late)

    def _collect(self, batch: Batch, story: Story, due: _Due, head: dict[str, Any]) -> None:
        mismatch = next((label for label in story.labels if label.startswith("payment_mismatch.")), "")
        if mismatch:
            self._write_mismatch(batch, mismatch.partition(".")[2], story, due, head)
            return
        if TOGETHER in story.labels:
            group = self._together.setdefault(story.buyer.id, [])
            group.append(due)
            if len(group) == 3:
                self._write(batch, story.company, story.buyer, self._together.pop(story.buyer.id))
            return
        if story.buyer.terms == "prepaid":
            self._write(batch, story.company, story.buyer, [due])
            return
        waiting = self._waiting.setdefault(story.buyer.id, [])
        waiting.append(due)
        if len(waiting) >= _GROUP_AT_MOST or self._dice.random() < 0.35:
            self._write_group(batch, story.buyer.id)

    def _write_group(self, batch: Batch, buyer_id: UUID) -> None:
        group, buyer = self._waiting.pop(buyer_id), self._buyers[buyer_id]
        self._write(batch, buyer.company, buyer, group)

    def _write(self, batch: Batch, company: int, buyer: Buyer, group: list[_Due], *, fee_fen: int = 0) -> None:
        at = max(due.at for due in group)
        receipt = self._receipt(company, buyer, at, sum(due.amount_fen for due in group))
        batch.add(finance.receipt, {**receipt, "fee_fen": fee_fen})
        clerk = self._world.staff.of(Role.FINANCE)[0]
        for due in group:
            batch.add(
                finance.receipt_allocation,
                {
                    "id": self._ids.next(at),
                    "receipt_id": receipt["id"],
                    "order_id": due.order_id,
                    "amount_fen": due.amount_fen,
                    "allocated_at": at + timedelta(minutes=20),
                    "allocated_by": clerk.id,
                },
            )

    def _write_mismatch(self, batch: Batch, kind: str, story: Story, due: _Due, head: dict[str, Any]) -> None:
        """`short`: a little was not paid; `double`: it came twice; `fee`: the bank kept its fee."""
        if kind == "short":
            missing = min(due.amount_fen, 100 * self._dice.randint(1, 30))
            due.amount_fen -= missing
            head["paid_fen"], head["pay_state"] = due.amount_fen, "partly_paid"
            if story.buyer.terms != "prepaid":
                story.buyer.unpaid_fen += missing
            self._write(batch, story.company, story.buyer, [due])
            return
        self._write(batch, story.company, story.buyer, [due], fee_fen=min(due.amount_fen, 600) if kind == "fee" else 0)
        if kind == "double":
            again = self._receipt(story.company, story.buyer, due.at + timedelta(minutes=3), due.amount_fen)
            batch.add(finance.receipt, {**again, "state": "open"})

    def _receipt(self, company: int, buyer: Buyer, at: datetime, amount_fen: int) -> dict[str, Any]:
        self._number += 1
        channel = self._dice.choice(("bank", "bank", "wechat", "alipay", "unionpay"))
        return {
            "id": self._ids.next(at),
            "company_id": self._world.firm.companies[company].id,
            "customer_id": buyer.id,
            "channel": channel,
            "channel_no": f"{at:%Y%m%d}{self._number:09d}",
            "receipt_kind": "payment",
            "amount_fen": amount_fen,
            "fee_fen": 0,
            "state": "allocated",
            "received_at": at,
            "version": 2,
        }


def fill_credit(connection: Connection, seed: int, world: World) -> None:
    """Writes what every monthly customer uses of its limit."""
    ids = Ids(seed, "credit")
    rows = [
        {
            "id": ids.next(world.now),
            "customer_id": buyer.id,
            "company_id": world.firm.companies[buyer.company].id,
            "open_fen": buyer.open_fen,
            "unpaid_fen": buyer.unpaid_fen,
        }
        for buyer in world.buyers
        if buyer.terms != "prepaid"
    ]
    connection.execute(insert(customers.credit_use), rows)
