"""The yardstick of `place_order` and `fulfil`: bare FastAPI routes that write the same rows, and nothing else.

They check nothing and compute nothing: the rows are those of an order that the product has placed, under new ids.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from socket import socket
from typing import Any
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import Connection, Table, insert, select, update

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import customers, log, orders, people, stock

_PARTS = (
    orders.consignee,
    orders.order_line,
    orders.order_check,
    orders.shipment,
    orders.shipment_line,
    orders.order_step,
    stock.reservation,
    stock.reservation_open,
    log.order_event,
)


class Line(BaseModel):
    """A line as it comes in."""

    sku: UUID
    quantity: int
    price_micro: int


class Ask(BaseModel):
    """An order as it comes in."""

    customer_id: UUID
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The rows of one placed order by table, and the ids that each copy needs anew."""

    rows: dict[Table, list[dict[str, Any]]]
    own_ids: frozenset[UUID]
    stocks: tuple[UUID, ...]
    device_id: UUID

    def copy(self) -> dict[Table, list[dict[str, Any]]]:
        """The rows of another order."""
        ids = {each: uuid4() for each in self.own_ids}
        no = uuid4().hex
        fresh = {"order_no": no, "shipment_no": no}
        return {
            table: [
                {
                    name: fresh.get(name) or (ids.get(value, value) if isinstance(value, UUID) else value)
                    for name, value in row.items()
                }
                for row in rows
            ]
            for table, rows in self.rows.items()
        }


def find_pattern(connection: Connection) -> Pattern:
    """Takes the newest order as the pattern."""
    command = connection.execute(select(log.command).order_by(log.command.c.seq.desc()).limit(1)).one()
    order_id = connection.execute(
        select(orders.order.c.id).order_by(orders.order.c.updated_at.desc()).limit(1)
    ).scalar_one()
    rows: dict[Table, list[dict[str, Any]]] = {orders.order: _rows(connection, orders.order, "id", order_id)}
    for table in _PARTS:
        rows[table] = _rows(connection, table, "order_id", order_id)
    rows[log.change] = _rows(connection, log.change, "seq", command.seq)
    rows[log.command] = [dict(command._mapping)]
    own = {value for found in rows.values() for row in found for name, value in row.items() if _is_own(name, value)}
    stocks = tuple(row["stock_id"] for row in rows[stock.reservation])
    return Pattern(rows, frozenset(own | {order_id}), stocks, command.device_id)


def write(connection: Connection, pattern: Pattern, ask: Ask) -> int:
    """Writes one copy, and the counters that an order moves."""
    head, state, credit = log.log_head, people.device_state, customers.credit_use
    connection.execute(update(state).where(state.c.device_id == pattern.device_id).values(last_n=state.c.last_n + 1))
    connection.execute(
        update(credit).where(credit.c.customer_id == ask.customer_id).values(open_fen=credit.c.open_fen + 1)
    )
    for stock_id, line in sorted(zip(pattern.stocks, ask.lines, strict=True), key=lambda pair: pair[0].int):
        table = stock.stock
        connection.execute(
            update(table).where(table.c.id == stock_id).values(reserved=table.c.reserved + line.quantity)
        )
    copied = pattern.copy()
    for table, rows in copied.items():
        if table not in (log.change, log.command):
            connection.execute(insert(table), rows)
    seq = connection.execute(update(head).values(last=head.c.last + 1).returning(head.c.last)).scalar_one()
    connection.execute(insert(log.change), [{**row, "seq": seq} for row in copied[log.change]])
    connection.execute(insert(log.command), [{**row, "seq": seq, "n": seq} for row in copied[log.command]])
    return int(seq)


def write_step(connection: Connection, pattern: Pattern) -> int:
    """Writes what the least of all commands leaves behind: a step, its event, the order's new version, the command."""
    state, head, order = people.device_state, log.log_head, orders.order
    connection.execute(update(state).where(state.c.device_id == pattern.device_id).values(last_n=state.c.last_n + 1))
    connection.execute(
        update(order).where(order.c.id == pattern.rows[order][0]["id"]).values(version=order.c.version + 1)
    )
    step, event = pattern.rows[orders.order_step][0], pattern.rows[log.order_event][0]
    connection.execute(insert(orders.order_step).values({**step, "id": uuid4()}))
    connection.execute(insert(log.order_event).values({**event, "event_id": uuid4(), "chain": uuid4().int >> 65}))
    seq = connection.execute(update(head).values(last=head.c.last + 1).returning(head.c.last)).scalar_one()
    change, command = pattern.rows[log.change][0], pattern.rows[log.command][0]
    connection.execute(insert(log.change).values({**change, "seq": seq}))
    connection.execute(insert(log.command).values({**command, "id": uuid4(), "seq": seq, "n": seq}))
    return int(seq)


def make_app(url: str) -> FastAPI:
    """The application."""
    store = Store(open_engine(parse_url(url)))
    with store.read() as connection:
        pattern = find_pattern(connection)
    app = FastAPI()

    @app.post("/orders")
    def place(ask: Ask) -> dict[str, int]:
        with store.write() as connection:
            return {"seq": write(connection, pattern, ask)}

    @app.post("/steps")
    def step() -> dict[str, int]:
        with store.write() as connection:
            return {"seq": write_step(connection, pattern)}

    return app


def main() -> int:
    """`python -m benchmarks.bare_route URL`: serves on a free port and prints where."""
    listener = socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    server = uvicorn.Server(uvicorn.Config(make_app(sys.argv[1]), log_level="warning", access_log=False))
    print(f"bare route on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    server.run([listener])
    return 0


def _rows(connection: Connection, table: Table, column: str, value: object) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(select(table).where(table.c[column] == value))]


def _is_own(name: str, value: object) -> bool:
    """Ids that are the order's: not those of what it refers to."""
    return isinstance(value, UUID) and name in ("id", "event_id", "shipment_id", "order_line_id", "trace_id")


if __name__ == "__main__":
    sys.exit(main())
