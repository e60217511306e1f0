"""Entering a code by hand when a label cannot be read."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.entries import Entry, Field
from ui.scanner.event_clock import monotonic_ms


class CodeEntry(Entry):
    """A line for codes that no input method can reach.

    Switching the attribute off is not enough: a line edit still answers that it wants one, and takes its text.
    """

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setMaxLength(128)

    @override
    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query, argument)


class ManualEntryDialog(Dialog):
    """Asks for one code; `entered(code, at_ms)` like a scan. It is not modal."""

    entered = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, icon="barcode", token="accent")
        self.setModal(False)
        self.show_title(self.tr("Enter a code by hand"))
        self._code = CodeEntry(name=self.tr("Code"))
        hint = self.tr("As printed under the bars")
        self.body.addWidget(Field(self.tr("Code"), self._code, hint=hint, required=True))
        self._stay = Button(self.tr("Back"), keys="Esc")
        self._stay.clicked.connect(self.reject)
        self._enter = Button(self.tr("Enter code"), "primary", keys="Enter")
        self._enter.clicked.connect(self._on_enter)
        self._enter.setEnabled(False)
        self._code.textChanged.connect(self._on_text)
        self._code.returnPressed.connect(self._on_enter)
        self.buttons.addWidget(self._stay)
        self.buttons.addWidget(self._enter)
        self._code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_text(self, text: str) -> None:
        self._enter.setEnabled(bool(text.strip()))

    def _on_enter(self) -> None:
        code = self._code.text().strip()
        if code:
            self.accept()
            self.entered.emit(code, monotonic_ms())
