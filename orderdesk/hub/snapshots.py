"""Keeps a snapshot for every kind of place on disk, and makes another one when it has become too old."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import sqlite3
from collections import defaultdict
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import anyio.to_thread
from anyio import CapacityLimiter
from sqlalchemy import select, union
from sqlalchemy.exc import DBAPIError

from db.cache import schema_hash
from db.store import Store
from db.tables import people
from orderdesk.access import Seat
from orderdesk.clock import Clock
from orderdesk.documents.document import SeatScope
from orderdesk.hub import changelog
from orderdesk.hub.metrics import Metrics
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.problems import Problem
from orderdesk.hub.settings import HubSettings
from orderdesk.hub.snapshot import Built, build

_log = logging.getLogger("orderdesk.hub.snapshots")

#: The one before the newest may still be on its way to somebody.
_KEPT = 2
#: How often it is looked for what is missing or old.
_LOOK_EACH_S = 30.0
#: Changes may come faster than a large file is made: the next one is not begun before.
_RENEW_AFTER_S = 600.0
#: A file this much of the way to its greatest age or distance gets a successor while it is still given out.
_RENEW_AT = 0.25


class Snapshots:
    """The snapshots in the data folder. `get` belongs to the event loop, the rest may run in any thread."""

    def __init__(self, store: Store, clock: Clock, settings: HubSettings, metrics: Metrics) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._metrics = metrics
        self._folder = settings.data_folder / "snapshots"
        self._turns: defaultdict[SeatScope, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._building = CapacityLimiter(1)

    async def get(self, seat: SeatScope) -> tuple[Path, Built]:
        """A snapshot that is recent enough, built now if there is none. Raises Problem `snapshot.unavailable`."""
        # Those who wait for the same one hold no thread.
        async with self._turns[seat]:
            # What is ready waits for no building.
            ready = await anyio.to_thread.run_sync(self._find, seat)
            if ready is not None:
                return ready
            return await anyio.to_thread.run_sync(self.find_or_build, seat, limiter=self._building)

    def find_or_build(self, seat: SeatScope) -> tuple[Path, Built]:
        """As `get`, in a thread of the caller."""
        return self._find(seat) or self.build(seat)

    def build(self, seat: SeatScope) -> tuple[Path, Built]:
        """Makes a new one, whatever there is. Raises Problem `snapshot.unavailable`."""
        begun = perf_counter()
        try:
            path, built = self._build(seat)
        except (OSError, sqlite3.Error) as error:
            _log.error("snapshot failed seat=%s error=%s", _name(seat), error)
            raise Problem(503, "snapshot.unavailable", headers={"Retry-After": "60"}) from error
        took = perf_counter() - begun
        self._metrics.snapshot_seconds.labels(seat.seat).observe(took)
        _log.info("snapshot built seat=%s seq=%s bytes=%s", _name(seat), built.seq, built.packed_size)
        return path, built

    def renew(self) -> list[Built]:
        """Makes one for every place whose own is missing, or old enough to get a successor."""
        return [self.build(seat)[1] for seat in self.places() if self._is_due(seat)]

    def forget(self) -> None:
        """Deletes what is on disk: it still holds what was erased from the database."""
        for facts in self._folder.glob("*.db.json"):
            facts.unlink(missing_ok=True)
        for path in self._folder.glob("*.db.zst"):
            try:
                path.unlink(missing_ok=True)
            except PermissionError:
                # Windows keeps a file that is being sent; without its facts nobody finds it any more.
                _log.warning("snapshot in use path=%s", path.name)

    async def keep_ready(self) -> None:
        """Renews as long as the hub runs, so that a new workstation finds a file that is ready."""
        wait_s = self._settings.snapshot_first_look_s
        while True:
            await asyncio.sleep(wait_s)
            wait_s = _LOOK_EACH_S
            try:
                await anyio.to_thread.run_sync(self.renew, limiter=self._building)
            except (Problem, DBAPIError) as error:
                _log.warning("snapshots not renewed error=%s", type(error).__name__)

    def places(self) -> list[SeatScope]:
        """The different places of all enrolled workstations, and of those for which a code has been made."""
        devices, codes = people.device, people.enrolment_code
        enrolled = select(devices.c.seat, devices.c.company_id, devices.c.warehouse_id).where(
            devices.c.revoked_at.is_(None), devices.c.seat.in_(list(Seat)), devices.c.id != HUB_DEVICE_ID
        )
        expected = select(codes.c.seat, codes.c.company_id, codes.c.warehouse_id).where(
            codes.c.uses_left > 0, codes.c.expires_at > self._clock.now()
        )
        with self._store.read() as connection:
            rows = connection.execute(union(enrolled, expected)).all()
        return [SeatScope(row.seat, row.company_id, row.warehouse_id) for row in rows]

    def _build(self, seat: SeatScope) -> tuple[Path, Built]:
        self._folder.mkdir(parents=True, exist_ok=True)
        now = self._clock.now()
        since = now - timedelta(days=self._settings.retention_days[seat.seat])
        token = secrets.token_hex(4)
        unfinished = self._folder / f"unfinished-{token}"
        try:
            built = build(self._store, seat, unfinished, since=since, made_at=now)
            # A name of its own, for the one before it may just be on its way to somebody.
            path = self._folder / f"{_name(seat)}.{built.seq}.{token}.db.zst"
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
        facts = unfinished.with_suffix(".facts")
        facts.write_text(_to_json(built), encoding="utf-8")
        # From here on it is found.
        facts.rename(path.with_suffix(".json"))
        self._sweep(seat, built.epoch)
        return path, built

    def _is_due(self, seat: SeatScope) -> bool:
        found = self._find(seat)
        if found is None:
            return True
        if (self._clock.now() - found[1].made_at).total_seconds() < _RENEW_AFTER_S:
            return False
        return self._find(seat, share=_RENEW_AT) is None

    def _find(self, seat: SeatScope, *, share: float = 1.0) -> tuple[Path, Built] | None:
        found = self._on_disk(seat)
        if not found:
            return None
        with self._store.read() as connection:
            head = changelog.read_head(connection)
        # Hubs of other databases, a trial beside the real one, may keep theirs in the same folder.
        own = [each for each in found if each[1].epoch == head.epoch]
        if not own:
            return None
        path, built = own[-1]
        behind = head.last - built.seq
        age_s = (self._clock.now() - built.made_at).total_seconds()
        fits = built.schema == schema_hash() and built.seq >= head.oldest
        is_near = 0 <= behind <= self._settings.snapshot_max_changes * share
        is_recent = age_s <= self._settings.snapshot_max_age_s * share
        return (path, built) if fits and is_near and is_recent else None

    def _on_disk(self, seat: SeatScope) -> list[tuple[Path, Built]]:
        found = []
        for facts in self._folder.glob(f"{_name(seat)}.*.db.json"):
            path = facts.with_suffix(".zst")
            if path.exists():
                found.append((path, _from_json(facts.read_text(encoding="utf-8"))))
        return sorted(found, key=lambda each: (each[1].made_at, each[1].seq))

    def _sweep(self, seat: SeatScope, epoch: str) -> None:
        found = self._on_disk(seat)
        lapsed = self._clock.now() - timedelta(seconds=self._settings.snapshot_max_age_s)
        old = [path for path, built in found if built.epoch == epoch][:-_KEPT]
        for path in old + [path for path, built in found if built.epoch != epoch and built.made_at < lapsed]:
            path.with_suffix(".json").unlink(missing_ok=True)
            try:
                path.unlink(missing_ok=True)
            except PermissionError:
                # Windows keeps a file that is being sent; without its facts it goes the next time.
                _log.debug("snapshot in use path=%s", path.name)


def _name(seat: SeatScope) -> str:
    company = "all" if seat.company_id is None else seat.company_id.hex
    warehouse = "all" if seat.warehouse_id is None else seat.warehouse_id.hex
    return f"{seat.seat}-{company}-{warehouse}"


def _to_json(built: Built) -> str:
    return json.dumps({**asdict(built), "made_at": built.made_at.isoformat()})


def _from_json(text: str) -> Built:
    value = json.loads(text)
    return Built(**{**value, "made_at": datetime.fromisoformat(value["made_at"])})
