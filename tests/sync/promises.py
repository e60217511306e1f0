"""The promises: what must hold after each step of a history, and when everything has come to rest."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from sqlalchemy import func, select

from db.journal import said
from db.prepared import Prepared
from db.tables import log, orders, parcels, people, stock
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.hub import changelog
from orderdesk.ids import derived_id
from orderdesk.sync import Workstation
from orderdesk.sync.cache import Pristine, parse, read_meta
from orderdesk.sync.engine import Engine
from orderdesk.sync.rebase import closure, rebase
from tests.sync.near_hub import NearHub, hub_ids
from tests.sync.world import Broken, Place, ids

if TYPE_CHECKING:
    from tests.sync.simulator import History


class Played(Protocol):
    """A history that has been played: the hub, and the workstations that worked against it."""

    hub: NearHub
    places: list[Place]

    def window_of(self, place: Place) -> Workstation:
        """A workstation's program."""
        ...


_NOTES = Prepared(select(said.c.id, said.c.arguments, said.c.state, said.c.attention).where(said.c.kind == "add_note"))


def check_step(history: History) -> None:
    """A note that its own workstation does not hold refused stands on its screen from the first moment on."""
    for place in history.places:
        window = place.window
        if not place.stirred or window is None or not window._engine.has_cache:
            continue
        place.stirred = False
        window.reopen()
        _check_cursor(history, place, window._engine)
        if place.sync is not None:
            _check_shown(history, place, window._engine)
        with window._engine.journal.store.read() as journal:
            notes = [
                (row.id, UUID(row.arguments["order_id"]), row.state, row.attention) for row in _NOTES.all(journal, {})
            ]
        with window.reading() as connection:
            if "moved_to" in read_meta(connection):
                continue  # its pages are the new seat's by now, and the new seat's snapshot is still to come
            shelf = Shelf(connection, cached=True)
            for command_id, order_id, state, attention in notes:
                order = shelf.load(Key("order", order_id))
                if not isinstance(order, Order) or state in ("refused", "dismissed") or attention:
                    continue
                times = sum(1 for note in order.notes if note.id == _note_id(command_id))
                if times != 1:
                    raise Broken(f"{place.code} shows its own note {command_id} {times} times ({state})")


def _check_cursor(history: History, place: Place, engine: Engine) -> None:
    """Within an epoch a workstation only ever moves on."""
    epoch, cursor = _reached(engine)
    if place.reached[0] == epoch and cursor < place.reached[1]:
        raise Broken(f"{place.code} went back from {place.reached[1]} to {cursor}")
    place.reached = (epoch, cursor)


def _reached(engine: Engine) -> tuple[str, int]:
    with engine.looking() as connection:
        facts = read_meta(connection)
    return facts["epoch"], int(facts["cursor"])


def is_level(history: Played, place: Place) -> bool:
    """Whether a workstation has said everything, heard every answer and followed the hub's log to its end."""
    engine = history.window_of(place)._engine
    if not engine.has_cache:
        return False
    with history.hub.store.read() as connection:
        head = changelog.read_head(connection)
    return _reached(engine) == (head.epoch, head.last) and engine.journal.waiting()[0] == 0


def _check_shown(history: History, place: Place, engine: Engine) -> None:
    """What is shown is the hub's documents with the open commands on top: running them again changes nothing."""
    try:
        with engine.cache.store.write() as connection, engine.journal.store.read() as journal:
            shelf = Shelf(connection, cached=True)
            keys = Pristine(connection, shelf).keys()
            if not keys:
                return
            commands = engine.journal.open_commands(journal, engine.cursor_in(connection))
            touched = closure(keys, commands)
            shown = {key: shelf.load(key) for key in touched}
            rebase(connection, touched, commands, engine.here())
            for key in touched:
                if _told(shown[key]) != _told(shelf.load(key)):
                    raise Broken(f"{place.code} shows {key} as its open commands do not make it")
            raise _NotForGood
    except _NotForGood:
        return


def check_end(history: Played) -> None:
    check_followed(history)
    _check_stock(history)


def check_followed(history: Played) -> None:
    """The log has no holes, every workstation has said everything and holds what the hub does, boxes are counted."""
    _check_log(history)
    for place in history.places:
        _check_station(history, place)
    _check_packed(history)


