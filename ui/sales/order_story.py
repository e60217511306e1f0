"""An order's life as the timeline draws it, and its checks and holds as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from orderdesk.domain.nodes import Node
from orderdesk.queries.rows import CheckRow, Names, OrderDetail, Step
from ui import formats
from ui.components.nodes import NODE_KEYS
from ui.components.timeline import StepState, TimelineStep
from ui.words import word

_AHEAD = frozenset({str(Node.DELIVERED), str(Node.CLOSED)})
_SPLIT = "split_from:"
_TROUBLE = frozenset({str(Node.DELIVERY_EXCEPTION), str(Node.RETURNING)})


def timeline_steps(detail: OrderDetail, names: Names, now: datetime) -> list[TimelineStep]:
    """All twelve nodes: those passed with time, person and time spent, the present one, those ahead."""
    latest = {step.node: step for step in detail.steps if step.shipment_id is None}
    here = detail.head.node
    return [_timeline_step(node, latest.get(node), here, detail, names, now) for node in NODE_KEYS]


def _timeline_step(
    node: str, step: Step | None, here: str, detail: OrderDetail, names: Names, now: datetime
) -> TimelineStep:
    if step is not None:
        is_here = node == here
        seconds = (now - step.at).total_seconds() if step.seconds is None else step.seconds
        final = is_here and node in _AHEAD
        return TimelineStep(
            node,
            StepState.NOW if is_here else StepState.DONE,
            formats.moment(step.at, now, seconds=True),
            who(step, names),
            "" if final else formats.spent(seconds),
            formats.moment(step.at, now),
        )
    passed = NODE_KEYS.index(node) < NODE_KEYS.index(here)
    if node in _TROUBLE:
        return TimelineStep(node, StepState.NEVER, formats.NOTHING, "", QCoreApplication.translate("Story", "none"))
    if passed or here == Node.CLOSED:
        return TimelineStep(node, StepState.NEVER, formats.NOTHING, "", QCoreApplication.translate("Story", "skipped"))
    when = ""
    if node == Node.DELIVERED and detail.head.promised_at is not None:
        promised = QCoreApplication.translate("Story", "promised {at}")
        when = promised.format(at=formats.moment(detail.head.promised_at, now))
    return TimelineStep(node, StepState.NEXT, when)


def who(step: Step, names: Names) -> str:
    """Person and workstation of a step; the courier, the warehouse's system or ours where nobody did it.

    The first step of an order that was a part of another one says of which.
    """
    if step.proof.startswith(_SPLIT):
        text = QCoreApplication.translate("Story", "Split from {no} · {who}")
        return text.format(no=step.proof.removeprefix(_SPLIT), who=_by(step, names))
    return _by(step, names)


def _by(step: Step, names: Names) -> str:
    place = names.devices.get(step.device_id, "") if step.device_id is not None else ""
    if step.user_id is None:
        return proof_text(step.proof) or QCoreApplication.translate("Story", "System")
    name = names.users.get(step.user_id, QCoreApplication.translate("Story", "Unknown person"))
    return f"{name} · {place}" if place else name


def proof_text(proof: str) -> str:
    """Whose word a step rests on."""
    if proof.startswith(("courier", "kuaidi100")):
        return QCoreApplication.translate("Story", "Courier")
    if proof.startswith("wms"):
        return QCoreApplication.translate("Story", "Warehouse system")
    return ""


def source_text(source: str) -> str:
    """Who told us what a courier has done."""
    return QCoreApplication.translate("Story", "Kuaidi100") if source == "kuaidi100" else proof_text(source)


def latest_change(events: Sequence[Mapping[str, Any]], now: datetime) -> str:
    """Who edited the order last, when, and what of it, as a sentence; empty where nobody has.

    `events`: those of its trace, the oldest first, each with its change set by field.
    """
    edited = [event for event in events if event.get("reason_code") == "edit_order"]
    found = [_EDITED[name] for name in (edited[-1].get("change_set") or {}) if name in _EDITED] if edited else []
    if not found:
        return ""
    at = datetime.fromisoformat(str(edited[-1]["occurred_at"]))
    text = QCoreApplication.translate("Story", "Changed by {who}, {at}: {what}")
    who = edited[-1].get("actor_name") or QCoreApplication.translate("Story", "Unknown person")
    what = ", ".join(word("edited", each) for each in dict.fromkeys(found))
    return text.format(who=who, at=formats.moment(at, now), what=what)


#: Fields of a change set that somebody edits; the others follow from them.
_EDITED = {
    name: name for name in ("requested_on", "remark", "customer_po_no", "delivery_method", "carrier_code", "lines")
}
_EDITED["consignees"] = "ship_to"

_FIXED: dict[str, tuple[str, object]] = {
    "price.as_listed": ("ok", QT_TRANSLATE_NOOP("Story", "Prices as listed")),
    "credit.no_account": ("warn", QT_TRANSLATE_NOOP("Story", "The customer has no account with this company")),
    "credit.not_needed": ("ok", QT_TRANSLATE_NOOP("Story", "No credit needed")),
    "payment.received": ("ok", QT_TRANSLATE_NOOP("Story", "Paid in advance")),
    "credit.released": ("info", QT_TRANSLATE_NOOP("Story", "Credit released")),
    "credit.granted": ("ok", QT_TRANSLATE_NOOP("Story", "Over the credit limit: granted by hand")),
    "stock.reservation_expired": ("warn", QT_TRANSLATE_NOOP("Story", "The reservation lapsed after 30 minutes")),
    "stock.released_by_hand": ("warn", QT_TRANSLATE_NOOP("Story", "Reserved goods released by hand")),
    "stock.given_away": ("warn", QT_TRANSLATE_NOOP("Story", "Reserved goods went to another order")),
    "stock.reserved": ("ok", QT_TRANSLATE_NOOP("Story", "All goods are reserved")),
    "stock.released": ("info", QT_TRANSLATE_NOOP("Story", "Reserved goods released")),
}


def check_text(check: CheckRow) -> tuple[str, str]:
    """A finding as (tone, sentence)."""
    facts = check.facts
    if check.code in _FIXED:
        tone, text = _FIXED[check.code]
        return tone, QCoreApplication.translate("Story", str(text))
    match check.code:
        case "payment.outstanding":
            text = QCoreApplication.translate("Story", "To be paid first: {amount} was still open at the release")
            return "warn", text.format(amount=formats.money(facts["owed_fen"], sign=True))
        case "price.outside_tolerance":
            one = QCoreApplication.translate("Story", "A price differs from the list: a supervisor decides")
            many = QCoreApplication.translate("Story", "{n} prices differ from the list: a supervisor decides")
            return "warn", formats.counted(len(facts.get("lines", ())), one, many)
        case "credit.within_limit":
            text = QCoreApplication.translate("Story", "Credit: {used} of {limit} used")
            used, limit = (formats.money(facts.get(name), sign=True) for name in ("used_fen", "limit_fen"))
            return "ok", text.format(used=used, limit=limit)
        case "credit.over_limit":
            text = QCoreApplication.translate("Story", "Over the credit limit of {limit}: the review decides")
            return "warn", text.format(limit=formats.money(facts.get("limit_fen"), sign=True))
        case "stock.back_ordered":
            return "warn", short_text(facts.get("short", ()))
        case "stock.short":
            return "danger", short_text(facts.get("short", ()))
    return "info", check.code


def short_text(lines: object) -> str:
    """Which lines lack goods."""
    found = [each for each in lines if isinstance(each, dict)] if isinstance(lines, list | tuple) else []
    if not found:
        return QCoreApplication.translate("Story", "Not enough in stock")
    text = QCoreApplication.translate("Story", "Not enough in stock: {lines}")
    line = QCoreApplication.translate("Story", "line {n} {sku}")
    return text.format(lines=", ".join(line.format(n=each.get("line", "?"), sku=each.get("sku", "")) for each in found))
