"""Deeds for goods that are back: what a return order has announced, or a whole shipment that turned round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.commands import ReceiveReturn, ReturnedLine
from orderdesk.commands.command import Command
from orderdesk.domain.cod import value_fen
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import OrderKind
from orderdesk.queries.rows import CarriedRow, ShipmentRow
from ui import formats
from ui.refusals import refusal_text
from ui.sales.actions.asks import Amount, Answers, Ask, Choice, Given, Goods, Words
from ui.sales.actions.deed import Deed, Maker, Situation, Wrong, named, say
from ui.sales.actions.floor_deeds import items_of
from ui.sales.actions.stock_deeds import houses
from ui.words import word

_N = Node
_GONE = frozenset({_N.IN_TRANSIT, _N.DELIVERED, _N.CLOSED})
_AWAITED = frozenset({_N.ALLOCATED, _N.IN_TRANSIT, _N.DELIVERED, _N.DELIVERY_EXCEPTION, _N.RETURNING})
_MISSING = "missing"
_RETURN = OrderKind.RETURN


def conditions() -> tuple[tuple[str, str], ...]:
    """In what condition goods may come in."""
    return tuple((each, word("condition", each)) for each in ("good", "damaged", _MISSING))


def received_lines(given: Answers) -> tuple[ReturnedLine, ...]:
    """What was entered of the goods that came."""
    return tuple(
        ReturnedLine.model_validate(
            {"shipment_line_id": each.id, "quantity": each.quantity, "condition": each.condition}
        )
        for each in given.goods("came")
    )


def _is_return(here: Situation) -> bool:
    return here.detail.head.order_kind == _RETURN


def _is_awaited(here: Situation, shipment: ShipmentRow) -> bool:
    return shipment.warehouse_id is not None if _is_return(here) else shipment.node == _N.RETURNING


def _asks_receipt(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    house = "" if shipment is None or shipment.warehouse_id is None else str(shipment.warehouse_id)
    return (
        Goods(
            "came",
            say(QT_TRANSLATE_NOOP("Deeds", "What came back")),
            hint=say(
                QT_TRANSLATE_NOOP("Deeds", "Each line by the condition of what came; together no more than expected")
            ),
            items=items_of(here, shipment, "came"),
            conditions=conditions(),
        ),
        Choice("house", say(QT_TRANSLATE_NOOP("Deeds", "Warehouse")), False, options=houses(here), preset=house),
        *_asks_refund(_all_back_fen(here, named(shipment))),
        Words("note", say(QT_TRANSLATE_NOOP("Deeds", "Note")), False),
    )


def _asks_refund(most_fen: int) -> tuple[Ask, ...]:
    """Nothing where nothing was paid that could be given back."""
    hint = QT_TRANSLATE_NOOP("Deeds", "Empty: what came back and was paid, at most {amount}; only with the last line")
    if most_fen == 0:
        return ()
    label, most = say(QT_TRANSLATE_NOOP("Deeds", "Refund (yuan)")), formats.money(most_fen, sign=True)
    return (Amount("refund", label, False, say(hint, amount=most), most_fen=most_fen),)


def _check_refund(here: Situation, shipment: ShipmentRow | None, given: Answers) -> Wrong | None:
    """As the hub sees it: no more than what came back is worth, and only when everything is there."""
    wanted = given.fen("refund")
    if wanted is None:
        return None
    came: Counter[UUID] = Counter()
    for each in given.goods("came"):
        came[each.id] += each.quantity
    shipment = named(shipment)
    if any(came[each.id] < left_of(here, each) for each in carried_by(here, shipment)):
        return Wrong("refund", refusal_text("return.incomplete", {"order_no": here.detail.head.order_no}))
    most = refundable_fen(here, shipment, given.goods("came"))
    if wanted > most:
        text = say(QT_TRANSLATE_NOOP("Deeds", "No more than {amount} can be given back"), amount=formats.money(most))
        return Wrong("refund", text)
    return None


def carried_by(here: Situation, shipment: ShipmentRow) -> tuple[CarriedRow, ...]:
    """What a shipment carries."""
    return tuple(each for each in here.detail.carried if each.shipment_id == shipment.id)


def left_of(here: Situation, carried: CarriedRow) -> int:
    """How much of it has not come back yet, in thousandths."""
    return (carried.quantity if _is_return(here) else carried.packed_quantity) - carried.came_quantity


def refundable_fen(here: Situation, shipment: ShipmentRow, given: tuple[Given, ...]) -> int:
    """What the goods of a shipment that is back with these are worth,
    as far as they were paid and that is known here."""
    came: Counter[UUID] = Counter()
    mine = {each.id: each.order_line_id for each in carried_by(here, shipment)}
    for each in given:
        if each.condition != _MISSING:
            came[mine[each.id]] += each.quantity
    closed = {each.id for each in here.detail.shipments if each.node == _N.CLOSED}
    before: Counter[UUID] = Counter()
    for carried in here.detail.carried:
        there = carried.came_quantity - carried.missing_quantity
        if carried.shipment_id in closed:
            before[carried.order_line_id] += there
        elif carried.shipment_id == shipment.id:
            came[carried.order_line_id] += there
    worth = _worth_fen(here, before + came) - _worth_fen(here, before)
    paid = here.detail.refundable_fen
    return worth if paid is None else min(worth, paid)


def _all_back_fen(here: Situation, shipment: ShipmentRow) -> int:
    rest = tuple(Given(each.id, left_of(here, each), "good") for each in carried_by(here, shipment))
    return refundable_fen(here, shipment, rest)


def _worth_fen(here: Situation, came: Mapping[UUID, int]) -> int:
    lines = {each.id: each for each in here.detail.lines}
    return sum(value_fen(lines[key].amount_fen or 0, lines[key].quantity, quantity) for key, quantity in came.items())


def _receive(here: Situation, shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return ReceiveReturn(
        order_id=here.detail.head.id,
        shipment_id=named(shipment).id,
        lines=received_lines(given),
        warehouse_id=given.one("house"),
        refund_fen=given.fen("refund"),
        note=given.text("note"),
    )


RECEIVE = Deed(
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
    means=_is_awaited,
    check=_check_refund,
)
