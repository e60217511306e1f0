"""Deeds that enter an order which follows from this one: goods that come back, goods that are sent again."""

from __future__ import annotations

from collections import Counter
from typing import Literal
from uuid import UUID

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.commands import PlacedLine, PlaceOrder, ShipTo
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import CloseReason, Node
from orderdesk.domain.order_kinds import IS_SOLD
from orderdesk.domain.quantity import from_base
from orderdesk.errors import Refused
from orderdesk.queries.rows import Line, ShipmentRow
from ui.sales.actions.asks import Answers, Ask, Goods
from ui.sales.actions.deed import Deed, Maker, Situation, say
from ui.sales.actions.desk_deeds import why
from ui.sales.actions.floor_deeds import item_of

_N = Node
_GONE = frozenset({_N.IN_TRANSIT, _N.DELIVERED, _N.CLOSED})
_LEFT = _GONE | {_N.DELIVERY_EXCEPTION, _N.RETURNING}


# -- coming back -------------------------------------------------------------------------------------------------


def _may_come_back(here: Situation) -> bool:
    return here.detail.head.order_kind in IS_SOLD and any(_returnable(here).values())


def _returnable(here: Situation) -> dict[UUID, int]:
    """How much of each line the customer has or will have, and no return order brings back yet (thousandths)."""
    gone = {
        each.id
        for each in here.detail.shipments
        if Node(each.node) in _GONE and each.close_reason in (None, str(CloseReason.COMPLETED))
    }
    announced = Counter(here.detail.announced)
    found = {}
    for line in here.detail.lines:
        mine = (e for e in here.detail.carried if e.order_line_id == line.id and e.shipment_id in gone)
        sent = sum(each.packed_quantity - each.came_quantity for each in mine)
        taken = min(sent, announced[line.sku_id])
        announced[line.sku_id] -= taken
        found[line.id] = sent - taken
    return found


def _asks_return(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    items = tuple(item_of(here.line(key), key, most) for key, most in _returnable(here).items() if most > 0)
    return (
        Goods("goods", say(QT_TRANSLATE_NOOP("Deeds", "What comes back")), items=items),
        why(ready=QT_TRANSLATE_NOOP("Deeds", "Wrong goods|Not needed any more|Damaged on the way")),
    )


def _return_order(here: Situation, _shipment: ShipmentRow | None, given: Answers, maker: Maker) -> Command:
    lines = tuple(_as_placed(here.line(each.id), each.quantity) for each in given.goods("goods"))
    return _following(here, given, maker, "RETURN", lines)


# -- sent again --------------------------------------------------------------------------------------------------


def _was_sent(here: Situation, line: Line) -> int:
    """How much of a line has left the house, whatever became of it (thousandths)."""
    left = {each.id for each in here.shipments(_LEFT)}
    return sum(
        each.packed_quantity
        for each in here.detail.carried
        if each.order_line_id == line.id and each.shipment_id in left
    )


def _may_be_sent_again(here: Situation) -> bool:
    return here.detail.head.order_kind in IS_SOLD and any(_was_sent(here, line) for line in here.detail.lines)


def _asks_again(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    items = tuple(item_of(line, line.id, most) for line in here.detail.lines if (most := _was_sent(here, line)))
    return (
        Goods("goods", say(QT_TRANSLATE_NOOP("Deeds", "What is sent again")), items=items),
        why(
            ready=QT_TRANSLATE_NOOP(
                "Deeds", "Lost on the way|Damaged on the way|Wrong goods|Something was not in the box"
            )
        ),
    )


def _resend(here: Situation, _shipment: ShipmentRow | None, given: Answers, maker: Maker) -> Command:
    """The customer has paid or owes for it already: nothing of it costs anything."""
    free = {"unit_price_micro": 0, "gift": True}
    placed = (_as_placed(here.line(each.id), each.quantity) for each in given.goods("goods"))
    return _following(here, given, maker, "RESEND", tuple(each.model_copy(update=free) for each in placed))


# -- both --------------------------------------------------------------------------------------------------------


def _no_address(here: Situation) -> str:
    to = here.detail.receiver
    if to is None or to.phone is None or to.street is None:
        return say(QT_TRANSLATE_NOOP("Deeds", "The address is not known at this desk"))
    if not to.name or not to.phone:
        return say(QT_TRANSLATE_NOOP("Deeds", "Its receiver has been erased: enter a new order"))
    return ""


def _following(
    here: Situation,
    given: Answers,
    maker: Maker,
    kind: Literal["RETURN", "RESEND"],
    lines: tuple[PlacedLine, ...],
) -> PlaceOrder:
    head, to = here.detail.head, here.detail.receiver
    assert to is not None
    return PlaceOrder(
        order_id=maker.new_id(),
        order_no=maker.next_order_no(),
        company_id=head.company_id,
        customer_id=head.customer_id,
        lines=lines,
        ship_to=ShipTo(
            name=to.name,
            phone=to.phone or "",
            province=to.province,
            city=to.city,
            district=to.district,
            street=to.street or "",
        ),
        order_kind=kind,
        delivery_method=head.delivery_method,  # type: ignore[arg-type]  # stored by the same list, checked by pydantic
        carrier_code=head.carrier_code,
        remark=given.text("reason"),
        origin_order_id=head.id,
    )


def _as_placed(line: Line, quantity: int) -> PlacedLine:
    """In the unit that it was sold in, or in base units where that does not come out even: a piece out of a box."""
    unit = line.unit
    try:
        # The factor follows from the line's own two quantities.
        unit_quantity = from_base(quantity, line.quantity * 1_000 // line.unit_quantity)
    except Refused:
        unit, unit_quantity = line.base_unit, quantity
    return PlacedLine(
        sku_id=line.sku_id,
        unit=unit,
        unit_quantity=unit_quantity,
        unit_price_micro=line.unit_price_micro or 0,
        tax_rate_bp=1300 if line.tax_rate_bp is None else line.tax_rate_bp,
        gift=line.gift,
    )


ANNOUNCE = Deed(
    key="return_order",
    icon="arrow-u-up-left",
    title=QT_TRANSLATE_NOOP("Deeds", "New return order"),
    words="return tuihuodan",
    command=PlaceOrder,
    make=_return_order,
    asks=_asks_return,
    fits=_may_come_back,
    hindered=_no_address,
)
AGAIN = Deed(
    key="send_again",
    icon="arrow-clockwise",
    title=QT_TRANSLATE_NOOP("Deeds", "Send goods again"),
    words="resend replacement lost bufa",
    command=PlaceOrder,
    make=_resend,
    asks=_asks_again,
    fits=_may_be_sent_again,
    hindered=_no_address,
    hint=QT_TRANSLATE_NOOP(
        "Deeds", "A new order that costs nothing, to the same receiver; it is reviewed like any other."
    ),
)
