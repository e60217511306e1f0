"""How a workstation becomes a device: a one-time code, five tries, and a secret of its own making."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from db.tables import orders, people
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Device
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.numbers import device_code
from orderdesk.errors import Refused
from orderdesk.hub.hashing import hash_secret, normal_code
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.problems import Problem
from orderdesk.hub.publishing import publish
from orderdesk.ids import new_id

TRIES = 5
TRIES_PER = timedelta(minutes=10)


class WrongTries:
    """Counts wrong codes by where they come from: a wrong code names no row that could count them. Thread-safe."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._lock = threading.Lock()

    def require_some_left(self, address: str, at: datetime) -> None:
        """Raises Problem `enrolment.too_many_tries` after five wrong codes within ten minutes."""
        with self._lock:
            tries = self._seen[address]
            while tries and tries[0] <= at - TRIES_PER:
                tries.popleft()
            if len(tries) >= TRIES:
                wait_s = (tries[0] + TRIES_PER - at).total_seconds()
                raise Problem(429, "enrolment.too_many_tries", headers={"Retry-After": str(int(wait_s) + 1)})
            if not tries:
                del self._seen[address]

    def count(self, address: str, at: datetime) -> None:
        """Remembers a wrong code."""
        with self._lock:
            self._seen[address].append(at)


def enrol(connection: Connection, code: str, name: str, secret: str, at: datetime) -> Device:
    """The device that this code makes of the holder of `secret` (hex); it uses the code up.

    A secret that has enrolled before gets its device again: the first answer was lost. Raises Problem
    `enrolment.wrong_code`, `device.revoked`.
    """
    known = _device_of(connection, secret)
    if known is not None:
        return known
    codes = people.enrolment_code
    row = connection.execute(
        update(codes)
        .where(codes.c.code_hash == hash_secret(normal_code(code)), codes.c.uses_left > 0, codes.c.expires_at > at)
        .values(uses_left=codes.c.uses_left - 1)
        .returning(codes.c.seat, codes.c.device_name, codes.c.company_id, codes.c.warehouse_id)
    ).first()
    if row is None:
        raise Problem(403, "enrolment.wrong_code")
    device = Device(
        id=new_id(at),
        code=next_code(connection),
        name=name or row.device_name,
        seat=row.seat,
        company_id=row.company_id,
        warehouse_id=row.warehouse_id,
        enrolled_at=at,
    )
    Shelf(connection).save(device)
    connection.execute(
        insert(people.device_state).values(
            device_id=device.id, secret_hash=hash_secret(secret), last_n=0, program="", cursor=0, seen_at=at
        )
    )
    publish(connection, [(device, None)], at=at)
    return device


def revoke(connection: Connection, device_id: UUID, at: datetime, *, within: UUID | None = None) -> None:
    """Shuts a device out for good. Raises Problem `device.unknown`, and Refused `access.other_company` for one that
    does not belong to the company `within`."""
    shelf = Shelf(connection)
    device = shelf.load(Key("device", device_id), lock=True)
    if not isinstance(device, Device) or device_id == HUB_DEVICE_ID:
        raise Problem(404, "device.unknown")
    if within is not None and device.company_id != within:
        raise Refused("access.other_company", device=device.code)
    if device.revoked_at is None:
        device.revoked_at = at
        shelf.save(device)
        publish(connection, [(device, device.scope())], at=at)


def _device_of(connection: Connection, secret: str) -> Device | None:
    states = people.device_state
    device_id = connection.execute(
        select(states.c.device_id).where(states.c.secret_hash == hash_secret(secret))
    ).scalar()
    if device_id is None:
        return None
    device = Shelf(connection).load(Key("device", device_id))
    assert isinstance(device, Device)
    if device.revoked_at is not None:
        raise Problem(403, "device.revoked")
    return device


def next_code(connection: Connection) -> str:
    """A device code that was never given out."""
    counter, devices = orders.number_counter, people.device
    connection.execute(
        text("INSERT INTO number_counter (name, last) VALUES ('device', -1) ON CONFLICT (name) DO NOTHING")
    )
    while True:
        serial = connection.execute(
            update(counter).where(counter.c.name == "device").values(last=counter.c.last + 1).returning(counter.c.last)
        ).scalar_one()
        code = device_code(serial)
        # Demo data and imports may have brought devices that this counter does not know.
        if connection.execute(select(devices.c.id).where(devices.c.code == code)).first() is None:
            return code
