"""Documents compared as a whole: checksums count versions, and say nothing of what stands in a document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from db.cache import cache_tables
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key
from orderdesk.documents.extent import Extent
from orderdesk.documents.shelf import Shelf

#: So many documents are drawn with each comparison, of kinds that chance names; more of what changes most.
DRAWN = 12
_OFTEN = ("order", "order", "order", "parcel", "waybill", "stock")


@dataclass(frozen=True, slots=True)
class Sample:
    """A document as somebody holds it: its version and the SHA-256 (hex) of all that its seat may see of it."""

    kind: str
    key: UUID
    version: int
    content: str


def draw(
    connection: Connection, extent: Extent, seat: str, dice: Random, *, but_not: Collection[Key]
) -> tuple[Sample, ...]:
    """Some documents of a cache by chance, none twice; `but_not`: those that open commands have changed."""
    shelf = Shelf(connection, cached=True)
    found: dict[Key, Sample] = {}
    for kind in dice.choices([*KINDS, *_OFTEN], k=DRAWN):
        table = cache_tables[KINDS[kind].table.name]
        query = select(table.c.id).where(extent.of(kind)).order_by(func.random()).limit(1)
        key = connection.execute(query).scalar()
        if key is None or Key(kind, key) in but_not:
            continue
        document = shelf.load(Key(kind, key))
        if document is not None:
            found[document.key] = Sample(kind, key, document.version, content_of(document, seat))
    return tuple(found.values())


def differing(connection: Connection, samples: Iterable[Sample], extent: Extent, seat: str) -> list[Sample]:
    """Which samples of a cache are not what the hub holds under the same version. Other versions are the checksums'
    business."""
    shelf, found = Shelf(connection), []
    for each in samples:
        table = KINDS[each.kind].table
        query = select(table.c.version).where(table.c.id == each.key, extent.of(each.kind))
        if connection.execute(query).scalar() != each.version:
            continue
        document = shelf.load(Key(each.kind, each.key))
        if document is not None and content_of(document, seat) != each.content:
            found.append(each)
    return found


def content_of(document: Document, seat: str) -> str:
    """The SHA-256 (hex) of all that a seat may see of a document, whatever the order in which its parts were read."""
    value = json.loads(KINDS[document.kind].mask(document.model_dump_json(), seat))
    for part in KINDS[document.kind].parts:
        value[part.field].sort(key=_id_of)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _id_of(row: dict[str, Any]) -> str:
    return str(row["id"])
