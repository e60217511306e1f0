"""Sounds: the same files every time, a player that is not waited for, and no trouble without one."""

import wave
from array import array
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.domain.bench_state import SOUNDS
from tools import make_sounds
from ui.assets import sound_file
from ui.components import sounds
from ui.components.sounds import Beeper, Sound


@pytest.fixture
def player(tmp_path: Path) -> Path:
    """A player that writes down what it is asked to play."""
    script = tmp_path / "player"
    script.write_text(f'#!/bin/sh\necho "$1 $2" >> {tmp_path}/played\n')
    script.chmod(0o755)
    return script


@pytest.mark.parametrize("sound", list(Sound))
def test_the_files_are_made_by_the_script(sound: Sound, tmp_path: Path) -> None:
    make_sounds.write(tmp_path / "again.wav", make_sounds.SOUNDS[sound.value])
    assert sound_file(sound.value).read_bytes() == (tmp_path / "again.wav").read_bytes()
    with wave.open(str(sound_file(sound.value))) as made:
        assert made.getnframes() / made.getframerate() < 1.6


def test_every_verdict_of_the_bench_has_its_sound() -> None:
    assert {Sound(name) for name in SOUNDS.values()} == set(Sound)


def test_each_sound_goes_to_the_player_in_order(player: Path, qtbot: QtBot) -> None:
    parent = QObject()
    beeper = Beeper(parent, player=[str(player), "-q"])
    played = player.parent / "played"
    for sound in (Sound.OK, Sound.STOP):
        beeper.play(sound)
    qtbot.waitUntil(lambda: played.exists() and len(played.read_text().splitlines()) == 2)
    assert set(played.read_text().splitlines()) == {f"-q {sound_file('ok')}", f"-q {sound_file('stop')}"}
    beeper.close()
    beeper.play(Sound.TICK)
    beeper.close()


def test_a_softer_sound_is_the_same_sound_with_a_part_of_its_strength(player: Path, qtbot: QtBot) -> None:
    beeper = Beeper(player=[str(player), "-q"])
    beeper.use(30)
    beeper.play(Sound.STOP)
    played = player.parent / "played"
    qtbot.waitUntil(lambda: played.exists() and bool(played.read_text().strip()))
    softer = Path(played.read_text().strip().removeprefix("-q "))
    assert softer != sound_file("stop")
    with wave.open(str(softer)) as soft, wave.open(str(sound_file("stop"))) as full:
        assert soft.getparams() == full.getparams()
        peaks = [max(array("h", each.readframes(each.getnframes()))) for each in (soft, full)]
    assert peaks[0] == peaks[1] * 30 // 100
    beeper.use(100)
    assert not softer.exists()
    beeper.close()


def test_a_missing_player_costs_nothing(qtbot: QtBot) -> None:
    beeper = Beeper(player=["/nowhere/player"])
    beeper.play(Sound.OK)
    beeper.close()
    silent = Beeper(player=[])
    silent.play(Sound.WRONG)
    silent.use(0)
    silent.play(Sound.WRONG)
    silent.close()


def shells() -> list[QProcess]:
    """What plays sounds and has not ended."""
    application = QApplication.instance()
    assert application is not None
    return [each for each in application.findChildren(QProcess) if each.state() is not QProcess.ProcessState.NotRunning]


def test_no_player_is_started_before_something_is_to_be_heard(player: Path, qtbot: QtBot) -> None:
    beeper = Beeper(player=[str(player)])
    beeper.use(60)
    assert (shells(), beeper.findChildren(QProcess)) == ([], [])
    beeper.play(Sound.OK)
    assert len(shells()) == 1
    beeper.close()
    qtbot.waitUntil(lambda: shells() == [])


def test_the_player_ends_with_the_widget_it_belongs_to(player: Path, qtbot: QtBot) -> None:
    widget = QWidget()
    Beeper(widget, player=[str(player)]).play(Sound.OK)
    qtbot.waitUntil(lambda: [shell.state() for shell in shells()] == [QProcess.ProcessState.Running])
    # What Qt says of a process that is taken away while it runs would fail this test.
    shiboken6.delete(widget)
    qtbot.waitUntil(lambda: shells() == [])


def test_a_player_that_has_ended_by_itself_is_not_missed(player: Path, qtbot: QtBot) -> None:
    beeper = Beeper(player=[str(player)])
    beeper.play(Sound.OK)
    qtbot.waitUntil(lambda: shells()[0].state() is QProcess.ProcessState.Running)
    shells()[0].kill()
    qtbot.waitUntil(lambda: shells() == [])
    beeper.play(Sound.OK)
    beeper.close()


def test_the_system_player_is_looked_for_by_its_name(
    player: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(player.parent), prepend=":")
    monkeypatch.setattr(sounds, "_PLAYERS", (("no-such-player", ""), ("player", "-q")))
    beeper = Beeper()
    beeper.play(Sound.HINT)
    played = player.parent / "played"
    qtbot.waitUntil(lambda: played.exists() and played.read_text() == f"-q {sound_file('hint')}\n")
    beeper.close()
