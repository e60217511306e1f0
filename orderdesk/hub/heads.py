"""The day's head hashes of all event chains, written to a folder that should lie on another machine."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from db.store import Store
from orderdesk.clock import Clock
from orderdesk.domain.days import local_day
from orderdesk.hub.verify import write_heads

_log = logging.getLogger("orderdesk.hub.heads")

#: How often it is looked whether the day's file is there.
EVERY = timedelta(minutes=10)


class DailyHeads:
    """Writes one file a day (Asia/Shanghai); several hubs that share the folder write the same one."""

    def __init__(self, store: Store, clock: Clock, folder: Path) -> None:
        self._store = store
        self._clock = clock
        self._folder = folder

    def write_due(self) -> bool:
        """Writes the day's file unless it is there. Never True: there is nothing more to do at once."""
        now = self._clock.now()
        target = self._folder / f"heads-{local_day(now)}.json"
        if target.exists():
            return False
        part = target.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._store.read() as connection:
                count = write_heads(connection, part, at=now)
            part.replace(target)
        except OSError as error:
            _log.error("heads not written file=%s why=%s", target, error.strerror)
            return False
        _log.info("heads written file=%s chains=%s", target, count)
        return False
