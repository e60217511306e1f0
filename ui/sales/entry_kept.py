"""A draft as the journal keeps it, and back again: ids and what was entered; prices and stock are looked up anew."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from orderdesk.queries.customers import company_for, customer_card
from orderdesk.queries.reading import Reading
from orderdesk.queries.skus import sku_card
from ui import formats
from ui.sales.entry_draft import Draft, UnreadRow
from ui.sales.entry_line import DraftLine, Slip
from ui.sales.pasted_rows import PastedRow


def to_json(draft: Draft, company_id: UUID | None, user: str) -> dict[str, Any]:
    """The draft as the journal keeps it: ids and what was entered; prices and stock are looked up again."""
    return {
        "user": user,
        "company": None if company_id is None else company_id.hex,
        "customer": None if draft.customer is None else draft.customer.id.hex,
        "name": "" if draft.customer is None else draft.customer.name,
        "address": None if draft.address is None else draft.address.id.hex,
        "lines": [
            {
                "sku": line.sku.id.hex,
                "unit": line.unit.unit,
                "unit_quantity": line.unit_quantity,
                "price_micro": line.price_micro,
                "code": line.sku.code,
                "name": line.sku.name,
                "slips": [[slip.cell, slip.text] for slip in line.slips],
            }
            for line in draft.lines
        ],
        "method": draft.delivery_method,
        "carrier": draft.carrier_code,
        "cod": draft.cod,
        "remark": draft.remark,
        "requested_on": None if draft.requested_on is None else draft.requested_on.isoformat(),
        "po_no": draft.po_no,
        "unread": [{**asdict(each.row), "problem": each.problem} for each in draft.unread],
    }


def from_json(connection: Reading, body: dict[str, Any], on: date) -> Draft:
    """The draft with customer, prices and stock as they are now;
    lines whose article is not here are rows to look up."""
    customer = UUID(body["customer"]) if body["customer"] else None
    company = UUID(body["company"]) if body["company"] else company_for(connection, customer)
    card = customer_card(connection, customer, company) if customer is not None and company is not None else None
    addresses = () if card is None else card.addresses
    chosen = [each for each in addresses if each.id.hex == body["address"]] or list(addresses[:1])
    lines, unread = list[DraftLine](), [_unread(kept) for kept in body.get("unread", ())]
    for kept in body["lines"]:
        found = (
            None
            if company is None
            else sku_card(connection, UUID(kept["sku"]), company_id=company, customer_id=customer, on=on)
        )
        unit = None if found is None else next((each for each in found.units if each.unit == kept["unit"]), None)
        if found is not None and unit is not None:
            slips = tuple(Slip(*each) for each in kept.get("slips", ()))
            lines.append(DraftLine(found, unit, kept["unit_quantity"], kept["price_micro"], slips=slips))
        else:
            unread.append(UnreadRow(_as_written(kept), "unknown" if found is None else "unit"))
    return Draft(
        customer=card,
        address=chosen[0] if chosen else None,
        lines=tuple(lines),
        delivery_method=body["method"],
        carrier_code=body["carrier"],
        cod=body["cod"],
        remark=body["remark"],
        # Drafts of before have neither.
        requested_on=date.fromisoformat(body["requested_on"]) if body.get("requested_on") else None,
        po_no=body.get("po_no", ""),
        unread=tuple(unread),
    )


def _as_written(kept: dict[str, Any]) -> PastedRow:
    """A line of which the article or its unit is gone, as if it had been pasted; drafts of before name no article."""
    quantity, price = formats.quantity(kept["unit_quantity"]), formats.price(kept["price_micro"])
    return PastedRow(kept.get("code", ""), kept.get("name", ""), quantity, kept["unit"], price)


def _unread(kept: dict[str, str]) -> UnreadRow:
    written = {key: value for key, value in kept.items() if key != "problem"}
    return UnreadRow(PastedRow(**written), kept["problem"])
