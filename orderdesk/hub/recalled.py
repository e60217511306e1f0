"""Sessions that only a workstation remembers: the database in which they were opened is lost,
and a backup is its heir."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, insert, select

from db.schema import epoch_began_at
from db.tables import people
from orderdesk.commands.sessions import SHIFT
from orderdesk.hub import changelog
from orderdesk.hub.perform import Said

#: As long as a workstation keeps what it has said, and so may send it again.
BELIEVED_FOR = timedelta(days=14)


def recall(connection: Connection, device_id: UUID, said: Said, now: datetime) -> bool:
    """Takes the workstation's word for who said a command of before a restore; True when the session is known now.

    It is taken only for a session that nobody else has, and only for somebody whom this hub has itself verified at this
    device, before the backup or since the restore: more than what is said without the hub on any other day it is not.
    """
    if said.session_id is None or said.user_id is None:
        return False
    began_at = epoch_began_at(changelog.read_head(connection).epoch)
    if began_at is None or said.said_at >= began_at or now >= began_at + BELIEVED_FOR:
        return False
    table = people.session
    if connection.execute(select(table.c.id).where(table.c.id == said.session_id)).first() is not None:
        return False
    verified = select(table.c.id).where(
        table.c.user_id == said.user_id, table.c.device_id == device_id, table.c.offline.is_(False)
    )
    if connection.execute(verified.limit(1)).first() is None:
        return False
    connection.execute(
        insert(table).values(
            id=said.session_id,
            user_id=said.user_id,
            device_id=device_id,
            opened_at=said.said_at,
            offline=True,
            verified_at=said.said_at,
            expires_at=said.said_at + SHIFT,
        )
    )
    return True
