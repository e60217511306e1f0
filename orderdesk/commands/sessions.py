"""Opening a session while the hub is away."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select

from db.tables import people
from orderdesk.access import Permission
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.errors import Refused

VERIFIED_FOR = timedelta(hours=24)
SHIFT = timedelta(hours=12)


class OpenSession(Command):
    """Somebody signed in at this workstation without the hub; commands that follow name this session."""

    session_id: UUID
    user_id: UUID
    opened_at: datetime

    def keys(self) -> tuple[Key, ...]:
        """No document."""
        return ()


@change(OpenSession, needs=Permission.SIGN_IN)
def open_session(ask: OpenSession, work: Work) -> None:
    """Nothing to change on documents: whether the session counts is for the hub to say."""


@decide(OpenSession)
def settle_session(ask: OpenSession, work: HubWork) -> None:
    """Accepts it for somebody whom the hub itself has verified on this device within 24 hours before."""
    table = people.session
    verified = work.connection.execute(
        select(table.c.id).where(
            table.c.user_id == ask.user_id,
            table.c.device_id == work.asker.device_id,
            table.c.offline.is_(False),
            table.c.verified_at >= ask.opened_at - VERIFIED_FOR,
        )
    ).first()
    if verified is None:
        raise Refused("session.not_verified", user=str(ask.user_id))
    work.connection.execute(
        insert(table).values(
            id=ask.session_id,
            user_id=ask.user_id,
            device_id=work.asker.device_id,
            opened_at=ask.opened_at,
            offline=True,
            verified_at=ask.opened_at,
            expires_at=ask.opened_at + SHIFT,
        )
    )
