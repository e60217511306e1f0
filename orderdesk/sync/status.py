"""How a workstation stands, in one value."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from orderdesk.sync.cache import read_meta
from orderdesk.sync.checking import Finding
from orderdesk.sync.damage import NothingCachedError
from orderdesk.sync.engine import Engine
from orderdesk.sync.link import MOST_SKEW_S, Link
from orderdesk.sync.transport import PROTOCOL, SignedIn


@dataclass(frozen=True, slots=True)
class Status:
    """How this workstation stands.

    `online`: None until the hub has answered the sync process that runs now, or has failed to; `as_of`: up to when the
    cache is known to be the hub's; `queued`: commands unanswered, `oldest_queued`: how long the oldest of them has
    waited; `head`: the newest change the hub has told of, `cursor`: how far the cache is; `contact_at`: when the hub
    was heard last; `error`: code of what went wrong last, at `error_at`; `finding`: the last check; `ended_session`:
    the one that was noted here last, when the hub has ended it; `skew`: by how much this computer's clock is ahead of
    the hub's, where that is more than it may be.
    """

    enrolled: bool
    online: bool | None
    queued: int
    cursor: int
    as_of: datetime | None
    device_code: str
    device_name: str
    seat: str
    hub: str
    bench_mode: str
    warehouse_id: UUID | None
    company_id: UUID | None
    oldest_queued: timedelta | None
    head: int
    contact_at: datetime | None
    error: str
    error_at: datetime | None
    cache: Path | None
    journal: Path
    protocol: int
    finding: Finding | None
    ended_session: UUID | None = None
    skew: timedelta | None = None


def status_of(engine: Engine) -> Status:
    """As the journal and the cache tell it to every process of the workstation."""
    facts = engine.journal.facts()
    cached: dict[str, str] = {}
    with suppress(NothingCachedError), engine.looking() as connection:
        cached = read_meta(connection)
    now = engine.clock.now()
    queued, oldest = engine.journal.waiting()
    link = Link.from_json(facts.get("link"))
    cursor = int(cached.get("cursor", "0"))
    return Status(
        enrolled="device_id" in facts,
        online=link.is_online(now),
        queued=queued,
        cursor=cursor,
        as_of=_as_of(cached, cursor, link),
        device_code=facts.get("device_code", ""),
        device_name=facts.get("device_name", ""),
        seat=facts.get("seat", ""),
        hub=facts.get("hub", ""),
        bench_mode=facts.get("bench_mode", ""),
        warehouse_id=UUID(facts["warehouse_id"]) if facts.get("warehouse_id") else None,
        company_id=UUID(facts["company_id"]) if facts.get("company_id") else None,
        oldest_queued=None if oldest is None else now - oldest,
        head=max(link.head, cursor),
        contact_at=link.contact_at,
        error=link.error,
        error_at=link.error_at,
        cache=engine.folder / engine.cache_name if engine.cache_name else None,
        journal=engine.folder / "journal.db",
        protocol=PROTOCOL,
        finding=Finding.from_json(facts.get("doctor")),
        skew=timedelta(seconds=link.ahead_s) if abs(link.ahead_s) > MOST_SKEW_S else None,
        ended_session=_ended_session(SignedIn.from_json(facts.get("session"))),
    )


def _ended_session(noted: SignedIn | None) -> UUID | None:
    return None if noted is None or noted.token or noted.offline else noted.session_id


def _as_of(cached: dict[str, str], cursor: int, link: Link) -> datetime | None:
    """Nothing new from the hub is news too: who has everything is as recent as the last sign of life."""
    if "as_of" not in cached:
        return None
    found = datetime.fromisoformat(cached["as_of"])
    return max(found, link.contact_at) if link.contact_at is not None and cursor >= link.head else found
