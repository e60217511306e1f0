"""Every screen as a picture, light and dark, Chinese and English: python -m tools.screens [FOLDER] [--orders N].

A small demo company is made, its hub started, and the real windows are drawn offscreen over it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from orderdesk.commands import CancelOrder
from orderdesk.demo.company import Demo, Started
from orderdesk.domain.nodes import Node
from orderdesk.domain.quantity import ONE
from orderdesk.queries.bench_lists import ReadyShipment, barcode_of, ready_shipments
from orderdesk.queries.order_list import first_rows, page_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderQuestion
from orderdesk.sync import Workstation
from ui import theme
from ui.front.first_run import FirstRunPage
from ui.front.role_chooser import RoleChooser
from ui.front.sign_in import SignInPage
from ui.language import Language, tongue
from ui.packing.bench_room import BenchRoom
from ui.program import Program, new_application
from ui.sales.entry_room import EntryRoom
from ui.sales.lookup import Lookup
from ui.sales.order_panel import LINES, LOGISTICS, TIMELINE
from ui.scanner.event_clock import monotonic_ms
from ui.window import ENTRY, ORDERS
from ui.workplace import Workplace

ROOT = Path(__file__).resolve().parent.parent
SMALL, LARGE = (1_366, 768), (1_920, 1_080)
_PATIENCE_S = 60.0
_ROUNDS = 25


class Studio:
    """Takes pictures of one widget after the other in every look and language."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application, self._folder = application, folder
        self.taken: list[Path] = []

    def wait(self, done: Callable[[], bool], what: str) -> None:
        """Lets the window live until something has happened. Raises TimeoutError."""
        end = time.monotonic() + _PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(what)
            self._application.processEvents()
            time.sleep(0.005)
        self.settle()

    def settle(self, seconds: float = 0.3) -> None:
        """Lets what is on its way arrive."""
        end = time.monotonic() + seconds
        rounds = 0
        # On a busy machine the time is over before anything has happened.
        while time.monotonic() < end or rounds < _ROUNDS:
            self._application.processEvents()
            time.sleep(0.005)
            rounds += 1

    def shoot(self, widget: QWidget, name: str, size: tuple[int, int] = SMALL, *, looks: bool = True) -> None:
        """Four pictures; two where the look is always light."""
        widget.resize(*size)
        for look in (theme.ThemeName.LIGHT, theme.ThemeName.DARK) if looks else (theme.ThemeName.LIGHT,):
            theme.appearance.use(look, motion=False)
            for language in Language:
                tongue.use(language)
                self.settle()
                self._save(widget, f"{name}-{size[0]}-{look}-{language}")

    def _save(self, widget: QWidget, name: str) -> None:
        path = self._folder / f"{name}.png"
        widget.grab().save(str(path))
        # 256 colours of its own are a third of the size, and a screen has hardly more.
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
                path, optimize=True
            )
        self.taken.append(path)
        print(path.name, file=sys.stderr)


@contextmanager
def workstation_window(studio: Studio, demo: Demo, started: Started, role: str, name: str) -> Iterator[Program]:
    """A window in which the demo's person of a role works."""
    user = started.users[role]
    folder = started.folder / "pictures" / role
    workstation = Workstation.open(folder, started.hub)
    if not workstation.status().enrolled:
        workstation.enrol(demo.enrol(user["seat"], name), name)
    workstation.sign_in(user["name"], user["password"])
    workstation.close()
    program = Program(folder)
    program.window.resize(*SMALL)
    program.show()
    studio.wait(lambda: program.life is not None, "the workstation")
    life = program.life
    assert life is not None
    studio.wait(lambda: life.workplace.is_online is True, "the hub")
    yield program
    program.close()
    program.window.close()
    program.window.deleteLater()


def draw_desk(studio: Studio, program: Program) -> None:
    """The order list, an order from all sides, the search, the entry form."""
    life, window = program.life, program.window
    assert life is not None
    workplace, orders = life.workplace, window.orders
    studio.wait(lambda: orders.model.rowCount() > 0, "orders")
    for node in (Node.DELIVERED, Node.IN_TRANSIT):
        for order_id in _newest(workplace, str(node)):
            orders.open_order(order_id)
    panel = life.orders_panel()
    studio.wait(lambda: panel.detail is not None, "an order")
    studio.shoot(window, "orders")
    studio.shoot(window, "orders", LARGE)
    for tab, name in ((LINES, "order-lines"), (LOGISTICS, "order-logistics")):
        panel.open_tab(tab)
        studio.shoot(window, name)
    panel.open_tab(TIMELINE)
    field = window.shell.bar.search.entry
    field.setFocus()
    field.setText("北仑")
    studio.settle(1.0)
    studio.shoot(window, "search")
    field.clear()
    draw_entry(studio, program)
    window.shell.open_room(ORDERS)


def _newest(workplace: Workplace, node: str) -> list[UUID]:
    def question(connection: Reading) -> list[UUID]:
        return [row.id for row in page_of(connection, first_rows(connection, OrderQuestion(node=node), 1)).values()]

    return workplace.ask_now(question)


def _barcode(workplace: Workplace, sku_id: UUID) -> str:
    return workplace.ask_now(lambda connection: barcode_of(connection, sku_id))


def _wait_for_lines(studio: Studio, entry: EntryRoom, count: int) -> None:
    studio.wait(lambda: len(entry.draft.lines) == count, "a line")


