"""What stands where rows would be: why there are none, and the one next step."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.components.layout import hbox, vbox
from ui.components.text import CENTER, Icon, Text


class EmptyState(QWidget):
    """Icon, headline, reason and up to two buttons, in the middle of its space."""

    def __init__(
        self, icon: str, headline: str, reason: str = "", *actions: QWidget, token: str = "text.disabled"
    ) -> None:
        super().__init__()
        self._icon = Icon(icon, token, 32)
        self._headline = Text(headline, "bodyStrong", align=CENTER)
        self._reason = Text(reason, "caption", "tertiary", align=CENTER)
        self.setLayout(
            vbox(
                None,
                hbox(None, self._icon, None),
                self._headline,
                self._reason,
                hbox(None, *actions, None),
                None,
                gap=6,
                margins=12,
            )
        )
        # Not before it lies in something: what is told to show by itself is a window of its own, and takes the
        # keyboard.
        self._reason.setHidden(not reason)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{headline}. {reason}" if reason else headline)

    def say(self, headline: str, reason: str = "") -> None:
        self._headline.setText(headline)
        self._reason.setText(reason)
        self._reason.setHidden(not reason)
        self.setAccessibleName(f"{headline}. {reason}" if reason else headline)
