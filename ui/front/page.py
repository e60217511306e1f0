"""A front page: the picture at the left, one card in the middle of the rest, keys below it."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QScrollArea, QWidget
from typing_extensions import override

from orderdesk.release import VERSION
from ui.components.frames import Ground
from ui.components.key_cap import key_help
from ui.components.layout import clear, hbox, vbox
from ui.components.text import Text
from ui.front.picture import FrontPicture
from ui.key_map import KeyMap

_PICTURE_FROM = 1_100


class FrontPage(QWidget):
    """Rebuilds its right half in the language of the window; subclasses give it in `compose`."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = FrontPicture()
        self._space = vbox(gap=0)
        self._right = Ground(self._space, "app")
        # A small window with everything to say at once is scrolled, not squeezed.
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._right)
        self.setLayout(hbox(self._picture, (scroll, 1), gap=0))

    def compose(self) -> QLayout:
        """The right half, with what has been entered so far."""
        raise NotImplementedError

    def rebuild(self) -> None:
        """Makes the right half anew."""
        clear(self._space)
        self._space.addStretch(1)
        self._space.addLayout(self.compose())
        shown = (("Ctrl+L", self.tr("Other language")), ("F11", self.tr("Full screen")), ("F1", self.tr("All keys")))
        version = Text(self.tr("OrderDesk, version {n}").format(n=VERSION), "caption", "tertiary")
        self._space.addSpacing(20)
        self._space.addLayout(hbox(None, key_help(shown), None))
        self._space.addSpacing(8)
        self._space.addLayout(hbox(None, version, None))
        self._space.addStretch(1)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A question mark that is typed into a field stays there; F1 comes through.
        if event.key() == Qt.Key.Key_F1 or event.text() == "?":
            keys = (("Tab", self.tr("Next field")), ("Enter", self.tr("Go on")))
            sheet = KeyMap(self.tr("This page"), keys, self, has_rooms=False)
            before = QApplication.focusWidget()
            sheet.finished.connect(lambda: self._take_back(before))
            sheet.open()
        else:
            super().keyPressEvent(event)

    def _take_back(self, before: QWidget | None) -> None:
        """The keyboard comes back to where it was: not every desktop sees to that."""
        self.activateWindow()
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picture.setVisible(self.width() >= _PICTURE_FROM)
        super().resizeEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.rebuild()
        super().changeEvent(event)
