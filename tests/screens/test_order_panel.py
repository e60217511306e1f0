"""The order panel while things change: who stands somewhere in it stays there, and what is begun is not lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.commands import AddNote, HoldOrder, RecordReceipt
from orderdesk.commands.receipts import PaidOrder
from orderdesk.queries.rows import Line, RelationRow
from tests.screens.near_window import Near
from tests.storage.cached_company import WAYBILL, Town
from tests.sync import small_company as company
from ui import formats
from ui.components.buttons import Button
from ui.components.pill import Tag
from ui.components.remade import Remade
from ui.components.tabs import Tabs
from ui.components.text import Text
from ui.language import Language, tongue
from ui.sales.notes_page import NotesPage
from ui.sales.order_panel import LINES, NOTES, TIMELINE, OrderPanel
from ui.sales.order_reader import FoundOrder
from ui.sales.order_story import latest_change, timeline_steps, who
from ui.sales.panel_tabs import packed_text


@pytest.fixture
def near(town: Town, tmp_path: Path) -> Iterator[Near]:
    found = Near(town, tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def panel(near: Near, show: Callable[[QWidget], QWidget]) -> OrderPanel:
    found = OrderPanel(near.workplace)
    found.resize(472, 900)
    show(found)
    return found


def shown(panel: OrderPanel, near: Near) -> UUID:
    """An order stands in the panel."""
    order_id = near.town.place()
    near.sync.exchange()
    panel.show_order(order_id)
    assert panel.order_id == order_id
    return order_id


def happen(near: Near, order_id: UUID, text: str = "他会来电") -> None:
    """Somebody else writes a note to the order, and it arrives."""
    near.town.pack(AddNote(order_id=order_id, text=text))
    near.sync.exchange()
    near.workplace._tell()


def words_of(panel: OrderPanel) -> str:
    return " ".join(text.text() for text in panel.findChildren(Text) if text.isVisibleTo(panel))


def test_the_tabs_are_walked_with_the_arrow_keys(panel: OrderPanel, near: Near) -> None:
    order_id = shown(panel, near)
    (tabs,) = panel.findChildren(Tabs)
    tabs.setFocus()
    for _each in range(3):
        QTest.keyClick(tabs, Qt.Key.Key_Right)
        assert panel.focusWidget() is tabs
    assert tabs.active() == NOTES
    happen(near, order_id)
    assert panel.focusWidget() is tabs


def test_a_button_keeps_the_keyboard_while_the_order_changes(panel: OrderPanel, near: Near) -> None:
    order_id = shown(panel, near)
    more = next(each for each in panel.findChildren(Button) if each.accessibleName() == "More")
    more.setFocus()
    happen(near, order_id)
    assert panel.focusWidget() is more
    near.town.run(HoldOrder(order_id=order_id, hold_kind="customer", reason="客户要等"))
    near.sync.exchange()
    near.workplace._tell()
    held = panel.focusWidget()
    assert isinstance(held, Button)
    assert panel._action_bar.isAncestorOf(held)
    assert "客户要等" in words_of(panel)


def test_a_hold_says_until_when_it_stands(panel: OrderPanel, near: Near, clock: SetClock) -> None:
    order_id = shown(panel, near)
    until = clock.now() + timedelta(days=3)
    for reason, end in (("客户要等", until), ("地址不明", None)):
        near.town.run(HoldOrder(order_id=order_id, hold_kind="customer", reason=reason, expires_at=end))
    near.sync.exchange()
    near.workplace._tell()
    assert f"客户要等 · until {formats.moment(until, clock.now())}" in words_of(panel)
    assert "地址不明 · until" not in words_of(panel)


def test_the_timeline_of_a_part_begins_with_the_order_that_it_was_split_from(panel: OrderPanel, near: Near) -> None:
    shown(panel, near)
    assert panel.detail is not None
    names = near.workplace.names
    (placed,) = [each for each in panel.detail.steps if each.node == "pending_review" and each.shipment_id is None]
    person = who(placed, names)
    begun = replace(placed, proof="split_from:SO2611020900001A")
    detail = replace(panel.detail, steps=(begun,))
    first = timeline_steps(detail, names, begun.at)[0]
    assert (first.who, first.when) == (
        f"Split from SO2611020900001A · {person}",
        formats.moment(begun.at, begun.at, seconds=True),
    )


def test_a_note_that_is_being_written_stays_as_it_is_while_the_order_changes(panel: OrderPanel, near: Near) -> None:
    order_id = shown(panel, near)
    panel.open_tab(NOTES)
    (page,) = panel.findChildren(NotesPage)
    page.line.setFocus()
    QTest.keyClicks(page.line, "leave at the back")
    page.line.setCursorPosition(6)
    happen(near, order_id)
    assert "他会来电" in words_of(panel)
    assert (page.line.text(), page.line.cursorPosition()) == ("leave at the back", 6)
    assert panel.focusWidget() is page.line
    panel.open_tab(TIMELINE)
    panel.open_tab(NOTES)
    assert panel.findChildren(NotesPage)[-1].line.text() == "leave at the back"


def test_a_note_begun_for_one_order_does_not_stand_at_another(panel: OrderPanel, near: Near) -> None:
    order_id = shown(panel, near)
    panel.open_tab(NOTES)
    panel.findChildren(NotesPage)[-1].line.setText("only for this one")
    other = near.town.place()
    near.sync.exchange()
    panel.show_order(other)
    assert panel.findChildren(NotesPage)[-1].line.text() == ""
    panel.show_order(order_id)
    assert panel.findChildren(NotesPage)[-1].line.text() == "only for this one"


def test_the_page_is_not_made_again_by_what_does_not_concern_it(panel: OrderPanel, near: Near) -> None:
    order_id = shown(panel, near)
    panel.open_tab(LINES)
    before = panel._page.findChildren(QWidget)
    near.workplace.changed.emit(frozenset({("order", order_id)}))
    assert panel._page.findChildren(QWidget) == before


def test_parcels_of_other_orders_are_not_looked_at(panel: OrderPanel, near: Near, qtbot: QtBot) -> None:
    shown(panel, near)
    read = list[object]()
    panel.reader.again = lambda: read.append(None)  # type: ignore[method-assign]  # counts
    near.workplace.changed.emit(frozenset({("parcel", company.name("x")), ("photo", company.name("y"))}))
    assert not read


def test_a_new_parcel_of_the_order_is_looked_at(panel: OrderPanel, near: Near) -> None:
    order_id, parcel_id = near.town.packed()
    near.sync.exchange()
    panel.show_order(order_id)
    read = list[object]()
    panel.reader.again = lambda: read.append(None)  # type: ignore[method-assign]  # counts
    near.workplace.changed.emit(frozenset({("parcel", company.name("x")), ("parcel", parcel_id)}))
    assert len(read) == 1


def test_the_facts_tell_the_latest_scan_and_how_it_was_paid(panel: OrderPanel, near: Near) -> None:
    order_id = near.town.delivered()
    order = near.town.order(order_id)
    paid = PaidOrder(order_id=order_id, amount_fen=order.amount_fen or 0)
    near.town.run(
        RecordReceipt(
            company_id=order.company_id,
            customer_id=order.customer_id,
            channel="wechat",
            channel_no="4200001",
            received_at=near.town.clock.now(),
            orders=(paid,),
        )
    )
    near.sync.exchange()
    panel.show_order(order_id)
    words = words_of(panel)
    assert f"SF Express {WAYBILL}" in words
    assert "Latest scan 11-03 07:24 已签收" in words
    assert "All 2" in [each.accessibleName() for each in panel.findChildren(Button)]
    assert words.count("Kuaidi100") == 2
    assert "WeChat Pay · Paid" in [each.accessibleName() for each in panel.findChildren(Tag)]


def test_the_last_edit_is_told_with_who_and_what(clock: SetClock) -> None:
    events = [
        {"reason_code": "edit_order", "actor_name": "old", "occurred_at": clock.now(), "change_set": {"remark": 1}},
        {
            "reason_code": "edit_order",
            "actor_name": "李雯",
            "occurred_at": clock.now(),
            "change_set": {"amount_fen": [1, 2], "lines": {"changed": ["x"]}, "consignees": {"changed": 1}},
        },
        {"reason_code": "review_order", "actor_name": "x", "occurred_at": clock.now(), "change_set": {"node": []}},
    ]
    at = formats.moment(clock.now(), clock.now())
    assert latest_change(events, clock.now()) == f"Changed by 李雯, {at}: the lines, the receiver"
    assert latest_change(events[2:], clock.now()) == ""


def test_an_order_leads_to_the_one_it_has_to_do_with(panel: OrderPanel, near: Near, qtbot: QtBot) -> None:
    order_id, other = shown(panel, near), company.name("another")
    detail = panel.detail
    assert detail is not None
    head = replace(detail.head, order_kind="RETURN")
    found = replace(
        detail, head=head, relations=(RelationRow("return_of", other, "SO2"), RelationRow("x", other, None))
    )
    panel.reader.found.emit(FoundOrder(found))
    link = next(each for each in panel.findChildren(Button) if each.accessibleName() == "SO2")
    with qtbot.waitSignal(panel.order_wanted) as said:
        link.click()
    assert said.args == [other]
    words = words_of(panel)
    assert "Return of" in words
    assert "Comes from" in words
    assert "Worth ¥12.50" in words
    assert "Payment" not in words
    assert panel.order_id == order_id


def test_the_same_in_another_language_is_made_anew(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    part, made = Remade(parent), list[Language]()

    def make() -> list[QWidget]:
        made.append(tongue.language)
        return []

    for language in (Language.ENGLISH, Language.ENGLISH, Language.CHINESE):
        tongue.use(language)
        part.show_for("the same", make)
    assert made == [Language.ENGLISH, Language.CHINESE]


@pytest.mark.parametrize(
    ("unit", "packed", "text"),
    [("box", 0, "0"), ("box", 120, "3"), ("box", 40, "1"), ("box", 100, "100 piece"), ("piece", 100, "100")],
)
def test_what_is_packed_is_told_in_the_unit_of_the_line_or_in_pieces(unit: str, packed: int, text: str) -> None:
    count = 3_000 if unit == "box" else 120_000
    line = Line(
        id=company.name("line"), position=1, sku_id=company.SKUS[0], sku_code="BP-0", sku_name="Filter", unit=unit,
        unit_quantity=count, quantity=120_000, packed_quantity=packed * 1_000, short_quantity=0, unit_price_micro=None,
        amount_fen=None, tax_rate_bp=None, gift=False, note="", base_unit="piece",
    )  # fmt: skip
    assert packed_text(line) == text
