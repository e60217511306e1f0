"""Toasts and messages: they go when they may, and what can be undone can be undone once."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.alerts import Alerts, MessageBar
from ui.components.layout import vbox
from ui.components.toast import Toast

Show = Callable[[QWidget], QWidget]


def host(show: Show) -> tuple[QWidget, Alerts]:
    widget = QWidget()
    widget.resize(800, 600)
    alerts = Alerts(widget)
    show(widget)
    return widget, alerts


def test_at_most_three_toasts_stand_above_each_other(show: Show) -> None:
    widget, alerts = host(show)
    for number in range(5):
        alerts.say(f"Note {number}", "info")
    texts = [toast.accessibleName() for toast in alerts.toasts()]
    assert texts == ["Note 2", "Note 3", "Note 4"]
    tops = [toast.y() for toast in alerts.toasts()]
    assert tops == sorted(tops)
    widget.resize(800, 400)
    assert all(toast.geometry().bottom() < 400 for toast in alerts.toasts())


def test_an_undo_works_once_by_button_or_key(show: Show, qtbot: QtBot) -> None:
    widget, alerts = host(show)
    undone: list[str] = []
    alerts.offer_undo("first", lambda: undone.append("first"))
    alerts.offer_undo("second", lambda: undone.append("second"))
    with qtbot.waitSignal(alerts.undone):
        QTest.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    toast = alerts.toasts()[-1]
    toast.findChildren(QPushButton)[0].click()
    assert undone == ["second"]
    alerts.undo_last()
    alerts.undo_last()
    assert undone == ["second", "first"]


def test_nothing_of_another_person_can_be_undone(show: Show) -> None:
    _widget, alerts = host(show)
    undone: list[str] = []
    alerts.offer_undo("first", lambda: undone.append("first"))
    alerts.forget_undos()
    alerts.undo_last()
    assert undone == []


def test_a_toast_waits_while_the_pointer_is_on_it(show: Show, qtbot: QtBot) -> None:
    toast = Toast("Saved")
    show(toast)
    point = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(point, point, point))
    assert toast.seconds_stand_still()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert not toast.seconds_stand_still()
    with qtbot.waitSignal(toast.gone):
        QTest.mouseClick(toast, Qt.MouseButton.LeftButton)


def test_a_message_stands_for_its_subject_until_the_cause_is_gone(show: Show, qtbot: QtBot) -> None:
    bar, holder = MessageBar(), QWidget()
    holder.setLayout(vbox(bar, None))
    holder.resize(600, 300)
    show(holder)
    pressed: list[str] = []
    bar.show_message("hub", "Offline", "warn", closable=False)
    bar.show_message("hub", "Offline since 14:21", "warn", action="Retry", on_action=lambda: pressed.append("retry"))
    bar.show_message("update", "A new version waits")
    assert bar.subjects() == ["hub", "update"]
    buttons = {button.accessibleName(): button for button in bar.findChildren(QPushButton)}
    buttons["Retry"].click()
    assert pressed == ["retry"]
    with qtbot.waitSignal(bar.closed) as heard:
        buttons["Close this message"].click()
    bar.withdraw(heard.args[0])
    bar.withdraw("hub")
    bar.withdraw("update")
    assert bar.subjects() == []
    assert not bar.isVisible()
