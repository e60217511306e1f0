"""Cash on delivery: what each shipment of an order has to bring in, in fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carried:
    """How much of an order line (amount in fen, quantity in thousandths) a shipment carries."""

    line: int
    amount_fen: int
    line_quantity: int
    quantity: int


def value_fen(amount_fen: int, line_quantity: int, quantity: int) -> int:
    """What a part of a line is worth, rounded half up."""
    return (2 * amount_fen * quantity + line_quantity) // (2 * line_quantity) if line_quantity else 0


def shares_fen(shipments: Sequence[Sequence[Carried]]) -> list[int]:
    """What each shipment is worth, in their order; together exactly what they carry is worth."""
    before: dict[int, int] = {}
    found = []
    for shipment in shipments:
        worth = 0
        for each in shipment:
            start = before.get(each.line, 0)
            end = before[each.line] = start + each.quantity
            worth += value_fen(each.amount_fen, each.line_quantity, end)
            worth -= value_fen(each.amount_fen, each.line_quantity, start)
        found.append(worth)
    return found


def due_fen(shares: Sequence[int], paid_fen: int) -> list[int]:
    """What each shipment has to collect: what was paid before counts for the first ones."""
    found, credit = [], max(paid_fen, 0)
    for share in shares:
        covered = min(share, credit)
        credit -= covered
        found.append(share - covered)
    return found
