"""What the hub has refused, in words: what was tried, on which order, why, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from orderdesk.domain.bench_refused import TAKEN_OUT, NotTaken
from orderdesk.errors import Refused
from ui.refusals import refusal_text

DEEDS: dict[str, object] = {
    "accept_transfer": QT_TRANSLATE_NOOP("Tried", "Take up the transfer"),
    "add_note": QT_TRANSLATE_NOOP("Tried", "Write a note"),
    "allocate_order": QT_TRANSLATE_NOOP("Tried", "Allocate"),
    "attach_photo": QT_TRANSLATE_NOOP("Tried", "Attach a photo"),
    "bind_waybill": QT_TRANSLATE_NOOP("Tried", "Bind the waybill"),
    "call_supervisor": QT_TRANSLATE_NOOP("Tried", "Call a supervisor"),
    "cancel_order": QT_TRANSLATE_NOOP("Tried", "Cancel the order"),
    "cancel_shipment": QT_TRANSLATE_NOOP("Tried", "Cancel a shipment"),
    "change_setting": QT_TRANSLATE_NOOP("Tried", "Change a setting"),
    "clear_stop": QT_TRANSLATE_NOOP("Tried", "Put a stopped parcel away"),
    "close_order": QT_TRANSLATE_NOOP("Tried", "Close the order"),
    "close_parcel": QT_TRANSLATE_NOOP("Tried", "Close the parcel"),
    "complete_task": QT_TRANSLATE_NOOP("Tried", "Close a task"),
    "confirm_delivery": QT_TRANSLATE_NOOP("Tried", "Confirm the delivery"),
    "confirm_receipt": QT_TRANSLATE_NOOP("Tried", "Confirm a receipt"),
    "decide_credit": QT_TRANSLATE_NOOP("Tried", "Decide on the credit"),
    "declare_short": QT_TRANSLATE_NOOP("Tried", "Report an item short"),
    "decline_transfer": QT_TRANSLATE_NOOP("Tried", "Decline the transfer"),
    "edit_order": QT_TRANSLATE_NOOP("Tried", "Change the order"),
    "hand_over": QT_TRANSLATE_NOOP("Tried", "Hand over to the carrier"),
    "hold_order": QT_TRANSLATE_NOOP("Tried", "Put on hold"),
    "intercept_shipment": QT_TRANSLATE_NOOP("Tried", "Call the goods back"),
    "lift_hold": QT_TRANSLATE_NOOP("Tried", "Lift a hold"),
    "move_reservation": QT_TRANSLATE_NOOP("Tried", "Move goods that are set aside"),
    "open_parcel": QT_TRANSLATE_NOOP("Tried", "Begin a parcel"),
    "open_session": QT_TRANSLATE_NOOP("Tried", "Sign in without the hub"),
    "place_order": QT_TRANSLATE_NOOP("Tried", "Enter the order"),
    "receive_return": QT_TRANSLATE_NOOP("Tried", "Receive what came back"),
    "record_receipt": QT_TRANSLATE_NOOP("Tried", "Enter a receipt"),
    "release_reservation": QT_TRANSLATE_NOOP("Tried", "Let go of goods that are set aside"),
    "reopen_parcel": QT_TRANSLATE_NOOP("Tried", "Open the parcel again"),
    "report_exception": QT_TRANSLATE_NOOP("Tried", "Report a failed delivery"),
    "return_shipment": QT_TRANSLATE_NOOP("Tried", "Give the delivery up"),
    "return_to_review": QT_TRANSLATE_NOOP("Tried", "Take back to the review"),
    "review_order": QT_TRANSLATE_NOOP("Tried", "Approve"),
    "split_order": QT_TRANSLATE_NOOP("Tried", "Split the order"),
    "stage_shipment": QT_TRANSLATE_NOOP("Tried", "Put into a lane"),
    "start_picking": QT_TRANSLATE_NOOP("Tried", "Start picking"),
    "stop_picking": QT_TRANSLATE_NOOP("Tried", "Stop the picking"),
    TAKEN_OUT: QT_TRANSLATE_NOOP("Tried", "Take an item out of the parcel"),
    "unallocate_order": QT_TRANSLATE_NOOP("Tried", "Take the allocation back"),
    "unbind_waybill": QT_TRANSLATE_NOOP("Tried", "Take the waybill off"),
    "unstage_shipment": QT_TRANSLATE_NOOP("Tried", "Take out of the lane"),
    "verify_item": QT_TRANSLATE_NOOP("Tried", "Pack an item"),
    "void_parcel": QT_TRANSLATE_NOOP("Tried", "Give up an empty parcel"),
}
"""What a person tried, by the kind of the command."""

_STEPS: dict[str, object] = {
    "call_supervisor": QT_TRANSLATE_NOOP("NextStep", "Nobody was told: go and fetch somebody."),
    "clear_stop": QT_TRANSLATE_NOOP("NextStep", "Leave the parcel where it is and tell a supervisor."),
    "declare_short": QT_TRANSLATE_NOOP("NextStep", "The item is still wanted: pack it, or call a supervisor."),
    "hand_over": QT_TRANSLATE_NOOP("NextStep", "The parcel waits for its courier again: hand it over once more."),
    "open_session": QT_TRANSLATE_NOOP("NextStep", "Sign in again while the hub can be reached."),
    "place_order": QT_TRANSLATE_NOOP("NextStep", "The hub does not have this order: enter it again."),
    "void_parcel": QT_TRANSLATE_NOOP("NextStep", "The parcel is still open: scan its number, or tell a supervisor."),
    "access.denied": QT_TRANSLATE_NOOP("NextStep", "Ask somebody who may."),
    "order.held": QT_TRANSLATE_NOOP("NextStep", "Have the hold lifted, then do it again."),
    "price.outside_tolerance": QT_TRANSLATE_NOOP("NextStep", "Correct the price, or have it approved."),
    "stock.short": QT_TRANSLATE_NOOP("NextStep", "Let the rest wait as a back-order, or look why it is short."),
    "transfer.under_way": QT_TRANSLATE_NOOP(
        "NextStep", "Receive the transfer first, or cancel it if it has not left; then split the order."
    ),
}
"""What to do next, by the refusal's code or else by what was tried."""

