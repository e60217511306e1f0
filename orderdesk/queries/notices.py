"""What somebody is to look at: the tasks that are theirs or their role's and not done yet, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from db.cache import cache_tables

LIMIT = 50

_TASK, _ORDER = cache_tables["task"], cache_tables["order"]
_OPEN = (
    select(
        _TASK.c.id,
        _TASK.c.task_kind,
        _TASK.c.order_id,
        _ORDER.c.order_no,
        _ORDER.c.customer_name,
        _TASK.c.facts,
        _TASK.c.opened_at,
    )
    .select_from(_TASK.outerjoin(_ORDER, _ORDER.c.id == _TASK.c.order_id))
    .where(_TASK.c.done_at.is_(None))
    .order_by(_TASK.c.opened_at.desc(), _TASK.c.id)
    .limit(LIMIT)
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at; without an order in this seat's scope `order_no` and `customer_name` are empty."""

    id: UUID
    task_kind: str
    order_id: UUID | None
    order_no: str
    customer_name: str
    facts: Mapping[str, Any]
    opened_at: datetime


def notices_of(connection: Connection, user_id: UUID, roles: Iterable[str]) -> tuple[Notice, ...]:
    """The open tasks of a person: those with their name, and those of their roles that are nobody's yet."""
    theirs = or_(_TASK.c.user_id == user_id, and_(_TASK.c.user_id.is_(None), _TASK.c.role.in_(list(roles))))
    return tuple(
        Notice(
            row.id, row.task_kind, row.order_id, row.order_no or "", row.customer_name or "", row.facts, row.opened_at
        )
        for row in connection.execute(_OPEN.where(theirs))
    )
