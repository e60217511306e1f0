"""The demo's two companies, their three warehouses and the carriers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from db.tables import masters
from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.demo.dice import Ids
from orderdesk.demo.rows import Batch


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """A legal entity; `share` of all orders is its."""

    id: UUID
    code: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class DemoWarehouse:
    """A warehouse, how many SKUs it stocks, and its share of the orders."""

    id: UUID
    code: str
    name: str
    mode: str
    province: str
    city: str
    district: str
    street: str
    skus: int
    share: float


@dataclass(frozen=True, slots=True)
class Firm:
    """Both companies and all warehouses; the first of each is the main one."""

    companies: tuple[DemoCompany, ...]
    warehouses: tuple[DemoWarehouse, ...]

    @property
    def benches(self) -> tuple[DemoWarehouse, ...]:
        """The warehouses where we pack ourselves."""
        return tuple(each for each in self.warehouses if each.mode == "bench")


def fill_companies(connection: Connection, seed: int, at: datetime) -> Firm:
    """Writes companies, warehouses and carriers."""
    ids = Ids(seed, "company")
    companies = (
        DemoCompany(ids.next(at), "HC", "宁波恒驰汽车配件有限公司", 0.88),
        DemoCompany(ids.next(at), "YX", "宁波甬鲜供应链有限公司", 0.12),
    )
    warehouses = (
        DemoWarehouse(
            ids.next(at), "NB", "宁波仓", "bench", "浙江省", "宁波市", "北仑区", "大碶街道灵江路388号3幢", 14_000, 0.5
        ),
        DemoWarehouse(
            ids.next(at), "HZ", "杭州仓", "bench", "浙江省", "杭州市", "余杭区", "良渚街道通运路29号", 9_000, 0.3
        ),
        DemoWarehouse(
            ids.next(at), "SZ", "苏州仓", "wms", "江苏省", "苏州市", "相城区", "漕湖大道5号2号库", 6_000, 0.2
        ),
    )
    batch = Batch(connection)
    for company in companies:
        batch.add(
            masters.company,
            {
                "id": company.id,
                "code": company.code,
                "name": company.name,
                "currency": "CNY",
                "price_tolerance_bp": 50,
                "version": 1,
            },
        )
    for priority, warehouse in enumerate(warehouses, start=1):
        batch.add(
            masters.warehouse,
            {
                "id": warehouse.id,
                "company_id": companies[0].id,
                "code": warehouse.code,
                "name": warehouse.name,
                "mode": warehouse.mode,
                "province": warehouse.province,
                "city": warehouse.city,
                "priority": priority,
                "version": 1,
            },
        )
    for carrier in shipped_carriers():
        batch.add(
            masters.carrier,
            {
                "id": ids.next(at),
                "code": carrier.code,
                "name": carrier.name,
                "name_en": carrier.name_en,
                "delivery_method": carrier.delivery_method,
                "issues_own_numbers": carrier.issues_own_numbers,
                "active": True,
                "version": 1,
            },
        )
    batch.flush()
    return Firm(companies, warehouses)
