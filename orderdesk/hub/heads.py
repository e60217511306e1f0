"""The day's head hashes of all event chains, written to a folder that should lie on another machine."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

from db.store import Store
from orderdesk.clock import Clock
from orderdesk.domain.days import local_day
from orderdesk.hub.messages import AUDIT, is_queued, queue_message
from orderdesk.hub.verify import write_heads

_log = logging.getLogger("orderdesk.hub.heads")

#: How often it is looked whether the day's file is there.
EVERY = timedelta(minutes=10)


class DailyHeads:
    """Writes one file a day (Asia/Shanghai); several hubs that share the folder write the same one.

    `tells`: the file's own hash goes out as a message too, so that the file cannot be exchanged unseen either.
    """

    def __init__(self, store: Store, clock: Clock, folder: Path, *, tells: bool = False) -> None:
        self._tells = tells
        self._store = store
        self._clock = clock
        self._folder = folder

    def write_due(self) -> bool:
        """Writes the day's file unless it is there. Never True: there is nothing more to do at once."""
        now = self._clock.now()
        target = self._folder / f"heads-{local_day(now)}.json"
        try:
            if not target.exists():
                self._write(target, now)
            if self._tells:
                self._tell(target, now)
        except OSError as error:
            _log.error("heads not written file=%s why=%s", target, error.strerror)
        return False

    def _write(self, target: Path, now: datetime) -> None:
        part = target.with_suffix(".part")
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._store.read() as connection:
            count = write_heads(connection, part, at=now)
        part.replace(target)
        _log.info("heads written file=%s chains=%s", target, count)

    def _tell(self, target: Path, now: datetime) -> None:
        """Queues the message of the day; once, whoever wrote the file and whatever happened in between."""
        key = f"heads:{local_day(now)}"
        with self._store.read() as connection:
            if is_queued(connection, key):
                return
        content = target.read_bytes()
        facts = {
            "day": local_day(now).isoformat(),
            "file": target.name,
            "chains": len(json.loads(content)["heads"]),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        with self._store.write() as connection:
            queue_message(connection, channel=AUDIT, key=key, text="heads", facts=facts, at=now)
