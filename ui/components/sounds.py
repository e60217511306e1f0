"""Sounds of the bench: played by the system's own player, never waited for, never a reason to fail."""

import sys
import wave
from array import array
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QTemporaryDir
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
        self.volume = 100
        self._softer: QTemporaryDir | None = None
        self._files: dict[Sound, str] = {}
        self._player = list(player) if player is not None else None
        self._shell: QProcess | None = None
        self._is_closed = sys.platform == "win32"

    def use(self, volume: int) -> None:
        """Plays at so many percent of the files' own volume from now on; at 0 nothing."""
        self.volume = volume
        # Not every player can be told how loud to be, so the files themselves are made softer: each when it is played
        # first, as all of them at once would hold the window up for longer than a repaint may wait.
        self._softer = QTemporaryDir() if 0 < volume < 100 else None
        self._files.clear()

    def play(self, sound: Sound) -> None:
        """Starts a sound and returns at once."""
        if self.volume <= 0:
            return
        file = self._file(sound)
        if sys.platform == "win32":
            _play_on_windows(file)
            return
        if self._shell is None and not self._is_closed:
            self._start(self._player if self._player is not None else _find_player())
        if self._shell is not None and self._shell.state() != QProcess.ProcessState.NotRunning:
            self._shell.write(f"{file}\n".encode())
        else:
            QApplication.beep()

    def close(self) -> None:
        """Lets the player go; later sounds are beeps."""
        self._is_closed = True
        shell, self._shell = self._shell, None
        if shell is not None:
            shell.closeWriteChannel()
            if not shell.waitForFinished(_CLOSE_MS):
                shell.kill()
                shell.waitForFinished(_CLOSE_MS)

    def _on_ended(self) -> None:
        self._shell, self._is_closed = None, True

    def _file(self, sound: Sound) -> str:
        if sound not in self._files:
            file = sound_file(sound.value)
            if self._softer is not None and self._softer.isValid():
                file = _softened(file, Path(self._softer.filePath(file.name)), self.volume)
            self._files[sound] = str(file)
        return self._files[sound]

    def _start(self, player: list[str]) -> None:
        if not player:
            self._is_closed = True
            return
        # Not a child of this object: where the widget it belongs to goes without a word, the shell reads its end of
        # file and has ended before it is taken away.
        app = QApplication.instance()
        shell = self._shell = QProcess(app)
        shell.setStandardOutputFile(QProcess.nullDevice())
        shell.setStandardErrorFile(QProcess.nullDevice())
        shell.finished.connect(shell.deleteLater)
        shell.finished.connect(self._on_ended)
        self.destroyed.connect(shell.closeWriteChannel)
        shell.start("/bin/sh", ["-c", _LOOP, player[0], " ".join(player[1:])])
        if app is not None:
            app.aboutToQuit.connect(self.close)


def _softened(file: Path, to: Path, volume: int) -> Path:
    """Writes a copy of a sound of 16 bits with that part of its volume, in percent."""
    with wave.open(str(file), "rb") as whole:
        parameters, frames = whole.getparams(), array("h", whole.readframes(whole.getnframes()))
    # WAVE files have the low byte first, whatever the machine.
    if sys.byteorder == "big":
        frames.byteswap()
    softer = array("h", (frame * volume // 100 for frame in frames))
    if sys.byteorder == "big":
        softer.byteswap()
    with wave.open(str(to), "wb") as made:
        made.setparams(parameters)
        made.writeframes(softer.tobytes())
    return to


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
