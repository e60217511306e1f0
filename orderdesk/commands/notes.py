"""Notes on an order."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.command import Command, change
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import OrderNote
from orderdesk.errors import Refused


class AddNote(Command):
    """Writes a note on an order. Notes of several people never conflict."""

    order_id: UUID
    text: str = Field(min_length=1, max_length=2000)

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(AddNote, needs=Permission.NOTE)
def add_note(ask: AddNote, work: Work) -> None:
    """Appends the note, signed by who asks."""
    order = work.order(ask.order_id)
    if work.asker.user_id is None:
        raise Refused("note.unsigned")
    order.notes.append(
        OrderNote(
            id=work.new_id("note"),
            order_id=order.id,
            text=ask.text,
            written_by=work.asker.user_id,
            written_at=work.said_at,
        )
    )
    order.updated_at = max(order.updated_at, work.said_at)
