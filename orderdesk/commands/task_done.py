"""Somebody has done what a task asked for."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission, may
from orderdesk.commands.command import Command, change
from orderdesk.commands.work import Asker, Work
from orderdesk.documents.document import Key
from orderdesk.documents.work import Task
from orderdesk.errors import MissingDocument, Refused


class CompleteTask(Command):
    """Closes a task with what came of it. It is for the person or the role that it was given to, or who leads."""

    task_id: UUID
    result: str = Field(default="done", min_length=1, max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """The task."""
        return (Key("task", self.task_id),)


@change(CompleteTask, needs=Permission.NOTE)
def complete_task(ask: CompleteTask, work: Work) -> None:
    """Notes the end. Raises Refused `task.done`, `task.not_yours`."""
    task = work.find(Task, ask.task_id)
    if task is None:
        raise MissingDocument("task", ask.task_id)
    if task.done_at is not None:
        raise Refused("task.done")
    if not _is_for(task, work.asker):
        raise Refused("task.not_yours")
    task.done_at = work.said_at
    task.done_by = work.asker.user_id
    task.result = ask.result
    if task.order_id is not None:
        work.trace(task.order_id, note=ask.result)


def _is_for(task: Task, asker: Asker) -> bool:
    if may(asker.roles, Permission.LEAD):
        return True
    return asker.user_id == task.user_id if task.user_id is not None else task.role in asker.roles
