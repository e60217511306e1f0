"""Deeds of the desk: review, credit, holds, what is set aside, allocation."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from orderdesk.access import Role, may
from orderdesk.commands import (
    DecideCredit,
    EditOrder,
    HoldOrder,
    LiftHold,
    PlaceOrder,
    ReturnToReview,
    ReviewOrder,
)
from orderdesk.commands.command import Command
from orderdesk.domain.days import at_minute
from orderdesk.domain.holds import UNPAID, HoldKind, may_lift
from orderdesk.domain.nodes import Node, rank
from orderdesk.domain.order_kinds import OrderKind
from orderdesk.queries.rows import HoldRow, OrderDetail, ShipmentRow
from ui import formats
from ui.refusals import reason_text
from ui.sales.actions.asks import Answers, Ask, Choice, Day, Tick, Told, Words
from ui.sales.actions.deed import Deed, Make, Maker, Situation, Wrong, say
from ui.words import word

_N = Node
EDITABLE = frozenset({_N.PENDING_REVIEW, _N.CREDIT_REVIEW})
_UNPAID_WHY = QT_TRANSLATE_NOOP("Deeds", "Why it may go out unpaid")
_REVIEWED = frozenset({_N.CREDIT_REVIEW, _N.STOCK_LOCKED, _N.ALLOCATED})


def why(label: object = QT_TRANSLATE_NOOP("Deeds", "Reason"), *, required: bool = True, ready: object = "") -> Words:
    """The field for a reason, perhaps with ready ones to pick from (parted by |)."""
    found = tuple(say(ready).split("|")) if ready else ()
    return Words("reason", say(label), required, ready=found)


def held(here: Situation) -> str:
    """Why an order on hold does not go on."""
    if not here.detail.holds:
        return ""
    return say(QT_TRANSLATE_NOOP("Deeds", "On hold: {reason}"), reason=reason_text(here.detail.holds[0].reason))


def _is_short(here: Situation) -> bool:
    return any(check.kind == "stock" and check.result == "short" for check in here.detail.checks)


# -- editing and review ------------------------------------------------------------------------------------------


def is_editable(detail: OrderDetail) -> bool:
    """Whether an order is not released yet, so that it may be changed field by field; a transfer is made by the hub."""
    if detail.head.to_warehouse_id is not None:
        return False
    waiting = [each for each in detail.shipments if each.node != Node.CLOSED]
    return bool(waiting) and all(Node(each.node) in EDITABLE for each in waiting)


def _no_command(_here: Situation, _shipment: ShipmentRow | None, _given: Answers, _maker: Maker) -> Command:
    raise TypeError("this is done in the entry form")


EDIT = Deed(
    key="edit",
    icon="pencil-simple",
    title=QT_TRANSLATE_NOOP("Deeds", "Edit order"),
    words="change modify xiugai",
    command=EditOrder,
    make=_no_command,
    fits=lambda here: is_editable(here.detail),
    keys="E",
)


COPY = Deed(
    key="copy",
    icon="copy",
    title=QT_TRANSLATE_NOOP("Deeds", "Copy order"),
    words="again repeat fuzhi",
    command=PlaceOrder,
    make=_no_command,
    fits=lambda here: here.detail.head.order_kind == OrderKind.SALE,
    keys="Y",
)


def _review(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return ReviewOrder(order_id=here.detail.head.id, back_order=given.is_set("later"))


def _asks_later(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (Tick("later", say(QT_TRANSLATE_NOOP("Deeds", "What is missing follows later")), False),)


def _asks_later_if_short(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    if not _is_short(here):
        return ()
    facts = next((each.facts for each in here.detail.checks if each.kind == "stock"), {})
    names = {line.position: line.sku_name for line in here.detail.lines}
    lacks = [
        f"{names.get(each['line'], each['sku'])} {formats.quantity(int(each['missing']))}" for each in facts["short"]
    ]
    text = say(
        QT_TRANSLATE_NOOP(
            "Deeds", "Missing: {goods}. Without the tick it is approved only if they have come in by now."
        ),
        goods=", ".join(lacks),
    )
    return (Told("short", text), *_asks_later(here, shipment))


def _asks_reason(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (why(),)


def _return_to_review(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return ReturnToReview(order_id=here.detail.head.id, reason=given.text("reason"))


def _credit(*, grant: bool) -> Make:
    def make(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
        return DecideCredit(
            order_id=here.detail.head.id, grant=grant, reason=given.text("reason"), back_order=given.is_set("later")
        )

    return make


def _asks_grant(here: Situation, shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return (
        why(ready=QT_TRANSLATE_NOOP("Deeds", "Paid today|Known customer|Agreed with the management")),
        *_asks_later_if_short(here, shipment),
    )


# -- holds -------------------------------------------------------------------------------------------------------


def _asks_hold(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    kinds = tuple((str(kind), word("hold", kind)) for kind in HoldKind)
    return (
        Choice("kind", say(QT_TRANSLATE_NOOP("Deeds", "What has to be settled")), options=kinds, preset="other"),
        why(),
        Day(
            "until",
            say(QT_TRANSLATE_NOOP("Deeds", "Until")),
            False,
            say(QT_TRANSLATE_NOOP("Deeds", "Lapses by itself")),
        ),
    )


def _hold(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    until = given.day("until")
    return HoldOrder.model_validate(
        {
            "order_id": here.detail.head.id,
            "hold_kind": given.text("kind"),
            "reason": given.text("reason"),
            "expires_at": None if until is None else at_minute(until, 0),
        }
    )


def hold_at_once(here: Situation, reason: str) -> HoldOrder:
    """A hold without a question; whoever puts it takes it off again, whatever lifts holds of this kind otherwise."""
    own = next((Role(role) for role in here.person.roles if may([role], HOLD.needs)), None)
    return HoldOrder(order_id=here.detail.head.id, reason=reason, lifted_by_role=own)


def undo_hold(here: Situation, said: Command, now: OrderDetail) -> Command | None:
    """Lifts the hold that was put, where it stands and this person may."""
    assert isinstance(said, HoldOrder)
    for hold in now.holds:
        if hold.reason == said.reason and may_lift(here.person.roles, hold.lifted_by_role):
            return LiftHold(order_id=now.head.id, hold_id=hold.id)
    return None


def liftable(here: Situation) -> tuple[HoldRow, ...]:
    """The holds that this person may lift."""
    return tuple(each for each in here.detail.holds if may_lift(here.person.roles, each.lifted_by_role))


def _not_liftable(here: Situation) -> str:
    if liftable(here):
        return ""
    role = word("role", here.detail.holds[0].lifted_by_role)
    return say(QT_TRANSLATE_NOOP("Deeds", "Lifted by: {role}"), role=role)


def _asks_lift(here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    holds, found = liftable(here), list[Ask]()
    if len(holds) > 1:
        options = tuple((str(each.id), f"{word('hold', each.kind)} · {reason_text(each.reason)}") for each in holds)
        found.append(Choice("hold", say(QT_TRANSLATE_NOOP("Deeds", "Hold")), options=options, preset=options[0][0]))
    if any(each.reason == UNPAID for each in holds):
        ready = QT_TRANSLATE_NOOP("Deeds", "Paid today|Known customer|Agreed with the management")
        found.append(why(_UNPAID_WHY, required=len(holds) == 1, ready=ready))
    return tuple(found)


def _check_lift(here: Situation, _shipment: ShipmentRow | None, given: Answers) -> Wrong | None:
    """Whoever lets goods go out unpaid says why."""
    chosen = _chosen_hold(here, given)
    if chosen.reason == UNPAID and not given.text("reason"):
        return Wrong("reason", say(QT_TRANSLATE_NOOP("Deeds", "Needed")))
    return None


def _chosen_hold(here: Situation, given: Answers) -> HoldRow:
    chosen = given.one("hold")
    return next(each for each in liftable(here) if chosen in (None, each.id))


def _lift(here: Situation, _shipment: ShipmentRow | None, given: Answers, _maker: Maker) -> Command:
    return LiftHold(order_id=here.detail.head.id, hold_id=_chosen_hold(here, given).id, note=given.text("reason"))


def _undo_lift(here: Situation, said: Command, now: OrderDetail) -> Command | None:
    assert isinstance(said, LiftHold)
    hold = next(each for each in here.detail.holds if each.id == said.hold_id)
    return HoldOrder.model_validate(
        {
            "order_id": now.head.id,
            "hold_kind": hold.kind,
            "reason": hold.reason,
            "lifted_by_role": hold.lifted_by_role,
            "expires_at": hold.expires_at,
        }
    )


HOLD = Deed(
    key="hold",
    icon="hand-palm",
    title=QT_TRANSLATE_NOOP("Deeds", "Hold with a reason"),
    words="stop wait guaqi",
    command=HoldOrder,
    make=_hold,
    asks=_asks_hold,
    fits=lambda here: rank(here.node) < rank(_N.IN_TRANSIT),
    keys="H",
    undo=undo_hold,
    done=QT_TRANSLATE_NOOP("Deeds", "Order {no} is on hold"),
)
LIFT = Deed(
    key="lift",
    icon="hand-palm",
    title=QT_TRANSLATE_NOOP("Deeds", "Lift hold"),
    words="release jiechu",
    command=LiftHold,
    make=_lift,
    asks=_asks_lift,
    check=_check_lift,
    fits=lambda here: bool(here.detail.holds),
    hindered=_not_liftable,
    undo=_undo_lift,
    done=QT_TRANSLATE_NOOP("Deeds", "The hold of order {no} is lifted"),
)


def _undo_review(here: Situation, _said: Command, now: OrderDetail) -> Command | None:
    if not any(Node(each.node) in _REVIEWED for each in now.shipments):
        return None
    return ReturnToReview(order_id=now.head.id, reason=say(QT_TRANSLATE_NOOP("Deeds", "Approved by mistake")))


def _review_hindered(here: Situation) -> str:
    # An order over the limit goes to the credit review, on hold or not.
    is_over = any(check.kind == "credit" and check.result == "exceeded" for check in here.detail.checks)
    return "" if is_over else held(here)


APPROVE = (
    Deed(
        key="review",
        icon="check",
        title=QT_TRANSLATE_NOOP("Deeds", "Approve order"),
        words="review shenhe",
        command=ReviewOrder,
        make=_review,
        lead=frozenset({_N.PENDING_REVIEW}),
        nodes=frozenset({_N.PENDING_REVIEW}),
        asks=_asks_later_if_short,
        hindered=_review_hindered,
        undo=_undo_review,
        done=QT_TRANSLATE_NOOP("Deeds", "Order {no} is approved"),
    ),
    Deed(
        key="grant_credit",
        icon="scales",
        title=QT_TRANSLATE_NOOP("Deeds", "Grant credit"),
        words="limit xinyong",
        command=DecideCredit,
        make=_credit(grant=True),
        lead=frozenset({_N.CREDIT_REVIEW}),
        nodes=frozenset({_N.CREDIT_REVIEW}),
        asks=_asks_grant,
    ),
)
BACK = (
    Deed(
        key="refuse_credit",
        icon="prohibit",
        title=QT_TRANSLATE_NOOP("Deeds", "Refuse credit"),
        words="limit close xinyong",
        command=DecideCredit,
        make=_credit(grant=False),
        nodes=frozenset({_N.CREDIT_REVIEW}),
        asks=_asks_reason,
        danger=True,
        hint=QT_TRANSLATE_NOOP("Deeds", "The order is closed and its goods become free; this cannot be taken back."),
    ),
    Deed(
        key="return_to_review",
        icon="arrow-counter-clockwise",
        title=QT_TRANSLATE_NOOP("Deeds", "Back to the review"),
        words="return tuihui",
        command=ReturnToReview,
        make=_return_to_review,
        nodes=_REVIEWED,
        asks=_asks_reason,
        fits=lambda here: here.detail.head.to_warehouse_id is None,
        hint=QT_TRANSLATE_NOOP("Deeds", "Its goods stay set aside for 30 minutes."),
    ),
)
