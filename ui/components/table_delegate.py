"""The one delegate that paints every kind of table cell."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from ui import theme
from ui.components.avatar import paint_avatar
from ui.components.choices import paint_check_box
from ui.components.icons import pixmap
from ui.components.painted import NO_PEN
from ui.components.pill import paint_pill, paint_tag
from ui.components.sparkline import paint_sparkline
from ui.components.table_cells import CELL_ROLE, RIGHT_KINDS, Bar, Cell, Column, Kind, TagCell, Trend, TwoLine, Value

Index = QModelIndex | QPersistentModelIndex
_Paint = Callable[[QPainter, QRect, Value, Column], None]

PADDING = 8
_SELECTED = QStyle.StateFlag.State_Selected.value
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_NONE = ("", "—")
_LEAST_TREND, _TREND_HEIGHT = 24, 22
_LOUD = frozenset({"danger", "warn"})
_TOKENS = {Kind.LINK: "text.link", Kind.SECONDARY: "text.secondary"}


@lru_cache(maxsize=16384)
def _fitted(text: str, kind: str, weight: int, width: int, look: theme.Theme) -> str:
    """The text, cut with an ellipsis where it is too long. Cached: shaping costs more than drawing."""
    metrics = look.metrics(kind, weight)
    if metrics.horizontalAdvance(text) <= width:
        return text
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def draw_text(
    painter: QPainter, rect: QRect, text: str, token: str, *, kind: str = "body", weight: int = 400, right: bool = False
) -> None:
    """One line of text in a colour token, cut to the rectangle."""
    look = theme.current()
    painter.setFont(look.font(kind, weight))
    painter.setPen(look.color(token))
    painter.drawText(rect, _RIGHT if right else _LEFT, _fitted(text, kind, weight, rect.width(), look))


class CellDelegate(QStyledItemDelegate):
    """Paints cells from `CELL_ROLE` values; the row's ground shows selection, hover and a fresh change."""

    def __init__(self, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = columns
        self.hovered_row = -1
        self.flashing: set[int] = set()
        self.nobody = ""
        self._painters: dict[Kind, _Paint] = {
            Kind.PILL: self._paint_pill,
            Kind.TAG: self._paint_tag,
            Kind.CHECK: self._paint_check,
            Kind.BAR: self._paint_bar,
            Kind.TREND: self._paint_trend,
            Kind.TWO_LINE: self._paint_two_lines,
            Kind.PERSON: self._paint_person,
            Kind.ICON: self._paint_icon,
        }

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        column = self.columns[index.column()]
        value: Value = index.data(CELL_ROLE)
        self._paint_ground(painter, rect, option.state.value & _SELECTED, index.row(), value)
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        paint = self._painters.get(column.kind)
        if paint is None:
            self._paint_words(painter, inner, value, column)
        elif value is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            paint(painter, inner, value, column)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(64, theme.current().px("row"))

    def _paint_ground(self, painter: QPainter, rect: QRect, selected: int, row: int, value: Value) -> None:
        look = theme.current()
        if isinstance(value, Cell) and value.ground:
            painter.fillRect(rect, look.color(value.ground))
        elif selected:
            painter.fillRect(rect, look.color("bg.selected"))
            if rect.x() == 0:
                painter.fillRect(0, rect.y(), 3, rect.height() - 1, look.color("accent"))
        elif row in self.flashing:
            painter.fillRect(rect, look.color("diff.cell"))
        elif row == self.hovered_row:
            painter.fillRect(rect, look.color("bg.hover"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.color("border.subtle"))

    def _paint_words(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        right = column.kind in RIGHT_KINDS
        base = _TOKENS.get(column.kind, "text.primary")
        if not isinstance(value, Cell):
            text = str(value) if value else "—"
            token = "text.disabled" if text in _NONE else base
            draw_text(painter, rect, text, token, right=right)
            return
        weight = 600 if value.strong else 400
        if value.icon:
            token = value.token or "text.secondary"
            look = theme.current()
            left = rect.x()
            if right:
                left = max(left, rect.right() - look.metrics("body", weight).horizontalAdvance(value.text) - 18)
            else:
                rect = rect.adjusted(19, 0, 0, 0)
            painter.drawPixmap(left, rect.y() + (rect.height() - 14) // 2, pixmap(value.icon, token, 14))
        draw_text(painter, rect, value.text, value.token or base, weight=weight, right=right)

    def _paint_pill(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        if isinstance(value, str) and value:
            paint_pill(painter, rect, value)

    def _paint_tag(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        if isinstance(value, TagCell):
            room = rect.width() - (18 if value.icon else 0) - 12
            weight = 600 if value.tone in ("danger", "warn") else 400
            text = _fitted(value.text, "caption", weight, room, theme.current())
            paint_tag(painter, QPoint(rect.x(), rect.y() + (rect.height() - 20) // 2), text, value.tone, value.icon)

    def _paint_check(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        left = rect.x() + (rect.width() - 16) // 2
        box = QRectF(left, rect.y() + (rect.height() - 16) // 2, 16, 16)
        paint_check_box(painter, box, checked=value is True)

    def _paint_bar(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        if not isinstance(value, Bar):
            return
        look = theme.current()
        loud = value.token in ("danger", "warn", "warn.solid")
        weight = 600 if loud else 400
        label = look.metrics("body", weight).horizontalAdvance(value.text)
        track = QRectF(rect.x(), rect.y() + rect.height() / 2 - 3, max(0, rect.width() - label - 8), 6)
        painter.setPen(NO_PEN)
        painter.setBrush(look.brush("bg.sunken"))
        painter.drawRoundedRect(track, 3, 3)
        if value.fraction > 0:
            painter.setBrush(look.brush(value.token))
            track.setWidth(max(6.0, track.width() * min(value.fraction, 1.0)))
            painter.drawRoundedRect(track, 3, 3)
        token = value.token.removesuffix(".solid") if loud else "text.primary"
        draw_text(painter, rect, value.text, token, weight=weight, right=True)

    def _paint_trend(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        if not isinstance(value, Trend):
            return
        token = "text.disabled" if value.text in _NONE else "text.primary"
        draw_text(painter, rect, value.text, token, right=True)
        width = rect.width() - theme.current().metrics("body").horizontalAdvance(value.text) - PADDING
        if width > _LEAST_TREND:
            height = min(rect.height() - 2 * PADDING, _TREND_HEIGHT)
            area = QRectF(rect.x(), rect.y() + (rect.height() - height) / 2, width, height)
            paint_sparkline(painter, area, value.shares, value.token)

    def _paint_two_lines(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        if not isinstance(value, TwoLine):
            return
        middle = rect.y() + rect.height() // 2
        if value.icon:
            painter.drawPixmap(rect.x(), middle - 9, pixmap(value.icon, value.token or "text.secondary", 18))
            rect = rect.adjusted(26, 0, 0, 0)
        first = QRect(rect.x(), middle - 20, rect.width(), 20)
        second = QRect(rect.x(), middle, rect.width(), 18)
        draw_text(painter, first, value.first, "text.primary", weight=600)
        token = value.token if value.token in _LOUD else "text.tertiary"
        draw_text(painter, second, value.second, token, kind="caption")

    def _paint_person(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        if not value:
            draw_text(painter, rect, self.nobody, "text.tertiary")
            return
        name = str(value)
        paint_avatar(painter, QRectF(rect.x(), rect.y() + (rect.height() - 20) // 2, 20, 20), name)
        draw_text(painter, rect.adjusted(26, 0, 0, 0), name, "text.primary")

    def _paint_icon(self, painter: QPainter, rect: QRect, value: Value, column: Column) -> None:
        if isinstance(value, Cell) and value.icon:
            at = QPoint(rect.x() + (rect.width() - 16) // 2, rect.y() + (rect.height() - 16) // 2)
            painter.drawPixmap(at, pixmap(value.icon, value.token or "text.secondary", 16))
