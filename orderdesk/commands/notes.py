"""Notes on an order; whoever is mentioned in one gets a task."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.command import Command, change
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, OrderNote
from orderdesk.documents.work import Task
from orderdesk.errors import Refused
from orderdesk.ids import derived_id

MENTION = "note.mention"
"""The kind of task that a mention makes."""


class AddNote(Command):
    """Writes a note on an order. Notes of several people never conflict.

    `mentions`: users who are to look at it; `note_id`, made where the note is written, is needed with them.
    """

    order_id: UUID
    text: str = Field(min_length=1, max_length=2000)
    note_id: UUID | None = None
    mentions: tuple[UUID, ...] = Field(default=(), max_length=20)

    def keys(self) -> tuple[Key, ...]:
        """The order and a task for everybody who is mentioned."""
        return (
            Key("order", self.order_id),
            *(Key("task", self.task_id(each)) for each in dict.fromkeys(self.mentions)),
        )

    def task_id(self, user_id: UUID) -> UUID:
        """The task of somebody who is mentioned."""
        return derived_id(self.note_id or self.order_id, f"mention:{user_id}")


@change(AddNote, needs=Permission.NOTE)
def add_note(ask: AddNote, work: Work) -> None:
    """Appends the note, signed by who asks. Raises Refused `note.unsigned`, `.unnamed`, `.exists`, `user.unknown`."""
    order = work.order(ask.order_id)
    if work.asker.user_id is None:
        raise Refused("note.unsigned")
    if ask.mentions and ask.note_id is None:
        raise Refused("note.unnamed")
    if any(note.id == ask.note_id for note in order.notes):
        raise Refused("note.exists")
    order.notes.append(
        OrderNote(
            id=ask.note_id or work.new_id("note"),
            order_id=order.id,
            text=ask.text,
            written_by=work.asker.user_id,
            written_at=work.said_at,
        )
    )
    order.updated_at = max(order.updated_at, work.said_at)
    for user_id in dict.fromkeys(ask.mentions):
        _ask_to_look(ask, work, order, user_id)


def note_reason(work: Work, order: Order, reason: str) -> None:
    """Keeps why somebody did something as their note on the order, for those who go on with it or look back.

    It bears the moment of what was done. What the hub itself does has its reason elsewhere.
    """
    if work.asker.user_id is None or not reason:
        return
    order.notes.append(
        OrderNote(
            id=work.new_id(f"why:{order.id}"),
            order_id=order.id,
            text=reason,
            written_by=work.asker.user_id,
            written_at=work.said_at,
        )
    )


def _ask_to_look(ask: AddNote, work: Work, order: Order, user_id: UUID) -> None:
    user = work.user(user_id)
    if not user.active:
        raise Refused("user.unknown", user=user.name)
    work.add(
        Task(
            id=ask.task_id(user_id),
            company_id=order.company_id,
            order_id=order.id,
            task_kind=MENTION,
            role=user.roles[0].role if user.roles else "",
            user_id=user_id,
            facts={"order_no": order.order_no, "text": ask.text[:200], "by": str(work.asker.user_id)},
            opened_at=work.said_at,
        )
    )
