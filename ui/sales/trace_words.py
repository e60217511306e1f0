"""What the 47 facts of an order's life are called, and why one is missing."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from orderdesk.queries.trace import TraceField, Value
from ui import formats
from ui.words import word

_LABELS: dict[str, object] = {
    "order": QT_TRANSLATE_NOOP("Trace", "Order"),
    "check": QT_TRANSLATE_NOOP("Trace", "Checks"),
    "payment": QT_TRANSLATE_NOOP("Trace", "Payment"),
    "stock": QT_TRANSLATE_NOOP("Trace", "Stock"),
    "work": QT_TRANSLATE_NOOP("Trace", "Warehouse"),
    "road": QT_TRANSLATE_NOOP("Trace", "On the way"),
    "end": QT_TRANSLATE_NOOP("Trace", "End"),
    "order_no": QT_TRANSLATE_NOOP("Trace", "Order number"),
    "source_system": QT_TRANSLATE_NOOP("Trace", "Source system"),
    "source_order_no": QT_TRANSLATE_NOOP("Trace", "Source order number"),
    "customer_id": QT_TRANSLATE_NOOP("Trace", "Customer code"),
    "customer_name_snapshot": QT_TRANSLATE_NOOP("Trace", "Customer name at entry"),
    "sales_owner": QT_TRANSLATE_NOOP("Trace", "Salesperson"),
    "entered_by": QT_TRANSLATE_NOOP("Trace", "Entered by"),
    "entered_at": QT_TRANSLATE_NOOP("Trace", "Entered"),
    "requested_date": QT_TRANSLATE_NOOP("Trace", "Requested date"),
    "promised_at": QT_TRANSLATE_NOOP("Trace", "Promised for"),
    "price_list_version": QT_TRANSLATE_NOOP("Trace", "Price list edition"),
    "credit_result": QT_TRANSLATE_NOOP("Trace", "Credit check"),
    "credit_by": QT_TRANSLATE_NOOP("Trace", "Credit decided by"),
    "credit_at": QT_TRANSLATE_NOOP("Trace", "Credit checked"),
    "pay_channel": QT_TRANSLATE_NOOP("Trace", "Paid through"),
    "pay_status": QT_TRANSLATE_NOOP("Trace", "Payment state"),
    "pay_ref": QT_TRANSLATE_NOOP("Trace", "Payment number"),
    "paid_at": QT_TRANSLATE_NOOP("Trace", "Paid"),
    "lock_id": QT_TRANSLATE_NOOP("Trace", "Lock number"),
    "locked_qty": QT_TRANSLATE_NOOP("Trace", "Quantity locked"),
    "locked_at": QT_TRANSLATE_NOOP("Trace", "Locked"),
    "lock_expires_at": QT_TRANSLATE_NOOP("Trace", "Lock lapses"),
    "lock_released_reason": QT_TRANSLATE_NOOP("Trace", "Let go because"),
    "warehouse_id": QT_TRANSLATE_NOOP("Trace", "Warehouse code"),
    "allocated_by": QT_TRANSLATE_NOOP("Trace", "Allocated by"),
    "allocated_at": QT_TRANSLATE_NOOP("Trace", "Allocated"),
    "picker": QT_TRANSLATE_NOOP("Trace", "Picker"),
    "pick_started_at": QT_TRANSLATE_NOOP("Trace", "Picking begun"),
    "pick_done_at": QT_TRANSLATE_NOOP("Trace", "At the bench"),
    "package_no": QT_TRANSLATE_NOOP("Trace", "Parcel"),
    "packer": QT_TRANSLATE_NOOP("Trace", "Packer"),
    "station_id": QT_TRANSLATE_NOOP("Trace", "Packed at"),
    "packed_at": QT_TRANSLATE_NOOP("Trace", "Packed"),
    "weight_g": QT_TRANSLATE_NOOP("Trace", "Weight"),
    "photo_ref": QT_TRANSLATE_NOOP("Trace", "Photo"),
    "carrier_code": QT_TRANSLATE_NOOP("Trace", "Carrier"),
    "waybill_no": QT_TRANSLATE_NOOP("Trace", "Waybill"),
    "bound_at": QT_TRANSLATE_NOOP("Trace", "Waybill bound"),
    "staged_at": QT_TRANSLATE_NOOP("Trace", "Staged"),
    "loaded_vehicle": QT_TRANSLATE_NOOP("Trace", "Lane"),
    "in_transit_at": QT_TRANSLATE_NOOP("Trace", "Left"),
    "first_courier_scan_at": QT_TRANSLATE_NOOP("Trace", "First courier scan"),
    "last_courier_event_at": QT_TRANSLATE_NOOP("Trace", "Last courier news"),
    "signed_at": QT_TRANSLATE_NOOP("Trace", "Signed for"),
    "signed_by_type": QT_TRANSLATE_NOOP("Trace", "Signed by"),
    "exception_code": QT_TRANSLATE_NOOP("Trace", "What went wrong"),
    "closed_at": QT_TRANSLATE_NOOP("Trace", "Closed"),
}

_WHY: dict[str, object] = {
    "not_yet": QT_TRANSLATE_NOOP("Trace", "not come so far"),
    "entered_here": QT_TRANSLATE_NOOP("Trace", "entered here"),
    "not_asked": QT_TRANSLATE_NOOP("Trace", "the customer named no day"),
    "nobody": QT_TRANSLATE_NOOP("Trace", "the customer has none"),
    "by_program": QT_TRANSLATE_NOOP("Trace", "no person did it"),
    "unpaid": QT_TRANSLATE_NOOP("Trace", "no receipt so far"),
    "still_locked": QT_TRANSLATE_NOOP("Trace", "nothing was let go"),
    "firm": QT_TRANSLATE_NOOP("Trace", "a firm lock does not lapse"),
    "soft": QT_TRANSLATE_NOOP("Trace", "30 minutes after it was set aside, unless the order is released"),
    "lapsed": QT_TRANSLATE_NOOP("Trace", "it has lapsed"),
    "no_goods": QT_TRANSLATE_NOOP("Trace", "nothing is locked for it"),
    "nothing_wrong": QT_TRANSLATE_NOOP("Trace", "nothing went wrong"),
    "no_photo": QT_TRANSLATE_NOOP("Trace", "no photo was taken"),
    "not_weighed": QT_TRANSLATE_NOOP("Trace", "not weighed"),
    "no_lane": QT_TRANSLATE_NOOP("Trace", "did not wait in a lane"),
    "no_list": QT_TRANSLATE_NOOP("Trace", "priced without a list"),
    "no_courier": QT_TRANSLATE_NOOP("Trace", "goes without a courier"),
    "hub_silent": QT_TRANSLATE_NOOP("Trace", "the hub has not told yet"),
}

_VALUES: dict[str, object] = {
    "check:pass": QT_TRANSLATE_NOOP("Trace", "Passed"),
    "check:exceeded": QT_TRANSLATE_NOOP("Trace", "Over the limit"),
    "check:released": QT_TRANSLATE_NOOP("Trace", "Granted by hand"),
    "released:shipped": QT_TRANSLATE_NOOP("Trace", "Shipped"),
    "released:reservation_expired": QT_TRANSLATE_NOOP("Trace", "Lapsed"),
    "released:release_reservation": QT_TRANSLATE_NOOP("Trace", "Let go by hand"),
    "released:unallocate_order": QT_TRANSLATE_NOOP("Trace", "Allocation taken back"),
    "released:cancelled": QT_TRANSLATE_NOOP("Trace", "Cancelled"),
}


def label(name: str) -> str:
    """What a fact, or a group of them, is called."""
    return QCoreApplication.translate("Trace", str(_LABELS[name]))


def why_text(why: str) -> str:
    """Why a fact is missing."""
    return QCoreApplication.translate("Trace", str(_WHY[why]))


def shown(fact: TraceField, now: datetime) -> str:
    """The fact's values as the window shows them; times to the second, the quantity in base units, kilograms."""
    return ", ".join(_shown(fact.name, value, now) for value in fact.values)


def _shown(name: str, value: Value, now: datetime) -> str:
    if isinstance(value, datetime):
        return formats.moment(value, now, seconds=True)
    if isinstance(value, int):
        return f"{value / 1000:.2f} kg" if name == "weight_g" else formats.quantity(value)
    if value in _VALUES:
        return QCoreApplication.translate("Trace", str(_VALUES[value]))
    kind, _, code = value.partition(":")
    return word(kind, code) if kind == "pay" and code else value
