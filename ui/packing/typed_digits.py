"""A quantity being typed at the bench, and whether a person can have typed it."""

from __future__ import annotations

from dataclasses import dataclass, field

DIGITS = "0123456789."
_MOST_KEPT = 8
# Two keys may come this closely from one hand, three in a row with Enter do not.
_FASTEST_PERSON_MS = 40.0
_FEWEST_JUDGED = 3


@dataclass
class TypedDigits:
    """Digits so far, with the times of their keys in milliseconds of any one clock."""

    text: str = ""
    _times: list[int] = field(default_factory=list)

    def add(self, digit: str, at_ms: int) -> None:
        """One more; of too many the last ones stay."""
        self.text = (self.text + digit)[-_MOST_KEPT:]
        self._times.append(at_ms)

    def drop_last(self) -> None:
        """Corrected by hand: whoever does this is a person."""
        self.text = self.text[:-1]
        self._times.clear()

    def clear(self) -> None:
        """Nothing is typed."""
        self.text = ""
        self._times.clear()

    def is_burst(self) -> bool:
        """Whether the keys came as from a scanner: the tail of a code must never count as a quantity."""
        steps = len(self._times) - 1
        if steps + 1 < _FEWEST_JUDGED:
            return False
        return 0 <= self._times[-1] - self._times[0] <= steps * _FASTEST_PERSON_MS
