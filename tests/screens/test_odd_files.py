"""Files that somebody has changed by hand, and systems that do not let a window do what it likes:
it opens all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui import settings, theme
from ui.components.top_bar import TopBar
from ui.dress import dress
from ui.instance import Instance
from ui.language import system_language, tongue
from ui.notices import Notices
from ui.settings import Settings


def test_settings_that_are_no_choice_count_as_none(tmp_path: Path, qtbot: QtBot) -> None:
    kept = Settings(tmp_path)
    for name in (settings.LOOK, settings.DENSITY, settings.LANGUAGE):
        kept.keep(name, "blue")
    dress(kept)
    assert theme.current().name is theme.follow_system_scheme()
    assert theme.current().density is theme.Density.STANDARD
    assert tongue.language is system_language()


def test_every_choice_there_is_can_be_kept() -> None:
    assert settings.CHOICES[settings.LOOK] == {"", *theme.ThemeName}
    assert settings.CHOICES[settings.DENSITY] == set(theme.Density)
    assert settings.CHOICES[settings.LANGUAGE] == {"", *type(tongue.language)}


@pytest.mark.parametrize("kept", ["yesterday", "2026-11-02T09:00:00"])
def test_a_bell_that_was_read_at_no_time_known_has_everything_unread(
    kept: str, tmp_path: Path, clock: SetClock, qtbot: QtBot
) -> None:
    near = Near(Town(tmp_path, clock), tmp_path / "desk", "A1", "sales")
    likes = Settings(tmp_path / "desk")
    likes.keep(settings.NOTES_READ, kept)
    bar = TopBar()
    qtbot.addWidget(bar)
    notices = Notices(bar, near.workplace, likes)
    notices.show_refused(())
    near.close()


def test_a_window_opens_where_nobody_may_listen(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "no such folder"))
    instance = Instance(tmp_path)
    assert instance.take()
    assert "name of the folder cannot be taken" in caplog.text
    instance.release()
