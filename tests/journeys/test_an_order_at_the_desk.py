"""One order through a supervisor's window, by what the window offers: changed, held, allocated by hand,
staged, returned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.commands import BindWaybill, CloseParcel, OpenParcel, RecordCourierEvent, VerifyItem
from orderdesk.domain import numbers
from orderdesk.ids import derived_id
from tests.screens.near_window import Near
from tests.storage.cached_company import WAYBILL, Town
from tests.sync import small_company as company
from ui.language import Language, tongue
from ui.life import Life
from ui.sales.actions.fields import ChoiceField, GoodsField, WordsField
from ui.sales.actions.sheet import DeedSheet
from ui.sales.order_actions import OrderActions
from ui.scanner.listener import ScanListener
from ui.window import MainWindow


class Desk:
    """The window of somebody who may do nearly everything, and the hands that use it."""

    def __init__(self, town: Town, folder: Path, application: QApplication) -> None:
        self.town, self.near = town, Near(town, folder, "A1", "supervisor")
        self.window = MainWindow(folder, town.clock)
        self.window.show()
        self.life = Life(self.window, self.near.workplace, ScanListener(application))
        self.order_id = town.place()
        self.exchange()
        self.window.orders.open_order(self.order_id)

    @property
    def deeds(self) -> OrderActions:
        return self.life.orders_panel().deeds

    def exchange(self) -> None:
        """Both sides tell each other what is new."""
        self.near.sync.exchange()
        self.near.workplace._tell()
        assert self.near.workplace.workstation.refusals() == []

    def do(self, words: str, **values: str) -> None:
        """Opens the menu, types, takes the first, and fills the sheet in."""
        self.deeds.press("M")
        menu = self.deeds.menu
        assert menu is not None
        QTest.keyClicks(menu.entry, words)
        self.deeds.sheet = None
        QTest.keyClick(menu.entry, Qt.Key.Key_Return)
        self._fill(self.deeds.sheet, values)
        self.exchange()

    def _fill(self, sheet: DeedSheet | None, values: dict[str, str]) -> None:
        if sheet is None:
            assert not values
            return
        for key, value in values.items():
            field = sheet.field(key)
            if isinstance(field, ChoiceField):
                field.select.choose(value)
            elif isinstance(field, WordsField):
                field.put(value)
            elif isinstance(field, GoodsField):
                field.rows[0].entry.setText(value)
        sheet.submit()

    def node(self) -> str:
        return self.town.order(self.order_id).node


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    tongue.use(Language.ENGLISH)
    found = Desk(Town(tmp_path, clock), tmp_path / "desk", qapp)
    yield found
    # At once: the list of a window that lives on would look into a cache that is closed.
    shiboken6.delete(found.window)
    found.near.close()


def pack(town: Town, desk: Desk) -> None:
    """The bench packs the order."""
    order = town.order(desk.order_id)
    parcel_id, line = derived_id(order.id, "parcel"), order.shipment_lines[0]
    parcel_no = numbers.parcel_no(company.START.date(), "B1", 1)
    shipment_id = order.shipments[0].id
    town.pack(OpenParcel(parcel_id=parcel_id, parcel_no=parcel_no, order_id=order.id, shipment_id=shipment_id))
    town.pack(VerifyItem(parcel_id=parcel_id, order_id=order.id, shipment_line_id=line.id, quantity=line.quantity))
    town.pack(BindWaybill(parcel_id=parcel_id, carrier_code="shunfeng", waybill_no=WAYBILL))
    town.pack(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    desk.exchange()


def test_changed_held_lifted_allocated_staged_handed_over_and_returned(desk: Desk, clock: SetClock) -> None:
    town = desk.town
    desk.do("edit")
    entry = desk.life.desk.entry
    assert entry is not None
    entry.delivery.remark.setText("to the back door")
    entry.submit()
    assert entry.changes is not None
    entry.changes.accept()
    desk.exchange()
    assert town.order(desk.order_id).remark == "to the back door"
    desk.do("hold with", kind="customer", reason="Which colour?")
    assert town.order(desk.order_id).held
    desk.do("lift")
    assert not town.order(desk.order_id).held
    desk.do("approve")
    desk.do("to a warehouse", house=str(company.BENCH_WAREHOUSE))
    assert desk.node() == "allocated"
    assert town.order(desk.order_id).shipments[0].warehouse_id == company.BENCH_WAREHOUSE
    pack(town, desk)
    desk.do("lane", lane="L7")
    assert (desk.node(), town.order(desk.order_id).shipments[0].lane) == ("staged", "L7")
    desk.window.shell.alerts.undo_last()
    desk.exchange()
    assert desk.node() == "packed"
    desk.do("put into a lane", lane="L8")
    desk.do("hand over")
    assert desk.node() == "in_transit"
    clock.advance(hours=20)
    town.run(
        RecordCourierEvent(
            carrier_code="shunfeng",
            waybill_no=WAYBILL,
            order_ids=(desk.order_id,),
            event_at=clock.now(),
            code="3",
            text="已签收",
            source="kuaidi100",
        )
    )
    desk.exchange()
    desk.do("return order", goods="1", reason="Wrong goods")
    with town.hub.store.read() as connection:
        kinds = connection.exec_driver_sql('SELECT order_kind FROM "order" ORDER BY placed_at').scalars().all()
    assert kinds == ["SALE", "RETURN"]
