"""The listener in a window: scans reach it whatever has the focus, typing reaches the field."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.components.layout import vbox
from ui.components.rows_model import RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Column
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.manual_entry import CodeEntry, ManualEntryDialog
from ui.scanner.settings import ScanSettings

Show = Callable[[QWidget], QWidget]
CODE = "SF1486000203915"
# A busy machine may take long between two simulated keys; how fast is fast is tested on stamps alone.
PATIENT = ScanSettings(hold_ms=4000, mean_gap_ms=4000.0, repeat_gap_ms=4000)


class Window(QWidget):
    """A window with something of everything, and all that was heard."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.text, self.button = QLineEdit(), QTextEdit(), QPushButton("Delete")
        self.table = DataTable([Column("name", "Name")], name="rows")
        self.table.setModel(RowsModel(self.table.columns, [(1, ("one",)), (2, ("two",))], self.table))
        self.setLayout(vbox(self.line, self.text, self.button, self.table))
        self.clicks = 0
        self.button.clicked.connect(self.count)
        self.scans: list[str] = []
        self.times: list[int] = []
        self.misreads: list[str] = []

    def count(self) -> None:
        self.clicks += 1

    def hear(self, listener: ScanListener) -> None:
        listener.scanned.connect(self.on_scanned)
        listener.misread.connect(lambda text, _at: self.misreads.append(text))

    def on_scanned(self, code: str, at_ms: int) -> None:
        self.scans.append(code)
        self.times.append(at_ms)

    def type(self, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        for char in text:
            QTest.keyClick(self.windowHandle(), char)  # type: ignore[call-overload]  # the stubs lack characters
        if end is not None:
            QTest.keyClick(self.windowHandle(), end)


@pytest.fixture
def window(show: Show) -> Window:
    widget = Window()
    show(widget)
    return widget


@pytest.fixture
def listener(qapp: QApplication, window: Window) -> Iterator[ScanListener]:
    made = ScanListener(qapp, PATIENT, mode=ScanMode.BENCH)
    window.hear(made)
    yield made
    made.set_mode(ScanMode.OFF)
    made.setParent(None)
    made.deleteLater()


@pytest.mark.parametrize("name", ["line", "text", "button", "table"])
@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_scan_is_heard_and_leaves_no_trace(window: Window, listener: ScanListener, name: str, end: Qt.Key) -> None:
    part: QWidget = getattr(window, name)
    part.setFocus()
    opened: list[int] = []
    window.table.opened.connect(opened.append)
    window.type(CODE, end)
    assert window.scans == [CODE]
    assert (window.line.text(), window.text.toPlainText(), window.clicks, opened) == ("", "", 0, [])
    assert QApplication.focusWidget() is part


def test_two_scans_have_rising_times(window: Window, listener: ScanListener) -> None:
    window.type(CODE)
    window.type("PK2611210000017")
    assert window.scans == [CODE, "PK2611210000017"]
    assert window.times == sorted(window.times)


def test_twenty_scans_in_a_row_are_all_heard_in_their_order_and_none_is_typed(
    window: Window, listener: ScanListener
) -> None:
    window.line.setFocus()
    codes = [f"SF{place:013d}" for place in range(20)]
    for code in codes:
        window.type(code)
    assert (window.scans, window.misreads, window.line.text()) == (codes, [], "")


def test_shift_and_lock_keys_do_not_break_a_scan(window: Window, listener: ScanListener) -> None:
    window.line.setFocus()
    for place, char in enumerate(CODE):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_CapsLock if place % 2 else Qt.Key.Key_Shift)
        QTest.keyClick(window.windowHandle(), char)  # type: ignore[call-overload]  # the stubs lack characters
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert (window.scans, window.line.text()) == ([CODE], "")


def test_typing_arrives_in_order_after_a_moment(window: Window, listener: ScanListener, qtbot: QtBot) -> None:
    listener.configure(ScanSettings(hold_ms=20, mean_gap_ms=0.0))
    window.line.setFocus()
    window.type("hello", None)
    qtbot.waitUntil(lambda: window.line.text() == "hello")
    window.type(" world", None)
    qtbot.waitUntil(lambda: window.line.text() == "hello world")
    assert window.scans == []


def test_a_late_tick_waits_once_for_keys_that_are_still_queued(
    window: Window, qapp: QApplication, qtbot: QtBot
) -> None:
    asked: list[int] = []

    def now() -> int:
        """Armed at 0; every later look at the clock finds the tick long overdue."""
        asked.append(10_000 * len(asked))
        return asked[-1]

    listener = ScanListener(qapp, ScanSettings(hold_ms=20), mode=ScanMode.BENCH, now_ms=now)
    window.line.setFocus()
    window.type("a", None)
    assert len(asked) == 1
    qtbot.waitUntil(lambda: window.line.text() == "a")
    assert len(asked) == 4
    listener.set_mode(ScanMode.OFF)
    listener.setParent(None)
    listener.deleteLater()


def test_enter_space_and_tab_stay_with_people(window: Window, listener: ScanListener, qtbot: QtBot) -> None:
    listener.configure(ScanSettings(hold_ms=20, mean_gap_ms=0.0))
    window.button.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.clicks == 1)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not window.button
    window.line.setFocus()
    entered: list[bool] = []
    window.line.returnPressed.connect(lambda: entered.append(True))
    window.type("ab")
    assert (window.line.text(), entered) == ("ab", [True])


