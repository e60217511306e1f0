"""Editing an order in the entry form: the order as a draft, what was and what will be, the guarded command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from orderdesk.commands import EditOrder, PlacedLine, ShipTo
from orderdesk.queries.customers import AddressRow, customer_card
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import Line, Names, OrderDetail, Receiver
from orderdesk.queries.skus import SellingUnit, sku_card
from ui import formats
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.layout import grid
from ui.components.text import Text
from ui.models.order_cells import carrier_name
from ui.sales.entry_draft import Draft
from ui.sales.entry_line import DraftLine
from ui.words import word


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is to be another: as words, for people; `field` of the draft, or the line's id."""

    field: str
    what: str
    was: str
    to: str


def as_draft(connection: Reading, detail: OrderDetail, on: date) -> Draft | None:
    """The order as the form shows it; None where this workstation lacks its customer or an article."""
    head = detail.head
    card = customer_card(connection, head.customer_id, head.company_id)
    if card is None:
        return None
    lines = []
    is_held = any(check.kind == "stock" and check.result == "pass" for check in detail.checks)
    for line in _ordered(detail):
        sku = sku_card(connection, line.sku_id, company_id=head.company_id, customer_id=head.customer_id, on=on)
        if sku is None or line.unit_price_micro is None:
            return None
        factor = line.quantity * 1_000 // line.unit_quantity
        unit = next((each for each in sku.units if each.unit == line.unit), SellingUnit(line.unit, factor))
        held = line.quantity if is_held else 0
        lines.append(DraftLine(sku, unit, line.unit_quantity, line.unit_price_micro, line.id, held))
    own = _address_of(head.id, detail.receiver)
    addresses = card.addresses if own is None else (own, *card.addresses)
    return Draft(
        customer=replace(card, addresses=addresses),
        address=addresses[0] if addresses else None,
        lines=tuple(lines),
        delivery_method=head.delivery_method,
        carrier_code=head.carrier_code,
        cod=head.cod,
        remark=head.remark,
        requested_on=head.requested_on,
        po_no=head.customer_po_no or "",
    )


def as_copy(draft: Draft) -> Draft:
    """A new order like the one in the draft: at the list's prices of today, without the customer's day and number."""
    lines = tuple(
        replace(
            line,
            line_id=None,
            held=0,
            price_micro=line.price_micro if line.listed is None else line.listed.unit_price_micro,
        )
        for line in draft.lines
    )
    return replace(draft, lines=lines, requested_on=None, po_no="")


def edit_command(detail: OrderDetail, seen: Draft, draft: Draft) -> EditOrder | None:
    """What makes the order `draft`, each change with what was seen; None where nothing is another."""
    asked: dict[str, object] = {}
    for name in ("remark", "delivery_method", "carrier_code"):
        was, to = getattr(seen, name), getattr(draft, name)
        if was != to:
            asked[name] = {"was": was, "to": to}
    if seen.requested_on != draft.requested_on:
        asked["requested_on"] = {"was": seen.requested_on, "to": draft.requested_on}
    if seen.po_no != draft.po_no:
        asked["customer_po_no"] = {"was": detail.head.customer_po_no, "to": draft.po_no or None}
    was_to, to = ship_to(seen.address), ship_to(draft.address)
    if was_to is not None and to is not None and was_to != to:
        asked["ship_to"] = {"was": was_to, "to": to}
    known = {line.id: line for line in _ordered(detail)}
    kept = {line.line_id: line for line in draft.lines if line.line_id in known}
    edits = []
    for line_id, line in known.items():
        new = kept.get(line_id)
        was = _terms(line)
        becomes = None if new is None else {**was, **_entered(new)}
        if becomes != was:
            edits.append({"line_id": line_id, "was": was, "to": becomes})
    added = tuple(_placed(line) for line in draft.lines if line.line_id not in known)
    if not (asked or edits or added):
        return None
    return EditOrder.model_validate({"order_id": detail.head.id, **asked, "lines": edits, "added": added})


