"""The window from its first moment: what it shows before the workstation is loaded, who may see what, one at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.commands import AddNote, CancelOrder
from orderdesk.errors import Unreachable
from orderdesk.queries.rows import OrderQuestion, OrderSort
from orderdesk.release import VERSION
from orderdesk.sync.transport import SignInFailed
from tests.screens.near_window import PASSWORD, Near
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from ui import theme
from ui.app import build_parser, main
from ui.components.buttons import Button
from ui.components.table import DataTable
from ui.components.text import Text
from ui.first_list import first_look
from ui.front.first_run import FirstRunPage
from ui.front.role_chooser import RoleChooser
from ui.front.sign_in import SignInPage
from ui.instance import Instance
from ui.key_map import KeyMap
from ui.language import Language, tongue
from ui.life import Life, sign_in_problem
from ui.notices import Notices
from ui.packing.bench_room import BenchRoom
from ui.program import Program
from ui.sales.early_orders import EarlyOrders
from ui.sales.entry_room import EntryRoom
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.settings import ScanSettings
from ui.search_results import SearchResults
from ui.settings import LANGUAGE, LOOK, Settings
from ui.shell import Shell
from ui.tasks import TasksInPlace
from ui.window import MainWindow

#: A window that gets Ctrl-C from its terminal as soon as it is there.
_INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ui import program
new = program.new_application
def then_interrupt():
    found = new()
    QTimer.singleShot(300, lambda: os.killpg(0, signal.SIGINT))
    return found
program.new_application = then_interrupt
sys.exit(program.run_workstation(Path(sys.argv[1])))
"""


