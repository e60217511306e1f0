"""What the screens show as waiting: shown here already, or to be filled by the hub alone, and not answered yet."""

from __future__ import annotations

from types import MappingProxyType

from orderdesk.documents.document import Key
from orderdesk.documents.shelf import Shelf
from orderdesk.sync.cache import Pristine, parse
from orderdesk.sync.overlay import Overlay

#: Fields of a command's documents that only the hub's decision fills, by kind of command and of document.
ONLY_THE_HUB = MappingProxyType(
    {
        ("place_order", "order"): frozenset(
            {"checks", "holds", "held", "node", "placed_at", "promised_at", "amount_fen", "tax_fen"}
        ),
        ("edit_order", "order"): frozenset({"checks", "holds", "held", "node", "promised_at"}),
        ("review_order", "order"): frozenset({"checks", "holds", "held", "node"}),
        ("allocate_order", "order"): frozenset({"shipments", "node"}),
        ("split_order", "order"): frozenset({"paid_fen", "pay_state"}),
        ("record_receipt", "order"): frozenset({"paid_fen", "pay_state"}),
        ("confirm_receipt", "order"): frozenset({"paid_fen", "pay_state"}),
    }
)


def waiting(engine: Overlay) -> dict[Key, frozenset[str]]:
    """The documents of all open commands with their waiting fields; none where the document is not here."""
    found: dict[Key, frozenset[str]] = {}
    with engine.looking() as connection:
        with engine.journal.store.read() as journal:
            commands = engine.journal.open_commands(journal, engine.cursor_in(connection))
        shelf = Shelf(connection, cached=True)
        kept = Pristine(connection, shelf)
        for command in commands:
            for key in command.keys():  # noqa: SIM118  # a command is no mapping
                if key not in found:
                    found[key] = _changed(shelf, kept, key)
                if found[key]:
                    found[key] |= ONLY_THE_HUB.get((command.kind, key.kind), frozenset())
    return found


def _changed(shelf: Shelf, kept: Pristine, key: Key) -> frozenset[str]:
    """The fields in which the document here is ahead of the hub's; all of them where the hub has none yet."""
    here = shelf.load(key)
    if here is None or not kept.has(key):
        return frozenset()
    body = kept.body(key)
    names = type(here).model_fields
    if body is None:
        return frozenset(names)
    there = parse(key, body)
    return frozenset(name for name in names if getattr(here, name) != getattr(there, name)) - {"version"}
