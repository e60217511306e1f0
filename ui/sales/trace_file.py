"""The trace of an order as a file: a table, or JSON."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.sales.order_trace import OrderTrace, as_csv, as_json


class TraceFile(QObject):
    """`done(sentence)`: what became of it."""

    done = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner

    def ask(self, trace: OrderTrace | None, order_no: str) -> None:
        """Asks where the file is to be; nothing while there is no trace yet."""
        # The page may be another one by the time a place is chosen: nothing of it is held here.
        if trace is not None:
            dialog = QFileDialog(self._owner.window(), self.tr("Save the trace"), f"{order_no}-trace.csv")
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilter(self.tr("Table (*.csv);;JSON (*.json)"))
            dialog.setDefaultSuffix("csv")
            dialog.fileSelected.connect(lambda chosen: self.save(trace, Path(chosen)))
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def save(self, trace: OrderTrace, path: Path) -> None:
        """Writes the file, JSON where its name says so, and tells with `done` what became of it."""
        try:
            path.write_bytes(as_json(trace) if path.suffix.lower() == ".json" else as_csv(trace))
        except OSError as error:
            self.done.emit(self.tr("Not saved: {why}").format(why=error.strerror or str(error)))
            return
        self.done.emit(self.tr("Saved as {file}").format(file=path.name))
