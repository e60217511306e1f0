"""Tells a scanner's burst of keys from a person's typing, by the time stamps of the keys."""

from dataclasses import dataclass, field
from enum import Enum

from ui.scanner.settings import ScanSettings

# A burst that broke off this shortly before leaves a tail that must not pass for a code.
_BROKEN_MS = 500
_BROKEN_LENGTH = 3


class Action(Enum):
    """What becomes of a key: and of the keys held back before it."""

    PASS = "pass"  # nothing is held; let it through
    HOLD = "hold"  # keep it back
    REPLAY_HOLD = "replay_hold"  # let the held keys go, keep this one back
    REPLAY_PASS = "replay_pass"  # let the held keys go, then this one
    SCAN = "scan"  # the held keys are a code; swallow all
    FRAGMENT = "fragment"  # the held keys are the tail of a broken burst; swallow all


@dataclass
class Burst:
    """Characters held back so far; all times in milliseconds of the keys' own clock."""

    settings: ScanSettings
    is_timed: bool = True
    _text: str = ""
    _first: int = 0
    _last: int = 0
    _prefixed: bool = False
    _held: bool = False
    _broken_until: int = field(default=-1)

    @property
    def is_holding(self) -> bool:
        return self._held

    @property
    def is_prefixed(self) -> bool:
        return self._prefixed

    @property
    def text(self) -> str:
        return self._text

    def prefix(self, at: int) -> Action:
        """The scanner's prefix came: whatever was typed before it goes on its way first."""
        if self._prefixed:
            return self.character(self.settings.prefix, at)
        action = Action.REPLAY_HOLD if self._held else Action.HOLD
        self._start("", at, prefixed=True)
        return action

    def character(self, char: str, at: int, *, repeated: bool = False) -> Action:
        """A printable character; `repeated` when the system took it for a key held down."""
        gap = at - self._last
        if self._prefixed:
            return self._append(char, at)
        if not self.is_timed:
            return Action.PASS
        if repeated and not (self._held and 0 <= gap < self.settings.repeat_gap_ms):
            return self.interrupted()
        if self._held and 0 <= gap <= self.settings.hold_ms:
            return self._append(char, at)
        action = Action.REPLAY_HOLD if self._held else Action.HOLD
        self._note_break()
        self._start(char, at)
        return action

    def terminator(self, at: int) -> Action:
        """Enter, Tab or whatever ends a code. After SCAN or FRAGMENT `text` is the code; then call `clear`."""
        if self._prefixed:
            return Action.SCAN if self._text else self._drop()
        if not self._held:
            broken = self.is_timed and at <= self._broken_until
            self._broken_until = -1
            return Action.FRAGMENT if broken else Action.PASS
        fast = 0 <= at - self._last <= self.settings.hold_ms and self._is_fast(at)
        if fast and self._first <= self._broken_until:
            return Action.FRAGMENT
        if fast and len(self._text) >= self.settings.min_length:
            return Action.SCAN
        return self._drop()

    def interrupted(self) -> Action:
        """Another key, or the time is over: the held keys were typed by a person."""
        self._note_break()
        return self._drop()

    def clear(self) -> None:
        self._text, self._held, self._prefixed = "", False, False
        self._broken_until = -1

    def _start(self, text: str, at: int, *, prefixed: bool = False) -> None:
        self._text, self._first, self._last = text, at, at
        self._held, self._prefixed = True, prefixed

    def _append(self, char: str, at: int) -> Action:
        self._text += char
        self._last = at
        return Action.HOLD

    def _drop(self) -> Action:
        action = Action.REPLAY_PASS if self._held else Action.PASS
        self._text, self._held, self._prefixed = "", False, False
        return action

    def _note_break(self) -> None:
        if self._held and not self._prefixed and len(self._text) >= _BROKEN_LENGTH and self._is_fast(self._last):
            self._broken_until = self._last + _BROKEN_MS

    def _is_fast(self, until: int) -> bool:
        steps = len(self._text) - (1 if until == self._last else 0)
        return steps > 0 and (until - self._first) / steps <= self.settings.mean_gap_ms