def test_another_key_lets_the_held_ones_go_first(window: Window, listener: ScanListener) -> None:
    window.line.setFocus()
    window.type("abc", Qt.Key.Key_Backspace)
    assert window.line.text() == "ab"
    window.type("d", Qt.Key.Key_Left)
    window.type("x", Qt.Key.Key_Home)
    assert window.line.text() == "abxd"


def test_a_scanned_letter_is_no_shortcut(window: Window, listener: ScanListener) -> None:
    pressed: list[bool] = []
    shortcut = QShortcut(QKeySequence("S"), window)
    shortcut.activated.connect(lambda: pressed.append(True))
    window.button.setFocus()
    window.type(CODE)
    assert (window.scans, pressed) == ([CODE], [])


def test_a_function_key_is_still_a_shortcut(window: Window, listener: ScanListener) -> None:
    pressed: list[bool] = []
    shortcut = QShortcut(QKeySequence("F9"), window)
    shortcut.activated.connect(lambda: pressed.append(True))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F9)
    assert pressed == [True]


def test_a_form_gives_typing_at_once_and_hears_only_prefixed_scans(window: Window, listener: ScanListener) -> None:
    listener.configure(ScanSettings(prefix="~", prefix_hold_ms=4000))
    listener.set_mode(ScanMode.FORMS)
    window.line.setFocus()
    window.type("note ", None)
    assert window.line.text() == "note "
    window.type(f"~{CODE}")
    assert (window.scans, window.line.text()) == ([CODE], "note ")


def test_a_prefix_typed_by_a_person_arrives(window: Window, listener: ScanListener, qtbot: QtBot) -> None:
    listener.configure(ScanSettings(prefix="~", prefix_hold_ms=20))
    listener.set_mode(ScanMode.FORMS)
    window.line.setFocus()
    window.type("a~b", None)
    qtbot.waitUntil(lambda: window.line.text() == "a~b")
    assert window.scans == []


def test_a_function_key_can_be_the_prefix(window: Window, listener: ScanListener) -> None:
    listener.configure(ScanSettings(prefix="F13", suffixes=frozenset({"tab"}), prefix_hold_ms=4000))
    listener.set_mode(ScanMode.FORMS)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F13)
    window.type("Y-03", Qt.Key.Key_Tab)
    assert window.scans == ["Y-03"]


def test_off_hears_nothing(window: Window, listener: ScanListener) -> None:
    listener.set_mode(ScanMode.OFF)
    window.line.setFocus()
    window.type(CODE)
    assert (window.scans, window.line.text(), listener.mode) == ([], CODE, ScanMode.OFF)


def test_a_change_of_mode_loses_no_held_key(window: Window, listener: ScanListener) -> None:
    window.line.setFocus()
    window.type("ab", None)
    assert window.line.text() == ""
    listener.set_mode(ScanMode.FORMS)
    assert window.line.text() == "ab"


def test_a_code_of_no_known_pattern_is_a_misread(window: Window, listener: ScanListener) -> None:
    listener.configure(ScanSettings(hold_ms=4000, mean_gap_ms=4000.0, patterns=(re.compile(r"PK\d+"),)))
    window.type("garbage")
    listener.accept_code("PK1", 5)
    listener.accept_code("", 6)
    assert (window.misreads, window.scans) == (["garbage", ""], ["PK1"])


def test_a_window_that_closes_takes_its_held_keys_along(
    window: Window, listener: ScanListener, show: Show, qtbot: QtBot
) -> None:
    other = Window()
    show(other)
    other.type("ab", None)
    other.close()
    other.deleteLater()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    listener.set_mode(ScanMode.BENCH)
    window.type(CODE)
    assert window.scans == [CODE]


def test_text_from_an_input_method_is_counted_on_the_bench(window: Window, listener: ScanListener) -> None:
    counts: list[int] = []
    listener.input_method_used.connect(counts.append)
    window.line.setFocus()
    event = QInputMethodEvent()
    event.setCommitString("你好")
    QApplication.sendEvent(window.line, event)
    assert counts == [1]
    listener.set_mode(ScanMode.FORMS)
    QApplication.sendEvent(window.line, event)
    assert counts == [1]


def test_a_code_field_is_closed_to_input_methods(show: Show) -> None:
    entry = CodeEntry(name="Code")
    show(entry)
    assert entry.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is False
    assert entry.accessibleName() == "Code"


def test_a_code_entered_by_hand_comes_like_a_scan(show: Show, qtbot: QtBot) -> None:
    dialog = ManualEntryDialog()
    show(dialog)
    assert not dialog.isModal()
    field = dialog.findChildren(CodeEntry)[0]
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClicks(field, " SF123 ")
    with qtbot.waitSignal(dialog.entered) as heard:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.args[0] == "SF123"
    assert not dialog.isVisible()


def test_every_window_that_comes_in_the_place_of_one_that_is_gone_hears_its_scans(
    qapp: QApplication, listener: ScanListener, window: Window, qtbot: QtBot
) -> None:
    # Qt gives the memory of a window that is gone to the next one of its kind.
    for place in range(5):
        dialog = ManualEntryDialog(window)
        dialog.show()
        listener.watch()
        handle = dialog.windowHandle()
        for each in f"{CODE}{place}":
            QTest.keyClick(handle, each)  # type: ignore[call-overload]  # the stubs lack characters
        QTest.keyClick(handle, Qt.Key.Key_Return)
        assert window.scans[-1] == f"{CODE}{place}"
        dialog.close()
        dialog.deleteLater()
        QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
