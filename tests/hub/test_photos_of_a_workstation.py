"""A photo that somebody attaches lies in the journal until the hub has its picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from db.journal import photo
from db.tables import log
from orderdesk.errors import Refused, Unreachable
from orderdesk.sync import Workstation
from orderdesk.sync.photos import LARGEST, Picture, keep_picture, read_picture
from tests.hub.served_hub import PASSWORD, ServedHub

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


@pytest.fixture
def desk(hub: ServedHub, tmp_path: Path) -> Iterator[Workstation]:
    found = Workstation.open(tmp_path / "desk", hub.url, clock=hub.clock)
    found.enrol(hub.code("desk"), "a desk")
    found.sign_in("sales", PASSWORD)
    yield found
    found.close()


def a_file(folder: Path, content: bytes = JPEG) -> Path:
    path = folder / "door.jpg"
    path.write_bytes(content)
    return path


def uploaded(desk: Workstation) -> list[bool]:
    with desk._engine.journal.store.read() as journal:
        return list(journal.execute(select(photo.c.uploaded)).scalars())


def test_a_photo_waits_for_the_hub_and_is_sent_once(hub: ServedHub, desk: Workstation, tmp_path: Path) -> None:
    path = a_file(tmp_path)
    assert desk.keep_photo(path) == desk.keep_photo(path) == read_picture(path).sha256
    # What the hub will never take, such as a picture that is not what its name says, does not stop the others.
    earlier = hub.clock.now() - timedelta(minutes=1)
    with desk._engine.journal.store.write() as journal:
        keep_picture(journal, Picture("0" * 64, "image/jpeg", JPEG), earlier)
    assert sorted(uploaded(desk)) == [False, False]
    desk.sync_once()
    assert sorted(uploaded(desk)) == [False, True]
    with hub.hub.store.read() as connection:
        rows = connection.execute(select(log.upload.c.media_type, log.upload.c.content)).all()
    assert [(row.media_type, bytes(row.content)) for row in rows] == [("image/jpeg", JPEG)]


def test_without_the_hub_a_photo_stays(hub: ServedHub, desk: Workstation, tmp_path: Path) -> None:
    desk.keep_photo(a_file(tmp_path))
    desk.close()
    away = Workstation.open(tmp_path / "desk", "http://127.0.0.1:1", clock=hub.clock)
    with pytest.raises(Unreachable):
        away.sync_once()
    assert uploaded(away) == [False]
    away.close()


def test_a_photo_is_fetched_from_the_hub_once_it_does_not_lie_here_any_more(
    hub: ServedHub, desk: Workstation, tmp_path: Path
) -> None:
    sha256 = desk.keep_photo(a_file(tmp_path))
    assert desk.picture(sha256) == JPEG
    assert desk.picture("1" * 64) is None
    desk.sync_once()
    with desk._engine.journal.store.write() as journal:
        journal.execute(delete(photo))
    assert desk.picture(sha256) == JPEG


@pytest.mark.parametrize(
    ("content", "code"), [(b"<script>", "photo.other_type"), (bytes(LARGEST + 1), "photo.too_large")]
)
def test_what_is_no_photo_is_refused_where_it_is_chosen(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_picture(a_file(tmp_path, content))
    assert refused.value.code == code
    with pytest.raises(Refused, match=r"photo\.unreadable"):
        read_picture(tmp_path / "gone.jpg")
