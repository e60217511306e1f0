"""The memory of the bench screen: which parcel has which waybill, and what was scanned."""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from ui.packing.canvas import Canvas, bench_theme
from ui.packing.view_model import BenchView, BindingState, HistoryRow, Outcome

SIDE_WIDTH = 560.0
BINDING_HEIGHT = 268.0
_PAD = 24.0
_ROW = 83.0
_MARKS = {
    BindingState.WAITING: ("dots-three-outline", "text.tertiary", "text.secondary"),
    BindingState.BOUND: ("link-simple", "ok", "ok"),
    BindingState.BLOCKED: ("prohibit", "danger", "danger"),
}
_OUTCOMES = {
    Outcome.OK: ("check-circle-fill", "ok"),
    Outcome.REFUSED: ("x-circle-fill", "danger"),
    Outcome.UNDONE: ("arrow-counter-clockwise", "text.secondary"),
    Outcome.QUEUED: ("clock", "warn"),
}


def paint_binding(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    """Parcel, state of the binding, waybill."""
    canvas.card(area)
    inner = area.adjusted(_PAD, 20, -_PAD, -20)
    title = QCoreApplication.translate("Bench", "Parcel → waybill")
    canvas.text(QRectF(inner.left(), inner.top(), inner.width(), 48), title, "far.body")
    canvas.rule(inner.left(), inner.top() + 60, inner.width())
    icon, mark, ink = _MARKS[view.binding]
    words = (
        view.binding_text
        or {
            BindingState.WAITING: QCoreApplication.translate("Bench", "Not bound yet"),
            BindingState.BOUND: QCoreApplication.translate("Bench", "Bound"),
            BindingState.BLOCKED: QCoreApplication.translate("Bench", "Binding stopped"),
        }[view.binding]
    )
    rows = (
        ("package", "text.secondary", view.parcel_no or "—", "far.body", "text.primary"),
        (icon, mark, words, "far.caption", ink),
        ("receipt", "text.secondary", view.waybill_no or "—", "far.body", "text.primary"),
    )
    top = inner.top() + 70
    for name, token, text, kind, tint in rows:
        canvas.icon(name, QRectF(inner.left(), top + 6, 40, 40), token)
        canvas.text(QRectF(inner.left() + 56, top, inner.width() - 56, 52), text, kind, tint, weight=600)
        top += 54


def undo_area(area: QRectF) -> QRectF:
    """The undo button of the history: 72 units high, for a finger in a glove."""
    return QRectF(area.right() - _PAD - 164, area.top() + 8, 164, 72)


def rows_area(area: QRectF) -> QRectF:
    """The part of the history that changes with each scan: its lines, inside the card's edge."""
    return area.adjusted(4, 88, -4, -4)


def paint_history(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    """The last scans, newest first."""
    inner = area.adjusted(_PAD, 20, -_PAD, -20)
    rows = rows_area(area)
    if all(rows.contains(part) for part in canvas.seen if part.intersects(area)):
        canvas.painter.fillRect(rows, canvas.color("bg.surface"))
    else:
        _paint_head(canvas, area, inner)
    top = inner.top() + 72
    for row in view.history:
        if top + _ROW > area.bottom() - 4:
            break
        # A line is drawn once and then only moves down: letters cost more than a picture of them.
        canvas.stamp(QPointF(inner.left(), top), _picture(row, inner.width(), canvas.scale))
        top += _ROW


def _paint_head(canvas: Canvas, area: QRectF, inner: QRectF) -> None:
    canvas.card(area)
    title = QCoreApplication.translate("Bench", "Scans")
    canvas.text(QRectF(inner.left(), inner.top(), inner.width() - 190, 48), title, "far.body")
    button = undo_area(area).adjusted(0, 8, 0, -8)
    canvas.slab(button, "bg.sunken")
    canvas.icon("arrow-counter-clockwise", QRectF(button.left() + 16, button.center().y() - 14, 28, 28), "text.primary")
    words = QCoreApplication.translate("Bench", "Undo F2")
    canvas.text(button.adjusted(54, 0, -12, 0), words, "far.caption", weight=600)
    canvas.rule(inner.left(), inner.top() + 64, inner.width())


@lru_cache(maxsize=32)
def _picture(row: HistoryRow, width: float, scale: float) -> QPixmap:
    """A line on the ground of its card; `scale` in device pixels per unit."""
    picture = QPixmap(round(width * scale), round(_ROW * scale))
    picture.fill(bench_theme().color("bg.surface"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(picture.width() / width, picture.height() / _ROW)
    area = QRectF(0, 0, width, _ROW)
    _paint_row(Canvas(painter, scale, (area,)), area, row)
    painter.end()
    return picture


def _paint_row(canvas: Canvas, rect: QRectF, row: HistoryRow) -> None:
    icon, token = _OUTCOMES[row.outcome]
    canvas.icon(icon, QRectF(rect.left(), rect.center().y() - 16, 32, 32), token)
    words = rect.adjusted(48, 6, 0, -6)
    canvas.text(QRectF(words.left(), words.top(), words.width(), 36), row.text, "far.caption", weight=600)
    below = QRectF(words.left(), words.top() + 36, words.width(), 34)
    tail = f"{row.time} · {row.note}" if row.note else row.time
    canvas.text(below, tail, "far.caption", "text.secondary")
