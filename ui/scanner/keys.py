"""What a key event means to the scanner's reader."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui.scanner.settings import ENTER, TAB, ScanSettings

# A scanner shifts for capitals and may toggle Caps Lock; these keys alone say nothing. Alt is none of them: some
# scanners send Alt and numbers for signs, which no reader can tell from a person's.
_SILENT = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_AltGr})
_COMMANDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
# GS1 codes carry the group separator, which wedges type as Ctrl+].
_GROUP_SEPARATOR = "\x1d"


class Meaning(Enum):
    PREFIX = "prefix"
    CHARACTER = "character"
    TERMINATOR = "terminator"
    SILENT = "silent"
    OTHER = "other"


def meaning(event: QKeyEvent, settings: ScanSettings) -> Meaning:
    """What a pressed key is to a scanner programmed like this."""
    text, key = event.text(), event.key()
    if settings.prefix and (text == settings.prefix or _is_named(key, settings.prefix)):
        return Meaning.PREFIX
    if _ends(key, text, settings):
        return Meaning.TERMINATOR
    if key in _SILENT:
        return Meaning.SILENT
    if text == _GROUP_SEPARATOR:
        return Meaning.CHARACTER
    if len(text) == 1 and " " <= text < "\x7f" and not event.modifiers() & _COMMANDING:
        return Meaning.CHARACTER
    return Meaning.OTHER


def _is_named(key: int, name: str) -> bool:
    # F13 to F24 exist on no keyboard, so scanners use them as a prefix.
    return name.startswith("F") and name[1:].isdigit() and key == Qt.Key.Key_F1.value + int(name[1:]) - 1


def _ends(key: int, text: str, settings: ScanSettings) -> bool:
    # xdotool and some drivers send the character instead of the key.
    if ENTER in settings.suffixes and (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or text in ("\r", "\n")):
        return True
    if TAB in settings.suffixes and (key == Qt.Key.Key_Tab or text == "\t"):
        return True
    return bool(text) and text in settings.suffixes


@dataclass(frozen=True)
class HeldKey:
    """A key event kept back, complete enough to send it again."""

    kind: QEvent.Type
    key: int
    modifiers: Qt.KeyboardModifier
    native: tuple[int, int, int]
    text: str
    repeated: bool
    count: int
    timestamp: int

    @classmethod
    def of(cls, event: QKeyEvent) -> "HeldKey":
        return cls(
            kind=event.type(),
            key=event.key(),
            modifiers=event.modifiers(),
            native=(event.nativeScanCode(), event.nativeVirtualKey(), event.nativeModifiers()),
            text=event.text(),
            repeated=event.isAutoRepeat(),
            count=event.count(),
            timestamp=event.timestamp(),
        )

    def event(self) -> QKeyEvent:
        again = QKeyEvent(self.kind, self.key, self.modifiers, *self.native, self.text, self.repeated, self.count)
        again.setTimestamp(self.timestamp)
        return again
