"""What must be true when everything has come to rest: nothing lost, nothing doubled, every copy like the hub."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, func, select

from db.cache import cache_tables
from db.journal import said
from db.store import Store
from db.tables import log, orders, parcels, people
from orderdesk.documents import KINDS
from orderdesk.documents.document import Key, SeatScope
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.doctor import examine
from orderdesk.ids import derived_id
from orderdesk.sync import Workstation
from orderdesk.sync.cache import Pristine, parse

_ANSWERED = {"accepted": {"accepted", "settled"}, "refused": {"refused", "dismissed"}}


def confirmed(path: Path) -> set[UUID]:
    """The ids that a process wrote down as confirmed."""
    return {UUID(line) for line in path.read_text(encoding="ascii").split()} if path.exists() else set()


def require_all_done(hub: Store, workstation: Workstation, acknowledged: set[UUID]) -> int:
    """Every confirmed command is at the hub, once, in the order it was said; returns how many the hub knows.

    A process may die between writing a command down and saying so: such a one is done as well, and also once.
    """
    device_id = workstation._engine.here().device_id
    with workstation._engine.journal.store.read() as journal:
        mine = {row.id: row for row in journal.execute(select(said))}
    with hub.read() as connection:
        rows = list(connection.execute(select(log.command).where(log.command.c.device_id == device_id)))
        last_n = connection.execute(
            select(people.device_state.c.last_n).where(people.device_state.c.device_id == device_id)
        ).scalar_one()
    theirs = {row.id: row for row in rows}
    assert len(theirs) == len(rows)
    assert acknowledged - theirs.keys() == set(), "confirmed commands are lost"
    assert theirs.keys() == mine.keys(), "the hub and the journal know different commands"
    assert sorted(row.n for row in rows) == list(range(1, last_n + 1)), "the hub's numbers have a gap"
    for command_id, row in theirs.items():
        assert mine[command_id].n == row.n
        assert mine[command_id].state in _ANSWERED[row.status], (mine[command_id].state, row.status, row.code)
    return len(theirs)


def require_effects_once(hub: Store) -> None:
    """The effect of each accepted command is there exactly once, and everything else in the hub's database fits."""
    with hub.read() as connection:
        accepted = list(connection.execute(select(log.command).where(log.command.c.status == "accepted")))
        of_kind: dict[str, list[dict[str, object]]] = {}
        for row in accepted:
            of_kind.setdefault(row.kind, []).append(row.arguments)
        notes = {derived_id(row.id, "note") for row in accepted if row.kind == "add_note"}
        assert set(connection.execute(select(orders.order_note.c.id)).scalars()) == notes
        _same(connection, select(orders.order.c.id), of_kind.get("place_order", []), "order_id")
        _same(connection, select(parcels.parcel.c.id), of_kind.get("open_parcel", []), "parcel_id")
        _require_packed(connection, of_kind.get("verify_item", []))
        assert [each for each in examine(connection) if not each.is_alarm] == []


def _same(connection: Connection, query: object, asked: list[dict[str, object]], name: str) -> None:
    there = sorted(str(each) for each in connection.execute(query).scalars())  # type: ignore[call-overload]
    assert there == sorted(str(each[name]) for each in asked)


def _require_packed(connection: Connection, verified: list[dict[str, object]]) -> None:
    asked: dict[UUID, int] = {}
    for each in verified:
        line_id = UUID(str(each["shipment_line_id"]))
        asked[line_id] = asked.get(line_id, 0) + int(str(each["quantity"]))
    inside = select(parcels.parcel_content.c.shipment_line_id, func.sum(parcels.parcel_content.c.quantity)).group_by(
        parcels.parcel_content.c.shipment_line_id
    )
    lying = {row[0]: int(row[1]) for row in connection.execute(inside)}
    for line in connection.execute(select(orders.shipment_line)):
        assert line.packed_quantity == asked.get(line.id, 0) == lying.get(line.id, 0), (
            "something is packed twice or not"
        )


def require_copy(hub: Store, workstation: Workstation) -> None:
    """The cache holds the hub's documents in this seat's scope, masked for it, with nothing on top."""
    here = workstation._engine.here()
    with hub.read() as there, workstation.reading() as mine:
        place = there.execute(select(people.device).where(people.device.c.id == here.device_id)).one()
        seat = SeatScope(place.seat, place.company_id, place.warehouse_id)
        theirs, copies = Shelf(there), Shelf(mine, cached=True)
        assert Pristine(mine, copies).keys() == set(), "documents are kept aside with nothing open"
        for kind in KINDS.values():
            table = cache_tables[kind.table.name]
            held = set(mine.execute(select(table.c.id)).scalars())
            for document_id in there.execute(select(kind.table.c.id)).scalars():
                document = theirs.load(Key(kind.name, document_id))
                assert document is not None
                if not seat.covers(document.scope()):
                    assert document_id not in held, f"{document.key} is beyond the seat's scope"
                    continue
                held.discard(document_id)
                copy = copies.load(document.key)
                wanted = parse(document.key, kind.mask(document.model_dump_json(), seat.seat))
                assert copy is not None, f"{document.key} is missing"
                assert copy.model_dump() == wanted.model_dump(), f"{document.key} differs"
            assert held == set(), f"{kind.name} that the hub does not have"
