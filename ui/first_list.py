"""The first page of orders, read by plain SQLite before the heavy imports: the one place of the window that may."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from orderdesk.queries.rows import OrderRow

FIRST_ROWS = 64

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = ", ".join(f'"{name}"' for name in OrderRow.__slots__)
_FIRST = f'SELECT {_COLUMNS} FROM "order" ORDER BY placed_at DESC, id DESC LIMIT {FIRST_ROWS}'  # constants


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the folder tells before anything else is loaded."""

    is_enrolled: bool
    seat: str
    hub: str
    device_name: str
    has_session: bool
    orders: tuple[OrderRow, ...]


def first_look(folder: Path, now: datetime) -> FirstLook:
    """Reads identity and, for somebody whose shift goes on, the newest orders of a workstation's folder."""
    facts = _facts(folder / "journal.db")
    cache = folder / facts.get("cache", "")
    session = facts.get("session", "")
    # Whoever starts the program without being signed in must not see anybody's orders.
    is_here = bool(session) and datetime.fromisoformat(json.loads(session)["expires_at"]) > now
    orders = _orders(cache) if is_here and facts.get("cache") and cache.is_file() else ()
    return FirstLook(
        is_enrolled="device_id" in facts,
        seat=facts.get("seat", ""),
        hub=facts.get("hub", ""),
        device_name=facts.get("device_name", ""),
        has_session=is_here,
        orders=orders,
    )


def _facts(journal: Path) -> dict[str, str]:
    if not journal.is_file():
        return {}
    return {name: value for name, value in _read(journal, "SELECT name, value FROM fact")}


def _orders(cache: Path) -> tuple[OrderRow, ...]:
    return tuple(_row(values) for values in _read(cache, _FIRST))


def _read(path: Path, statement: str) -> list[Any]:
    try:
        connection = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True, timeout=0.2)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        # An older or half-made file: the workstation itself will say what is wrong with it, a moment later.
        return []


def _row(values: tuple[Any, ...]) -> OrderRow:
    found = dict(zip(OrderRow.__slots__, values, strict=True))
    found["id"] = UUID(bytes=found["id"])
    found["held"] = bool(found["held"])
    for name in ("node_at", "promised_at", "updated_at"):
        if found[name] is not None:
            found[name] = _EPOCH + timedelta(microseconds=found[name])
    return OrderRow(**found)
