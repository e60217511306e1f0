"""The field for a password: it notices by what is typed that Caps Lock is on, which nobody sees behind the dots."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from ui.components.entries import Entry


class SecretEntry(Entry):
    """`caps_lock_changed(is_on)`. Qt tells nothing of the key's state: a letter's case against Shift does, and from
    then on the key itself; before the first letter nothing is known."""

    caps_lock_changed = Signal(bool)

    def __init__(self, *, icon: str, trail: str, name: str, is_caps_lock: bool | None = None) -> None:
        super().__init__(icon=icon, trail=trail, name=name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.is_caps_lock = is_caps_lock

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._notice(event)
        super().keyPressEvent(event)

    def _notice(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            if self.is_caps_lock is not None and not event.isAutoRepeat():
                self._know(not self.is_caps_lock)
        elif len(text) == 1 and text.upper() != text.lower():
            # Digits and signs look the same with it; Chinese letters have no case.
            has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._know(text.isupper() != has_shift)

    def _know(self, is_on: bool) -> None:
        was_on, self.is_caps_lock = bool(self.is_caps_lock), is_on
        if was_on is not is_on:
            self.caps_lock_changed.emit(is_on)
