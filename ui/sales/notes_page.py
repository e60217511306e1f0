"""The notes of an order in its panel: remarks, photos, and a line to write one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.domain.days import local_day
from orderdesk.queries.photos import PhotoRow
from orderdesk.queries.rows import Names, OrderDetail
from ui import formats
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.layout import hbox, vbox
from ui.components.remade import Remade
from ui.components.text import Text
from ui.sales.mentions import MentionEntry
from ui.sales.photo_store import PhotoStore
from ui.sales.photo_strip import PhotoStrip


class NotesPage(QWidget):
    """Remarks on the order, and a line to write one. `written(text)`.

    It outlives what it shows: the line that somebody writes in stays while notes come in, and what was begun for one
    order is kept for that one while others are looked at.
    """

    written = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._subject: object = None
        self._drafts: dict[object, str] = {}
        self._entry = MentionEntry(())
        self._entry.returnPressed.connect(self._on_write)
        self._add = Button(size="md")
        self._add.clicked.connect(self._on_write)
        self._writing = QWidget()
        self._writing.setLayout(hbox((self._entry, 1), self._add))
        self._said = Remade(self, gap=10)
        self.setLayout(vbox(self._writing, self._said, gap=10))
        self._say_texts()

    def show_notes(
        self,
        detail: OrderDetail,
        names: Names,
        now: datetime,
        *,
        writer: UUID | None,
        photos: Sequence[PhotoRow] = (),
        store: PhotoStore,
    ) -> None:
        """The notes as they are now. `writer`: whose draft stands in the line; None may write none."""
        subject = (writer, detail.head.id)
        if subject != self._subject:
            if self._entry.text():
                self._drafts[self._subject] = self._entry.text()
            self._subject = subject
            self._entry.setText(self._drafts.pop(subject, ""))
        self._entry.use_names(names.users[each] for each in names.active)
        self._writing.setVisible(writer is not None)
        what = (detail.head.id, detail.head.remark, detail.notes, tuple(photos), names.users, local_day(now))

        def make() -> list[QWidget]:
            strip = [PhotoStrip(photos, names, now, store)] if photos else []
            return [*strip, *self._rows(detail, names, now, is_alone=not photos)]

        self._said.show_for(what, make)

    def _rows(self, detail: OrderDetail, names: Names, now: datetime, *, is_alone: bool) -> list[QWidget]:
        parts: list[QWidget] = []
        if detail.head.remark:
            parts.append(Banner(detail.head.remark, "info"))
        for note in detail.notes:
            by = names.users.get(note.written_by, "")
            row = QWidget()
            row.setLayout(
                vbox(
                    Text(f"{by} · {formats.moment(note.written_at, now)}", "caption", "tertiary"),
                    Text(note.text, wrap=True, selectable=True),
                    gap=2,
                )
            )
            parts.append(row)
        if not parts and is_alone:
            parts.append(Text(self.tr("No notes yet"), "caption", "tertiary"))
        return parts

    @property
    def line(self) -> MentionEntry:
        """Where a note is written."""
        return self._entry

    def _on_write(self) -> None:
        text = self._entry.text().strip()
        if text:
            self._entry.clear()
            self.written.emit(text)

    def _say_texts(self) -> None:
        self._add.say(self.tr("Add note"))
        self._entry.setPlaceholderText(self.tr("Write a note; @ asks somebody to look"))
        self._entry.setAccessibleName(self._entry.placeholderText())

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say_texts()
        super().changeEvent(event)
