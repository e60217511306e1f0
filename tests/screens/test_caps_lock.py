"""Whoever types a password with Caps Lock on is told so, also beside what was wrong with the last try."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.front.sign_in import SignInPage
from ui.language import Language, tongue

NO, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(show: Callable[[QWidget], QWidget]) -> SignInPage:
    found = SignInPage("Bench 3", "hub", "chenjie")
    show(found)
    return found


def press(page: SignInPage, text: str, held: Qt.KeyboardModifier = NO) -> None:
    key = ord(text.upper()) if text else Qt.Key.Key_CapsLock
    QApplication.sendEvent(page.secret, QKeyEvent(QEvent.Type.KeyPress, key, held, text))


def note(page: SignInPage) -> str:
    return str(page.secret.accessibleDescription())


@pytest.mark.parametrize(
    ("text", "held", "words"),
    [("A", NO, "Caps Lock is on"), ("a", SHIFT, "Caps Lock is on"), ("a", NO, ""), ("A", SHIFT, ""), ("7", NO, "")],
)
def test_the_case_of_a_letter_against_shift_tells(
    page: SignInPage, text: str, held: Qt.KeyboardModifier, words: str
) -> None:
    press(page, text, held)
    assert (page.secret.text(), note(page)) == (text, words)


def test_the_key_itself_turns_what_is_known_and_tells_nothing_before(page: SignInPage) -> None:
    press(page, "")
    assert note(page) == ""
    press(page, "A")
    press(page, "")
    assert note(page) == ""
    press(page, "")
    assert note(page) == "Caps Lock is on"


def test_it_stands_beside_what_was_wrong_and_outlives_another_language(page: SignInPage, qtbot: QtBot) -> None:
    press(page, "A")
    page.refuse("Name or password is wrong")
    assert note(page) == "Name or password is wrong. Caps Lock is on"
    tongue.use(Language.CHINESE)
    try:
        qtbot.waitUntil(lambda: note(page).endswith("大写锁定已打开"), timeout=30_000)
    finally:
        tongue.use(Language.ENGLISH)
    qtbot.waitUntil(lambda: note(page).endswith("Caps Lock is on"), timeout=30_000)
    press(page, "a")
    assert note(page) == "Name or password is wrong"
