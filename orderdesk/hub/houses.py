"""Warehouses of a company that exists: one more, or one that is put right."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, select

from db.store import Store
from db.tables import masters, orders
from orderdesk.clock import Clock
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Warehouse
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused
from orderdesk.hub.founding import NewWarehouse, new_warehouse, require_sound_warehouse
from orderdesk.hub.publishing import publish

#: Nothing is done in the warehouse any more for a shipment that has come so far.
_DONE = ("delivered", "closed")


@dataclass(frozen=True, slots=True)
class AskedWarehouse:
    """What is said of a warehouse; None leaves what is there. A new one needs all but the mode (else `bench`)."""

    code: str
    name: str | None = None
    province: str | None = None
    city: str | None = None
    mode: str | None = None


def put_warehouse(store: Store, clock: Clock, asked: AskedWarehouse, company: str | None) -> bool:
    """Adds the warehouse to the company or changes it; True for a new one. `company`: left out where there is one.

    Raises Refused as `require_sound_warehouse` does, company.unknown, company.ambiguous, warehouse.busy.
    """
    now = clock.now()
    with store.write() as connection:
        company_id = company_named(connection, company)[0]
        found = _find(connection, company_id, asked.code)
        wanted = _wanted(asked, found)
        require_sound_warehouse(wanted)
        if found is None:
            house = new_warehouse(wanted, company_id, _last_priority(connection, company_id) + 1, now)
        else:
            house = found
            _change(connection, house, wanted)
        if Shelf(connection).save(house):
            publish(connection, [(house, None if found is None else house.scope())], at=now)
    return found is None


def company_named(connection: Connection, code: str | None) -> tuple[UUID, str]:
    """Id and code of a company; None stands for the only one. Raises Refused company.unknown, company.ambiguous."""
    table = masters.company
    query = select(table.c.id, table.c.code)
    found = connection.execute(query if code is None else query.where(table.c.code == code)).all()
    if len(found) == 1:
        return found[0].id, found[0].code
    if code is None and found:
        raise Refused("company.ambiguous", known=sorted(row.code for row in found))
    raise Refused("company.unknown", company=code or "")


def _find(connection: Connection, company_id: UUID, code: str) -> Warehouse | None:
    table = masters.warehouse
    query = select(table.c.id).where(table.c.company_id == company_id, func.lower(table.c.code) == code.lower())
    found = connection.execute(query).scalar()
    document = None if found is None else Shelf(connection).load(Key("warehouse", found), lock=True)
    return document if isinstance(document, Warehouse) else None


def _wanted(asked: AskedWarehouse, found: Warehouse | None) -> NewWarehouse:
    present = NewWarehouse(asked.code, "", "", "") if found is None else found
    return NewWarehouse(
        present.code,
        asked.name or present.name,
        asked.province or present.province,
        asked.city or present.city,
        asked.mode or present.mode,
    )


def _change(connection: Connection, house: Warehouse, wanted: NewWarehouse) -> None:
    if wanted.mode != house.mode:
        _require_idle(connection, house)
    house.name, house.mode = wanted.name.strip(), wanted.mode
    house.province, house.city = wanted.province.strip(), wanted.city.strip()


def _require_idle(connection: Connection, house: Warehouse) -> None:
    """Who packs a shipment does not change on the way."""
    table = orders.shipment
    query = select(func.count()).where(table.c.warehouse_id == house.id, table.c.node.not_in(_DONE))
    open_shipments = connection.execute(query).scalar_one()
    if open_shipments:
        raise Refused("warehouse.busy", warehouse=house.code, open=open_shipments)


def _last_priority(connection: Connection, company_id: UUID) -> int:
    table = masters.warehouse
    query = select(func.max(table.c.priority)).where(table.c.company_id == company_id)
    return connection.execute(query).scalar() or 0
