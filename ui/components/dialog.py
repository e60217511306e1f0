"""Dialogs: only for what cannot be taken back, and for small questions."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.entries import Field
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


class ConfirmDialog(Dialog):
    """Asks before something that cannot be taken back: says the consequences with numbers, asks for a reason.

    `verb` does it ("Cancel order"), `stay` leaves it ("Keep order"); the destructive button is never the default.
    """

    def __init__(
        self,
        title: str,
        consequences: str,
        *,
        verb: str,
        stay: str,
        reasons: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent, icon="prohibit-fill")
        self.body.addWidget(Text(consequences, "body", "secondary", wrap=True))
        self._reason = Select([("", self.tr("Choose a reason")), *reasons], name=self.tr("Reason"))
        if reasons:
            self.body.addWidget(Field(self.tr("Reason"), self._reason, required=True))
        self._stay = Button(stay, keys="Esc")
        self._stay.clicked.connect(self.reject)
        self._do = Button(verb, "danger")
        self._do.clicked.connect(self.accept)
        self._do.setEnabled(not reasons)
        self._reason.currentIndexChanged.connect(self._on_reason)
        self.buttons.addWidget(self._stay)
        self.buttons.addWidget(self._do)
        (self._reason if reasons else self._stay).setFocus(Qt.FocusReason.OtherFocusReason)

    def reason(self) -> str:
        """Key of the chosen reason, empty when none was asked for."""
        return self._reason.value()

    def _on_reason(self) -> None:
        self._do.setEnabled(bool(self._reason.value()))
