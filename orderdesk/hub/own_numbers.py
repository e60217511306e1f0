"""Order numbers of the hub itself, for orders that no workstation enters."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert, select, text, update

from db.tables import orders
from orderdesk.domain.numbers import ALPHABET, device_code, order_no
from orderdesk.hub.enrolment import next_code

_OWN = "hub"

_COUNTER = orders.number_counter


def next_order_no(connection: Connection, day: date) -> str:
    """The next number of a local day. Within the caller's transaction: a number that is not used is given out again.

    The device code in it is one that no workstation ever gets. Raises Refused as `domain.numbers.order_no` does.
    """
    code = _own_code(connection)
    name = f"order:{code}:{day.isoformat()}"
    connection.execute(
        text("INSERT INTO number_counter (name, last) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING"), {"name": name}
    )
    counter = connection.execute(
        update(_COUNTER).where(_COUNTER.c.name == name).values(last=_COUNTER.c.last + 1).returning(_COUNTER.c.last)
    ).scalar_one()
    return order_no(day, code, int(counter))


def _own_code(connection: Connection) -> str:
    serial = connection.execute(select(_COUNTER.c.last).where(_COUNTER.c.name == _OWN)).scalar()
    if serial is not None:
        return device_code(int(serial))
    code = next_code(connection)
    serial = ALPHABET.index(code[0]) * len(ALPHABET) + ALPHABET.index(code[1])
    connection.execute(insert(_COUNTER).values(name=_OWN, last=serial))
    return code
