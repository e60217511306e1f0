"""Entry fields, and the block of label, field and hint that forms are made of."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from ui import theme
from ui.components.icons import icon as make_icon
from ui.components.layout import hbox, vbox
from ui.components.text import Icon, Text, repolish

_HINT_ICONS = {"error": "x-circle", "warn": "warning", "ok": "check-circle"}
_HINT_TOKENS = {"error": "danger", "warn": "warn", "ok": "ok"}


class Entry(QLineEdit):
    """One line of text; `quiet` for search fields that lie on a bar."""

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        icon: str = "",
        trail: str = "",
        quiet: bool = False,
        name: str = "",
        width: int | None = None,
    ) -> None:
        super().__init__(text)
        self._icons: list[tuple[QAction, str]] = []
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setProperty("quiet", quiet)
        self.setProperty("state", "")
        if icon:
            self._icons.append((self._place(QLineEdit.ActionPosition.LeadingPosition), icon))
        if trail:
            self._icons.append((self._place(QLineEdit.ActionPosition.TrailingPosition), trail))
        if width is not None:
            self.setFixedWidth(width)
        self._restyle()
        theme.appearance.theme_changed.connect(self._restyle)

    def set_state(self, state: str) -> None:
        """Marks the field: error, warn or nothing."""
        if self.property("state") != state:
            self.setProperty("state", state)
            repolish(self)

    def trail_action(self) -> QAction:
        """The icon at the end as an action to connect, for instance to show a password."""
        return self._icons[-1][0]

    def _place(self, position: QLineEdit.ActionPosition) -> QAction:
        action = QAction(self)
        self.addAction(action, position)
        return action

    def _restyle(self) -> None:
        self.setFont(theme.current().font("body"))
        for action, name in self._icons:
            action.setIcon(make_icon(name, "text.tertiary"))


class Notes(QPlainTextEdit):
    """A few lines of text; Tab leaves the field."""

    def __init__(self, text: str = "", *, placeholder: str = "", name: str = "", lines: int = 3) -> None:
        super().__init__(text)
        self._lines = lines
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setTabChangesFocus(True)
        self._restyle()
        theme.appearance.theme_changed.connect(self._restyle)

    def _restyle(self) -> None:
        look = theme.current()
        self.setFont(look.font("body"))
        self.setFixedHeight(look.line("body") * self._lines + 16)


class Field(QWidget):
    """A label above a field and a hint below it: what is wrong, and how to put it right. `wraps`:
    in as many lines as it takes, for narrow places."""

    def __init__(
        self, label: str, field: QWidget, *, hint: str = "", required: bool = False, wraps: bool = False
    ) -> None:
        super().__init__()
        self.field = field
        self._label = Text(label, "caption", "secondary")
        self._label.setBuddy(field)
        self._star: QLabel = Text("*", "caption", "danger")
        self._icon = Icon("x-circle", "danger", 14)
        self._hint = Text("", "caption", "tertiary", wrap=wraps)
        if not field.accessibleName():
            field.setAccessibleName(label)
        under = hbox(self._icon, (self._hint, 1), gap=4)
        self.setLayout(vbox(hbox(self._label, self._star, None, gap=2), field, under, gap=4))
        # Not before it lies in something: what is told to show by itself is a window of its own, and takes the
        # keyboard.
        self._star.setHidden(not required)
        self._quiet_hint = hint
        self.clear()

    def relabel(self, label: str, hint: str = "") -> None:
        """New words, for instance in another language."""
        self._label.setText(label)
        self.field.setAccessibleName(label)
        self._quiet_hint = hint
        self.clear()

    def say(self, state: str, hint: str) -> None:
        """Shows an outcome of checking: error, warn or ok, in words."""
        self._icon.show_icon(_HINT_ICONS[state], _HINT_TOKENS[state])
        self._show(hint, _HINT_TOKENS[state], marked=True)
        self._mark("" if state == "ok" else state)
        self.field.setAccessibleDescription(hint)

    def clear(self) -> None:
        """Back to the quiet hint."""
        self._show(self._quiet_hint, "tertiary", marked=False)
        self._mark("")
        self.field.setAccessibleDescription(self._quiet_hint)

    def _show(self, hint: str, tint: str, *, marked: bool) -> None:
        self._icon.setVisible(marked)
        self._hint.setVisible(bool(hint))
        self._hint.setText(hint)
        self._hint.set_tint(tint)

    def _mark(self, state: str) -> None:
        self.field.setProperty("state", state)
        repolish(self.field)
