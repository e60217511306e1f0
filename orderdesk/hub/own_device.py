"""The hub's own device: timers, callbacks and repairs act from it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, insert, select

from db.store import Store
from db.tables import people
from orderdesk.clock import Clock
from orderdesk.documents.masters import Device
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.publishing import publish

HUB_DEVICE_ID = UUID("6f726465-7264-5573-8b00-000000000001")

#: Three letters: no workstation is ever given this code, and no number is made from it.
HUB_DEVICE_CODE = "HUB"


def ensure_hub_device(store: Store, clock: Clock) -> UUID:
    """Makes the hub's device where it is missing; returns its id."""
    with store.read() as connection:
        if _is_there(connection):
            return HUB_DEVICE_ID
    with store.write() as connection:
        # Two hubs that start together: the second one waits here and then finds it.
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE device_state IN SHARE ROW EXCLUSIVE MODE")
        if not _is_there(connection):
            _make(connection, clock)
    return HUB_DEVICE_ID


def _is_there(connection: Connection) -> bool:
    states = people.device_state
    found = connection.execute(select(states.c.device_id).where(states.c.device_id == HUB_DEVICE_ID)).first()
    return found is not None


def _make(connection: Connection, clock: Clock) -> None:
    device = Device(
        id=HUB_DEVICE_ID,
        code=HUB_DEVICE_CODE,
        name="Hub",
        seat="office",
        bench_mode="verify_known",
        enrolled_at=clock.now(),
    )
    Shelf(connection).save(device)
    # No secret has this hash, so nobody signs in as the hub.
    connection.execute(
        insert(people.device_state).values(
            device_id=HUB_DEVICE_ID, secret_hash=b"", last_n=0, program="orderdesk-hub", cursor=0
        )
    )
    publish(connection, [(device, None)], at=clock.now())
