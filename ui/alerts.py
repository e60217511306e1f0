"""What the window tells a person beside its work: toasts that may be missed, messages that stay."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from ui.components.banner import Banner
from ui.components.layout import vbox
from ui.components.toast import Toast

#: Beside the rail, not over it.
_LEFT = 88
_ABOVE_FOOTER = 52
_GAP = 8
_MOST = 3


@dataclass(frozen=True)
class _Undo:
    text: str
    run: Callable[[], None]


class MessageBar(QWidget):
    """Banners below each other, one for each subject; empty it takes no room. `kind`: the size of their type; `keys`:
    what puts the first one away."""

    closed = Signal(str)

    def __init__(self, *, kind: str = "body", keys: str = "") -> None:
        super().__init__()
        self._kind, self._keys = kind, keys
        self._banners: dict[str, Banner] = {}
        self._rows: QVBoxLayout = vbox(gap=4)
        self.setLayout(self._rows)
        self.hide()

    def show_message(
        self,
        subject: str,
        text: str,
        tone: str = "info",
        *,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        closable: bool = True,
    ) -> None:
        """Shows a message, in the place of an older one about the same subject."""
        self.withdraw(subject)
        banner = Banner(text, tone, action=action, closable=closable, kind=self._kind, keys=self._keys)
        if on_action is not None:
            banner.acted.connect(on_action)
        banner.closed.connect(lambda: self._on_closed(subject))
        self._banners[subject] = banner
        self._rows.addWidget(banner)
        self.show()

    def withdraw(self, subject: str) -> None:
        """Takes a message away because its cause is gone; without one nothing happens."""
        banner = self._banners.pop(subject, None)
        if banner is not None:
            banner.hide()
            self._rows.removeWidget(banner)
            banner.deleteLater()
        self.setVisible(bool(self._banners))

    def subjects(self) -> list[str]:
        return list(self._banners)

    def close_first(self) -> bool:
        """Puts the oldest message away, as its button does; False when there is none."""
        if not self._banners:
            return False
        self._on_closed(next(iter(self._banners)))
        return True

    def _on_closed(self, subject: str) -> None:
        self.withdraw(subject)
        self.closed.emit(subject)


class Alerts(QObject):
    """Toasts over the lower left of `host`, beside its rail, and the way back: Ctrl+Z takes back what the last one with
    an undo offered."""

    undone = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._toasts: list[Toast] = []
        self._undos: list[_Undo] = []
        host.installEventFilter(self)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), host)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.undo_last)

    def say(self, text: str, tone: str = "ok") -> None:
        """A note for 6 s; only for what may be missed. Tone is ok, info, warn or danger."""
        self._add(Toast(text, tone, parent=self._host))

    def offer(self, text: str, action: str, run: Callable[[], object]) -> None:
        """A note for 10 s with one next step that is not missed if it goes by."""
        toast = Toast(text, "ok", action=action, parent=self._host)
        toast.acted.connect(run)
        self._add(toast)

    def offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        """A note for 10 s with a way back, which Ctrl+Z also takes later."""
        entry = _Undo(text, undo)
        self._undos.append(entry)
        toast = Toast(text, "ok", action=self.tr("Undo"), keys="Ctrl+Z", parent=self._host)
        toast.acted.connect(lambda: self._undo(entry))
        self._add(toast)

    def undo_last(self) -> None:
        """Takes the last thing back, if there is one."""
        if self._undos:
            self._undo(self._undos[-1])

    def forget_undos(self) -> None:
        """After a change of person or room nothing of before is offered any more."""
        self._undos.clear()

    def toasts(self) -> list[Toast]:
        return list(self._toasts)

    def _undo(self, entry: _Undo) -> None:
        if entry in self._undos:
            self._undos.remove(entry)
            entry.run()
            self.undone.emit(entry.text)

    def _add(self, toast: Toast) -> None:
        toast.gone.connect(lambda: self._drop(toast))
        self._toasts.append(toast)
        toast.show()
        for old in self._toasts[:-_MOST]:
            old.leave()
        self._place()

    def _drop(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        bottom = self._host.height() - _ABOVE_FOOTER
        for toast in reversed(self._toasts):
            toast.adjustSize()
            bottom -= toast.height()
            toast.move(_LEFT, bottom)
            toast.raise_()
            bottom -= _GAP

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False
