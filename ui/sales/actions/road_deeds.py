"""Deeds after the goods have left: delivered by ourselves, in trouble, called back, received again, closed."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.commands import (
    CloseOrder,
    ConfirmDelivery,
    InterceptShipment,
    PlacedLine,
    PlaceOrder,
    ReceiveReturn,
    ReportException,
    ReturnedLine,
    ReturnShipment,
    ShipTo,
)
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import CLOSE_REASONS, CloseReason, Node
from orderdesk.domain.quantity import from_base
from orderdesk.queries.rows import Line, ShipmentRow
from ui import formats
from ui.sales.actions.asks import Amount, Answers, Ask, Choice, Goods, Item, Moment, Picture, Words
from ui.sales.actions.deed import Deed, Maker, Situation, say
from ui.sales.actions.desk_deeds import why
from ui.sales.actions.floor_deeds import items_of
from ui.sales.actions.stock_deeds import houses
from ui.words import word

_N = Node
_ON_THE_ROAD = frozenset({_N.IN_TRANSIT, _N.DELIVERY_EXCEPTION})
_SENT = frozenset({_N.IN_TRANSIT, _N.DELIVERED, _N.CLOSED})
_AWAITED = frozenset({_N.ALLOCATED, _N.IN_TRANSIT, _N.DELIVERED, _N.DELIVERY_EXCEPTION, _N.RETURNING})
_CAUSES = ("refused", "cannot_reach", "address", "damaged", "lost", "other")
_ENDS = (CloseReason.COMPLETED, CloseReason.LOST, CloseReason.RETURNED)


def _named(shipment: ShipmentRow | None) -> ShipmentRow:
    if shipment is None:
        raise TypeError("this concerns a shipment")
    return shipment


def _photo() -> Picture:
    return Picture("photo", say(QT_TRANSLATE_NOOP("Deeds", "Photo")), False)


def _kept(given: Answers, maker: Maker) -> str | None:
    path = given.file("photo")
    return None if path is None else maker.keep_photo(path)


# -- on the road -------------------------------------------------------------------------------------------------


def _we_deliver(here: Situation) -> bool:
    return any(each.delivery_method != "courier" for each in here.shipments(_ON_THE_ROAD))


def _asks_delivery(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    head = here.detail.head
    found: list[Ask] = [
        Words("person", say(QT_TRANSLATE_NOOP("Deeds", "Received by")), most=80),
        Moment("at", say(QT_TRANSLATE_NOOP("Deeds", "When")), preset=here.now),
    ]
    if head.cod:
        due = (head.amount_fen or 0) - (head.paid_fen or 0)
        found.append(Amount("paid", say(QT_TRANSLATE_NOOP("Deeds", "Collected (yuan)")), preset_fen=due))
    return (*found, _photo())


def _deliver(here: Situation, shipment: ShipmentRow | None, given: Answers, maker: Maker) -> Command:
    shipment = _named(shipment)
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
    shipment = _named(shipment)
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
    return "" if here.waybills_of() else say(QT_TRANSLATE_NOOP("Deeds", "Its waybills are not known here"))


def _asks_reason(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (why(),)


def _intercept(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    order_id = here.detail.head.id
    return InterceptShipment(order_id=order_id, shipment_id=_named(shipment).id, reason=given.text("reason"))


def _send_back(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    order_id = here.detail.head.id
    return ReturnShipment(order_id=order_id, shipment_id=_named(shipment).id, reason=given.text("reason"))


# -- back in the house -------------------------------------------------------------------------------------------


def _comes_back(here: Situation) -> bool:
    is_return = here.detail.head.order_kind == "RETURN"
    return is_return or bool(here.shipments(frozenset({_N.RETURNING})))


def _asks_receipt(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    conditions = tuple((each, word("condition", each)) for each in ("good", "damaged", "missing"))
    house = "" if shipment is None or shipment.warehouse_id is None else str(shipment.warehouse_id)
    return (
        Goods(
            "came",
            say(QT_TRANSLATE_NOOP("Deeds", "What came back")),
            hint=say(
                QT_TRANSLATE_NOOP("Deeds", "Each line by the condition of what came; together no more than expected")
            ),
            items=items_of(here, shipment, "came"),
            conditions=conditions,
        ),
        Choice("house", say(QT_TRANSLATE_NOOP("Deeds", "Warehouse")), False, options=houses(here), preset=house),
        Amount(
            "refund",
            say(QT_TRANSLATE_NOOP("Deeds", "Refund (yuan)")),
            False,
            say(QT_TRANSLATE_NOOP("Deeds", "Empty: what the goods are worth; only with the last line")),
        ),
        Words("note", say(QT_TRANSLATE_NOOP("Deeds", "Note")), False),
    )


def _receive(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    lines = [
        {"shipment_line_id": each.id, "quantity": each.quantity, "condition": each.condition}
        for each in given.goods("came")
    ]
    return ReceiveReturn(
        order_id=here.detail.head.id,
        shipment_id=_named(shipment).id,
        lines=tuple(ReturnedLine.model_validate(line) for line in lines),
        warehouse_id=given.one("house"),
        refund_fen=given.fen("refund"),
        note=given.text("note"),
    )


def _arrives(here: Situation) -> bool:
    return here.detail.head.to_warehouse_id is not None


def _asks_arrival(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    conditions = tuple((each, word("condition", each)) for each in ("good", "damaged", "missing"))
    return (
        Goods(
            "came",
            say(QT_TRANSLATE_NOOP("Deeds", "What has arrived")),
            items=items_of(here, shipment, "came"),
            conditions=conditions,
        ),
        Choice(
            "house",
            say(QT_TRANSLATE_NOOP("Deeds", "Warehouse")),
            options=houses(here),
            preset=str(here.detail.head.to_warehouse_id),
        ),
        Words("note", say(QT_TRANSLATE_NOOP("Deeds", "Note")), False),
    )


def _receive_transfer(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    waiting = next((each.other_order_id for each in here.detail.relations if each.kind == "transfer_for"), None)
    lines = [
        ReturnedLine.model_validate(
            {"shipment_line_id": each.id, "quantity": each.quantity, "condition": each.condition}
        )
        for each in given.goods("came")
    ]
    return ReceiveReturn(
        order_id=here.detail.head.id,
        shipment_id=_named(shipment).id,
        lines=tuple(lines),
        warehouse_id=given.one("house"),
        note=given.text("note"),
        for_order_id=waiting,
    )


def _may_come_back(here: Situation) -> bool:
    sent = here.shipments(_SENT)
    return (
        here.detail.head.order_kind not in ("RETURN", "TRANSFER")
        and bool(sent)
        and any(_sent(here, each) for each in here.detail.lines)
    )


def _sent(here: Situation, line: Line) -> int:
    gone = {each.id for each in here.shipments(_SENT)}
    mine = [each for each in here.detail.carried if each.order_line_id == line.id and each.shipment_id in gone]
    return sum(each.packed_quantity - each.came_quantity for each in mine)


def _asks_return(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    items = []
    for line in here.detail.lines:
        most = _sent(here, line)
        if most > 0:
            known = formats.quantity(most)
            detail = say(QT_TRANSLATE_NOOP("Deeds", "{sku} · up to {n}"), sku=line.sku_code, n=known)
            items.append(Item(line.id, line.sku_name, detail, most))
    return (
        Goods("goods", say(QT_TRANSLATE_NOOP("Deeds", "What comes back")), items=tuple(items)),
        why(ready=QT_TRANSLATE_NOOP("Deeds", "Wrong goods|Not needed any more|Damaged on the way")),
    )


def _no_address(here: Situation) -> str:
    to = here.detail.receiver
    if to is None or to.phone is None or to.street is None:
        return say(QT_TRANSLATE_NOOP("Deeds", "The address is not known at this desk"))
    return ""


def _return_order(here: Situation, _shipment: ShipmentRow | None, given: Answers, maker: Maker) -> Command:
    head, to = here.detail.head, here.detail.receiver
    assert to is not None
    return PlaceOrder(
        order_id=maker.new_id(),
        order_no=maker.next_order_no(),
        company_id=head.company_id,
        customer_id=head.customer_id,
        lines=tuple(_as_placed(here.line(each.id), each.quantity) for each in given.goods("goods")),
        ship_to=ShipTo(
            name=to.name,
            phone=to.phone or "",
            province=to.province,
            city=to.city,
            district=to.district,
            street=to.street or "",
        ),
        order_kind="RETURN",
        delivery_method=head.delivery_method,  # type: ignore[arg-type]  # stored by the same list, checked by pydantic
        carrier_code=head.carrier_code,
        remark=given.text("reason"),
        origin_order_id=head.id,
    )


def _as_placed(line: Line, quantity: int) -> PlacedLine:
    """In the unit that it was sold in; the factor follows from the line's own two quantities."""
    factor = line.quantity * 1_000 // line.unit_quantity
    return PlacedLine(
        sku_id=line.sku_id,
        unit=line.unit,
        unit_quantity=from_base(quantity, factor),
        unit_price_micro=line.unit_price_micro or 0,
        tax_rate_bp=1300 if line.tax_rate_bp is None else line.tax_rate_bp,
        gift=line.gift,
    )


