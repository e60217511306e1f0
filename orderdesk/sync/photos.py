"""Photos and papers: kept in the journal from the moment they are chosen until the hub has them, sent one by one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from db.journal import photo
from orderdesk.errors import Refused
from orderdesk.sync.journal import Journal
from orderdesk.sync.transport import Transport, UploadRefused

_log = logging.getLogger("orderdesk.sync")

LARGEST = 12 << 20
"""Bytes that a hub takes unless its settings say otherwise."""

#: How the content of each type begins: what a file is called proves nothing.
_BEGINNINGS: Mapping[bytes, str] = MappingProxyType(
    {
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"RIFF": "image/webp",
        b"%PDF-": "application/pdf",
    }
)


@dataclass(frozen=True, slots=True)
class Picture:
    """The content of a file, named by its SHA-256 (hex)."""

    sha256: str
    media_type: str
    content: bytes


def read_picture(path: Path) -> Picture:
    """Reads a file. Raises Refused `photo.unreadable`, `photo.too_large` (with `mib`) and `photo.other_type`."""
    try:
        if path.stat().st_size > LARGEST:
            raise Refused("photo.too_large", mib=LARGEST >> 20)
        content = path.read_bytes()
    except OSError as error:
        raise Refused("photo.unreadable", file=path.name) from error
    media_type = next((kind for begins, kind in _BEGINNINGS.items() if content.startswith(begins)), None)
    if media_type is None:
        raise Refused("photo.other_type", file=path.name)
    return Picture(hashlib.sha256(content).hexdigest(), media_type, content)


def keep_picture(connection: Connection, picture: Picture, taken_at: datetime) -> None:
    """Writes it into the journal; the same picture again changes nothing."""
    values = {
        "sha256": picture.sha256,
        "media_type": picture.media_type,
        "content": picture.content,
        "taken_at": taken_at,
        "uploaded": False,
    }
    connection.execute(upsert(photo).values(values).on_conflict_do_nothing())


def kept_picture(connection: Connection, sha256: str) -> bytes | None:
    """The content that the journal still has of a picture."""
    found = connection.execute(select(photo.c.content).where(photo.c.sha256 == sha256)).scalar()
    return None if found is None else bytes(found)


class Uploads:
    """Sends what the hub does not have yet. What a hub refuses stays here and is tried again after a restart."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._refused: set[str] = set()

    def send_one(self, transport: Transport) -> bool:
        """Sends the oldest one that waits; False when none does. Raises Unreachable, AccessDenied, UpgradeNeeded."""
        with self._journal.store.read() as journal:
            waiting = journal.execute(
                select(photo.c.sha256, photo.c.media_type, photo.c.content)
                .where(photo.c.uploaded.is_(False), photo.c.sha256.not_in(self._refused))
                .order_by(photo.c.taken_at)
                .limit(1)
            ).first()
        if waiting is None:
            return False
        try:
            transport.upload(waiting.sha256, waiting.media_type, bytes(waiting.content))
        except UploadRefused as error:
            _log.error("photo refused sha256=%s code=%s", waiting.sha256, error)
            self._refused.add(waiting.sha256)
            return True
        with self._journal.answers.write() as journal:
            journal.execute(update(photo).where(photo.c.sha256 == waiting.sha256).values(uploaded=True))
        return True