def _check_log(history: Played) -> None:
    with history.hub.store.read() as connection:
        head = changelog.read_head(connection)
        seqs = list(connection.execute(select(log.change.c.seq).distinct().order_by(log.change.c.seq)).scalars())
        if seqs != list(range(1, head.last + 1)):
            raise Broken("the log is not dense")
        versions: dict[Key, int] = {}
        rows = connection.execute(select(log.change).order_by(log.change.c.seq, log.change.c.pos))
        for row in rows:
            key = Key(row.kind, row.key)
            if row.version <= versions.get(key, 0):
                raise Broken(f"{key} went back to version {row.version} at {row.seq}")
            versions[key] = row.version


def _check_station(history: Played, place: Place) -> None:
    window = history.window_of(place)
    with window._engine.journal.store.read() as journal:
        waiting = [row.n for row in journal.execute(select(said).where(said.c.state.in_(("queued", "sent"))))]
    if waiting:
        raise Broken(f"{place.code} still has {waiting} to send")
    with history.hub.store.read() as connection:
        done = {
            row.id: row
            for row in connection.execute(select(log.command).where(log.command.c.device_id == place.device_id))
        }
        last_n = connection.execute(
            select(people.device_state.c.last_n).where(people.device_state.c.device_id == place.device_id)
        ).scalar_one()
    if set(done) != set(place.said):
        lost, more = set(place.said) - set(done), set(done) - set(place.said)
        raise Broken(f"{place.code}: {len(lost)} commands lost, {len(more)} unknown ones at the hub")
    if sorted(row.n for row in done.values()) != list(range(1, last_n + 1)):
        raise Broken(f"{place.code}: the hub's numbers have a gap")
    _check_cache(history, place, window)


def _check_cache(history: Played, place: Place, window: Workstation) -> None:
    seat = history.hub.seat_of(place.device_id)
    with window.reading() as mine, history.hub.store.read() as theirs:
        here, there = Shelf(mine, cached=True), Shelf(theirs)
        if Pristine(mine, here).keys():
            raise Broken(f"{place.code} keeps pristine documents with nothing open")
        for kind in KINDS.values():
            held = set(ids(mine, kind.name))
            for document_id in hub_ids(theirs, kind.name):
                document = there.load(Key(kind.name, document_id))
                assert document is not None
                copy = here.load(document.key)
                held.discard(document_id)
                if not seat.covers(document.scope()):
                    if copy is not None:
                        raise Broken(f"{place.code} holds {document.key} beyond its scope")
                    continue
                wanted = _wanted(document.key, document.model_dump_json(), seat.seat)
                found = {} if copy is None else copy.model_dump()
                if found != wanted:
                    fields = {
                        name: (found.get(name), value) for name, value in wanted.items() if found.get(name) != value
                    }
                    raise Broken(f"{place.code} differs from the hub on {document.key}: {fields}")
            if held:
                raise Broken(f"{place.code} holds {kind.name} that the hub does not have: {held}")


@lru_cache(maxsize=256)
def _wanted(key: Key, body: str, seat: str) -> dict[str, object]:
    """What a seat should hold of a document; most are the same in every history."""
    return parse(key, KINDS[key.kind].mask(body, seat)).model_dump()


def _check_stock(history: Played) -> None:
    with history.hub.store.read() as connection:
        for row in connection.execute(select(stock.stock)):
            for table in (stock.reservation, stock.reservation_open):
                total = connection.execute(
                    select(func.coalesce(func.sum(table.c.quantity), 0)).where(table.c.stock_id == row.id)
                ).scalar_one()
                if total != row.reserved:
                    raise Broken(f"{table.name} says {total}, the stock row {row.reserved}")
            if row.reserved > row.on_hand:
                raise Broken("more is reserved than there is")


def _check_packed(history: Played) -> None:
    lines, contents = orders.shipment_line, parcels.parcel_content
    with history.hub.store.read() as connection:
        for row in connection.execute(select(lines)):
            inside = connection.execute(
                select(func.coalesce(func.sum(contents.c.quantity), 0)).where(contents.c.shipment_line_id == row.id)
            ).scalar_one()
            if inside != row.packed_quantity or row.packed_quantity > row.quantity:
                raise Broken(f"a line counts {row.packed_quantity} as packed, its parcels hold {inside}")


class _NotForGood(Exception):
    """Rolls a trial back."""


def _told(document: Document | None) -> object:
    """What a person sees of a document: its version is the hub's to count."""
    return None if document is None else document.model_dump(exclude={"version"})


def _note_id(command_id: UUID) -> UUID:
    return derived_id(command_id, "note")
