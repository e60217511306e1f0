"""Looking up customers while an order is entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, case, func, or_, select

from db.cache import cache_tables
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import IS_SOLD

SHOWN = 20

_CUSTOMER, _ACCOUNT = cache_tables["customer"], cache_tables["customer_account"]
_ADDRESS, _COMPANY = cache_tables["address"], cache_tables["company"]


@dataclass(frozen=True, slots=True)
class CustomerChoice:
    """A customer that fits what was typed."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An entry of the address book."""

    id: UUID
    label: str
    name: str | None
    phone: str | None
    province: str
    city: str
    district: str
    street: str | None
    preferred: bool


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer with its terms at one company; the limit in fen. Terms are None where it has no account."""

    id: UUID
    code: str
    name: str
    tier: str | None
    terms: str | None
    terms_days: int | None
    credit_limit_fen: int | None
    addresses: tuple[AddressRow, ...]


_PART: BindParameter[Any] = bindparam("part")
_CHOICES = (
    select(_CUSTOMER.c.id, _CUSTOMER.c.code, _CUSTOMER.c.name)
    .where(
        _CUSTOMER.c.active,
        or_(
            # SQLite compares ASCII letters without case here.
            _CUSTOMER.c.name.contains(_PART, autoescape=False),
            _CUSTOMER.c.pinyin.contains(_PART, autoescape=False),
            _CUSTOMER.c.code.startswith(_PART, autoescape=False),
        ),
    )
    .order_by(
        case(
            (_CUSTOMER.c.code == bindparam("code"), 0),
            (_CUSTOMER.c.pinyin == bindparam("initials"), 1),
            (_CUSTOMER.c.name.startswith(_PART, autoescape=False), 2),
            (_CUSTOMER.c.pinyin.startswith(_PART, autoescape=False), 3),
            else_=4,
        ),
        _CUSTOMER.c.name,
    )
    .limit(SHOWN)
)
_HEAD = select(_CUSTOMER.c.id, _CUSTOMER.c.code, _CUSTOMER.c.name).where(_CUSTOMER.c.id == bindparam("customer"))
_TERMS = select(_ACCOUNT.c.tier, _ACCOUNT.c.terms, _ACCOUNT.c.terms_days, _ACCOUNT.c.credit_limit_fen).where(
    _ACCOUNT.c.customer_id == bindparam("customer"), _ACCOUNT.c.company_id == bindparam("company")
)
_BOOK = (
    select(*(_ADDRESS.c[name] for name in AddressRow.__slots__))
    .where(_ADDRESS.c.customer_id == bindparam("customer"), _ADDRESS.c.erased_at.is_(None))
    .order_by(_ADDRESS.c.preferred.desc(), _ADDRESS.c.label)
)


_ORDER = cache_tables["order"]
_OPEN_ORDERS = select(func.sum(_ORDER.c.amount_fen - func.coalesce(_ORDER.c.paid_fen, 0))).where(
    _ORDER.c.customer_id == bindparam("customer"),
    _ORDER.c.company_id == bindparam("company"),
    _ORDER.c.node != Node.CLOSED,
    _ORDER.c.order_kind.in_(sorted(IS_SOLD)),
)


def find_customers(connection: Connection, text: str) -> tuple[CustomerChoice, ...]:
    """Customers by part of the name, pinyin initials or beginning of the code, best first."""
    tidy = text.strip().replace("%", "").replace("_", "")
    if not tidy:
        return ()
    values = {"part": tidy, "code": tidy.upper(), "initials": tidy.lower()}
    return tuple(CustomerChoice(*row) for row in connection.execute(_CHOICES, values))


def customer_card(connection: Connection, customer_id: UUID, company_id: UUID) -> CustomerCard | None:
    """The customer with its terms and addresses, the preferred one first; None when this workstation has it not."""
    keys = {"customer": customer_id, "company": company_id}
    head = connection.execute(_HEAD, keys).first()
    if head is None:
        return None
    terms = connection.execute(_TERMS, keys).first()
    addresses = tuple(AddressRow(*row) for row in connection.execute(_BOOK, keys))
    tier, name, days, limit = terms if terms is not None else (None, None, None, None)
    return CustomerCard(head.id, head.code, head.name, tier, name, days, limit, addresses)


def open_orders_fen(connection: Connection, customer_id: UUID, company_id: UUID) -> int:
    """What the customer's orders that are not closed come to less what is paid, as far as this workstation has them."""
    found = connection.execute(_OPEN_ORDERS, {"customer": customer_id, "company": company_id}).scalar()
    return int(found or 0)


def company_for(connection: Connection, customer_id: UUID | None) -> UUID | None:
    """The company that sells to a customer, else the first there is: for a workstation that serves several."""
    if customer_id is not None:
        account = select(_ACCOUNT.c.company_id).where(_ACCOUNT.c.customer_id == customer_id).order_by(_ACCOUNT.c.row)
        found: UUID | None = connection.execute(account.limit(1)).scalar()
        if found is not None:
            return found
    first: UUID | None = connection.execute(select(_COMPANY.c.id).order_by(_COMPANY.c.code).limit(1)).scalar()
    return first
