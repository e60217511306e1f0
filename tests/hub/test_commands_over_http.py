"""Commands arrive over HTTP: each once, in order, and a sender that lost its place is told where to go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from orderdesk.commands import AddNote, PlaceOrder
from orderdesk.ids import new_id
from tests.hub.served_hub import EPOCH, Desk, ServedHub
from tests.sync.small_company import START, an_order


def place(desk: Desk, counter: int = 1) -> tuple[UUID, PlaceOrder]:
    order_id = new_id(START)
    return order_id, an_order(order_id, desk.code, counter)


def test_an_order_is_accepted_with_the_seq_of_its_effect(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    before = desk.head()
    order_id, ask = place(desk)
    answer = desk.push(desk.wrap(ask)).json()
    assert answer["epoch"] == EPOCH
    assert answer["last_n"] == 1
    [outcome] = answer["outcomes"]
    assert outcome["status"] == "accepted"
    assert outcome["seq"] == before + 1 == answer["head"]
    page = desk.changes(before)
    assert str(order_id) in {row["key"] for row in page["rows"]}
    assert {row["command"] for row in page["rows"]} == {outcome["id"]}


def test_a_command_sent_again_gets_its_first_outcome_and_has_no_second_effect(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    wrapped = desk.wrap(place(desk)[1])
    first = desk.push(wrapped).json()
    assert desk.push(wrapped).json() == first
    assert desk.head() == first["head"]


def test_a_known_id_with_other_content_is_an_error_of_the_sender(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    wrapped = desk.wrap(place(desk)[1])
    desk.push(wrapped)
    other = {**wrapped, "arguments": {**wrapped["arguments"], "remark": "twice"}}
    answer = desk.push(other)
    assert (answer.status_code, answer.json()["code"]) == (422, "other_content")


def test_a_gap_is_answered_with_the_last_number_and_nothing_is_done(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    before = desk.head()
    desk.wrap(place(desk)[1])
    answer = desk.push(desk.wrap(place(desk, 2)[1]))
    assert answer.status_code == 409
    assert answer.json() == {"code": "gap", "facts": {}, "epoch": EPOCH, "last_n": 0}
    assert desk.head() == before


def test_a_refused_command_advances_the_counter_and_the_next_one_goes_on(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    order_id, ask = place(desk)
    unknown = desk.wrap(AddNote(order_id=new_id(START), text="nobody's"))
    good = desk.wrap(ask)
    noted = desk.wrap(AddNote(order_id=order_id, text="call before delivery"))
    answer = desk.push(unknown, good, noted).json()
    assert [outcome["status"] for outcome in answer["outcomes"]] == ["refused", "accepted", "accepted"]
    assert answer["outcomes"][0]["code"] == "order.unknown"
    assert answer["last_n"] == 3


def test_another_epoch_is_answered_with_the_present_one(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    desk.say(place(desk)[1])
    answer = desk.push(desk.wrap(place(desk, 2)[1]), epoch="before the restore")
    assert answer.status_code == 409
    assert answer.json() == {"code": "epoch", "facts": {}, "epoch": EPOCH, "last_n": 1}


WRONG: tuple[dict[str, Any], ...] = (
    {"n": 0},
    {"n": 2**63},
    {"id": "no id"},
    {"said_at": "2026-11-02T09:00:00"},
    {"arguments": []},
    {"surprise": 1},
)


def test_what_cannot_be_a_command_is_refused_as_a_whole(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    for wrong in WRONG:
        answer = desk.push({**desk.wrap(place(desk)[1]), **wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "request.malformed"), wrong
    assert desk.call("GET", "/v1/device").json()["last_n"] == 0


def test_a_text_that_no_database_keeps_is_answered_so_that_the_queue_goes_on(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    strange = {**desk.wrap(place(desk)[1]), "arguments": {"text": "a\x00b"}}
    answer = desk.push(strange, desk.wrap(place(desk)[1])).json()
    assert [outcome["code"] for outcome in answer["outcomes"]] == ["command.malformed", None]


def test_numbers_that_do_not_follow_each_other_are_refused_as_a_whole(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    first, second = desk.wrap(place(desk)[1]), desk.wrap(place(desk, 2)[1])
    assert desk.push(second, first).status_code == 422


def test_no_more_than_fifty_commands_travel_together(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    notes = [desk.wrap(AddNote(order_id=new_id(START), text="x")) for _ in range(51)]
    assert desk.push(*notes).status_code == 422
    assert desk.push(*notes[:50]).json()["last_n"] == 50


def test_a_kind_that_this_hub_does_not_know_is_refused_and_the_queue_goes_on(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    strange = {**desk.wrap(place(desk)[1]), "kind": "paint_order"}
    answer = desk.push(strange).json()
    assert answer["outcomes"][0]["code"] == "command.unknown"
    assert desk.say(place(desk, 2)[1])["status"] == "accepted"


def test_what_was_said_in_a_session_counts_after_its_end(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    wrapped = desk.wrap(place(desk)[1])
    desk.call("POST", "/v1/sign-out", json={})
    assert desk.push(wrapped).json()["outcomes"][0]["status"] == "accepted"


def test_what_is_said_long_after_the_end_of_a_session_is_denied(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    desk.call("POST", "/v1/sign-out", json={})
    hub.clock.advance(hours=1)
    outcome = desk.say(place(desk)[1], at=START + timedelta(hours=1))
    assert (outcome["status"], outcome["code"]) == ("refused", "session.ended")


def test_the_outcomes_of_a_device_can_be_asked_again(hub: ServedHub) -> None:
    desk, other = hub.desk_of("sales"), hub.desk_of("sales")
    said = [desk.say(place(desk, counter)[1]) for counter in (1, 2, 3)]
    other.say(place(other)[1])
    answer = desk.call("GET", "/v1/outcomes", params={"after_n": 1}).json()
    assert answer == {"epoch": EPOCH, "last_n": 3, "outcomes": said[1:]}


def test_a_body_that_is_too_large_is_not_read(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    answer = desk.call("POST", "/v1/commands", content=b"[" * (hub.hub.settings.max_upload_bytes + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
