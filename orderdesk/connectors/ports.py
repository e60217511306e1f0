"""Ports by capability: what OrderDesk wants from a warehouse system and from a courier service, in its own words.

Values are frozen and in our units: quantities in thousandths of the base unit, unit prices in micro-yuan,
weights in grams, times aware UTC, carriers by our code. Names, phones and addresses never show in a repr.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from orderdesk.domain.nodes import Node
from orderdesk.errors import OrderDeskError

MAX_CALLBACK_BYTES = 512 * 1024
"""A callback larger than this is refused unread."""


class Forged(OrderDeskError):
    """A callback whose signature is missing or wrong: nobody may act on it."""


class Malformed(OrderDeskError):
    """A callback that is not in the agreed form; what is missing stands in the text, never its content."""


class Verdict(StrEnum):
    """What became of a call."""

    OK = "ok"
    RETRY = "retry"
    REJECT = "reject"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one call.

    `in_doubt`: the call may have had its effect although no good answer came; query before repeating.
    `repeated`: the other side had it already, so this call changed nothing.
    `whole_system`: no call to this system can succeed until someone acts (key expired, wrong signature).
    `case_code`, `facts`: what a person is told of it where that is more than that the call failed.
    """

    verdict: Verdict
    reference: str = ""
    code: str = ""
    text: str = ""
    retry_after_s: float = 0.0
    in_doubt: bool = False
    repeated: bool = False
    whole_system: bool = False
    case_code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def ok(cls, reference: str = "", *, repeated: bool = False, text: str = "") -> Outcome:
        """Done; `reference` is the other side's name for it where it gave one."""
        return cls(Verdict.OK, reference=reference, repeated=repeated, text=text)

    @classmethod
    def retry(cls, after_s: float, *, code: str, text: str = "", in_doubt: bool = False) -> Outcome:
        """The world is away or busy: try again after so many seconds at the earliest."""
        return cls(Verdict.RETRY, retry_after_s=after_s, code=code, text=text, in_doubt=in_doubt)

    @classmethod
    def reject(cls, code: str, text: str = "", *, whole_system: bool = False) -> Outcome:
        """The other side says no; the same call again gets the same answer."""
        return cls(Verdict.REJECT, code=code, text=text, whole_system=whole_system)

    @classmethod
    def unknown(cls, text: str, *, code: str = "") -> Outcome:
        """An answer nobody has seen before: park it and call a person, never take it for ok."""
        return cls(Verdict.UNKNOWN, code=code, text=text, in_doubt=True)


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the caller of a callback must be told, byte for byte."""

    status: int
    content_type: str
    body: bytes


# ---------------------------------------------------------------------------------------------------------------------
# Warehouse


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the goods and where; personal data, so nothing of it shows in a repr."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    province: str
    city: str
    district: str
    street: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WarehouseLine:
    """One line to ship: base quantity in thousandths, unit price in micro-yuan including tax."""

    line_no: str
    sku: str
    quantity: int
    unit: str
    unit_price_micro: int
    batch: str = ""


@dataclass(frozen=True, slots=True)
class WarehouseOrder:
    """One shipment as the warehouse gets it. `doc_no` (our shipment number) is the key: one effect each."""

    doc_no: str
    kind: str
    order_no: str
    warehouse_code: str
    ordered_at: datetime
    customer_code: str
    customer_name: str
    recipient: Recipient
    lines: tuple[WarehouseLine, ...]
    customer_po_no: str = ""
    required_at: datetime | None = None
    carrier_code: str = ""
    waybill_no: str = ""
    amount_fen: int = 0
    note: str = ""

    @property
    def document(self) -> WarehouseDocument:
        """What names this shipment in a query or a cancellation."""
        return WarehouseDocument(self.doc_no, self.kind, self.warehouse_code)


@dataclass(frozen=True, slots=True)
class WarehouseDocument:
    """What names a shipment at the warehouse."""

    doc_no: str
    kind: str
    warehouse_code: str


@dataclass(frozen=True, slots=True)
class WarehouseLock:
    """What is set aside of a warehouse's goods for an order before it is sent there. `doc_no` is the key; quantities
    of the lines are the locked ones."""

    doc_no: str
    kind: str
    order_no: str
    warehouse_code: str
    ordered_at: datetime
    customer_code: str
    customer_name: str
    lines: tuple[WarehouseLine, ...]

    @property
    def document(self) -> WarehouseDocument:
        """What names this lock in a query or a cancellation."""
        return WarehouseDocument(self.doc_no, self.kind, self.warehouse_code)


@dataclass(frozen=True, slots=True)
class WarehouseStatus:
    """The warehouse says where a shipment stands. `code` is its own; `node` is None where it says nothing to us.
    `is_partial`: a part of it has left, the rest is still worked on."""

    event_key: str
    doc_no: str
    warehouse_code: str
    code: str
    node: Node | None
    occurred_at: datetime
    text: str = ""
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """What really went out of one line: quantity in thousandths of the base unit."""

    line_no: str
    sku: str
    quantity: int
    batch: str = ""


@dataclass(frozen=True, slots=True)
class ShippedParcel:
    """One parcel of a confirmed shipment. `carrier_code` is empty when `carrier_raw` is not in our list."""

    carrier_code: str
    carrier_raw: str
    waybill_no: str
    weight_g: int | None
    lines: tuple[ShippedLine, ...]


@dataclass(frozen=True, slots=True)
class ShipmentConfirmed:
    """The warehouse has shipped: parcels, waybills and quantities as they left."""

    event_key: str
    doc_no: str
    warehouse_code: str
    occurred_at: datetime
    parcels: tuple[ShippedParcel, ...]


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """The answer to a status query; ok with no statuses means that the warehouse does not know the document."""

    outcome: Outcome
    statuses: tuple[WarehouseStatus, ...] = ()


# ---------------------------------------------------------------------------------------------------------------------
# Courier


@dataclass(frozen=True, slots=True)
class WaybillToFollow:
    """A waybill to be told about. `phone`: receiver's or sender's mobile or its last four digits, where the
    carrier asks for it. `generation` counts new subscriptions after one that the service ended."""

    carrier_code: str
    waybill_no: str
    phone: str = field(default="", repr=False)
    sent_from: str = ""
    sent_to: str = ""
    generation: int = 1


@dataclass(frozen=True, slots=True)
class CourierEvent:
    """One scan by the courier. `code` is never empty; what it means `orderdesk.domain.courier_states` knows.
    `carrier_code` is empty when the carrier is not in our list."""

    event_key: str
    carrier_code: str
    waybill_no: str
    occurred_at: datetime
    code: str
    text: str = field(repr=False)
    area_name: str = ""


class FollowState(StrEnum):
    """What the courier service does about a waybill."""

    FOLLOWED = "followed"
    ENDED = "ended"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class FollowChanged:
    """The state of a subscription. `corrected_carrier_code` is set when the service found another courier."""

    event_key: str
    carrier_code: str
    waybill_no: str
    state: FollowState
    text: str = ""
    corrected_carrier_code: str = ""


@dataclass(frozen=True, slots=True)
class TrackAnswer:
    """The answer to a track query: the whole known track, oldest first."""

    outcome: Outcome
    events: tuple[CourierEvent, ...] = ()


OutsideEvent = WarehouseStatus | ShipmentConfirmed | CourierEvent | FollowChanged
"""Anything that a callback can say."""


@dataclass(frozen=True, slots=True)
class ReadCallback:
    """A genuine callback. The same message sent again has the same `dedupe_key`; an event that came before in
    another message has the same `event_key`. `message` is the vendor's word for the kind."""

    system: str
    message: str
    dedupe_key: str
    events: tuple[OutsideEvent, ...]


