"""The company that benchmarks work in: 300 SKUs in two warehouses, 100 customers,
and as many desks as are asked for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert, select

from benchmarks.caller import request
from db.store import Store
from db.tables import customers, log, people
from orderdesk.commands import Command, PlacedLine, PlaceOrder, ShipTo
from orderdesk.commands.ledger import stock_id
from orderdesk.documents.document import Document
from orderdesk.documents.masters import (
    Carrier,
    Company,
    Customer,
    CustomerAccount,
    Device,
    Price,
    PriceList,
    Sku,
    Stock,
    User,
    UserRole,
    Warehouse,
)
from orderdesk.documents.shelf import Shelf
from orderdesk.domain import numbers
from orderdesk.hub.hashing import hash_password, hash_secret
from orderdesk.ids import new_id

LOGIN, PASSWORD = "sales", "a long enough word"
PRICE_MICRO = 12_500_000
STOCKED = 10**12
_SPACE = UUID("8b2f3c60-5a1e-5d67-a1b4-4f0c2d9e7a10")
_NOW = datetime.now(UTC)


def name(text: str) -> UUID:
    """The id of something in this company."""
    return uuid5(_SPACE, text)


COMPANY = name("company")
WAREHOUSES = (name("warehouse:0"), name("warehouse:1"))
SKUS = tuple(name(f"sku:{number}") for number in range(300))
CUSTOMERS = tuple(name(f"customer:{number}") for number in range(100))
SELLER = name("user:sales")
#: Stocked with exactly 100 units: what everybody wants at once.
SCARCE = name("sku:scarce")
_SHIP_TO = ShipTo(
    name="王小明", phone="10012345678", province="浙江省", city="宁波市", district="北仑区", street="灵江路388号"
)


@dataclass
class Desk:
    """An enrolled workstation at which somebody is signed in; makes its requests ahead of time."""

    id: UUID
    code: str
    secret: str
    session_id: UUID
    epoch: str
    n: int = 0
    counter: int = 0
    dice: random.Random = field(default_factory=random.Random)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """What every call of this device carries."""
        return (("X-OrderDesk-Protocol", "1"), ("Authorization", f"Device {self.id.hex}:{self.secret}"))

    def say(self, command: Command) -> bytes:
        """The request that pushes this desk's next command."""
        return self.say_all([command])

    def say_all(self, commands: Sequence[Command]) -> bytes:
        """The request that pushes this desk's next commands."""
        said = [self._wrap(command) for command in commands]
        return request("POST", "/v1/commands", {"epoch": self.epoch, "commands": said}, self.headers)

    def _wrap(self, command: Command) -> dict[str, Any]:
        self.n += 1
        at = datetime.now(UTC)
        return {
            "n": self.n,
            "id": str(new_id(at)),
            "kind": command.kind,
            "version": command.version,
            "arguments": command.arguments(),
            "session_id": str(self.session_id),
            "said_at": at.isoformat(),
        }

    def order(self, *skus: UUID, quantity: int = 1_000) -> PlaceOrder:
        """An order; three SKUs by chance when none is named."""
        self.counter += 1
        at = datetime.now(UTC)
        chosen = skus or tuple(self.dice.sample(SKUS, 3))
        return PlaceOrder(
            order_id=new_id(at),
            order_no=numbers.order_no(at.date(), self.code, self.counter),
            company_id=COMPANY,
            customer_id=self.dice.choice(CUSTOMERS),
            lines=tuple(
                PlacedLine(sku_id=sku, unit="piece", unit_quantity=quantity, unit_price_micro=PRICE_MICRO)
                for sku in chosen
            ),
            ship_to=_SHIP_TO,
            carrier_code="SF",
        )


def fill(store: Store, desks: int) -> list[Desk]:
    """Puts the company into a migrated, empty database; returns its desks."""
    with store.write() as connection:
        shelf = Shelf(connection)
        for document in _documents():
            shelf.save(document)
        connection.execute(
            insert(customers.credit_use),
            [
                {
                    "id": name(f"credit:{each}"),
                    "customer_id": each,
                    "company_id": COMPANY,
                    "open_fen": 0,
                    "unpaid_fen": 0,
                }
                for each in CUSTOMERS
            ],
        )
        connection.execute(
            insert(people.user_secret).values(user_id=SELLER, password_hash=hash_password(PASSWORD), failed=0)
        )
        epoch = connection.execute(select(log.log_head.c.epoch)).scalar_one()
        return [enrol(connection, number, epoch) for number in range(desks)]


