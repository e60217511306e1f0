"""A company of one's own on a hub: the legal entity, its warehouses, the carriers and the person who begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from db.store import Store
from db.tables import masters, people
from orderdesk.access import Role, Seat
from orderdesk.clock import Clock
from orderdesk.connectors.carriers import Carrier as ShippedCarrier
from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.documents.document import Document
from orderdesk.documents.masters import Carrier, Company, Warehouse
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.company_codes import LONGEST_CODE, is_code
from orderdesk.domain.distances import is_province, near_province
from orderdesk.errors import Refused
from orderdesk.hub.newcomers import NewUser, hashed, put_code, put_user
from orderdesk.hub.publishing import publish
from orderdesk.ids import new_id

#: Nobody else is there yet: who begins sets the hub up and does the work of a desk too.
FIRST_ROLES = (str(Role.ADMIN), str(Role.SUPERVISOR))

#: An order may cost so much more or less than the list says before somebody has to look, in basis points.
PRICE_TOLERANCE_BP = 50

MODES = ("bench", "wms")


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A legal entity: a short code of letters and digits, and its name in whatever language."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NewWarehouse:
    """A warehouse and where it stands; mode `bench` (we pack) or `wms` (its own system packs and confirms)."""

    code: str
    name: str
    province: str
    city: str
    mode: str = "bench"


@dataclass(frozen=True, slots=True)
class NewAdministrator:
    """Who sets the hub up. The password never shows in a repr."""

    login: str
    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Founded:
    """What was made; with `code` one workstation may enrol at `seat` until `expires_at`."""

    company_id: UUID
    seat: str
    code: str
    expires_at: datetime


def found_company(
    store: Store,
    clock: Clock,
    company: NewCompany,
    warehouses: Sequence[NewWarehouse],
    administrator: NewAdministrator | None,
    *,
    seat: str = Seat.OFFICE,
) -> Founded:
    """Makes an empty company that can be worked with, all or nothing, and a code for its first workstation.

    A further company on the same hub needs no administrator. Raises Refused company.bad_code, company.unfilled,
    company.taken, company.needs_warehouse, company.needs_administrator, warehouse.twice, warehouse.unknown_mode,
    warehouse.unknown_province, and as `Accounts.create_user` does.
    """
    _require_sound(company, warehouses)
    person = _person_of(administrator)
    secret = None if person is None else hashed(person)
    now = clock.now()
    with store.write() as connection:
        _require_new(connection, company, person)
        made = _write_masters(connection, company, warehouses, now)
        founded = made[0].id
        if person is not None and secret is not None:
            made.append(put_user(connection, person, secret, now))
        code, expires_at = put_code(connection, seat, company.name, now, place=(None, None))
        publish(connection, [(each, None) for each in made], at=now)
    return Founded(founded, str(seat), code, expires_at)


def _require_sound(company: NewCompany, warehouses: Sequence[NewWarehouse]) -> None:
    _require_code(company.code)
    if not company.name.strip():
        raise Refused("company.unfilled", missing="name", where=company.code)
    if not warehouses:
        raise Refused("company.needs_warehouse", company=company.code)
    seen: set[str] = set()
    for each in warehouses:
        require_sound_warehouse(each)
        if each.code.casefold() in seen:
            raise Refused("warehouse.twice", warehouse=each.code)
        seen.add(each.code.casefold())


def require_sound_warehouse(asked: NewWarehouse) -> None:
    """Raises Refused company.bad_code, company.unfilled, warehouse.unknown_province, warehouse.unknown_mode."""
    _require_code(asked.code)
    for name in ("name", "province", "city"):
        if not getattr(asked, name).strip():
            raise Refused("company.unfilled", missing=name, where=asked.code)
    if not is_province(asked.province.strip()):
        # It decides which warehouse is the nearer one: a name that nobody knows would be far from everywhere.
        raise Refused("warehouse.unknown_province", province=asked.province, near=near_province(asked.province))
    if asked.mode not in MODES:
        raise Refused("warehouse.unknown_mode", mode=asked.mode, known=list(MODES))


def _require_code(code: str) -> None:
    if not is_code(code):
        raise Refused("company.bad_code", given=code, longest=LONGEST_CODE)


def _person_of(administrator: NewAdministrator | None) -> NewUser | None:
    if administrator is None:
        return None
    return NewUser(administrator.login, administrator.name, FIRST_ROLES, administrator.password)


def _require_new(connection: Connection, company: NewCompany, person: NewUser | None) -> None:
    codes = connection.execute(select(masters.company.c.code)).scalars().all()
    taken = {each.casefold(): each for each in codes}
    if company.code.casefold() in taken:
        raise Refused("company.taken", company=taken[company.code.casefold()])
    roles = people.user_role
    if person is None and connection.execute(select(roles.c.id).where(roles.c.role == Role.ADMIN)).first() is None:
        raise Refused("company.needs_administrator", company=company.code)


def _write_masters(
    connection: Connection, company: NewCompany, warehouses: Sequence[NewWarehouse], at: datetime
) -> list[Document]:
    """The company first, then its warehouses and the carriers that this hub does not know yet."""
    entity = Company(id=new_id(at), code=company.code, name=company.name.strip(), price_tolerance_bp=PRICE_TOLERANCE_BP)
    places = [new_warehouse(each, entity.id, priority, at) for priority, each in enumerate(warehouses, start=1)]
    known = set(connection.execute(select(masters.carrier.c.code)).scalars())
    missing = [_carrier(each, at) for each in shipped_carriers() if each.code not in known]
    made: list[Document] = [entity, *places, *missing]
    shelf = Shelf(connection)
    for document in made:
        shelf.save(document)
    return made


def new_warehouse(asked: NewWarehouse, company_id: UUID, priority: int, at: datetime) -> Warehouse:
    """The document of a sound warehouse; a lower `priority` is preferred among equals."""
    return Warehouse(
        id=new_id(at),
        company_id=company_id,
        code=asked.code,
        name=asked.name.strip(),
        mode=asked.mode,
        province=asked.province.strip(),
        city=asked.city.strip(),
        priority=priority,
    )


def _carrier(shipped: ShippedCarrier, at: datetime) -> Carrier:
    return Carrier(
        id=new_id(at),
        code=shipped.code,
        name=shipped.name,
        name_en=shipped.name_en,
        delivery_method=shipped.delivery_method,
        issues_own_numbers=shipped.issues_own_numbers,
    )
