"""One order's whole way, played over three real windows by keys and scans: what `make run` shows without a display."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import httpx
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from orderdesk.demo.company import Demo, DemoFailed, Started
from orderdesk.demo.day_plan import DayPlan, plan_day
from orderdesk.domain.bench_state import BenchState
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.rows import OrderDetail
from orderdesk.sync import Workstation
from ui import theme
from ui.components.buttons import Button
from ui.front.sign_in import SignInPage
from ui.language import tongue
from ui.life import Life
from ui.models.order_cells import carrier_name
from ui.packing.bench_room import BenchRoom
from ui.program import Program, new_application
from ui.sales.entry_room import EntryRoom
from ui.sales.order_panel import OrderPanel

PATIENCE_S = 60.0
_LOOK_MS = 5
_PULLS = 5
_UNHEARD_MS = 1_000
_SIZE = (1_366, 768)
CARRIER = "SF"

#: The three places of the day: role, and what the workstation there is called.
PLACES = {"sales": "销售一部", "supervisor": "主管台", "packer": "3 号打包台"}

#: What the courier reports, in Kuaidi100's codes.
TRACK = (("103", "顺丰已揽收"), ("1002", "到达【杭州转运中心】"), ("5", "正在派送"), ("301", "已签收, 本人签收"))


Kind = TypeVar("Kind", bound=QWidget)


class DayFailed(RuntimeError):
    """Something that should have been seen was not seen in time."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something somebody did, and how long it took to be seen at each window, in milliseconds."""

    what: str
    seen_ms: dict[str, int]
    picture: str


@dataclass(slots=True)
class Seat:
    """A role's window on a workstation folder of its own."""

    role: str
    program: Program

    @property
    def life(self) -> Life:
        """What goes on behind the window."""
        life = self.program.life
        if life is None:
            raise DayFailed(f"the window of {self.role} was not loaded")
        return life

    def order(self, order_id: UUID) -> OrderDetail | None:
        """An order as this workstation shows it."""
        now = self.program.clock.now()
        return self.life.workplace.ask_now(lambda connection: order_detail(connection, order_id, now))


