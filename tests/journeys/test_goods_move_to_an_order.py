"""An order that is short: the window asks a real hub who holds the goods, and has some of them moved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.rows import OrderDetail
from orderdesk.sync import Workstation
from tests.hub.served_hub import PASSWORD, ServedHub, hub_settings, served_company
from tests.screens.near_window import SyncByHand
from tests.sync import small_company as company
from ui.language import Language, tongue
from ui.sales.order_panel import OrderPanel
from ui.sales.short_sheet import ShortSheet
from ui.tasks import TasksInPlace
from ui.workplace import Workplace

FIRST, SECOND = company.name("order:first"), company.name("order:second")


@pytest.fixture
def hub(sqlite_template: Path, clock: SetClock, tmp_path: Path) -> Iterator[ServedHub]:
    shutil.copyfile(sqlite_template, tmp_path / "hub.db")
    with served_company(hub_settings(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path / "hub"), clock) as served:
        yield served


@pytest.fixture
def workplace(hub: ServedHub, tmp_path: Path, qapp: QApplication) -> Iterator[Workplace]:
    tongue.use(Language.ENGLISH)
    workstation = Workstation.open(tmp_path / "desk", hub.url, clock=hub.clock)
    workstation.enrol(hub.code("desk"), "a desk")
    workstation.sign_in("supervisor", PASSWORD)
    workstation.say(company.an_order(FIRST, "A1", 1, quantity=2 * company.STOCKED))
    workstation.say(company.an_order(SECOND, "A1", 2, quantity=10_000))
    found = Workplace(workstation, TasksInPlace(), SyncByHand(workstation), clock=hub.clock)
    workstation.sync_once()
    yield found
    found.close()


def shown(workplace: Workplace) -> OrderDetail:
    now = workplace.clock.now()
    found = workplace.ask_now(lambda connection: order_detail(connection, SECOND, now))
    assert found is not None
    return found


def stock_code(workplace: Workplace) -> str:
    return next(each.code for each in shown(workplace).checks if each.kind == "stock")


def test_who_holds_the_goods_is_told_and_some_are_moved(workplace: Workplace, qtbot: QtBot) -> None:
    assert stock_code(workplace) == "stock.short"
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    panel = OrderPanel(workplace)
    panel.setParent(window)
    panel.show_order(SECOND)
    window.show()
    panel.deeds.begin(next(each for each in panel.deeds.offers() if each.deed.key == "why_short"))
    (sheet,) = window.findChildren(ShortSheet)
    texts = [str(sheet.model.index(row, 0).data()) for row in range(sheet.model.rowCount())]
    assert len(texts) == 4, "two warehouses, each with the first order's share"
    sheet.move_here()
    assert sheet.isVisible(), "it has to be said from whom"
    sheet.table.setCurrentIndex(sheet.model.index(1, 0))
    sheet.quantity.setText("10")
    sheet.move_here()
    assert sheet.isVisible(), "it has to be said why"
    QTest.keyClicks(sheet.reason, "The customer waits at the door")
    QTest.mouseClick(sheet._move, Qt.MouseButton.LeftButton)
    workplace.workstation.sync_once()
    assert workplace.workstation.refusals() == []
    assert stock_code(workplace) == "stock.reserved"
