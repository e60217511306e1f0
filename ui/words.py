"""Words for codes that stand in documents: states, methods, checks, proofs."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_WORDS: dict[str, object] = {
    "method.courier": QT_TRANSLATE_NOOP("Words", "Courier"),
    "method.freight": QT_TRANSLATE_NOOP("Words", "Freight line"),
    "method.own_van": QT_TRANSLATE_NOOP("Words", "Own van"),
    "method.pick_up": QT_TRANSLATE_NOOP("Words", "Customer pick-up"),
    "pay.unpaid": QT_TRANSLATE_NOOP("Words", "Not paid"),
    "pay.partly": QT_TRANSLATE_NOOP("Words", "Paid in part"),
    "pay.partly_paid": QT_TRANSLATE_NOOP("Words", "Paid in part"),
    "pay.paid": QT_TRANSLATE_NOOP("Words", "Paid"),
    "pay.refunded": QT_TRANSLATE_NOOP("Words", "Refunded"),
    "parcel.open": QT_TRANSLATE_NOOP("Words", "Being packed"),
    "parcel.closed": QT_TRANSLATE_NOOP("Words", "Packed"),
    "parcel.handed_over": QT_TRANSLATE_NOOP("Words", "Handed over"),
    "parcel.void": QT_TRANSLATE_NOOP("Words", "Void"),
    "check.price": QT_TRANSLATE_NOOP("Words", "Price"),
    "check.credit": QT_TRANSLATE_NOOP("Words", "Credit"),
    "check.stock": QT_TRANSLATE_NOOP("Words", "Stock"),
    "terms.prepaid": QT_TRANSLATE_NOOP("Words", "Prepaid"),
    "terms.monthly": QT_TRANSLATE_NOOP("Words", "Monthly"),
    "terms.credit": QT_TRANSLATE_NOOP("Words", "On account"),
    "terms.cod": QT_TRANSLATE_NOOP("Words", "Cash on delivery"),
    "close.completed": QT_TRANSLATE_NOOP("Words", "Completed"),
    "close.cancelled": QT_TRANSLATE_NOOP("Words", "Cancelled"),
    "close.returned": QT_TRANSLATE_NOOP("Words", "Returned"),
    "close.lost": QT_TRANSLATE_NOOP("Words", "Lost"),
    "close.refused_credit": QT_TRANSLATE_NOOP("Words", "Credit refused"),
    "hold.price": QT_TRANSLATE_NOOP("Words", "Price"),
    "hold.credit": QT_TRANSLATE_NOOP("Words", "Credit"),
    "hold.payment": QT_TRANSLATE_NOOP("Words", "Payment"),
    "hold.address": QT_TRANSLATE_NOOP("Words", "Address"),
    "hold.stock": QT_TRANSLATE_NOOP("Words", "Stock"),
    "hold.duplicate": QT_TRANSLATE_NOOP("Words", "Entered twice"),
    "hold.customer": QT_TRANSLATE_NOOP("Words", "Question to the customer"),
    "hold.quality": QT_TRANSLATE_NOOP("Words", "Quality"),
    "hold.other": QT_TRANSLATE_NOOP("Words", "Something else"),
    "trouble.refused": QT_TRANSLATE_NOOP("Words", "Customer refuses"),
    "trouble.cannot_reach": QT_TRANSLATE_NOOP("Words", "Nobody reached"),
    "trouble.address": QT_TRANSLATE_NOOP("Words", "Wrong address"),
    "trouble.damaged": QT_TRANSLATE_NOOP("Words", "Damaged"),
    "trouble.lost": QT_TRANSLATE_NOOP("Words", "Lost"),
    "trouble.other": QT_TRANSLATE_NOOP("Words", "Something else"),
    "condition.good": QT_TRANSLATE_NOOP("Words", "Good"),
    "condition.damaged": QT_TRANSLATE_NOOP("Words", "Damaged"),
    "condition.missing": QT_TRANSLATE_NOOP("Words", "Missing"),
    "role.packer": QT_TRANSLATE_NOOP("Words", "Packer"),
    "role.picker": QT_TRANSLATE_NOOP("Words", "Picker"),
    "role.sales": QT_TRANSLATE_NOOP("Words", "Sales"),
    "role.service": QT_TRANSLATE_NOOP("Words", "Customer service"),
    "role.logistics": QT_TRANSLATE_NOOP("Words", "Logistics"),
    "role.supervisor": QT_TRANSLATE_NOOP("Words", "Supervisor"),
    "role.finance": QT_TRANSLATE_NOOP("Words", "Finance"),
    "role.admin": QT_TRANSLATE_NOOP("Words", "Administrator"),
    "seat.bench": QT_TRANSLATE_NOOP("Words", "Packing bench"),
    "seat.desk": QT_TRANSLATE_NOOP("Words", "Desk"),
    "seat.office": QT_TRANSLATE_NOOP("Words", "Office"),
    "found.order": QT_TRANSLATE_NOOP("Words", "Order"),
    "found.waybill": QT_TRANSLATE_NOOP("Words", "Waybill"),
    "found.parcel": QT_TRANSLATE_NOOP("Words", "Parcel"),
    "found.phone": QT_TRANSLATE_NOOP("Words", "Phone"),
    "found.customer": QT_TRANSLATE_NOOP("Words", "Customer"),
    "found.sku": QT_TRANSLATE_NOOP("Words", "SKU"),
}


def word(kind: str, code: str) -> str:
    """What the window calls a code such as (`pay`, `unpaid`); the code itself when it has no word."""
    found = _WORDS.get(f"{kind}.{code}")
    return code if found is None else QCoreApplication.translate("Words", str(found))
