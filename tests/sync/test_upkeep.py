"""What a workstation does for itself: lets go of what is old, compares itself with the hub, takes pages in gently."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, update
from typing_extensions import override

from db.cache import cache_tables
from db.journal import said, scan
from orderdesk.commands import AddNote
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import Shelf
from orderdesk.sync import Workstation
from orderdesk.sync.cache import Cache, write_meta
from orderdesk.sync.checking import Finding
from orderdesk.sync.pulling import BATCH_DOCUMENTS, CHARACTERS_EACH, _batches
from orderdesk.sync.tending import Tending
from orderdesk.sync.transport import Page, PageRow, SnapshotFile
from orderdesk.sync.workstation import KeptScan
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from tests.sync.near_hub import NearTransport
from tests.sync.seated import at_work


def held(workstation: Workstation, kind: str) -> set[UUID]:
    with workstation.reading() as connection:
        return set(connection.execute(select(cache_tables[kind].c.id)).scalars())


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


class Brief(NearTransport):
    """A hub that keeps what is done for ten days."""

    @override
    def snapshot(self, target: Path, schema: str) -> SnapshotFile:
        found = super().snapshot(target, schema)
        cache = Cache(target)
        with cache.store.write() as connection:
            made_at = company.START
            write_meta(connection, as_of=made_at.isoformat(), since=(made_at - timedelta(days=10)).isoformat())
        cache.close()
        return found


def test_what_is_done_is_kept_for_as_long_as_the_hub_says(town: Town) -> None:
    order_id = town.delivered()
    desk, line = at_work(town, "A1", "sales"), Brief(lambda: town.hub)
    line.identify(town.desk, "")
    desk._engine.bootstrap(line)
    town.clock.advance(days=9)
    desk.purge()
    assert order_id in held(desk, "order")
    town.clock.advance(days=2)
    desk.purge()
    assert order_id not in held(desk, "order")
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
