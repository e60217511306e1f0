"""Documents of every kind, in every state that decides who holds them: places, companies, done lately or long ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from orderdesk.documents.document import Document, SeatScope
from orderdesk.documents.masters import Company, PriceList, Stock, Warehouse
from orderdesk.documents.orders import (
    Consignee,
    Order,
    OrderCheck,
    OrderHold,
    OrderLine,
    OrderNote,
    OrderRelation,
    OrderStep,
    ReturnedItem,
    Shipment,
    ShipmentLine,
)
from orderdesk.documents.parcels import Binding, CourierEvent, Parcel, ParcelContent, Waybill
from orderdesk.documents.photos import Photo
from orderdesk.documents.shelf import Shelf
from orderdesk.documents.work import Case, ChangeRequest, Feed, Receipt, ReceiptAllocation, Task
from tests.sync.small_company import BENCH_WAREHOUSE, COMPANY, CUSTOMERS, SKUS, START, USERS, WMS_WAREHOUSE, name

OTHER_COMPANY = name("other company")
OTHER_WAREHOUSE = name("other warehouse")
LATELY = START - timedelta(days=10)
LONG_AGO = START - timedelta(days=200)
PHONE = "13900001234"
STREET = "灵江路388号"

BENCH = SeatScope("bench", COMPANY, BENCH_WAREHOUSE)
SEATS = (
    BENCH,
    SeatScope("bench", COMPANY, WMS_WAREHOUSE),
    SeatScope("bench", None, OTHER_WAREHOUSE),
    SeatScope("desk", COMPANY),
    SeatScope("office", None),
    SeatScope("office", OTHER_COMPANY),
)

# what it is called, where it is packed, node, since when, company
_ORDERS: tuple[tuple[str, UUID | None, str, datetime, UUID], ...] = (
    ("unallocated", None, "pending_review", LONG_AGO, COMPANY),
    ("packing here", BENCH_WAREHOUSE, "picking", LATELY, COMPANY),
    ("packing there", WMS_WAREHOUSE, "picking", LATELY, COMPANY),
    ("stuck for ages", BENCH_WAREHOUSE, "in_transit", LONG_AGO, COMPANY),
    ("closed lately", BENCH_WAREHOUSE, "closed", LATELY, COMPANY),
    ("closed long ago", BENCH_WAREHOUSE, "closed", LONG_AGO, COMPANY),
    ("delivered long ago", BENCH_WAREHOUSE, "delivered", LONG_AGO, COMPANY),
    ("of the other company", OTHER_WAREHOUSE, "picking", LATELY, OTHER_COMPANY),
)


def order_id(called: str) -> UUID:
    """The id of one of the orders by what it is called."""
    return name(f"order:{called}")


def add_everything(connection: Connection) -> None:
    """Puts all of it beside the small company."""
    shelf = Shelf(connection)
    for document in _documents():
        shelf.save(document)


def _documents() -> Iterator[Document]:
    yield Company(id=OTHER_COMPANY, code="02", name="恒远物流")
    yield Warehouse(
        id=OTHER_WAREHOUSE,
        company_id=OTHER_COMPANY,
        code="HZ",
        name="杭州",
        mode="bench",
        province="浙江省",
        city="杭州市",
        priority=3,
    )
    yield Feed(id=name("other feed"), company_id=OTHER_COMPANY, system="u8", subject="stock", as_of=START)
    yield Feed(id=name("feed"), company_id=COMPANY, system="u8", subject="stock", as_of=START)
    yield PriceList(
        id=name("other list"),
        company_id=OTHER_COMPANY,
        code="STD",
        name="Other",
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
        edition=1,
    )
    yield Stock(
        id=name("other stock"),
        company_id=OTHER_COMPANY,
        warehouse_id=OTHER_WAREHOUSE,
        sku_id=SKUS[0],
        on_hand=1_000,
        reserved=0,
        as_of=START,
        source="count",
    )
    for place, (called, warehouse_id, node, since, company_id) in enumerate(_ORDERS, start=1):
        yield _order(called, place, warehouse_id, node, since, company_id)
        if warehouse_id is not None:
            yield from _parcel(called, place, warehouse_id, since, company_id)
    for company_id in (COMPANY, OTHER_COMPANY):
        for at in (None, LATELY, LONG_AGO):
            yield from _work(company_id, at)


def _order(called: str, place: int, warehouse_id: UUID | None, node: str, since: datetime, company_id: UUID) -> Order:
    key = order_id(called)
    return Order(
        id=key,
        company_id=company_id,
        order_no=f"SO26110200{place:05d}X",
        order_kind="SALE",
        source_system="orderdesk",
        customer_po_no=f"PO-{place}",
        customer_id=CUSTOMERS[0],
        customer_name=f"宁波北仑顺驰汽修厂 {place}",
        placed_at=since,
        requested_on=date(2026, 11, 9),
        delivery_method="courier",
        carrier_code="shunfeng",
        node=node,
        node_at=since,
        paid_fen=0,
        amount_fen=12_500,
        tax_fen=1_438,
        price_list_edition=1,
        line_count=1,
        closed_at=since if node == "closed" else None,
        updated_at=since,
        **_goods(called),
        **_marks(called, node, since),
        **_shipments(called, place, warehouse_id, node, since),
    )


def _goods(called: str) -> dict[str, Any]:
    key = order_id(called)
    return {
        "consignees": [
            Consignee(
                id=name(f"to:{called}"),
                order_id=key,
                name="王小明",
                phone=PHONE,
                province="浙江省",
                city="宁波市",
                district="北仑区",
                street=STREET,
            )
        ],
        "lines": [
            OrderLine(
                id=name(f"line:{called}"),
                order_id=key,
                position=1,
                sku_id=SKUS[0],
                sku_code="BP-0",
                sku_name="前刹车片",
                unit="piece",
                unit_quantity=10_000,
                factor=1_000,
                quantity=10_000,
                unit_price_micro=12_500_000,
                price_source="list",
                amount_fen=12_500,
                tax_rate_bp=1_300,
            )
        ],
    }


def _marks(called: str, node: str, since: datetime) -> dict[str, Any]:
    key = order_id(called)
    return {
        "checks": [
            OrderCheck(
                id=name(f"check:{called}"),
                order_id=key,
                kind="credit",
                result="pass",
                code="credit.within",
                facts={"open_fen": 12_500, "limits": [1, 2]},
                at=since,
            )
        ],
        "holds": [
            OrderHold(
                id=name(f"hold:{called}"),
                order_id=key,
                kind="address",
                reason="asked back",
                lifted_by_role="service",
                placed_at=since,
                lifted_at=since,
            )
        ],
        "notes": [
            OrderNote(
                id=name(f"note:{called}"), order_id=key, text="易碎", written_by=USERS["packer"], written_at=since
            )
        ],
        "steps": [OrderStep(id=name(f"step:{called}"), order_id=key, node=node, at=since, user_id=USERS["packer"])],
        "relations": [
            OrderRelation(id=name(f"rel:{called}"), order_id=key, kind="resend_of", other_order_id=name("gone"))
        ],
    }


def _shipments(called: str, place: int, warehouse_id: UUID | None, node: str, since: datetime) -> dict[str, Any]:
    key = order_id(called)
    return {
        "shipments": [
            Shipment(
                id=name(f"shipment:{called}"),
                order_id=key,
                position=1,
                shipment_no=f"SO26110200{place:05d}X-1",
                warehouse_id=warehouse_id,
                delivery_method="courier",
                node=node,
                node_at=since,
            )
        ],
        "shipment_lines": [
            ShipmentLine(
                id=name(f"shipment line:{called}"),
                order_id=key,
                shipment_id=name(f"shipment:{called}"),
                order_line_id=name(f"line:{called}"),
                sku_id=SKUS[0],
                quantity=10_000,
            )
        ],
        "returned_items": [
            ReturnedItem(
                id=name(f"returned:{called}"),
                order_id=key,
                shipment_id=name(f"shipment:{called}"),
                order_line_id=name(f"line:{called}"),
                sku_id=SKUS[0],
                quantity=1_000,
                condition="good",
                warehouse_id=warehouse_id,
                received_at=since,
            )
        ],
    }


def _parcel(called: str, place: int, warehouse_id: UUID, since: datetime, company_id: UUID) -> Iterator[Document]:
    parcel, waybill = name(f"parcel:{called}"), name(f"waybill:{called}")
    yield Parcel(
        id=parcel,
        company_id=company_id,
        parcel_no=f"PK26110200{place:05d}X",
        warehouse_id=warehouse_id,
        delivery_method="courier",
        state="handed_over",
        opened_at=since,
        updated_at=since,
        weight_g=1_250,
        contents=[
            ParcelContent(
                id=name(f"content:{called}"),
                parcel_id=parcel,
                order_id=order_id(called),
                shipment_id=name(f"shipment:{called}"),
                shipment_line_id=name(f"shipment line:{called}"),
                sku_id=SKUS[0],
                quantity=10_000,
                serials=["A1", "A2"],
                verified=True,
            )
        ],
        bindings=[
            Binding(
                id=name(f"binding:{called}"),
                parcel_id=parcel,
                waybill_id=waybill,
                carrier_code="shunfeng",
                waybill_no=f"SF14000000{place:05d}",
                from_at=since,
            )
        ],
    )
    yield _waybill(called, place, warehouse_id, since, company_id)


def _waybill(called: str, place: int, warehouse_id: UUID, since: datetime, company_id: UUID) -> Waybill:
    return Waybill(
        id=name(f"waybill:{called}"),
        carrier_code="shunfeng",
        number=f"SF14000000{place:05d}",
        company_id=company_id,
        warehouse_id=warehouse_id,
        state="bound",
        issued_at=since,
        updated_at=since,
        events=[
            CourierEvent(
                id=name(f"event:{called}"),
                waybill_id=name(f"waybill:{called}"),
                event_at=since,
                code="0",
                text="已揽收",
                source="kuaidi100",
                received_at=since,
            )
        ],
    )


def _receipt(company_id: UUID, mark: str, at: datetime) -> Receipt:
    return Receipt(
        id=name(f"receipt:{mark}"),
        company_id=company_id,
        channel="bank",
        channel_no=mark,
        receipt_kind="payment",
        amount_fen=12_500,
        fee_fen=0,
        state="confirmed",
        received_at=at,
        allocations=[
            ReceiptAllocation(
                id=name(f"allocation:{mark}"),
                receipt_id=name(f"receipt:{mark}"),
                order_id=order_id("unallocated"),
                amount_fen=12_500,
                allocated_at=at,
            )
        ],
    )


def _work(company_id: UUID, at: datetime | None) -> Iterator[Document]:
    mark, opened_at = f"{company_id}:{at}", at or LONG_AGO
    where = {COMPANY: BENCH_WAREHOUSE, OTHER_COMPANY: OTHER_WAREHOUSE}[company_id]
    yield _receipt(company_id, mark, opened_at)
    yield ChangeRequest(
        id=name(f"change:{mark}"),
        company_id=company_id,
        order_id=order_id("packing here"),
        change_kind="address",
        state="open" if at is None else "approved",
        wanted={"city": "杭州市"},
        node="picking",
        requested_at=opened_at,
        decided_at=at,
    )
    yield Case(
        id=name(f"case:{mark}"),
        company_id=company_id,
        queue="stock",
        dedupe_key=mark,
        state="open" if at is None else "closed",
        code="stock.conflict",
        facts={"on_hand": 1, "reserved": 2},
        opened_at=opened_at,
        closed_at=at,
    )
    for number, warehouse_id in enumerate((where, None)):
        yield Task(
            id=name(f"task:{number}:{mark}"),
            company_id=company_id,
            warehouse_id=warehouse_id,
            task_kind="count",
            role="packer",
            facts={"bin": "A-01"},
            opened_at=opened_at,
            done_at=at,
        )
        yield Photo(
            id=name(f"photo:{number}:{mark}"),
            company_id=company_id,
            warehouse_id=warehouse_id,
            subject_kind="order",
            subject_id=order_id("packing here"),
            sha256="0" * 64,
            taken_at=opened_at,
        )
