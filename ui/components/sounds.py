"""Sounds of the bench: played by the system's own player, never waited for, never a reason to fail."""

import sys
from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QObject, QProcess, QStandardPaths
from PySide6.QtWidgets import QApplication

from ui.assets import sound_file

_PLAYERS: Sequence[tuple[str, str]] = (("paplay", ""), ("pw-play", ""), ("aplay", "-q"), ("afplay", ""))
# One shell lives as long as the window and starts a player for each line it reads: writing a line takes
# microseconds, starting a process from the window would take milliseconds out of every scan.
_LOOP = 'while IFS= read -r file; do "$0" $1 "$file" >/dev/null 2>&1 & done'
_CLOSE_MS = 500


class Sound(StrEnum):
    """What is to be heard; the words are those of the verdicts."""

    OK = "ok"
    DONE = "done"
    HINT = "hint"
    WRONG = "wrong"
    OVER = "over"
    STOP = "stop"
    TICK = "tick"


class Beeper(QObject):
    """Plays sounds; without a player or an audio device it beeps, or stays silent. Lives in the window's thread."""

    def __init__(self, parent: QObject | None = None, *, player: Sequence[str] | None = None) -> None:
        """`player` is a program and its options to use instead of the system's; an empty one only beeps."""
        super().__init__(parent)
        self.is_muted = False
        self._files = {sound: str(sound_file(sound.value)) for sound in Sound}
        self._shell: QProcess | None = None
        if sys.platform != "win32":
            self._start(list(player) if player is not None else _find_player())

    def play(self, sound: Sound) -> None:
        """Starts a sound and returns at once."""
        if self.is_muted:
            return
        if sys.platform == "win32":
            _play_on_windows(self._files[sound])
        elif self._shell is not None and self._shell.state() != QProcess.ProcessState.NotRunning:
            self._shell.write(f"{self._files[sound]}\n".encode())
        else:
            QApplication.beep()

    def close(self) -> None:
        """Lets the player go; later sounds are beeps."""
        if self._shell is not None:
            self._shell.closeWriteChannel()
            if not self._shell.waitForFinished(_CLOSE_MS):
                self._shell.kill()
                self._shell.waitForFinished(_CLOSE_MS)
            self._shell = None

    def _start(self, player: list[str]) -> None:
        if not player:
            return
        self._shell = QProcess(self)
        self._shell.setStandardOutputFile(QProcess.nullDevice())
        self._shell.setStandardErrorFile(QProcess.nullDevice())
        self._shell.start("/bin/sh", ["-c", _LOOP, player[0], " ".join(player[1:])])
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)


def _find_player() -> list[str]:
    for program, options in _PLAYERS:
        found = QStandardPaths.findExecutable(program)
        if found:
            return [found, *options.split()]
    return []


def _play_on_windows(path: str) -> None:
    if sys.platform == "win32":
        import winsound

        # SND_NODEFAULT: a missing device stays silent instead of ringing the system bell.
        try:
            winsound.PlaySound(path, winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
        except RuntimeError:
            QApplication.beep()
