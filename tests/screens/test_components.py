"""The parts: named for screen readers, worked by keys, and quiet where they should be."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tools.component_sheet import component_sheet
from ui import theme
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.chip import Chip, ChipBar, ChipSpec
from ui.components.choices import Check, Select
from ui.components.dialog import Dialog
from ui.components.empty_state import EmptyState
from ui.components.entries import Entry, Field, Notes
from ui.components.footer import Footer
from ui.components.frames import Card, Rule
from ui.components.layout import vbox
from ui.components.logo import Logo
from ui.components.pill import Pill, Tag
from ui.components.rail import Rail, Room
from ui.components.search_box import SearchBox
from ui.components.side_panel import PanelHost, SidePanel
from ui.components.skeleton import Skeleton
from ui.components.tabs import Tabs
from ui.components.text import Icon, Text
from ui.components.timeline import StepState, Timeline, TimelineStep
from ui.components.top_bar import TopBar
from ui.language import tongue

Show = Callable[[QWidget], QWidget]


def spoken_name(part: QWidget) -> str:
    """What a screen reader says."""
    return QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)


SILENT = (Icon, Card, Rule, Text, Field)


@pytest.mark.parametrize("name", list(theme.ThemeName))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_paints_and_says_its_name(show: Show, name: theme.ThemeName, language: str) -> None:
    theme.appearance.use(name, motion=False)
    tongue.use(language)
    sheet = show(component_sheet())
    for skeleton in sheet.findChildren(Skeleton):
        skeleton.appear()
    assert not sheet.grab().isNull()
    painted = [
        part
        for part in sheet.findChildren(QWidget)
        if type(part).__module__.startswith("ui.components") and not isinstance(part, SILENT)
    ]
    nameless = {
        type(part).__name__ for part in painted if "paintEvent" in type(part).__dict__ and not spoken_name(part)
    }
    assert nameless == set()


def test_a_pill_follows_the_language_while_it_is_shown(show: Show) -> None:
    pill = Pill("in_transit")
    show(pill)
    assert pill.accessibleName() == "Status: In transit"
    narrow = pill.sizeHint().width()
    tongue.use("zh")
    QApplication.sendPostedEvents()
    assert pill.accessibleName() == "状态：在途"
    assert pill.sizeHint().width() < narrow


def test_a_button_without_text_says_what_it_does() -> None:
    button = Button(icon="x", hint="Close")
    assert button.accessibleName() == "Close"
    button = Button("Submit", "primary", keys="Ctrl+Enter")
    assert (button.accessibleName(), button.text()) == ("Submit", "Submit   Ctrl+Enter")
    button.say("Send")
    assert (button.accessibleName(), button.text()) == ("Send", "Send")


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_painted_button_takes_space_and_enter(show: Show, key: Qt.Key) -> None:
    chip = Chip(ChipSpec("all", "All"))
    show(chip)
    QTest.keyClick(chip, key)
    assert chip.isChecked()


def test_a_check_box_is_hit_anywhere_on_its_words(show: Show) -> None:
    check = Check("Remember me")
    show(check)
    QTest.mouseClick(check, Qt.MouseButton.LeftButton, pos=QPoint(check.width() - 4, check.height() // 2))
    assert check.isChecked()


def test_chips_are_chosen_by_mouse_and_reached_by_arrows(show: Show, qtbot: QtBot) -> None:
    bar = ChipBar(
        [ChipSpec("all", "All", 9), ChipSpec("mine", "Mine", 2), ChipSpec("late", "Late", alert=True)], active="all"
    )
    show(bar)
    chips = [chip for chip in bar.children() if isinstance(chip, QWidget)]
    chips[0].setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is chips[1]
    with qtbot.waitSignal(bar.chosen) as heard:
        QTest.keyClick(chips[1], Qt.Key.Key_Return)
    assert (heard.args, bar.active()) == (["mine"], "mine")
    bar.show_count("late", 12345)
    assert chips[2].accessibleName() == "Late 12,345"
    bar.choose("late")
    assert bar.active() == "late"


def test_tabs_move_with_the_arrows_and_the_mouse(show: Show, qtbot: QtBot) -> None:
    tabs = Tabs(["Timeline", ("Lines", 6), "Courier"])
    show(tabs)
    opened: list[int] = []
    tabs.changed.connect(opened.append)
    QTest.keyClick(tabs, Qt.Key.Key_Left)
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    assert opened == [2, 0, 1]
    assert tabs.accessibleName() == "Tab: Lines"
    tabs.relabel(["Timeline", ("Lines", 7), "Courier"])
    assert tabs.active() == 1


def test_a_field_says_what_is_wrong_and_forgets_it(show: Show) -> None:
    entry = Entry("1380013800")
    field = Field("Phone", entry, hint="11 digits", required=True)
    show(field)
    field.say("error", "One digit is missing")
    assert (entry.property("state"), entry.accessibleDescription()) == ("error", "One digit is missing")
    field.say("ok", "Known number")
    assert entry.property("state") == ""
    field.clear()
    assert entry.accessibleDescription() == "11 digits"
    assert entry.accessibleName() == "Phone"


def test_a_select_keeps_its_value_when_offered_anew() -> None:
    select = Select([("a", "A"), ("b", "B")], value="b")
    select.offer([("b", "Bee"), ("c", "Cee")])
    assert (select.value(), select.currentText()) == ("b", "Bee")
    select.offer([("x", "X")])
    assert select.value() == "x"
    select.choose("nowhere")
    assert select.value() == "x"


def test_a_search_is_asked_once_when_the_typing_stops(show: Show, qtbot: QtBot) -> None:
    box = SearchBox("Search", keys="Ctrl+K")
    show(box)
    asked: list[str] = []
    box.searched.connect(asked.append)
    QTest.keyClicks(box.entry, "SO2026")
    qtbot.waitUntil(lambda: asked == ["SO2026"])
    QTest.keyClick(box.entry, Qt.Key.Key_Return)
    assert asked == ["SO2026"]
    QTest.keyClick(box.entry, Qt.Key.Key_Escape)
    assert asked == ["SO2026", ""]
    with qtbot.waitSignal(box.left):
        QTest.keyClick(box.entry, Qt.Key.Key_Escape)


def test_enter_asks_at_once(show: Show, qtbot: QtBot) -> None:
    box = SearchBox("Search")
    show(box)
    QTest.keyClicks(box.entry, "7702")
    with qtbot.waitSignals([box.searched, box.entered]):
        QTest.keyClick(box.entry, Qt.Key.Key_Return)


def test_the_rail_marks_one_room(show: Show, qtbot: QtBot) -> None:
    rail = Rail([Room("orders", "Orders", "list-bullets"), Room("cases", "Cases", "warning-circle")])
    show(rail)
    buttons = rail.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    names = [button.accessibleName() for button in buttons if not isinstance(button, Logo)]
    assert names == ["Orders", "Cases"]
    with qtbot.waitSignal(rail.chosen) as heard:
        QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    assert heard.args == ["cases"]


def test_a_panel_lies_over_narrow_windows_and_beside_wide_ones(show: Show, qtbot: QtBot) -> None:
    main, panel = QWidget(), SidePanel()
    host = PanelHost(main, panel)
    host.resize(1440, 700)
    show(host)
    assert main.width() == 1440
    host.open_panel()
    assert (main.width(), panel.width(), host.is_open()) == (1440 - 456, 456, True)
    host.resize(1300, 700)
    assert main.width() == 1300
    host.resize(1900, 700)
    assert panel.width() == 560
    panel.closed.connect(host.close_panel)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert (main.width(), host.is_open()) == (1900, False)


def test_a_panel_replaces_what_it_shows(show: Show, qtbot: QtBot) -> None:
    panel = SidePanel()
    panel.resize(456, 700)
    show(panel)
    for name in ("SO1", "SO2"):
        panel.show_title(name, "customer", Tag("late", "danger"))
        panel.show_tools(Button(icon="copy", hint="Copy"))
        panel.show_body(Text(name), Tag("packed"))
        panel.show_actions(Button("Change"))
    qtbot.waitUntil(lambda: visible_buttons(panel) == ["Copy", "Close panel", "Change"])
    panel.show_actions()
    qtbot.waitUntil(lambda: visible_buttons(panel) == ["Copy", "Close panel"])


def visible_buttons(widget: QWidget) -> list[str]:
    buttons = sorted(widget.findChildren(QPushButton), key=lambda one: one.mapTo(widget, QPoint()).toTuple()[::-1])
    return [button.accessibleName() for button in buttons if button.isVisible()]


def test_the_top_bar_shows_link_person_and_notes(show: Show, qtbot: QtBot) -> None:
    bar = TopBar()
    bar.resize(1300, 48)
    show(bar)
    bar.show_title("Order", "Orders")
    bar.show_link("warn", "Offline, 12 queued")
    bar.show_person("Li Wen", "Sales")
    bar.show_bell(3)
    names = {button.accessibleName() for button in bar.findChildren(QPushButton)}
    assert names == {"Notes: 3 unread"}
    with qtbot.waitSignal(bar.bell_clicked):
        bar.findChildren(QPushButton)[0].click()
    first, second = Button("New"), Button("Newer")
    bar.show_actions(first)
    bar.show_actions(second)
    qtbot.waitUntil(second.isVisible)
    assert not bar.grab().isNull()


def test_a_skeleton_waits_before_it_shows(show: Show) -> None:
    skeleton = Skeleton()
    skeleton.resize(300, 150)
    show(skeleton)
    empty = skeleton.grab().toImage()
    assert len({empty.pixel(x, 18) for x in range(0, 300, 4)}) == 1
    skeleton.appear()
    assert len({skeleton.grab().toImage().pixel(x, 18) for x in range(0, 300, 4)}) > 1


def test_a_timeline_tells_what_has_happened(show: Show) -> None:
    line = Timeline(
        [
            TimelineStep("packed", StepState.DONE, "11-21 09:37", "Zhao Min", "52 min"),
            TimelineStep("in_transit", StepState.NOW, "11-21 11:38", "SF"),
            TimelineStep("delivered", StepState.NEXT, "11-22 15:20"),
            TimelineStep("returning", StepState.NEVER),
        ]
    )
    line.resize(440, line.sizeHint().height())
    show(line)
    assert line.accessibleDescription() == "Packed 11-21 09:37 Zhao Min 52 min; In transit 11-21 11:38 SF."
    assert not line.grab().isNull()


def test_a_narrow_timeline_tells_times_less_exactly_before_it_cuts_a_name(show: Show) -> None:
    line = Timeline(
        [
            TimelineStep(
                "packed", StepState.DONE, "2025-11-21 09:37:12", "Zhao Min · Bench 3", "52 min", "2025-11-21 09:37"
            )
        ]
    )
    show(line)
    line.resize(900, 40)
    assert not line._is_narrow()
    line.resize(330, 40)
    assert line._is_narrow()
    wide, narrow = line._columns(brief=False), line._columns(brief=True)
    small = theme.current().metrics("caption")
    assert wide[1] - wide[0] > small.horizontalAdvance("2025-11-21 09:37:12")
    assert small.horizontalAdvance("2025-11-21 09:37") < narrow[1] - narrow[0] < wide[1] - wide[0]


def test_words_can_change_while_they_are_shown(show: Show) -> None:
    banner, empty, footer = Banner("One"), EmptyState("tray", "Nothing"), Footer([("J+K", "move")], "1 of 9")
    notes, tag = Notes("text", lines=2), Tag("late", "danger", "clock")
    holder = QWidget()
    holder.setLayout(vbox(banner, empty, footer, notes, tag))
    show(holder)
    banner.say("Two")
    empty.say("Still nothing", "No filter fits")
    footer.show_keys([("Enter", "open")])
    footer.show_note("2 of 9")
    tag.say("on time", "ok")
    assert (banner.accessibleName(), empty.accessibleName()) == ("Two", "Still nothing. No filter fits")
    assert tag.accessibleName() == "on time"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_with_the_keyboard_is_pressed_by_its_keys_also_beside_a_default_one(show: Show, key: Qt.Key) -> None:
    pressed: list[str] = []
    dialog, stay, go = Dialog("Go?", None), Button("Stay"), Button("Go", "primary")
    stay.clicked.connect(lambda: pressed.append("stay"))
    go.clicked.connect(lambda: pressed.append("go"))
    go.setDefault(True)
    dialog.buttons.addWidget(stay)
    dialog.buttons.addWidget(go)
    show(dialog)
    stay.setFocus()
    QTest.keyClick(stay, key)
    assert pressed == ["stay"]
