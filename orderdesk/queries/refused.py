"""What the hub has refused of what was said here, with what it was about: the order, the parcel, the waybill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from db.cache import cache_tables
from orderdesk.commands.command import read_command
from orderdesk.domain.bench_refused import TAKEN_OUT, NotTaken
from orderdesk.errors import Refused

_T = cache_tables
_ORDER, _PARCEL, _CONTENT, _BINDING, _TASK = (
    _T[name] for name in ("order", "parcel", "parcel_content", "binding", "task")
)


def not_taken(connection: Connection | None, rows: Sequence[Any], openings: Sequence[Any] = ()) -> tuple[NotTaken, ...]:
    """One for each thing that was refused, the oldest first; what was refused because of it belongs to it.

    `rows`: the journal's refused commands in their order; `openings`: its `open_parcel`, which tell of parcels that the
    hub never had. Without a `connection` only what the commands say themselves.
    """
    opened = {str(row.arguments.get("parcel_id")): row.arguments for row in openings}
    found: dict[tuple[str, UUID], NotTaken] = {}
    for row in rows:
        each = _of(connection, row, opened)
        key = _belongs(each, row, found)
        before = found.get(key)
        found[key] = each if before is None else _with(before, each)
    return tuple(found.values())


def _with(first: NotTaken, later: NotTaken) -> NotTaken:
    """What was refused later belongs to the first; a label, say, is known from its binding alone."""
    return replace(
        first,
        ids=(*first.ids, *later.ids),
        deeds=(*first.deeds, *later.deeds),
        waybill_no=first.waybill_no or later.waybill_no,
        carrier_code=first.carrier_code or later.carrier_code,
    )


def _belongs(each: NotTaken, row: Any, found: Mapping[tuple[str, UUID], NotTaken]) -> tuple[str, UUID]:
    """All about one parcel is one thing, and all about an order that the hub does not know."""
    if each.parcel_id is not None:
        return ("parcel", each.parcel_id)
    of_order = ("order", each.order_ids[0]) if each.order_ids else None
    if of_order is not None and (row.kind == "place_order" or (row.code == "order.unknown" and of_order in found)):
        return of_order
    return ("command", row.id)


def _of(connection: Connection | None, row: Any, opened: Mapping[str, Mapping[str, Any]]) -> NotTaken:
    facts = dict(row.facts or {})
    order_ids, parcel_ids = _subjects(row)
    # The desk hands several over at once; of one alone it can be said which it was.
    parcel_id = parcel_ids[0] if len(parcel_ids) == 1 else None
    said = opened.get(str(parcel_id), {})
    if said and not order_ids:
        order_ids = (UUID(said["order_id"]),)
    is_out = row.kind == "verify_item" and row.arguments.get("quantity", 0) < 0
    each = NotTaken(
        ids=(row.id,),
        deed=TAKEN_OUT if is_out else row.kind,
        deeds=(row.kind,),
        code=row.code or "",
        facts=facts,
        said_at=row.said_at,
        said_by=row.user_id,
        order_ids=order_ids,
        order_no=str(row.arguments.get("order_no") or facts.get("order_no") or ""),
        parcel_id=parcel_id,
        parcel_no=str(said.get("parcel_no") or row.arguments.get("parcel_no") or facts.get("parcel_no") or ""),
        waybill_no=str(row.arguments.get("waybill_no") or ""),
        carrier_code=row.arguments.get("carrier_code"),
    )
    return each if connection is None else _looked_up(connection, each, row)


def _subjects(row: Any) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """The orders and parcels that a command names."""
    try:
        keys = read_command(row.kind, row.version, row.arguments).keys()
    except Refused:
        return (), ()
    orders = tuple(key.id for key in keys if key.kind == "order")
    return orders, tuple(key.id for key in keys if key.kind == "parcel")


def _looked_up(connection: Connection, each: NotTaken, row: Any) -> NotTaken:
    """The same with what the copy of the data knows."""
    order_ids = each.order_ids
    if not order_ids and each.parcel_id is not None:
        inside = select(_CONTENT.c.order_id).where(_CONTENT.c.parcel_id == each.parcel_id).distinct()
        order_ids = tuple(connection.execute(inside).scalars())
    if not order_ids and row.arguments.get("task_id"):
        about = select(_TASK.c.order_id).where(
            _TASK.c.id == UUID(row.arguments["task_id"]), _TASK.c.order_id.is_not(None)
        )
        order_ids = tuple(connection.execute(about).scalars())
    each = replace(each, order_ids=order_ids)
    if order_ids:
        head = select(_ORDER.c.order_no, _ORDER.c.customer_name).where(_ORDER.c.id == order_ids[0])
        order = connection.execute(head).first()
        if order is not None:
            each = replace(each, order_no=order.order_no, customer=order.customer_name or "")
    if each.parcel_id is None:
        return each
    parcel = connection.execute(
        select(_PARCEL.c.parcel_no, _PARCEL.c.carrier_code).where(_PARCEL.c.id == each.parcel_id)
    ).first()
    bound = select(_BINDING.c.waybill_no).where(_BINDING.c.parcel_id == each.parcel_id, _BINDING.c.to_at.is_(None))
    return replace(
        each,
        parcel_no=each.parcel_no if parcel is None else parcel.parcel_no,
        carrier_code=each.carrier_code if parcel is None else parcel.carrier_code,
        waybill_no=each.waybill_no or str(connection.execute(bound).scalar() or ""),
    )
