"""What a workstation does for itself: keeps scans and drafts, lets go of what is old, compares itself with the hub."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event, func, select, update

from db.cache import cache_tables
from db.journal import attempt, photo, said, scan
from orderdesk.commands import AddNote, CancelOrder
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused
from orderdesk.sync import Workstation
from orderdesk.sync.checking import Finding
from orderdesk.sync.link import LinkNotes
from orderdesk.sync.pulling import BATCH_DOCUMENTS, CHARACTERS_EACH, _batches
from orderdesk.sync.tending import Tending
from orderdesk.sync.transport import PROTOCOL, Page, PageRow
from orderdesk.sync.workstation import KeptScan
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from tests.sync.near_hub import NearTransport
from tests.sync.seated import seated


@pytest.fixture
def town(tmp_path: Path, clock: object) -> Town:
    return Town(tmp_path, clock)  # type: ignore[arg-type]  # the clock of all tests


def at_work(town: Town, code: str, login: str) -> Workstation:
    if code == "B2":
        with town.hub.store.write() as connection:
            company.add_device(connection, code, "bench", company.BENCH_WAREHOUSE)
    return seated(lambda: town.hub, town.folder / code, code, login)


def held(workstation: Workstation, kind: str) -> set[UUID]:
    with workstation.reading() as connection:
        return set(connection.execute(select(cache_tables[kind].c.id)).scalars())


def test_scans_and_drafts_are_there_after_a_restart(town: Town) -> None:
    bench = at_work(town, "B2", "packer")
    first = KeptScan(bench.new_id(), town.clock.now(), "6901234567892", "ok", "bench.item", {"done": 1_000})
    bench.keep_scan(first)
    town.clock.advance(seconds=2)
    second = KeptScan(bench.new_id(), town.clock.now(), "SF1", "ok", user_id=UUID(int=5))
    bench.keep_scan(second)
    refused = replace(second, outcome="refused", code="waybill.void", facts={"waybill_no": "SF1"})
    bench.keep_scan(refused)
    draft_id, dropped = bench.new_id(), bench.new_id()
    bench.keep_draft(draft_id, "order", {"lines": [{"sku": "甲", "quantity": 1}]})
    bench.keep_draft(draft_id, "order", {"lines": []})
    bench.keep_draft(dropped, "order", {})
    bench.drop_draft(dropped)
    bench.close()
    again = Workstation.open(town.folder / "B2", lambda: NearTransport(lambda: town.hub), clock=town.clock)
    assert list(again.scans()) == [refused, first]
    assert list(again.scans(since=second.at)) == [refused]
    assert [(each.id, each.body) for each in again.drafts("order")] == [(draft_id, {"lines": []})]
    assert again.drafts("customer") == []
    again.close()


def test_what_is_past_its_time_goes_and_what_is_open_stays(town: Town) -> None:
    old = town.delivered()
    bench = at_work(town, "B2", "packer")
    bench.say(AddNote(order_id=old, text="settled long ago"))
    bench.sync_once()
    bench.keep_scan(KeptScan(bench.new_id(), town.clock.now(), "SF1", "ok"))
    town.clock.advance(days=46)
    fresh = town.allocated()
    bench.sync_once()
    bench.say(AddNote(order_id=old, text="not sent yet"))
    assert bench.purge() == 2  # the parcel and its waybill; the order has an open command
    assert held(bench, "order") == {old, fresh}
    bench.sync_once()
    assert bench.purge() == 1
    assert held(bench, "order") == {fresh}
    with bench._engine.journal.store.read() as journal:
        assert journal.execute(select(func.count()).select_from(scan)).scalar_one() == 0
        texts = [arguments["text"] for arguments in journal.execute(select(said.c.arguments)).scalars()]
    assert texts == ["not sent yet"]
    bench.close()


def test_numbers_go_on_when_all_that_was_said_is_past_its_time(town: Town) -> None:
    order_id = town.allocated()
    desk = at_work(town, "A1", "sales")
    spoken = [desk.say(AddNote(order_id=order_id, text=text)).n for text in ("a", "b")]
    desk.sync_once()
    town.clock.advance(days=15)
    desk.purge()
    assert desk.say(AddNote(order_id=order_id, text="c")).n == spoken[-1] + 1
    desk.sync_once()
    assert (desk.status().queued, desk.refusals()) == (0, [])
    desk.close()


def test_what_was_refused_here_is_kept_for_a_while(town: Town) -> None:
    order_id = town.allocated()
    bench = at_work(town, "B2", "packer")
    with pytest.raises(Refused, match=r"access\.denied"):
        bench.say(CancelOrder(order_id=order_id, reason="none of a packer's business"))
    assert bench.status().queued == 0

    def attempts() -> list[tuple[str, str]]:
        with bench._engine.journal.store.read() as journal:
            return [(row.kind, row.code) for row in journal.execute(select(attempt))]

    assert attempts() == [("cancel_order", "access.denied")]
    town.clock.advance(days=15)
    bench.purge()
    assert attempts() == []
    bench.close()


def test_a_difference_is_found_healed_and_reported(town: Town) -> None:
    order_id = town.allocated()
    desk = at_work(town, "A1", "sales")
    desk.say(AddNote(order_id=order_id, text="of nobody's concern to the comparison"))
    sound = desk.check()
    assert (sound.differ, sound.healed) == ({}, False)
    desk.sync_once()
    before = desk.status().cache
    with desk._engine.cache.store.write() as connection:
        table = cache_tables["order"]
        connection.execute(update(table).where(table.c.id == order_id).values(version=99))
    found = desk.check()
    assert (found.differ, found.healed) == ({"order": 1}, True)
    status = desk.status()
    assert status.finding == found
    assert status.cache != before
    assert desk.check().differ == {}
    desk.close()


def test_another_content_under_the_same_version_is_found_by_and_by_and_healed(town: Town) -> None:
    order_id = town.allocated()
    desk = at_work(town, "A1", "sales")
    desk.sync_once()
    with desk._engine.cache.store.write() as connection:
        table = cache_tables["order"]
        connection.execute(update(table).where(table.c.id == order_id).values(remark="by nobody"))
    found = next(found for _ in range(500) if (found := desk.check()).healed)
    assert (found.differ, found.documents) == ({"order": 1}, 1)
    with desk.reading() as connection:
        assert connection.execute(select(table.c.remark).where(table.c.id == order_id)).scalar() != "by nobody"
    assert desk.check().differ == {}
    desk.close()


def test_purge_and_check_are_done_once_a_day_and_the_check_whenever_it_is_asked_for(town: Town) -> None:
    desk = at_work(town, "A1", "sales")
    told: list[Finding] = []
    tending = Tending(desk._engine, desk._sessions, told.append)
    with desk._line.asking() as hub:
        tending.tend(hub)
        tending.tend(hub)
        assert len(told) == 1
        tending.ask_for_check()
        tending.tend(hub)
        assert len(told) == 2
        town.clock.advance(days=1)
        tending.tend(hub)
    assert len(told) == 3
    desk.close()


def test_open_commands_name_the_fields_that_wait(town: Town) -> None:
    order_id = town.allocated()
    desk = at_work(town, "A1", "sales")
    new = company.name("order:of today")
    desk.say(company.an_order(new, "A1", 77))
    desk.say(AddNote(order_id=order_id, text="易碎"))
    absent = company.name("an order that no workstation holds")
    desk.say(AddNote(order_id=absent, text="?"))
    waiting = desk.waiting()
    assert waiting[Key("order", order_id)] == {"notes"}
    assert {"checks", "lines", "promised_at"} <= waiting[Key("order", new)]
    assert waiting[Key("order", absent)] == frozenset()
    desk.sync_once()
    assert desk.waiting() == {}
    desk.close()


def test_the_status_says_what_a_person_who_helps_needs(town: Town) -> None:
    order_id = town.allocated()
    desk = at_work(town, "A1", "sales")
    desk.say(AddNote(order_id=order_id, text="a"))
    town.clock.advance(minutes=3)
    desk.say(AddNote(order_id=order_id, text="b"))
    notes = LinkNotes(desk._engine.journal, town.clock)
    notes.heard(head=1_234)
    notes.failed("hub.away")
    found = desk.status()
    assert (found.queued, found.oldest_queued) == (2, timedelta(minutes=3))
    assert (found.head, found.online, found.error) == (1_234, False, "hub.away")
    assert (found.contact_at, found.error_at) == (town.clock.now(), town.clock.now())
    assert (found.journal.name, found.protocol, found.device_code) == ("journal.db", PROTOCOL, "A1")
    assert found.cache is not None
    assert found.cache.exists()
    notes.heard()
    assert desk.status().online
    town.clock.advance(minutes=2)
    assert not desk.status().online  # nobody has looked for two minutes
    desk.close()


def test_who_has_everything_is_as_recent_as_the_hubs_last_sign_of_life(town: Town) -> None:
    desk = at_work(town, "A1", "sales")
    taken_at, cursor = town.clock.now(), desk.status().cursor
    notes = LinkNotes(desk._engine.journal, town.clock)
    town.clock.advance(minutes=5)
    notes.heard(head=cursor + 1)
    assert desk.status().as_of == taken_at
    town.clock.advance(minutes=5)
    notes.heard(head=cursor)
    assert desk.status().as_of == town.clock.now()
    desk.close()


def test_a_photo_stays_as_long_as_the_hub_does_not_have_it(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "door.jpg"
    path.write_bytes(b"\xff\xd8\xff a door")
    desk = at_work(town, "A1", "sales")
    sha256 = desk.keep_photo(path)
    for _ in range(2):
        town.clock.advance(days=15)
        desk.purge()
        assert desk.picture(sha256) == path.read_bytes()
    desk.sync_once()
    desk.purge()
    with desk._engine.journal.store.read() as journal:
        assert journal.execute(select(func.count()).select_from(photo)).scalar_one() == 0
    desk.close()


def test_what_the_last_sync_process_heard_says_nothing_about_the_next_one(town: Town) -> None:
    desk = at_work(town, "A1", "sales")
    LinkNotes(desk._engine.journal, town.clock).heard()
    again = LinkNotes(desk._engine.journal, town.clock)
    again.begin()
    assert desk.status().online is None
    again.heard()
    assert desk.status().online is True
    again.failed("hub.away")
    assert desk.status().online is False
    desk.close()


def test_an_older_workstation_reads_what_a_newer_hub_sends(town: Town) -> None:
    order_id = town.allocated()
    desk = at_work(town, "A1", "sales")
    with town.hub.store.read() as connection:
        document = Shelf(connection).load(Key("order", order_id))
    assert document is not None
    body = document.model_dump(mode="json") | {"version": 9, "colour": "blue", "remark": "from the future"}
    body["lines"][0]["drawn_by"] = "somebody"
    cursor = desk.status().cursor
    rows = (
        PageRow(cursor + 1, "order", order_id, None, json.dumps(body)),
        PageRow(cursor + 1, "robot", company.name("robot"), None, '{"id":"?"}'),
        PageRow(cursor + 1, "robot", company.name("other robot"), None, None),
    )
    assert desk._engine.apply(Page(desk._engine.epoch(), cursor, cursor + 1, cursor + 1, rows))
    with desk.reading() as connection:
        found = Shelf(connection, cached=True).load(Key("order", order_id))
    assert found is not None
    assert found.model_dump()["remark"] == "from the future"
    assert desk.status().cursor == cursor + 1
    desk.close()


def test_large_documents_are_taken_in_few_at_a_time() -> None:
    large = "x" * (BATCH_DOCUMENTS * CHARACTERS_EACH // 2)
    rows = tuple(PageRow(seq, "order", UUID(int=seq), None, large) for seq in range(1, 8))
    cut = [([row.seq for row in batch], end) for batch, end in _batches(Page("e", 0, 9, 9, rows), BATCH_DOCUMENTS)]
    assert cut == [([1, 2], 2), ([3, 4], 4), ([5, 6], 6), ([7], 9)]
    together = tuple(replace(row, seq=1) for row in rows)
    assert [len(batch) for batch, _end in _batches(Page("e", 0, 9, 9, together), 1)] == [7]


def test_as_many_documents_are_taken_in_at_once_as_commands_are_run_again_for_them(town: Town) -> None:
    desk, (order_id, other) = at_work(town, "A1", "sales"), (town.allocated(), town.allocated())
    desk.sync_once()
    for number in range(20):
        desk.say(AddNote(order_id=order_id, note_id=desk.new_id(), text=f"note {number}"))
    rows = tuple(PageRow(seq, "order", order_id if seq == 1 else other, None, "{}") for seq in range(1, 30))
    engine = desk._engine
    assert engine._at_once(Page("e", 0, 30, 30, rows)) == 20
    assert engine._at_once(Page("e", 1, 30, 30, rows[1:])) == BATCH_DOCUMENTS
    assert engine._at_once(Page("e", 0, 3, 30, rows[:3])) == BATCH_DOCUMENTS
    desk.close()


def test_a_draft_on_a_full_disk_is_refused(town: Town) -> None:
    desk = at_work(town, "A1", "sales")
    engine = desk._engine.journal.store.engine
    engine.dispose()
    event.listen(engine, "connect", lambda file, _record: file.execute("PRAGMA max_page_count = 1").close())
    with pytest.raises(Refused, match=r"storage\.full"):
        desk.keep_draft(desk.new_id(), "order", {"note": "x" * 200_000})
    assert desk.drafts("order") == []
    desk.close()
