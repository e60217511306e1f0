"""The hub as a web application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI

from db.schema import check, prepare
from orderdesk.clock import Clock, SystemClock
from orderdesk.hub import (
    problems,
    routes_devices,
    routes_erasing,
    routes_health,
    routes_jobs,
    routes_orders,
    routes_people,
    routes_sessions,
    routes_snapshot,
    routes_stock,
    routes_sync,
    routes_systems,
    routes_uploads,
)
from orderdesk.hub.door import Door
from orderdesk.hub.gate import require_declared
from orderdesk.hub.listen import listen
from orderdesk.hub.process import Background, Hub, make_hub
from orderdesk.hub.settings import HubSettings

__all__ = ["HubSettings", "create_app"]

_ROUTERS = (
    routes_devices.router,
    routes_people.router,
    routes_sessions.router,
    routes_sync.router,
    routes_snapshot.router,
    routes_orders.router,
    routes_stock.router,
    routes_uploads.router,
    routes_jobs.router,
    routes_erasing.router,
    routes_health.router,
    routes_systems.router,
)


def create_app(
    settings: HubSettings,
    *,
    clock: Clock | None = None,
    extras: Sequence[APIRouter] = (),
    background: Sequence[Background] = (),
) -> FastAPI:
    """The hub's application; `app.state.hub` is its Hub. `extras` are further routers, whose routes declare who may
    call them as all others do; `background` are coroutine functions that run from start to stop.

    Raises UndeclaredRoute, BadDatabaseUrl; at its start NewerDatabase, OlderDatabase, or the database's own error.
    """
    hub = make_hub(settings, clock or SystemClock())

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Snapshots hold all that a seat may see: they are for nobody else on this computer.
        settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        await hub.work(prepare if settings.migrates else check, hub.store.engine)
        await hub.tail.start()
        tasks = [asyncio.create_task(task) for task in _tasks(hub, background)]
        yield
        hub.tail.end()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        hub.store.close()

    app = FastAPI(
        title="OrderDesk hub", version="1", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None
    )
    app.state.hub = hub
    for router in (*_ROUTERS, *extras):
        # Flat, so that what is served is what is checked.
        require_declared(router.routes)
        app.router.routes.extend(router.routes)
    problems.install(app)
    app.add_middleware(
        Door, metrics=hub.metrics, max_body_bytes=max(settings.max_body_bytes, settings.max_upload_bytes)
    )
    return app


def _tasks(hub: Hub, background: Sequence[Background]) -> list[Any]:
    found: list[Any] = [hub.tail.run(), hub.snapshots.keep_ready(), *(task(hub) for task in background)]
    if not hub.store.is_sqlite:
        found.append(listen(hub.store.engine, hub.tail))
    return found
