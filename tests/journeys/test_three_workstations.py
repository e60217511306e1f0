"""The main job over real HTTP: a desk, an office and a bench, each a workstation that keeps itself in step."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from db.cache import cache_tables
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    BindWaybill,
    CloseParcel,
    HandOver,
    OpenParcel,
    RecordCourierEvent,
    ReviewOrder,
    VerifyItem,
)
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.sync import Workstation
from orderdesk.sync.transport import SignInFailed
from tests.hub.served_hub import PASSWORD, ServedHub, hub_settings, served_company
from tests.sync import small_company as company

PATIENCE_S = 30.0
LAST_NODES = ("packed", "in_transit", "delivered")


@dataclass
class Place:
    """A running workstation, and a bell that rings whenever its documents change."""

    workstation: Workstation
    bell: threading.Condition

    def await_order(self, order_id: UUID, wanted: Callable[[Order], bool]) -> Order:
        """The order as soon as it is as wanted."""
        deadline = time.monotonic() + PATIENCE_S
        with self.bell:
            while True:
                found = self.document(Key("order", order_id))
                if isinstance(found, Order) and wanted(found):
                    return found
                assert time.monotonic() < deadline, f"still {found!r}"
                self.bell.wait(1.0)

    def document(self, key: Key) -> Document | None:
        """A document as this workstation shows it."""
        with self.workstation.reading() as connection:
            return Shelf(connection, cached=True).load(key)

    def everything(self) -> dict[Key, object]:
        """All orders, parcels and waybills held here."""
        found: dict[Key, object] = {}
        for kind in ("order", "parcel", "waybill"):
            table = cache_tables[KINDS[kind].table.name]
            with self.workstation.reading() as connection:
                keys = [Key(kind, each) for each in connection.execute(select(table.c.id)).scalars()]
            for key in keys:
                document = self.document(key)
                assert document is not None
                found[key] = document.model_dump()
        return found


@contextmanager
def place(hub: ServedHub, folder: Path, seat: str, login: str) -> Iterator[Place]:
    """A workstation that is enrolled, signed in and running."""
    workstation = Workstation.open(folder, hub.url, clock=hub.clock)
    bell = threading.Condition()

    def ring(_keys: object) -> None:
        with bell:
            bell.notify_all()

    try:
        workstation.enrol(hub.code(seat), f"{seat} {login}")
        workstation.sign_in(login, PASSWORD)
        workstation.start(ring)
        yield Place(workstation, bell)
    finally:
        workstation.close()


@pytest.fixture
def hub(database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ServedHub]:
    with served_company(hub_settings(database_url, tmp_path / "hub"), clock) as served:
        yield served


def test_an_order_is_entered_packed_and_delivered_and_all_three_end_alike(hub: ServedHub, tmp_path: Path) -> None:
    with (
        place(hub, tmp_path / "desk", "desk", "sales") as desk,
        place(hub, tmp_path / "office", "office", "supervisor") as office,
        place(hub, tmp_path / "bench", "bench", "packer") as bench,
    ):
        order_id = _enter(desk)
        office.await_order(order_id, lambda order: len(order.checks) == 3)
        office.workstation.say(ReviewOrder(order_id=order_id))
        office.await_order(order_id, lambda order: order.node == "stock_locked")
        office.workstation.say(AllocateOrder(order_id=order_id))
        waybill_no = _pack(bench, order_id)
        desk.await_order(order_id, lambda order: order.node == "in_transit")
        hub.hub.executor.run_own(
            company.HUB_DEVICE,
            RecordCourierEvent(
                carrier_code="shunfeng",
                waybill_no=waybill_no,
                order_ids=(order_id,),
                event_at=hub.clock.now(),
                code="3",
                text="已签收",
                source="kuaidi100",
            ),
        )
        ends = [each.await_order(order_id, lambda order: order.node == "delivered") for each in (desk, office, bench)]
        _all_is_said(desk, office, bench)
        assert desk.everything() == office.everything()
        assert set(bench.everything()) == set(desk.everything())
        steps = {step.node: step for step in ends[0].steps}
        assert set(steps) == {"pending_review", "stock_locked", "allocated", "picking", *LAST_NODES}
        assert all(step.device_id is not None for step in steps.values())
        assert [node for node, step in steps.items() if step.user_id is None] == ["delivered"]


def test_somebody_the_hub_has_verified_signs_in_and_works_without_it(hub: ServedHub, tmp_path: Path) -> None:
    with place(hub, tmp_path / "desk", "desk", "sales") as desk:
        order_id = _enter(desk)
        desk.await_order(order_id, lambda order: len(order.checks) == 3)
        _all_is_said(desk)
        desk.workstation.stop()
        away = Workstation.open(tmp_path / "desk", "http://127.0.0.1:9", clock=hub.clock)
        with pytest.raises(SignInFailed, match=r"sign_in\.wrong"):
            away.sign_in("sales", "not the word")
        with pytest.raises(SignInFailed, match=r"sign_in\.hub_needed"):
            away.sign_in("supervisor", PASSWORD)
        assert away.sign_in("sales", PASSWORD).offline
        away.say(AddNote(order_id=order_id, text="said alone"))
        assert away.status().queued == 2
        away.close()
        back = Workstation.open(tmp_path / "desk", hub.url, clock=hub.clock)
        back.sync_once()
        assert back.refusals() == []
        assert back.status().queued == 0
        with back.reading() as connection:
            order = Shelf(connection, cached=True).load(Key("order", order_id))
        assert isinstance(order, Order)
        assert [note.text for note in order.notes] == ["said alone"]
        back.close()


def test_a_day_after_the_last_word_of_the_hub_nobody_signs_in_without_it(hub: ServedHub, tmp_path: Path) -> None:
    with place(hub, tmp_path / "desk", "desk", "sales"):
        pass
    hub.clock.advance(hours=25)
    away = Workstation.open(tmp_path / "desk", "http://127.0.0.1:9", clock=hub.clock)
    with pytest.raises(SignInFailed, match=r"sign_in\.hub_needed"):
        away.sign_in("sales", PASSWORD)
    away.close()


def _enter(desk: Place) -> UUID:
    order_id = desk.workstation.new_id()
    ask = company.an_order(order_id, desk.workstation.status().device_code, 1)
    desk.workstation.say(ask.model_copy(update={"order_no": desk.workstation.next_order_no()}))
    return order_id


def _pack(bench: Place, order_id: UUID) -> str:
    """Packs, binds and hands over; returns the waybill's number."""
    order = bench.await_order(order_id, lambda order: order.node == "allocated")
    say, parcel_id, waybill_no = bench.workstation.say, bench.workstation.new_id(), "SF1385628716739"
    shipment, line = order.shipments[0], order.shipment_lines[0]
    parcel_no = bench.workstation.next_parcel_no()
    say(OpenParcel(parcel_id=parcel_id, parcel_no=parcel_no, order_id=order_id, shipment_id=shipment.id))
    say(VerifyItem(parcel_id=parcel_id, order_id=order_id, shipment_line_id=line.id, quantity=line.quantity))
    say(BindWaybill(parcel_id=parcel_id, carrier_code="shunfeng", waybill_no=waybill_no))
    say(CloseParcel(parcel_id=parcel_id, order_ids=(order_id,)))
    say(HandOver(parcel_ids=(parcel_id,), order_ids=(order_id,)))
    return waybill_no


def _all_is_said(*places: Place) -> None:
    deadline = time.monotonic() + PATIENCE_S
    for each in places:
        with each.bell:
            while each.workstation.status().queued:
                assert time.monotonic() < deadline
                each.bell.wait(0.2)
        assert each.workstation.refusals() == []