# -- the end -----------------------------------------------------------------------------------------------------


def _ends(here: Situation) -> tuple[tuple[str, str], ...]:
    possible = {reason for each in here.open_shipments() for reason in CLOSE_REASONS[Node(each.node)]}
    return tuple((str(each), word("close", each)) for each in _ENDS if each in possible)


def _asks_end(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    ends = (
        _ends(here)
        if shipment is None
        else tuple((str(each), word("close", each)) for each in _ENDS if each in CLOSE_REASONS[Node(shipment.node)])
    )
    return (
        Choice("end", say(QT_TRANSLATE_NOOP("Deeds", "Ends as")), options=ends, preset=ends[0][0] if ends else ""),
        Words("note", say(QT_TRANSLATE_NOOP("Deeds", "Note")), False),
    )


def _close(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return CloseOrder.model_validate(
        {
            "order_id": here.detail.head.id,
            "reason": given.text("end"),
            "shipment_id": None if shipment is None or len(here.open_shipments()) == 1 else shipment.id,
            "note": given.text("note"),
        }
    )


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
        fits=_we_deliver,
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
    Deed(
        key="receive_return",
        icon="package",
        title=QT_TRANSLATE_NOOP("Deeds", "Goods are back"),
        words="receive return tuihuo",
        command=ReceiveReturn,
        make=_receive,
        lead=frozenset({_N.RETURNING, _N.ALLOCATED}),
        nodes=_AWAITED,
        each=True,
        asks=_asks_receipt,
        fits=_comes_back,
    ),
    Deed(
        key="receive_transfer",
        icon="package",
        title=QT_TRANSLATE_NOOP("Deeds", "The transfer has arrived"),
        words="receive transfer diaobo",
        command=ReceiveReturn,
        make=_receive_transfer,
        lead=frozenset({_N.IN_TRANSIT, _N.DELIVERED}),
        nodes=frozenset({_N.IN_TRANSIT, _N.DELIVERED, _N.DELIVERY_EXCEPTION}),
        each=True,
        asks=_asks_arrival,
        fits=_arrives,
        hint=QT_TRANSLATE_NOOP("Deeds", "What is good is set aside for the order that waits for it."),
    ),
    Deed(
        key="return_order",
        icon="arrow-u-up-left",
        title=QT_TRANSLATE_NOOP("Deeds", "New return order"),
        words="return tuihuodan",
        command=PlaceOrder,
        make=_return_order,
        asks=_asks_return,
        fits=_may_come_back,
        hindered=_no_address,
    ),
    Deed(
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
        fits=lambda here: bool(_ends(here)),
        danger=True,
        hint=QT_TRANSLATE_NOOP("Deeds", "A closed order is never opened again."),
    ),
)
