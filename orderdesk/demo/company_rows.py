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

_WAREHOUSE_NAMES = ("id", "code", "name", "mode", "province", "city")
_CARRIER_NAMES = ("code", "name", "name_en", "delivery_method", "issues_own_numbers")


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """A legal entity; `share` of all orders is its."""

    id: UUID
    code: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class DemoWarehouse:
    """A warehouse, and how many SKUs a company of full size keeps there."""

    id: UUID
    code: str
    name: str
    mode: str
    province: str
    city: str
    skus: int


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
    ids, batch = Ids(seed, "company"), Batch(connection)
    companies = (
        DemoCompany(ids.next(at), "HC", "宁波恒驰汽车配件有限公司", 0.88),
        DemoCompany(ids.next(at), "YX", "宁波甬鲜供应链有限公司", 0.12),
    )
    warehouses = (
        DemoWarehouse(ids.next(at), "NB", "宁波仓", "bench", "浙江省", "宁波市", 14_000),
        DemoWarehouse(ids.next(at), "HZ", "杭州仓", "bench", "浙江省", "杭州市", 9_000),
        DemoWarehouse(ids.next(at), "SZ", "苏州仓", "wms", "江苏省", "苏州市", 6_000),
    )
    for company in companies:
        row = {"id": company.id, "code": company.code, "name": company.name}
        batch.add(masters.company, {**row, "currency": "CNY", "price_tolerance_bp": 50, "version": 1})
    for priority, warehouse in enumerate(warehouses, start=1):
        row = {name: getattr(warehouse, name) for name in _WAREHOUSE_NAMES}
        batch.add(masters.warehouse, {**row, "company_id": companies[0].id, "priority": priority, "version": 1})
    for carrier in shipped_carriers():
        row = {name: getattr(carrier, name) for name in _CARRIER_NAMES}
        batch.add(masters.carrier, {"id": ids.next(at), **row, "active": True, "version": 1})
    batch.flush()
    return Firm(companies, warehouses)
