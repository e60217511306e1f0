"""What the journal keeps beside the commands: the scans of a bench with their outcome, and drafts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from db.journal import draft, scan
from db.prepared import Prepared

_NEW_SCAN, _NEW_DRAFT = upsert(scan), upsert(draft)
_KEEP_SCAN = Prepared(
    _NEW_SCAN.on_conflict_do_update(
        index_elements=["id"], set_={name: _NEW_SCAN.excluded[name] for name in ("outcome", "facts")}
    ),
    ("id", "at", "code", "outcome", "facts"),
)
_SCANS = Prepared(
    select(scan).where(scan.c.at >= bindparam("since")).order_by(scan.c.at.desc()).limit(bindparam("most"))
)
_KEEP_DRAFT = Prepared(
    _NEW_DRAFT.on_conflict_do_update(
        index_elements=["id"], set_={name: _NEW_DRAFT.excluded[name] for name in ("kind", "body", "updated_at")}
    ),
    ("id", "kind", "body", "updated_at"),
)
_DRAFTS = Prepared(select(draft).where(draft.c.kind == bindparam("of_kind")).order_by(draft.c.updated_at.desc()))
_DROP_DRAFT = Prepared(delete(draft).where(draft.c.id == bindparam("of")))


@dataclass(frozen=True, slots=True)
class KeptScan:
    """One scan. `text`: what was scanned; `outcome`: the verdict's kind; `code` and `facts`: what the verdict says;
    `said`: the commands that it led to."""

    id: UUID
    at: datetime
    text: str
    outcome: str
    code: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    user_id: UUID | None = None
    said: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that somebody has begun to enter. `body` is whatever the screen needs to go on, as JSON values."""

    id: UUID
    kind: str
    body: dict[str, Any]
    updated_at: datetime


def keep_scan(connection: Connection, kept: KeptScan) -> None:
    """Writes a scan down; one of the same id gets the new outcome."""
    told: dict[str, Any] = {"code": kept.code, "facts": kept.facts}
    told["user"] = None if kept.user_id is None else kept.user_id.hex
    if kept.said:
        told["said"] = [each.hex for each in kept.said]
    plain = json.loads(json.dumps(told, default=str))
    _KEEP_SCAN.run(
        connection, {"id": kept.id, "at": kept.at, "code": kept.text, "outcome": kept.outcome, "facts": plain}
    )


def scans(connection: Connection, since: datetime, most: int) -> Sequence[KeptScan]:
    """The newest scans since a moment, the newest first."""
    return [
        KeptScan(
            id=row.id,
            at=row.at,
            text=row.code,
            outcome=row.outcome,
            code=row.facts["code"],
            facts=row.facts["facts"],
            user_id=UUID(row.facts["user"]) if row.facts["user"] else None,
            said=tuple(UUID(each) for each in row.facts.get("said", ())),
        )
        for row in _SCANS.all(connection, {"since": since, "most": most})
    ]


def keep_draft(connection: Connection, kept: Draft) -> None:
    """Writes a draft down, in place of an earlier state of the same one."""
    _KEEP_DRAFT.run(connection, {"id": kept.id, "kind": kept.kind, "body": kept.body, "updated_at": kept.updated_at})


def drafts(connection: Connection, kind: str) -> Sequence[Draft]:
    """The drafts of a kind, the one worked on last first."""
    return [Draft(row.id, row.kind, row.body, row.updated_at) for row in _DRAFTS.all(connection, {"of_kind": kind})]


def drop_draft(connection: Connection, draft_id: UUID) -> None:
    """Forgets a draft: it was sent, or nobody wants it any more."""
    _DROP_DRAFT.run(connection, {"of": draft_id})
