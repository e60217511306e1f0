"""Deeds while the goods are on the road: delivered by ourselves, in trouble, called back, sent back."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.commands import (
    ConfirmDelivery,
    InterceptShipment,
    ReportException,
    ReturnShipment,
)
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import Node
from orderdesk.queries.rows import ShipmentRow
from ui.sales.actions.asks import Amount, Answers, Ask, Choice, Moment, Picture, Words
from ui.sales.actions.deed import Deed, Maker, Situation, named, say
from ui.sales.actions.desk_deeds import why
from ui.words import word

_N = Node
_ON_THE_ROAD = frozenset({_N.IN_TRANSIT, _N.DELIVERY_EXCEPTION})
_CAUSES = ("refused", "cannot_reach", "address", "damaged", "lost", "other")


def _photo() -> Picture:
    return Picture("photo", say(QT_TRANSLATE_NOOP("Deeds", "Photo")), False)


def _kept(given: Answers, maker: Maker) -> str | None:
    path = given.file("photo")
    return None if path is None else maker.keep_photo(path)


# -- on the road -------------------------------------------------------------------------------------------------


def _we_deliver(_here: Situation, shipment: ShipmentRow) -> bool:
    return shipment.delivery_method != "courier"


def _has_waybills(here: Situation, shipment: ShipmentRow) -> bool:
    return bool(here.waybills_of(shipment.id))


def _asks_delivery(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    head = here.detail.head
    found: list[Ask] = [
        Words("person", say(QT_TRANSLATE_NOOP("Deeds", "Received by")), most=80),
        Moment("at", say(QT_TRANSLATE_NOOP("Deeds", "When")), preset=here.now),
    ]
    if head.cod:
        owed = max((head.amount_fen or 0) - (head.paid_fen or 0), 0)
        due = min(named(shipment).cod_fen or 0, owed)
        found.append(Amount("paid", say(QT_TRANSLATE_NOOP("Deeds", "Collected (yuan)")), preset_fen=due))
    return (*found, _photo())


def _deliver(here: Situation, shipment: ShipmentRow | None, given: Answers, maker: Maker) -> Command:
    shipment = named(shipment)
    return ConfirmDelivery(
        order_id=here.detail.head.id,
        shipment_id=shipment.id,
        waybill_ids=here.waybills_of(shipment.id),
        received_by=given.text("person"),
        received_at=given.at("at") or here.now,
        photo=_kept(given, maker),
        collected_fen=given.fen("paid"),
    )


def _asks_trouble(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    causes = tuple((cause, word("trouble", cause)) for cause in _CAUSES)
    return (
        Choice("cause", say(QT_TRANSLATE_NOOP("Deeds", "What happened")), options=causes),
        Moment("at", say(QT_TRANSLATE_NOOP("Deeds", "When")), preset=here.now),
        Words("note", say(QT_TRANSLATE_NOOP("Deeds", "Note")), False, lines=2),
        _photo(),
    )


def _report(here: Situation, shipment: ShipmentRow | None, given: Answers, maker: Maker) -> Command:
    shipment = named(shipment)
    return ReportException.model_validate(
        {
            "order_id": here.detail.head.id,
            "shipment_id": shipment.id,
            "waybill_ids": here.waybills_of(shipment.id),
            "occurred_at": given.at("at") or here.now,
            "cause": given.text("cause"),
            "note": given.text("note"),
            "photo": _kept(given, maker),
        }
    )


def _no_waybills(here: Situation) -> str:
    on_the_road = here.shipments(_ON_THE_ROAD)
    is_known = any(_has_waybills(here, each) for each in on_the_road)
    return "" if is_known else say(QT_TRANSLATE_NOOP("Deeds", "Its waybills are not known here"))


def _asks_reason(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (why(),)


def _intercept(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    order_id = here.detail.head.id
    return InterceptShipment(order_id=order_id, shipment_id=named(shipment).id, reason=given.text("reason"))


def _send_back(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    order_id = here.detail.head.id
    return ReturnShipment(order_id=order_id, shipment_id=named(shipment).id, reason=given.text("reason"))


DEEDS = (
    Deed(
        key="deliver",
        icon="check-circle",
        title=QT_TRANSLATE_NOOP("Deeds", "Delivered"),
        words="signed van pick-up qianshou cod",
        command=ConfirmDelivery,
        make=_deliver,
        lead=frozenset({_N.IN_TRANSIT}),
        nodes=_ON_THE_ROAD,
        each=True,
        asks=_asks_delivery,
        means=_we_deliver,
        hindered=_no_waybills,
    ),
    Deed(
        key="report_exception",
        icon="warning",
        title=QT_TRANSLATE_NOOP("Deeds", "Trouble on delivery"),
        words="exception refused damaged lost yichang",
        command=ReportException,
        make=_report,
        nodes=frozenset({_N.IN_TRANSIT}),
        each=True,
        asks=_asks_trouble,
        hindered=_no_waybills,
    ),
    Deed(
        key="intercept",
        icon="hand-palm",
        title=QT_TRANSLATE_NOOP("Deeds", "Call the goods back"),
        words="intercept lanjie",
        command=InterceptShipment,
        make=_intercept,
        nodes=frozenset({_N.IN_TRANSIT}),
        each=True,
        asks=_asks_reason,
        danger=True,
        hint=QT_TRANSLATE_NOOP("Deeds", "Somebody has to call the carrier: a task is opened for logistics."),
    ),
    Deed(
        key="return_shipment",
        icon="arrow-u-down-left",
        title=QT_TRANSLATE_NOOP("Deeds", "Give the delivery up"),
        words="return send back tuihui",
        command=ReturnShipment,
        make=_send_back,
        lead=frozenset({_N.DELIVERY_EXCEPTION}),
        nodes=frozenset({_N.DELIVERY_EXCEPTION}),
        each=True,
        asks=_asks_reason,
        danger=True,
        hint=QT_TRANSLATE_NOOP("Deeds", "The carrier brings the goods back: a task is opened for logistics."),
    ),
)
