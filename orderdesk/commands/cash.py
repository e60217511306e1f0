"""Cash on delivery: what a shipment has to collect, and what was collected, as a receipt that waits to be confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from orderdesk.commands.amounts import has_failed, shares_of
from orderdesk.commands.cases import open_case
from orderdesk.commands.progress import require_shipment
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.work import Receipt, ReceiptAllocation
from orderdesk.domain.cod import due_fen
from orderdesk.ids import derived_id

TO_CONFIRM = "to_confirm"
"""The state of a receipt that somebody has reported and finance has not seen yet."""


def settle_cod(order: Order) -> None:
    """Writes down on each shipment what it has to collect; nothing where the order is not paid on delivery."""
    if not order.cod:
        return
    shares = shares_of(order, [each for each in order.shipments if not has_failed(each)])
    due = due_fen(list(shares.values()), order.paid_fen or 0)
    for shipment_id, amount in zip(shares, due, strict=True):
        require_shipment(order, shipment_id).cod_fen = amount


def collect(work: HubWork, order: Order, shipment: Shipment, collected_fen: int, at: datetime) -> None:
    """Keeps what was collected; a difference to what was due is a case for finance."""
    due = shipment.cod_fen or 0
    if collected_fen > 0:
        keep_receipt(work, order, kind="payment", channel="cod", number=shipment.shipment_no, fen=collected_fen, at=at)
    if collected_fen != due:
        facts: dict[str, Any] = {"order_no": order.order_no, "due_fen": due, "collected_fen": collected_fen}
        key = f"cod:{shipment.id}"
        open_case(work, order, queue="reconciliation_gap", dedupe_key=key, code="cod.differs", facts=facts)
    work.trace(order.id, payment_ref=shipment.shipment_no)


def receipt_id(company_id: UUID, channel: str, number: str, kind: str) -> UUID:
    """The id of a receipt: whoever reports it, and however often, it is one. `kind`: payment or refund."""
    return derived_id(company_id, f"receipt:{channel}:{number}:{kind}")


def keep_receipt(work: HubWork, order: Order, *, kind: str, channel: str, number: str, fen: int, at: datetime) -> None:
    """A receipt for the order that finance has to confirm. `kind`: payment or refund."""
    key = Key("receipt", receipt_id(order.company_id, channel, number, kind))
    if work.shelf.load(key) is not None:
        return
    allocation = ReceiptAllocation(
        id=derived_id(key.id, f"allocation:{order.id}"),
        receipt_id=key.id,
        order_id=order.id,
        amount_fen=fen,
        allocated_at=work.received_at,
        allocated_by=work.asker.user_id,
    )
    receipt = Receipt(
        id=key.id,
        company_id=order.company_id,
        customer_id=order.customer_id,
        channel=channel,
        channel_no=number,
        receipt_kind=kind,
        amount_fen=fen,
        fee_fen=0,
        state=TO_CONFIRM,
        received_at=at,
        allocations=[allocation],
    )
    work.shelf.save(receipt)
    work.shared[key] = receipt
