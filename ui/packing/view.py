"""The bench screen: one widget, painted from one frozen view; it decides nothing and knows no order."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from orderdesk.domain.scans import Card
from ui.packing.canvas import Canvas, bench_theme
from ui.packing.paint_frame import FOOTER_HEIGHT, HEADER_HEIGHT, card_areas, clock_area, paint_footer, paint_header
from ui.packing.paint_side import BINDING_HEIGHT, SIDE_WIDTH, paint_binding, paint_history, rows_area, undo_area
from ui.packing.paint_verdict import changed_areas, paint_verdict
from ui.packing.spoken import spoken
from ui.packing.view_model import BenchView, BindingState, Phase

DESIGN_WIDTH, DESIGN_HEIGHT = 1920.0, 1080.0
_MARGIN = 32.0
_GAP = 24.0


class BenchScreen(QWidget):
    """Shows a `BenchView` and says what a person asks for by key or finger. Scans come by the listener, not here.

    The widget holds the keyboard itself, so that no input method is ever offered.
    """

    undo_requested = Signal()
    short_requested = Signal()
    supervisor_requested = Signal()
    next_box_requested = Signal()
    set_aside_requested = Signal()
    acknowledge_requested = Signal()
    manual_entry_requested = Signal()
    hand_over_requested = Signal()
    scanner_requested = Signal()

    def __init__(self, view: BenchView | None = None) -> None:
        super().__init__()
        self._view = view or BenchView(Phase.WAITING, "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(1024, 576)
        self.setMouseTracking(True)
        self._commands: dict[Card, SignalInstance] = {
            Card.UNDO: self.undo_requested,
            Card.SHORT: self.short_requested,
            Card.CALL: self.supervisor_requested,
            Card.NEXT_BOX: self.next_box_requested,
            Card.SET_ASIDE: self.set_aside_requested,
            Card.ACK: self.acknowledge_requested,
        }
        self._keys: dict[int, SignalInstance] = {
            Qt.Key.Key_F2: self.undo_requested,
            Qt.Key.Key_F4: self.short_requested,
            Qt.Key.Key_F5: self.set_aside_requested,
            Qt.Key.Key_F6: self.manual_entry_requested,
            Qt.Key.Key_F7: self.next_box_requested,
            Qt.Key.Key_F8: self.hand_over_requested,
            Qt.Key.Key_F9: self.supervisor_requested,
            Qt.Key.Key_F12: self.scanner_requested,
            Qt.Key.Key_Escape: self.acknowledge_requested,
        }
        self._speak()

    @property
    def view(self) -> BenchView:
        return self._view

    def show_view(self, view: BenchView) -> None:
        """Shows another state; only the parts that differ are painted again."""
        before, self._view = self._view, view
        shown_before, shown_now = _verdict_part(before), _verdict_part(view)
        if shown_before != shown_now:
            for area in changed_areas(self._verdict_area(), shown_before, shown_now):
                self._refresh(area)
        if replace(before, clock="") != replace(view, clock=""):
            self._speak()
        if _binding_part(before) != _binding_part(view):
            self._refresh(self._binding_area())
        if before.history != view.history:
            self._refresh(rows_area(self._history_area()), inside=True)
        if _header_part(before) != _header_part(view):
            self._refresh(self._header_area())
        elif before.clock != view.clock:
            self._refresh(clock_area(self._header_area()), inside=True)
        if (before.cards, before.warning) != (view.cards, view.warning):
            self._refresh(self._footer_area())

    # -- where things are ----------------------------------------------------------------------------------------

    def _scale(self) -> float:
        return min(self.width() / DESIGN_WIDTH, self.height() / DESIGN_HEIGHT) or 1.0

    def _size(self) -> tuple[float, float]:
        scale = self._scale()
        return self.width() / scale, self.height() / scale

    def _header_area(self) -> QRectF:
        return QRectF(0, 0, self._size()[0], HEADER_HEIGHT)

    def _footer_area(self) -> QRectF:
        width, height = self._size()
        return QRectF(0, height - FOOTER_HEIGHT, width, FOOTER_HEIGHT)

    def _body_area(self) -> QRectF:
        width, height = self._size()
        return QRectF(
            _MARGIN, HEADER_HEIGHT + _GAP, width - 2 * _MARGIN, height - HEADER_HEIGHT - FOOTER_HEIGHT - 2 * _GAP
        )

    def _verdict_area(self) -> QRectF:
        return self._body_area().adjusted(0, 0, -(SIDE_WIDTH + _GAP), 0)

    def _side_area(self) -> QRectF:
        body = self._body_area()
        return QRectF(body.right() - SIDE_WIDTH, body.top(), SIDE_WIDTH, body.height())

    def _binding_area(self) -> QRectF:
        side = self._side_area()
        return QRectF(side.left(), side.top(), side.width(), BINDING_HEIGHT)

    def _history_area(self) -> QRectF:
        return self._side_area().adjusted(0, BINDING_HEIGHT + _GAP, 0, 0)

    def _refresh(self, area: QRectF, *, inside: bool = False) -> None:
        """Has a part painted again; `inside`: no pixel beyond it, for what lies alone on its ground."""
        scale = self._scale()
        scaled = QRectF(area.left() * scale, area.top() * scale, area.width() * scale, area.height() * scale)
        if inside:
            self.update(QRect(scaled.topLeft().toPoint() + QPoint(1, 1), scaled.bottomRight().toPoint() - QPoint(2, 2)))
        else:
            self.update(scaled.toAlignedRect().adjusted(-1, -1, 1, 1))

    def _target_at(self, position: QPointF) -> SignalInstance | None:
        scale = self._scale()
        point = QPointF(position.x() / scale, position.y() / scale)
        if undo_area(self._history_area()).contains(point):
            return self.undo_requested
        areas = card_areas(self._footer_area(), self._view.cards, scale * self.devicePixelRatioF())
        for command, area in zip(self._view.cards, areas, strict=True):
            if area.contains(point):
                return self._commands[command.card]
        if self._view.phase is Phase.REFUSED and self._verdict_area().contains(point):
            return self.acknowledge_requested
        return None

    def _speak(self) -> None:
        """Puts all that is painted into words for a screen reader; a refusal interrupts what it is reading."""
        self.setAccessibleName(self.tr("Packing bench: {headline}").format(headline=self._view.headline))
        self.setAccessibleDescription(spoken(self._view))
        if QAccessible.isActive():
            alarms = self._view.phase in (Phase.REFUSED, Phase.STOP, Phase.ASK)
            events = (QAccessible.Event.NameChanged, QAccessible.Event.DescriptionChanged)
            for event in (*events, *([QAccessible.Event.Alert] if alarms else [])):
                QAccessible.updateAccessibility(QAccessibleEvent(self, event))

    # -- events --------------------------------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(int(DESIGN_WIDTH), int(DESIGN_HEIGHT))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        signal = self._keys.get(event.key())
        if signal is None or event.isAutoRepeat():
            super().keyPressEvent(event)
        else:
            signal.emit()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self._target_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        target = self._target_at(event.position())
        if target is not None and event.button() == Qt.MouseButton.LeftButton:
            target.emit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
            self.update()
        super().changeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        scale = self._scale()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), bench_theme().color("bg.app"))
        painter.scale(scale, scale)
        canvas = Canvas(painter, scale * self.devicePixelRatioF(), _scaled(event.region(), 1 / scale))
        for area, paint in (
            (self._header_area(), paint_header),
            (self._verdict_area(), paint_verdict),
            (self._binding_area(), paint_binding),
            (self._history_area(), paint_history),
            (self._footer_area(), paint_footer),
        ):
            if canvas.shows(area):
                paint(canvas, area, self._view)
        painter.end()


def _scaled(region: QRegion, factor: float) -> tuple[QRectF, ...]:
    rects = list(region)  # type: ignore[call-overload]  # the stubs do not know that regions can be walked
    return tuple(
        QRectF(rect.x() * factor, rect.y() * factor, rect.width() * factor, rect.height() * factor) for rect in rects
    )


def _header_part(view: BenchView) -> tuple[object, ...]:
    link = (view.is_online, view.queued, view.scanner, view.is_scanner_there)
    return view.bench_name, view.operator, *link, view.today, bool(view.clock)


def _binding_part(view: BenchView) -> tuple[object, ...]:
    return view.parcel_no, view.waybill_no, view.binding, view.binding_text


def _verdict_part(view: BenchView) -> BenchView:
    """The view with everything blank that stands outside the left part."""
    return replace(
        view,
        parcel_no="",
        waybill_no="",
        binding_text="",
        operator="",
        bench_name="",
        clock="",
        warning="",
        binding=BindingState.WAITING,
        history=(),
        queued=0,
        scanner="",
        is_scanner_there=True,
        cards=(),
    )
