"""Opens cases for what the hub meets outside commands: once per dedupe key, in the transaction of what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from db.tables import masters, orders, parcels, work
from orderdesk.commands.cases import case_id
from orderdesk.documents.shelf import Shelf
from orderdesk.documents.work import Case


def open_case(
    connection: Connection,
    *,
    company_id: UUID,
    queue: str,
    dedupe_key: str,
    code: str,
    facts: dict[str, Any],
    at: datetime,
    order_id: UUID | None = None,
) -> Case | None:
    """A new case, still to be published; None when there is one with this key already, open or closed."""
    found = case_id(company_id, dedupe_key)
    if connection.execute(select(work.case.c.id).where(work.case.c.id == found)).first() is not None:
        return None
    case = Case(
        id=found,
        company_id=company_id,
        queue=queue,
        dedupe_key=dedupe_key,
        order_id=order_id,
        state="open",
        code=code,
        facts=facts,
        opened_at=at,
    )
    savepoint = connection.begin_nested()
    try:
        Shelf(connection).save(case)
    except IntegrityError:
        # Another hub opened it in this very moment.
        savepoint.rollback()
        return None
    savepoint.commit()
    return case


def concerned(connection: Connection, payload: dict[str, Any]) -> tuple[UUID | None, UUID | None]:
    """Company and order that a job is about; without a trace of them the oldest company, None where there is none."""
    company, order_id = traced(connection, payload)
    if company is not None:
        return company, order_id
    return connection.execute(select(masters.company.c.id).order_by(masters.company.c.code).limit(1)).scalar(), None


def traced(connection: Connection, payload: dict[str, Any]) -> tuple[UUID | None, UUID | None]:
    """Company and order that a job names; where it names none and the hub works for one company only, that one."""
    if "order_id" in payload:
        order_id = UUID(payload["order_id"])
        table = orders.order
        company: UUID | None = connection.execute(select(table.c.company_id).where(table.c.id == order_id)).scalar()
        if company is not None:
            return company, order_id
    if "waybill_id" in payload:
        waybills = parcels.waybill
        query = select(waybills.c.company_id).where(waybills.c.id == UUID(payload["waybill_id"]))
        company = connection.execute(query).scalar()
        if company is not None:
            return company, None
    known = connection.execute(select(masters.company.c.id).limit(2)).scalars().all()
    return (known[0] if len(known) == 1 else None), None
