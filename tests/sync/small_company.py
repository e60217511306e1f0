"""A very small company for tests of the spine: two warehouses, three SKUs, two customers, five people, a hub."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert

from db.tables import customers, log, people
from db.tables import metadata as hub_metadata
from orderdesk.commands import PlacedLine, PlaceOrder, ShipTo
from orderdesk.commands.ledger import stock_id
from orderdesk.documents.document import Document
from orderdesk.documents.masters import (
    Address,
    Carrier,
    Company,
    Customer,
    CustomerAccount,
    Device,
    Price,
    PriceList,
    Sku,
    SkuBarcode,
    Stock,
    User,
    UserRole,
    Warehouse,
)
from orderdesk.documents.shelf import Shelf
from orderdesk.domain import numbers
from orderdesk.sync.transport import SignedIn

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SPACE = UUID("1b6f9d2e-7a43-5c0d-8e21-33d1b4a5c6f7")


def name(text: str) -> UUID:
    """The id of something in this company."""
    return uuid5(SPACE, text)


COMPANY = name("company")
BENCH_WAREHOUSE = name("warehouse:N")
WMS_WAREHOUSE = name("warehouse:S")
HUB_DEVICE = name("device:hub")
SKUS = tuple(name(f"sku:{number}") for number in range(3))
CUSTOMERS = tuple(name(f"customer:{number}") for number in range(2))
USERS = {
    "sales": name("user:sales"),
    "packer": name("user:packer"),
    "packer2": name("user:packer2"),
    "supervisor": name("user:supervisor"),
    "finance": name("user:finance"),
}
ROLES = {login: login.rstrip("2") for login in USERS}
BARCODES = ("6901234567892", "6901234567908", "6901234567915")
STOCKED = 40_000
PRICE_MICRO = 12_500_000


def create_company(connection: Connection, *, epoch: str = "first") -> None:
    """Fills an empty hub database."""
    hub_metadata.create_all(connection)
    connection.execute(insert(log.log_head).values(id=1, last=0, oldest=0, epoch=epoch))
    shelf = Shelf(connection)
    for document in _documents():
        shelf.save(document)
    connection.execute(
        insert(customers.credit_use),
        [
            {"id": name(f"credit:{each}"), "customer_id": each, "company_id": COMPANY, "open_fen": 0, "unpaid_fen": 0}
            for each in CUSTOMERS
        ],
    )
    add_device_state(connection, HUB_DEVICE)


def add_device(connection: Connection, code: str, seat: str, warehouse_id: UUID | None) -> UUID:
    """Enrols a device without the ceremony; returns its id."""
    device_id = name(f"device:{code}")
    device = Device(
        id=device_id,
        code=code,
        name=f"Desk {code}",
        seat=seat,
        company_id=COMPANY,
        warehouse_id=warehouse_id,
        enrolled_at=START,
    )
    Shelf(connection).save(device)
    add_device_state(connection, device_id)
    return device_id


def add_device_state(connection: Connection, device_id: UUID) -> None:
    """What the hub keeps of a device for itself."""
    connection.execute(
        insert(people.device_state).values(device_id=device_id, secret_hash=b"", last_n=0, program="", cursor=0)
    )


def open_session(connection: Connection, login: str, device_id: UUID, shift: str = "") -> SignedIn:
    """Somebody at a device, as after a sign-in; another one for each `shift`."""
    session_id = name(f"session:{login}:{device_id}{shift}")
    expires_at = START + timedelta(days=365)
    connection.execute(
        insert(people.session).values(
            id=session_id,
            user_id=name(f"user:{login}"),
            device_id=device_id,
            opened_at=START,
            offline=False,
            verified_at=START,
            expires_at=expires_at,
        )
    )
    return SignedIn(
        session_id=session_id,
        user_id=name(f"user:{login}"),
        login=login,
        name=login,
        roles=(ROLES.get(login, login),),
        expires_at=expires_at,
        offline_hash="",
    )


def an_order(order_id: UUID, device_code: str, counter: int, *, sku: int = 0, quantity: int = 1_000) -> PlaceOrder:
    """An order of one line."""
    return PlaceOrder(
        order_id=order_id,
        order_no=numbers.order_no(START.date(), device_code, counter),
        company_id=COMPANY,
        customer_id=CUSTOMERS[0],
        lines=(PlacedLine(sku_id=SKUS[sku], unit="piece", unit_quantity=quantity, unit_price_micro=PRICE_MICRO),),
        ship_to=ShipTo(
            name="王小明",
            phone="10012345678",
            province="浙江省",
            city="宁波市",
            district="北仑区",
            street="灵江路388号",
        ),
        carrier_code="shunfeng",
    )


def _documents() -> list[Document]:
    found: list[Document] = [
        Company(id=COMPANY, code="01", name="恒远汽配", price_tolerance_bp=50),
        _warehouse(BENCH_WAREHOUSE, "NB", "bench", 1),
        _warehouse(WMS_WAREHOUSE, "SZ", "wms", 2),
        _carrier(),
    ]
    for login, user_id in USERS.items():
        role = UserRole(id=name(f"role:{login}"), user_id=user_id, role=ROLES[login])
        found.append(User(id=user_id, login=login, name=login, badge=f"B-{login}", roles=[role]))
    found.append(Device(id=HUB_DEVICE, code="00", name="hub", seat="hub", enrolled_at=START))
    found += [_sku(number, sku_id) for number, sku_id in enumerate(SKUS)]
    found += [_customer(number, customer_id) for number, customer_id in enumerate(CUSTOMERS)]
    found.append(_price_list())
    found += [_stock(warehouse_id, sku_id) for warehouse_id in (BENCH_WAREHOUSE, WMS_WAREHOUSE) for sku_id in SKUS]
    return found


def _carrier() -> Carrier:
    return Carrier(
        id=name("carrier:sf"),
        code="shunfeng",
        name="顺丰",
        name_en="SF Express",
        delivery_method="courier",
        issues_own_numbers=False,
    )


def _price_list() -> PriceList:
    list_id = name("list")
    prices = [
        Price(
            id=name(f"price:{sku_id}"),
            price_list_id=list_id,
            sku_id=sku_id,
            unit="piece",
            from_quantity=0,
            unit_price_micro=PRICE_MICRO,
        )
        for sku_id in SKUS
    ]
    return PriceList(
        id=list_id,
        company_id=COMPANY,
        code="STD",
        name="Standard",
        valid_from=date(2026, 1, 1),
        edition=1,
        prices=prices,
    )


def _stock(warehouse_id: UUID, sku_id: UUID) -> Stock:
    return Stock(
        id=stock_id(COMPANY, warehouse_id, sku_id),
        company_id=COMPANY,
        warehouse_id=warehouse_id,
        sku_id=sku_id,
        on_hand=STOCKED,
        reserved=0,
        as_of=START,
        source="wms",
    )


def _warehouse(warehouse_id: UUID, code: str, mode: str, priority: int) -> Warehouse:
    return Warehouse(
        id=warehouse_id,
        company_id=COMPANY,
        code=code,
        name=code,
        mode=mode,
        province="浙江省",
        city="宁波市",
        priority=priority,
    )


def _sku(number: int, sku_id: UUID) -> Sku:
    barcode = SkuBarcode(
        id=name(f"barcode:{number}"), sku_id=sku_id, barcode=BARCODES[number], unit="piece", quantity=1_000
    )
    return Sku(id=sku_id, code=f"BP-{number}", name=f"前刹车片 {number}", base_unit="piece", barcodes=[barcode])


def _customer(number: int, customer_id: UUID) -> Customer:
    return Customer(
        id=customer_id,
        code=f"C{number}",
        name=f"宁波北仑顺驰汽修厂 {number}",
        customer_kind="garage",
        accounts=[
            CustomerAccount(
                id=name(f"account:{number}"),
                customer_id=customer_id,
                company_id=COMPANY,
                tier="A",
                terms="monthly",
                terms_days=30,
                credit_limit_fen=100_000_000,
            )
        ],
        addresses=[
            Address(
                id=name(f"address:{number}"),
                customer_id=customer_id,
                label="门店",
                name="王小明",
                phone="10012345678",
                province="浙江省",
                city="宁波市",
                district="北仑区",
                street="灵江路388号",
                preferred=True,
            )
        ],
    )
