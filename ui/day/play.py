"""The day itself: sign in, enter, approve, pack, hand over, deliver; after each step it is looked at every window."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from orderdesk.demo.company import Started
from orderdesk.demo.day_plan import DayPlan, plan_day
from orderdesk.queries.rows import OrderDetail
from orderdesk.sync import Workstation
from ui.components.buttons import Button
from ui.day.hands import Hands
from ui.day.seats import DayFailed, Seat, Step, since
from ui.front.sign_in import SignInPage
from ui.models.order_cells import carrier_name
from ui.packing.bench_room import BenchRoom
from ui.packing.hand_over import HandOverDialog
from ui.program import Program
from ui.sales.entry_room import EntryRoom
from ui.sales.order_panel import OrderPanel

_SIZE = (1_366, 768)
CARRIER = "SF"

#: The three places of the day: role, and what the workstation there is called.
PLACES = {"sales": "销售一部", "supervisor": "主管台", "packer": "3 号打包台"}

#: What the courier reports, in Kuaidi100's codes.
TRACK = (("103", "顺丰已揽收"), ("1002", "到达【杭州转运中心】"), ("5", "正在派送"), ("301", "已签收, 本人签收"))


class Day(Hands):
    """Plays the day on a started demo. `pictures`: where the screenshots go; `enrol(seat, name)` makes a code."""

    def __init__(self, started: Started, pictures: Path, enrol: Callable[[str, str], str]) -> None:
        super().__init__()
        self.started, self.pictures, self._enrol = started, pictures, enrol
        self.seats: dict[str, Seat] = {}
        self.steps: list[Step] = []
        self.order_id: UUID | None = None
        self.order_no = ""
        self.waybill_no = f"SF19{secrets.randbelow(10**11):011}"

    def play(self, *, packing: AbstractContextManager[object] | None = None) -> list[Step]:
        """Everything from the sign-in to the courier's last word; `packing` surrounds the bench's work.

        Raises DayFailed.
        """
        shutil.rmtree(self.started.folder / "day", ignore_errors=True)
        self.pictures.mkdir(parents=True)
        for role in PLACES:
            self._open(role)
        self.enter_order()
        self.release_order()
        with packing or nullcontext():
            began = self.pack()
        self.seen("the waybill closes the parcel", began, partial(_is_at, "packed"), tuple(self.seats))
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
        workstation.enrol(self._enrol(user["seat"], PLACES[role]), PLACES[role])
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
        self.note(f"{user['person']} signs in ({role})", {role: since(began)}, seat)

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
            self.wait(partial(_has_lines, room, number), "the line is added")
            self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            self.write(str(number))
            self.press(Qt.Key.Key_Return)
            self.wait(room.lines.search.hasFocus, "the quantity is taken")
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

    def pack(self) -> float:
        """The bench: order, items, waybill, all by scan; the last scan closes the parcel. Returns when that was."""
        seat = self.seats["packer"]
        self.take(seat)
        room = self.find(seat, BenchRoom)
        with self.seats["sales"].life.workplace.workstation.reading() as connection:
            articles = plan_day(connection).articles
        self.scan(room, self.order_no)
        self.note("the bench opens the parcel", {}, seat)
        for number, article in enumerate(articles, start=1):
            for _ in range(number):
                self.let_go()
                self.scan(room, article.barcode)
        self.note("every item is verified", {}, seat)
        began = time.monotonic()
        self.scan(room, self.waybill_no)
        self.wait(lambda: self.looks("packer", partial(_is_at, "packed")), "the parcel is closed at the bench")
        return began

    def hand_over(self) -> None:
        """The bench gives its parcels to the courier."""
        seat = self.seats["packer"]
        self.take(seat)
        self.press(Qt.Key.Key_F8)
        dialog = self.find(seat, HandOverDialog)
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

    def _shows(self, seat: Seat) -> bool:
        panel: OrderPanel | None = seat.program.window.findChild(OrderPanel)
        return panel is not None and panel.detail is not None and panel.detail.head.id == self.order_id

    # -- eyes ----------------------------------------------------------------------------------------------------

    def seen(self, what: str, began: float, wanted: Callable[[OrderDetail], bool], roles: tuple[str, ...]) -> None:
        """Waits until the order looks as wanted at each of these windows, and notes how long each took."""
        left, found = set(roles), dict[str, int]()

        def everybody() -> bool:
            for role in sorted(left):
                if self.looks(role, wanted):
                    found[role] = since(began)
                    left.discard(role)
            return not left

        self.wait(everybody, f"{what} is seen")
        self.note(what, found, *(self.seats[role] for role in roles))

    def looks(self, role: str, wanted: Callable[[OrderDetail], bool]) -> bool:
        """Whether the order looks so at a window."""
        assert self.order_id is not None
        order = self.seats[role].order(self.order_id)
        return order is not None and wanted(order)

    def note(self, what: str, seen_ms: dict[str, int], *seats: Seat) -> None:
        """Takes pictures and adds a line to the day."""
        number = len(self.steps) + 1
        settled = time.monotonic()
        self.wait(lambda: since(settled) > 250, "the windows are painted")
        name = ""
        for seat in seats:
            name = f"{number:02}-{seat.role}.png"
            seat.program.window.grab().save(str(self.pictures / name))
        self.steps.append(Step(what, seen_ms, name))


def _has_lines(room: EntryRoom, count: int) -> bool:
    return len(room.draft.lines) == count


def _is_at(node: str, order: OrderDetail) -> bool:
    return order.head.node == node


def _was_reported(node: str, text: str, order: OrderDetail) -> bool:
    return order.head.node == node and any(event.text == text for event in order.courier_events)


def _reports(outside: httpx.Client, scan: dict[str, str]) -> bool:
    return outside.post("/__sim/kuaidi100/scan", json=scan).status_code == 200
