"""Deeds about goods that nobody works on yet: allocation, what is set aside, splitting."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.access import Permission
from orderdesk.commands import (
    AllocateOrder,
    MoveReservation,
    ReleaseReservation,
    SplitOrder,
    UnallocateOrder,
)
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.queries.rows import Line, OrderDetail, ShipmentRow
from ui.sales.actions.asks import Answers, Ask, Choice, Tick
from ui.sales.actions.deed import Deed, Maker, Situation, say
from ui.sales.actions.desk_deeds import EDITABLE, held, why

_N = Node
_LOCKED = frozenset({_N.STOCK_LOCKED})
_ALLOCATED = frozenset({_N.ALLOCATED})
_NOTHING_RESERVED = frozenset({"stock.released", "stock.released_by_hand", "stock.reservation_expired"})
_UNTOUCHED = EDITABLE | _LOCKED


def houses(here: Situation) -> tuple[tuple[str, str], ...]:
    """The warehouses of the order's company."""
    own = here.detail.head.company_id
    return tuple((str(key), name) for key, name in here.names.warehouses.items() if here.names.owners.get(key) == own)


def _asks_house(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (
        Choice("house", say(QT_TRANSLATE_NOOP("Deeds", "Warehouse")), options=houses(here)),
        Tick("later", say(QT_TRANSLATE_NOOP("Deeds", "What is missing follows later")), False),
    )


def _allocate(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    order_id = here.detail.head.id
    return AllocateOrder(order_id=order_id, warehouse_id=given.one("house"), back_order=given.is_set("later"))


def _unallocate(here: Situation, _shipment: ShipmentRow | None, _given: Answers, _maker: Maker) -> Command:
    return UnallocateOrder(order_id=here.detail.head.id)


def _undo_allocation(_here: Situation, _said: Command, now: OrderDetail) -> Command | None:
    is_allocated = any(each.node == _N.ALLOCATED for each in now.shipments)
    return UnallocateOrder(order_id=now.head.id) if is_allocated else None


def _undo_unallocation(here: Situation, _said: Command, now: OrderDetail) -> Command | None:
    """To the warehouse it was at; where there were several, the rule finds them again."""
    before = {each.warehouse_id for each in here.shipments(_ALLOCATED)}
    return AllocateOrder(order_id=now.head.id, warehouse_id=before.pop() if len(before) == 1 else None)


def _asks_release(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    lines = tuple((str(each.id), f"{each.sku_code} {each.sku_name}") for each in here.detail.lines if each.quantity)
    everything = ("", say(QT_TRANSLATE_NOOP("Deeds", "All lines")))
    return (Choice("line", say(QT_TRANSLATE_NOOP("Deeds", "Line")), False, options=(everything, *lines)), why())


def _release(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    order_id = here.detail.head.id
    return ReleaseReservation(order_id=order_id, line_id=given.one("line"), reason=given.text("reason"))


def _split(here: Situation, shipment: ShipmentRow | None, given: Answers, maker: Maker) -> Command:
    assert shipment is not None
    return SplitOrder(
        order_id=here.detail.head.id,
        shipment_id=shipment.id,
        new_order_id=maker.new_id(),
        new_order_no=maker.next_order_no(),
        reason=given.text("reason"),
    )


def _asks_split(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (why(),)


def _sends(here: Situation) -> bool:
    """A sale and what follows from one; a transfer is cancelled and proposed anew."""
    head = here.detail.head
    return head.order_kind in SENDS_GOODS and head.to_warehouse_id is None


def _has_reserved(here: Situation) -> bool:
    """Whether something may be set aside: not after it lapsed, or was let go of."""
    found = next((each.code for each in here.detail.checks if each.kind == "stock"), "")
    return _sends(here) and found not in _NOTHING_RESERVED


def _has_several(here: Situation) -> bool:
    return len(here.open_shipments()) > 1


def short_lines(here: Situation) -> tuple[Line, ...]:
    """The lines that the hub found short."""
    check = next((each for each in here.detail.checks if each.kind == "stock" and each.result == "short"), None)
    found = () if check is None else check.facts.get("short", ())
    positions = {each["line"] for each in found}
    return tuple(line for line in here.detail.lines if line.position in positions)


def missing_of(here: Situation, line: Line) -> int:
    """How much of it the hub found missing, in thousandths."""
    facts = next(each.facts for each in here.detail.checks if each.kind == "stock")
    return next(int(each["missing"]) for each in facts["short"] if each["line"] == line.position)


def _asks_short_line(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    lines = tuple((str(each.id), f"{each.sku_code} {each.sku_name}") for each in short_lines(here))
    if len(lines) < 2:
        return ()
    return (Choice("line", say(QT_TRANSLATE_NOOP("Deeds", "Line")), options=lines, preset=lines[0][0]),)


def _no_command(_here: Situation, _shipment: ShipmentRow | None, _given: Answers, _maker: Maker) -> Command:
    raise TypeError("the sheet of who holds the goods makes the command")


WHY_SHORT = Deed(
    key="why_short",
    icon="question",
    title=QT_TRANSLATE_NOOP("Deeds", "Why short?"),
    words="move reservation stock quehuo yiku",
    command=MoveReservation,
    make=_no_command,
    nodes=_UNTOUCHED,
    asks=_asks_short_line,
    fits=lambda here: bool(short_lines(here)),
    right=Permission.READ_PRIVATE,
)
ALLOCATE = (
    Deed(
        key="allocate",
        icon="house-line",
        title=QT_TRANSLATE_NOOP("Deeds", "Allocate"),
        words="warehouse rule fencang",
        command=AllocateOrder,
        make=_allocate,
        lead=frozenset({_N.STOCK_LOCKED}),
        nodes=_LOCKED,
        hindered=held,
        undo=_undo_allocation,
        done=QT_TRANSLATE_NOOP("Deeds", "Order {no} is allocated"),
    ),
    Deed(
        key="allocate_by_hand",
        icon="buildings",
        title=QT_TRANSLATE_NOOP("Deeds", "Allocate to a warehouse"),
        words="hand fencang cangku",
        command=AllocateOrder,
        make=_allocate,
        nodes=_LOCKED,
        asks=_asks_house,
        hindered=held,
        keys="A",
        undo=_undo_allocation,
        done=QT_TRANSLATE_NOOP("Deeds", "Order {no} is allocated"),
    ),
)
UNALLOCATE = Deed(
    key="unallocate",
    icon="arrow-u-up-left",
    title=QT_TRANSLATE_NOOP("Deeds", "Take the allocation back"),
    words="unallocate quxiao fencang",
    command=UnallocateOrder,
    make=_unallocate,
    nodes=_ALLOCATED,
    fits=_sends,
    undo=_undo_unallocation,
    done=QT_TRANSLATE_NOOP("Deeds", "Order {no} is not allocated any more"),
)
RESERVED = (
    Deed(
        key="release",
        icon="lock-open",
        title=QT_TRANSLATE_NOOP("Deeds", "Let reserved goods go"),
        words="release reservation stock shifang",
        command=ReleaseReservation,
        make=_release,
        nodes=_UNTOUCHED,
        asks=_asks_release,
        fits=_has_reserved,
        danger=True,
        hint=QT_TRANSLATE_NOOP("Deeds", "Others may take the goods; the order waits for its review again."),
    ),
    Deed(
        key="split",
        icon="git-branch",
        title=QT_TRANSLATE_NOOP("Deeds", "Make an order of its own of a shipment"),
        words="split chaidan",
        command=SplitOrder,
        make=_split,
        nodes=_UNTOUCHED,
        each=True,
        asks=_asks_split,
        fits=_has_several,
        hindered=held,
    ),
)
