"""A window and its sync process on one folder: one follows the hub, or changes the cache's file,
while the other works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from orderdesk.clock import SetClock
from orderdesk.commands import AddNote
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.sync import Workstation
from orderdesk.sync.transport import BootstrapNeeded, Page, PageRow
from tests.storage.cached_company import Town
from tests.sync.near_hub import NearTransport
from tests.sync.seated import seated


@dataclass
class Desk:
    """The two sides of a desk, and an order that it holds."""

    window: Workstation
    sync: Workstation
    order_id: UUID
    device_id: UUID

    def order(self) -> Order:
        """The order as the sync side has it."""
        with self.sync.reading() as connection:
            found = Shelf(connection, cached=True).load(Key("order", self.order_id))
        assert isinstance(found, Order)
        return found


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    town = Town(tmp_path, clock)
    order_id = town.allocated()
    window = seated(lambda: town.hub, tmp_path / "A1", "A1", "sales")
    sync = Workstation.open(tmp_path / "A1", lambda: NearTransport(lambda: town.hub), clock=clock)
    yield Desk(window, sync, order_id, town.desk)
    window.close()
    sync.close()


def test_what_is_said_while_the_file_changes_is_in_the_new_one(desk: Desk) -> None:
    desk.sync._engine.bootstrap(desk.sync._line.connect())
    before = desk.window.status().cache
    desk.window.say(AddNote(order_id=desk.order_id, text="said at the old file"))
    assert desk.window.status().cache == desk.sync.status().cache != before
    assert [note.text for note in desk.order().notes] == ["said at the old file"]


def test_a_workstation_that_is_given_another_seat_needs_another_cache(desk: Desk) -> None:
    engine = desk.sync._engine
    with desk.sync.reading() as connection:
        device = Shelf(connection, cached=True).load(Key("device", desk.device_id))
    assert device is not None
    epoch, cursor = engine.epoch(), engine.cursor()
    for step, (seat, moves) in enumerate((("desk", False), ("office", True))):
        given = device.model_copy(update={"version": device.version + 1 + step, "seat": seat})
        start, end = cursor + step, cursor + step + 1
        row = PageRow(end, "device", desk.device_id, None, given.model_dump_json())
        with pytest.raises(BootstrapNeeded, match="another seat") if moves else nullcontext():
            engine.apply(Page(epoch, start, end, end, (row,)))
        assert engine.cursor() == end
    with pytest.raises(BootstrapNeeded, match="another seat"):
        desk.window._engine.require_seat()


def test_a_page_that_the_other_side_has_taken_in_part_does_not_bring_old_states_back(desk: Desk) -> None:
    engine, order = desk.sync._engine, desk.order()
    epoch, cursor = engine.epoch(), engine.cursor()

    def row(seq: int, remark: str) -> PageRow:
        body = order.model_copy(update={"version": order.version + seq, "remark": remark}).model_dump_json()
        return PageRow(cursor + seq, "order", desk.order_id, None, body)

    old, new = row(1, "old"), row(2, "new")
    other = PageRow(cursor + 3, "order", UUID(int=3), None, None)
    assert desk.window._engine.apply(Page(epoch, cursor, cursor + 2, cursor + 3, (old, new)))
    assert engine.apply(Page(epoch, cursor, cursor + 3, cursor + 3, (old, other)))
    assert desk.order().remark == "new"
    assert engine.cursor() == cursor + 3
    assert not engine.apply(Page(epoch, cursor, cursor + 2, cursor + 3, (old, new)))
    assert not engine.apply(Page(epoch, cursor + 4, cursor + 5, cursor + 5, ()))
    with pytest.raises(BootstrapNeeded, match="new epoch"):
        engine.apply(Page("another", cursor + 3, cursor + 4, cursor + 4, ()))
