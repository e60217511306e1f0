"""Names of the reference data: people, workstations, warehouses, carriers."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.cache import cache_tables
from orderdesk.queries.rows import Names

_USER, _DEVICE = cache_tables["user"], cache_tables["device"]
_WAREHOUSE, _CARRIER = cache_tables["warehouse"], cache_tables["carrier"]

_CARRIERS = select(
    _CARRIER.c.code, _CARRIER.c.name, _CARRIER.c.name_en, _CARRIER.c.delivery_method, _CARRIER.c.active
).order_by(_CARRIER.c.row)


def names(connection: Connection) -> Names:
    """All names a screen may need beside an order; a few hundred rows."""
    carriers = list(connection.execute(_CARRIERS))
    users = list(connection.execute(select(_USER.c.id, _USER.c.name, _USER.c.active)))
    houses = list(connection.execute(select(*(_WAREHOUSE.c[name] for name in ("id", "name", "company_id", "mode")))))
    return Names(
        users={row.id: row.name for row in users},
        devices={row.id: row.name for row in connection.execute(select(_DEVICE.c.id, _DEVICE.c.name))},
        warehouses={row.id: row.name for row in houses},
        carriers={row.code: (row.name, row.name_en) for row in carriers},
        methods={row.code: row.delivery_method for row in carriers if row.active},
        active=frozenset(row.id for row in users if row.active),
        owners={row.id: row.company_id for row in houses},
        benches=frozenset(row.id for row in houses if row.mode == "bench"),
    )
