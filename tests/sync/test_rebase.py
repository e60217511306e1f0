"""Open commands over what the hub has changed below them: which documents belong together, and what no longer fits."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from db.journal import said
from orderdesk.clock import SetClock
from orderdesk.commands import AddNote, CancelOrder
from orderdesk.documents.document import Key
from orderdesk.sync import Workstation
from orderdesk.sync.journal import OpenCommand
from orderdesk.sync.rebase import closure
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from tests.sync.seated import seated, take_in

A, B, C, D = (Key("order", UUID(int=each)) for each in range(4))


def on(*keys: Key) -> OpenCommand:
    """An open command on these documents."""
    command = AddNote(order_id=UUID(int=0), text="any")
    return OpenCommand(1, UUID(int=9), command.kind, command, None, (), company.START, frozenset(keys))


def test_documents_belong_together_along_a_chain_of_commands_in_any_order() -> None:
    for commands in ([on(B, C), on(A, B), on(D)], [on(D), on(A, B), on(B, C)]):
        assert closure({A}, commands) == {A, B, C}
    assert closure({C}, [on(A, B)]) == {C}
    assert closure(set(), [on(A, B)]) == set()


def attention(desk: Workstation) -> list[str | None]:
    with desk._engine.journal.store.read() as journal:
        return list(journal.execute(select(said.c.attention).order_by(said.c.n)).scalars())


def test_a_command_that_no_longer_fits_is_marked_and_sent_all_the_same(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    order_id = town.allocated()
    desk = seated(lambda: town.hub, tmp_path / "A1", "A1", "supervisor")
    cancel = CancelOrder(order_id=order_id, reason="customer")
    desk.say(AddNote(order_id=order_id, text="still fits"))
    desk.say(cancel)
    assert attention(desk) == [None, None]
    town.run(cancel)
    take_in(town.hub, desk)
    assert attention(desk)[0] is None
    code = attention(desk)[1]
    assert code is not None
    assert desk.status().queued == 2
    desk.sync_once()
    assert [row.code for row in desk.refusals()] == [code]
    desk.close()
