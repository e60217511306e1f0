"""Checksums over (id, version) by which hub and workstation find out whether they hold the same documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select

from db.cache import cache_tables
from orderdesk.documents import KINDS
from orderdesk.documents.extent import Extent

#: One bucket for each value of an id's last byte; the first ones are a time and nearly the same for all.
BUCKETS = 256
_MASK = (1 << 64) - 1


def bucket_of(key: UUID) -> int:
    """The bucket in which a document is counted."""
    return key.int & 0xFF


def checksums(rows: Iterable[tuple[UUID, int]]) -> list[str]:
    """For each bucket 16 hex digits: the sum of its documents' hashes; a sum does not depend on their order."""
    sums = [0] * BUCKETS
    for key, version in rows:
        picture = hashlib.blake2b(key.bytes + version.to_bytes(8, "big"), digest_size=8).digest()
        place = bucket_of(key)
        sums[place] = (sums[place] + int.from_bytes(picture, "big")) & _MASK
    return [f"{each:016x}" for each in sums]


def digest(connection: Connection, kind: str, extent: Extent, *, cached: bool = False) -> list[str]:
    """The checksums of a kind's documents within an extent; `cached` reads a cache's tables."""
    source = KINDS[kind].table
    table = cache_tables[source.name] if cached else source
    rows = connection.execute(select(table.c.id, table.c.version).where(extent.of(kind)))
    return checksums((row.id, row.version) for row in rows)
