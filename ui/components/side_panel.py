"""The panel at the right of a list: one record, what it is and what can be done with it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.components.buttons import Button
from ui.components.frames import Ground, Rule
from ui.components.layout import clear, hbox, vbox
from ui.components.remade import keyboard_kept
from ui.components.text import Text


class SidePanel(QFrame):
    """Head, scrolling body, bar of actions. Opening it does not take the keyboard from the list."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = Text("", "title", selectable=True)
        self._subtitle = Text("", "body", "secondary", wrap=True)
        self._subtitle.setMinimumHeight(theme.current().line("body"))
        self._badge: QHBoxLayout = hbox(gap=8)
        self._badges: QHBoxLayout = hbox(gap=8)
        self._tools: QHBoxLayout = hbox(gap=4)
        self._close = Button(kind="ghost", icon="x")
        self._close.clicked.connect(self.closed)
        self._scroll = QScrollArea()
        self._body: QVBoxLayout = vbox(gap=12, margins=(16, 0, 16, 12))
        self._actions: QHBoxLayout = hbox(gap=8, margins=(16, 10, 16, 10))
        self._action_bar = Ground(vbox(Rule(), self._actions, gap=0), "surface")
        self._action_bar.hide()
        self._build()
        self._name()

    def _build(self) -> None:
        words = vbox(hbox(self._title, self._badge, None), self._subtitle, self._badges, gap=2)
        buttons = vbox(hbox(self._tools, self._close, gap=4), None)
        head = hbox((words, 1), buttons, margins=(16, 12, 8, 8))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(Ground(self._body, "surface"))
        self.setLayout(vbox(head, (self._scroll, 1), self._action_bar, gap=0))

    def show_title(self, title: str, subtitle: str = "", *badges: QWidget) -> None:
        """What the panel is about; the first badge, a pill or a tag, stands beside the title, the others below."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        clear(self._badge)
        clear(self._badges)
        for place, badge in enumerate(badges):
            (self._badges if place else self._badge).addWidget(badge)
        if len(badges) > 1:
            self._badges.addStretch(1)

    def show_tools(self, *buttons: QWidget) -> None:
        """Small buttons beside the close button."""
        clear(self._tools)
        for button in buttons:
            self._tools.addWidget(button)

    def show_body(self, *parts: QWidget) -> None:
        """Replaces the body; its parts stand below each other."""
        clear(self._body)
        for part in parts:
            self._body.addWidget(part)
        self._body.addStretch(1)

    def to_top(self) -> None:
        """Scrolls the body to its beginning."""
        self._scroll.verticalScrollBar().setValue(0)

    def show_actions(self, *buttons: QWidget) -> None:
        """Replaces the buttons at the bottom; none hides the bar."""
        with keyboard_kept(self._action_bar):
            clear(self._actions)
            for button in buttons:
                self._actions.addWidget(button)
                button.show()
            self._actions.addStretch(1)
            self._action_bar.setVisible(bool(buttons))

    def _name(self) -> None:
        self._close.setAccessibleName(self.tr("Close panel"))
        self._close.setToolTip(self.tr("Close panel (Esc)"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
        super().changeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class PanelHost(QWidget):
    """A main part with a side panel: beside it where there is room, over it in narrow windows."""

    def __init__(self, main: QWidget, panel: SidePanel) -> None:
        super().__init__()
        self._main, self._panel = main, panel
        main.setParent(self)
        panel.setParent(self)
        panel.hide()

    def open_panel(self) -> None:
        self._panel.show()
        self._panel.raise_()
        self._place()

    def close_panel(self) -> None:
        self._panel.hide()
        self._place()

    def is_open(self) -> bool:
        return not self._panel.isHidden()

    def _place(self) -> None:
        look = theme.current()
        width, height = self.width(), self.height()
        window = self.window().width()
        wide = window > look.layout("panel.wide.above")
        panel = min(look.px("side.panel.wide" if wide else "side.panel"), width)
        covers = window < look.layout("panel.overlay.below")
        taken = panel if self.is_open() and not covers else 0
        self._main.setGeometry(0, 0, width - taken, height)
        self._panel.setGeometry(width - panel, 0, panel, height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)
