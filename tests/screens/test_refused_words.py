"""What the hub has refused, in words: what was tried, on which order, why, and the next step."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from orderdesk.access import PERMISSIONS, Role
from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder, HoldOrder, ReviewOrder
from orderdesk.commands.command import verbs
from orderdesk.domain.bench_refused import NotTaken
from orderdesk.errors import Refused as RefusedError
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.alerts import MessageBar
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.top_bar import TopBar
from ui.notices import Notices
from ui.refused_notes import RefusedNotes, refused_here
from ui.refused_words import DEEDS, at_once, next_step, sentence
from ui.settings import Settings

AT = datetime(2026, 11, 21, 6, 36, 8, tzinfo=UTC)


def refused(deed: str, code: str, **facts: object) -> NotTaken:
    return NotTaken((UUID(int=1),), deed, code, facts, AT, order_no="SO1", order_ids=(UUID(int=2),))


def test_whatever_a_person_can_try_has_a_name() -> None:
    granted = frozenset().union(*(PERMISSIONS[role] for role in Role if role is not Role.SYSTEM))
    kinds = {kind for kind, verb in verbs().items() if verb.needs in granted}
    assert sorted(kinds - set(DEEDS)) == []


def test_a_reason_that_says_what_to_do_is_not_followed_by_another_step() -> None:
    assert next_step(refused("edit_order", "edit.changed_meanwhile")) == ""
    assert next_step(refused("cancel_order", "order.held")) == "Have the hold lifted, then do it again."
    assert next_step(refused("hand_over", "session.ended")) == ""
    gone = refused("hand_over", "parcel.not_closed", state="handed_over")
    assert next_step(gone) == "Nothing is to be done: it has left already."


def test_what_is_refused_before_the_hub_hears_of_it_says_as_much() -> None:
    said = at_once("review_order", RefusedError("order.held", reason="等客户确认", order_no="SO1"), "SO1")
    assert said == (
        "Not done: “Approve”, order SO1. Order SO1 is on hold: 等客户确认. Have the hold lifted, then do it again."
    )
    assert at_once("complete_task", RefusedError("task.done")) == (
        "Not done: “Close a task”. This has been done already."
    )


def test_the_hub_s_no_names_gesture_order_reason_and_step_and_opens_the_order(
    tmp_path: Path, clock: SetClock, qtbot: QtBot
) -> None:
    town = Town(tmp_path, clock)
    order_id = town.place()
    order_no = town.order(order_id).order_no
    near = Near(town, tmp_path / "desk", "A1", "supervisor")
    rooms, bench = MessageBar(), MessageBar()
    qtbot.addWidget(rooms)
    qtbot.addWidget(bench)
    notes = RefusedNotes(near.workplace, rooms, lambda: bench, rooms)
    top = TopBar()
    qtbot.addWidget(top)
    bell = Notices(top, near.workplace, Settings(tmp_path / "desk"))
    notes.told.connect(bell.show_refused)
    near.workplace.workstation.say(ReviewOrder(order_id=order_id))
    near.workplace.workstation.say(HoldOrder(order_id=order_id, hold_kind="other", reason="stays"))
    town.run(CancelOrder(order_id=order_id, reason="customer"))
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()
    found = refused_here(near.workplace.workstation)
    assert [each.deed for each in found] == ["review_order", "hold_order"]
    for bar in (rooms, bench):
        texts = [label.text() for banner in bar.findChildren(Banner) for label in banner.findChildren(QLabel)]
        (text,) = [each for each in texts if "Approve" in each]
        assert text == sentence(found[0])
        assert text.startswith(f"Not accepted by the hub: “Approve”, order {order_no} · ")
        assert text.endswith("The order stands as it did before: look at it, and do it again if it is still wanted.")
    (button, _other) = [each for each in rooms.findChildren(Button) if each.text() == f"Open {order_no}"]
    with qtbot.waitSignal(notes.order_wanted) as wanted:
        button.click()
    assert wanted.args == [order_id]
    line = bell.menu().actions()[0]
    assert (line.isEnabled(), line.text().startswith(f"{order_no} · Approve · ")) == (True, True)
    with qtbot.waitSignal(bell.order_wanted):
        line.trigger()
    for each in found:
        assert notes.put_away(str(each.ids[0]))
    assert not notes.put_away("something else")
    assert (rooms.subjects(), bench.subjects(), near.workplace.workstation.refusals()) == ([], [], [])
    near.close()
