"""How loud this workstation is, and a button to hear it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui import settings
from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.layout import hbox
from ui.components.sounds import Beeper, Sound
from ui.settings import Settings

_TRIED = Sound.DONE


class SoundChoice(QWidget):
    """Off, or one of three volumes; what is chosen counts at once and is kept. `beeper` is the one that plays."""

    def __init__(self, kept: Settings, beeper: Beeper) -> None:
        super().__init__()
        self._kept, self._beeper = kept, beeper
        self.volumes = Select(
            [
                ("0", self.tr("Off")),
                ("30", self.tr("Quiet")),
                ("60", self.tr("Medium")),
                ("100", self.tr("Loud")),
            ],
            value=kept.text(settings.SOUND_VOLUME), name=self.tr("Sound"),
        )  # fmt: skip
        self.try_it = Button(self.tr("Try it"), icon="speaker-high")
        self.try_it.setAccessibleName(self.tr("Try the sound"))
        self.volumes.currentIndexChanged.connect(self._on_volume)
        self.try_it.clicked.connect(lambda: self._beeper.play(_TRIED))
        self.try_it.setEnabled(self._beeper.volume > 0)
        self.setLayout(hbox((self.volumes, 1), self.try_it, gap=8))

    def _on_volume(self) -> None:
        self._kept.keep(settings.SOUND_VOLUME, self.volumes.value())
        self._beeper.use(int(self.volumes.value()))
        self.try_it.setEnabled(self._beeper.volume > 0)


def kept_volume(kept: Settings) -> int:
    """The volume that was chosen here, in percent; full where the file says nothing of use."""
    found = kept.text(settings.SOUND_VOLUME)
    return min(int(found), 100) if found.isdecimal() else 100
