"""A search field that asks once the person has stopped typing."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.components.entries import Entry
from ui.components.key_cap import KeyCap, key_caps
from ui.components.layout import hbox

# An input method commits whole words; shorter waits would search for halves of them.
_DEBOUNCE_MS = 150


class _SearchEntry(Entry):
    """Escape empties the field first, then gives the key back to the window; the arrow down leads to what it found."""

    left = Signal()
    below = Signal()

    @override
    def event(self, event: QEvent) -> bool:
        # On X11 a field takes Ctrl+E for its own, the end of the line; the room means its export.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            return super().event(event) if not (held and event.key() == Qt.Key.Key_E) else False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.below.emit()
        else:
            super().keyPressEvent(event)


class SearchBox(QWidget):
    """`searched(text)` 150 ms after the last key, at once on Enter (`entered(text)` too) and when emptied. Without a
    `width` it takes what room there is."""

    searched = Signal(str)
    entered = Signal(str)
    left = Signal()
    below = Signal()

    def __init__(
        self, placeholder: str, *, keys: str = "", icon: str = "magnifying-glass", width: int | None = 340
    ) -> None:
        super().__init__()
        self.entry = _SearchEntry(placeholder=placeholder, icon=icon, quiet=bool(keys), width=width)
        self._last = ""
        self._pause = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._pause.timeout.connect(self._ask)
        self.entry.textChanged.connect(self._on_text)
        self.entry.returnPressed.connect(self._on_return)
        self.entry.left.connect(self.left)
        self.entry.below.connect(self.below)
        caps: list[KeyCap] = key_caps(keys) if keys else []
        self.setLayout(hbox(self.entry, *caps, gap=4))
        self.setFocusProxy(self.entry)

    def text(self) -> str:
        return self.entry.text().strip()

    def clear(self) -> None:
        self.entry.clear()

    def _on_text(self) -> None:
        if self.text():
            self._pause.start()
        else:
            self._ask()

    def _on_return(self) -> None:
        self._ask()
        self.entered.emit(self.text())

    def _ask(self) -> None:
        self._pause.stop()
        if self.text() != self._last:
            self._last = self.text()
            self.searched.emit(self._last)
