"""The bar above a room: title, its actions, search, state of the link, the person."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.components.avatar import paint_avatar
from ui.components.buttons import Button
from ui.components.layout import clear, hbox
from ui.components.painted import PaintedButton, paint_focus_ring, smooth
from ui.components.search_box import SearchBox
from ui.components.text import LEFT, Icon, Text

_LINK = {"ok": ("cloud-check", "ok"), "warn": ("cloud-slash", "warn"), "busy": ("cloud-arrow-up", "text.secondary")}


class PersonButton(PaintedButton):
    """Who is signed in, and where they belong; a click opens their menu."""

    def __init__(self) -> None:
        super().__init__()
        self._detail = ""

    def show_person(self, name: str, detail: str) -> None:
        self.setText(name)
        self._detail = detail
        self.setAccessibleName(f"{name} {detail}".strip())
        self._remeasure()

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        name = look.metrics("caption", 600).horizontalAdvance(self.text())
        return QSize(28 + 8 + name + 8 + look.metrics("caption").horizontalAdvance(self._detail) + 8, 36)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with smooth(self) as painter:
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.rect()), 6)
            paint_avatar(painter, QRectF(2, (self.height() - 28) / 2, 28, 28), self.text())
            left = 38
            painter.setFont(look.font("caption", 600))
            painter.setPen(look.color("text.primary"))
            painter.drawText(self.rect().adjusted(left, 0, 0, 0), LEFT, self.text())
            left += look.metrics("caption", 600).horizontalAdvance(self.text()) + 8
            painter.setFont(look.font("caption"))
            painter.setPen(look.color("text.tertiary"))
            painter.drawText(self.rect().adjusted(left, 0, 0, 0), LEFT, self._detail)


class TopBar(QFrame):
    """48 px over every room. The search field is `search`; rooms put their buttons in with `show_actions`."""

    bell_clicked = Signal()
    person_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.current().px("topbar"))
        self._crumb = Text("", "body", "tertiary")
        self._slash = Text("/", "body", "disabled")
        self._title = Text("", "h2")
        self._actions: QHBoxLayout = hbox(gap=8)
        self.search = SearchBox("", keys="Ctrl+K")
        self._link_icon = Icon("cloud-check", "ok", 18)
        self._link_text = Text("", "caption", "secondary")
        self._bell = Button(kind="ghost", icon="bell")
        self._bell.clicked.connect(self.bell_clicked)
        self._person = PersonButton()
        self._person.clicked.connect(self.person_clicked)
        self.setLayout(
            hbox(
                self._crumb,
                self._slash,
                self._title,
                12,
                self._actions,
                None,
                self.search,
                12,
                self._link_icon,
                self._link_text,
                8,
                self._bell,
                self._person,
                gap=6,
                margins=(20, 0, 8, 0),
            )
        )
        self.show_title("")
        self._say_texts()

    def show_title(self, title: str, crumb: str = "") -> None:
        """The room's name; `crumb` names the room it was opened from."""
        self._title.setText(title)
        self._crumb.setText(crumb)
        self._crumb.setVisible(bool(crumb))
        self._slash.setVisible(bool(crumb))

    def show_actions(self, *widgets: QWidget) -> None:
        """Replaces the buttons beside the title."""
        clear(self._actions)
        for widget in widgets:
            self._actions.addWidget(widget)

    def show_link(self, state: str, text: str) -> None:
        """State of the connection to the hub: ok, warn or busy, in words."""
        name, token = _LINK[state]
        self._link_icon.show_icon(name, token)
        self._link_text.setText(text)

    def show_person(self, name: str, detail: str) -> None:
        self._person.show_person(name, detail)

    def show_bell(self, count: int) -> None:
        """How many notes are unread."""
        self._bell.show_icon("bell-ringing" if count else "bell")
        self._unread = count
        self._say_texts()

    _unread = 0

    def _say_texts(self) -> None:
        notes = self.tr("Notes: %n unread", "", self._unread)
        self._bell.setToolTip(notes)
        self._bell.setAccessibleName(notes)
        self.search.entry.setPlaceholderText(self.tr("Order, waybill, customer, last 4 of phone"))
        self.search.entry.setAccessibleName(self.tr("Order, waybill, customer, last 4 of phone"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say_texts()
        super().changeEvent(event)
