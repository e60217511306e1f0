"""The whole table, and what of it somebody is offered for an order now."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.access import Permission
from orderdesk.commands import AddNote, AttachPhoto, CancelOrder, CancelShipment
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import Node
from orderdesk.queries.rows import ShipmentRow
from ui.sales.actions import desk_deeds, floor_deeds, money_deeds, road_deeds, stock_deeds
from ui.sales.actions.asks import Answers, Ask, Picture, Words
from ui.sales.actions.deed import Deed, Maker, Offer, Situation, say
from ui.sales.actions.desk_deeds import why

_N = Node
_QUIET = frozenset({_N.PENDING_REVIEW, _N.CREDIT_REVIEW, _N.STOCK_LOCKED, _N.ALLOCATED})
_BEGUN = frozenset({_N.PICKING, _N.PACKED, _N.STAGED})
_CANCELLABLE = _QUIET | _BEGUN
_READY = QT_TRANSLATE_NOOP("Deeds", "The customer no longer wants it|Entered twice|Entered wrongly")


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
    assert shipment is not None
    return CancelShipment(
        order_id=here.detail.head.id,
        shipment_id=shipment.id,
        reason=given.text("reason"),
        parcel_ids=here.parcels_of(shipment.id, "open", "closed"),
        waybill_ids=here.waybills_of(shipment.id),
    )


def _note(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return AddNote(order_id=here.detail.head.id, text=given.text("text"))


def _asks_photo(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (
        Picture("photo", say(QT_TRANSLATE_NOOP("Deeds", "Photo"))),
        Words("caption", say(QT_TRANSLATE_NOOP("Deeds", "What it shows")), False, most=200),
    )


def _attach(here: Situation, _shipment: ShipmentRow | None, given: Answers, maker: Maker) -> Command:
    path = given.file("photo")
    assert path is not None
    return AttachPhoto(
        subject_kind="order",
        subject_id=here.detail.head.id,
        sha256=maker.keep_photo(path),
        caption=given.text("caption"),
    )


NOTE = Deed(
    key="note",
    icon="note-pencil",
    title=QT_TRANSLATE_NOOP("Deeds", "Add note"),
    words="mention remark beizhu",
    command=AddNote,
    make=_note,
    keys="T",
)
_CANCEL_HINT = QT_TRANSLATE_NOOP("Deeds", "Its goods become free for other orders; this cannot be taken back.")
_ENDS = (
    Deed(
        key="photo",
        icon="camera",
        title=QT_TRANSLATE_NOOP("Deeds", "Attach photo"),
        words="picture file zhaopian",
        command=AttachPhoto,
        make=_attach,
        asks=_asks_photo,
        keys="P",
    ),
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

#: Every deed, in the order in which the menu shows them.
TABLE: tuple[Deed, ...] = (
    *desk_deeds.REVIEWS[:2],
    *stock_deeds.DEEDS[:2],
    stock_deeds.WHY_SHORT,
    *floor_deeds.DEEDS,
    *road_deeds.DEEDS[:-1],
    *money_deeds.DEEDS,
    desk_deeds.EDIT,
    desk_deeds.COPY,
    desk_deeds.HOLD,
    desk_deeds.LIFT,
    *stock_deeds.DEEDS[2:],
    NOTE,
    *_ENDS[:1],
    *desk_deeds.REVIEWS[2:],
    road_deeds.DEEDS[-1],
    *_ENDS[1:],
)


def offers(here: Situation) -> tuple[Offer, ...]:
    """What this person may do with this order now; what is hindered comes with the reason."""
    found = []
    for deed in TABLE:
        shipments = here.shipments(deed.nodes)
        if (deed.nodes and not shipments) or not here.may(deed.needs) or not deed.fits(here):
            continue
        found.append(Offer(deed, shipments if deed.each else (), deed.hindered(here)))
    return tuple(found)