def draw_entry(studio: Studio, program: Program) -> None:
    """The entry form while a third item is looked for, and the hub's answer."""
    window = program.window
    window.shell.open_room(ENTRY)
    entry = window.shell.page()
    assert isinstance(entry, EntryRoom)
    _look_up(studio, entry.customer.search, "nbbl")
    studio.wait(lambda: entry.draft.customer is not None, "a customer")
    for count, (text, quantity) in enumerate((("刹车片 前", "24"), ("机油滤清器", "40"), ("火花塞", "9999")), start=1):
        _look_up(studio, entry.lines.search, text)
        studio.wait(entry.lines.quantity.isEnabled, text)
        entry.lines.quantity.setText(quantity)
        QTest.keyClick(entry.lines.quantity, Qt.Key.Key_Return)
        _wait_for_lines(studio, entry, count)
    entry.lines.search.insert("雨刮")
    entry.lines.search.textEdited.emit("雨刮")
    studio.wait(entry.lines.search.is_open, "items")
    studio.shoot(window, "entry")
    entry.lines.clear()
    entry.submit()
    studio.wait(entry.outcome.isVisible, "the outcome")
    studio.settle(2.0)
    studio.shoot(window, "entry-outcome")


def _look_up(studio: Studio, field: Lookup, text: str) -> None:
    field.setFocus()
    field.setText(text)
    field.textEdited.emit(text)
    studio.wait(field.is_open, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def draw_bench(studio: Studio, program: Program, supervisor: Program) -> None:
    """The bench in its states: waiting, verifying, refused, bound, stopped."""
    life, window = program.life, program.window
    assert life is not None
    bench = window.page()
    assert isinstance(bench, BenchRoom)
    workplace = life.workplace
    warehouse_id = workplace.status.warehouse_id
    assert warehouse_id is not None
    studio.settle(1.0)
    studio.shoot(window, "bench-waiting", LARGE, looks=False)
    ready = workplace.ask_now(lambda connection: ready_shipments(connection, warehouse_id))
    first, second = ready[0], ready[1]

    def scan(code: str) -> None:
        bench.take_scan(code, monotonic_ms())
        studio.settle(0.6)

    scan(first.order_no)
    studio.shoot(window, "bench-verifying", LARGE, looks=False)
    scan("6900000000007")
    studio.shoot(window, "bench-refused", LARGE, looks=False)
    _pack(bench, workplace, scan)
    studio.shoot(window, "bench-bound", LARGE, looks=False)
    other = supervisor.life
    assert other is not None
    other.workplace.say(CancelOrder(order_id=second.order_id, reason="customer"))
    # Scanned before the news is here, its packing would begin, and then it cannot be cancelled so simply.
    studio.wait(lambda: workplace.ask_now(lambda it: not _is_ready(it, warehouse_id, second)), "the cancellation")
    scan(second.order_no)
    studio.wait(lambda: bench.bench.view.phase.value == "stop", "the stop")
    studio.shoot(window, "bench-stop", LARGE, looks=False)


def _is_ready(reading: Reading, warehouse_id: UUID, wanted: ReadyShipment) -> bool:
    return any(each.order_id == wanted.order_id for each in ready_shipments(reading, warehouse_id))


def _pack(bench: BenchRoom, workplace: Workplace, scan: Callable[[str], None]) -> None:
    box = bench.work.state.box
    assert box is not None
    for item in box.items:
        code = _barcode(workplace, item.sku_id)
        for _ in range(item.remaining // ONE if code else 0):
            scan(code)
    seconds = int(workplace.clock.now().timestamp())
    number = f"SF{seconds:013d}" if box.carrier_code == "shunfeng" else f"78{seconds:012d}"
    # A number of a shape that is not known is asked for twice.
    scan(number)
    scan(number)


def draw_fronts(studio: Studio, started: Started) -> None:
    """First run, sign-in, the demo's roles."""
    first = FirstRunPage("")
    first.show()
    studio.shoot(first, "first-run")
    sign_in = SignInPage("3 号打包台", "orderdesk.hq.lan:8443", "chenjie")
    sign_in.show()
    sign_in.show_link("ok", "")
    studio.shoot(sign_in, "sign-in")
    roles = RoleChooser({role: user["person"] for role, user in started.users.items()})
    roles.show()
    studio.shoot(roles, "roles")
    for page in (first, sign_in, roles):
        page.close()
        page.deleteLater()


def main() -> int:
    """Draws everything; returns 0."""
    parser = argparse.ArgumentParser(prog="tools.screens", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "screens")
    parser.add_argument("--orders", type=int, default=300)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    application = new_application()
    theme.appearance.use(theme.ThemeName.LIGHT, motion=False)
    studio = Studio(application, asked.folder)
    with tempfile.TemporaryDirectory() as place, Demo(Path(place), orders=asked.orders, lives=False) as demo:
        started = demo.start()
        draw_fronts(studio, started)
        with workstation_window(studio, demo, started, "sales", "销售台 1") as desk:
            draw_desk(studio, desk)
        with (
            workstation_window(studio, demo, started, "supervisor", "主管台") as supervisor,
            workstation_window(studio, demo, started, "packer", "3 号打包台") as bench,
        ):
            draw_bench(studio, bench, supervisor)
    print(f"{len(studio.taken)} pictures in {asked.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
