"""What an order is, in a few lines: to whom it goes, by whom, until when, paid or not, why it stands or ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import IS_SOLD, OrderKind
from orderdesk.queries.rows import HoldRow, Names, OrderDetail, OrderHead, RelationRow
from ui import formats
from ui.components.buttons import Button
from ui.components.layout import grid, hbox, vbox
from ui.components.pill import Pill, Tag
from ui.components.text import LEFT, Text
from ui.models.order_cells import carrier_name, on_time
from ui.refusals import reason_text
from ui.words import word

_PAID = {"paid": "ok", "partly": "warn", "partly_paid": "warn", "refunded": "info"}
_LABEL_WIDTH = 72

_ONE_LINE = QT_TRANSLATE_NOOP("OrderFacts", "1 line")
_LINES = QT_TRANSLATE_NOOP("OrderFacts", "{n} lines")
_WAITING_FOR_HUB = QT_TRANSLATE_NOOP("OrderFacts", "Waiting for the hub")
_ON_HOLD = QT_TRANSLATE_NOOP("OrderFacts", "On hold")
_HELD_UNTIL = QT_TRANSLATE_NOOP("OrderFacts", "{reason} · until {at}")
_SHIP_TO = QT_TRANSLATE_NOOP("OrderFacts", "Ship to")
_COURIER = QT_TRANSLATE_NOOP("OrderFacts", "Courier")
_MORE = QT_TRANSLATE_NOOP("OrderFacts", " and {n} more")
_LATEST = QT_TRANSLATE_NOOP("OrderFacts", "Latest scan")
_PROMISED = QT_TRANSLATE_NOOP("OrderFacts", "Promised")
_PAYMENT = QT_TRANSLATE_NOOP("OrderFacts", "Payment")
_PAID_BY = QT_TRANSLATE_NOOP("OrderFacts", "{how} · {state}")
_WORTH = QT_TRANSLATE_NOOP("OrderFacts", "Worth")
_COMES_FROM = QT_TRANSLATE_NOOP("OrderFacts", "Comes from")
_OPEN = QT_TRANSLATE_NOOP("OrderFacts", "Open {no}")
_ORDERED = QT_TRANSLATE_NOOP("OrderFacts", "Ordered")
_CLOSED = QT_TRANSLATE_NOOP("OrderFacts", "Closed")
_WAITING = QT_TRANSLATE_NOOP("OrderFacts", "{text} · waiting")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of facts, perhaps with a tag behind it; with an `order_id` its text leads to that order."""

    label: str
    text: str
    tint: str = ""
    tag: str = ""
    tone: str = ""
    order_id: UUID | None = None


def say(text: object, /, **values: object) -> str:
    """A text of this module in the language of the window."""
    return QCoreApplication.translate("OrderFacts", str(text)).format(**values)


def subtitle_of(head: OrderHead) -> str:
    """Whose order it is and how large, under its number."""
    lines = say(_ONE_LINE) if head.line_count == 1 else say(_LINES, n=f"{head.line_count:,}")
    facts = [head.customer_name, lines]
    if head.amount_fen is not None:
        facts.append(formats.money(head.amount_fen, sign=True))
    return " · ".join(facts)


def badges_of(detail: OrderDetail, *, is_waiting: bool) -> list[QWidget]:
    """Where it stands, what kind it is, how many shipments are still open, and what holds it up."""
    head = detail.head
    found: list[QWidget] = [Pill(head.node)]
    if head.order_kind != OrderKind.SALE:
        found.append(Tag(word("kind", head.order_kind), "neutral"))
    if head.shipments_total > 1:
        found.append(Tag(f"{head.shipments_total - head.shipments_done}/{head.shipments_total}", "neutral"))
    if is_waiting:
        found.append(Tag(say(_WAITING_FOR_HUB), "info", "clock"))
    if detail.holds:
        found.append(Tag(say(_ON_HOLD), "warn", "hand-palm"))
    return found


def facts_of(detail: OrderDetail, names: Names, now: datetime, waiting: frozenset[str]) -> tuple[Fact, ...]:
    """The lines; fields in `waiting` are marked, because the hub may still say otherwise."""
    return (
        *map(_relation, detail.relations),
        *_delivery(detail, names, now, waiting),
        *_payment(detail, waiting),
        *(Fact(say(_ON_HOLD), _held(each, now), "warn") for each in detail.holds),
        *_end(detail),
    )


def _relation(related: RelationRow) -> Fact:
    name, number = word("relation", related.kind), related.other_order_no
    return Fact(name, number or formats.NOTHING, order_id=related.other_order_id if number else None)


