"""Placing an order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import bindparam, select

from db.prepared import Prepared
from db.tables import orders as order_tables
from orderdesk.access import Permission
from orderdesk.commands.amounts import add_up
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import use_credit
from orderdesk.commands.origins import origin_relation, require_origin
from orderdesk.commands.prices import check_prices
from orderdesk.commands.progress import refresh
from orderdesk.commands.sessions import VERIFIED_FOR
from orderdesk.commands.settings import promise_rule
from orderdesk.commands.soft_stock import reserve_soft
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Sku
from orderdesk.documents.orders import Consignee, Order, OrderLine, OrderStep, Shipment, ShipmentLine
from orderdesk.domain.money import line_amount_fen
from orderdesk.domain.nodes import Node
from orderdesk.domain.numbers import is_order_no
from orderdesk.domain.order_kinds import IS_SOLD, SENDS_GOODS, OrderKind
from orderdesk.domain.promises import promise
from orderdesk.domain.quantity import ONE, require_whole, to_base
from orderdesk.errors import Refused

# Made once: making a statement costs more than the database needs for it.
_NUMBER_TAKEN = Prepared(
    select(order_tables.order.c.id).where(
        order_tables.order.c.company_id == bindparam("company"), order_tables.order.c.order_no == bindparam("order_no")
    )
)
_SHIPMENT_NO_TAKEN = Prepared(
    select(order_tables.shipment.c.id).where(
        order_tables.shipment.c.shipment_no == bindparam("number"),
        order_tables.shipment.c.order_id != bindparam("order"),
    )
)


DeliveryMethod = Literal["courier", "freight", "own_van", "pick_up"]


class PlacedLine(BaseModel):
    """A line as entered: quantity in thousandths of `unit`, price in micro-yuan per base unit, tax included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku_id: UUID
    unit: str
    unit_quantity: int = Field(gt=0)
    unit_price_micro: int = Field(ge=0)
    price_source: str = "entered"
    tax_rate_bp: int = Field(default=1300, ge=0, le=10_000)
    gift: bool = False
    note: str = ""


