"""The whole table, and what of it somebody is offered for an order now."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.access import Permission, Role, may
from orderdesk.commands import AddNote, AttachPhoto
from orderdesk.commands.command import Command
from orderdesk.queries.rows import ShipmentRow
from ui.sales.actions import (
    desk_deeds,
    end_deeds,
    floor_deeds,
    follow_deeds,
    money_deeds,
    return_deeds,
    road_deeds,
    stock_deeds,
    transfer_deeds,
)
from ui.sales.actions.asks import Answers, Ask, Picture, Words
from ui.sales.actions.deed import Deed, Maker, Offer, Situation, say
from ui.words import word


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
_AND = QT_TRANSLATE_NOOP("Deeds", ", ")
_BY_OTHERS = QT_TRANSLATE_NOOP("Deeds", "Done by: {roles}")
PHOTO = Deed(
    key="photo",
    icon="camera",
    title=QT_TRANSLATE_NOOP("Deeds", "Attach photo"),
    words="picture file zhaopian",
    command=AttachPhoto,
    make=_attach,
    asks=_asks_photo,
    keys="P",
)

#: Every deed, in the order in which the menu shows them.
TABLE: tuple[Deed, ...] = (
    *desk_deeds.APPROVE,
    *stock_deeds.ALLOCATE,
    stock_deeds.WHY_SHORT,
    *floor_deeds.DEEDS,
    *road_deeds.DEEDS,
    return_deeds.RECEIVE,
    transfer_deeds.ARRIVED,
    follow_deeds.ANNOUNCE,
    follow_deeds.AGAIN,
    *money_deeds.DEEDS,
    desk_deeds.EDIT,
    desk_deeds.COPY,
    desk_deeds.HOLD,
    desk_deeds.LIFT,
    stock_deeds.UNALLOCATE,
    *transfer_deeds.PROPOSED,
    *stock_deeds.RESERVED,
    NOTE,
    PHOTO,
    *desk_deeds.BACK,
    end_deeds.END,
    *end_deeds.CANCELS,
)


def offers(here: Situation) -> tuple[Offer, ...]:
    """What this person may do with this order now; what is hindered comes with the reason."""
    found = []
    for deed in TABLE:
        shipments = deed.shipments(here)
        if (deed.nodes and not shipments) or not here.may(deed.needs) or not deed.fits(here):
            continue
        found.append(Offer(deed, shipments if deed.each else (), deed.hindered(here)))
    return tuple(found)


def of_others(here: Situation) -> tuple[Offer, ...]:
    """What could be done with this order now by somebody else; each says by whom."""
    found = []
    for deed in TABLE:
        fits = (not deed.nodes or deed.shipments(here)) and deed.fits(here)
        if fits and not here.may(deed.needs):
            found.append(Offer(deed, hindered=say(_BY_OTHERS, roles=_roles(deed.needs))))
    return tuple(found)


def _roles(needed: Permission) -> str:
    """Who has a right, in words."""
    people = (role for role in Role if role is not Role.SYSTEM and may([role], needed))
    return say(_AND).join(word("role", role) for role in people)