def enrol(
    connection: Connection,
    number: int,
    epoch: str,
    *,
    user_id: UUID = SELLER,
    seat: str = "desk",
    warehouse_id: UUID | None = None,
) -> Desk:
    """A workstation at which somebody has signed in, as if both had been asked for over HTTP."""
    code = numbers.device_code(number)
    desk = Desk(
        name(f"device:{code}"), code, f"{number:064x}", name(f"session:{code}"), epoch, dice=random.Random(number)
    )
    Shelf(connection).save(
        Device(
            id=desk.id,
            code=code,
            name=f"Desk {code}",
            seat=seat,
            company_id=COMPANY,
            warehouse_id=warehouse_id,
            enrolled_at=_NOW,
        )
    )
    connection.execute(
        insert(people.device_state).values(
            device_id=desk.id, secret_hash=hash_secret(desk.secret), last_n=0, program="", cursor=0
        )
    )
    connection.execute(
        insert(people.session).values(
            id=desk.session_id, user_id=user_id, device_id=desk.id, opened_at=_NOW, offline=False, verified_at=_NOW,
            expires_at=_NOW + timedelta(days=1),
        )
    )  # fmt: skip
    return desk


def _documents() -> list[Document]:
    found: list[Document] = [Company(id=COMPANY, code="01", name="恒远汽配", price_tolerance_bp=50)]
    found += [
        Warehouse(
            id=each, company_id=COMPANY, code=f"W{place}", name=f"W{place}", mode="bench", province="浙江省",
            city="宁波市", priority=place,
        )
        for place, each in enumerate(WAREHOUSES)
    ]  # fmt: skip
    found.append(
        Carrier(
            id=name("carrier"), code="SF", name="顺丰", name_en="SF Express", delivery_method="courier",
            issues_own_numbers=False,
        )
    )  # fmt: skip
    role = UserRole(id=name("role:sales"), user_id=SELLER, role="sales")
    found.append(User(id=SELLER, login=LOGIN, name="王小明", badge="B-1", roles=[role]))
    articles = (*SKUS, SCARCE)
    found += [
        Sku(id=each, code=f"BP-{place}", name=f"前刹车片 {place}", base_unit="piece")
        for place, each in enumerate(articles)
    ]
    found += [_customer(place, each) for place, each in enumerate(CUSTOMERS)]
    prices = [
        Price(
            id=name(f"price:{each}"), price_list_id=name("list"), sku_id=each, unit="piece", from_quantity=0,
            unit_price_micro=PRICE_MICRO,
        )
        for each in articles
    ]  # fmt: skip
    found.append(
        PriceList(
            id=name("list"), company_id=COMPANY, code="STD", name="Standard", valid_from=date(2020, 1, 1), edition=1,
            prices=prices,
        )
    )  # fmt: skip
    found += [_stock(warehouse, sku, STOCKED) for warehouse in WAREHOUSES for sku in SKUS]
    found.append(_stock(WAREHOUSES[0], SCARCE, 100_000))
    return found


def _stock(warehouse_id: UUID, sku_id: UUID, on_hand: int) -> Stock:
    return Stock(
        id=stock_id(COMPANY, warehouse_id, sku_id), company_id=COMPANY, warehouse_id=warehouse_id, sku_id=sku_id,
        on_hand=on_hand, reserved=0, as_of=_NOW, source="wms",
    )  # fmt: skip


def _customer(number: int, customer_id: UUID) -> Customer:
    account = CustomerAccount(
        id=name(f"account:{number}"), customer_id=customer_id, company_id=COMPANY, tier="A", terms="monthly",
        terms_days=30, credit_limit_fen=10**12,
    )  # fmt: skip
    return Customer(
        id=customer_id,
        code=f"C{number}",
        name=f"宁波北仑顺驰汽修厂 {number}",
        customer_kind="garage",
        accounts=[account],
    )
