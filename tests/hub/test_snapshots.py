"""A snapshot is a seat's cache as the hub would have sent it document by document, and holds nothing else."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import zstandard
from sqlalchemy import Connection, select, update

from db.cache import cache_metadata, cache_tables, schema_hash
from db.engine import open_engine, sqlite_url
from db.store import Store
from db.tables import log
from orderdesk.documents import KINDS
from orderdesk.documents.digest import checksums, digest
from orderdesk.documents.document import Document, Key, SeatScope
from orderdesk.documents.extent import Extent
from orderdesk.documents.samples import Sample, content_of, draw
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.snapshot import build
from tests.hub.full_company import BENCH, LONG_AGO, PHONE, SEATS, STREET, add_everything, order_id
from tests.hub.served_hub import EPOCH, Desk, ServedHub
from tests.sync.small_company import BENCH_WAREHOUSE, COMPANY, START, an_order

SINCE = START - timedelta(days=45)


@pytest.fixture
def full_hub(hub: ServedHub) -> ServedHub:
    """A hub with documents of every kind."""
    with hub.hub.store.write() as connection:
        add_everything(connection)
    return hub


def everything(connection: Connection, *, cached: bool = False) -> dict[Key, Document]:
    """All documents of a database or cache."""
    shelf, found = Shelf(connection, cached=cached), {}
    for kind in KINDS.values():
        for document_id in connection.execute(select(shelf._table(kind.table).c.id)).scalars():
            key = Key(kind.name, document_id)
            document = shelf.load(key)
            assert document is not None
            found[key] = document
    return found


@contextmanager
def opened(packed: Path, folder: Path) -> Iterator[Connection]:
    """The cache in a compressed snapshot."""
    plain = folder / "cache.db"
    with packed.open("rb") as source, plain.open("wb") as sink:
        zstandard.ZstdDecompressor().copy_stream(source, sink)
    store = Store(open_engine(sqlite_url(plain), foreign_keys=False))
    with store.read() as connection:
        yield connection
    store.close()


def as_seen(document: Document, seat: SeatScope) -> str:
    """The document as a seat would hold it: masked, and read again."""
    kind = KINDS[document.kind]
    return kind.model.model_validate_json(kind.mask(document.model_dump_json(), seat.seat)).model_dump_json()


def test_what_a_snapshot_takes_is_what_the_scope_of_each_document_says(full_hub: ServedHub) -> None:
    with full_hub.hub.store.read() as connection:
        documents = everything(connection)
        for seat in SEATS:
            extent = Extent(seat, LONG_AGO - timedelta(days=1))
            for kind in KINDS.values():
                taken = set(connection.execute(select(kind.table.c.id).where(extent.of(kind.name))).scalars())
                covered = {key.id for key, each in documents.items() if key.kind == kind.name}
                covered = {key for key in covered if seat.covers(documents[Key(kind.name, key)].scope())}
                assert taken == covered, (seat, kind.name)
        assert {kind for kind, _ in documents} == set(KINDS)


def test_what_was_done_long_ago_stays_out_and_what_is_open_stays_in(full_hub: ServedHub) -> None:
    with full_hub.hub.store.read() as connection:
        extent = Extent(BENCH, SINCE)
        orders = KINDS["order"].table
        taken = set(connection.execute(select(orders.c.id).where(extent.of("order"))).scalars())
        assert taken == {order_id(each) for each in ("packing here", "stuck for ages", "closed lately")}
        for kind in ("parcel", "waybill"):
            table = KINDS[kind].table
            assert len(connection.execute(select(table.c.id).where(extent.of(kind))).all()) == 3


def test_a_snapshot_holds_the_documents_as_the_seat_may_see_them(full_hub: ServedHub, tmp_path: Path) -> None:
    store = full_hub.hub.store
    with store.read() as connection:
        documents = everything(connection)
    for seat in SEATS:
        compare(store, seat, documents, tmp_path)


def compare(store: Store, seat: SeatScope, documents: dict[Key, Document], tmp_path: Path) -> None:
    packed = tmp_path / "x.zst"
    build(store, seat, packed, since=SINCE, made_at=START)
    with store.read() as connection:
        extent = Extent(seat, SINCE)
        expected = {}
        for kind in KINDS.values():
            for key in connection.execute(select(kind.table.c.id).where(extent.of(kind.name))).scalars():
                expected[Key(kind.name, key)] = as_seen(documents[Key(kind.name, key)], seat)
    with opened(packed, tmp_path) as cache:
        held = everything(cache, cached=True)
        assert {key: each.model_dump_json() for key, each in held.items()} == expected
        parts = {part.table.name for kind in KINDS.values() for part in kind.parts}
        counted = {name: cache.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in parts}
    assert sum(counted.values()) == sum(_parts(each) for each in held.values())


def _parts(document: Document) -> int:
    return sum(len(getattr(document, part.field)) for part in KINDS[document.kind].parts)


def test_no_price_phone_or_street_is_anywhere_in_the_file_of_a_bench(full_hub: ServedHub, tmp_path: Path) -> None:
    packed = tmp_path / "x.zst"
    build(full_hub.hub.store, BENCH, packed, since=SINCE, made_at=START)
    with opened(packed, tmp_path) as cache:
        for kind in KINDS.values():
            for field, hidden in kind.masked("bench").items():
                table = kind.table if not field else next(part.table for part in kind.parts if part.field == field)
                for column in hidden:
                    query = f'SELECT count("{column}") FROM "{table.name}"'
                    assert cache.exec_driver_sql(query).scalar_one() == 0, query
    content = (tmp_path / "cache.db").read_bytes()
    assert PHONE.encode() not in content
    assert STREET.encode() not in content
    assert "浙江省".encode() in content


def fetch(desk: Desk, folder: Path) -> tuple[Path, Any]:
    answer = desk.call("GET", "/v1/snapshot")
    assert answer.status_code == 200, answer.text
    plain = folder / "fetched.db"
    content = zstandard.ZstdDecompressor().decompressobj().decompress(answer.content)
    plain.write_bytes(content)
    assert hashlib.sha256(content).hexdigest() == answer.headers["X-OrderDesk-Sha256"]
    return plain, answer.headers


def test_a_device_fetches_the_cache_of_its_seat_with_the_facts_to_go_on_from(hub: ServedHub, tmp_path: Path) -> None:
    desk = hub.desk("bench")
    plain, headers = fetch(desk, tmp_path)
    assert headers["X-OrderDesk-Epoch"] == EPOCH
    assert int(headers["X-OrderDesk-Seq"]) == desk.head()
    assert headers["X-OrderDesk-Schema"] == schema_hash()
    with closing(sqlite3.connect(plain)) as file:
        facts = dict(file.execute("SELECT name, value FROM cache_meta"))
        assert file.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        made = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert facts == {
        "epoch": EPOCH,
        "cursor": str(desk.head()),
        "schema": schema_hash(),
        "applied": "0",
        "as_of": START.isoformat(),
        "since": SINCE.isoformat(),
        "seat": f"bench|{COMPANY}|{BENCH_WAREHOUSE}",
    }
    assert {str(index.name) for table in cache_metadata.sorted_tables for index in table.indexes} <= made


def test_a_snapshot_and_the_changes_after_it_make_the_present_state(hub: ServedHub, tmp_path: Path) -> None:
    desk, sender = hub.desk("desk"), hub.desk_of("sales")
    _, headers = fetch(desk, tmp_path)
    sender.say(an_order(order_id("new"), sender.code, 1))
    page = desk.changes(int(headers["X-OrderDesk-Seq"]))
    assert str(order_id("new")) in {row["key"] for row in page["rows"]}


def test_a_recent_snapshot_is_given_out_again(hub: ServedHub, tmp_path: Path) -> None:
    first, second = hub.desk("desk"), hub.desk("desk")
    _, before = fetch(first, tmp_path)
    _, after = fetch(second, tmp_path)
    assert before["X-OrderDesk-Sha256"] == after["X-OrderDesk-Sha256"]
    hub.clock.advance(hours=13)
    _, later = fetch(first, tmp_path)
    assert int(later["X-OrderDesk-Seq"]) == first.head()
    assert later["X-OrderDesk-Sha256"] != before["X-OrderDesk-Sha256"]


def test_a_snapshot_of_another_epoch_is_never_given_out(hub: ServedHub, tmp_path: Path) -> None:
    desk = hub.desk("desk")
    fetch(desk, tmp_path)
    with hub.hub.store.write() as connection:
        connection.execute(update(log.log_head).values(epoch="restored"))
    assert fetch(desk, tmp_path)[1]["X-OrderDesk-Epoch"] == "restored"


def test_hubs_of_two_databases_with_one_folder_leave_each_other_s_snapshots_alone(hub: ServedHub) -> None:
    hub.desk("desk")
    for epoch in ("another history", EPOCH, "another history", EPOCH):
        with hub.hub.store.write() as connection:
            connection.execute(update(log.log_head).values(epoch=epoch))
        built = hub.hub.snapshots.renew()
        hub.clock.advance(minutes=1)
    assert built == []
    hub.clock.advance(days=1)
    assert hub.hub.snapshots.renew() != []
    folder = hub.hub.settings.data_folder
    assert folder.stat().st_mode & 0o077 == 0
    assert {json.loads(each.read_text())["epoch"] for each in folder.rglob("*.db.json")} == {EPOCH}


def test_a_broken_download_goes_on_where_it_broke(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    whole = desk.call("GET", "/v1/snapshot")
    rest = desk.call("GET", "/v1/snapshot", headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]})
    assert rest.status_code == 206
    assert whole.content[:100] + rest.content == whole.content


def test_snapshots_can_be_made_beforehand_for_every_place(hub: ServedHub, tmp_path: Path) -> None:
    desk = hub.desk("desk")
    hub.desk("bench")
    places = set(hub.hub.snapshots.places())
    assert {SeatScope("desk", COMPANY), SeatScope("bench", COMPANY, BENCH_WAREHOUSE)} <= places
    built = {each.sha256 for each in hub.hub.snapshots.renew()}
    assert fetch(desk, tmp_path)[1]["X-OrderDesk-Sha256"] in built


def test_a_workstation_that_is_expected_finds_its_snapshot_ready(hub: ServedHub, tmp_path: Path) -> None:
    hub.code("bench")
    [built] = hub.hub.snapshots.renew()
    assert fetch(hub.desk("bench"), tmp_path)[1]["X-OrderDesk-Sha256"] == built.sha256
    hub.clock.advance(minutes=11)
    hub.code("desk")
    hub.clock.advance(minutes=11)
    assert hub.hub.snapshots.places() == [SeatScope("bench", COMPANY, BENCH_WAREHOUSE)]


def test_snapshots_are_renewed_long_before_they_are_too_old(hub: ServedHub) -> None:
    hub.desk("desk")
    assert len(hub.hub.snapshots.renew()) == 1
    assert hub.hub.snapshots.renew() == []
    hub.clock.advance(hours=2)
    assert hub.hub.snapshots.renew() == []
    hub.clock.advance(hours=7)
    assert len(hub.hub.snapshots.renew()) == 1
    assert len(list(hub.hub.settings.data_folder.joinpath("snapshots").iterdir())) == 4
    hub.clock.advance(hours=7)
    hub.hub.snapshots.renew()
    assert len(list(hub.hub.settings.data_folder.joinpath("snapshots").iterdir())) == 4


def test_a_folder_that_cannot_be_written_is_a_problem_of_the_moment(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    hub.hub.settings.data_folder.joinpath("snapshots").write_text("in the way")
    answer = desk.call("GET", "/v1/snapshot")
    assert (answer.status_code, answer.json()["code"]) == (503, "snapshot.unavailable")
    assert answer.headers["Retry-After"]


def held(connection: Connection, seat: SeatScope) -> dict[str, list[str]]:
    return {kind: digest(connection, kind, Extent(seat, SINCE, cached=True), cached=True) for kind in KINDS}


def test_a_whole_cache_passes_the_doctor_and_a_lost_document_is_found(full_hub: ServedHub, tmp_path: Path) -> None:
    desk = full_hub.desk("bench")
    _, headers = fetch(desk, tmp_path)
    store = Store(open_engine(sqlite_url(tmp_path / "fetched.db"), foreign_keys=False))
    body = {"epoch": EPOCH, "cursor": int(headers["X-OrderDesk-Seq"]), "since": SINCE.isoformat()}
    with store.read() as cache:
        good = held(cache, BENCH)
    answer = desk.call("POST", "/v1/digest", json={**body, "kinds": good})
    assert answer.json() == {"head": desk.head(), "differ": [], "unsure": 0, "documents": 0}
    lost = order_id("packing here")
    with store.write() as cache:
        Shelf(cache, cached=True).drop(Key("order", lost))
    with store.read() as cache:
        bad = held(cache, BENCH)
    store.close()
    found = desk.call("POST", "/v1/digest", json={**body, "kinds": bad}).json()["differ"]
    assert {"kind": "order", "bucket": lost.int & 0xFF} in found
    assert {each["kind"] for each in found} <= {"order", "parcel", "waybill"}


def told(sample: Sample) -> dict[str, Any]:
    return {**asdict(sample), "key": str(sample.key)}


@pytest.mark.parametrize("seat", ["bench", "desk", "office"])
def test_every_document_of_a_whole_cache_is_the_same_as_a_whole(full_hub: ServedHub, tmp_path: Path, seat: str) -> None:
    desk = full_hub.desk(seat)
    _, headers = fetch(desk, tmp_path)
    store = Store(open_engine(sqlite_url(tmp_path / "fetched.db"), foreign_keys=False))
    with closing(store), store.read() as cache:
        documents = everything(cache, cached=True)
        samples = [Sample(*key, each.version, content_of(each, seat)) for key, each in documents.items()]
    assert {"order", "parcel", "waybill", "user"} <= {each.kind for each in samples}
    body = {"epoch": EPOCH, "cursor": int(headers["X-OrderDesk-Seq"]), "since": SINCE.isoformat(), "kinds": {}}
    for begin in range(0, len(samples), 100):
        some = [told(each) for each in samples[begin : begin + 100]]
        answer = desk.call("POST", "/v1/digest", json={**body, "samples": some}).json()
        assert (answer["documents"], answer["differ"]) == (0, [])


def test_another_content_of_the_same_version_is_found_and_told_with_the_workstation(
    full_hub: ServedHub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk, changed = full_hub.desk("desk"), order_id("packing here")
    _, headers = fetch(desk, tmp_path)
    store = Store(open_engine(sqlite_url(tmp_path / "fetched.db"), foreign_keys=False))
    with closing(store), store.write() as cache:
        table = cache_tables["order"]
        cache.execute(update(table).where(table.c.id == changed).values(remark="by nobody"))
        extent = Extent(SeatScope("desk", COMPANY), SINCE, cached=True)
        drawn = {each.key: each for _ in range(200) for each in draw(cache, extent, "desk", Random(), but_not=set())}
        assert changed in drawn
        assert changed not in {
            each.key
            for _ in range(200)
            for each in draw(cache, extent, "desk", Random(), but_not={Key("order", changed)})
        }
    body = {"epoch": EPOCH, "cursor": int(headers["X-OrderDesk-Seq"]), "since": SINCE.isoformat(), "kinds": {}}
    with caplog.at_level(logging.ERROR, logger="orderdesk.hub.snapshots"):
        answer = desk.call("POST", "/v1/digest", json={**body, "samples": [told(drawn[changed])]}).json()
    assert (answer["documents"], answer["differ"]) == (1, [{"kind": "order", "bucket": changed.int & 0xFF}])
    assert f"cache differs device={desk.code} seat=desk" in caplog.text
    assert f"order:{changed}@" in caplog.text
    counted = f'orderdesk_cache_differences_total{{device="{desk.code}",kind="order"}} 1.0'
    assert counted in full_hub.client.get("/metrics").text


def test_what_a_workstation_is_changing_itself_is_not_called_a_difference(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    body = {"epoch": EPOCH, "cursor": desk.head(), "since": SINCE.isoformat()}
    kinds = {"company": ["0" * 16] * 256}
    differ = desk.call("POST", "/v1/digest", json={**body, "kinds": kinds}).json()["differ"]
    assert len(differ) == 1
    answer = desk.call("POST", "/v1/digest", json={**body, "kinds": kinds, "busy": differ}).json()
    assert (answer["differ"], answer["unsure"]) == ([], 1)


def test_what_changed_after_the_cursor_is_not_called_a_difference(hub: ServedHub) -> None:
    desk, sender = hub.desk("desk"), hub.desk_of("sales")
    cursor = desk.head()
    with hub.hub.store.read() as connection:
        extent = Extent(SeatScope("desk", COMPANY), SINCE)
        kinds = {kind: digest(connection, kind, extent) for kind in KINDS}
    sender.say(an_order(order_id("new"), sender.code, 1))
    body = {"epoch": EPOCH, "cursor": cursor, "since": SINCE.isoformat(), "kinds": kinds}
    answer = desk.call("POST", "/v1/digest", json=body).json()
    assert answer["differ"] == []
    assert answer["unsure"] > 0


def test_a_checksum_does_not_depend_on_the_order_but_on_every_version(full_hub: ServedHub) -> None:
    with full_hub.hub.store.read() as connection:
        table = KINDS["order"].table
        rows = [(row.id, row.version) for row in connection.execute(select(table.c.id, table.c.version))]
    assert checksums(rows) == checksums(reversed(rows))
    assert checksums(rows) != checksums([(rows[0][0], rows[0][1] + 1), *rows[1:]])


def test_a_digest_that_does_not_fit_is_refused(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    wrong: tuple[tuple[dict[str, Any], int, str], ...] = (
        ({"epoch": "other"}, 409, "epoch"),
        ({"cursor": 10**9}, 410, "ahead"),
        ({"kinds": {"secrets": ["0" * 16] * 256}}, 422, "request.malformed"),
        ({"kinds": {"order": []}}, 422, "request.malformed"),
        ({"busy": [{"kind": "secrets", "bucket": 1}]}, 422, "request.malformed"),
        ({"busy": [{"kind": "order", "bucket": 256}]}, 422, "request.malformed"),
        ({"samples": [{"kind": "order", "key": str(COMPANY), "version": 1, "content": ""}]}, 422, "request.malformed"),
    )
    for change, status, code in wrong:
        body = {"epoch": EPOCH, "cursor": desk.head(), "since": SINCE.isoformat(), "kinds": {}, **change}
        answer = desk.call("POST", "/v1/digest", json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
