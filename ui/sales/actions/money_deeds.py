"""Deeds of finance: a payment has come in, and what was collected or is to be given back has been seen."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.commands import ConfirmReceipt, PaidOrder, RecordReceipt
from orderdesk.commands.command import Command
from orderdesk.domain.holds import UNPAID
from orderdesk.domain.nodes import CloseReason
from orderdesk.domain.order_kinds import IS_SOLD
from orderdesk.queries.rows import ReceiptRow, ShipmentRow
from ui import formats
from ui.sales.actions.asks import Amount, Answers, Ask, Choice, Moment, Words
from ui.sales.actions.deed import Deed, Maker, Situation, say

_CHANNELS = (
    ("bank", QT_TRANSLATE_NOOP("Deeds", "Bank transfer")),
    ("wechat", QT_TRANSLATE_NOOP("Deeds", "WeChat Pay")),
    ("alipay", QT_TRANSLATE_NOOP("Deeds", "Alipay")),
    ("cash", QT_TRANSLATE_NOOP("Deeds", "Cash")),
)


def _left_fen(here: Situation) -> int:
    """What nobody has paid or collected yet; nothing where everything was cancelled, lost or came back."""
    head, ends = here.detail.head, {each.close_reason for each in here.detail.shipments}
    if ends and not ends & {None, str(CloseReason.COMPLETED)}:
        return 0
    collected = sum(each.amount_fen or 0 for each in here.detail.to_confirm if each.receipt_kind == "payment")
    return (head.amount_fen or 0) - (head.paid_fen or 0) - collected


def _waits_for_payment(here: Situation) -> bool:
    return any(each.reason == UNPAID for each in here.detail.holds)


def _is_owed(here: Situation) -> bool:
    return here.detail.head.order_kind in IS_SOLD and _left_fen(here) > 0


def _asks_payment(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    channels = tuple((code, say(name)) for code, name in _CHANNELS)
    return (
        Choice("channel", say(QT_TRANSLATE_NOOP("Deeds", "Paid through")), options=channels, preset="bank"),
        Words("number", say(QT_TRANSLATE_NOOP("Deeds", "Number of the payment there")), most=120),
        Amount(
            "paid",
            say(QT_TRANSLATE_NOOP("Deeds", "Amount (yuan)")),
            preset_fen=_left_fen(here),
            least_fen=1,
            most_fen=_left_fen(here),
        ),
        Moment("at", say(QT_TRANSLATE_NOOP("Deeds", "When")), preset=here.now),
    )


def _record(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    head, paid = here.detail.head, given.fen("paid")
    assert paid is not None
    return RecordReceipt(
        company_id=head.company_id,
        customer_id=head.customer_id,
        channel=given.text("channel"),
        channel_no=given.text("number"),
        received_at=given.at("at") or here.now,
        orders=(PaidOrder(order_id=head.id, amount_fen=paid),),
    )


def _waits(here: Situation) -> bool:
    return bool(here.detail.to_confirm)


def _asks_receipt(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    options = tuple((str(each.id), _named(each)) for each in here.detail.to_confirm)
    label = say(QT_TRANSLATE_NOOP("Deeds", "Collected or to be given back"))
    return (Choice("receipt", label, options=options, preset=options[0][0]),)


def _named(receipt: ReceiptRow) -> str:
    amount = formats.money(receipt.amount_fen or 0, sign=True)
    if receipt.receipt_kind == "refund":
        return say(QT_TRANSLATE_NOOP("Deeds", "Refund {no} · {amount}"), no=receipt.channel_no, amount=amount)
    return say(QT_TRANSLATE_NOOP("Deeds", "Payment {no} · {amount}"), no=receipt.channel_no, amount=amount)


def _confirm(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    chosen = given.one("receipt")
    receipt = next(each for each in here.detail.to_confirm if each.id == chosen)
    return ConfirmReceipt(receipt_id=receipt.id, order_ids=receipt.order_ids)


DEEDS = (
    Deed(
        key="record_receipt",
        icon="currency-cny",
        title=QT_TRANSLATE_NOOP("Deeds", "Payment received"),
        words="payment receipt shoukuan",
        command=RecordReceipt,
        make=_record,
        leads=_waits_for_payment,
        asks=_asks_payment,
        fits=_is_owed,
    ),
    Deed(
        key="confirm_receipt",
        icon="check-circle",
        title=QT_TRANSLATE_NOOP("Deeds", "Confirm money collected or given back"),
        words="confirm receipt refund queren tuikuan",
        command=ConfirmReceipt,
        make=_confirm,
        asks=_asks_receipt,
        fits=_waits,
    ),
)