@pytest.fixture
def desk(town: Town, tmp_path: Path) -> Iterator[Near]:
    town.delivered()
    found = Near(town, tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def window(desk: Near, tmp_path: Path, show: Callable[[QWidget], QWidget]) -> MainWindow:
    found = MainWindow(tmp_path / "desk", desk.town.clock)
    show(found)
    return found


@pytest.fixture
def life(window: MainWindow, desk: Near, qapp: QApplication) -> Life:
    return Life(window, desk.workplace, ScanListener(qapp))


def test_help_and_the_windowless_demo_need_no_qt(repository: Path) -> None:
    code = (
        "import sys, ui.app; ui.app.build_parser(); sys.exit('PySide6' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=repository, check=False).returncode == 0
    asked = build_parser().parse_args(["demo", "--orders", "50", "--seat", "bench", "--no-window"])
    assert (asked.orders, asked.seat, asked.no_window) == (50, "bench", True)


def test_the_first_window_loads_no_database_toolkit(repository: Path) -> None:
    code = "import sys, ui.program; sys.exit(bool({'sqlalchemy', 'pydantic', 'httpx'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=repository, check=False).returncode == 0


def test_an_empty_folder_tells_nothing(tmp_path: Path, clock: SetClock) -> None:
    look = first_look(tmp_path, clock.now())
    assert not look.is_enrolled
    assert look.orders == ()


def test_the_first_look_shows_orders_only_while_somebody_is_signed_in(desk: Near, tmp_path: Path) -> None:
    folder, now = tmp_path / "desk", desk.town.clock.now()
    assert first_look(folder, now).orders == ()
    workstation = desk.workplace.workstation
    workstation._sessions.settle_in(desk.who)
    look = first_look(folder, now)
    assert [order.node for order in look.orders] == ["delivered"]
    assert look.seat == "desk"
    assert first_look(folder, now + timedelta(days=400)).orders == ()


def test_the_list_stands_before_the_workstation_is_loaded(desk: Near, window: MainWindow, tmp_path: Path) -> None:
    desk.workplace.workstation._sessions.settle_in(desk.who)
    window.show_first(first_look(tmp_path / "desk", desk.town.clock.now()))
    assert isinstance(window.page(), Shell)
    assert window.orders.model.rowCount() == 1


def test_the_list_filters_and_sorts_before_the_workstation_is_loaded(
    desk: Near, window: MainWindow, tmp_path: Path, qapp: QApplication
) -> None:
    desk.workplace.workstation._sessions.settle_in(desk.who)
    look = first_look(tmp_path / "desk", desk.town.clock.now())
    assert look.cache is not None
    window.show_first(look)
    early = EarlyOrders(window.orders, look.cache, look.user_id, TasksInPlace(), window.kept)
    room = window.orders
    room.chips.step(1)
    assert room.model.question == OrderQuestion(salesperson_id=desk.who.user_id)
    room.chips.step(-1)
    room.sort_changed.emit("amount_fen", False)
    assert room.model.question == OrderQuestion(sort=OrderSort.AMOUNT, descending=False)
    assert (room.model.rowCount(), room.model.is_complete) == (1, True)
    early.leave()
    with_life = Life(window, desk.workplace, ScanListener(qapp))
    assert room.model.question.sort is OrderSort.AMOUNT
    assert with_life.orders_panel() is not None


def test_an_order_opened_before_the_workstation_is_loaded_is_shown_once_it_is(
    desk: Near, window: MainWindow, tmp_path: Path, qapp: QApplication
) -> None:
    desk.workplace.workstation._sessions.settle_in(desk.who)
    window.show_first(first_look(tmp_path / "desk", desk.town.clock.now()))
    window.orders.table.opened.emit(0)
    assert not window.orders.is_order_open()
    Life(window, desk.workplace, ScanListener(qapp))
    assert window.orders.is_order_open()


def test_a_cache_that_cannot_be_read_is_an_empty_list_until_the_workstation_says_more(
    window: MainWindow, tmp_path: Path
) -> None:
    broken = tmp_path / "cache-broken.db"
    broken.write_bytes(b"no database")
    EarlyOrders(window.orders, broken, None, TasksInPlace(), window.kept)
    assert window.orders.model.rowCount() == 0


def test_a_new_folder_begins_with_the_first_run(tmp_path: Path, qtbot: QtBot) -> None:
    program = Program(tmp_path / "new")
    qtbot.addWidget(program.window)
    program.show()
    assert isinstance(program.window.page(), FirstRunPage)


def test_sales_see_the_list_and_may_enter(life: Life, window: MainWindow) -> None:
    assert isinstance(window.page(), Shell)
    assert window.orders.model.rowCount() == 1
    window.orders.new_order_wanted.emit()
    assert isinstance(window.shell.page(), EntryRoom)


def test_a_search_by_keyboard_opens_the_order(life: Life, window: MainWindow, desk: Near, qtbot: QtBot) -> None:
    entry = window.shell.bar.search.entry
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert entry.hasFocus()
    QTest.keyClicks(entry, "5678")
    results = window.findChildren(SearchResults)[0]
    qtbot.waitUntil(lambda: len(results.found()) == 1)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert life.orders_panel().order_id == results.found()[0].id
    assert window.orders.is_order_open()


def test_escape_in_the_search_gives_the_keyboard_back(life: Life, window: MainWindow) -> None:
    window.orders.table.setFocus()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window.shell.bar.search.entry, Qt.Key.Key_Escape)
    assert window.orders.table.hasFocus()


def test_a_phone_number_is_found_by_its_end_and_shown_masked(life: Life, window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.shell.bar.search.entry, "5678")
    results = window.findChildren(SearchResults)[0]
    qtbot.waitUntil(lambda: len(results.found()) == 1)
    assert "****5678" in results._cells(results.found()[0])[0].second


def test_the_bell_rings_for_a_mention_until_its_list_was_opened(
    life: Life, window: MainWindow, desk: Near, qtbot: QtBot
) -> None:
    order_id = window.orders.model.order_id(0)
    assert order_id is not None
    note = AddNote(order_id=order_id, text="请核对地址", note_id=company.name("note"), mentions=(desk.who.user_id,))
    with qtbot.waitSignal(desk.workplace.changed):
        desk.workplace.say(note)
    notices = window.shell.bar.findChildren(Notices)[0]
    bell = next(each for each in window.shell.bar.findChildren(Button) if "unread" in each.accessibleName())
    qtbot.waitUntil(lambda: bell.accessibleName() == "Notes: 1 unread")
    menu = notices.menu()
    assert "请核对地址" in menu.actions()[0].text()
    assert bell.accessibleName() == "Notes: 0 unread"
    menu.actions()[0].trigger()
    assert window.orders.is_order_open()


def test_signing_out_asks_who_comes_next(life: Life, window: MainWindow, desk: Near) -> None:
    desk.workplace.sign_out()
    page = window.page()
    assert isinstance(page, SignInPage)
    page.login.setText("supervisor")
    page.secret.setText("not this")
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    assert page.secret.text() == ""
    page.secret.setText(PASSWORD)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    assert isinstance(window.page(), Shell)
    assert desk.workplace.person is not None
    assert desk.workplace.person.login == "supervisor"


def test_a_password_that_a_machine_types_is_a_password(
    town: Town, tmp_path: Path, show: Callable[[QWidget], QWidget], qapp: QApplication
) -> None:
    desk = Near(town, tmp_path / "desk", "A1", "sales")
    window = MainWindow(tmp_path / "desk", town.clock)
    show(window)
    patient = ScanSettings(hold_ms=4000, mean_gap_ms=4000.0, repeat_gap_ms=4000)
    listener = ScanListener(qapp, patient)
    Life(window, desk.workplace, listener)
    desk.workplace.sign_out()
    page = window.page()
    assert isinstance(page, SignInPage)
    page.login.setText("sales")
    page.secret.setFocus()
    heard: list[tuple[str, str, bool]] = []
    page.submitted.connect(lambda *said: heard.append(said))
    for burst in ("a quick wrong one", "~BDG-0001"):
        for each in burst:
            QTest.keyClick(window.windowHandle(), each)  # type: ignore[call-overload]  # the stubs lack characters
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert heard == [("sales", "a quick wrong one", False)]
    assert (page.has_badge, page.login.text(), page.secret.text()) == (True, "", "")
    listener.set_mode(ScanMode.OFF)
    desk.close()


def test_why_nobody_came_in_is_a_sentence() -> None:
    assert sign_in_problem(SignInFailed("sign_in.wrong")).startswith("Name or password is wrong")
    assert "hub" in sign_in_problem(Unreachable("away"))


def test_what_the_hub_refused_stays_until_it_is_put_away(
    life: Life, window: MainWindow, desk: Near, qtbot: QtBot
) -> None:
    waiting = desk.town.place()
    desk.sync.exchange()
    desk.workplace.say(CancelOrder(order_id=waiting, reason="customer"))
    # Meanwhile somebody else was faster.
    desk.town.run(CancelOrder(order_id=waiting, reason="duplicate"))
    desk.sync.exchange()
    qtbot.waitUntil(lambda: len(window.shell.messages.subjects()) == 1)
    (subject,) = window.shell.messages.subjects()
    window.shell.messages.closed.emit(subject)
    assert desk.workplace.workstation.refusals() == []


def test_the_link_to_the_hub_is_shown_in_words(life: Life, window: MainWindow, desk: Near) -> None:
    desk.sync.link_turned.emit(False)
    texts = [label.text() for label in window.shell.bar.findChildren(QWidget) if hasattr(label, "text")]
    assert any(text.startswith("Offline") for text in texts)


def test_language_and_look_change_while_it_runs(life: Life, window: MainWindow, tmp_path: Path) -> None:
    window.other_language()
    assert tongue.language is Language.CHINESE
    assert window.orders.title() == "订单"
    assert Settings(tmp_path / "desk").text(LANGUAGE) == "zh"
    window.other_language()
    assert window.orders.title() == "Orders"
    for look in (theme.ThemeName.DARK, theme.ThemeName.LIGHT):
        window.other_look()
        assert theme.current().name is look
        assert Settings(tmp_path / "desk").text(LOOK) == look


def test_the_map_of_keys_is_one_key_away(life: Life, window: MainWindow) -> None:
    table = window.orders.findChild(DataTable)
    assert table is not None
    for focused in (window, table):
        QTest.keyClicks(focused, "?")
        (keys,) = [found for found in window.findChildren(KeyMap) if found.isVisible()]
        keys.reject()


def test_a_packer_gets_the_bench_and_nothing_else(town: Town, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    bench = Near(town, tmp_path / "bench", "B1", "packer")
    window = MainWindow(tmp_path / "bench", town.clock)
    qtbot.addWidget(window)
    life = Life(window, bench.workplace, ScanListener(qapp))
    assert isinstance(window.page(), BenchRoom)
    bench.workplace.sign_out()
    page = window.page()
    assert isinstance(page, SignInPage)
    page.take_badge("~BDG-0001")
    assert page.login.text() == ""
    assert "BDG" not in page.login.placeholderText()
    page.secret.setText("1234")
    with qtbot.waitSignal(page.submitted) as said:
        QTest.keyClick(page.secret, Qt.Key.Key_Return)
    assert said.args == ["~BDG-0001", "1234", False]
    assert page.secret.accessibleDescription().startswith("This badge or its PIN is wrong")
    page.take_badge("~BDG-0002")
    assert page.secret.accessibleDescription() == ""
    del life
    bench.close()


def test_somebody_of_another_seat_is_turned_away(town: Town, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    bench = Near(town, tmp_path / "bench", "B1", "sales")
    window = MainWindow(tmp_path / "bench", town.clock)
    qtbot.addWidget(window)
    life = Life(window, bench.workplace, ScanListener(qapp))
    assert isinstance(window.page(), SignInPage)
    del life
    bench.close()


def test_a_second_start_calls_the_first_window(tmp_path: Path, qtbot: QtBot) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.take()
    with qtbot.waitSignal(first.called):
        assert not second.take()
    first.release()
    assert second.take()
    second.release()


def test_the_first_run_asks_for_what_is_missing(qtbot: QtBot) -> None:
    page = FirstRunPage("")
    qtbot.addWidget(page)
    page.show()
    page.address.setText("hub.example")
    page.code.setText("ABC")
    with qtbot.waitSignal(page.connect_wanted) as said:
        page.name.returnPressed.emit()
    # Without a name of this person's own the one holds that was given with the code.
    assert said.args == ["hub.example", "ABC", ""]
    page.refuse("no")
    page.name.setText("Bench 9")
    with qtbot.waitSignal(page.connect_wanted) as said:
        page.name.returnPressed.emit()
    assert said.args == ["hub.example", "ABC", "Bench 9"]


@pytest.mark.parametrize("typed", ["not a url", "http://127.0.0.1:1", "   "])
def test_a_wrong_address_marks_the_address_and_not_the_code(typed: str, tmp_path: Path, qtbot: QtBot) -> None:
    program = Program(tmp_path)
    qtbot.addWidget(program.window)
    program.show()
    page = program.window.page()
    assert isinstance(page, FirstRunPage)
    page.address.setText(typed)
    page.code.setText("ABC")
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.address.property("state") == "error")
    assert page.code.property("state") == ""
    malformed = page.address.accessibleDescription().startswith("This is no address")
    assert malformed is ("127" not in typed)
    program.close()


def test_the_first_run_says_what_was_found_at_the_address_before_it_asks_for_the_code(
    tmp_path: Path, qtbot: QtBot
) -> None:
    program = Program(tmp_path)
    qtbot.addWidget(program.window)
    program.show()
    page = program.window.page()
    assert isinstance(page, FirstRunPage)
    page.address.setText("ftp://hub")
    page.address.editingFinished.emit()
    qtbot.waitUntil(lambda: page.address.accessibleDescription().startswith("This is no address"))
    page.address.setText("hub.example")
    page.show_probe("ftp://hub", "ok", "too late")
    page.show_probe("hub.example", "ok", "The hub answers, version 1")
    assert page.address.accessibleDescription() == "The hub answers, version 1"
    program.close()


def test_the_keys_of_a_front_page_are_shown_from_any_field(qtbot: QtBot) -> None:
    page = FirstRunPage("")
    qtbot.addWidget(page)
    page.show()
    QTest.keyClick(page.code, Qt.Key.Key_F1)
    (keys,) = page.findChildren(KeyMap)
    assert keys.isVisible()
    assert VERSION in " ".join(text.text() for text in page.findChildren(Text))


def test_the_demo_offers_the_roles_it_has_people_for(qtbot: QtBot) -> None:
    page = RoleChooser({"packer": "陈洁", "sales": "林晓雨"})
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.chosen) as said:
        cards = [each for each in page.findChildren(QWidget) if type(each).__name__ == "ChoiceCard"]
        assert len(cards) == 2
        QTest.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    assert said.args == ["packer"]


def test_an_unknown_setting_is_a_defect(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Settings(tmp_path).text("no/such")
    with pytest.raises(KeyError):
        Settings(tmp_path).keep("no/such", "x")


@pytest.mark.parametrize(
    "asked", [["demo", "--orders", "-4"], ["demo", "--orders", "many"], ["demo", "--dir", "/dev/null/demo"]]
)
def test_options_that_make_no_sense_are_refused_with_a_sentence(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(asked)
    assert ended.value.code == 2
    assert "orderdesk" in capsys.readouterr().err.splitlines()[-1]


def test_ctrl_c_closes_the_window_and_leaves_without_a_word(repository: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED, str(tmp_path)],
        cwd=repository, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as process:  # fmt: skip
        _, words = process.communicate(timeout=60)
    assert (process.returncode, words) == (0, "")
