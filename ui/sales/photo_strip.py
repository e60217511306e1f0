"""Photos of an order: small ones in a row, each opens large with who took it and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from orderdesk.queries.photos import PhotoRow
from orderdesk.queries.rows import Names
from ui import formats, theme
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.icons import pixmap
from ui.components.layout import hbox, vbox
from ui.components.painted import PaintedButton, paint_focus_ring, smooth
from ui.components.text import Text
from ui.sales.photo_store import PhotoStore

_SIDE = 72
_IN_A_ROW = 5
_ICON = 24


class Thumbnail(PaintedButton):
    """One photo, small; says what it shows, who took it and when."""

    def __init__(self, sha256: str, words: str, store: PhotoStore) -> None:
        super().__init__()
        self._sha256, self._store = sha256, store
        self.setAccessibleName(words)
        self.setToolTip(words)
        store.arrived.connect(self._on_arrived)

    def _on_arrived(self, sha256: str) -> None:
        if sha256 == self._sha256:
            self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, area = theme.current(), QRectF(self.rect()).adjusted(2, 2, -2, -2)
        image = self._store.find(self._sha256)
        with smooth(self) as painter:
            shape = QPainterPath()
            shape.addRoundedRect(area, 6, 6)
            painter.fillPath(shape, look.brush("bg.sunken"))
            if image is None or image.isNull():
                name = "clock" if image is None else "file"
                at = self.rect().center()
                painter.drawPixmap(at.x() - _ICON // 2, at.y() - _ICON // 2, pixmap(name, "text.tertiary", _ICON))
            else:
                painter.save()
                painter.setClipPath(shape)
                painter.drawImage(area, image, _middle(image.size()))
                painter.restore()
            painter.setPen(QPen(look.color("border.input" if self.is_hovered else "border.default"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(shape)
            if self.hasFocus():
                paint_focus_ring(painter, QRectF(self.rect()), 8)


def _middle(size: QSize) -> QRect:
    """The largest square in the middle of a picture."""
    side = min(size.width(), size.height())
    return QRect((size.width() - side) // 2, (size.height() - side) // 2, side, side)


class PhotoStrip(QWidget):
    """All photos of an order, small."""

    def __init__(self, photos: Sequence[PhotoRow], names: Names, now: datetime, store: PhotoStore) -> None:
        super().__init__()
        self._photos, self._names, self._now, self._store = tuple(photos), names, now, store
        self.thumbnails: list[Thumbnail] = []
        for place, photo in enumerate(self._photos):
            small = Thumbnail(photo.sha256, words_of(photo, names, now), store)
            small.clicked.connect(lambda _on=False, at=place: self.open(at))
            self.thumbnails.append(small)
        title = Text(self.tr("Photos"), "caption", "secondary", weight=600)
        starts = range(0, len(self.thumbnails), _IN_A_ROW)
        rows = [hbox(*self.thumbnails[at : at + _IN_A_ROW], None, gap=6) for at in starts]
        self.setLayout(vbox(title, *rows, gap=6))

    def open(self, place: int) -> None:
        """Shows one large."""
        dialog = PhotoDialog(self._photos, place, self._names, self._now, self._store, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def words_of(photo: PhotoRow, names: Names, now: datetime) -> str:
    """What a photo shows, who took it, when."""
    by = "" if photo.taken_by is None else names.users.get(photo.taken_by, "")
    return " · ".join(part for part in (photo.caption, by, formats.moment(photo.taken_at, now)) if part)


class PhotoDialog(Dialog):
    """One photo as large as the window allows; the arrow keys go to the next one."""

    def __init__(
        self,
        photos: Sequence[PhotoRow],
        place: int,
        names: Names,
        now: datetime,
        store: PhotoStore,
        parent: QWidget,
    ) -> None:
        super().__init__("", parent, icon="image", token="accent")
        self._photos, self._place, self._names, self._now, self._store = photos, place, names, now, store
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        room = parent.size()
        self._room = QSize(max(400, room.width() - 200), max(300, room.height() - 220))
        self._picture.setFixedSize(self._room)
        self._words = Text("", "body", "secondary", wrap=True, selectable=True)
        self.body.addWidget(self._picture)
        self.body.addWidget(self._words)
        before = Button(self.tr("Previous"), "ghost", icon="caret-left")
        after = Button(self.tr("Next"), "ghost", icon="caret-right")
        close = Button(self.tr("Close"), keys="Esc")
        before.clicked.connect(lambda: self.step(-1))
        after.clicked.connect(lambda: self.step(1))
        close.clicked.connect(self.reject)
        for button in (before, after):
            button.setVisible(len(photos) > 1)
        self.buttons.addLayout(hbox(before, after, close, gap=8))
        store.arrived.connect(self._show)
        self._show()
        close.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """The next one, round again at the end."""
        self._place = (self._place + by) % len(self._photos)
        self._show()

    def _show(self, _sha256: str = "") -> None:
        photo = self._photos[self._place]
        number = self.tr("Photo {n} of {count}").format(n=self._place + 1, count=len(self._photos))
        self.show_title(number if len(self._photos) > 1 else self.tr("Photo"))
        words = words_of(photo, self._names, self._now)
        self._words.setText(words)
        self._picture.setAccessibleName(words)
        image = self._store.find(photo.sha256)
        if image is None or image.isNull():
            self._picture.setText(self.tr("Asking the hub…") if image is None else self._why_not())
            return
        ratio = self.devicePixelRatioF()
        shown = QPixmap.fromImage(image).scaled(
            self._room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(ratio)
        self._picture.setPixmap(shown)

    def _why_not(self) -> str:
        return self.tr("It cannot be shown here: a paper, or a photo that has not arrived at the hub yet")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.step(step)