def changes(seen: Draft, draft: Draft, names: Names) -> list[Change]:
    """What was and what will be, in the order of the form."""
    found: list[Change] = []

    def note(field: str, what: object, was: str, to: str) -> None:
        if was != to:
            words = QCoreApplication.translate("Edit", str(what))
            found.append(Change(field, words, was or formats.NOTHING, to or formats.NOTHING))

    note("address", QT_TRANSLATE_NOOP("Edit", "Address"), _place(seen.address), _place(draft.address))
    method = QT_TRANSLATE_NOOP("Edit", "Ship via")
    note("delivery_method", method, word("method", seen.delivery_method), word("method", draft.delivery_method))
    carrier = QT_TRANSLATE_NOOP("Edit", "Courier")
    was, to = (carrier_name(names, each.carrier_code) for each in (seen, draft))
    note("carrier_code", carrier, was, to)
    wanted = QT_TRANSLATE_NOOP("Edit", "Requested date")
    note("requested_on", wanted, formats.day(seen.requested_on), formats.day(draft.requested_on))
    note("po_no", QT_TRANSLATE_NOOP("Edit", "Customer's number"), seen.po_no, draft.po_no)
    note("remark", QT_TRANSLATE_NOOP("Edit", "Remark"), seen.remark, draft.remark)
    kept = {line.line_id: line for line in draft.lines}
    known = {line.line_id for line in seen.lines}
    for line in seen.lines:
        new = kept.get(line.line_id)
        note(str(line.line_id), line.sku.code, _words(line), "" if new is None else _words(new))
    for line in draft.lines:
        if line.line_id is None or line.line_id not in known:
            note(str(line.line_id), line.sku.code, "", _words(line))
    total = QT_TRANSLATE_NOOP("Edit", "Total")
    was, to = (formats.money(each.amount_fen, sign=True) for each in (seen, draft))
    note("total", total, was, to)
    return found


class ChangesSheet(Dialog):
    """Shows what was and what will be before the edit is said: `confirmed`."""

    confirmed = Signal()

    def __init__(self, order_no: str, found: list[Change], parent: QWidget | None) -> None:
        super().__init__("", parent, icon="pencil-simple", token="accent")
        self.show_title(self.tr("Change order {no}?").format(no=order_no))
        self.setMinimumWidth(560)
        head = [Text(text, "caption", "tertiary") for text in ("", self.tr("Was"), self.tr("Will be"))]
        rows: list[list[QWidget]] = [list(head)]
        for each in found:
            was, to = Text(each.was, "body", "secondary", wrap=True), Text(each.to, "bodyStrong", wrap=True)
            rows.append([Text(each.what, "body", "tertiary"), was, to])
        self.body.addLayout(grid(rows, gap=(16, 8), shares=(0, 1, 1)))
        stay = Button(self.tr("Go on editing"), keys="Esc")
        stay.clicked.connect(self.reject)
        save = Button(self.tr("Save changes"), "primary", keys="Enter")
        save.clicked.connect(self.accept)
        save.setDefault(True)
        self.accepted.connect(self.confirmed)
        self.buttons.addWidget(stay)
        self.buttons.addWidget(save)
        save.setFocus(Qt.FocusReason.OtherFocusReason)


def _ordered(detail: OrderDetail) -> list[Line]:
    """The lines of which something is ordered."""
    return [line for line in detail.lines if line.quantity > 0]


def _address_of(order_id: UUID, to: Receiver | None) -> AddressRow | None:
    if to is None or to.phone is None or to.street is None:
        return None
    return AddressRow(order_id, "", to.name, to.phone, to.province, to.city, to.district, to.street, True)


def ship_to(address: AddressRow | None) -> dict[str, str] | None:
    if address is None or not address.name or not address.phone or address.street is None:
        return None
    return ShipTo(
        name=address.name,
        phone=address.phone,
        province=address.province,
        city=address.city,
        district=address.district,
        street=address.street,
    ).model_dump()


def _terms(line: Line) -> dict[str, object]:
    return {
        "unit": line.unit,
        "unit_quantity": line.unit_quantity,
        "unit_price_micro": line.unit_price_micro,
        "tax_rate_bp": line.tax_rate_bp,
        "gift": line.gift,
        "note": line.note,
    }


def _entered(line: DraftLine) -> dict[str, object]:
    return {
        "unit": line.unit.unit,
        "unit_quantity": line.unit_quantity,
        "unit_price_micro": line.price_micro,
    }


def _placed(line: DraftLine) -> PlacedLine:
    return PlacedLine(
        sku_id=line.sku.id,
        unit=line.unit.unit,
        unit_quantity=line.unit_quantity,
        unit_price_micro=line.price_micro,
        price_source=line.listed.source if line.listed is not None else "entered",
    )


def _words(line: DraftLine) -> str:
    quantity = f"{formats.quantity(line.unit_quantity)} {line.unit.unit}"
    return f"{quantity} × {formats.price(line.price_micro)}"


def _place(address: AddressRow | None) -> str:
    if address is None:
        return ""
    place = f"{address.city}{address.district}{address.street or ''}"
    return " ".join(part for part in (address.name, formats.masked_phone(address.phone), place) if part)
