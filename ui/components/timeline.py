"""The life of an order on one picture: 12 nodes with time, operator and time spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap
from ui.components.nodes import NODE_KEYS, node_text
from ui.components.painted import NO_PEN, smooth
from ui.components.text import LEFT, RIGHT

_PITCH = 26
_NAME_X = 30
_COLUMN_GAP = 14
_NOTE_WIDTH = 96


class StepState(Enum):
    DONE = "done"
    NOW = "now"
    NEXT = "next"
    NEVER = "never"


@dataclass(frozen=True)
class TimelineStep:
    """One node of the picture; `when`, `who` and `note` are texts as they shall stand there,
    `brief` a shorter `when`."""

    node: str
    state: StepState
    when: str = ""
    who: str = ""
    note: str = ""
    brief: str = ""


class Timeline(QWidget):
    """Nodes below each other: passed ones with a tick on a firm line, the present one in its colour, others dotted."""

    def __init__(self, steps: Sequence[TimelineStep] = (), *, pitch: int = _PITCH) -> None:
        super().__init__()
        self._pitch = pitch
        self._steps: tuple[TimelineStep, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[TimelineStep]) -> None:
        self._steps = tuple(steps)
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        now = next((step for step in self._steps if step.state is StepState.NOW), None)
        self.setAccessibleName(self.tr("Timeline of the order"))
        spoken = "; ".join(
            " ".join(part for part in (node_text(step.node), step.when, step.who, step.note) if part)
            for step in self._steps
            if step.state in (StepState.DONE, StepState.NOW)
        )
        self.setAccessibleDescription(spoken if now is None else f"{spoken}.")

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self.update()
        super().changeEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        """A step whose words have no room says them under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = int((event.pos().y() - 2) // self._pitch)
            step = self._steps[place] if 0 <= place < len(self._steps) else None
            QToolTip.showText(event.globalPos(), "" if step is None else step.who, self)
            return True
        return super().event(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, self._pitch * len(self._steps) + 4)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    def _columns(self, *, brief: bool) -> tuple[float, float]:
        """Left edges of time and operator: the longest name of a node and the longest time, of whatever year,
        set them."""
        look = theme.current()
        names = max(look.metrics("body", 600).horizontalAdvance(node_text(key)) for key in NODE_KEYS)
        small = look.metrics("caption")
        when = max((small.horizontalAdvance(_when(step, brief=brief)) for step in self._steps if step.who), default=0)
        first = _NAME_X + names + _COLUMN_GAP
        return first, first + when + _COLUMN_GAP

    def _is_narrow(self) -> bool:
        """Whether somebody's name would be cut off by how exactly the times are told."""
        small, edge = theme.current().metrics("caption"), self.width() - self._columns(brief=False)[1] - 8
        return any(small.horizontalAdvance(step.who) + self._note_width(step) > edge for step in self._steps)

    def _note_width(self, step: TimelineStep) -> int:
        return min(_NOTE_WIDTH, theme.current().metrics("caption").horizontalAdvance(step.note) + 4)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        brief = self._is_narrow()
        columns = self._columns(brief=brief)
        with smooth(self) as painter:
            for index, step in enumerate(self._steps):
                middle = 2 + (index + 0.5) * self._pitch
                if index + 1 < len(self._steps):
                    self._paint_line(painter, middle, step, self._steps[index + 1])
                if step.state is StepState.NOW:
                    self._paint_present(painter, middle, step)
                else:
                    self._paint_dot(painter, middle, step)
                self._paint_words(painter, middle, step, columns, brief=brief)

    def _paint_line(self, painter: QPainter, middle: float, step: TimelineStep, following: TimelineStep) -> None:
        look = theme.current()
        passed = step.state is StepState.DONE and following.state in (StepState.DONE, StepState.NOW)
        ink = look.color("text.tertiary" if passed else "border.default")
        style = Qt.PenStyle.SolidLine if passed else Qt.PenStyle.DotLine
        painter.setPen(QPen(ink, 2 if passed else 1, style))
        painter.drawLine(QPointF(10, middle + 9), QPointF(10, middle + self._pitch - 9))

    def _paint_present(self, painter: QPainter, middle: float, step: TimelineStep) -> None:
        look = theme.current()
        node = look.node(step.node)
        painter.setPen(NO_PEN)
        painter.setBrush(look.brush("bg.selected"))
        painter.drawRoundedRect(QRectF(0, middle - self._pitch / 2 + 1, self.width(), self._pitch - 2), 4, 4)
        painter.setBrush(node.solid)
        painter.drawEllipse(QPointF(10, middle), 10, 10)
        light = node.solid.lightness() > 150
        ink = theme.named(theme.ThemeName.LIGHT).color("text.primary" if light else "accent.on")
        painter.drawPixmap(QPointF(4, round(middle) - 6), pixmap(f"{node.icon}-fill", ink, 12))

    def _paint_dot(self, painter: QPainter, middle: float, step: TimelineStep) -> None:
        look = theme.current()
        if step.state is StepState.DONE:
            painter.setPen(NO_PEN)
            painter.setBrush(look.brush("text.tertiary"))
            painter.drawEllipse(QPointF(10, middle), 8, 8)
            painter.drawPixmap(QPointF(5, round(middle) - 5), pixmap("check-bold", "bg.surface", 10))
            return
        style = Qt.PenStyle.SolidLine if step.state is StepState.NEXT else Qt.PenStyle.DotLine
        painter.setPen(QPen(look.color("border.input"), 1, style))
        painter.setBrush(look.brush("bg.surface"))
        painter.drawEllipse(QPointF(10, middle), 7, 7)

    def _paint_words(
        self, painter: QPainter, middle: float, step: TimelineStep, columns: tuple[float, float], *, brief: bool
    ) -> None:
        look = theme.current()
        live = step.state in (StepState.DONE, StepState.NOW)
        now = step.state is StepState.NOW
        top, height = middle - 12, 24.0
        painter.setFont(look.font("body", 600 if now else 400))
        painter.setPen(look.color("text.primary" if live else "text.tertiary"))
        painter.drawText(QRectF(_NAME_X, top, columns[0] - _NAME_X, height), LEFT, node_text(step.node))
        painter.setFont(look.font("caption"))
        painter.setPen(look.color("text.secondary" if live else "text.tertiary"))
        rest = self.width() - columns[1] - 8
        note = self._note_width(step)
        painter.drawText(
            QRectF(columns[0], top, self.width() - columns[0] - note - 8, height), LEFT, _when(step, brief=brief)
        )
        who = look.metrics("caption").elidedText(step.who, Qt.TextElideMode.ElideRight, int(rest - note))
        painter.drawText(QRectF(columns[1], top, rest - note, height), LEFT, who)
        painter.setPen(look.color("text.primary" if now else "text.tertiary"))
        painter.drawText(QRectF(self.width() - note - 6, top, note, height), RIGHT, step.note)


def _when(step: TimelineStep, *, brief: bool) -> str:
    return step.brief if brief and step.brief else step.when
