"""Push buttons."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy
from typing_extensions import override

from ui import theme
from ui.components.icons import icon
from ui.components.text import repolish

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_ICON_TOKENS = {"primary": "accent.on", "danger": "danger.on", "dangerGhost": "danger", "link": "text.link"}


class Button(QPushButton):
    """A button named by a verb; kind is default, primary, danger, dangerGhost, ghost, link or toast.

    `keys` is the shortcut shown behind the text ("Ctrl+Enter"); the screen binds it. Size is sm, md or lg.
    A button without text must say its name in `hint`.
    """

    def __init__(
        self, text: str = "", kind: str = "default", *, icon: str = "", keys: str = "", size: str = "md", hint: str = ""
    ) -> None:
        super().__init__()
        self._text, self._keys, self._icon, self._kind, self._size = text, keys, icon, kind, size
        self.setProperty("kind", kind)
        self.setProperty("small", size == "sm")
        self.setProperty("large", size == "lg")
        self.setProperty("iconOnly", not text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setToolTip(hint)
        self.setAccessibleName(text or hint)
        self._show_text()
        self._restyle()
        theme.appearance.theme_changed.connect(self._restyle)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as the blank does; a dialog would press its default one."""
        if event.key() in _ENTERS and event.modifiers() in _PLAIN:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def say(self, text: str, keys: str = "") -> None:
        """Changes the words, in another language or another state."""
        self._text, self._keys = text, keys
        self.setAccessibleName(text or self.toolTip())
        if self.property("iconOnly") is not (not text):
            self.setProperty("iconOnly", not text)
            repolish(self)
        self._show_text()

    def show_icon(self, name: str) -> None:
        self._icon = name
        self._restyle()

    def _show_text(self) -> None:
        lead = " " if self._icon and self._text else ""
        tail = f"   {self._keys}" if self._keys else ""
        self.setText(f"{lead}{self._text}{tail}")

    def _restyle(self) -> None:
        look = theme.current()
        strong = 600 if self._kind in ("primary", "danger", "toast") else None
        self.setFont(look.font("caption" if self._size == "sm" else "body", strong))
        if self._icon:
            edge = 14 if self._size == "sm" else 16
            self.setIcon(icon(self._icon, _ICON_TOKENS.get(self._kind, "text.secondary"), size=edge))
            self.setIconSize(QSize(edge, edge))
