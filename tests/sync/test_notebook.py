"""What a workstation keeps beside its commands, and what it can say of itself to a person who helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event, func, select
from typing_extensions import override

from db.journal import attempt, photo
from orderdesk.commands import AddNote, CancelOrder
from orderdesk.errors import Refused
from orderdesk.sync import Workstation
from orderdesk.sync.link import LinkNotes
from orderdesk.sync.photos import Uploads
from orderdesk.sync.transport import PROTOCOL, UploadRefused
from orderdesk.sync.workstation import KeptScan
from tests.storage.cached_company import Town
from tests.sync.near_hub import NearTransport
from tests.sync.seated import at_work


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


def test_a_draft_on_a_full_disk_is_refused(town: Town) -> None:
    desk = at_work(town, "A1", "sales")
    engine = desk._engine.journal.store.engine
    engine.dispose()
    event.listen(engine, "connect", lambda file, _record: file.execute("PRAGMA max_page_count = 1").close())
    with pytest.raises(Refused, match=r"storage\.full"):
        desk.keep_draft(desk.new_id(), "order", {"note": "x" * 200_000})
    assert desk.drafts("order") == []
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


class Choosy(NearTransport):
    """A hub that does not take the photo of one name."""

    refused = ""

    @override
    def upload(self, sha256: str, media_type: str, content: bytes) -> None:
        if sha256 == self.refused:
            raise UploadRefused("upload.too_large")
        super().upload(sha256, media_type, content)


def test_a_photo_that_the_hub_refuses_stops_no_other(town: Town, tmp_path: Path) -> None:
    desk, line, names = at_work(town, "A1", "sales"), Choosy(lambda: town.hub), []
    for place in range(2):
        path = tmp_path / f"{place}.jpg"
        path.write_bytes(b"\xff\xd8\xff %d" % place)
        names.append(desk.keep_photo(path))
        town.clock.advance(seconds=1)
    line.refused = names[0]
    uploads = Uploads(desk._engine.journal)
    while uploads.send_one(line):
        pass
    assert set(town.hub.uploads) == {names[1]}
    assert [desk.picture(name) is not None for name in names] == [True, True]
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
