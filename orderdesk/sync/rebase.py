"""Runs commands on the cache: once when they are said, again whenever the hub's documents below them change."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from orderdesk.access import may
from orderdesk.commands.command import Command, verb_of
from orderdesk.commands.work import Asker, Work
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import MissingDocument, Refused
from orderdesk.sync.cache import Pristine
from orderdesk.sync.journal import OpenCommand


@dataclass(frozen=True, slots=True)
class Here:
    """The device that runs the commands."""

    device_id: UUID
    device_code: str


@dataclass(slots=True)
class Rebased:
    """What a rebase did: the documents that may look different now, and the marks that have changed."""

    touched: set[Key] = field(default_factory=set)
    marks: dict[int, str | None] = field(default_factory=dict)

    def mark(self, command: OpenCommand, code: str | None) -> None:
        """Notes what a re-run came to, if that is news."""
        if command.attention != code:
            self.marks[command.n] = code


def run(
    connection: Connection,
    command: Command,
    *,
    command_id: UUID,
    said_at: datetime,
    user_id: UUID | None,
    roles: Sequence[str],
    here: Here,
) -> None:
    """Carries out the change part of a command on the cache. Raises Refused, or MissingDocument where the hub decides.

    What it raises, it raises before anything is written.
    """
    verb = verb_of(command.kind)
    if not may(roles, verb.needs):
        raise Refused("access.denied", command=command.kind, needs=str(verb.needs))
    _require_storable(command)
    shelf = Shelf(connection, cached=True)
    kept = Pristine(connection, shelf)
    keys = command.keys()
    work = Work(
        shelf,
        command_id=command_id,
        said_at=said_at,
        asker=Asker(user_id, here.device_id, here.device_code, tuple(roles)),
        keys=keys,
        cached=True,
    )
    verb.change(command, work)
    for key in keys:
        if not kept.has(key):
            kept.keep(key, work.touched(key))
    work.flush()


def rebase(connection: Connection, keys: Iterable[Key], commands: Sequence[OpenCommand], here: Here) -> Rebased:
    """Restores every document that the commands on `keys` reach to the hub's state and runs the commands again.

    `commands` are all open ones, in their order. A command that fails now is marked and still sent: the hub decides.
    """
    done = Rebased(touched=closure(keys, commands))
    shelf = Shelf(connection, cached=True)
    kept = Pristine(connection, shelf)
    for key in done.touched:
        kept.restore(key)
    still: set[Key] = set()
    for open_command in commands:
        own = open_command.keys()
        if own.isdisjoint(done.touched):
            continue
        still |= own
        try:
            run(
                connection,
                open_command.command,
                command_id=open_command.id,
                said_at=open_command.said_at,
                user_id=open_command.user_id,
                roles=open_command.roles,
                here=here,
            )
            done.mark(open_command, None)
        except Refused as refusal:
            done.mark(open_command, refusal.code)
        except MissingDocument:
            done.mark(open_command, None)
    for key in done.touched - still:
        kept.forget(key)
    return done


def closure(keys: Iterable[Key], commands: Collection[OpenCommand]) -> set[Key]:
    """`keys`, those of every open command on them, and so on."""
    found = set(keys)
    left = [command.keys() for command in commands]
    grown = True
    while grown:
        grown = False
        for own in list(left):
            if not own.isdisjoint(found):
                found |= own
                left.remove(own)
                grown = True
    return found


def _require_storable(command: Command) -> None:
    """Refuses text that PostgreSQL or UTF-8 cannot hold: queued, it would hold up everything said after it."""
    text = json.dumps(command.arguments(), ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused("text.unreadable", command=command.kind) from error
    if "\\u0000" in text:
        raise Refused("text.unreadable", command=command.kind)
