"""Deeds that end an order or a shipment: closed with what became of it, or cancelled before it has left."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.access import Permission
from orderdesk.commands import CancelOrder, CancelShipment, CloseOrder
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import CLOSE_REASONS, CloseReason, Node
from orderdesk.queries.rows import ShipmentRow
from ui.sales.actions.asks import Answers, Ask, Choice, Words
from ui.sales.actions.deed import Deed, Maker, Situation, named, say
from ui.sales.actions.desk_deeds import why
from ui.words import word

_N = Node
_QUIET = frozenset({_N.PENDING_REVIEW, _N.CREDIT_REVIEW, _N.STOCK_LOCKED, _N.ALLOCATED})
_BEGUN = frozenset({_N.PICKING, _N.PACKED, _N.STAGED})
_CANCELLABLE = _QUIET | _BEGUN
_READY = QT_TRANSLATE_NOOP("Deeds", "The customer no longer wants it|Entered twice|Entered wrongly")
_ENDS = (CloseReason.COMPLETED, CloseReason.LOST, CloseReason.RETURNED)


# -- closed ------------------------------------------------------------------------------------------------------


def _ends(here: Situation, shipment: ShipmentRow) -> tuple[CloseReason, ...]:
    """How a shipment can end now; the goods of a transfer are completed by those who receive them."""
    arrives = here.detail.head.to_warehouse_id is not None
    fitting = CLOSE_REASONS[Node(shipment.node)]
    return tuple(each for each in _ENDS if each in fitting and not (arrives and each is CloseReason.COMPLETED))


def _can_end(here: Situation, shipment: ShipmentRow) -> bool:
    return bool(_ends(here, shipment))


def _asks_end(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    ends = tuple((str(each), word("close", each)) for each in _ends(here, named(shipment)))
    return (
        Choice("end", say(QT_TRANSLATE_NOOP("Deeds", "Ends as")), options=ends, preset=ends[0][0]),
        Words("note", say(QT_TRANSLATE_NOOP("Deeds", "Note")), False),
    )


def _end_hindered(here: Situation) -> str:
    """Who pays first, or at the door, is done with only when it is paid."""
    head = here.detail.head
    terms = next((each.facts.get("terms") for each in here.detail.checks if each.kind == "credit"), None)
    is_owed = head.pay_state != "paid" and (head.amount_fen or 0) > 0 and (head.cod or terms == "prepaid")
    ends = {end for each in END.shipments(here) for end in _ends(here, each)}
    if is_owed and ends == {CloseReason.COMPLETED}:
        return say(QT_TRANSLATE_NOOP("Deeds", "Not paid yet: finance notes the payment first"))
    return ""


def _close(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return CloseOrder.model_validate(
        {
            "order_id": here.detail.head.id,
            "reason": given.text("end"),
            "shipment_id": None if len(here.open_shipments()) == 1 else named(shipment).id,
            "note": given.text("note"),
        }
    )


# -- cancelled ---------------------------------------------------------------------------------------------------


def _asks_cancel(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (why(ready=_READY),)


def _may_cancel(here: Situation) -> bool:
    return all(Node(each.node) in _CANCELLABLE for each in here.open_shipments())


def _cancel_hindered(here: Situation) -> str:
    if any(Node(each.node) in _BEGUN for each in here.open_shipments()) and not here.may(Permission.LEAD):
        return say(QT_TRANSLATE_NOOP("Deeds", "The bench has begun: only who leads it may"))
    return ""


def _cancel(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return CancelOrder(
        order_id=here.detail.head.id,
        reason=given.text("reason"),
        parcel_ids=here.parcels_of(None, "open", "closed"),
        waybill_ids=here.waybills_of(),
    )


def _cancel_shipment(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return CancelShipment(
        order_id=here.detail.head.id,
        shipment_id=named(shipment).id,
        reason=given.text("reason"),
        parcel_ids=here.parcels_of(named(shipment).id, "open", "closed"),
        waybill_ids=here.waybills_of(named(shipment).id),
    )


END = Deed(
    key="close",
    icon="archive-box",
    title=QT_TRANSLATE_NOOP("Deeds", "Close order"),
    words="complete end lost guanbi",
    command=CloseOrder,
    make=_close,
    lead=frozenset({_N.DELIVERED}),
    nodes=frozenset({_N.IN_TRANSIT, _N.DELIVERED, _N.DELIVERY_EXCEPTION, _N.RETURNING}),
    each=True,
    asks=_asks_end,
    means=_can_end,
    hindered=_end_hindered,
    danger=True,
    hint=QT_TRANSLATE_NOOP("Deeds", "A closed order is never opened again."),
)
_CANCEL_HINT = QT_TRANSLATE_NOOP("Deeds", "Its goods become free for other orders; this cannot be taken back.")
CANCELS = (
    Deed(
        key="cancel_shipment",
        icon="prohibit",
        title=QT_TRANSLATE_NOOP("Deeds", "Cancel a shipment"),
        words="quxiao",
        command=CancelShipment,
        make=_cancel_shipment,
        nodes=_CANCELLABLE,
        each=True,
        asks=_asks_cancel,
        fits=lambda here: len(here.open_shipments()) > 1,
        hindered=_cancel_hindered,
        danger=True,
        hint=_CANCEL_HINT,
    ),
    Deed(
        key="cancel",
        icon="prohibit",
        title=QT_TRANSLATE_NOOP("Deeds", "Cancel order"),
        words="quxiao",
        command=CancelOrder,
        make=_cancel,
        nodes=_CANCELLABLE,
        asks=_asks_cancel,
        fits=_may_cancel,
        hindered=_cancel_hindered,
        danger=True,
        hint=_CANCEL_HINT,
    ),
)
