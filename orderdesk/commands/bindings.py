"""Binding waybills to parcels and undoing it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field
from sqlalchemy import bindparam, select

from db.prepared import Prepared
from db.tables import parcels as parcel_tables
from orderdesk.access import Permission
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.parcels import Binding, Parcel, Waybill
from orderdesk.errors import Refused
from orderdesk.ids import waybill_id

OWN_CARRIER = "own"
"""The carrier code of the numbers that OrderDesk issues itself."""

_BINDING = parcel_tables.binding
_ELSEWHERE = Prepared(
    select(_BINDING.c.parcel_id).where(
        _BINDING.c.waybill_id == bindparam("waybill"),
        _BINDING.c.to_at.is_(None),
        _BINDING.c.parcel_id != bindparam("parcel"),
    )
)


class BindWaybill(Command):
    """Puts a waybill on a parcel. The carrier is the parcel's; the number never tells it."""

    parcel_id: UUID
    carrier_code: str = Field(min_length=1)
    waybill_no: str = Field(min_length=1, max_length=40)
    piece: str = ""

    def keys(self) -> tuple[Key, ...]:
        """The parcel, the waybill and, where this is one piece of it, the mother waybill."""
        names = dict.fromkeys((self.piece, ""))
        waybills = (Key("waybill", waybill_id(self.carrier_code, self.waybill_no, piece)) for piece in names)
        return (Key("parcel", self.parcel_id), *waybills)


@change(BindWaybill, needs=Permission.PACK)
def bind_waybill(ask: BindWaybill, work: Work) -> None:
    """Binds; the same waybill on the same parcel again changes nothing."""
    parcel = work.parcel(ask.parcel_id)
    if parcel.state not in ("open", "closed"):
        raise Refused("parcel.gone", parcel_no=parcel.parcel_no, state=parcel.state)
    if parcel.carrier_code is not None and parcel.carrier_code != ask.carrier_code:
        raise Refused("waybill.other_carrier", expected=parcel.carrier_code, scanned=ask.carrier_code)
    if work.is_product_code(ask.waybill_no):
        raise Refused("waybill.is_product", scanned=ask.waybill_no)
    _bind(work, parcel, ask.carrier_code, ask.waybill_no, ask.piece)


def bind_own_waybill(work: Work, parcel: Parcel, number: str) -> None:
    """Binds a number that OrderDesk issues itself (own van, pick-up, a freight line without numbers)."""
    _bind(work, parcel, OWN_CARRIER, number, "")


def unbind(work: Work, parcel: Parcel, document_id: UUID) -> bool:
    """Ends the binding of a waybill; both rows stay as history. False when it is not on this parcel."""
    binding = next((each for each in parcel.open_bindings() if each.waybill_id == document_id), None)
    if binding is None:
        return False
    binding.to_at = work.said_at
    binding.unbound_by = work.asker.user_id
    parcel.updated_at = work.said_at
    waybill = work.find_waybill(document_id)
    if waybill is not None:
        waybill.state = "issued"
        waybill.updated_at = work.said_at
    return True


def _bind(work: Work, parcel: Parcel, carrier_code: str, number: str, piece: str) -> None:
    document_id = waybill_id(carrier_code, number, piece)
    if any(each.waybill_id == document_id for each in parcel.open_bindings()):
        return
    waybill = _issued(work, parcel, carrier_code, number, piece)
    if waybill.state == "bound":
        raise Refused("waybill.bound_elsewhere", waybill_no=number)
    if piece:
        waybill.mother_id = _issued(work, parcel, carrier_code, number, "").id
    waybill.state = "bound"
    waybill.warehouse_id = parcel.warehouse_id
    waybill.updated_at = work.said_at
    parcel.bindings.append(
        Binding(
            id=work.new_id(f"binding:{parcel.id}:{document_id}"),
            parcel_id=parcel.id,
            waybill_id=document_id,
            carrier_code=carrier_code,
            waybill_no=number,
            piece=piece,
            from_at=work.said_at,
            bound_by=work.asker.user_id,
            bound_on=work.asker.device_id,
        )
    )
    parcel.updated_at = work.said_at
    for order_id in parcel.order_ids():
        work.trace(order_id, package_no=parcel.parcel_no, waybill_no=number, carrier_code=carrier_code)


def _issued(work: Work, parcel: Parcel, carrier_code: str, number: str, piece: str) -> Waybill:
    """The waybill (piece), made from its label if nobody has told us of it. Raises Refused `waybill.void`."""
    document_id = waybill_id(carrier_code, number, piece)
    waybill = work.find_waybill(document_id)
    if waybill is None:
        waybill = Waybill(
            id=document_id,
            carrier_code=carrier_code,
            number=number,
            piece=piece,
            company_id=parcel.company_id,
            warehouse_id=parcel.warehouse_id,
            state="issued",
            issued_at=work.said_at,
            updated_at=work.said_at,
        )
        work.add(waybill)
    if waybill.state == "void":
        raise Refused("waybill.void", waybill_no=number)
    return waybill


@decide(BindWaybill)
def settle_binding(ask: BindWaybill, work: HubWork) -> None:
    """Checks over all rows that the piece is on one parcel only, and has the courier report on it."""
    document_id = waybill_id(ask.carrier_code, ask.waybill_no, ask.piece)
    if _ELSEWHERE.first(work.connection, {"waybill": document_id, "parcel": ask.parcel_id}) is not None:
        raise Refused("waybill.bound_elsewhere", waybill_no=ask.waybill_no)
    if ask.carrier_code == OWN_CARRIER:
        return
    work.job(
        "courier",
        "subscribe",
        dedupe_key=f"courier:subscribe:{ask.carrier_code}:{ask.waybill_no}",
        order_key=f"{ask.carrier_code}:{ask.waybill_no}",
        payload={"waybill_id": str(document_id), "carrier_code": ask.carrier_code, "waybill_no": ask.waybill_no},
    )


class UnbindWaybill(Command):
    """Takes a waybill off a parcel again, until the parcel is handed over. The number may be bound anew."""

    parcel_id: UUID
    carrier_code: str
    waybill_no: str
    piece: str = ""

    def keys(self) -> tuple[Key, ...]:
        """The parcel and the waybill."""
        return (
            Key("parcel", self.parcel_id),
            Key("waybill", waybill_id(self.carrier_code, self.waybill_no, self.piece)),
        )


@change(UnbindWaybill, needs=Permission.PACK)
def unbind_waybill(ask: UnbindWaybill, work: Work) -> None:
    """Ends the binding; both rows stay as history."""
    parcel = work.parcel(ask.parcel_id)
    if parcel.state != "open":
        raise Refused("parcel.not_open", parcel_no=parcel.parcel_no, state=parcel.state)
    document_id = waybill_id(ask.carrier_code, ask.waybill_no, ask.piece)
    if not unbind(work, parcel, document_id):
        raise Refused("waybill.not_bound", waybill_no=ask.waybill_no, parcel_no=parcel.parcel_no)
    for order_id in parcel.order_ids():
        work.trace(order_id, package_no=parcel.parcel_no, waybill_no=ask.waybill_no, carrier_code=ask.carrier_code)
