"""The rows that questions answer with. Importing them costs nothing:
the first window shows some before the rest loads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class OrderSort(StrEnum):
    """What a list of orders can be sorted by; each has an index that covers it."""

    PLACED = "placed_at"
    UPDATED = "updated_at"
    AMOUNT = "amount_fen"
    PROMISED = "promised_at"


@dataclass(frozen=True, slots=True)
class OrderQuestion:
    """Which orders, in which order. At most one of the three filters is given; `text` narrows what it lets through."""

    node: str | None = None
    salesperson_id: UUID | None = None
    customer_id: UUID | None = None
    sort: OrderSort = OrderSort.PLACED
    descending: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the order list. `row` is its place in the cache; amounts in fen, times UTC."""

    row: int
    id: UUID
    order_no: str
    customer_name: str
    node: str
    node_at: datetime
    amount_fen: int | None
    line_count: int
    promised_at: datetime | None
    carrier_code: str | None
    updated_at: datetime
    held: bool
    shipments_done: int
    shipments_total: int


@dataclass(frozen=True, slots=True)
class ListTotals:
    """How many orders a question finds and what they are worth (fen; None where the seat sees no money)."""

    count: int
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class NodeCounts:
    """How many orders stand at each node, how many there are, and how many are one salesperson's."""

    by_node: Mapping[str, int]
    total: int
    mine: int


@dataclass(frozen=True, slots=True)
class Names:
    """What ids and codes of the reference data are called; `methods`: the delivery method of each active carrier.

    `active`: users who still work here; `owners`: the company of each warehouse; `benches`: those we pack in ourselves.
    """

    users: Mapping[UUID, str] = field(default_factory=dict)
    devices: Mapping[UUID, str] = field(default_factory=dict)
    warehouses: Mapping[UUID, str] = field(default_factory=dict)
    carriers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    active: frozenset[UUID] = frozenset()
    owners: Mapping[UUID, UUID] = field(default_factory=dict)
    benches: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """The order, or the shipment, arrived at a node; `seconds` until the next step, None for the present one."""

    node: str
    at: datetime
    user_id: UUID | None
    device_id: UUID | None
    shipment_id: UUID | None
    proof: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """An order line; quantities in thousandths, `unit_quantity` of `unit`, the others of the base unit."""

    id: UUID
    position: int
    sku_id: UUID
    sku_code: str
    sku_name: str
    unit: str
    unit_quantity: int
    quantity: int
    packed_quantity: int
    short_quantity: int
    unit_price_micro: int | None
    amount_fen: int | None
    tax_rate_bp: int | None
    gift: bool
    note: str
    base_unit: str


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A shipment of the order; without a warehouse it is not allocated. `cod_fen`:
    what it has to collect at the door."""

    id: UUID
    shipment_no: str
    warehouse_id: UUID | None
    delivery_method: str
    carrier_code: str | None
    node: str
    node_at: datetime
    lane: str | None
    close_reason: str | None
    cod_fen: int | None


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """What a shipment carries of an order line. Thousandths of the base unit.

    `came_quantity` of it is back, `missing_quantity` of that was announced and not in the box.
    """

    id: UUID
    shipment_id: UUID
    order_line_id: UUID
    quantity: int
    packed_quantity: int
    short_quantity: int
    came_quantity: int
    missing_quantity: int


@dataclass(frozen=True, slots=True)
class WaybillRow:
    """A waybill that is, or was (`to_at`), on a parcel."""

    id: UUID
    carrier_code: str
    number: str
    piece: str
    state: str
    courier_state: str | None
    courier_at: datetime | None
    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel with goods of the order; weight in grams, `quantity` of this order's goods in thousandths.

    `order_ids`: all orders with goods in it; `shipment_ids`: this order's.
    """

    id: UUID
    parcel_no: str
    state: str
    warehouse_id: UUID
    closed_at: datetime | None
    closed_by: UUID | None
    weight_g: int | None
    quantity: int
    is_shared: bool
    waybills: tuple[WaybillRow, ...]
    order_ids: tuple[UUID, ...]
    shipment_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class CourierEventRow:
    """What a courier reported; `source`: who told us."""

    at: datetime
    carrier_code: str
    waybill_no: str
    code: str
    text: str
    area: str
    source: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A remark somebody wrote."""

    id: UUID
    text: str
    written_by: UUID
    written_at: datetime


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What the hub found: kind price, credit or stock; result pass, short, conflict, exceeded or released."""

    kind: str
    result: str
    code: str
    facts: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold that stands."""

    id: UUID
    kind: str
    reason: str
    lifted_by_role: str
    placed_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives the order; parts that the seat may not see are None."""

    name: str
    phone: str | None
    province: str
    city: str
    district: str
    street: str | None


@dataclass(frozen=True, slots=True)
class OrderHead:
    """The order itself."""

    id: UUID
    company_id: UUID
    order_no: str
    order_kind: str
    customer_id: UUID
    customer_name: str
    salesperson_id: UUID | None
    placed_at: datetime
    promised_at: datetime | None
    delivery_method: str
    carrier_code: str | None
    node: str
    node_at: datetime
    shipments_done: int
    shipments_total: int
    pay_state: str
    paid_fen: int | None
    amount_fen: int | None
    tax_fen: int | None
    currency: str
    line_count: int
    held: bool
    remark: str
    close_reason: str | None
    closed_at: datetime | None
    customer_po_no: str | None
    requested_on: date | None
    cod: bool
    to_warehouse_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class RelationRow:
    """What the order is to another one: `return_of`, `split_from`, `transfer_for` and so on.

    From the other side: `has_return_of`, `has_split_from`. `other_order_no`: None where the other order is not in this
    cache.
    """

    kind: str
    other_order_id: UUID
    other_order_no: str | None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Money that was reported for the order and waits for finance; `receipt_kind`: payment or refund, amount in fen."""

    id: UUID
    receipt_kind: str
    channel: str
    channel_no: str
    amount_fen: int | None
    order_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MovedGoods:
    """What a proposal wants to move from one warehouse to another; quantity in thousandths."""

    sku_code: str
    quantity: int
    from_id: UUID
    to_id: UUID


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything the panel beside the list shows of one order.

    `closing`: what somebody wrote when they closed it. `paid_through`: the channels by which money has come in for it.
    `transfer_case_id`: the case that proposes to move goods for it between warehouses, while nobody has decided that;
    `transfers`: which goods, and where they are.
    `announced`: what its return orders bring back, by article, in thousandths. `refundable_fen`: what was paid for its
    goods and is not promised back; None where that is not known here.
    """

    head: OrderHead
    receiver: Receiver | None
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    shipments: tuple[ShipmentRow, ...]
    carried: tuple[CarriedRow, ...]
    parcels: tuple[ParcelRow, ...]
    courier_events: tuple[CourierEventRow, ...]
    notes: tuple[NoteRow, ...]
    checks: tuple[CheckRow, ...]
    holds: tuple[HoldRow, ...]
    relations: tuple[RelationRow, ...]
    transfer_case_id: UUID | None
    transfers: tuple[MovedGoods, ...]
    to_confirm: tuple[ReceiptRow, ...]
    announced: Mapping[UUID, int]
    closing: NoteRow | None
    refundable_fen: int | None
    paid_through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order that a search found, and what of it matched: order, waybill, parcel, phone, customer or sku."""

    id: UUID
    order_no: str
    customer_name: str
    node: str
    placed_at: datetime
    by: str
    match: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Orders found, newest first. `is_cut`: more match than were looked at, the words should be narrower."""

    orders: tuple[FoundOrder, ...]
    is_cut: bool = False
