"""Many orders in a hub's database at little cost: copies of those that the hub has placed itself."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: What an order's page shows: the root and its parts, each with the column that names the root.
_TABLES = {
    "order": "id", "consignee": "order_id", "order_line": "order_id", "order_check": "order_id", "shipment": "order_id",
    "shipment_line": "order_id", "order_step": "order_id",
}  # fmt: skip
Rows = dict[str, list[dict[str, Any]]]


def multiply(path: Path, orders: int) -> None:
    """Copies the orders that the hub has placed, under new ids, numbers, phones and addresses."""
    dice = random.Random(1)
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        patterns = [_pattern(file, row["id"]) for row in file.execute('SELECT id FROM "order"').fetchall()]
        file.execute("PRAGMA synchronous = OFF")
        file.execute("PRAGMA cache_size = -400000")
        for portion in _portions(orders, 5_000):
            copies = [_copy(patterns[number % len(patterns)], number, dice) for number in portion]
            for table in _TABLES:
                rows = [tuple(row.values()) for copy in copies for row in copy[table]]
                marks = ", ".join("?" * len(rows[0]))
                names = ", ".join(f'"{name}"' for name in copies[0][table][0])
                file.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
            file.commit()


def _portions(count: int, size: int) -> Iterator[range]:
    for start in range(0, count, size):
        yield range(start, min(start + size, count))


def _pattern(file: sqlite3.Connection, order_id: bytes) -> Rows:
    return {
        table: [dict(row) for row in file.execute(f'SELECT * FROM "{table}" WHERE "{column}" = ?', (order_id,))]
        for table, column in _TABLES.items()
    }


def _copy(pattern: Rows, number: int, dice: random.Random) -> Rows:
    ids: dict[bytes, bytes] = {}
    # As in life, ids begin with the time; the rest is chance and does not compress.
    prefix = (int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000) + number * 50).to_bytes(6, "big")
    for rows in pattern.values():
        for row in rows:
            ids[row["id"]] = prefix + dice.randbytes(10)
    copy = {
        table: [
            {name: ids.get(value, value) if isinstance(value, bytes) else value for name, value in row.items()}
            for row in rows
        ]
        for table, rows in pattern.items()
    }
    (order,), (consignee,), (shipment,) = copy["order"], copy["consignee"], copy["shipment"]
    order["order_no"], shipment["shipment_no"] = f"SO26{number:012}", f"SO26{number:012}-1"
    consignee["phone"], consignee["street"] = f"100{dice.randrange(10**8):08}", f"灵江路{dice.randrange(2_000)}号"
    return copy
