"""How a packer's shift goes: scans that were right at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orderdesk.domain.bench_state import BenchState, VerdictKind

_REFUSED = frozenset({VerdictKind.REFUSED, VerdictKind.WRONG_ITEM, VerdictKind.OVER_SCAN})
_UNCOUNTED = frozenset({VerdictKind.TICK, VerdictKind.STOP})


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of somebody's scans today."""

    scans: int = 0
    refused: int = 0

    @classmethod
    def of(cls, kinds: Iterable[str]) -> Tally:
        """The counts over the outcomes of scans (kinds of verdicts) that were written down."""
        counted = [kind for kind in kinds if kind not in _UNCOUNTED]
        return cls(len(counted), sum(kind in _REFUSED for kind in counted))

    @property
    def right_permille(self) -> int | None:
        """Scans that were right at once, in thousandths; None before the first scan."""
        return (self.scans - self.refused) * 1_000 // self.scans if self.scans else None

    def after(self, before: BenchState, following: BenchState) -> Tally:
        """The counts after one more step of the bench."""
        if not following.history or following.history == before.history:
            return self
        kind = following.history[-1].verdict.kind
        if kind in _UNCOUNTED:
            return self
        return Tally(self.scans + 1, self.refused + (kind in _REFUSED))