#: Refusals whose sentence says already what to do.
_COMPLETE = frozenset(
    {
        "command.malformed", "command.unknown", "delivery.cod_missing", "edit.changed_meanwhile", "order.no_lines",
        "order.parcels_changed", "order.released", "session.ended", "session.not_verified", "setting.changed_meanwhile",
        "edit.nothing", "hold.gone", "hold.stands_already", "note.exists", "order.exists", "order.source_taken",
        "receipt.confirmed", "receipt.exists", "task.done", "task.not_yours", "transfer.decided",
    }
)  # fmt: skip

#: Whatever the reason: somebody stands at a bench and waits.
_URGENT = frozenset({"call_supervisor", "clear_stop"})


def tried(deed: str) -> str:
    """What a person tried, by the kind of the command."""
    found = DEEDS.get(deed)
    return deed if found is None else QCoreApplication.translate("Tried", str(found))


def about(found: NotTaken) -> str:
    """On which order, and with which parcel; empty where it is about neither."""
    parts = []
    if found.order_no:
        order = QCoreApplication.translate("Refusals", "order {no}").format(no=found.order_no)
        parts.append(f"{order} · {found.customer}".rstrip(" ·"))
    if found.parcel_no:
        parts.append(QCoreApplication.translate("Refusals", "parcel {no}").format(no=found.parcel_no))
    return ", ".join(parts)


def why(found: NotTaken) -> str:
    """Why the hub refused it; what the command knew fills the gaps of what the hub said."""
    known = {"order_no": found.order_no, "parcel_no": found.parcel_no, "waybill_no": found.waybill_no}
    return refusal_text(found.code, {**known, **found.facts})


def next_step(found: NotTaken) -> str:
    """What to do about it; empty where the reason says that already."""
    if found.code in _COMPLETE and found.deed not in _URGENT:
        return ""
    if found.has_gone:
        return QCoreApplication.translate("NextStep", "Nothing is to be done: it has left already.")
    step = _own_step(found)
    if step:
        return step
    if found.order_ids:
        return QCoreApplication.translate(
            "NextStep", "The order stands as it did before: look at it, and do it again if it is still wanted."
        )
    return QCoreApplication.translate("NextStep", "Do it again if it is still wanted.")


def _own_step(found: NotTaken) -> str:
    """The step that fits this reason or this deed alone; empty without one."""
    first, second = (found.deed, found.code) if found.deed in _URGENT else (found.code, found.deed)
    step = _STEPS.get(first) or _STEPS.get(second)
    return "" if step is None else QCoreApplication.translate("NextStep", str(step))


def sentence(found: NotTaken) -> str:
    """All of it, for a message that stays."""
    parts = {"what": tried(found.deed), "about": about(found), "why": why(found)}
    told = QCoreApplication.translate("Refusals", "Not accepted by the hub: “{what}”, {about}. {why}.")
    if not parts["about"]:
        told = QCoreApplication.translate("Refusals", "Not accepted by the hub: “{what}”. {why}.")
    more = len(found.ids) - 1
    followed = QCoreApplication.translate("Refusals", "{n} more of what was done there did not count either.")
    return " ".join(
        part for part in (told.format(**parts), followed.format(n=more) if more else "", next_step(found)) if part
    )


def at_once(deed: str, refusal: Refused, order_no: str = "") -> str:
    """What this workstation itself refuses, before the hub hears of it; `order_no` where it is known."""
    number = order_no or str(refusal.facts.get("order_no") or "")
    found = NotTaken((), deed, refusal.code, refusal.facts, datetime.min.replace(tzinfo=UTC), order_no=number)
    parts = {"what": tried(found.deed), "about": about(found), "why": why(found)}
    told = QCoreApplication.translate("Refusals", "Not done: “{what}”, {about}. {why}.")
    if not parts["about"]:
        told = QCoreApplication.translate("Refusals", "Not done: “{what}”. {why}.")
    # Whoever did it stands before it still: only a step that is not plain to see is named.
    step = "" if found.code in _COMPLETE else _own_step(found)
    return " ".join(part for part in (told.format(**parts), step) if part)


def short(found: NotTaken) -> str:
    """The same in one line, for a list."""
    return " · ".join(part for part in (found.order_no, tried(found.deed), why(found)) if part)
