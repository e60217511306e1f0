"""The contents of photos: asked for once, from the journal or the hub, and held while the window lives."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from orderdesk.errors import Unreachable
from orderdesk.sync.transport import AccessDenied, UpgradeNeeded
from ui.tasks import Lane
from ui.workplace import Workplace

#: As large as a screen shows it; a telephone's photo is far larger.
_LARGEST = QSize(1_600, 1_200)
_HELD = 48


class PhotoStore(QObject):
    """`arrived(sha256)` when `find` has a new answer. Belongs to the window's thread."""

    arrived = Signal(str)

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._images: OrderedDict[str, QImage] = OrderedDict()
        self._asked: set[str] = set()
        self._was_online = workplace.is_online
        workplace.status_changed.connect(self._on_status)

    def find(self, sha256: str) -> QImage | None:
        """The picture; an empty one where there is none to show (a paper, or not at the hub yet); None: asked for."""
        found = self._images.get(sha256)
        if found is None and sha256 not in self._asked:
            self._asked.add(sha256)
            done = partial(self._on_read, sha256)
            self._workplace.tasks.run(Lane.HUB, partial(self._read, sha256), done, broken=partial(done, QImage()))
        return self._images.get(sha256)

    def again(self) -> None:
        """What could not be shown is asked for anew the next time."""
        for sha256 in [key for key, image in self._images.items() if image.isNull()]:
            del self._images[sha256]

    def _on_status(self, _status: object) -> None:
        """With the hub back, what it could not give is looked at anew."""
        is_back = self._workplace.is_online is True and self._was_online is False
        self._was_online = self._workplace.is_online
        if is_back:
            missing = [key for key, image in self._images.items() if image.isNull()]
            self.again()
            for sha256 in missing:
                self.arrived.emit(sha256)

    def _read(self, sha256: str) -> QImage:
        try:
            content = self._workplace.workstation.picture(sha256)
        except (Unreachable, AccessDenied, UpgradeNeeded):
            content = None
        return QImage() if content is None else decoded(content)

    def _on_read(self, sha256: str, image: QImage) -> None:
        self._asked.discard(sha256)
        self._images[sha256] = image
        while len(self._images) > _HELD:
            self._images.popitem(last=False)
        self.arrived.emit(sha256)


def decoded(content: bytes) -> QImage:
    """The picture upright and no larger than a screen; an empty one for what is none."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and (size.width() > _LARGEST.width() or size.height() > _LARGEST.height()):
        reader.setScaledSize(size.scaled(_LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
