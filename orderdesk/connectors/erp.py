"""The port of an ERP: orders and stock in, orders, stock locks and dispatches out, in our own words and units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from orderdesk.connectors.ports import Outcome, Recipient


@dataclass(frozen=True, slots=True)
class ErpLine:
    """One line: quantity in thousandths of the base unit, price of one in micro-yuan with tax, rate in basis points."""

    line_no: str
    sku: str
    quantity: int
    unit_price_micro: int
    tax_rate_bp: int = 0
    gift: bool = False


@dataclass(frozen=True, slots=True)
class ErpOrder:
    """An order as the ERP gets it. `order_no` with `generation` is the key: one document each, and another one when the
    order was changed. `source_code` is the ERP's own number of the document."""

    order_no: str
    customer_code: str
    ordered_at: datetime
    lines: tuple[ErpLine, ...]
    source_code: str = ""
    customer_po_no: str = ""
    required_at: datetime | None = None
    ship_to: str = field(default="", repr=False)
    note: str = ""
    generation: int = 1

    @property
    def key(self) -> str:
        """What makes one document there however often it is sent."""
        return self.order_no if self.generation == 1 else f"{self.order_no}-{self.generation}"


@dataclass(frozen=True, slots=True)
class ErpDispatch:
    """What left a warehouse. `doc_no` (our shipment number) is the key; `order_code`: the ERP's number of the order."""

    doc_no: str
    order_code: str
    order_no: str
    customer_code: str
    shipped_at: datetime
    warehouse_code: str
    recipient: Recipient
    lines: tuple[ErpLine, ...]
    waybills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far orders have been read: the highest row version, the number of that order as tie-breaker, and the day
    from which on orders are read at all."""

    version: int
    source_id: str
    since: date


@dataclass(frozen=True, slots=True)
class OrderHead:
    """An order that is new or has changed. `our_no`: our own number on an order that we made there, else empty."""

    source_id: str
    version: str
    our_no: str = ""


@dataclass(frozen=True, slots=True)
class HeadsAnswer:
    """What has changed since a cursor, oldest first, some of it perhaps known already; and where to go on."""

    outcome: Outcome
    heads: tuple[OrderHead, ...] = ()
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """One order as the ERP sent it, byte for byte; empty unless the outcome is ok."""

    outcome: Outcome
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class IncomingOrder:
    """An order of the ERP in our words; personal data does not show in a repr. `closed`: it is over there."""

    source_id: str
    customer_code: str
    customer_name: str
    ordered_on: date | None
    closed: bool
    lines: tuple[ErpLine, ...]
    customer_po_no: str = ""
    required_on: date | None = None
    contact: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class StockFigure:
    """What is there and good of a SKU in one of the ERP's warehouses, in thousandths of the base unit."""

    warehouse_code: str
    sku: str
    batch: str
    quantity: int


@dataclass(frozen=True, slots=True)
class StockAnswer:
    """The stock as it was at `as_of`: the moment before it was asked for, for the ERP tells none."""

    outcome: Outcome
    as_of: datetime
    figures: tuple[StockFigure, ...] = ()


class ErpSystem(Protocol):
    """An ERP that is asked again and again, and told under keys of ours."""

    system: str

    @property
    def source(self) -> str:
        """The name of this set of books, as it stands on what comes from there."""
        ...

    def changed_orders(self, cursor: Cursor) -> HeadsAnswer:
        """Which orders are new or have changed."""
        ...

    def fetch_order(self, source_id: str) -> DocumentAnswer:
        """One order with its lines."""
        ...

    def read_order(self, body: bytes) -> IncomingOrder:
        """What `fetch_order` gave, in our words. Pure. Raises Malformed."""
        ...

    def fetch_stock(self, warehouses: Sequence[str]) -> StockAnswer:
        """What lies in these warehouses of the ERP."""
        ...

    def lock_stock(self, order: ErpOrder) -> Outcome:
        """Has the ERP count an order's goods as promised; `reference` of ok is its number of the order. A repeat makes
        no second document."""
        ...

    def unlock_stock(self, order: ErpOrder) -> Outcome:
        """Takes that back for a while: the order stays open there and may be locked again."""
        ...

    def release_stock(self, order: ErpOrder) -> Outcome:
        """Ends the order there: it is cancelled, or another document takes its place."""
        ...

    def send_dispatch(self, dispatch: ErpDispatch) -> Outcome:
        """Books what has left; a repeat makes no second document."""
        ...
