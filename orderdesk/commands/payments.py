"""What was paid for an order follows it: to a part that becomes an order of its own, and back to the customer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from db.tables import finance
from orderdesk.commands.amounts import costs_fen
from orderdesk.commands.cash import TO_CONFIRM, keep_receipt
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.work import Receipt, ReceiptAllocation
from orderdesk.ids import derived_id

_TOO_MUCH = "overpaid"
"""The channel of refunds of what was paid and is not delivered."""

_RECEIPT, _SHARE = finance.receipt, finance.receipt_allocation


def share_payment(work: HubWork, order: Order, part: Order) -> None:
    """Lets a part have what is paid beyond what the order costs now, with the receipts that it was paid by.

    What is promised back already is not passed on.
    """
    beyond = (order.paid_fen or 0) - costs_fen(order) - promised_fen(work, order)
    moved = min(beyond, part.amount_fen or 0)
    if moved <= 0:
        return
    order.paid_fen = (order.paid_fen or 0) - moved
    part.paid_fen = (part.paid_fen or 0) + moved
    _pass_receipts_on(work, order.id, part.id, moved)


def owe_back(work: HubWork, order: Order) -> None:
    """Keeps a refund of what this command has made too much: paid, and not to be delivered any more.

    What is too much since earlier is not looked at again: goods that came back are paid back by what they are worth.
    """
    before = work.shelf.stored(order)
    if not isinstance(before, Order):
        return
    paid, promised = order.paid_fen or 0, promised_fen(work, order)
    was, present = (max((each.paid_fen or 0) - costs_fen(each), 0) for each in (before, order))
    amount = min(present - was, present - promised_fen(work, order, _TOO_MUCH), paid - promised)
    if amount > 0:
        number = f"{order.order_no}/{order.version}"
        keep_receipt(work, order, kind="refund", channel=_TOO_MUCH, number=number, fen=amount, at=work.received_at)


def promised_fen(work: HubWork, order: Order, channel: str | None = None) -> int:
    """What the order itself gives back, by a channel or any, and finance has not confirmed: it still counts as paid."""
    query = (
        select(func.sum(_SHARE.c.amount_fen))
        .join(_RECEIPT, _RECEIPT.c.id == _SHARE.c.receipt_id)
        .where(_SHARE.c.order_id == order.id, _RECEIPT.c.receipt_kind == "refund", _RECEIPT.c.state == TO_CONFIRM)
    )
    if channel is not None:
        query = query.where(_RECEIPT.c.channel == channel)
    return int(work.connection.execute(query).scalar() or 0)


def _pass_receipts_on(work: HubWork, order_id: UUID, part_id: UUID, fen: int) -> None:
    """The receipts of so much are the part's from now on, those of the highest ids first;
    all are locked in id order."""
    query = (
        select(_SHARE.c.receipt_id)
        .join(_RECEIPT, _RECEIPT.c.id == _SHARE.c.receipt_id)
        .where(_SHARE.c.order_id == order_id, _RECEIPT.c.receipt_kind == "payment", _RECEIPT.c.state != TO_CONFIRM)
        .distinct()
    )
    ids = sorted(work.connection.execute(query).scalars(), key=lambda each: each.int)
    receipts = [work.shelf.load(Key(Receipt.kind, each), lock=True) for each in ids]
    left = fen
    for receipt in reversed(receipts):
        if left and isinstance(receipt, Receipt):
            left -= _pass_on(work, receipt, order_id, part_id, left)


def _pass_on(work: HubWork, receipt: Receipt, order_id: UUID, part_id: UUID, most_fen: int) -> int:
    """Shares a receipt between the two orders; returns how much of it the part has got."""
    mine = [each for each in receipt.allocations if each.order_id == order_id]
    there = sum(each.amount_fen or 0 for each in mine)
    moved = min(there, most_fen)
    kept = [each for each in receipt.allocations if each.order_id != order_id]
    for owner, amount in ((order_id, there - moved), (part_id, moved)):
        if amount:
            kept.append(_share(work, mine[0], owner, amount))
    receipt.allocations = kept
    work.shelf.save(receipt)
    work.shared[receipt.key] = receipt
    return moved


def _share(work: HubWork, before: ReceiptAllocation, order_id: UUID, fen: int) -> ReceiptAllocation:
    if order_id == before.order_id:
        return before.model_copy(update={"amount_fen": fen})
    own = {"id": derived_id(before.id, f"split:{order_id}"), "order_id": order_id, "amount_fen": fen}
    return before.model_copy(update={**own, "allocated_at": work.received_at, "allocated_by": work.asker.user_id})
