"""What has been begun in the entry form stays in the journal until it is submitted or nobody wants it any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from orderdesk.queries.customers import company_for, customer_card
from orderdesk.queries.reading import Reading
from orderdesk.queries.skus import sku_card
from orderdesk.sync.workstation import Draft as KeptDraft
from ui import formats
from ui.sales.entry_draft import Draft, DraftLine, UnreadRow
from ui.sales.pasted_rows import PastedRow
from ui.tasks import Lane
from ui.workplace import Workplace

KIND = "order"
#: One write for a burst of keys.
_PAUSE_MS = 800


class DraftKeeper(QObject):
    """Keeps the form's present draft a moment after each change. `listed(drafts)`: what else there is of this person."""

    listed = Signal(object)

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._id: UUID | None = None
        self._body: dict[str, Any] | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        # Who signs out has written: what was typed in the last moment is theirs too.
        workplace.person_changed.connect(self.flush)

    def keep(self, draft: Draft, company_id: UUID | None) -> None:
        """The form has changed."""
        if draft.customer is None and not draft.lines and not draft.unread:
            return
        if self._id is None:
            self._id = self._workplace.workstation.new_id()
        self._body = to_json(draft, company_id, self._user())
        self._pause.start()

    def flush(self, _person: object = None) -> None:
        """Writes what is not written yet."""
        self._pause.stop()
        draft_id, body = self._id, self._body
        self._body = None
        if draft_id is not None and body is not None:
            workstation = self._workplace.workstation
            # A disk that is full refuses the order itself soon enough, with the reason.
            self._run(lambda: workstation.keep_draft(draft_id, KIND, body))

    def leave(self) -> None:
        """The form turns to something else; the draft stays."""
        self.flush()
        self._id = None

    def drop(self, draft_id: UUID | None = None) -> None:
        """Forgets the present draft, or another one."""
        found = draft_id or self._id
        if found is None or found == self._id:
            self._pause.stop()
            self._id = self._body = None
        if found is not None:
            workstation = self._workplace.workstation
            self._run(lambda: workstation.drop_draft(found))

    def take(self, kept: KeptDraft) -> None:
        """Goes on with a draft of before."""
        self.flush()
        self._id = kept.id

    def read(self) -> None:
        """Looks which drafts there are; `listed` follows."""
        workstation, user, present = self._workplace.workstation, self._user(), self._id

        def done(found: Sequence[KeptDraft]) -> None:
            self.listed.emit([each for each in found if each.body.get("user") == user and each.id != present])

        self._workplace.tasks.run(Lane.READ, lambda: workstation.drafts(KIND), done)

    def _user(self) -> str:
        person = self._workplace.person
        return "" if person is None else person.user_id.hex

    def _run(self, work: Any) -> None:
        self._workplace.tasks.run(Lane.WRITE, work, lambda _none: self.read(), refused=lambda _refusal: None)


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
    """The draft with customer, prices and stock as they are now; lines whose article is not here are rows to look up."""
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
            lines.append(DraftLine(found, unit, kept["unit_quantity"], kept["price_micro"]))
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
