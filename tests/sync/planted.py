"""Planted defects: each replaces one rule of the product, so that the oracle is proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from db.tables import log, people
from orderdesk.commands import Command
from orderdesk.errors import Refused
from orderdesk.hub.execute import Done, Origin, Said, Try
from orderdesk.ids import derived_id, new_id
from orderdesk.sync.cache import write_meta
from orderdesk.sync.engine import Engine
from orderdesk.sync.journal import OpenCommand
from orderdesk.sync.transport import Page, PageRow, SignedIn
from tests.sync.near_hub import NearHub


def forget_known(hub: NearHub) -> None:
    """The hub neither looks for a known id nor minds the number."""
    executor = hub.executor
    original = executor._execute

    def execute(connection: Connection, device_id: UUID, said: Said, this: Try, origin: Origin) -> Done:
        executor._lock_device(connection, device_id)
        last = select(func.max(log.command.c.n)).where(log.command.c.device_id == device_id)
        n = max(said.n, (connection.execute(last).scalar() or 0) + 1)
        state = people.device_state
        connection.execute(update(state).where(state.c.device_id == device_id).values(last_n=n - 1))
        again = connection.execute(select(log.command.c.id).where(log.command.c.id == said.id)).first() is not None
        command_id = derived_id(said.id, f"again {n}") if again else said.id
        done = original(connection, device_id, replace(said, n=n, id=command_id), this, origin)
        return replace(done, outcome=lambda: replace(done.outcome(), id=said.id, n=said.n))

    executor._execute = execute  # type: ignore[method-assign]  # a planted defect


def drop_overlay_early(engine: Engine) -> None:
    """A command counts as shown as soon as it is answered, not when the cursor has passed it."""
    original = engine.journal.open_commands

    def open_commands(connection: Connection, cursor: int) -> list[OpenCommand]:
        return original(connection, 1 << 60)

    engine.journal.open_commands = open_commands  # type: ignore[method-assign]


def untie_pages(engine: Engine) -> None:
    """A page is taken in wherever it starts."""
    original = engine._apply

    def apply(page: Page, rows: Sequence[PageRow], end: int) -> bool:
        with engine.cache.store.write() as connection:
            write_meta(connection, cursor=str(page.start if not rows else min(page.start, rows[0].seq - 1)))
        return original(replace(page, start=engine.cursor()), rows, end)

    engine._apply = apply  # type: ignore[method-assign]


def ignore_epoch(engine: Engine) -> None:
    """The workstation goes on with its cursor whatever epoch the hub names."""
    original = engine._apply

    def apply(page: Page, rows: Sequence[PageRow], end: int) -> bool:
        return original(replace(page, epoch=engine.epoch()), rows, end)

    engine._apply = apply  # type: ignore[method-assign]


def journal_first(engine: Engine) -> None:
    """The command is written down before the cache is taken."""

    def say(command: Command, who: SignedIn) -> tuple[int, UUID, bool]:
        now = engine.clock.now()
        command_id = new_id(now)
        with engine.cache.store.write() as connection:
            savepoint = connection.begin_nested()
            engine._try(connection, command, command_id, now, who, engine.here())
            savepoint.rollback()
        with engine.journal.store.write() as journal:
            n = engine.journal.append(journal, command, command_id, who, now)
        with engine.cache.store.write() as connection:
            try:
                applied = engine._try(connection, command, command_id, now, who, engine.here())
            except Refused:
                applied = False
            write_meta(connection, applied=str(n))
        return n, command_id, applied

    engine.say = say  # type: ignore[method-assign]
