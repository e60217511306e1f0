"""The tables of a workstation's cache, derived from the hub's.

Only tables marked cached, without foreign keys, keyed by a small integer `row`; columns that some seat may not see are
nullable, because there they stay empty.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from db import tables
from db.tables.columns import HUB_ONLY
from db.types import Id

cache_metadata = MetaData()


def _derive(source: Table) -> Table:
    columns: list[Column[object]] = [Column("row", Integer, primary_key=True)]
    for column in source.columns:
        nullable = bool(column.nullable) or "masked" in column.info
        columns.append(Column(column.name, column.type, nullable=nullable))
    table = Table(source.name, cache_metadata, *columns, info=dict(source.info))
    Index(f"ux_{source.name}_id", table.c.id, unique=True)
    for column in source.columns:
        if column.index:
            Index(f"cx_{source.name}_{column.name}", table.c[column.name])
    for index in source.indexes:
        if index.info == HUB_ONLY:
            continue
        names = [column.name for column in index.columns]
        if len(names) > 1 or not source.c[names[0]].index:
            Index(f"cx_{index.name}", *(table.c[name] for name in names))
    return table


#: Cache tables by name.
cache_tables: dict[str, Table] = {
    table.name: _derive(table) for table in tables.metadata.sorted_tables if table.info.get("cached")
}

#: epoch, cursor, schema, applied, as_of.
meta = Table(
    "cache_meta",
    cache_metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

#: A document as the hub last sent it, while open commands change the cached one. An empty body: the hub has none.
pristine = Table(
    "pristine",
    cache_metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Id, primary_key=True),
    Column("body", Text, nullable=True),
)

_SEARCH_INDEXES = (
    'CREATE INDEX IF NOT EXISTS sx_order_no ON "order" (order_no)',
    'CREATE INDEX IF NOT EXISTS sx_order_no_end ON "order" (substr(order_no, -4), placed_at, order_no)',
    'CREATE INDEX IF NOT EXISTS sx_order_no_body ON "order" (substr(order_no, -5, 4), placed_at, order_no)',
    "CREATE INDEX IF NOT EXISTS sx_waybill_end ON waybill (substr(number, -4))",
    "CREATE INDEX IF NOT EXISTS sx_consignee_phone_tail ON consignee (substr(phone, -4))",
    "CREATE INDEX IF NOT EXISTS sx_parcel_no ON parcel (parcel_no)",
    "CREATE INDEX IF NOT EXISTS sx_sku_code ON sku (code)",
    "CREATE INDEX IF NOT EXISTS sx_sku_scan ON sku (upper(replace(code, ' ', '')))",
    'CREATE INDEX IF NOT EXISTS sx_order_amount ON "order" (amount_fen, id)',
    'CREATE INDEX IF NOT EXISTS sx_order_promised ON "order" (promised_at, id)',
    'CREATE INDEX IF NOT EXISTS sx_order_node_amount ON "order" (node, amount_fen, id)',
    'CREATE INDEX IF NOT EXISTS sx_order_node_updated ON "order" (node, updated_at, id)',
    'CREATE INDEX IF NOT EXISTS sx_order_node_promised ON "order" (node, promised_at, id)',
    'CREATE INDEX IF NOT EXISTS sx_order_sales ON "order" (salesperson_id, placed_at, id)',
    'CREATE INDEX IF NOT EXISTS sx_order_source ON "order" (source_order_no) WHERE source_order_no IS NOT NULL',
    "CREATE INDEX IF NOT EXISTS sx_shipment_no ON shipment (shipment_no)",
    "CREATE INDEX IF NOT EXISTS sx_shipment_ready ON shipment (warehouse_id, node)",
    "CREATE INDEX IF NOT EXISTS sx_parcel_state ON parcel (warehouse_id, state)",
)


def create_cache(connection: Connection) -> None:
    """Creates all cache tables and their indexes in an empty file."""
    for statement in _definition():
        connection.exec_driver_sql(statement)


@lru_cache(maxsize=1)
def _definition() -> tuple[str, ...]:
    dialect = sqlite.dialect()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in cache_metadata.sorted_tables]
    made += [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in cache_metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda index: str(index.name))
    ]
    return (*made, *_SEARCH_INDEXES)


@lru_cache(maxsize=1)
def schema_hash() -> str:
    """Twelve hex digits that change when the cache's tables do; a cache of another hash is made anew."""
    return hashlib.sha256("\n".join(_definition()).encode()).hexdigest()[:12]