def _delivery(detail: OrderDetail, names: Names, now: datetime, waiting: frozenset[str]) -> Iterator[Fact]:
    head, to = detail.head, detail.receiver
    if to is not None:
        person = f"{to.name} {formats.masked_phone(to.phone)}".strip()
        place = f"{to.city}{to.district}{to.street or ''}"
        label = _COMES_FROM if head.order_kind == OrderKind.RETURN else _SHIP_TO
        yield Fact(say(label), _marked(f"{person} · {place}", waiting, "consignee"))
    bound = [each for parcel in detail.parcels for each in parcel.waybills if each.to_at is None]
    carrier = carrier_name(names, head.carrier_code) or word("method", head.delivery_method)
    number = "" if not bound else f" {bound[0].number}"
    if len(bound) > 1:
        number += say(_MORE, n=len(bound) - 1)
    yield Fact(say(_COURIER), _marked(carrier + number, waiting, "carrier_code"))
    if detail.courier_events:
        latest = detail.courier_events[0]
        parts = (formats.moment(latest.at, now), latest.area, latest.text)
        yield Fact(say(_LATEST), " ".join(part for part in parts if part))
    kept = on_time(head.node, head.node_at, head.promised_at, now)
    tag, tone = "", ""
    if head.promised_at is not None and kept.text != formats.NOTHING:
        is_kept = head.node == Node.DELIVERED and head.node_at <= head.promised_at
        tag, tone = kept.text, "ok" if is_kept else kept.token or "neutral"
    promised = _marked(formats.moment(head.promised_at, now), waiting, "promised_at")
    yield Fact(say(_PROMISED), promised, tag=tag, tone=tone)


def _payment(detail: OrderDetail, waiting: frozenset[str]) -> Iterator[Fact]:
    head = detail.head
    if head.amount_fen is None:
        return
    paid = _marked(formats.money(head.amount_fen, sign=True), waiting, "pay_state", "amount_fen")
    if head.order_kind not in IS_SOLD:
        yield Fact(say(_WORTH), paid)
        return
    state = word("pay", head.pay_state)
    if detail.paid_through:
        state = say(_PAID_BY, how=", ".join(word("channel", each) for each in detail.paid_through), state=state)
    yield Fact(say(_PAYMENT), paid, tag=state, tone=_PAID.get(head.pay_state, "neutral"))
    ordered = sum(line.amount_fen or 0 for line in detail.lines)
    if ordered != head.amount_fen:
        # Some of it will not be delivered: the amount is that of the rest.
        yield Fact(say(_ORDERED), formats.money(ordered, sign=True))


def _held(hold: HoldRow, now: datetime) -> str:
    """Why, and until when where it lapses by itself."""
    reason = reason_text(hold.reason)
    if hold.expires_at is None:
        return reason
    return say(_HELD_UNTIL, reason=reason, at=formats.moment(hold.expires_at, now))


def _end(detail: OrderDetail) -> Iterator[Fact]:
    if detail.head.close_reason is not None:
        why = "" if detail.closing is None else detail.closing.text
        parts = (word("close", detail.head.close_reason), why)
        yield Fact(say(_CLOSED), " · ".join(part for part in parts if part))


def facts_grid(found: Sequence[Fact], open_order: Callable[[UUID], None]) -> QWidget:
    """The lines below each other, labels and texts each in their column; `open_order` follows a link."""
    facts = QWidget()
    facts.setLayout(vbox(grid([_parts(each, open_order) for each in found], gap=(16, 4), shares=(0, 1))))
    return facts


def _parts(fact: Fact, open_order: Callable[[UUID], None]) -> list[QWidget]:
    if fact.order_id is not None:
        link = Button(fact.text, "link", hint=say(_OPEN, no=fact.text))
        link.clicked.connect(partial(open_order, fact.order_id))
        return [_label(fact, LEFT), _row(link, None)]
    # What wraps begins beside its label; a tag is higher than a line, and both stand in its middle.
    align = LEFT if fact.tag else Qt.AlignmentFlag.AlignTop
    words = Text(fact.text, "body", fact.tint, wrap=not fact.tag, selectable=True, align=align)
    return [_label(fact, align), words if not fact.tag else _row(words, Tag(fact.tag, fact.tone), None)]


def _label(fact: Fact, align: Qt.AlignmentFlag) -> QWidget:
    name = Text(fact.label, "body", "tertiary", align=align)
    name.setMinimumWidth(_LABEL_WIDTH)
    return name


def _row(*parts: QWidget | None) -> QWidget:
    row = QWidget()
    row.setLayout(hbox(*parts, gap=8))
    return row


def _marked(text: str, waiting: frozenset[str], *fields: str) -> str:
    return say(_WAITING, text=text) if waiting & set(fields) else text
