"""Customers, SKUs, stock and the reference documents that every seat holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from db.tables import customers, masters, people, stock
from orderdesk.documents.document import Document, Part, Scope, kind_of, part

_OFFICES = ("desk", "office")


class CustomerAccount(Part):
    """The customer's terms with one company; the limit in fen."""

    customer_id: UUID
    company_id: UUID
    tier: str
    terms: str
    terms_days: int
    credit_limit_fen: int | None = None


class Address(Part):
    """An entry of the customer's address book."""

    customer_id: UUID
    label: str
    name: str | None = None
    phone: str | None = None
    province: str
    city: str
    district: str
    street: str | None = None
    preferred: bool = False
    erased_at: datetime | None = None


class Customer(Document):
    """A customer with its accounts and address book."""

    kind: ClassVar[str] = "customer"

    code: str
    name: str
    customer_kind: str
    tax_no: str | None = None
    pinyin: str = ""
    salesperson_id: UUID | None = None
    active: bool = True

    accounts: list[CustomerAccount] = []
    addresses: list[Address] = []

    def scope(self) -> Scope:
        """Desks and offices; a bench needs no customer list."""
        return Scope(seats=_OFFICES)


class SkuBarcode(Part):
    """A barcode and how many base units (thousandths) one scan of it stands for."""

    sku_id: UUID
    barcode: str
    unit: str
    quantity: int


class SkuUnit(Part):
    """A selling unit and its factor to the base unit, in thousandths."""

    sku_id: UUID
    unit: str
    factor: int


class SkuBin(Part):
    """Where the SKU lies in a warehouse."""

    sku_id: UUID
    warehouse_id: UUID
    bin: str


class Sku(Document):
    """An article. `type_above`: from how many units on a bench may type the quantity after the first scan."""

    kind: ClassVar[str] = "sku"

    code: str
    name: str
    name_en: str = ""
    brand: str = ""
    category: str = ""
    oe_numbers: list[str] = []
    base_unit: str
    tracks_batch: bool = False
    tracks_serial: bool = False
    type_above: int | None = None
    weight_g: int | None = None
    image: str | None = None
    pinyin: str = ""
    active: bool = True

    barcodes: list[SkuBarcode] = []
    units: list[SkuUnit] = []
    bins: list[SkuBin] = []


class Stock(Document):
    """One stock row: what its owner stated, what is reserved of it (thousandths)."""

    kind: ClassVar[str] = "stock"

    company_id: UUID
    warehouse_id: UUID
    sku_id: UUID
    batch: str = ""
    quality: str = "good"
    on_hand: int
    reserved: int
    as_of: datetime
    source: str

    def scope(self) -> Scope:
        """The company's desks and offices."""
        return Scope(company_id=self.company_id, seats=_OFFICES)


class Company(Document):
    """A legal entity (账套). The price tolerance is in basis points."""

    kind: ClassVar[str] = "company"

    code: str
    name: str
    currency: str = "CNY"
    price_tolerance_bp: int = 0


class Warehouse(Document):
    """A warehouse; mode `bench` (we pack) or `wms` (its system packs and confirms)."""

    kind: ClassVar[str] = "warehouse"

    company_id: UUID
    code: str
    name: str
    mode: str
    province: str
    city: str
    priority: int


class Carrier(Document):
    """A courier, a freight line, our own van, or the customer who comes."""

    kind: ClassVar[str] = "carrier"

    code: str
    name: str
    name_en: str
    delivery_method: str
    issues_own_numbers: bool
    active: bool = True


class Price(Part):
    """A unit price in micro-yuan, from a quantity (thousandths of the base unit) on."""

    price_list_id: UUID
    sku_id: UUID
    unit: str
    from_quantity: int
    unit_price_micro: int | None = None


class PriceList(Document):
    """Prices of a company, a customer tier or one customer, for a time."""

    kind: ClassVar[str] = "price_list"

    company_id: UUID
    code: str
    name: str
    tier: str | None = None
    customer_id: UUID | None = None
    valid_from: date
    valid_to: date | None = None
    edition: int

    prices: list[Price] = []

    def scope(self) -> Scope:
        """The company's desks and offices."""
        return Scope(company_id=self.company_id, seats=_OFFICES)


class UserRole(Part):
    """A role, in one company or warehouse or everywhere."""

    user_id: UUID
    company_id: UUID | None = None
    warehouse_id: UUID | None = None
    role: str


class User(Document):
    """Somebody who works with OrderDesk."""

    kind: ClassVar[str] = "user"

    login: str
    name: str
    badge: str | None = None
    active: bool = True

    roles: list[UserRole] = []


class Device(Document):
    """An enrolled workstation: its code goes into the numbers it makes, its seat decides what it sees."""

    kind: ClassVar[str] = "device"

    code: str
    name: str
    seat: str
    company_id: UUID | None = None
    warehouse_id: UUID | None = None
    bench_mode: str = "verify_known"
    enrolled_at: datetime
    revoked_at: datetime | None = None


CUSTOMER = kind_of(
    Customer,
    customers.customer,
    part("accounts", CustomerAccount, customers.customer_account, "customer_id"),
    part("addresses", Address, customers.address, "customer_id"),
)
SKU = kind_of(
    Sku,
    masters.sku,
    part("barcodes", SkuBarcode, masters.sku_barcode, "sku_id"),
    part("units", SkuUnit, masters.sku_unit, "sku_id"),
    part("bins", SkuBin, masters.sku_bin, "sku_id"),
)
STOCK = kind_of(Stock, stock.stock)
COMPANY = kind_of(Company, masters.company)
WAREHOUSE = kind_of(Warehouse, masters.warehouse)
CARRIER = kind_of(Carrier, masters.carrier)
PRICE_LIST = kind_of(PriceList, masters.price_list, part("prices", Price, masters.price, "price_list_id"))
USER = kind_of(User, people.user, part("roles", UserRole, people.user_role, "user_id"))
DEVICE = kind_of(Device, people.device)
