"""A part that is being made never shows as a window of its own: it would take the keyboard from whoever works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.empty_state import EmptyState
from ui.components.entries import Entry, Field
from ui.front.first_run import NEW, FirstRunPage
from ui.front.sign_in import SignInPage


class Shown(QObject):
    """Hears which windows are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


def a_sign_in_in_trouble() -> QWidget:
    page = SignInPage("Bench 3", "hub", "chenjie")
    page.warn("trouble", "The certificate is not trusted")
    page.take_badge("~BDG-1")
    page.refuse("This badge is wrong")
    return page


def a_first_run_with_a_new_hub() -> QWidget:
    page = FirstRunPage("")
    page.choose(NEW)
    page.show_step("founding")
    page.refuse_hub("own_hub.port_taken", "Taken")
    return page


@pytest.mark.parametrize(
    "make",
    [
        lambda: EmptyState("truck", "Nothing here", "because", Button("Look")),
        lambda: Banner("Stopped", "danger", action="Look", closable=True, keys="Esc"),
        lambda: Field("Name", Entry(), hint="as on the label", required=True),
        a_sign_in_in_trouble,
        a_first_run_with_a_new_hub,
    ],
)
def test_a_part_is_not_shown_before_it_lies_in_a_window(make: Callable[[], QWidget], qapp: QApplication) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)
    part = make()
    qapp.removeEventFilter(shown)
    assert shown.names == []
    part.deleteLater()
