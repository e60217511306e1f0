"""Header of a table: titles over their cells, and which column sorts."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap
from ui.components.table_cells import DISPLAY_ROLE, Column
from ui.components.table_delegate import PADDING, draw_text


class TableHeader(QHeaderView):
    """Paints titles by itself; a style sheet would draw them slower and could not place the caret."""

    def __init__(self, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.columns = columns
        self.sort_key = ""
        self.descending = False
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(24)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.current().px("table.head"))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        look = theme.current()
        painter.fillRect(rect, look.color("bg.subtle"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.color("border.default"))
        if logicalIndex >= len(self.columns):
            return
        column = self.columns[logicalIndex]
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        title = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, DISPLAY_ROLE)
        text = title if isinstance(title, str) else column.title
        sorts = column.key == self.sort_key
        if sorts:
            width = look.metrics("caption", 600).horizontalAdvance(text)
            name = "caret-down-bold" if self.descending else "caret-up-bold"
            left = inner.right() - width - 14 if column.is_right else min(inner.x() + width + 4, inner.right() - 10)
            painter.drawPixmap(left, inner.y() + (inner.height() - 10) // 2, pixmap(name, "accent", 10))
        token = "text.primary" if sorts else "text.secondary"
        draw_text(painter, inner, text, token, kind="caption", weight=600, right=column.is_right)
