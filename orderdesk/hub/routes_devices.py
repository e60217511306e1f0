"""Enrolment, and what a device may ask about itself."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import select

from db.tables import log, people
from orderdesk.access import Seat
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Device
from orderdesk.documents.shelf import Shelf
from orderdesk.hub import changelog
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.auth import DeviceCaller, UserCaller
from orderdesk.hub.enrolment import enrol as enrol_device
from orderdesk.hub.enrolment import revoke as revoke_device
from orderdesk.hub.gate import Enrolling, FromAdministrator, FromDevice
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.rosters import ListedDevice, list_devices
from orderdesk.hub.wire import Body, Count, FilledText, Hex64, OutcomeBody, ShortText

router = APIRouter(tags=["devices"])

_log = logging.getLogger("orderdesk.hub.people")

OUTCOMES_AT_ONCE = 500


class Enrolment(Body):
    """A one-time code, a name for the list of devices, and the secret that the workstation has made (256 bits)."""

    code: FilledText
    name: ShortText = ""
    secret: Hex64


class Enrolled(BaseModel):
    """What the code has made of the workstation."""

    device_id: UUID
    device_code: str
    name: str
    seat: str
    company_id: UUID | None
    warehouse_id: UUID | None
    bench_mode: str
    hub: str


class DeviceState(BaseModel):
    """How far the hub has come with this device's commands, and where the log stands."""

    epoch: str
    last_n: int
    head: int
    device: Device


class Outcomes(BaseModel):
    """Outcomes in the order of `n`; ask again after the last one until none come."""

    epoch: str
    last_n: int
    outcomes: list[OutcomeBody]


class DeviceList(BaseModel):
    """The workstations by their code."""

    devices: list[ListedDevice]


class CodeWish(Body):
    """The place for which a code is wanted; company and warehouse by their codes."""

    seat: Seat
    name: FilledText
    company: FilledText | None = None
    warehouse: FilledText | None = None


class CodeMade(BaseModel):
    """A one-time code and when it lapses."""

    code: str
    expires_at: datetime


@router.post("/v1/enrol", dependencies=[Enrolling], responses=documented(400, 403, 426, 429))
async def enrol(request: Request, body: Enrolment) -> Enrolled:
    """Makes a device of the workstation. The same secret again gets the same device again."""
    hub = hub_of(request)
    address = request.client.host if request.client else ""
    now = hub.clock.now()
    hub.wrong_tries.require_some_left(address, now)
    try:
        device = await hub.work(_enrol, hub, body, now)
    except Problem as problem:
        if problem.code == "enrolment.wrong_code":
            hub.wrong_tries.count(address, now)
        raise
    hub.tail.wake()
    return Enrolled(
        device_id=device.id,
        device_code=device.code,
        name=device.name,
        seat=device.seat,
        company_id=device.company_id,
        warehouse_id=device.warehouse_id,
        bench_mode=device.bench_mode,
        hub=hub.settings.public_url,
    )


def _enrol(hub: Hub, body: Enrolment, now: datetime) -> Device:
    with hub.store.write() as connection:
        return enrol_device(connection, body.code, body.name, body.secret, now)


@router.get("/v1/device", responses=documented(401, 403, 426))
async def device_state(request: Request, caller: FromDevice) -> DeviceState:
    """The device as the hub knows it, and the number of its last command."""
    hub = hub_of(request)
    return await hub.work(_device_state, hub, caller)


def _device_state(hub: Hub, caller: DeviceCaller) -> DeviceState:
    states = people.device_state
    with hub.store.read() as connection:
        head = changelog.read_head(connection)
        last_n = connection.execute(select(states.c.last_n).where(states.c.device_id == caller.id)).scalar_one()
        device = Shelf(connection).load(Key("device", caller.id))
    assert isinstance(device, Device)
    return DeviceState(epoch=head.epoch, last_n=last_n, head=head.last, device=device)


@router.get("/v1/outcomes", responses=documented(401, 403, 426))
async def outcomes(request: Request, caller: FromDevice, after_n: Annotated[Count, Query()] = 0) -> Outcomes:
    """What became of this device's commands after a number: up to 500, kept for 90 days."""
    hub = hub_of(request)
    return await hub.work(_outcomes, hub, caller, after_n)


def _outcomes(hub: Hub, caller: DeviceCaller, after_n: int) -> Outcomes:
    commands, states = log.command, people.device_state
    with hub.store.read() as connection:
        head = changelog.read_head(connection)
        last_n = connection.execute(select(states.c.last_n).where(states.c.device_id == caller.id)).scalar_one()
        rows = connection.execute(
            select(commands)
            .where(commands.c.device_id == caller.id, commands.c.n > after_n)
            .order_by(commands.c.n)
            .limit(OUTCOMES_AT_ONCE)
        )
        found = [
            OutcomeBody(id=row.id, n=row.n, status=row.status, code=row.code, facts=row.facts, seq=row.seq)
            for row in rows
        ]
    return Outcomes(epoch=head.epoch, last_n=last_n, outcomes=found)


@router.get("/v1/devices", responses=documented(401, 403, 426))
async def devices(request: Request, caller: FromAdministrator) -> DeviceList:
    """The workstations, also those that were shut out. At one of a company that company's."""
    hub = hub_of(request)
    # Copied here: the tail belongs to this loop.
    return await hub.work(_devices, hub, caller, dict(hub.tail.following))


def _devices(hub: Hub, caller: UserCaller, following: dict[UUID, int]) -> DeviceList:
    within = caller.device.scope.company_id
    with hub.store.read() as connection:
        found = list_devices(connection, within=within, own=caller.device.id, following=following)
    return DeviceList(devices=found)


@router.post("/v1/enrolment-codes", status_code=201, responses=documented(400, 401, 403, 426))
async def make_code(request: Request, body: CodeWish, caller: FromAdministrator) -> CodeMade:
    """A one-time code for a new workstation. 422 for a bench without a warehouse, or an unknown place.

    Asked for at a workstation of one company it is for a workstation of that company.
    """
    hub = hub_of(request)
    accounts = Accounts(hub.store, hub.clock, by=str(caller.user_id), within=caller.device.scope.company_id)
    code, expires_at = await hub.work(
        accounts.make_enrolment_code, seat=body.seat, name=body.name, company=body.company, warehouse=body.warehouse
    )
    return CodeMade(code=code, expires_at=expires_at)


@router.post("/v1/devices/{device_id}/revoke", status_code=204, responses=documented(401, 403, 404, 426))
async def revoke(request: Request, device_id: UUID, caller: FromAdministrator) -> Response:
    """Shuts a workstation out for good; its open stream ends. A workstation of one company does so with no other's."""
    hub = hub_of(request)
    await hub.work(_revoke, hub, device_id, caller)
    hub.devices.forget(device_id)
    hub.tail.wake()
    return Response(status_code=204)


def _revoke(hub: Hub, device_id: UUID, caller: UserCaller) -> None:
    with hub.store.write() as connection:
        revoke_device(connection, device_id, hub.clock.now(), within=caller.device.scope.company_id)
    _log.info("workstation shut out device=%s by=%s", device_id, caller.user_id)
