"""The order list, an order from all sides, the search, the bell, the keys: what sales see."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from orderdesk.commands import AddNote, AttachPhoto
from orderdesk.domain.nodes import Node
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.order_list import first_rows, page_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderQuestion
from tools.screens.studio import LARGE, Studio, life_of
from ui import theme
from ui.components.icons import paint_icon
from ui.key_map import KeyMap
from ui.notices import Notices
from ui.program import Program
from ui.sales.order_panel import LINES, LOGISTICS, NOTES, TIMELINE, TRACE, OrderPanel
from ui.sales.photo_strip import PhotoDialog, PhotoStrip
from ui.sales.saved_views import ViewNameDialog
from ui.window import ORDERS
from ui.workplace import Workplace

#: Orders among which one is looked for that shows much.
_LOOKED_AT = 60


def draw_desk(studio: Studio, program: Program) -> None:
    """The list in its states, then an order in the panel."""
    window, orders = program.window, program.window.orders
    window.shell.open_room(ORDERS)
    studio.wait(lambda: orders.model.rowCount() > 0, "orders")
    _draw_list(studio, program)
    orders.open_order(_much_reported(life_of(program).workplace))
    panel = life_of(program).orders_panel()
    studio.wait(lambda: panel.detail is not None, "an order")
    studio.shoot(window, "orders")
    studio.shoot(window, "orders", LARGE)
    _draw_panel(studio, program, panel)
    orders.close_order()
    _draw_search(studio, program)


def _much_reported(workplace: Workplace) -> UUID:
    """The order on its way of which couriers have told most."""
    now, found = workplace.clock.now(), newest(workplace, str(Node.IN_TRANSIT), _LOOKED_AT)

    def scans(order_id: UUID) -> int:
        detail = workplace.ask_now(lambda connection: order_detail(connection, order_id, now))
        return 0 if detail is None else len(detail.courier_events)

    return max(found, key=scans)


def _draw_list(studio: Studio, program: Program) -> None:
    window, orders = program.window, program.window.orders
    orders.close_order()
    studio.shoot(window, "orders-list")
    columns, views = orders.columns, orders.views
    studio.shoot(window, "orders-columns", opened=lambda: _popped(columns.menu_now(), columns, right=True))
    studio.shoot(window, "orders-views", opened=lambda: _popped(views.menu_now(), views, right=True))
    studio.shoot(window, "orders-more", opened=lambda: _popped(orders.chips.more_menu(), orders.chips, right=True))
    studio.shoot(window, "orders-save-view", opened=lambda: _shown(ViewNameDialog(window, views.has_room_for)))
    _draw_narrowed(studio, program)
    orders.table.toggle_check(0, 1, 2)
    studio.shoot(window, "orders-ticked")
    orders.table.toggle_check(0, 1, 2)
    studio.shoot(window, "orders-keys", opened=lambda: _shown(KeyMap(orders.title(), orders.keys(), window)))


def _draw_narrowed(studio: Studio, program: Program) -> None:
    """The list while somebody types over it, and while it goes to a file."""
    window, orders = program.window, program.window.orders
    entry = orders.bar.filter.entry
    for text, name in (("宁波", "orders-narrowed"), ("没有这家", "orders-nothing-fits")):
        entry.setFocus()
        entry.setText(text)
        studio.wait(partial(_is_narrowed, program, text), text)
        studio.shoot(window, name)
    entry.clear()
    studio.wait(partial(_is_narrowed, program, ""), "the whole list")
    orders.exporting.show_progress(120_500, 430_000, 12)
    orders.exporting.show()
    studio.shoot(window, "orders-exporting")
    orders.exporting.hide()
    for toast in window.shell.alerts.toasts():
        toast.leave()


def _is_narrowed(program: Program, text: str) -> bool:
    model = program.window.orders.model
    return model.question.text == text and model.is_complete


def _draw_panel(studio: Studio, program: Program, panel: OrderPanel) -> None:
    window, workplace = program.window, life_of(program).workplace
    detail = panel.detail
    assert detail is not None
    _write_notes(studio, workplace, panel, window.folder)
    for tab, name in ((LINES, "order-lines"), (LOGISTICS, "order-logistics"), (NOTES, "order-notes")):
        panel.open_tab(tab)
        studio.shoot(window, name)
    studio.shoot(window, "order-photo", opened=lambda: _photo(panel, window))
    panel.open_tab(TRACE)
    studio.settle(1.5)
    studio.shoot(window, "order-trace")
    panel.open_tab(TIMELINE)
    studio.shoot(window, "order-menu", opened=lambda: _menu(panel))
    bell = window.shell.bar.findChildren(Notices)[0]
    studio.shoot(window, "bell", opened=lambda: _popped(bell.menu(), window.shell.bar, right=True))
    window.shell.alerts.say("SO2611220600021D 已复制")
    window.shell.alerts.offer_undo("SO2611220600021D 已挂起", lambda: None)
    studio.shoot(window, "toasts")
    for toast in window.shell.alerts.toasts():
        toast.leave()
    window.shell.messages.show_message("x", "中心没有接受：SO2611220600021D 已发货，不能再改", "danger")
    studio.shoot(window, "orders-refused")
    window.shell.messages.withdraw("x")


def _draw_search(studio: Studio, program: Program) -> None:
    window = program.window
    field = window.shell.bar.search.entry
    for text, name in (("北仑", "search"), ("没有这家", "search-none")):
        field.setFocus()
        field.setText(text)
        studio.settle(1.0)
        studio.shoot(window, name)
    field.clear()


def _write_notes(studio: Studio, workplace: Workplace, panel: OrderPanel, folder: Path) -> None:
    """A remark in which somebody is asked to look, and two photos."""
    detail, person = panel.detail, workplace.person
    assert detail is not None
    assert person is not None
    order_id = detail.head.id
    workstation = workplace.workstation
    text = f"@{person.name} 客户要求周三上午送到，走后门"
    workplace.say(AddNote(order_id=order_id, text=text, note_id=workstation.new_id(), mentions=(person.user_id,)))
    for name, token in (("package", "accent"), ("truck", "ok")):
        path = folder / f"{name}.png"
        _picture(name, token).save(str(path))
        caption = {"package": "外箱", "truck": "装车"}[name]
        sha256 = workstation.keep_photo(path)
        workplace.say(AttachPhoto(subject_kind="order", subject_id=order_id, sha256=sha256, caption=caption))
    studio.wait(lambda: len(panel.photos) == 2, "two photos")


def _picture(icon: str, token: str) -> QImage:
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(theme.current().color("bg.sunken"))
    painter = QPainter(image)
    paint_icon(painter, icon, image.rect().adjusted(150, 100, -150, -100).toRectF(), theme.current().color(token))
    painter.end()
    return image


def _popped(menu: QMenu, under: QWidget, *, right: bool = False) -> QWidget:
    left = under.width() - menu.sizeHint().width() - 8 if right else 0
    at = under.mapToGlobal(QPoint(left, under.height() + 4))
    menu.popup(at)
    # The screen without a display is smaller than the window, and keeps menus inside.
    menu.move(at)
    return menu


def _shown(dialog: QWidget) -> QWidget:
    dialog.show()
    return dialog


def _menu(panel: OrderPanel) -> QWidget:
    panel.deeds.open_menu()
    assert panel.deeds.menu is not None
    return panel.deeds.menu


def _photo(panel: OrderPanel, window: QWidget) -> QWidget:
    panel.findChildren(PhotoStrip)[-1].open(0)
    return window.findChildren(PhotoDialog)[-1]


def newest(workplace: Workplace, node: str, count: int = 1) -> list[UUID]:
    """The newest orders at a status, as many as there are."""

    def question(connection: Reading) -> list[UUID]:
        rows = first_rows(connection, OrderQuestion(node=node), count)
        return [row.id for row in page_of(connection, rows).values()]

    return workplace.ask_now(question)
