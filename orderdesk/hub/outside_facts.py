"""What the hub knows of that which outside systems speak of: shipments, waybills, and what they have said before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from db.prepared import Prepared
from db.tables import log, orders, parcels
from orderdesk.ids import derived_id
from orderdesk.release import VERSION

#: With this the hub says that it failed itself; the next try needs another id.
FAULT = "hub.fault"

_SPACE = UUID("8d1b7c52-4f0e-5b0a-9c55-6a0f5a1e7d10")

_CODES = Prepared(
    select(log.command.c.id, log.command.c.code).where(log.command.c.id.in_(bindparam("commands", expanding=True)))
)
_SHIPMENT = Prepared(
    select(orders.shipment.c.id, orders.shipment.c.order_id).where(orders.shipment.c.shipment_no == bindparam("number"))
)
_WAYBILL = parcels.waybill
_WAYBILLS = Prepared(
    select(_WAYBILL.c.id, _WAYBILL.c.carrier_code, _WAYBILL.c.number, _WAYBILL.c.piece, _WAYBILL.c.company_id)
    .where(_WAYBILL.c.number == bindparam("waybill_no"))
    .order_by(_WAYBILL.c.piece)
)
_TRAVELS_ON = Prepared(
    select(parcels.parcel_content.c.order_id, parcels.parcel_content.c.parcel_id)
    .join(parcels.binding, parcels.binding.c.parcel_id == parcels.parcel_content.c.parcel_id)
    .where(parcels.binding.c.waybill_id == bindparam("waybill"), parcels.binding.c.to_at.is_(None))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Sender:
    """The outside system that says something, and what its message was."""

    source: str
    facts: Mapping[str, Any]

    def facts_of(self, record: str) -> dict[str, Any]:
        """The fields of an order's event that tell where a fact about this record came from."""
        return {
            "source_system": self.source,
            "connector_id": self.source,
            "mapping_version": VERSION,
            "source_record_id": record,
            "channel": "api",
            **self.facts,
        }


def next_ids(connection: Connection, sender: Sender, event_keys: Iterable[str]) -> dict[str, UUID]:
    """The ids for the next try of what events say; without those of which a try has come to an end."""
    found: dict[str, UUID] = {}
    left = set(event_keys)
    for attempt in count():
        ids = {key: _try_id(sender, key, attempt) for key in left}
        if not ids:
            break
        codes = {row.id: row.code for row in _CODES.all(connection, {"commands": list(ids.values())})}
        found |= {key: command_id for key, command_id in ids.items() if command_id not in codes}
        left = {key for key, command_id in ids.items() if codes.get(command_id) == FAULT}
    return found


def _try_id(sender: Sender, event_key: str, attempt: int) -> UUID:
    name = f"{sender.source}:{event_key}"
    return derived_id(_SPACE, f"{name}:{attempt}" if attempt else name)


def find_shipment(connection: Connection, doc_no: str) -> Any | None:
    """The shipment (id, order_id) of a number, or None."""
    return _SHIPMENT.first(connection, {"number": doc_no})


def find_waybills(connection: Connection, carrier_code: str, number: str) -> Sequence[Any]:
    """All pieces of a waybill. A number that we know under one other carrier only is meant to be that one."""
    found = _WAYBILLS.all(connection, {"waybill_no": number})
    exact = [row for row in found if row.carrier_code == carrier_code]
    return exact or (found if len({row.carrier_code for row in found}) == 1 else [])


def parcels_of(connection: Connection, shipment_id: UUID) -> set[UUID]:
    """The parcels with goods of a shipment."""
    table = parcels.parcel_content
    return set(connection.execute(select(table.c.parcel_id).where(table.c.shipment_id == shipment_id)).scalars())


def travels_on(connection: Connection, waybill_id: UUID) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """The orders and the parcels that bear a waybill now, each sorted."""
    rows = _TRAVELS_ON.all(connection, {"waybill": waybill_id})
    return _sorted(row.order_id for row in rows), _sorted(row.parcel_id for row in rows)


def _sorted(ids: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(sorted(set(ids), key=lambda each: each.int))