@dataclass(slots=True)
class Day:
    """Plays the day on a started demo. `pictures`: where the screenshots go."""

    started: Started
    pictures: Path
    enrol: Callable[[str, str], str]
    seats: dict[str, Seat] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    order_id: UUID | None = None
    order_no: str = ""
    waybill_no: str = field(default_factory=lambda: f"SF19{secrets.randbelow(10**11):011}")

    def play(self) -> list[Step]:
        """Everything from the sign-in to the courier's last word. Raises DayFailed."""
        shutil.rmtree(self.started.folder / "day", ignore_errors=True)
        self.pictures.mkdir(parents=True)
        for role in PLACES:
            self._open(role)
        self.enter_order()
        self.release_order()
        self.pack()
        self.hand_over()
        self.deliver()
        return self.steps

    def close(self) -> None:
        """Closes the windows."""
        for seat in self.seats.values():
            seat.program.window.close()

    # -- arriving ------------------------------------------------------------------------------------------------

    def _open(self, role: str) -> None:
        user = self.started.users[role]
        folder = self.started.folder / "day" / "seats" / role
        workstation = Workstation.open(folder, self.started.hub)
        workstation.enrol(self.enrol(user["seat"], PLACES[role]), PLACES[role])
        workstation.close()
        program = Program(folder)
        program.window.resize(*_SIZE)
        program.show()
        seat = self.seats[role] = Seat(role, program)
        self.wait(
            lambda: program.life is not None and isinstance(program.window.page(), SignInPage), f"{role}: sign-in"
        )
        self.take(seat)
        self.write(user["name"])
        self.press(Qt.Key.Key_Return)
        self.write(user["password"])
        began = time.monotonic()
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: not isinstance(program.window.page(), SignInPage), f"{role} is signed in")
        self.note(f"{user['person']} signs in ({role})", {role: _since(began)}, seat)

    # -- the order's way -----------------------------------------------------------------------------------------

    def enter_order(self) -> None:
        """The desk: customer, articles, courier, submit; everybody sees the order with its checks."""
        seat = self.seats["sales"]
        with seat.life.workplace.workstation.reading() as connection:
            plan = plan_day(connection)
        self.take(seat)
        self.press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        room = self.find(seat, EntryRoom)
        placed: list[tuple[str, UUID]] = []
        room.placed.connect(lambda order_no, order_id: placed.append((order_no, order_id)))
        self._fill(room, plan)
        self.note("the order is typed in", {}, seat)
        began = time.monotonic()
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: bool(placed), "the order is placed")
        self.order_no, self.order_id = placed[0]
        self.seen("the order is submitted", began, lambda order: len(order.checks) == 3, ("sales", "supervisor"))

    def _fill(self, room: EntryRoom, plan: DayPlan) -> None:
        self.write(plan.customer)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: room.draft.customer is not None and room.lines.search.hasFocus(), "the customer is found")
        for number, article in enumerate(plan.articles, start=1):
            self.write(article.code)
            self.press(Qt.Key.Key_Return)
            self.wait(room.lines.quantity.hasFocus, "the article is found")
            self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            self.write(str(number))
            self.press(Qt.Key.Key_Return)
            if len(room.draft.lines) < number:
                self.press(Qt.Key.Key_Return)
            self.wait(partial(_has_lines, room, number), "the line is added")
        self.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
        self.press(Qt.Key.Key_Tab)
        for _ in range(room.delivery.carrier.count()):
            if room.delivery.carrier.value() == CARRIER:
                return
            self.press(Qt.Key.Key_Down)
        raise DayFailed("the courier is not offered")

    def release_order(self) -> None:
        """The supervisor: finds the order, approves it, assigns it to the warehouse."""
        seat = self.seats["supervisor"]
        self.take(seat)
        self.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self.write(self.order_no)
        self.wait(lambda: self._shows(seat), "the order is open", again=lambda: self.press(Qt.Key.Key_Return))
        for words, node in (("Approve order", "stock_locked"), ("Allocate", "allocated")):
            button = self.button(seat, words)
            button.setFocus(Qt.FocusReason.TabFocusReason)
            began = time.monotonic()
            self.press(Qt.Key.Key_Space)
            where = tuple(self.seats) if node == "allocated" else ("sales", "supervisor")
            self.seen(words, began, partial(_is_at, node), where)

    def pack(self) -> None:
        """The bench: order, items, waybill, all by scan; the last scan closes the parcel."""
        seat = self.seats["packer"]
        self.take(seat)
        room = self.find(seat, BenchRoom)
        with self.seats["sales"].life.workplace.workstation.reading() as connection:
            articles = plan_day(connection).articles
        self.scan(room, self.order_no)
        self.note("the bench opens the parcel", {}, seat)
        for number, article in enumerate(articles, start=1):
            for _ in range(number):
                # The same code within 300 ms counts as one pull of the trigger.
                self.wait(lambda: _since(self._scanned_at) > 350, "the trigger is let go")
                self.scan(room, article.barcode)
        self.note("every item is verified", {}, seat)
        began = time.monotonic()
        self.scan(room, self.waybill_no)
        self.seen("the waybill closes the parcel", began, partial(_is_at, "packed"), tuple(self.seats))

    def hand_over(self) -> None:
        """The bench gives its parcels to the courier."""
        seat = self.seats["packer"]
        self.take(seat)
        self.press(Qt.Key.Key_F8)
        self.wait(lambda: QApplication.activeModalWidget() is not None, "the hand-over is asked")
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        # The freight branch of the same house has a name that begins alike.
        name = carrier_name(seat.life.workplace.names, CARRIER)
        sf = next(each for each in dialog.findChildren(Button) if each.accessibleName().endswith(name))
        sf.setFocus(Qt.FocusReason.TabFocusReason)
        began = time.monotonic()
        QTest.keyClick(sf, Qt.Key.Key_Space)
        self.seen("handed over", began, partial(_is_at, "in_transit"), tuple(self.seats))

    def deliver(self) -> None:
        """The courier reports from outside until the customer has signed."""
        with httpx.Client(base_url=self.started.sandbox, trust_env=False) as outside:
            for code, text in TRACK:
                scan = {"com": "shunfeng", "number": self.waybill_no, "code": code, "text": text}
                began = time.monotonic()
                self.wait(partial(_reports, outside, scan), "the hub has asked the courier to report")
                node = "delivered" if code == TRACK[-1][0] else "in_transit"
                self.seen(f"courier: {text}", began, partial(_was_reported, node, text), ("sales", "supervisor"))

    # -- hands ---------------------------------------------------------------------------------------------------

    def take(self, seat: Seat) -> None:
        """Somebody turns to this window."""
        seat.program.window.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is seat.program.window, f"the window of {seat.role} is active")

    def write(self, text: str) -> None:
        """Types into whatever has the focus."""
        QTest.keyClicks(_focused(), text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key for the window that is in front."""
        QTest.keyClick(_focused(), key, modifier)

    _scanned_at: float = 0.0

    def scan(self, room: BenchRoom, code: str) -> None:
        """A wedge scanner: a burst of keys to the window, whatever has the focus there.

        Unlike a scanner's, these keys wait for the machine: a burst that a stall has torn is scanned again.
        """
        handle = room.window().windowHandle()
        for _ in range(_PULLS):
            before = room.work.state
            for character in code:
                QTest.keyClick(handle, character)  # type: ignore[call-overload]  # the stubs lack characters
            self._scanned_at = time.monotonic()
            QTest.keyClick(handle, Qt.Key.Key_Return)
            self.wait(partial(_has_answered, room, before, self._scanned_at), f"{code} is answered")
            if room.work.state.last_text == code:
                return
        raise DayFailed(f"{code} could not be scanned")

    def button(self, seat: Seat, words: str) -> Button:
        """A button of the order's panel by its English words."""
        wanted = QApplication.translate("OrderPanel", words)
        panel = self.find(seat, OrderPanel)

        def found() -> list[Button]:
            return [
                each
                for each in panel.window().findChildren(Button)
                if wanted in each.accessibleName() and each.isVisible()
            ]

        self.wait(lambda: bool(found()), f"{words} is offered")
        return found()[0]

    def find(self, seat: Seat, kind: type[Kind]) -> Kind:
        """A part of a seat's window; waits until it is there."""
        self.wait(lambda: seat.program.window.findChild(kind) is not None, f"{kind.__name__} is there")
        found = seat.program.window.findChild(kind)
        assert found is not None
        return found

    def _shows(self, seat: Seat) -> bool:
        panel: OrderPanel | None = seat.program.window.findChild(OrderPanel)
        return panel is not None and panel.detail is not None and panel.detail.head.id == self.order_id

    # -- eyes ----------------------------------------------------------------------------------------------------

    def seen(self, what: str, began: float, wanted: Callable[[OrderDetail], bool], roles: tuple[str, ...]) -> None:
        """Waits until the order looks as wanted at each of these windows, and notes how long each took."""
        assert self.order_id is not None
        order_id, left, found = self.order_id, set(roles), dict[str, int]()

        def everybody() -> bool:
            for role in sorted(left):
                order = self.seats[role].order(order_id)
                if order is not None and wanted(order):
                    found[role] = _since(began)
                    left.discard(role)
            return not left

        self.wait(everybody, f"{what} is seen")
        self.note(what, found, *(self.seats[role] for role in roles))

    def note(self, what: str, seen_ms: dict[str, int], *seats: Seat) -> None:
        """Takes pictures and adds a line to the day."""
        number = len(self.steps) + 1
        settled = time.monotonic()
        self.wait(lambda: _since(settled) > 250, "the windows are painted")
        name = ""
        for seat in seats:
            name = f"{number:02}-{seat.role}.png"
            seat.program.window.grab().save(str(self.pictures / name))
        self.steps.append(Step(what, seen_ms, name))

    def wait(self, wanted: Callable[[], bool], what: str, *, again: Callable[[], None] | None = None) -> None:
        """Lets the program run until `wanted`; raises DayFailed after a minute."""
        began = time.monotonic()
        tries = 0
        while not wanted():
            if time.monotonic() - began > PATIENCE_S:
                raise DayFailed(f"not seen within {PATIENCE_S:.0f} s: {what}")
            loop = QEventLoop()
            QTimer.singleShot(_LOOK_MS, loop.quit)
            loop.exec()
            tries += 1
            if again is not None and tries % 100 == 0:
                again()


def write_summary(day: Day) -> Path:
    """summary.json and summary.txt beside the pictures; returns the text's path."""
    steps = [asdict(step) for step in day.steps]
    (day.pictures / "summary.json").write_text(
        json.dumps({"order_no": day.order_no, "steps": steps}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    lines = [f"Order {day.order_no}"]
    for number, step in enumerate(day.steps, start=1):
        seen = ", ".join(f"{role} {ms} ms" for role, ms in step.seen_ms.items())
        lines.append(f"{number:2}. {step.what}" + (f": {seen}" if seen else ""))
    path = day.pictures / "summary.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def play_without_display(folder: Path, *, orders: int) -> int:
    """The demo where there is no display: says so, plays the day offscreen, tells where its pictures are."""
    out = sys.stderr.write
    out("OrderDesk: there is no display here, so the demo plays one order's day by itself, without one\n")
    new_application()
    dress_for_pictures()
    demo = Demo(folder, orders=orders, lives=False)
    day: Day | None = None
    try:
        day = Day(demo.start(), folder / "day" / "pictures", demo.enrol)
        day.play()
    except (DemoFailed, DayFailed) as error:
        out(f"OrderDesk: {error}\n")
        return 1
    finally:
        if day is not None:
            day.close()
        demo.stop()
    summary = write_summary(day)
    sys.stdout.write(f"{summary.read_text(encoding='utf-8')}Pictures and summary: {day.pictures}\n")
    return 0


def dress_for_pictures() -> None:
    """Light and Chinese, as the people of the demo work."""
    theme.appearance.use("light", motion=False)
    tongue.use("zh")


def _focused() -> QWidget:
    found = QApplication.focusWidget() or QApplication.activeWindow()
    if found is None:
        raise DayFailed("no window has the keyboard")
    return found


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def _has_answered(room: BenchRoom, before: BenchState, scanned_at: float) -> bool:
    """Whether the bench has said something, or will not say anything of this any more."""
    return room.work.state is not before or _since(scanned_at) > _UNHEARD_MS


def _has_lines(room: EntryRoom, count: int) -> bool:
    return len(room.draft.lines) == count


def _is_at(node: str, order: OrderDetail) -> bool:
    return order.head.node == node


def _was_reported(node: str, text: str, order: OrderDetail) -> bool:
    return order.head.node == node and any(event.text == text for event in order.courier_events)


def _reports(outside: httpx.Client, scan: dict[str, str]) -> bool:
    return outside.post("/__sim/kuaidi100/scan", json=scan).status_code == 200
