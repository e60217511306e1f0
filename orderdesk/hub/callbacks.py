"""Callbacks from outside: verified over the raw bytes, kept once, answered after the commit, worked as jobs."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from db.prepared import Prepared
from db.store import Store
from db.tables import log
from orderdesk.clock import Clock
from orderdesk.connectors.ports import (
    MAX_CALLBACK_BYTES,
    CallbackAnswer,
    Forged,
    Malformed,
    ReadCallback,
    ReadsCallbacks,
)
from orderdesk.hub.casebook import concerned, open_case
from orderdesk.hub.gate import Anyone
from orderdesk.hub.inbound import subject_of
from orderdesk.hub.jobs import queue_job
from orderdesk.hub.problems import Problem
from orderdesk.hub.process import hub_of
from orderdesk.hub.publishing import publish
from orderdesk.ids import new_id

_log = logging.getLogger("orderdesk.hub.callbacks")

#: Headers that help to understand a callback later; all others may hold secrets and are forgotten.
_KEPT_HEADERS = ("content-type", "user-agent", "content-length")

_INBOX = log.inbox
_KNOWN = Prepared(
    select(_INBOX.c.id).where(_INBOX.c.source == bindparam("source"), _INBOX.c.dedupe_key == bindparam("key"))
)
_KEEP = Prepared(
    insert(_INBOX),
    ("id", "source", "dedupe_key", "headers", "body", "verdict", "received_at", "worked_at"),
)

#: Source name to the token in its address and the connector that reads it.
Readers = Mapping[str, tuple[str, ReadsCallbacks]]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A callback as it came in."""

    source: str
    body: bytes
    headers: dict[str, str]
    query: str


def callback_routes(readers: Readers, *, on_taken: Callable[[], None] = lambda: None) -> APIRouter:
    """The addresses that outside systems call. `on_taken` runs after each commit, to wake those who work on it."""
    router = APIRouter(tags=["callbacks"])

    @router.post("/v1/callbacks/{source}/{token}", dependencies=[Anyone])
    async def receive(source: str, token: str, request: Request) -> Response:
        """Takes a callback; anybody may call, the part of the address nobody can guess and the signature decide."""
        known = readers.get(source)
        if known is None or not hmac.compare_digest(token.encode(), known[0].encode()):
            raise Problem(404, "route.unknown")
        body = await _read(request)
        arrived = Arrived(source, body, dict(request.headers), request.url.query)
        hub = hub_of(request)
        answer = await hub.work(take, hub.store, hub.clock, known[1], arrived)
        on_taken()
        return Response(answer.body, answer.status, media_type=answer.content_type)

    return router


def take(store: Store, clock: Clock, reader: ReadsCallbacks, arrived: Arrived) -> CallbackAnswer:
    """Keeps a callback and says what its sender must be told; a repeat is told the same and changes nothing."""
    now = clock.now()
    try:
        read = reader.verify_and_read(arrived.body, arrived.headers, arrived.query)
    except Forged:
        _log.warning("callback forged source=%s bytes=%s", arrived.source, len(arrived.body))
        _keep(store, arrived, verdict="forged", key=_digest("forged", arrived), at=now)
        return reader.answer_refused("signature")
    except Malformed as error:
        _log.error("callback malformed source=%s why=%s", arrived.source, error)
        _keep(store, arrived, verdict="malformed", key=_digest("malformed", arrived), at=now, why=str(error))
        return reader.answer_refused("form")
    _keep(store, arrived, verdict="genuine", key=read.dedupe_key, at=now, read=read)
    return reader.answer_ok()


async def _read(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_CALLBACK_BYTES:
            raise Problem(413, "request.too_large")
        parts.append(part)
    return b"".join(parts)


def _keep(
    store: Store,
    arrived: Arrived,
    *,
    verdict: str,
    key: str,
    at: datetime,
    read: ReadCallback | None = None,
    why: str = "",
) -> None:
    try:
        with store.write() as connection:
            if _is_known(connection, arrived.source, key):
                return
            inbox_id = _insert(connection, arrived, verdict, key, at)
            if read is not None:
                _queue(connection, inbox_id, arrived, read, at)
            elif verdict == "malformed":
                _alert(connection, arrived, key, why, at)
    except IntegrityError:
        # The same callback came in at another hub process in this very moment.
        _log.info("callback repeated source=%s", arrived.source)


def _is_known(connection: Connection, source: str, key: str) -> bool:
    return _KNOWN.first(connection, {"source": source, "key": key}) is not None


def _insert(connection: Connection, arrived: Arrived, verdict: str, key: str, at: datetime) -> UUID:
    inbox_id = new_id(at)
    kept = {name: arrived.headers[name] for name in _KEPT_HEADERS if name in arrived.headers}
    row = {
        "id": inbox_id,
        "source": arrived.source,
        "dedupe_key": key,
        "headers": {**kept, ":query": arrived.query},
        "body": arrived.body,
        "verdict": verdict,
        "received_at": at,
        "worked_at": None if verdict == "genuine" else at,
    }
    _KEEP.run(connection, row)
    return inbox_id


def _queue(connection: Connection, inbox_id: UUID, arrived: Arrived, read: ReadCallback, at: datetime) -> None:
    """What is said of one shipment or waybill is worked in the order in which it came."""
    subject = subject_of(connection, read.events)
    payload: dict[str, Any] = {"inbox_id": str(inbox_id), **subject.payload}
    queue_job(
        connection,
        system="inbox",
        kind="work",
        dedupe_key=f"inbox:{inbox_id}",
        order_key=f"inbox:{arrived.source}:{subject.name or inbox_id}",
        payload=payload,
        at=at,
    )


def _alert(connection: Connection, arrived: Arrived, key: str, why: str, at: datetime) -> None:
    company_id, _ = concerned(connection, {})
    if company_id is None:
        return
    case = open_case(
        connection,
        company_id=company_id,
        queue="outside",
        dedupe_key=f"callback:{arrived.source}:{key}",
        code="callback.malformed",
        facts={"source": arrived.source, "why": why},
        at=at,
    )
    if case is not None:
        publish(connection, [(case, None)], at=at)


def _digest(verdict: str, arrived: Arrived) -> str:
    return f"{verdict}:{hashlib.sha256(arrived.body).hexdigest()}"
