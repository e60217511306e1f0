"""What the bench says to each verdict: a headline that is read from two metres, and one line below it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from orderdesk.domain.bench_state import Verdict, VerdictKind
from ui.refusals import fill, refusal_text

_HEADLINES: dict[str, object] = {
    "bench.wrong_item": QT_TRANSLATE_NOOP("BenchWords", "Wrong item"),
    "bench.over_scan": QT_TRANSLATE_NOOP("BenchWords", "Too many"),
    "bench.already_packed": QT_TRANSLATE_NOOP("BenchWords", "Already packed"),
    "bench.already_handed_over": QT_TRANSLATE_NOOP("BenchWords", "Already gone"),
    "bench.unknown_code": QT_TRANSLATE_NOOP("BenchWords", "Unknown code"),
    "bench.unknown_number": QT_TRANSLATE_NOOP("BenchWords", "Unknown number"),
    "bench.unknown_product": QT_TRANSLATE_NOOP("BenchWords", "Unknown item"),
    "bench.damaged_number": QT_TRANSLATE_NOOP("BenchWords", "Scan again"),
    "bench.scan_parcel_first": QT_TRANSLATE_NOOP("BenchWords", "Parcel first"),
    "bench.finish_first": QT_TRANSLATE_NOOP("BenchWords", "Finish first"),
    "bench.bound_elsewhere": QT_TRANSLATE_NOOP("BenchWords", "Label is taken"),
    "bench.other_carrier": QT_TRANSLATE_NOOP("BenchWords", "Other courier"),
    "bench.waybill_void": QT_TRANSLATE_NOOP("BenchWords", "Label is void"),
    "waybill.is_product": QT_TRANSLATE_NOOP("BenchWords", "Not a label"),
    "waybill.bound_elsewhere": QT_TRANSLATE_NOOP("BenchWords", "Label is taken"),
    "bench.nothing_to_undo": QT_TRANSLATE_NOOP("BenchWords", "Nothing to undo"),
    "not_available_yet": QT_TRANSLATE_NOOP("BenchWords", "Not available"),
}

_LINES: dict[str, object] = {
    "bench.undone": QT_TRANSLATE_NOOP("BenchWords", "Undone"),
    "bench.set_aside": QT_TRANSLATE_NOOP("BenchWords", "Order {order_no} was set aside"),
    "bench.supervisor_called": QT_TRANSLATE_NOOP("BenchWords", "A supervisor was called"),
    "bench.user_switched": QT_TRANSLATE_NOOP("BenchWords", "{name} works here now"),
    "bench.stop_cleared": QT_TRANSLATE_NOOP("BenchWords", "Go on with the next parcel"),
    "bench.reprinting": QT_TRANSLATE_NOOP("BenchWords", "Printing label {waybill_no}"),
    "bench.box_full": QT_TRANSLATE_NOOP("BenchWords", "Box full: scan its label, the rest goes into another"),
    "bench.next_box": QT_TRANSLATE_NOOP("BenchWords", "Next box of order {order_no}"),
    "bench.scan_serial": QT_TRANSLATE_NOOP("BenchWords", "Scan the serial number of {sku_code}"),
    "bench.scan_again": QT_TRANSLATE_NOOP("BenchWords", "This label is new to us: scan it once more"),
    "bench.already_open": QT_TRANSLATE_NOOP("BenchWords", "Order {order_no} is open already"),
    "bench.already_closed": QT_TRANSLATE_NOOP("BenchWords", "Label {waybill_no} is bound already"),
    "bench.already_bound": QT_TRANSLATE_NOOP("BenchWords", "Label {waybill_no} is bound already"),
    "bench.double_fire": QT_TRANSLATE_NOOP("BenchWords", "Read twice, counted once"),
    "bench.opened": QT_TRANSLATE_NOOP("BenchWords", "Opened {order_no}"),
    "bench.item_ok": QT_TRANSLATE_NOOP("BenchWords", "{sku_code} checked"),
    "bench.bound": QT_TRANSLATE_NOOP("BenchWords", "Bound"),
    "bench.closed": QT_TRANSLATE_NOOP("BenchWords", "Packed and bound"),
    "bench.misread": QT_TRANSLATE_NOOP("BenchWords", "Not read cleanly: scan again"),
}

_STOPS: dict[str, object] = {
    "stop.cancelled": QT_TRANSLATE_NOOP("BenchWords", "The order was cancelled"),
    "stop.held": QT_TRANSLATE_NOOP("BenchWords", "The order is on hold"),
    "stop.changed": QT_TRANSLATE_NOOP("BenchWords", "The order is being changed"),
    "stop.refunded": QT_TRANSLATE_NOOP("BenchWords", "The order was refunded"),
}


def _say(text: object, facts: Mapping[str, object]) -> str:
    return fill(QCoreApplication.translate("BenchWords", str(text)), facts)


def headline(verdict: Verdict) -> str:
    """The large word of a refusal."""
    if verdict.code in _STOPS:
        return stop_line(verdict.code)
    found = _HEADLINES.get(verdict.code)
    if found is not None:
        return _say(found, verdict.facts)
    return QCoreApplication.translate("BenchWords", "Not possible")


def line(verdict: Verdict) -> str:
    """A verdict in one line, for the history and under the headline."""
    found = _LINES.get(verdict.code)
    if found is not None:
        return _say(found, verdict.facts)
    if verdict.kind in (VerdictKind.HINT, VerdictKind.OK, VerdictKind.DONE, VerdictKind.TICK, VerdictKind.DUPLICATE):
        return ""
    return refusal_text(verdict.code, verdict.facts)


def stop_line(code: str) -> str:
    """Why a parcel must not go out."""
    found = _STOPS.get(code)
    return refusal_text(code) if found is None else _say(found, {})
