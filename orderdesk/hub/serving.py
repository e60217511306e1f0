"""Runs the hub's application behind a web server."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence

import uvicorn
from fastapi import APIRouter, FastAPI

from orderdesk.errors import OrderDeskError
from orderdesk.hub.app import create_app
from orderdesk.hub.process import Background, Hub
from orderdesk.hub.settings import HubSettings

_GRACE_S = 5
_LAST_PORT = 65_535


class CannotListen(OrderDeskError):
    """The address cannot be listened on; the text is a sentence for people."""


class HubServer(uvicorn.Server):
    """Ends the open streams before it waits for open requests."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops serving."""
        self._hub.tail.end()
        await super().shutdown(sockets)


def run(settings: HubSettings, *, extras: Sequence[APIRouter] = (), background: Sequence[Background] = ()) -> None:
    """Serves until it is told to stop (SIGINT, SIGTERM). Raises CannotListen, and what create_app raises."""
    listener = open_listener(settings.host, settings.port)
    with listener:
        server_for(create_app(settings, extras=extras, background=background)).run([listener])


def server_for(app: FastAPI) -> HubServer:
    """A server for a hub's application; give it a listening socket to run."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    return HubServer(config, app.state.hub)


def open_listener(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any free one. Raises CannotListen."""
    if not 0 <= port <= _LAST_PORT:
        raise CannotListen(f"there is no port {port}: choose one up to {_LAST_PORT} with --port")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise CannotListen(_why(error, host, port)) from error
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken by another program: choose another one with --port"
    if error.errno == errno.EACCES:
        return f"port {port} needs rights that this user does not have: choose one above 1023"
    return f"cannot listen on {host}:{port}: {error.strerror or error}"
