"""Deeds about goods that are moved between our warehouses for an order that is short."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.commands import AcceptTransfer, DeclineTransfer, ReceiveReturn
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import Node
from orderdesk.queries.rows import MovedGoods, ShipmentRow
from ui import formats
from ui.sales.actions.asks import Answers, Ask, Choice, Goods, Told, Words
from ui.sales.actions.deed import Deed, Maker, Situation, named, say
from ui.sales.actions.desk_deeds import why
from ui.sales.actions.floor_deeds import items_of
from ui.sales.actions.return_deeds import conditions, received_lines
from ui.sales.actions.stock_deeds import houses

_N = Node


def _is_proposed(here: Situation) -> bool:
    return here.detail.transfer_case_id is not None


def _accept(here: Situation, _shipment: ShipmentRow | None, _given: Answers, maker: Maker) -> Command:
    assert here.detail.transfer_case_id is not None
    return AcceptTransfer(
        case_id=here.detail.transfer_case_id,
        for_order_id=here.detail.head.id,
        order_id=maker.new_id(),
        order_no=maker.next_order_no(),
    )


def _asks_accept(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (Told("goods", "\n".join(_moved(here, each) for each in here.detail.transfers)),)


def _moved(here: Situation, goods: MovedGoods) -> str:
    line = next((each.sku_name for each in here.detail.lines if each.sku_code == goods.sku_code), goods.sku_code)
    houses = here.names.warehouses
    return say(
        QT_TRANSLATE_NOOP("Deeds", "{n} of {item}: from {giver} to {taker}"),
        n=formats.quantity(goods.quantity),
        item=line,
        giver=houses.get(goods.from_id, ""),
        taker=houses.get(goods.to_id, ""),
    )


def _asks_decline(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (
        *_asks_accept(here, shipment),
        why(ready=QT_TRANSLATE_NOOP("Deeds", "New goods come soon|Needed there|Not worth the way")),
    )


def _decline(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    assert here.detail.transfer_case_id is not None
    return DeclineTransfer(
        case_id=here.detail.transfer_case_id, for_order_id=here.detail.head.id, reason=given.text("reason")
    )


def _arrives(here: Situation) -> bool:
    return here.detail.head.to_warehouse_id is not None


def _asks_arrival(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (
        Goods(
            "came",
            say(QT_TRANSLATE_NOOP("Deeds", "What has arrived")),
            items=items_of(here, shipment, "came"),
            conditions=conditions(),
        ),
        Choice(
            "house",
            say(QT_TRANSLATE_NOOP("Deeds", "Warehouse")),
            options=houses(here),
            preset=str(here.detail.head.to_warehouse_id),
        ),
        Words("note", say(QT_TRANSLATE_NOOP("Deeds", "Note")), False),
    )


def _receive(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    waiting = next((each.other_order_id for each in here.detail.relations if each.kind == "transfer_for"), None)
    return ReceiveReturn(
        order_id=here.detail.head.id,
        shipment_id=named(shipment).id,
        lines=received_lines(given),
        warehouse_id=given.one("house"),
        note=given.text("note"),
        for_order_id=waiting,
    )


PROPOSED = (
    Deed(
        key="accept_transfer",
        icon="truck",
        title=QT_TRANSLATE_NOOP("Deeds", "Have the goods moved here"),
        words="transfer diaobo",
        command=AcceptTransfer,
        make=_accept,
        asks=_asks_accept,
        nodes=frozenset({_N.PENDING_REVIEW}),
        fits=_is_proposed,
        hint=QT_TRANSLATE_NOOP("Deeds", "Another warehouse has them: an order of its own brings them over by our van."),
        done=QT_TRANSLATE_NOOP("Deeds", "The transfer for order {no} is under way"),
    ),
    Deed(
        key="decline_transfer",
        icon="x-circle",
        title=QT_TRANSLATE_NOOP("Deeds", "Do not have the goods moved"),
        words="transfer decline refuse diaobo bu",
        command=DeclineTransfer,
        make=_decline,
        nodes=frozenset({_N.PENDING_REVIEW}),
        asks=_asks_decline,
        fits=_is_proposed,
        hint=QT_TRANSLATE_NOOP("Deeds", "The order goes on waiting for goods; the next review may propose it anew."),
        done=QT_TRANSLATE_NOOP("Deeds", "The transfer for order {no} is declined"),
    ),
)
ARRIVED = Deed(
    key="receive_transfer",
    icon="package",
    title=QT_TRANSLATE_NOOP("Deeds", "The transfer has arrived"),
    words="receive transfer diaobo",
    command=ReceiveReturn,
    make=_receive,
    lead=frozenset({_N.IN_TRANSIT, _N.DELIVERED}),
    nodes=frozenset({_N.IN_TRANSIT, _N.DELIVERED, _N.DELIVERY_EXCEPTION}),
    each=True,
    asks=_asks_arrival,
    fits=_arrives,
    hint=QT_TRANSLATE_NOOP("Deeds", "What is good is set aside for the order that waits for it."),
)
