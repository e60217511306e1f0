"""The commands that run until they are stopped: serve, work, sandbox."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

import httpx
import uvicorn
from fastapi import APIRouter
from sqlalchemy import URL

from orderdesk.clock import SetClock, SystemClock
from orderdesk.config import BadSetting, HubConfig, Secret, data_folder
from orderdesk.hub.app import create_app
from orderdesk.hub.background import Background
from orderdesk.hub.callbacks import callback_routes
from orderdesk.hub.cli import EXIT_OK, CannotRun
from orderdesk.hub.control import control_routes
from orderdesk.hub.execute import Executor
from orderdesk.hub.opening import configured, database_url, locked_alone, opened, sqlite_path
from orderdesk.hub.process import Background as Task
from orderdesk.hub.process import Hub
from orderdesk.hub.serving import CannotListen, open_listener, server_for
from orderdesk.hub.settings import HubSettings
from orderdesk.hub.systems import Systems, connect
from orderdesk.logs import log_to_stderr
from orderdesk.sandbox.settings import SandboxSettings

_log = logging.getLogger("orderdesk.hub")


def serve(asked: Namespace) -> int:
    """Serves until it is told to stop; prints where, once it is ready."""
    log_to_stderr()
    config = configured(asked)
    url = database_url(asked, config)
    with _listen(asked.host, asked.port) as listener, locked_alone(url, purpose="orderdesk-hub serve") as lock:
        address = _address(asked.host, listener)
        config = _outside(config, asked, public_url=config.public_url or address)
        with opened(url, migrates=True):
            pass
        if lock is not None:
            lock.announce(address)
        with _client(config) as client:
            systems = _connect(config, client)
            settings = HubSettings(
                database_url=url.render_as_string(hide_password=False),
                data_folder=_files_of(url),
                public_url=config.public_url,
                host=asked.host,
                port=listener.getsockname()[1],
                migrates=False,
                links=systems.links,
            )
            token = lock.token if lock else ""
            extras, wake = _extras(systems, token)
            tasks: list[Task] = [_announcement(address)]
            if not asked.no_work:
                heads = Path(config.heads_folder) if config.heads_folder else None
                tasks.append(_background(systems, heads, wake))
            _run_until_told(server_for(create_app(settings, extras=extras, background=tasks)), listener)
    return EXIT_OK


def work(asked: Namespace) -> int:
    """Runs jobs and timers until it is told to stop."""
    log_to_stderr()
    config = configured(asked)
    url = database_url(asked, config)
    if sqlite_path(url) is not None:
        raise CannotRun("on SQLite one process does everything: orderdesk-hub serve runs the jobs and timers too")
    config = _outside(config, asked, public_url=config.public_url)
    if config.kuaidi100.base_url and not config.public_url:
        raise CannotRun("set public_url: the courier service must be told where the hub is")
    clock = SystemClock()
    with opened(url, migrates=True) as store, _client(config) as client:
        heads = Path(config.heads_folder) if config.heads_folder else None
        systems = _connect(config, client)
        background = Background(store, clock, Executor(store, clock, links=systems.links), systems, heads_folder=heads)
        background.start()
        print("orderdesk-hub: working", flush=True)
        _wait_for_signal()
        background.stop()
    return EXIT_OK


def sandbox(asked: Namespace) -> int:
    """Serves the imitated outside world; prints where, once it is ready."""
    from orderdesk.sandbox.app import create_sandbox

    log_to_stderr()
    clock = SetClock(SystemClock().now())
    settings = SandboxSettings(
        hub_url=asked.hub,
        speed=asked.speed,
        pace=asked.pace,
        seed=asked.seed,
        first_scan_h=asked.collects_after,
    )
    with _listen(asked.host, asked.port) as listener:
        app = create_sandbox(clock, Path(asked.state) if asked.state else None, settings=settings)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none", lifespan="on"))
        print(f"orderdesk-hub: sandbox on {_address(asked.host, listener)}", flush=True)
        _run_until_told(server, listener)
    return EXIT_OK


class _Bell:
    """Rings for the background once there is one."""

    def __init__(self) -> None:
        self.wake: Callable[[], None] = lambda: None

    def ring(self) -> None:
        """Wakes whoever is there."""
        self.wake()


def _extras(systems: Systems, token: str) -> tuple[list[APIRouter], _Bell]:
    """The routes beside the protocol, and the bell that a callback rings."""
    bell = _Bell()
    extras = [callback_routes(systems.readers, on_taken=bell.ring)]
    if token:
        extras.append(control_routes(token))
    return extras, bell


def _background(systems: Systems, heads: Path | None, bell: _Bell) -> Task:
    async def work_beside(hub: Hub) -> None:
        background = Background(hub.store, hub.clock, hub.executor, systems, heads_folder=heads)
        # A callback queues one job, and that is for the inbox.
        bell.wake = partial(background.wake, "inbox")
        await background.serve(hub)

    return work_beside


def _announcement(address: str) -> Task:
    async def announce(_: Hub) -> None:
        print(f"orderdesk-hub: serving on {address}", flush=True)

    return announce


def _listen(host: str, port: int) -> socket:
    try:
        return open_listener(host, port)
    except CannotListen as error:
        raise CannotRun(str(error)) from error


def _address(host: str, listener: socket) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "") else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"


def _files_of(url: URL) -> Path:
    path = sqlite_path(url)
    return data_folder() / "hub-files" if path is None else path.with_name(f"{path.stem}-files")


def _outside(config: HubConfig, asked: Namespace, *, public_url: str) -> HubConfig:
    """The settings with the sandbox as the outside where that was asked for: its words are known."""
    config = replace(config, public_url=public_url)
    if not asked.sandbox:
        return config
    known, base_url = SandboxSettings(), asked.sandbox.rstrip("/")
    return replace(
        config,
        flux=replace(
            config.flux,
            base_url=f"{base_url}/flux/datahub/FluxWmsJsonApi/",
            client_customerid=known.flux_client_customerid,
            client_db=known.flux_client_db,
            app_key=Secret(known.flux_app_key),
            app_token=Secret(known.flux_app_token),
            app_secret=Secret(known.flux_app_secret),
            callback_token=Secret(known.flux_callback_token),
            calls_per_second=100.0,
        ),
        kuaidi100=replace(
            config.kuaidi100,
            base_url=f"{base_url}/kuaidi100",
            customer=known.kuaidi100_customer,
            key=Secret(known.kuaidi100_key),
            master_secret=Secret("sandbox-master-secret"),
            callback_token=Secret("sandbox-kuaidi100"),
            calls_per_second=100.0,
        ),
        u8=replace(
            config.u8,
            base_url=f"{base_url}/u8",
            from_account=known.u8_from_account,
            to_account=known.u8_to_account,
            app_key=Secret(known.u8_app_key),
            app_secret=Secret(known.u8_app_secret),
            # What is imitated answers at once, and whoever tries it out does not want to wait for the next minute.
            orders_every_s=5.0,
            stock_every_s=15.0,
            calls_per_second=100.0,
        ),
        wecom=replace(
            config.wecom,
            base_url=f"{base_url}/wecom",
            key=Secret(known.wecom_keys[0]),
            customers_key=Secret(known.wecom_keys[1]),
        ),
    )


def _connect(config: HubConfig, client: httpx.Client) -> Systems:
    try:
        return connect(config, clock=SystemClock(), client=client)
    except BadSetting as error:
        raise CannotRun(str(error)) from error


def _client(config: HubConfig) -> httpx.Client:
    """One client for all systems. A proxy of the environment is used only where some system is not on this machine."""
    addresses = [
        section.base_url for section in (config.flux, config.kuaidi100, config.u8, config.wecom) if section.base_url
    ]
    return httpx.Client(trust_env=not all(_is_here(address) for address in addresses))


def _is_here(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _run_until_told(server: uvicorn.Server, listener: socket) -> None:
    """Runs to a clean end: the server raises the signal that stopped it once more, and then it must do nothing."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    server.run([listener])


def _wait_for_signal() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    while not told.wait(1.0):
        pass
