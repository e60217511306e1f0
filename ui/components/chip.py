"""Filter chips: one question each, with the number of rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QWidget
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap
from ui.components.layout import hbox
from ui.components.painted import PaintedButton, paint_focus_ring, smooth
from ui.components.text import LEFT


@dataclass(frozen=True)
class ChipSpec:
    """One chip: its key, words, rows behind it; `node` lends the icon, `alert` makes the count red."""

    key: str
    text: str
    count: int | None = None
    node: str = ""
    alert: bool = False


class Chip(PaintedButton):
    """A filter that is on or off; on shows a tick beside the colour."""

    def __init__(self, spec: ChipSpec, *, on: bool = False) -> None:
        super().__init__(spec.text)
        self.spec = spec
        self.setCheckable(True)
        self.setChecked(on)
        self.show_count(spec.count)

    def show_count(self, count: int | None) -> None:
        self._count = "" if count is None else f"{count:,}"
        self.setAccessibleName(f"{self.spec.text} {self._count}".strip())
        self._remeasure()

    def _count_width(self) -> int:
        return theme.current().metrics("caption", 600).horizontalAdvance(self._count)

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        # The bold width in both states, so that choosing a chip does not push its neighbours.
        width = 20 + look.metrics("caption", 600).horizontalAdvance(self.spec.text)
        width += 20 if self.spec.node or self.isChecked() else 0
        width += self._count_width() + 8 if self._count else 0
        return QSize(width, look.px("chip"))

    @override
    def nextCheckState(self) -> None:
        super().nextCheckState()
        self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        on = self.isChecked()
        height = self.height()
        with smooth(self) as painter:
            area = QRectF(self.rect())
            painter.setPen(QPen(look.color("accent" if on else "border.default"), 1))
            painter.setBrush(look.brush("accent.subtle" if on else "bg.hover" if self.is_hovered else "bg.surface"))
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2)
            if self.hasFocus():
                paint_focus_ring(painter, area, height / 2)
            left = 10
            if on:
                painter.drawPixmap(left, (height - 14) // 2, pixmap("check-bold", "accent.subtleOn", 14))
                left += 20
            elif self.spec.node:
                node = look.node(self.spec.node)
                ink = node.solid if node.emphasis == "solid" else node.ink
                painter.drawPixmap(left, (height - 14) // 2, pixmap(node.icon, ink, 14))
                left += 20
            painter.setFont(look.font("caption", 600 if on else 400))
            painter.setPen(look.color("accent.subtleOn" if on else "text.primary"))
            painter.drawText(QRect(left, 0, self.width() - left, height), LEFT, self.spec.text)
            if self._count:
                painter.setFont(look.font("caption", 600))
                quiet = "accent.subtleOn" if on else "text.tertiary"
                painter.setPen(look.color("danger" if self.spec.alert else quiet))
                painter.drawText(QRect(self.width() - 10 - self._count_width(), 0, 200, height), LEFT, self._count)


class ChipBar(QWidget):
    """Chips of which one is chosen; left and right move along them."""

    chosen = Signal(str)

    def __init__(self, specs: Sequence[ChipSpec], *, active: str = "") -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._chips: dict[str, Chip] = {}
        for spec in specs:
            chip = Chip(spec, on=spec.key == active)
            chip.toggled.connect(chip.updateGeometry)
            self._group.addButton(chip)
            self._chips[spec.key] = chip
        self.setLayout(hbox(*self._chips.values(), None, gap=6))
        self._group.buttonClicked.connect(self._on_clicked)

    def active(self) -> str:
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def choose(self, key: str) -> None:
        """Marks a chip without telling anyone."""
        self._chips[key].setChecked(True)

    def show_count(self, key: str, count: int | None, *, alert: bool | None = None) -> None:
        chip = self._chips[key]
        if alert is not None:
            chip.spec = replace(chip.spec, alert=alert)
        chip.show_count(count)

    def _on_clicked(self, chip: PaintedButton) -> None:
        if isinstance(chip, Chip):
            self.chosen.emit(chip.spec.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        chips = list(self._chips.values())
        held = next((index for index, chip in enumerate(chips) if chip.hasFocus()), None)
        if step is None or held is None:
            super().keyPressEvent(event)
            return
        chips[(held + step) % len(chips)].setFocus(Qt.FocusReason.TabFocusReason)
