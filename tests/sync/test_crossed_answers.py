"""Answers that cross with something else: a restored hub, a gap, a crash that took one file a step back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from typing_extensions import override

from orderdesk.commands import AddNote
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.sync import Workstation
from orderdesk.sync.cache import write_meta
from orderdesk.sync.transport import BootstrapNeeded, DeviceState, GapFound, Result
from tests.storage.cached_company import Town
from tests.sync.near_hub import NearTransport
from tests.sync.seated import seated, take_in

Push = Callable[[], tuple[Result, ...]]


class Crossing(NearTransport):
    """A line on which something happens to the answers. `sent`: the numbers of each push; `meanwhile`: what somebody
    does while a snapshot that was fetched is not in use yet."""

    def __init__(self, town: Town) -> None:
        super().__init__(lambda: town.hub)
        self.sent: list[list[int]] = []
        self.answer: Callable[[Push], tuple[Result, ...]] = lambda push: push()
        self.epoch: str | None = None
        self.meanwhile: Callable[[], None] = lambda: None

    @override
    def push(self, epoch: str, commands: list[dict[str, Any]]) -> tuple[Result, ...]:
        self.sent.append([each["n"] for each in commands])
        return self.answer(lambda: super(Crossing, self).push(epoch, commands))

    @override
    def state(self, after_n: int) -> DeviceState:
        self.meanwhile()
        found = super().state(after_n)
        return found if self.epoch is None else DeviceState(self.epoch, found.last_n, found.results)


@pytest.fixture
def order_id(town: Town) -> UUID:
    return town.allocated()


@pytest.fixture
def desk(town: Town, order_id: UUID) -> Iterator[Workstation]:
    found = seated(lambda: town.hub, town.folder / "A1", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def line(town: Town, desk: Workstation) -> Crossing:
    found = Crossing(town)
    found.identify(UUID(desk._engine.journal.facts()["device_id"]), "")
    return found


def say(desk: Workstation, order_id: UUID, *texts: str) -> list[UUID]:
    return [desk.say(AddNote(order_id=order_id, text=text)).id for text in texts]


def notes(desk: Workstation, order_id: UUID) -> list[str]:
    with desk.reading() as connection:
        found = Shelf(connection, cached=True).load(Key("order", order_id))
    assert isinstance(found, Order)
    return [note.text for note in found.notes]


def test_an_answer_of_a_history_that_was_lost_does_not_count(desk: Workstation, line: Crossing, order_id: UUID) -> None:
    def cross(push: Push) -> tuple[Result, ...]:
        found = push()
        with desk._engine.cache.store.write() as cache:
            write_meta(cache, epoch="begun meanwhile")
        return found

    say(desk, order_id, "a")
    line.answer = cross
    desk._engine.push(line)
    assert desk.status().queued == 1


def test_what_the_stream_has_answered_is_not_sent_among_its_neighbours(
    desk: Workstation, line: Crossing, order_id: UUID
) -> None:
    _, second, _ = say(desk, order_id, "a", "b", "c")
    with desk._engine.journal.store.write() as journal:
        desk._engine.journal.accept(journal, second, 10**6)
    desk._engine.push(line)
    assert line.sent == [[1]]


def test_a_hub_that_knows_more_than_the_journal_is_asked_for_a_snapshot(
    desk: Workstation, line: Crossing, order_id: UUID
) -> None:
    def gap(push: Push) -> tuple[Result, ...]:
        raise GapFound(2)

    say(desk, order_id, "a", "b", "c")
    line.answer = gap
    with pytest.raises(BootstrapNeeded, match="answers for 2"):
        desk._engine.push(line)


def test_a_hub_that_has_forgotten_some_gets_them_again(desk: Workstation, line: Crossing, order_id: UUID) -> None:
    say(desk, order_id, "a")
    desk._engine.push(line)
    say(desk, order_id, "b")

    def forgotten(push: Push) -> tuple[Result, ...]:
        raise GapFound(0)

    line.answer = forgotten
    assert desk._engine.push(line) == 0
    line.answer = lambda push: push()
    desk._engine.push(line)
    assert line.sent == [[1], [2], [1, 2]]
    assert desk.status().queued == 0


def test_a_snapshot_and_outcomes_of_two_histories_do_not_go_together(
    desk: Workstation, line: Crossing, town: Town
) -> None:
    before = desk.status().cache
    line.epoch = "begun meanwhile"
    with pytest.raises(BootstrapNeeded, match="new epoch"):
        desk._engine.bootstrap(line)
    assert desk.status().cache == before
    assert [path for path in (town.folder / "A1").glob("*.db") if path.name != "journal.db"] == [before]


def test_a_refusal_that_was_put_away_does_not_come_back_with_a_snapshot(
    desk: Workstation, line: Crossing, order_id: UUID
) -> None:
    say(desk, order_id, "a")
    refused = desk.say(AddNote(order_id=UUID(int=1), text="on an order that nobody knows")).id
    line.answer = lambda push: push()[1:]
    desk._engine.push(line)
    assert [row.id for row in desk.refusals()] == [refused]
    desk.dismiss(refused)
    desk._engine.bootstrap(line)
    assert (desk.status().queued, list(desk.refusals())) == (0, [])


def test_who_hears_that_the_own_session_has_ended_has_to_sign_in_again(
    desk: Workstation, line: Crossing, order_id: UUID
) -> None:
    who = desk.signed_in
    assert who is not None
    (said,) = say(desk, order_id, "a")
    line.answer = lambda push: (Result(said, 1, "refused", "session.ended", {}, 0),)
    for noted, ended in ((replace(who, session_id=UUID(int=7), token="t"), None), (replace(who, token="t"), who)):
        desk._sessions.settle_in(noted)
        desk._engine.push(line)
        assert desk.status().ended_session == (None if ended is None else ended.session_id)
        with desk._engine.journal.store.write() as journal:
            desk._engine.journal.queue_again(journal, 0)


def test_a_sweep_leaves_the_file_that_is_just_being_made(desk: Workstation, line: Crossing, order_id: UUID) -> None:
    line.meanwhile = desk.sweep
    say(desk, order_id, "a")
    desk._engine.bootstrap(line)
    cache = desk.status().cache
    assert cache is not None
    assert cache.exists()
    assert notes(desk, order_id) == ["a"]


def test_what_the_cache_had_no_room_for_is_made_good_with_the_next_page(
    desk: Workstation, town: Town, order_id: UUID
) -> None:
    who, folder = desk.signed_in, desk._engine.folder
    assert who is not None
    desk.close()
    reason = sqlite3.OperationalError("database or disk is full")
    reason.sqlite_errorcode = sqlite3.SQLITE_FULL
    full = [False]

    def fail(point: str) -> None:
        if full[0] and point == "cache.before":
            raise OperationalError("COMMIT", {}, reason)

    again = Workstation.open(folder, lambda: NearTransport(lambda: town.hub), clock=town.clock, points=fail)
    again.assume(who)
    full[0] = True
    assert again.say(AddNote(order_id=order_id, text="unseen")).hub_decides
    full[0] = False
    say(again, order_id, "seen")
    assert notes(again, order_id) == ["seen"]
    town.place()
    take_in(town.hub, again)
    assert sorted(notes(again, order_id)) == ["seen", "unseen"]
    again.close()


def test_what_a_power_cut_took_from_the_cache_alone_is_still_shown(
    desk: Workstation, town: Town, order_id: UUID, tmp_path: Path
) -> None:
    say(desk, order_id, "settled, as the journal knows")
    cache = desk.status().cache
    assert cache is not None
    desk.close()
    shutil.copy(cache, tmp_path / "before.db")
    again = Workstation.open(cache.parent, lambda: NearTransport(lambda: town.hub), clock=town.clock)
    again.sync_once()
    assert not again.waiting()
    again.close()
    shutil.copy(tmp_path / "before.db", cache)
    after = Workstation.open(cache.parent, lambda: NearTransport(lambda: town.hub), clock=town.clock)
    assert notes(after, order_id) == ["settled, as the journal knows"]
    assert set(after.waiting()) == {Key("order", order_id)}
    after.sync_once()
    assert notes(after, order_id) == ["settled, as the journal knows"]
    assert not after.waiting()
    after.close()
