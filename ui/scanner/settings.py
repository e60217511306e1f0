"""How a workstation's scanners are programmed, and how fast they type."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

ENTER = "enter"
TAB = "tab"


@dataclass(frozen=True)
class ScanSettings:
    """What tells a scanner from a person.

    prefix       a character, a control character or a key name (`~`, `\\x02`, `F13`) the scanner sends first; with
                 one no timing is needed
    suffixes     `enter`, `tab` or characters that end a code
    min_length   shorter bursts are typing
    hold_ms      keys are held back this long, and a longer gap ends a burst
    mean_gap_ms  a scanner's keys follow each other this closely on average
    repeat_gap_ms  X11 marks fast equal characters as auto-repeat; closer than this they belong to a burst
    prefix_hold_ms  a prefixed code that stops this long was typed by a person
    patterns     regular expressions of which a code must match one in full; none takes everything
    """

    prefix: str = ""
    suffixes: frozenset[str] = frozenset({ENTER, TAB})
    min_length: int = 4
    hold_ms: int = 50
    mean_gap_ms: float = 25.0
    repeat_gap_ms: int = 12
    prefix_hold_ms: int = 250
    patterns: Sequence[re.Pattern[str]] = field(default=())

    def accepts(self, code: str) -> bool:
        return not self.patterns or any(pattern.fullmatch(code) for pattern in self.patterns)
