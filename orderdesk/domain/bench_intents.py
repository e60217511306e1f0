"""What the bench asks its caller to do: plain values that the desktop turns into commands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenParcel:
    """Begin a parcel; the caller makes its number."""

    parcel_id: UUID
    order_id: UUID
    shipment_id: UUID


@dataclass(frozen=True, slots=True)
class VerifyItem:
    """Put a quantity into the parcel; negative: take it out again. `verified` False: nobody has scanned it."""

    parcel_id: UUID
    order_id: UUID
    shipment_line_id: UUID
    quantity: int
    barcode: str = ""
    serials: tuple[str, ...] = ()
    verified: bool = True


@dataclass(frozen=True, slots=True)
class BindWaybill:
    """Put a waybill on the parcel. `confirmed`: its shape is unknown and it was scanned twice."""

    parcel_id: UUID
    carrier_code: str
    waybill_no: str
    piece: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class UnbindWaybill:
    """Take the waybill off again."""

    parcel_id: UUID
    carrier_code: str
    waybill_no: str
    piece: str = ""


@dataclass(frozen=True, slots=True)
class CloseParcel:
    """Close the parcel. `issue_number`: own van or pick-up, the caller makes the waybill number."""

    parcel_id: UUID
    order_ids: tuple[UUID, ...]
    issue_number: bool = False


@dataclass(frozen=True, slots=True)
class ReopenParcel:
    """Open a closed parcel again. `issue_number`: the number that was issued for it comes off."""

    parcel_id: UUID
    order_ids: tuple[UUID, ...]
    issue_number: bool = False


@dataclass(frozen=True, slots=True)
class VoidParcel:
    """Give up a parcel that is empty again."""

    parcel_id: UUID


@dataclass(frozen=True, slots=True)
class DeclareShort:
    """A quantity of a shipment line is not there: the rest goes without it."""

    order_id: UUID
    shipment_line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class ClearStop:
    """A stopped parcel has gone into the exception bin, or a supervisor has taken it. `stop`: what had stopped it."""

    parcel_id: UUID | None
    order_ids: tuple[UUID, ...]
    stop: str
    bin_code: str = ""
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PutAway:
    """What the hub has refused has been seen to: nobody needs to be told of these commands any more."""

    command_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SwitchUser:
    """Somebody else works here from now on."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class CallSupervisor:
    """Somebody is wanted at this bench."""

    parcel_id: UUID | None
    order_ids: tuple[UUID, ...]


Intent = (
    OpenParcel
    | VerifyItem
    | BindWaybill
    | UnbindWaybill
    | CloseParcel
    | ReopenParcel
    | VoidParcel
    | DeclareShort
    | ClearStop
    | PutAway
    | SwitchUser
    | CallSupervisor
)
