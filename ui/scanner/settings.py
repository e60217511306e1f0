"""How a workstation's scanners are programmed, and how fast they type."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

ENTER = "enter"
TAB = "tab"
BAUDS = (9_600, 19_200, 38_400, 57_600, 115_200)
DOUBLE_FIRES_MS = (200, 300, 500, 800, 1_500)

_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})")
_KEY_NAME = re.compile(r"F([1-9]|1\d|2[0-4])")
_ENDS = {ENTER: b"\r\n", TAB: b"\t"}


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


@dataclass(frozen=True)
class ScannerSetup:
    """What somebody has set for the scanners of this workstation, as it was typed.

    port    a serial port; empty: the scanner types like a keyboard
    prefix  what a scanner sends first: a character, `\\x02`, or for one that types a key name such as `F13`; one on a
            serial line may send several characters
    suffix  `enter`, `tab` or characters that end a code; empty: Enter or Tab
    double_fire_ms  the same code again this soon is the same pull of the trigger
    """

    port: str = ""
    baud: int = BAUDS[0]
    prefix: str = ""
    suffix: str = ""
    double_fire_ms: int = DOUBLE_FIRES_MS[1]

    def typing(self) -> ScanSettings:
        """How scanners that type are recognised."""
        suffixes = frozenset({self._suffix()}) if self.suffix else frozenset({ENTER, TAB})
        return ScanSettings(prefix=_read(self.prefix) if self.prefix_fits() else "", suffixes=suffixes)

    def prefix_fits(self) -> bool:
        """Whether a scanner's first key can be known by the prefix: none, a character or F1 to F24."""
        text = _read(self.prefix)
        return len(text) <= 1 or bool(self.port) or _KEY_NAME.fullmatch(text) is not None

    def sent_first(self) -> str:
        """What a scanner on a serial line sends before a code; it has no keys."""
        text = _read(self.prefix)
        return "" if _KEY_NAME.fullmatch(text) else text

    def sent_last(self) -> bytes:
        """The bytes of which each ends a code on a serial line; empty: whatever ends a line."""
        return _ENDS.get(self._suffix(), self._suffix().encode())

    def _suffix(self) -> str:
        text = _read(self.suffix)
        return text.lower() if text.lower() in _ENDS else text


def _read(typed: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), typed.strip())
