"""What outside systems hold for an order, by generations: goods that are locked anew with other quantities take the
place of what was locked before.

A document outside bears our key and is never changed there: a lock that no longer fits is let go and another one, of
the next generation and with a key of its own, is asked for. Which there are is told by their jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from db.prepared import Prepared
from db.tables import log
from orderdesk.commands.work import HubWork
from orderdesk.hub.jobs import JobState

_LOCK, _RELEASE = "lock_stock", "release_stock"

_JOB = log.job
_OF_ORDER = Prepared(
    select(_JOB).where(
        _JOB.c.order_key.in_((bindparam("order_key"), bindparam("erp_key"))), _JOB.c.kind.in_((_LOCK, _RELEASE))
    )
)
_BY_KEY = Prepared(select(_JOB.c.id).where(_JOB.c.dedupe_key == bindparam("dedupe")))


@dataclass(frozen=True, slots=True)
class OutsideLock:
    """A lock that was asked for. `is_kept`: nobody has asked to let it go; `is_gone`: that has been done. `reference`:
    the other side's name for it, as far as that is known."""

    system: str
    key: str
    order_key: str
    payload: dict[str, Any]
    is_kept: bool
    is_gone: bool
    is_done: bool
    reference: str

    @property
    def generation(self) -> int:
        """Counts from 1."""
        return int(self.payload.get("generation", 1))

    @property
    def warehouse_id(self) -> UUID | None:
        """Where it holds goods; None at the ERP."""
        found = self.payload.get("warehouse_id")
        return None if found is None else UUID(found)

    def holds(self, content: Any) -> bool:
        """Whether it says what is to be locked."""
        return bool(self.payload.get("lines") == content)


def erp_order_key(order_id: UUID) -> str:
    """What puts all calls for an order at the ERP into one line."""
    return f"erp:{order_id}"


def read_locks(connection: Connection, order_id: UUID) -> list[OutsideLock]:
    """All locks of an order, the older generations first."""
    rows = _OF_ORDER.all(connection, {"order_key": str(order_id), "erp_key": erp_order_key(order_id)})
    released = {row.dedupe_key: row.state for row in rows if row.kind == _RELEASE}
    found = [
        OutsideLock(
            system=row.system,
            key=row.dedupe_key,
            order_key=row.order_key,
            payload=row.payload,
            is_kept=release_key(row.dedupe_key) not in released,
            is_gone=released.get(release_key(row.dedupe_key)) == JobState.DONE,
            is_done=row.state == JobState.DONE,
            reference=str((row.outcome or {}).get("reference") or ""),
        )
        for row in rows
        if row.kind == _LOCK
    ]
    return sorted(found, key=lambda each: (each.system, each.generation, each.key))


def release_key(lock_key: str) -> str:
    """The dedupe key of the job that lets a lock go."""
    return f"{lock_key}:release"


def is_let_go(connection: Connection, lock_key: str) -> bool:
    """Whether somebody has asked to let this lock go."""
    return _BY_KEY.first(connection, {"dedupe": release_key(lock_key)}) is not None


def let_go(work: HubWork, lock: OutsideLock, *, is_over: bool) -> None:
    """Has a lock let go, once. `is_over`: so is the order, and nothing takes its place."""
    key = release_key(lock.key)
    if not lock.is_kept:
        if lock.system != "erp" or not is_over:
            return
        # What was let go for a while is ended for good.
        key = f"{lock.key}:end"
    work.job(
        lock.system,
        _RELEASE,
        dedupe_key=key,
        order_key=lock.order_key,
        payload={**lock.payload, "is_over": is_over},
    )


def keep_locked(
    work: HubWork,
    known: Sequence[OutsideLock],
    *,
    system: str,
    key: str,
    order_key: str,
    payload: dict[str, Any],
) -> int:
    """Has `payload["lines"]` locked unless that is so; what `known` (the locks of the same key) holds instead is let
    go. Returns the generation that counts now."""
    kept = next((lock for lock in reversed(known) if lock.is_kept), None)
    if kept is not None and kept.holds(payload["lines"]):
        return kept.generation
    if kept is not None:
        let_go(work, kept, is_over=False)
    generation = max((lock.generation for lock in known), default=0) + 1
    work.job(
        system,
        _LOCK,
        dedupe_key=key if generation == 1 else f"{key}:{generation}",
        order_key=order_key,
        payload={**payload, "generation": generation},
    )
    return generation
