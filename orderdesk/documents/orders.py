"""The order document: header, lines, checks, holds, notes, steps and shipments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from db.tables import orders
from orderdesk.documents.document import Document, Part, Scope, kind_of, part


class Consignee(Part):
    """Who receives the order and where: the order's own copy, so that the address book may change or be erased."""

    order_id: UUID
    name: str
    phone: str | None = None
    province: str
    city: str
    district: str
    street: str | None = None
    erased_at: datetime | None = None


class OrderLine(Part):
    """One line. `unit_quantity` of `unit` as sold times `factor` is the base `quantity`, all in thousandths."""

    order_id: UUID
    position: int
    sku_id: UUID
    sku_code: str
    sku_name: str
    unit: str
    unit_quantity: int
    factor: int
    quantity: int
    unit_price_micro: int | None = None
    price_source: str | None = None
    amount_fen: int | None = None
    tax_rate_bp: int | None = None
    gift: bool = False
    note: str = ""


class OrderCheck(Part):
    """What the hub found when it checked the price, the credit or the stock."""

    order_id: UUID
    kind: str
    result: str
    code: str
    facts: dict[str, Any] | None = None
    at: datetime


class OrderHold(Part):
    """A reason why the order may not go on, who may lift it, and when it lapses by itself."""

    order_id: UUID
    kind: str
    reason: str
    lifted_by_role: str
    placed_by: UUID | None = None
    placed_at: datetime
    expires_at: datetime | None = None
    lifted_by: UUID | None = None
    lifted_at: datetime | None = None


class OrderNote(Part):
    """A remark that somebody wrote on the order."""

    order_id: UUID
    text: str
    written_by: UUID
    written_at: datetime


class OrderStep(Part):
    """The order, or one of its shipments, arrived at a node."""

    order_id: UUID
    shipment_id: UUID | None = None
    node: str
    at: datetime
    user_id: UUID | None = None
    device_id: UUID | None = None
    proof: str = ""


class OrderRelation(Part):
    """split_from, merged_into, resend_of, exchange_of or return_of another order."""

    order_id: UUID
    kind: str
    other_order_id: UUID


class Shipment(Part):
    """What leaves one warehouse by one delivery method; without a warehouse it is not allocated yet.

    `lane`: where it waits for its vehicle; `cod_fen`: to be collected when it is delivered. `open_parcels` with goods
    of it are being packed, `closed_parcels` wait for their hand-over; empty ones do not count.
    """

    order_id: UUID
    position: int
    shipment_no: str
    warehouse_id: UUID | None = None
    delivery_method: str
    carrier_code: str | None = None
    node: str
    node_at: datetime
    proof: str = ""
    proof_at: datetime | None = None
    due_at: datetime | None = None
    lane: str | None = None
    close_reason: str | None = None
    cod_fen: int | None = None
    open_parcels: int = 0
    closed_parcels: int = 0


class ShipmentLine(Part):
    """How much of an order line a shipment carries, and how much of that is packed or declared short (thousandths)."""

    order_id: UUID
    shipment_id: UUID
    order_line_id: UUID
    sku_id: UUID
    quantity: int
    packed_quantity: int = 0
    short_quantity: int = 0


class ReturnedItem(Part):
    """A quantity (thousandths) of a line that came back: `good`, `damaged`, or `missing` though it was announced."""

    order_id: UUID
    shipment_id: UUID
    order_line_id: UUID
    sku_id: UUID
    quantity: int
    condition: str
    warehouse_id: UUID | None = None
    received_at: datetime
    received_by: UUID | None = None


class Order(Document):
    """An order with everything that a seat may know of it. Amounts in fen, times UTC."""

    kind: ClassVar[str] = "order"

    company_id: UUID
    order_no: str
    order_kind: str
    source_system: str
    source_order_no: str | None = None
    customer_po_no: str | None = None
    customer_id: UUID
    customer_name: str
    salesperson_id: UUID | None = None
    entered_by: UUID | None = None
    placed_at: datetime
    requested_on: date | None = None
    promised_at: datetime | None = None
    delivery_method: str
    carrier_code: str | None = None
    node: str
    node_at: datetime
    shipments_done: int = 0
    shipments_total: int = 1
    reviewed_at: datetime | None = None
    pay_state: str = "unpaid"
    paid_fen: int | None = None
    invoice_state: str = "none"
    cod: bool = False
    currency: str = "CNY"
    amount_fen: int | None = None
    tax_fen: int | None = None
    price_list_edition: int | None = None
    line_count: int
    held: bool = False
    remark: str = ""
    to_warehouse_id: UUID | None = None
    close_reason: str | None = None
    closed_at: datetime | None = None
    updated_at: datetime

    consignees: list[Consignee] = []
    lines: list[OrderLine] = []
    checks: list[OrderCheck] = []
    holds: list[OrderHold] = []
    notes: list[OrderNote] = []
    steps: list[OrderStep] = []
    relations: list[OrderRelation] = []
    shipments: list[Shipment] = []
    shipment_lines: list[ShipmentLine] = []
    returned_items: list[ReturnedItem] = []

    def scope(self) -> Scope:
        """Every seat of the company; benches only where a shipment of it is allocated or a transfer is awaited."""
        there = {shipment.warehouse_id for shipment in self.shipments} | {self.to_warehouse_id}
        known = [each for each in there if each is not None]
        return Scope(company_id=self.company_id, warehouses=tuple(sorted(known, key=lambda each: each.int)))

    def shipment(self, shipment_id: UUID) -> Shipment | None:
        """The shipment with this id."""
        return next((each for each in self.shipments if each.id == shipment_id), None)

    def lines_of(self, shipment_id: UUID) -> list[ShipmentLine]:
        """The lines that a shipment carries."""
        return [each for each in self.shipment_lines if each.shipment_id == shipment_id]


ORDER = kind_of(
    Order,
    orders.order,
    part("consignees", Consignee, orders.consignee, "order_id"),
    part("lines", OrderLine, orders.order_line, "order_id"),
    part("checks", OrderCheck, orders.order_check, "order_id"),
    part("holds", OrderHold, orders.order_hold, "order_id"),
    part("notes", OrderNote, orders.order_note, "order_id"),
    part("shipments", Shipment, orders.shipment, "order_id"),
    part("shipment_lines", ShipmentLine, orders.shipment_line, "order_id"),
    part("returned_items", ReturnedItem, orders.returned_item, "order_id"),
    part("relations", OrderRelation, orders.order_relation, "order_id"),
    part("steps", OrderStep, orders.order_step, "order_id"),
)
