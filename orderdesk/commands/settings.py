"""What a company has set otherwise than the program's defaults, read once for each command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import bindparam, select

from db.prepared import Prepared
from db.tables import masters
from orderdesk.commands.work import HubWork
from orderdesk.domain.allocation import AllocationRule
from orderdesk.domain.money import BASIS_POINTS
from orderdesk.domain.promises import PromiseRule

_STORED = masters.company_setting
_ALL = Prepared(select(_STORED.c.name, _STORED.c.value).where(_STORED.c.company_id == bindparam("company")))


@dataclass(frozen=True, slots=True)
class PriceTolerance:
    """How far (basis points) a price may be from the list before a supervisor has to agree."""

    bp: Annotated[int, Field(ge=0, le=BASIS_POINTS)] = 0


#: How each setting is read, by its name.
READERS: dict[str, TypeAdapter[Any]] = {
    "price_tolerance": TypeAdapter(PriceTolerance),
    "allocation": TypeAdapter(AllocationRule),
    "promise": TypeAdapter(PromiseRule),
}


def allocation_rule(work: HubWork, company_id: UUID) -> AllocationRule:
    """By what a warehouse is chosen."""
    rule: AllocationRule = _read(work, company_id, "allocation")
    return rule


def promise_rule(work: HubWork, company_id: UUID) -> PromiseRule:
    """By what a delivery is promised."""
    rule: PromiseRule = _read(work, company_id, "promise")
    return rule


def stored_settings(work: HubWork, company_id: UUID) -> dict[str, Any]:
    """What the company has set, by name."""
    if company_id not in work.settings:
        rows = _ALL.all(work.connection, {"company": company_id})
        work.settings[company_id] = {row.name: row.value for row in rows}
    return work.settings[company_id]


def _read(work: HubWork, company_id: UUID, name: str) -> Any:
    return READERS[name].validate_python(stored_settings(work, company_id).get(name, {}))
