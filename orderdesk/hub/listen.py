"""Wakes the tail when another hub process has committed: PostgreSQL's LISTEN."""

from __future__ import annotations

import asyncio
import logging

import psycopg
from sqlalchemy import Engine

from db.engine import backends
from orderdesk.hub.tail import Tail

_log = logging.getLogger("orderdesk.hub.tail")

CHANNEL = "orderdesk_changes"
_PAUSE_S = 2.0


async def listen(engine: Engine, tail: Tail) -> None:
    """Runs until it is cancelled. While its connection is lost the tail's own polling goes on."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                tail.wake()
                async for notice in connection.notifies():
                    tail.hear(int(notice.payload), is_own=notice.pid in backends(engine))
        except psycopg.Error as error:
            _log.warning("listening interrupted error=%s", type(error).__name__)
        await asyncio.sleep(_PAUSE_S)