class ShipTo(BaseModel):
    """Who receives the order, copied from the address book or typed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    phone: str = Field(min_length=1)
    province: str
    city: str
    district: str
    street: str


class PlaceOrder(Command):
    """Enters an order. The number was made on the workstation; amounts follow from the lines.

    `origin_order_id`: the order that a return, an exchange or a second delivery follows from.
    """

    order_id: UUID
    order_no: str
    company_id: UUID
    customer_id: UUID
    lines: tuple[PlacedLine, ...] = Field(min_length=1, max_length=500)
    ship_to: ShipTo
    order_kind: Literal["SALE", "EXCHANGE", "RESEND", "RETURN", "TRANSFER"] = "SALE"
    delivery_method: DeliveryMethod = "courier"
    carrier_code: str | None = None
    customer_po_no: str | None = None
    source_system: str = "orderdesk"
    source_order_no: str | None = None
    requested_on: date | None = None
    cod: bool = False
    remark: str = ""
    origin_order_id: UUID | None = None

    def keys(self) -> tuple[Key, ...]:
        """The new order and its customer."""
        return (Key("order", self.order_id), Key("customer", self.customer_id))

    def references(self) -> tuple[Key, ...]:
        """The SKUs of its lines."""
        return tuple(Key("sku", line.sku_id) for line in self.lines)


@change(PlaceOrder, needs=Permission.ENTER)
def place_order(ask: PlaceOrder, work: Work) -> None:
    """Builds the order from what was entered, with one shipment that is not allocated yet."""
    if not is_order_no(ask.order_no):
        raise Refused("order.bad_number", order_no=ask.order_no)
    if work.find_order(ask.order_id) is not None:
        raise Refused("order.exists", order_no=ask.order_no)
    customer = work.customer(ask.customer_id)
    if not customer.active:
        raise Refused("customer.inactive", customer=customer.name)
    relations = origin_relation(work, ask.order_id, ask.order_kind, ask.origin_order_id)
    lines = [
        build_line(work, ask.order_id, entered, line_id=work.new_id(f"line:{position}"), position=position)
        for position, entered in enumerate(ask.lines, start=1)
    ]
    shipment = _shipment(ask, work)
    to = ask.ship_to
    order = Order(
        id=ask.order_id,
        company_id=ask.company_id,
        order_no=ask.order_no,
        order_kind=ask.order_kind,
        source_system=ask.source_system,
        source_order_no=ask.source_order_no,
        customer_po_no=ask.customer_po_no,
        customer_id=customer.id,
        customer_name=customer.name,
        salesperson_id=customer.salesperson_id or work.asker.user_id,
        entered_by=work.asker.user_id,
        placed_at=work.said_at,
        requested_on=ask.requested_on,
        delivery_method=ask.delivery_method,
        carrier_code=ask.carrier_code,
        node=shipment.node,
        node_at=work.said_at,
        paid_fen=0,
        cod=ask.cod,
        currency=work.company(ask.company_id).currency,
        line_count=len(lines),
        remark=ask.remark,
        updated_at=work.said_at,
        lines=lines,
        consignees=[Consignee(id=work.new_id("consignee"), order_id=ask.order_id, **to.model_dump())],
        shipments=[shipment],
        shipment_lines=[_shipment_line(work, shipment, line) for line in lines],
        steps=[_first_step(ask, work)],
        relations=relations,
    )
    add_up(order)
    work.add(order)


def build_line(work: Work, order_id: UUID, entered: PlacedLine, *, line_id: UUID, position: int) -> OrderLine:
    """The line as it stands on the order: base quantity and amount follow from what was entered.

    Raises Refused `sku.inactive`, `line.unknown_unit`, and as `to_base` and `require_whole` do, with the line.
    """
    sku = work.sku(entered.sku_id)
    if not sku.active:
        raise Refused("sku.inactive", sku=sku.code, line=position)
    factor = _factor(sku, entered.unit, position)
    try:
        quantity = require_whole(to_base(entered.unit_quantity, factor), sku.base_unit)
    except Refused as refusal:
        raise Refused(refusal.code, line=position, sku=sku.code, unit=entered.unit, **refusal.facts) from refusal
    return OrderLine(
        id=line_id,
        order_id=order_id,
        position=position,
        sku_id=sku.id,
        sku_code=sku.code,
        sku_name=sku.name,
        unit=entered.unit,
        unit_quantity=entered.unit_quantity,
        factor=factor,
        quantity=quantity,
        unit_price_micro=entered.unit_price_micro,
        price_source=entered.price_source,
        amount_fen=line_amount_fen(quantity, entered.unit_price_micro),
        tax_rate_bp=entered.tax_rate_bp,
        gift=entered.gift,
        note=entered.note,
    )


def _factor(sku: Sku, unit: str, position: int) -> int:
    if unit == sku.base_unit:
        return ONE
    for known in sku.units:
        if known.unit == unit:
            return known.factor
    raise Refused("line.unknown_unit", sku=sku.code, line=position, unit=unit)


def _shipment(ask: PlaceOrder, work: Work) -> Shipment:
    return Shipment(
        id=work.new_id("shipment:1"),
        order_id=ask.order_id,
        position=1,
        shipment_no=f"{ask.order_no}-1",
        delivery_method=ask.delivery_method,
        carrier_code=ask.carrier_code,
        node=str(Node.PENDING_REVIEW),
        node_at=work.said_at,
    )


def _shipment_line(work: Work, shipment: Shipment, line: OrderLine) -> ShipmentLine:
    return ShipmentLine(
        id=work.new_id(f"shipment:1:{line.position}"),
        order_id=line.order_id,
        shipment_id=shipment.id,
        order_line_id=line.id,
        sku_id=line.sku_id,
        quantity=line.quantity,
    )


def _first_step(ask: PlaceOrder, work: Work) -> OrderStep:
    return OrderStep(
        id=work.new_id("step:placed"),
        order_id=ask.order_id,
        node=str(Node.PENDING_REVIEW),
        at=work.said_at,
        user_id=work.asker.user_id,
        device_id=work.asker.device_id,
    )


@decide(PlaceOrder)
def check_order(ask: PlaceOrder, work: HubWork) -> None:
    """Checks number, price, credit and stock, each with its reason, and sets aside what is there for 30 minutes.

    What comes back from a customer needs none of the three; a transfer between our warehouses only needs the stock.
    """
    order = work.order(ask.order_id)
    if work.received_at - order.placed_at > VERIFIED_FOR:
        # Nobody works alone for so long: it is not for a workstation's clock to choose the prices of another season.
        order.placed_at = work.received_at
    _require_new(work, ask)
    require_origin(work, order)
    for shipment in order.shipments:
        shipment.shipment_no = free_shipment_no(work, order, shipment.position)
    order.promised_at = promised_at(work, order)
    kind = OrderKind(order.order_kind)
    if kind in IS_SOLD:
        customer = work.customer(ask.customer_id)
        check_prices(work, order, customer)
        use_credit(work, order, customer)
    if kind in SENDS_GOODS:
        reserve_soft(work, order)
    refresh(work, order)


def promised_at(work: HubWork, order: Order) -> datetime:
    """Until when the goods are to be with the customer, by the company's rule."""
    return promise(
        order.placed_at,
        promise_rule(work, order.company_id),
        requested_on=order.requested_on,
        delivery_method=order.delivery_method,
        carrier_code=order.carrier_code,
    )


def free_shipment_no(work: HubWork, order: Order, position: int) -> str:
    """The number of an order's shipment. A WMS may serve several companies, so no two shipments share one."""
    number = f"{order.order_no}-{position}"
    if _SHIPMENT_NO_TAKEN.first(work.connection, {"number": number, "order": order.id}) is None:
        return number
    return f"{number}-{work.company(order.company_id).code}"


def require_free_number(work: HubWork, company_id: UUID, order_no: str) -> None:
    """Raises Refused `order.number_taken` when the company has an order of this number."""
    asked = {"company": company_id, "order_no": order_no}
    if _NUMBER_TAKEN.first(work.connection, asked) is not None:
        raise Refused("order.number_taken", order_no=order_no)


def _require_new(work: HubWork, ask: PlaceOrder) -> None:
    require_free_number(work, ask.company_id, ask.order_no)
    if ask.source_order_no is None:
        return
    table = order_tables.order
    same = select(table.c.order_no).where(
        table.c.company_id == ask.company_id,
        table.c.source_system == ask.source_system,
        table.c.source_order_no == ask.source_order_no,
    )
    found = work.connection.execute(same).first()
    if found is not None:
        raise Refused("order.source_taken", source_order_no=ask.source_order_no, order_no=found.order_no)
