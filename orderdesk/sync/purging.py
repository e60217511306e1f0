"""Letting go of what is past its time: closed orders by the seat's retention, what the journal kept long enough."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, and_, delete, func, not_, select
from sqlalchemy.sql.elements import True_

from db.cache import cache_tables
from db.journal import attempt, photo, said, scan
from orderdesk.documents import KINDS
from orderdesk.documents.document import Key, SeatScope
from orderdesk.documents.extent import KEPT_DAYS, Condition, Extent
from orderdesk.documents.shelf import Shelf
from orderdesk.sync.cache import Pristine, read_meta
from orderdesk.sync.damage import NothingCachedError
from orderdesk.sync.overlay import Overlay

_log = logging.getLogger("orderdesk.sync")

#: Settled commands stay this long, so that they can be sent again to a hub that was restored from a backup; scans and
#: what was refused here stay as long, for whoever asks what happened at a bench.
KEEP_SAID = timedelta(days=14)
#: Documents and journal rows of one transaction: a scan must not wait for more.
_DOCUMENTS, _ROWS = 10, 200


class Purging(Overlay):
    """Small transactions, none that anybody has to wait for. What comes again is fetched again."""

    def purge(self, *, pause: Callable[[], None] = lambda: None) -> int:
        """Removes what this seat no longer keeps; returns how many documents. `pause` is called between transactions.

        Documents with open commands stay, and so does every command without an answer or a decision of somebody.
        """
        dropped = 0
        for kind, condition in self._past():
            for document_ids in self._found(kind, condition):
                dropped += self._drop_documents(kind, condition, document_ids)
                pause()
        while self._drop_kept():
            pause()
        return dropped

    def kept_since(self, connection: Connection) -> datetime:
        """What was done before this moment is not for this seat any more."""
        facts = read_meta(connection)
        seat = SeatScope.from_label(facts["seat"]).seat
        days = int(facts.get("kept_days", KEPT_DAYS.get(seat, max(KEPT_DAYS.values()))))
        return self.clock.now() - timedelta(days=days)

    def _past(self) -> list[tuple[str, Condition]]:
        try:
            with self.looking() as connection:
                facts = read_meta(connection)
                extent = Extent(SeatScope.from_label(facts["seat"]), self.kept_since(connection), cached=True)
        except NothingCachedError:
            return []
        conditions = ((kind, extent.of(kind)) for kind in KINDS)
        return [(kind, not_(each)) for kind, each in conditions if not isinstance(each, True_)]

    def _found(self, kind: str, condition: Condition) -> list[list[UUID]]:
        table = cache_tables[KINDS[kind].table.name]
        with self.looking() as connection:
            found = list(connection.execute(select(table.c.id).where(condition)).scalars())
        return [found[start : start + _DOCUMENTS] for start in range(0, len(found), _DOCUMENTS)]

    def _drop_documents(self, kind: str, condition: Condition, document_ids: list[UUID]) -> int:
        table = cache_tables[KINDS[kind].table.name]
        with self.holding() as connection:
            shelf = Shelf(connection, cached=True)
            kept = Pristine(connection, shelf)
            # Looked at once more: a page may have changed them since.
            still = connection.execute(select(table.c.id).where(and_(table.c.id.in_(document_ids), condition)))
            keys = [Key(kind, each) for each in still.scalars()]
            gone = [key for key in keys if not kept.has(key)]
            for key in gone:
                shelf.drop(key)
        if gone:
            self.touched(set(gone))
        return len(gone)

    def _drop_kept(self) -> int:
        before = self.clock.now() - KEEP_SAID
        newest = select(func.max(said.c.n)).scalar_subquery()
        old = (
            (said, said.c.n, and_(
                said.c.state.in_(("settled", "dismissed")), said.c.settled_at < before, said.c.n < newest
            )),
            (scan, scan.c.id, scan.c.at < before),
            (attempt, attempt.c.id, attempt.c.at < before),
            (photo, photo.c.sha256, and_(photo.c.uploaded, photo.c.taken_at < before)),
        )  # fmt: skip
        with self.journal.answers.write() as journal:
            return sum(
                journal.execute(delete(table).where(key.in_(select(key).where(where).limit(_ROWS)))).rowcount
                for table, key, where in old
            )
