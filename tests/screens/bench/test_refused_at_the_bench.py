"""What was done at a bench and the hub refuses later: the packer sees it in the strength of what may come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from db.tables import people
from orderdesk.access import Role
from orderdesk.commands import CancelOrder, HandOver, HoldOrder
from orderdesk.domain.bench_facts import BenchMode
from orderdesk.domain.bench_state import Scan
from orderdesk.domain.scans import Card
from orderdesk.queries.notices import notices_of
from tests.screens.near_bench import Ear, phase_of, scan
from tests.screens.near_window import Near
from tests.storage.cached_company import WAYBILL, Town
from tests.sync import small_company as company
from ui import settings
from ui.components.sounds import Beeper, Sound
from ui.packing.bench_goal import GoalEntry, kept_goal
from ui.packing.bench_room import BenchRoom
from ui.packing.bench_work import BenchWork
from ui.packing.view_model import Outcome, Phase
from ui.refused_notes import refused_here
from ui.refused_words import sentence
from ui.scanner.listener import ScanListener
from ui.settings import Settings
from ui.task_texts import notice_text

OTHER = "SF1385628716740"


@pytest.fixture
def beside(town: Town, near: Near, tmp_path: Path) -> Iterator[Near]:
    """The bench next to it."""
    with town.hub.store.write() as connection:
        company.add_device(connection, "B2", "bench", company.BENCH_WAREHOUSE)
    found = Near(town, tmp_path / "beside", "B2", "packer2")
    yield found
    found.close()


def hold(town: Town, order: int = 1) -> None:
    """At the hub, while the bench is alone."""
    order_id = company.name(f"order:{order}")
    town.run(HoldOrder(order_id=order_id, hold_kind="customer", reason="等客户确认", lifted_by_role=Role.SUPERVISOR))


def take_the_label(town: Town, beside: Near, order_no: str) -> None:
    """The bench next to it is faster: it packs an order and puts the label on it."""
    workstation = beside.workplace.workstation
    first = BenchWork(workstation, company.BENCH_WAREHOUSE, BenchMode.VERIFY_KNOWN, town.clock)
    first.begin(company.USERS["packer2"])
    workstation.sync_once()
    for code in (order_no, company.BARCODES[0], OTHER, OTHER):
        town.clock.advance(seconds=1)
        first.take(Scan(code, town.clock.now(), workstation.new_id()))
    workstation.sync_once()


def exchange(near: Near, qtbot: QtBot) -> None:
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()


def test_a_hand_over_that_the_hub_refuses_stops_the_bench_and_says_which_parcel(
    room: BenchRoom, near: Near, order_no: str, qtbot: QtBot
) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    parcel_no = room.bench.view.parcel_no
    exchange(near, qtbot)
    room.hand_over("shunfeng")
    assert phase_of(room) is Phase.OK
    hold(near.town)
    exchange(near, qtbot)
    view = room.bench.view
    assert (view.phase, view.subline) == (Phase.STOP, f"Fetch parcel {parcel_no} back")
    facts = {fact.label: fact.value for fact in view.facts}
    assert facts["Order"].split(" ")[0] == order_no
    assert facts["Tried"].startswith(f"Hand over to the carrier · {near.workplace.names.users[near.who.user_id]} ")
    assert "等客户确认" in facts["Reason"]
    assert view.steps[0] == f"Find {WAYBILL} where the parcels for SF Express stand"
    assert (view.parcel_no, view.waybill_no) == (parcel_no, WAYBILL)
    rows = [(row.note, row.outcome) for row in view.history]
    assert ("Not all went", Outcome.REFUSED) in rows
    assert rows[0] == ("Not accepted by the hub", Outcome.REFUSED)
    ear = room._beeper
    assert isinstance(ear, Ear)
    assert ear.heard[-1] == (Sound.STOP, Phase.STOP)
    scan(room, Card.ACK.code, order_no)
    assert phase_of(room) is Phase.STOP
    scan(room, "~BIN-Y03")
    assert phase_of(room) is Phase.WAITING
    assert near.workplace.workstation.refusals() == []
    exchange(near, qtbot)
    assert near.workplace.workstation.refusals() == []


def test_a_parcel_packed_alone_and_refused_stops_the_next_one_and_gives_it_back(
    room: BenchRoom, near: Near, order_no: str, qtbot: QtBot
) -> None:
    other = near.town.order(near.town.allocated())
    exchange(near, qtbot)
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    parcel_no = room.bench.view.parcel_no
    room.hand_over("shunfeng")
    near.town.run(CancelOrder(order_id=company.name("order:1"), reason="customer"))
    scan(room, other.order_no, company.BARCODES[0])
    exchange(near, qtbot)
    view = room.bench.view
    assert (view.phase, view.subline, view.parcel_no) == (Phase.STOP, f"Parcel {parcel_no} did not count", parcel_no)
    assert any(fact.label == "Reason" and "cancelled" in fact.value for fact in view.facts)
    refused = [row.text for row in view.history if row.outcome is Outcome.REFUSED]
    assert refused == [parcel_no, "SF Express", f"{parcel_no} → {WAYBILL[:6]}…{WAYBILL[-4:]}", *refused[3:]]
    assert [text[:4] for text in refused[3:]] == [company.BARCODES[0][:4], order_no[:4]]
    scan(room, Card.CALL.code)
    assert phase_of(room) is Phase.STOP
    scan(room, "B-supervisor")
    view = room.bench.view
    assert (view.phase, view.order_no, view.progress) == (Phase.VERIFYING, other.order_no, (1, 1))
    assert near.workplace.workstation.refusals() == []
    scan(room, Card.UNDO.code)
    assert room.bench.view.progress == (0, 1)
    scan(room, Card.UNDO.code, Card.UNDO.code)
    assert room.bench.view.headline == "Nothing to undo"


def test_one_stop_after_the_other_and_none_is_lost_by_a_restart(
    room: BenchRoom, near: Near, order_no: str, qtbot: QtBot, listener: ScanListener
) -> None:
    other = near.town.order(near.town.allocated())
    exchange(near, qtbot)
    for number, label in ((order_no, WAYBILL), (other.order_no, OTHER)):
        scan(room, number, company.BARCODES[0], label, label)
    exchange(near, qtbot)
    room.hand_over("shunfeng")
    hold(near.town)
    hold(near.town, 2)
    exchange(near, qtbot)
    assert room.bench.view.history[1].note == "Not all went"
    room.pause()
    again = BenchRoom(near.workplace, listener, beeper=Ear())
    ear = again._beeper
    assert isinstance(ear, Ear)
    ear.room = again
    again.begin()
    stopped = []
    for _ in range(2):
        assert phase_of(again) is Phase.STOP
        stopped.append(again.bench.view.waybill_no)
        scan(again, "~BIN-Y03")
    assert (stopped, phase_of(again)) == ([WAYBILL, OTHER], Phase.WAITING)
    assert [sound for sound, _phase in ear.heard] == [Sound.STOP, Sound.STOP, Sound.OK]
    assert near.workplace.workstation.refusals() == []
    again.deleteLater()


def test_a_label_that_the_hub_refuses_stops_the_parcel_on_the_bench(
    room: BenchRoom, near: Near, beside: Near, order_no: str, qtbot: QtBot
) -> None:
    order = near.town.order(near.town.allocated(quantity=2_000))
    exchange(near, qtbot)
    take_the_label(near.town, beside, order_no)
    scan(room, order.order_no, company.BARCODES[0], Card.NEXT_BOX.code, OTHER, OTHER)
    assert phase_of(room) is Phase.VERIFYING
    exchange(near, qtbot)
    view = room.bench.view
    assert view.phase is Phase.STOP
    assert any(fact.label == "Tried" and fact.value.startswith("Bind the waybill") for fact in view.facts)
    assert any(OTHER in fact.value for fact in view.facts if fact.label == "Reason")


def test_an_undo_that_the_hub_refuses_stops_the_parcel(
    room: BenchRoom, near: Near, beside: Near, order_no: str, qtbot: QtBot
) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    exchange(near, qtbot)
    scan(room, Card.UNDO.code)
    order = near.town.order(company.name("order:1"))
    parcel_id = room.work.state.parcel_id
    assert parcel_id is not None
    beside.workplace.workstation.sync_once()
    beside.workplace.workstation.say(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    beside.workplace.workstation.sync_once()
    exchange(near, qtbot)
    view = room.bench.view
    assert (view.phase, "did not count" in view.subline) == (Phase.STOP, True)
    assert ("Not accepted by the hub", Outcome.REFUSED) in [(row.note, row.outcome) for row in view.history[1:]]


def test_a_parcel_that_was_set_aside_is_looked_for_where_it_lies(
    room: BenchRoom, near: Near, order_no: str, qtbot: QtBot
) -> None:
    scan(room, order_no, company.BARCODES[0], Card.SET_ASIDE.code)
    parcel_no = room.work.state.history[-1].verdict.facts["parcel_no"]
    hold(near.town)
    exchange(near, qtbot)
    view = room.bench.view
    assert (view.phase, view.steps[0]) == (Phase.STOP, f"Find parcel {parcel_no}")


def test_the_next_box_goes_on_when_the_full_one_was_refused(
    room: BenchRoom, near: Near, beside: Near, order_no: str, qtbot: QtBot
) -> None:
    order = near.town.order(near.town.allocated(quantity=2_000))
    exchange(near, qtbot)
    take_the_label(near.town, beside, order_no)
    scan(room, order.order_no, company.BARCODES[0], Card.NEXT_BOX.code, OTHER, OTHER)
    exchange(near, qtbot)
    assert (phase_of(room), room.bench.view.steps[0]) == (
        Phase.STOP,
        f"Find {OTHER} where the parcels for SF Express stand",
    )
    scan(room, "~BIN-Y03")
    assert (phase_of(room), room.bench.view.progress) == (Phase.VERIFYING, (0, 1))


def test_a_hand_over_that_somebody_else_noted_first_is_no_reason_to_stop(
    room: BenchRoom, near: Near, beside: Near, order_no: str, qtbot: QtBot
) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    exchange(near, qtbot)
    order = near.town.order(company.name("order:1"))
    parcel_id = room.work.state.parcel_id
    assert parcel_id is not None
    room.hand_over("shunfeng")
    beside.workplace.workstation.sync_once()
    beside.workplace.workstation.say(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    beside.workplace.workstation.sync_once()
    exchange(near, qtbot)
    view = room.bench.view
    assert (view.phase, view.history[0].outcome) == (Phase.OK, Outcome.OK)


def test_goods_that_were_not_short_turn_their_line_and_do_not_stop(room: BenchRoom, near: Near, qtbot: QtBot) -> None:
    order = near.town.order(near.town.allocated(quantity=2_000))
    exchange(near, qtbot)
    scan(room, order.order_no, company.BARCODES[0])
    exchange(near, qtbot)
    scan(room, Card.SHORT.code, Card.SHORT.code)
    hold(near.town, 2)
    near.sync.exchange()
    codes = [(row.kind, row.code) for row in near.workplace.workstation.refusals()]
    assert codes == [("declare_short", "order.held")]
    qtbot.waitUntil(lambda: room.bench.view.history[0].outcome is Outcome.REFUSED)
    turned = next(row for row in room.work.state.history if row.said and row.verdict.facts.get("deed"))
    assert turned.verdict.facts["deed"] == "declare_short"


def test_parcels_of_whose_scans_nothing_is_written_down_stand_in_the_list_all_the_same(
    town: Town, order_no: str, tmp_path: Path, show: Callable[[QWidget], QWidget], listener: ScanListener
) -> None:
    town.packed()
    near = Near(town, tmp_path / "new", "B1", "packer")
    kept = Settings(tmp_path / "new")
    kept.keep(settings.BENCH_GOAL, "240")
    room = BenchRoom(near.workplace, listener, beeper=Beeper(player=[]), kept=kept)
    show(room)
    room.begin()
    view = room.bench.view
    (row,) = view.history
    assert (row.text.split(" → ")[1], row.note, row.outcome) == ("SF1385…6739", "Packed and bound", Outcome.OK)
    assert view.today == (1, 240)
    facts = {fact.label: fact.value for fact in view.facts}
    assert (facts["Packed today"], facts["Seconds each"], facts["Still to go"]) == ("1", "180", "239")
    near.close()


def test_a_goal_is_set_beside_the_scanner_and_none_is_shown_without_one(tmp_path: Path, qtbot: QtBot) -> None:
    kept = Settings(tmp_path)
    assert kept_goal(kept) == 0
    entry = GoalEntry(kept)
    qtbot.addWidget(entry)
    with qtbot.waitSignal(entry.goal_changed) as said:
        QTest.keyClicks(entry, "8")
    assert (said.args, kept_goal(kept)) == ([8], 8)
    QTest.keyClicks(entry, "x")
    assert kept_goal(kept) == 8
    kept.keep(settings.BENCH_GOAL, "many")
    assert kept_goal(kept) == 0


def test_a_call_reaches_who_leads_in_their_own_words(
    room: BenchRoom, near: Near, town: Town, order_no: str, tmp_path: Path, qtbot: QtBot
) -> None:
    scan(room, order_no, company.BARCODES[0], Card.CALL.code)
    exchange(near, qtbot)
    desk = Near(town, tmp_path / "desk", "A1", "supervisor")
    asks = desk.workplace
    (notice,) = asks.ask_now(lambda reading: notices_of(reading, desk.who.user_id, desk.who.roles))
    assert (notice.task_kind, notice.order_no) == ("bench.call", order_no)
    name = asks.names.users[company.USERS["packer"]]
    assert notice_text(notice, asks.names) == f"{name} wants a supervisor at Desk B1"
    assert town.order(company.name("order:1")).notes == []
    desk.close()


def test_a_call_that_the_hub_refuses_is_no_help_and_says_so(
    room: BenchRoom, near: Near, town: Town, order_no: str, qtbot: QtBot
) -> None:
    scan(room, order_no)
    exchange(near, qtbot)
    scan(room, Card.CALL.code)
    with town.hub.store.write() as connection:
        connection.execute(update(people.user).where(people.user.c.id == company.USERS["packer"]).values(active=False))
    exchange(near, qtbot)
    (row,) = [each for each in room.bench.view.history if each.note == "Not accepted"]
    assert row.outcome is Outcome.REFUSED
    assert phase_of(room) is Phase.VERIFYING
    (found,) = refused_here(near.workplace.workstation)
    assert sentence(found).endswith("Nobody was told: go and fetch somebody.")
