"""Documents without what they say of a person. Place and numbers stay: province, city, quantities, amounts, times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from orderdesk.documents.document import Document
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Waybill
from orderdesk.documents.photos import Photo
from orderdesk.documents.work import Case, ChangeRequest, Task

#: Names under which people, their numbers and free words stand in arguments and facts.
_PRIVATE = frozenset(
    {"name", "phone", "street", "district", "contact", "address", "receiver", "customer", "customer_name"}
    | {"remark", "text", "note", "reason", "caption", "result", "received_by", "signed_by", "was", "to", "ship_to"}
    | {"customer_po_no", "description", "why"}
)


def blank_json(value: Any, *, inside: bool = False) -> Any:
    """Arguments or facts with every private text emptied, however deep it stands; what is no text stays."""
    if isinstance(value, dict):
        return {name: blank_json(each, inside=inside or name in _PRIVATE) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [blank_json(each, inside=inside) for each in value]
    return "" if inside and isinstance(value, str) else value


def blank(document: Document, at: datetime) -> None:
    """Empties what a document says of a person. Raises KeyError for a kind that says nothing of anybody."""
    _BLANKS[document.kind](document, at)


def _order(order: Any, at: datetime) -> None:
    assert isinstance(order, Order)
    for consignee in order.consignees:
        consignee.name = consignee.district = ""
        # What a seat may not see is None and stays so.
        consignee.phone = None if consignee.phone is None else ""
        consignee.street = None if consignee.street is None else ""
        consignee.erased_at = consignee.erased_at or at
    order.remark = ""
    for note in order.notes:
        note.text = ""
    for line in order.lines:
        line.note = ""
    for hold in order.holds:
        if hold.placed_by is not None:
            hold.reason = ""


def _customer(customer: Any, at: datetime) -> None:
    assert isinstance(customer, Customer)
    # Something has to stand in lists: the code names nobody.
    customer.name, customer.pinyin, customer.tax_no, customer.active = customer.code, "", None, False
    for address in customer.addresses:
        address.label = address.district = ""
        address.name = address.phone = address.street = ""
        address.preferred = False
        address.erased_at = address.erased_at or at


def _waybill(waybill: Any, _at: datetime) -> None:
    assert isinstance(waybill, Waybill)
    waybill.signed_by = None if waybill.signed_by is None else ""
    for event in waybill.events:
        event.text = ""


def _case(case: Any, _at: datetime) -> None:
    assert isinstance(case, Case)
    case.facts = blank_json(case.facts)


def _task(task: Any, _at: datetime) -> None:
    assert isinstance(task, Task)
    task.facts = blank_json(task.facts)
    task.result = None if task.result is None else ""


def _change_request(request: Any, _at: datetime) -> None:
    assert isinstance(request, ChangeRequest)
    request.wanted, request.decision_note = blank_json(request.wanted), ""


def _photo(photo: Any, _at: datetime) -> None:
    assert isinstance(photo, Photo)
    photo.caption = ""


_BLANKS: Mapping[str, Callable[[Document, datetime], None]] = {
    "order": _order,
    "customer": _customer,
    "waybill": _waybill,
    "case": _case,
    "task": _task,
    "change_request": _change_request,
    "photo": _photo,
}
