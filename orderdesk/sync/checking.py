"""The workstation's doctor: compares checksums of what is here with the hub's, and begins anew where they differ."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime

from orderdesk.documents import KINDS
from orderdesk.documents.digest import bucket_of, digest
from orderdesk.documents.document import SeatScope
from orderdesk.documents.extent import Extent
from orderdesk.documents.shelf import Shelf
from orderdesk.sync.bootstrap import Bootstrapping
from orderdesk.sync.cache import Pristine, read_meta
from orderdesk.sync.purging import Purging
from orderdesk.sync.transport import Held, Transport

_log = logging.getLogger("orderdesk.sync")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check came to. `differ`: how many buckets of which kind; `unsure`: how many could not be compared, for
    they were changing; `healed`: a new snapshot has taken the place of the cache that differed."""

    at: datetime
    differ: dict[str, int]
    unsure: int
    healed: bool = False

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
        held, own_unsure = self._held()
        compared = transport.digest(held)
        differ = [each for each in compared.differ if (each.kind, each.bucket) not in own_unsure]
        counts = {kind: sum(each.kind == kind for each in differ) for kind in sorted({each.kind for each in differ})}
        if differ:
            _log.error("cache differs cursor=%d kinds=%s", held.cursor, counts)
            self.bootstrap(transport)
        found = Finding(self.clock.now(), counts, compared.unsure + len(own_unsure), healed=bool(differ))
        with self.journal.answers.write() as journal:
            self.journal.note(journal, doctor=found.to_json())
        return found

    def _held(self) -> tuple[Held, set[tuple[str, int]]]:
        """What is here, and the buckets with documents that open commands have changed: they are not the hub's."""
        with self.looking() as connection:
            facts = read_meta(connection)
            since = self.kept_since(connection)
            extent = Extent(SeatScope.from_label(facts["seat"]), since, cached=True)
            sums = {kind: digest(connection, kind, extent, cached=True) for kind in KINDS}
            changed = Pristine(connection, Shelf(connection, cached=True)).keys()
        held = Held(facts["epoch"], int(facts["cursor"]), since, sums)
        return held, {(key.kind, bucket_of(key.id)) for key in changed}