# ---------------------------------------------------------------------------------------------------------------------
# Capabilities


class ReadsCallbacks(Protocol):
    """A system that calls the hub. Everything here is pure: no network, no clock."""

    system: str

    def verify_and_read(self, raw_body: bytes, headers: Mapping[str, str], query: str = "") -> ReadCallback:
        """Reads a callback after checking its signature over the bytes as received. Raises Forged, Malformed."""
        ...

    def answer_ok(self) -> CallbackAnswer:
        """What says "taken, do not send it again"."""
        ...

    def answer_refused(self, reason: str) -> CallbackAnswer:
        """What says "not taken"; `reason` is a short English sentence without data."""
        ...


class WarehouseSystem(ReadsCallbacks, Protocol):
    """A warehouse that takes shipments and says what became of them."""

    def send_order(self, order: WarehouseOrder) -> Outcome:
        """Hands over one shipment; a second time with the same number is ok and `repeated`."""
        ...

    def lock_stock(self, lock: WarehouseLock) -> Outcome:
        """Tells how much is set aside for an order; a second time with the same number is ok and `repeated`."""
        ...

    def cancel(self, document: WarehouseDocument, reason: str) -> Outcome:
        """Asks for a cancellation. ok means that the request was taken: the fact is the status that follows."""
        ...

    def query_status(self, documents: Sequence[WarehouseDocument]) -> StatusAnswer:
        """Asks where shipments stand."""
        ...


class Courier(ReadsCallbacks, Protocol):
    """A service that follows waybills."""

    def subscribe(self, waybill: WaybillToFollow) -> Outcome:
        """Asks to be told about a waybill; a second time is ok and `repeated`."""
        ...

    def query(self, waybill: WaybillToFollow, *, last_asked_at: datetime | None) -> TrackAnswer:
        """Asks for the whole track, unless this waybill was asked about too short a time ago: then retry."""
        ...
