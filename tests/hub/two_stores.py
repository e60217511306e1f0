"""Two stores beside a hub's, with the hub's tables and with a cache's, on which a change runs alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db.cache import create_cache
from db.engine import open_engine, sqlite_url
from db.store import Store
from db.tables import metadata
from orderdesk.commands import Command, verb_of
from orderdesk.commands.work import Asker, Work
from orderdesk.documents import EVERYWHERE, KINDS
from orderdesk.documents.document import Document, Key
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import MissingDocument, Refused
from orderdesk.ids import derived_id
from tests.hub.shop_floor import ShopFloor
from tests.sync import small_company as company

SEATS = ("bench", "desk", "office")

Bodies = dict[Key, str]
Result = tuple[str, dict[str, Any]]


@dataclass
class Mirror:
    """The two empty stores, each with the documents that everybody holds and nothing else."""

    hub: Store
    cache: Store
    seen: set[str] = field(default_factory=set)

    def compare(self, floor: ShopFloor, command: Command, by: str) -> None:
        """Runs a change on both stores and on what each seat sees; all must end alike."""
        self.seen.add(command.kind)
        keys = command.keys()
        with floor.store.read() as connection:
            found = [Shelf(connection).load(key) for key in keys]
        bodies = {document.key: document.model_dump_json() for document in found if document is not None}
        run = _Run(command, Asker(company.USERS[by], floor.devices["B1"], "B1", (company.ROLES[by],)), floor)
        expected = run.on(self.hub, bodies, cached=False)
        assert run.on(self.cache, bodies, cached=True) == expected
        for seat in SEATS:
            masked = {key: KINDS[key.kind].mask(body, seat) for key, body in bodies.items()}
            assert _seen(run.on(self.cache, masked, cached=True), seat) == _seen(expected, seat)


@dataclass
class _Run:
    command: Command
    asker: Asker
    floor: ShopFloor

    def on(self, store: Store, bodies: Bodies, *, cached: bool) -> Result:
        """Code of the refusal, if there is one, and the documents afterwards."""
        with store.read() as connection:
            shelf = Shelf(connection, cached=cached)
            for key, body in bodies.items():
                shelf.save(KINDS[key.kind].model.model_validate_json(body))
            work = Work(
                shelf,
                command_id=derived_id(self.floor.devices["B1"], self.command.model_dump_json()),
                said_at=self.floor.clock.now(),
                asker=self.asker,
                keys=self.command.keys(),
                cached=cached,
            )
            code = ""
            try:
                verb_of(self.command.kind).change(self.command, work)
                work.flush()
            except Refused as refusal:
                code = refusal.code
            except MissingDocument as missing:
                code = f"{missing.kind}.unknown"
            keys = self.command.keys()
            after = {f"{key.kind} {key.id}": picture(Shelf(connection, cached=cached).load(key)) for key in keys}
        return code, after


def picture(document: Document | None) -> dict[str, Any] | None:
    """The document as plain values, its parts by id."""
    if document is None:
        return None
    values = document.model_dump(mode="json")
    for part in KINDS[document.kind].parts:
        values[part.field].sort(key=lambda row: row["id"])
    return values


def _seen(result: Result, seat: str) -> Result:
    """The result without what the seat may not see."""
    code, documents = deepcopy(result)
    for name, values in documents.items():
        for part, columns in KINDS[name.split()[0]].masked(seat).items():
            rows = [] if values is None else [values] if part == "" else values[part]
            for row in rows:
                for column in columns:
                    row.pop(column, None)
    return code, documents


@contextmanager
def mirror_of(floor: ShopFloor, folder: Path) -> Iterator[Mirror]:
    """Two stores with the reference documents of a floor."""
    hub = Store(open_engine(sqlite_url(folder / "mirror-hub.db"), foreign_keys=False))
    cache = Store(open_engine(sqlite_url(folder / "mirror-cache.db"), foreign_keys=False))
    with floor.store.read() as source:
        found = [
            Shelf(source).load(Key(kind, row.id))
            for kind in sorted(EVERYWHERE)
            for row in source.execute(select(KINDS[kind].table.c.id))
        ]
    with hub.write() as connection:
        metadata.create_all(connection)
        for document in found:
            assert document is not None
            Shelf(connection).replace(document)
    with cache.write() as connection:
        create_cache(connection)
        for document in found:
            assert document is not None
            Shelf(connection, cached=True).replace(document)
    yield Mirror(hub, cache)
    hub.close()
    cache.close()
