"""How a packer's shift goes: scans that were right at once, and how long a parcel takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orderdesk.domain.bench_state import BenchState, Phase, VerdictKind

_REFUSED = frozenset({VerdictKind.REFUSED, VerdictKind.WRONG_ITEM, VerdictKind.OVER_SCAN})
_UNCOUNTED = frozenset({VerdictKind.TICK, VerdictKind.STOP})
# A parcel that lay open over the lunch break says nothing about packing.
_LONGEST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts since somebody began here. `spent`: over the `timed` parcels that were closed in one go."""

    scans: int = 0
    refused: int = 0
    timed: int = 0
    spent: timedelta = timedelta()
    begun_at: datetime | None = None

    @property
    def seconds_a_parcel(self) -> int | None:
        """The average; None before the first parcel."""
        return round(self.spent.total_seconds() / self.timed) if self.timed else None

    @property
    def right_permille(self) -> int | None:
        """Scans that were right at once, in thousandths; None before the first scan."""
        return (self.scans - self.refused) * 1_000 // self.scans if self.scans else None

    def after(self, before: BenchState, following: BenchState) -> Tally:
        """The counts after one more step of the bench."""
        if not following.history or following.history == before.history:
            return self
        record = following.history[-1]
        counted = self
        if record.verdict.kind not in _UNCOUNTED:
            refused = record.verdict.kind in _REFUSED
            counted = replace(counted, scans=counted.scans + 1, refused=counted.refused + refused)
        if record.verdict.kind is VerdictKind.DONE:
            return counted._closed(record.at, goes_on=following.phase is not Phase.DONE)
        if following.box is None or before.box is None or following.box.shipment_id != before.box.shipment_id:
            return replace(counted, begun_at=None if following.box is None else record.at)
        return counted

    def _closed(self, at: datetime, *, goes_on: bool) -> Tally:
        took = at - self.begun_at if self.begun_at is not None else None
        following = replace(self, begun_at=at if goes_on else None)
        if took is None or not timedelta() <= took <= _LONGEST:
            return following
        return replace(following, timed=self.timed + 1, spent=self.spent + took)
