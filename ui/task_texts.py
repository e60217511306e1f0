"""What a case or a task is about, as a sentence for the person who has to see to it. Facts stand in braces."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from orderdesk.queries.notices import Notice
from orderdesk.queries.rows import Names
from ui.refusals import fill

TASKS: dict[str, object] = {
    "note.mention": QT_TRANSLATE_NOOP("Tasks", "{by} asks you to look: {text}"),
    "bench.call": QT_TRANSLATE_NOOP("Tasks", "{by} wants a supervisor at {device}"),
    "put_back": QT_TRANSLATE_NOOP("Tasks", "Cancelled while it was being packed: put the goods back, {shipment_no}"),
    "follow_waybills": QT_TRANSLATE_NOOP("Tasks", "Shipped by the warehouse: have the couriers report, {shipment_no}"),
    "courier.intercept": QT_TRANSLATE_NOOP("Tasks", "Call the carrier and have the goods brought back: {reason}"),
    "courier.send_back": QT_TRANSLATE_NOOP("Tasks", "Call the carrier and give the delivery up: {reason}"),
    "courier.silent": QT_TRANSLATE_NOOP("Tasks", "The courier has reported nothing for a day"),
    "courier.refused": QT_TRANSLATE_NOOP("Tasks", "The customer has refused the parcel"),
    "courier.lost": QT_TRANSLATE_NOOP("Tasks", "The courier has lost the parcel"),
    "courier.trouble": QT_TRANSLATE_NOOP("Tasks", "The courier could not deliver"),
    "courier.given_up": QT_TRANSLATE_NOOP("Tasks", "The courier's reports have stopped, waybill {waybill_no}"),
    "delivery.refused": QT_TRANSLATE_NOOP("Tasks", "Refused at the door, {shipment_no}: {note}"),
    "delivery.cannot_reach": QT_TRANSLATE_NOOP("Tasks", "Nobody was reached, {shipment_no}: {note}"),
    "delivery.address": QT_TRANSLATE_NOOP("Tasks", "The address is wrong, {shipment_no}: {note}"),
    "delivery.damaged": QT_TRANSLATE_NOOP("Tasks", "The goods arrived damaged, {shipment_no}: {note}"),
    "delivery.lost": QT_TRANSLATE_NOOP("Tasks", "The goods are lost, {shipment_no}: {note}"),
    "delivery.other": QT_TRANSLATE_NOOP("Tasks", "Trouble on delivery, {shipment_no}: {note}"),
    "parcel.not_picked_up": QT_TRANSLATE_NOOP("Tasks", "Packed for hours, and the courier has not fetched it"),
    "payment.differs": QT_TRANSLATE_NOOP("Tasks", "The payment differs from the order's amount"),
    "address.vague": QT_TRANSLATE_NOOP("Tasks", "The address is not clear enough to ship to"),
    "stock.short": QT_TRANSLATE_NOOP("Tasks", "Goods were reported missing: {sku}"),
    "stock.not_found": QT_TRANSLATE_NOOP("Tasks", "Goods were not where they should be: {sku}, {location}"),
    "stock.transfer_proposed": QT_TRANSLATE_NOOP(
        "Tasks", "Another warehouse has the goods: move them, or let them wait"
    ),
    "stock.below_reserved": QT_TRANSLATE_NOOP("Tasks", "{warehouse} has less of {sku} than is promised"),
    "stock.reservation_overdue": QT_TRANSLATE_NOOP(
        "Tasks", "Goods have been set aside for long, and nobody ships them"
    ),
    "return.differs": QT_TRANSLATE_NOOP("Tasks", "What came back is damaged or not complete"),
    "cod.differs": QT_TRANSLATE_NOOP("Tasks", "What was collected at the door differs from what was due"),
    "shipment.differs": QT_TRANSLATE_NOOP(
        "Tasks", "The warehouse has shipped something else than was asked: {shipment_no}"
    ),
    "warehouse.cancelled": QT_TRANSLATE_NOOP("Tasks", "The warehouse has cancelled the shipment by itself"),
    "callback.refused": QT_TRANSLATE_NOOP("Tasks", "A message from outside does not fit the order"),
    "callback.malformed": QT_TRANSLATE_NOOP("Tasks", "A message from {source} cannot be read"),
    "outside.parked": QT_TRANSLATE_NOOP("Tasks", "Nobody knows whether {system} has done what it was asked"),
    "outside.dead": QT_TRANSLATE_NOOP("Tasks", "{system} has refused: {text}"),
    "outside.stopped": QT_TRANSLATE_NOOP("Tasks", "{system} refuses everything: {text}"),
    "erp.refused": QT_TRANSLATE_NOOP("Tasks", "An order of the ERP was not taken: {why}"),
    "erp.malformed": QT_TRANSLATE_NOOP("Tasks", "An order of the ERP cannot be read: {why}"),
    "erp.not_mapped": QT_TRANSLATE_NOOP("Tasks", "An order of the ERP names what is not known here: {missing}"),
    "erp.own_order_missing": QT_TRANSLATE_NOOP("Tasks", "The ERP has order {order_no} of ours, the hub does not"),
    "erp.order_differs": QT_TRANSLATE_NOOP("Tasks", "Order {order_no} differs from the ERP's"),
    "erp.stock_unknown": QT_TRANSLATE_NOOP(
        "Tasks", "The ERP states stock of articles that are not known here: {count}"
    ),
}
_OTHER = QT_TRANSLATE_NOOP("Tasks", "Something is to be done here")


def task_text(code: str, facts: Mapping[str, object]) -> str:
    """The sentence of a case's code or a task's kind, in the language of the window."""
    return fill(QCoreApplication.translate("Tasks", str(TASKS.get(code, _OTHER))), facts)


def notice_text(notice: Notice, names: Names) -> str:
    """What a task asks for, with the name of who asks."""
    who = {"by": _name(notice.facts.get("by"), names.users), "device": _name(notice.facts.get("device"), names.devices)}
    return task_text(notice.task_kind, {**notice.facts, **who})


def _name(found: object, names: Mapping[UUID, str]) -> str:
    try:
        return names.get(UUID(str(found)), "")
    except ValueError:
        return ""
