"""Dialogs: only for what cannot be taken back, and for small questions."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from ui.components.frames import Ground
from ui.components.layout import hbox, vbox
from ui.components.text import Icon, Text


class Dialog(QDialog):
    """A titled sheet with a body and its buttons; Escape leaves everything as it is."""

    def __init__(self, title: str, parent: QWidget | None, *, icon: str = "", token: str = "danger") -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setMinimumWidth(440)
        self.body: QVBoxLayout = vbox(gap=12)
        self.buttons = hbox(None, gap=8)
        self._title = Text("", "title", wrap=True)
        head = hbox(*([Icon(icon, token, 20)] if icon else []), (self._title, 1))
        sheet = Ground(vbox(head, self.body, self.buttons, gap=12, margins=20), "surface")
        self.setLayout(vbox(sheet))
        self.show_title(title)

    def fit(self) -> None:
        """As high as its content needs at its width: what wraps needs more lines than Qt's own size allows for."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        width = max(self.minimumWidth(), self.sizeHint().width())
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.sizeHint().height()
        self.resize(width, height)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)

    def show_title(self, title: str) -> None:
        self.setWindowTitle(title)
        self._title.setText(title)
