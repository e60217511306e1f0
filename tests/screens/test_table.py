"""The table: columns that give way, keys that move, cells of every kind, and what the person set is kept."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.components.empty_state import EmptyState
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import (
    ACCESSIBLE_ROLE,
    CELL_ROLE,
    DISPLAY_ROLE,
    ID_ROLE,
    Bar,
    Cell,
    Column,
    Kind,
    TagCell,
    TwoLine,
)
from ui.language import tongue

Show = Callable[[QWidget], QWidget]
COLUMNS = (
    Column("check", "", Kind.CHECK, 32),
    Column("order", "Order", Kind.LINK, 140),
    Column("customer", "Customer"),
    Column("node", "Status", Kind.PILL, 80, priority=1),
    Column("amount", "Amount", Kind.MONEY, 90, sortable=True),
    Column("lines", "Lines", Kind.NUMBER, 50, priority=3),
    Column("tag", "Tag", Kind.TAG, 80, priority=2),
    Column("owner", "Owner", Kind.PERSON, 90, priority=2),
    Column("spent", "Spent", Kind.BAR, 90, priority=4),
    Column("mark", "", Kind.ICON, 32, priority=5),
    Column("goods", "Goods", Kind.TWO_LINE, 120, priority=6),
    Column("note", "Note", Kind.SECONDARY, 80, priority=7),
)


def row(number: int) -> Row:
    late = number % 2 == 0
    return number, (
        None,
        f"SO{number}",
        Cell("宁波永安商贸行", ground="diff.cell") if late else "",
        "in_transit" if late else "",
        Cell("1,000.00", "danger", "warning-fill", strong=True) if late else "20.00",
        "3",
        TagCell("late", "danger", "clock") if late else None,
        "李雯" if late else "",
        Bar(1.2, "3 h late", "danger") if late else Bar(0, "—"),
        Cell("paid", icon="check") if late else None,
        TwoLine("Oil 4 L", "A-03-2", "package") if late else TwoLine("Filter", "B-01"),
        Cell("hint", icon="info") if late else "plain",
    )


@pytest.fixture
def model(qtbot: QtBot) -> RowsModel:
    return RowsModel(COLUMNS, [row(number) for number in range(5)])


@pytest.fixture
def table(model: RowsModel, show: Show) -> DataTable:
    view = DataTable(COLUMNS, name="Orders")
    model.setParent(view)
    view.setModel(model)
    view.resize(1400, 400)
    show(view)
    return view


def shown(table: DataTable) -> list[str]:
    return [column.key for index, column in enumerate(COLUMNS) if not table.isColumnHidden(index)]


def test_the_model_keeps_qts_rules(model: RowsModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows([row(number) for number in range(3, 9)])
    model.apply(4, row(5)[1])
    model.show_rows([])
    assert isinstance(tester.model(), QAbstractItemModel)


def test_only_the_cells_that_differ_are_reported(model: RowsModel) -> None:
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), first.column())))
    cells = list(row(2)[1])
    cells[5] = "4"
    assert model.apply(2, tuple(cells)) == 2
    assert changed == [(2, 5)]
    assert model.apply(99, tuple(cells)) == -1


def test_cells_are_spoken_in_the_language_of_the_window(model: RowsModel) -> None:
    status = model.index(0, 3)
    assert status.data(ACCESSIBLE_ROLE) == "In transit"
    tongue.use("zh")
    assert status.data(ACCESSIBLE_ROLE) == "在途"
    assert model.index(0, 10).data(DISPLAY_ROLE) == "Oil 4 L A-03-2"
    assert model.index(0, 0).data(DISPLAY_ROLE) == ""
    assert model.index(0, 1).data(ID_ROLE) == 0


@pytest.mark.parametrize("name", list(theme.ThemeName))
@pytest.mark.parametrize("density", list(theme.Density))
def test_every_kind_of_cell_paints(table: DataTable, name: theme.ThemeName, density: theme.Density) -> None:
    theme.appearance.use(name, density)
    table.selectRow(1)
    table.show_sort("amount", descending=True)
    table.flash([2])
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(1, table.rowViewportPosition(1) + 5) == theme.current().color("accent")
    below = table.rowViewportPosition(4) + table.rowHeight(4) + 10
    assert picture.pixelColor(10, below) == theme.current().color("bg.surface")
    assert table.rowHeight(0) == theme.current().px("row")


def test_a_narrow_table_drops_columns_by_priority(table: DataTable) -> None:
    everything = shown(table)
    assert everything == [column.key for column in COLUMNS]
    table.resize(900, 400)
    assert shown(table)[-1] != "note"
    table.resize(420, 400)
    assert shown(table) == ["check", "order", "customer", "amount"]
    table.resize(1400, 400)
    assert shown(table) == everything


def test_a_status_column_grows_with_the_language(table: DataTable) -> None:
    english = table.columnWidth(3)
    tongue.use("zh")
    table.set_columns(COLUMNS)
    assert table.columnWidth(3) < english


def test_the_persons_columns_are_kept(table: DataTable) -> None:
    table.hide_column("tag")
    table.horizontalHeader().moveSection(4, 1)
    table.setColumnWidth(1, 222)
    kept = table.column_state()
    table.hide_column("tag", hidden=False)
    table.horizontalHeader().moveSection(1, 4)
    table.setColumnWidth(1, 100)
    table.restore_columns(kept)
    assert table.hidden_columns() == {"tag"}
    assert table.columnWidth(1) == 222
    assert table.horizontalHeader().logicalIndex(1) == 4


@pytest.mark.parametrize(
    "state",
    [
        "",
        "no json",
        "[]",
        json.dumps({"order": ["gone", "amount"], "widths": {"gone": 5, "order": "wide"}, "hidden": 1}),
    ],
)
def test_a_foreign_column_state_does_no_harm(table: DataTable, state: str) -> None:
    table.restore_columns(state)
    assert shown(table) == [column.key for column in COLUMNS]


def test_keys_move_open_and_tick(table: DataTable, model: RowsModel, qtbot: QtBot) -> None:
    table.setFocus()
    table.selectRow(0)
    moved: list[int] = []
    table.current_changed.connect(moved.append)
    QTest.keyClick(table, Qt.Key.Key_J)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_K)
    assert moved == [1, 2, 1]
    QTest.keyClick(table, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_rows() == [1, 2]
    with qtbot.waitSignal(table.opened) as heard:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [2]
    QTest.keyClick(table, Qt.Key.Key_X)
    assert model.checked_ids() == [1, 2]
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert model.checked_ids() == []


def test_clicks_tick_follow_links_and_open(table: DataTable, model: RowsModel, qtbot: QtBot) -> None:
    def middle(position: int, column: int) -> QPoint:
        return table.visualRect(model.index(position, column)).center()

    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(table.viewport(), left, pos=middle(3, 0))
    assert model.checked_ids() == [3]
    with qtbot.waitSignal(table.link_clicked) as heard:
        QTest.mouseClick(table.viewport(), left, pos=middle(2, 1))
    assert heard.args == [2, "order"]
    QTest.mouseClick(table.viewport(), left, pos=middle(1, 2))
    with qtbot.waitSignal(table.opened):
        QTest.mouseDClick(table.viewport(), left, pos=middle(1, 2))
    model.clear_checks()
    assert model.checked_ids() == []
    QTest.mouseMove(table.viewport(), middle(4, 2))
    assert not table.grab().isNull()


def test_a_sortable_title_asks_for_its_order(table: DataTable) -> None:
    asked: list[tuple[str, bool]] = []
    table.sort_requested.connect(lambda key, descending: asked.append((key, descending)))
    header = table.horizontalHeader()
    for index in (4, 2):
        at = QPoint(header.sectionViewportPosition(index) + 20, 10)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    table.show_sort("amount", descending=False)
    QTest.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(header.sectionViewportPosition(4) + 20, 10)
    )
    assert asked == [("amount", False), ("amount", True)]


def test_an_empty_table_says_why(table: DataTable, model: RowsModel) -> None:
    empty = EmptyState("tray", "No orders match")
    table.set_empty(empty)
    assert not empty.isVisible()
    model.show_rows([])
    assert empty.isVisible()
    assert empty.geometry() == table.viewport().rect()
    table.move_by(1)
    model.show_rows([row(1)])
    assert not empty.isVisible()
    table.set_empty(None)


def test_ticks_of_rows_that_are_gone_are_forgotten(model: RowsModel) -> None:
    model.setData(model.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    model.setData(model.index(4, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    model.show_rows([row(4), row(5)])
    assert model.checked_ids() == [4]
    assert model.index(0, 0).data(CELL_ROLE) is True
    assert not model.setData(model.index(0, 1), "x")
    assert model.row_id(1) == 5
