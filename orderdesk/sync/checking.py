"""The workstation's doctor: compares checksums of what is here with the hub's, and begins anew where they differ."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from random import Random

from orderdesk.documents import KINDS
from orderdesk.documents.digest import bucket_of, digest
from orderdesk.documents.document import SeatScope
from orderdesk.documents.extent import Extent
from orderdesk.documents.samples import draw
from orderdesk.documents.shelf import Shelf
from orderdesk.sync.bootstrap import Bootstrapping
from orderdesk.sync.cache import Pristine, read_meta
from orderdesk.sync.purging import Purging
from orderdesk.sync.transport import Difference, Held, Transport

_log = logging.getLogger("orderdesk.sync")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check came to. `differ`: how many buckets of which kind; `unsure`: how many could not be compared, for
    they were changing; `healed`: a new snapshot has taken the place of the cache that differed; `documents`: how many
    of those that were compared as a whole differed."""

    at: datetime
    differ: dict[str, int]
    unsure: int
    healed: bool = False
    documents: int = 0

    def to_json(self) -> str:
        """As it is noted in the journal."""
        return json.dumps({**asdict(self), "at": self.at.isoformat()})

    @classmethod
    def from_json(cls, text: str | None) -> Finding | None:
        """Reads what `to_json` wrote; None without a text."""
        if not text:
            return None
        value = json.loads(text)
        return cls(**{**value, "at": datetime.fromisoformat(value["at"])})


class Checking(Purging, Bootstrapping):
    """Compares and heals."""

    def check(self, transport: Transport) -> Finding:
        """Compares with the hub, heals a difference by a new snapshot, and notes what was found.

        Raises Unreachable, and BootstrapNeeded where the cache is too far behind to be compared.
        """
        held = self._held()
        compared = transport.digest(held)
        differ = compared.differ
        counts = {kind: sum(each.kind == kind for each in differ) for kind in sorted({each.kind for each in differ})}
        if differ:
            _log.error("cache differs cursor=%d kinds=%s documents=%d", held.cursor, counts, compared.documents)
            self.bootstrap(transport)
        found = Finding(self.clock.now(), counts, compared.unsure, bool(differ), compared.documents)
        with self.journal.answers.write() as journal:
            self.journal.note(journal, doctor=found.to_json())
        return found

    def _held(self) -> Held:
        """What is here. Documents that open commands have changed are not the hub's: their buckets are named."""
        with self.looking() as connection:
            facts = read_meta(connection)
            since, seat = self.kept_since(connection), SeatScope.from_label(facts["seat"])
            extent = Extent(seat, since, cached=True)
            sums = {kind: digest(connection, kind, extent, cached=True) for kind in KINDS}
            changed = set(Pristine(connection, Shelf(connection, cached=True)).keys())
            # Others each time: by and by all of them are compared as a whole.
            samples = draw(connection, extent, seat.seat, Random(), but_not=changed)
        busy = sorted({(key.kind, bucket_of(key.id)) for key in changed})
        named = tuple(Difference(kind, bucket) for kind, bucket in busy)
        return Held(facts["epoch"], int(facts["cursor"]), since, sums, samples, named)
