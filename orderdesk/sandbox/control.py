"""The control plane of the sandbox, /__sim/: its clock, its faults, its log, its memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from fastapi import APIRouter, HTTPException
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from orderdesk.sandbox.faults import Fault
from orderdesk.sandbox.flux_floor import FluxFloor
from orderdesk.sandbox.kuaidi100_road import Road
from orderdesk.sandbox.postman import Delivery
from orderdesk.sandbox.world import World


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Seed(_Asked):
    """Chance anew, and how often things go wrong by themselves; what is left out stays."""

    seed: int | None = None
    trouble_share: float | None = Field(default=None, ge=0, le=1)
    silent_share: float | None = Field(default=None, ge=0, le=1)
    short_share: float | None = Field(default=None, ge=0, le=1)
    pace: float | None = Field(default=None, gt=0)
    first_scan_h: float | None = Field(default=None, gt=0)


class Advance(_Asked):
    """How far to move the clock: to a moment, or by the sum of the durations."""

    to: AwareDatetime | None = None
    days: float = 0
    hours: float = 0
    minutes: float = 0
    seconds: float = 0


_NOWHERE = Advance()


class Push(_Asked):
    """Sends the callbacks of one shipment or waybill (`com|number`) now: first `steps` further steps are taken,
    then all its callbacks so far go out, each `copies` times, in order or reversed."""

    system: Literal["flux", "kuaidi100"]
    key: str
    steps: int = Field(default=0, ge=0)
    copies: int = Field(default=1, ge=1, le=100)
    reversed: bool = False


class FluxMove(_Asked):
    """Moves a shipment to a status now."""

    doc_no: str
    status: str


class CourierScan(_Asked):
    """Adds a scan to a subscribed waybill and pushes the track; `at` defaults to now."""

    com: str
    number: str
    code: str
    text: str = ""
    at: AwareDatetime | None = None


class Remembers(Protocol):
    """An imitated system that only answers: what it knows, and how it forgets."""

    def state(self) -> dict[str, Any]:
        """Every effect that a call has had."""
        ...

    def clear(self) -> None:
        """Forgets everything."""
        ...


def control_routes(world: World, floor: FluxFloor, road: Road, others: Mapping[str, Remembers]) -> APIRouter:
    """All routes of the control plane; `others` are the systems that never call the hub, by name."""
    router = APIRouter(prefix="/__sim")
    _memory_routes(router, world, floor, road, others)
    _clock_routes(router, world)
    _fault_routes(router, world)
    _push_routes(router, world, floor, road)
    return router


def _memory_routes(
    router: APIRouter, world: World, floor: FluxFloor, road: Road, others: Mapping[str, Remembers]
) -> None:
    @router.post("/reset")
    async def reset() -> dict[str, Any]:
        """Forgets everything but the clock; settings and dice are as at the start."""
        for clear in (world.agenda.clear, world.postman.clear, floor.clear, road.clear, world.log.clear):
            clear()
        for other in others.values():
            other.clear()
        world.shelf.clear()
        world.restore()
        return {"reset": True}

    @router.post("/seed")
    async def seed(asked: Seed) -> dict[str, Any]:
        world.change(**asked.model_dump(exclude_none=True))
        world.book.reseed(world.settings.seed)
        names = ("seed", "trouble_share", "silent_share", "short_share", "pace", "first_scan_h")
        return {name: getattr(world.settings, name) for name in names}

    @router.get("/state")
    async def state() -> dict[str, Any]:
        """What the imitated systems know: every effect that a call has had is here, once."""
        return {
            "flux": {doc_no: asdict(order) for doc_no, order in floor.orders.items()},
            "flux_locks": {doc_no: asdict(lock) for doc_no, lock in floor.locks.items()},
            "kuaidi100": {key: asdict(waybill) for key, waybill in road.waybills.items()},
            **{name: other.state() for name, other in others.items()},
            "callbacks_waiting": world.postman.waiting,
        }

    @router.get("/log")
    async def log(operation: str = "") -> list[dict[str, Any]]:
        """The calls as received and the callbacks as sent, oldest first."""
        return [entry for entry in world.log if not operation or entry["operation"] == operation]

    @router.delete("/log")
    async def clear_log() -> dict[str, Any]:
        world.log.clear()
        return {"cleared": True}


def _clock_routes(router: APIRouter, world: World) -> None:
    @router.get("/clock")
    async def clock() -> dict[str, Any]:
        return _clock(world)

    @router.post("/clock/advance")
    async def advance(asked: Advance = _NOWHERE) -> dict[str, Any]:
        """Moves the clock on; answers when all that was due on the way has been done and delivered."""
        by = timedelta(days=asked.days, hours=asked.hours, minutes=asked.minutes, seconds=asked.seconds)
        taken = await world.agenda.advance_to(asked.to or world.now() + by)
        world.remember_clock()
        return {**_clock(world), "taken": taken}


def _clock(world: World) -> dict[str, Any]:
    next_at: datetime | None = world.agenda.next_at()
    return {
        "now": world.now().isoformat(),
        "speed": world.settings.speed,
        "pace": world.settings.pace,
        "next_at": next_at.isoformat() if next_at else None,
    }


def _fault_routes(router: APIRouter, world: World) -> None:
    @router.get("/faults")
    async def faults() -> list[Fault]:
        return world.book.planned

    @router.post("/faults")
    async def plan(asked: list[Fault]) -> list[Fault]:
        """Plans faults behind those already planned."""
        world.book.planned.extend(asked)
        return world.book.planned

    @router.delete("/faults")
    async def forget() -> dict[str, Any]:
        world.book.planned.clear()
        return {"cleared": True}


def _push_routes(router: APIRouter, world: World, floor: FluxFloor, road: Road) -> None:
    makers: dict[str, Callable[..., list[Delivery]]] = {"flux": floor.deliveries, "kuaidi100": road.deliveries}

    async def deliver() -> None:
        await world.agenda.advance_to(world.now())

    @router.post("/push")
    async def push(asked: Push) -> dict[str, Any]:
        made = makers[asked.system](asked.key, steps=asked.steps)
        if not made:
            raise HTTPException(404, f"{asked.system} has nothing to tell about {asked.key}")
        sent = [delivery for delivery in made for _ in range(asked.copies)]
        for delivery in reversed(sent) if asked.reversed else sent:
            world.postman.post(delivery)
        await deliver()
        return {"sent": len(sent)}

    @router.post("/flux/move")
    async def move(asked: FluxMove) -> dict[str, Any]:
        if not floor.move(asked.doc_no, asked.status):
            raise HTTPException(404, f"no shipment {asked.doc_no}")
        await deliver()
        return {"status": asked.status}

    @router.post("/kuaidi100/scan")
    async def scan(asked: CourierScan) -> dict[str, Any]:
        if not road.scan(f"{asked.com}|{asked.number}", asked.code, asked.text, asked.at):
            raise HTTPException(404, f"nobody follows {asked.com} {asked.number}")
        await deliver()
        return {"code": asked.code}
