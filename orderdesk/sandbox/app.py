"""The sandbox as one web application: imitated systems, control plane, and the task that lets time pass."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI

from orderdesk.clock import SetClock
from orderdesk.sandbox import flux, kuaidi100, u8, wecom
from orderdesk.sandbox.control import control_routes
from orderdesk.sandbox.door import Door
from orderdesk.sandbox.settings import SandboxSettings
from orderdesk.sandbox.u8_control import u8_control_routes
from orderdesk.sandbox.world import World

__all__ = ["SandboxSettings", "create_sandbox"]

_TICK_S = 0.2


def create_sandbox(
    clock: SetClock, state_file: Path | None = None, *, settings: SandboxSettings | None = None
) -> FastAPI:
    """The sandbox application. It moves `clock` by itself at the set speed; with `state_file` (SQLite) it goes on
    after a restart where it stopped. Raises sqlite3.Error when that file cannot be used."""
    world = World.make(settings or SandboxSettings(), clock, state_file)
    datahub, courier = flux.FluxSystem(world), kuaidi100.Kuaidi100System(world)
    erp, robots = u8.U8System(world), wecom.WeComSystem(world)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await world.postman.open()
        datahub.floor.load()
        courier.road.load()
        erp.books.load()
        robots.load()
        task = asyncio.create_task(_let_time_pass(world)) if world.settings.speed else None
        yield
        if task:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        world.remember_clock()
        await world.postman.close()
        world.shelf.close()

    app = FastAPI(title="OrderDesk sandbox", lifespan=lifespan)
    app.include_router(flux.routes(datahub))
    app.include_router(kuaidi100.routes(courier))
    app.include_router(u8.routes(erp))
    app.include_router(wecom.routes(robots))
    app.include_router(control_routes(world, datahub.floor, courier.road, {"u8": erp.books, "wecom": robots}))
    app.include_router(u8_control_routes(world, erp))
    app.add_middleware(Door, systems=[datahub, courier, erp, robots], book=world.book, log=world.log, clock=clock)
    return app


async def _let_time_pass(world: World) -> None:
    """Moves the clock on with real time, at the set speed."""
    last = time.monotonic()
    while True:
        await asyncio.sleep(_TICK_S)
        now = time.monotonic()
        passed, last = now - last, now
        taken = await world.agenda.advance_to(world.now() + timedelta(seconds=passed * world.settings.speed))
        if taken:
            world.remember_clock()
