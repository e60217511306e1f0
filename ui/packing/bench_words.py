"""What the bench says to each verdict: a headline that is read from two metres, and one line below it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from orderdesk.domain.bench_state import Verdict, VerdictKind
from ui.refusals import fill, refusal_text

HEADLINES: dict[str, object] = {
    "bench.already_handed_over": QT_TRANSLATE_NOOP("BenchWords", "Already gone"),
    "bench.already_packed": QT_TRANSLATE_NOOP("BenchWords", "Already packed"),
    "bench.bin_not_now": QT_TRANSLATE_NOOP("BenchWords", "Not now"),
    "bench.bound_elsewhere": QT_TRANSLATE_NOOP("BenchWords", "Label is taken"),
    "bench.broken": QT_TRANSLATE_NOOP("BenchWords", "Something broke"),
    "bench.card_not_now": QT_TRANSLATE_NOOP("BenchWords", "Not now"),
    "bench.carton_over": QT_TRANSLATE_NOOP("BenchWords", "Too many"),
    "bench.damaged_number": QT_TRANSLATE_NOOP("BenchWords", "Scan again"),
    "bench.finish_first": QT_TRANSLATE_NOOP("BenchWords", "Finish first"),
    "bench.issued_elsewhere": QT_TRANSLATE_NOOP("BenchWords", "Other order's label"),
    "bench.items_missing": QT_TRANSLATE_NOOP("BenchWords", "Items missing"),
    "bench.left_behind": QT_TRANSLATE_NOOP("BenchWords", "Not all went"),
    "bench.misread": QT_TRANSLATE_NOOP("BenchWords", "Scan again"),
    "bench.no_carrier": QT_TRANSLATE_NOOP("BenchWords", "No courier yet"),
    "bench.no_waybill_here": QT_TRANSLATE_NOOP("BenchWords", "No label here"),
    "bench.not_ready": QT_TRANSLATE_NOOP("BenchWords", "Not ready yet"),
    "bench.not_taken": QT_TRANSLATE_NOOP("BenchWords", "Not accepted"),
    "bench.not_supervisor": QT_TRANSLATE_NOOP("BenchWords", "Not a supervisor"),
    "bench.nothing_to_undo": QT_TRANSLATE_NOOP("BenchWords", "Nothing to undo"),
    "bench.other_carrier": QT_TRANSLATE_NOOP("BenchWords", "Other courier"),
    "bench.other_warehouse": QT_TRANSLATE_NOOP("BenchWords", "Other warehouse"),
    "bench.other_waybill_issued": QT_TRANSLATE_NOOP("BenchWords", "Other label"),
    "bench.over_scan": QT_TRANSLATE_NOOP("BenchWords", "Too many"),
    "bench.parcel_void": QT_TRANSLATE_NOOP("BenchWords", "Parcel is void"),
    "bench.scan_barcode": QT_TRANSLATE_NOOP("BenchWords", "Scan the barcode"),
    "bench.scan_parcel_first": QT_TRANSLATE_NOOP("BenchWords", "Parcel first"),
    "bench.scan_serial_first": QT_TRANSLATE_NOOP("BenchWords", "Serial number first"),
    "bench.serial_by_piece": QT_TRANSLATE_NOOP("BenchWords", "One by one"),
    "bench.serial_repeated": QT_TRANSLATE_NOOP("BenchWords", "Serial number twice"),
    "bench.sheet_open": QT_TRANSLATE_NOOP("BenchWords", "Sheet first"),
    "bench.stopped": QT_TRANSLATE_NOOP("BenchWords", "Stopped"),
    "bench.typed_over": QT_TRANSLATE_NOOP("BenchWords", "Too many"),
    "bench.typing_not_allowed": QT_TRANSLATE_NOOP("BenchWords", "Scan each one"),
    "bench.unknown_badge": QT_TRANSLATE_NOOP("BenchWords", "Unknown badge"),
    "bench.unknown_code": QT_TRANSLATE_NOOP("BenchWords", "Unknown code"),
    "bench.unknown_number": QT_TRANSLATE_NOOP("BenchWords", "Unknown number"),
    "bench.unknown_product": QT_TRANSLATE_NOOP("BenchWords", "Unknown item"),
    "bench.waybill_void": QT_TRANSLATE_NOOP("BenchWords", "Label is void"),
    "bench.wrong_item": QT_TRANSLATE_NOOP("BenchWords", "Wrong item"),
    "access.denied": QT_TRANSLATE_NOOP("BenchWords", "Not allowed"),
    "access.other_company": QT_TRANSLATE_NOOP("BenchWords", "Other company"),
    "access.other_warehouse": QT_TRANSLATE_NOOP("BenchWords", "Other warehouse"),
    "item.not_in_order": QT_TRANSLATE_NOOP("BenchWords", "Wrong item"),
    "item.not_in_parcel": QT_TRANSLATE_NOOP("BenchWords", "Not in the parcel"),
    "item.not_missing": QT_TRANSLATE_NOOP("BenchWords", "Not missing"),
    "item.serial_repeated": QT_TRANSLATE_NOOP("BenchWords", "Serial number twice"),
    "item.too_many": QT_TRANSLATE_NOOP("BenchWords", "Too many"),
    "node.not_allowed": QT_TRANSLATE_NOOP("BenchWords", "Order has moved on"),
    "order.held": QT_TRANSLATE_NOOP("BenchWords", "On hold"),
    "parcel.bears_waybill": QT_TRANSLATE_NOOP("BenchWords", "Label is still on"),
    "parcel.empty": QT_TRANSLATE_NOOP("BenchWords", "Parcel is empty"),
    "parcel.gone": QT_TRANSLATE_NOOP("BenchWords", "Parcel is gone"),
    "parcel.no_waybill": QT_TRANSLATE_NOOP("BenchWords", "No label yet"),
    "parcel.not_closed": QT_TRANSLATE_NOOP("BenchWords", "Not closed"),
    "parcel.not_empty": QT_TRANSLATE_NOOP("BenchWords", "Not empty"),
    "parcel.not_open": QT_TRANSLATE_NOOP("BenchWords", "Parcel is closed"),
    "parcel.other_carrier": QT_TRANSLATE_NOOP("BenchWords", "Other courier"),
    "parcel.other_orders": QT_TRANSLATE_NOOP("BenchWords", "Other orders inside"),
    "parcel.other_warehouse": QT_TRANSLATE_NOOP("BenchWords", "Other warehouse"),
    "session.ended": QT_TRANSLATE_NOOP("BenchWords", "Sign in again"),
    "shipment.not_covered": QT_TRANSLATE_NOOP("BenchWords", "Items missing"),
    "shipment.not_packable": QT_TRANSLATE_NOOP("BenchWords", "Not to be packed"),
    "shipment.packed_by_wms": QT_TRANSLATE_NOOP("BenchWords", "Packed elsewhere"),
    "storage.busy": QT_TRANSLATE_NOOP("BenchWords", "Scan again"),
    "storage.damaged": QT_TRANSLATE_NOOP("BenchWords", "File is damaged"),
    "storage.full": QT_TRANSLATE_NOOP("BenchWords", "Disk is full"),
    "storage.unusable": QT_TRANSLATE_NOOP("BenchWords", "Disk does not write"),
    "waybill.not_bound": QT_TRANSLATE_NOOP("BenchWords", "Not on this parcel"),
    "waybill.other_carrier": QT_TRANSLATE_NOOP("BenchWords", "Other courier"),
    "waybill.void": QT_TRANSLATE_NOOP("BenchWords", "Label is void"),
    "quantity.not_whole": QT_TRANSLATE_NOOP("BenchWords", "Whole pieces only"),
    "scan.bad_characters": QT_TRANSLATE_NOOP("BenchWords", "Unknown code"),
    "scan.empty": QT_TRANSLATE_NOOP("BenchWords", "Nothing read"),
    "scan.is_url": QT_TRANSLATE_NOOP("BenchWords", "A web address"),
    "scan.too_long": QT_TRANSLATE_NOOP("BenchWords", "Code too long"),
    "scan.unknown_card": QT_TRANSLATE_NOOP("BenchWords", "Unknown card"),
    "waybill.bad_characters": QT_TRANSLATE_NOOP("BenchWords", "Not a label"),
    "waybill.bad_check_digit": QT_TRANSLATE_NOOP("BenchWords", "Scan again"),
    "waybill.bad_length": QT_TRANSLATE_NOOP("BenchWords", "Not a label"),
    "waybill.bad_package_count": QT_TRANSLATE_NOOP("BenchWords", "Not a label"),
    "waybill.bound_elsewhere": QT_TRANSLATE_NOOP("BenchWords", "Label is taken"),
    "waybill.is_our_number": QT_TRANSLATE_NOOP("BenchWords", "Not a label"),
    "waybill.is_product": QT_TRANSLATE_NOOP("BenchWords", "Not a label"),
}
"""The large word for each refusal."""

_LINES: dict[str, object] = {
    "bench.undone": QT_TRANSLATE_NOOP("BenchWords", "Undone"),
    "bench.set_aside": QT_TRANSLATE_NOOP("BenchWords", "Order {order_no} was set aside: scan it to go on"),
    "bench.supervisor_called": QT_TRANSLATE_NOOP("BenchWords", "A supervisor was called"),
    "bench.user_switched": QT_TRANSLATE_NOOP("BenchWords", "{name} works here now"),
    "bench.stop_cleared": QT_TRANSLATE_NOOP("BenchWords", "Go on with the next parcel"),
    "bench.box_full": QT_TRANSLATE_NOOP("BenchWords", "Box full: scan its label, the rest goes into another"),
    "bench.next_box": QT_TRANSLATE_NOOP("BenchWords", "Bound; next box of order {order_no}"),
    "bench.scan_serial": QT_TRANSLATE_NOOP("BenchWords", "Scan the serial number of {sku_code}"),
    "bench.short_asked": QT_TRANSLATE_NOOP(
        "BenchWords", "{sku_code} {name} is not there? Scan the card once more: the rest goes without it"
    ),
    "bench.short_declared": QT_TRANSLATE_NOOP("BenchWords", "{sku_code} waits as a back-order; go on with the rest"),
    "bench.short_of_all": QT_TRANSLATE_NOOP("BenchWords", "Nothing left of order {order_no}: it waits for goods"),
    "bench.scan_again": QT_TRANSLATE_NOOP("BenchWords", "This label is new to us: if it is right, scan it once more"),
    "bench.looks_like": QT_TRANSLATE_NOOP(
        "BenchWords", "It goes with {carrier}. If {number} is right, scan it once more"
    ),
    "bench.serial_again": QT_TRANSLATE_NOOP(
        "BenchWords", "A serial number is wanted. If {number} is right, scan it once more"
    ),
    "bench.already_open": QT_TRANSLATE_NOOP("BenchWords", "Order {order_no} is open already"),
    "bench.already_closed": QT_TRANSLATE_NOOP("BenchWords", "Label {waybill_no} is bound already"),
    "bench.already_bound": QT_TRANSLATE_NOOP("BenchWords", "Label {waybill_no} is bound already"),
    "bench.double_fire": QT_TRANSLATE_NOOP("BenchWords", "Read twice, counted once"),
    "bench.opened": QT_TRANSLATE_NOOP("BenchWords", "Opened {order_no}"),
    "bench.item_ok": QT_TRANSLATE_NOOP("BenchWords", "{sku_code} checked"),
    "bench.bound": QT_TRANSLATE_NOOP("BenchWords", "Bound"),
    "bench.closed": QT_TRANSLATE_NOOP("BenchWords", "Packed and bound"),
    "bench.handed_over": QT_TRANSLATE_NOOP("BenchWords", "Handed over: {n} → {carrier}"),
}

_NOTES: dict[str, object] = {
    "bench.scan_again": QT_TRANSLATE_NOOP("BenchWords", "New label: once more"),
    "bench.looks_like": QT_TRANSLATE_NOOP("BenchWords", "{couriers}? Again"),
    "bench.serial_again": QT_TRANSLATE_NOOP("BenchWords", "{couriers}? Again"),
    "bench.next_box": QT_TRANSLATE_NOOP("BenchWords", "Packed and bound"),
    "bench.set_aside": QT_TRANSLATE_NOOP("BenchWords", "Set aside"),
    "bench.scan_serial": QT_TRANSLATE_NOOP("BenchWords", "Serial number wanted"),
    "bench.box_full": QT_TRANSLATE_NOOP("BenchWords", "Box full"),
    "bench.item_ok": QT_TRANSLATE_NOOP("BenchWords", "Checked"),
    "bench.opened": QT_TRANSLATE_NOOP("BenchWords", "Opened"),
    "bench.expected": QT_TRANSLATE_NOOP("BenchWords", "Acknowledged"),
    "bench.short_asked": QT_TRANSLATE_NOOP("BenchWords", "Short?"),
    "bench.short_declared": QT_TRANSLATE_NOOP("BenchWords", "Short"),
    "bench.short_of_all": QT_TRANSLATE_NOOP("BenchWords", "Waits for goods"),
}
"""Shorter than the line, for the list of scans."""

_WANTED: dict[str, object] = {
    "parcel": QT_TRANSLATE_NOOP("BenchWords", "Wanted: a parcel, an order or a courier label"),
    "item": QT_TRANSLATE_NOOP("BenchWords", "Wanted: {expected}"),
    "serial": QT_TRANSLATE_NOOP("BenchWords", "Wanted: the serial number of {expected}"),
    "serial_again": QT_TRANSLATE_NOOP("BenchWords", "Wanted: the serial number"),
    "waybill": QT_TRANSLATE_NOOP("BenchWords", "Wanted: the label of {expected}"),
    "waybill_again": QT_TRANSLATE_NOOP("BenchWords", "Wanted: the courier label"),
    "parcel_again": QT_TRANSLATE_NOOP("BenchWords", "Wanted: the parcel number {expected}"),
    "bin": QT_TRANSLATE_NOOP("BenchWords", "Wanted: the exception bin"),
}

_SUSPICIONS: dict[str, object] = {
    "bench.looks_like": QT_TRANSLATE_NOOP("BenchWords", "A label of {couriers}?"),
    "bench.serial_again": QT_TRANSLATE_NOOP("BenchWords", "A label of {couriers}?"),
}
"""What somebody probably has in hand instead: the large words of a question."""

_STOPS: dict[str, object] = {
    "stop.cancelled": QT_TRANSLATE_NOOP("BenchWords", "The order was cancelled"),
    "stop.held": QT_TRANSLATE_NOOP("BenchWords", "The order is on hold"),
    "stop.changed": QT_TRANSLATE_NOOP("BenchWords", "The order is being changed"),
    "stop.refunded": QT_TRANSLATE_NOOP("BenchWords", "The order was refunded"),
    "stop.unaccepted": QT_TRANSLATE_NOOP("BenchWords", "Not accepted by the hub"),
}

_FETCHED: dict[str, object] = {
    "hand_over": QT_TRANSLATE_NOOP("BenchWords", "Fetch parcel {parcel_no} back"),
    "reopen_parcel": QT_TRANSLATE_NOOP("BenchWords", "Undo of parcel {parcel_no} did not count"),
    "unbind_waybill": QT_TRANSLATE_NOOP("BenchWords", "Undo of parcel {parcel_no} did not count"),
    "take_item_out": QT_TRANSLATE_NOOP("BenchWords", "Undo of parcel {parcel_no} did not count"),
}
_OTHER_PARCEL = QT_TRANSLATE_NOOP("BenchWords", "Parcel {parcel_no} did not count")
"""What a parcel is stopped for whose packing or hand-over the hub has refused, by what was tried."""

_SAID = frozenset({VerdictKind.HINT, VerdictKind.OK, VerdictKind.DONE, VerdictKind.TICK, VerdictKind.DUPLICATE})


def _say(text: object, facts: Mapping[str, object]) -> str:
    return fill(QCoreApplication.translate("BenchWords", str(text)), facts)


def headline(verdict: Verdict) -> str:
    """The large word of a refusal."""
    if verdict.code in _STOPS:
        # What was tried stands on the stop itself; a line of the list has room for that it did not count.
        return stop_line(verdict.code)
    found = HEADLINES.get(verdict.code)
    if found is not None:
        return _say(found, verdict.facts)
    return QCoreApplication.translate("BenchWords", "Not possible")


def line(verdict: Verdict) -> str:
    """A verdict in one line, under the headline."""
    found = _LINES.get(verdict.code)
    if found is not None:
        return _say(found, verdict.facts)
    return "" if verdict.kind in _SAID else refusal_text(verdict.code, verdict.facts)


def note(verdict: Verdict) -> str:
    """A verdict in a few words, for the list of scans: the reason of a refusal is among them."""
    if verdict.stays:
        return headline(verdict)
    found = _NOTES.get(verdict.code)
    return line(verdict) if found is None else _say(found, verdict.facts)


def suspicion(verdict: Verdict) -> str:
    """What a number looks like instead of what it should be; empty where it looks like nothing that is known."""
    found = _SUSPICIONS.get(verdict.code)
    return "" if found is None or not verdict.facts.get("couriers") else _say(found, verdict.facts)


def wanted(verdict: Verdict) -> str:
    """What should have been scanned instead."""
    found = _WANTED.get(str(verdict.facts.get("expected_kind", "")))
    if found is None or (verdict.facts.get("expected_kind") == "parcel" and verdict.code == "bench.scan_parcel_first"):
        return ""
    return _say(found, verdict.facts)


def stop_line(code: str, facts: Mapping[str, object] | None = None) -> str:
    """Why a parcel must not go out; with `facts` of a parcel that the hub has refused, which one that is."""
    if facts and facts.get("deed") and facts.get("parcel_no"):
        return _say(_FETCHED.get(str(facts["deed"]), _OTHER_PARCEL), facts)
    found = _STOPS.get(code)
    return refusal_text(code) if found is None else _say(found, {})
