"""Short ways to write box and grid layouts."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Part = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]
Margins = int | tuple[int, int, int, int]
Box = TypeVar("Box", bound=QBoxLayout)


def hbox(*parts: Part, gap: int = 8, margins: Margins = 0) -> QHBoxLayout:
    """Parts side by side: None stretches, a number is a gap in pixels, (part, n) takes n shares of the rest."""
    return _fill(QHBoxLayout(), parts, gap, margins)


def vbox(*parts: Part, gap: int = 8, margins: Margins = 0) -> QVBoxLayout:
    """Parts below each other, written like `hbox`."""
    return _fill(QVBoxLayout(), parts, gap, margins)


def grid(
    rows: Sequence[Sequence[QWidget | QLayout | None]],
    *,
    gap: tuple[int, int] = (12, 8),
    margins: Margins = 0,
    shares: Sequence[int] = (),
) -> QGridLayout:
    """A table of parts; `shares` says how the columns divide the rest of the width."""
    layout = QGridLayout()
    layout.setHorizontalSpacing(gap[0])
    layout.setVerticalSpacing(gap[1])
    _set_margins(layout, margins)
    for y, cells in enumerate(rows):
        for x, part in enumerate(cells):
            if isinstance(part, QLayout):
                layout.addLayout(part, y, x)
            elif part is not None:
                layout.addWidget(part, y, x)
    for x, share in enumerate(shares):
        layout.setColumnStretch(x, share)
    return layout


def clear(layout: QLayout) -> None:
    """Takes every part out of a layout and deletes its widgets."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            clear(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _fill(layout: Box, parts: Sequence[Part], gap: int, margins: Margins) -> Box:
    layout.setSpacing(gap)
    _set_margins(layout, margins)
    for part in parts:
        match part:
            case None:
                layout.addStretch(1)
            case int():
                layout.addSpacing(part)
            case (QLayout() as inner, int(share)):
                layout.addLayout(inner, share)
            case (QWidget() as widget, int(share)):
                layout.addWidget(widget, share)
            case QLayout():
                layout.addLayout(part)
            case QWidget():
                layout.addWidget(part)
    return layout


def _set_margins(layout: QLayout, margins: Margins) -> None:
    layout.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
