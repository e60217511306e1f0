"""What can still be promised of the stock, and from which warehouse. Quantities in thousandths of the base unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

RowKey = tuple[bytes, bytes, str, str]

MOST_CANDIDATES = 12
"""Warehouses, the best ones, among which combinations are tried."""


@dataclass(frozen=True, slots=True)
class StockRow:
    """One stock row: what is there and what is reserved of it."""

    id: UUID
    warehouse_id: UUID
    sku_id: UUID
    on_hand: int
    reserved: int
    batch: str = ""
    quality: str = "good"

    @property
    def available(self) -> int:
        """What may still be reserved; negative when the owner stated less than is reserved."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class LineNeed:
    """A quantity of a SKU that a line wants."""

    line_id: UUID
    sku_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A quantity of a line to be reserved in a warehouse, on one of its stock rows."""

    line_id: UUID
    sku_id: UUID
    warehouse_id: UUID
    quantity: int
    stock_id: UUID


@dataclass(frozen=True, slots=True)
class WarehouseFigures:
    """The figures behind a shortage in one warehouse."""

    warehouse_id: UUID
    on_hand: int
    reserved: int
    available: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why a line is short: what is wanted, what could be picked for it, and the figures of each warehouse."""

    line_id: UUID
    sku_id: UUID
    needed: int
    picked: int
    warehouses: tuple[WarehouseFigures, ...]

    @property
    def missing(self) -> int:
        """How much is lacking."""
        return self.needed - self.picked


@dataclass(frozen=True, slots=True)
class WarehouseChoice:
    """Where the lines come from. Complete when nothing is short; picks stand in row order."""

    picks: tuple[Pick, ...]
    shortages: tuple[Shortage, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every line is covered."""
        return not self.shortages

    @property
    def warehouse_ids(self) -> tuple[UUID, ...]:
        """The warehouses involved, in row order: one shipment each."""
        return tuple(dict.fromkeys(pick.warehouse_id for pick in self.picks))


@dataclass(frozen=True, slots=True)
class _Share:
    """What a warehouse gives for a line, not yet shared out over its batches."""

    need: LineNeed
    warehouse_id: UUID
    quantity: int


def row_key(warehouse_id: UUID, sku_id: UUID, *, batch: str = "", quality: str = "good") -> RowKey:
    """The order in which stock rows are locked, by everyone: (warehouse, sku, batch, quality), ids by their bytes."""
    return (warehouse_id.bytes, sku_id.bytes, batch, quality)


def choose_warehouses(
    needs: Sequence[LineNeed], rows: Iterable[StockRow], warehouses: Sequence[UUID], *, shipments: int = 3
) -> WarehouseChoice:
    """Chooses where to reserve: from as few warehouses as can cover everything, at most `shipments` of them.

    `warehouses`: those that may deliver, best first; of equally many the better ones win. A line stays whole where
    one of them covers it and is shared out otherwise. What they lack is a shortage: with too little everywhere, the
    warehouses that give most are taken.
    """
    stock = list(rows)
    free = _free_quantities(stock, warehouses)
    wanted = _wanted(needs)
    useful = [each for each in warehouses if any(free.get((each, sku_id), 0) for sku_id in wanted)][:MOST_CANDIDATES]
    used = _fewest(wanted, free, useful, shipments)
    picks, shortages = [], []
    for need in needs:
        left = need.quantity
        whole = [each for each in used if free.get((each, need.sku_id), 0) >= need.quantity]
        for warehouse_id in whole[:1] or used:
            quantity = min(left, free.get((warehouse_id, need.sku_id), 0))
            if quantity > 0:
                free[warehouse_id, need.sku_id] -= quantity
                left -= quantity
                picks.append(_Share(need, warehouse_id, quantity))
        if left:
            shortages.append(explain_shortage(need, need.quantity - left, stock, warehouses))
    return WarehouseChoice(_on_rows(picks, stock), tuple(shortages))


def explain_shortage(need: LineNeed, picked: int, rows: Iterable[StockRow], warehouses: Sequence[UUID]) -> Shortage:
    """The figures of every warehouse for a line that is short, best warehouse first."""
    totals = {warehouse_id: (0, 0) for warehouse_id in warehouses}
    for row in rows:
        if row.sku_id == need.sku_id and row.quality == "good" and row.warehouse_id in totals:
            on_hand, reserved = totals[row.warehouse_id]
            totals[row.warehouse_id] = (on_hand + row.on_hand, reserved + row.reserved)
    figures = tuple(
        WarehouseFigures(warehouse_id, on_hand, reserved, on_hand - reserved)
        for warehouse_id, (on_hand, reserved) in totals.items()
    )
    return Shortage(need.line_id, need.sku_id, need.quantity, picked, figures)


def _free_quantities(rows: Iterable[StockRow], warehouses: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
    free: dict[tuple[UUID, UUID], int] = {}
    for row in rows:
        if row.quality == "good" and row.warehouse_id in warehouses:
            key = (row.warehouse_id, row.sku_id)
            # Batches of one warehouse add up; an overdrawn batch takes nothing from the others.
            free[key] = free.get(key, 0) + max(row.available, 0)
    return free


def _wanted(needs: Iterable[LineNeed]) -> dict[UUID, int]:
    wanted: dict[UUID, int] = {}
    for need in needs:
        wanted[need.sku_id] = wanted.get(need.sku_id, 0) + need.quantity
    return wanted


def _fewest(
    wanted: dict[UUID, int], free: dict[tuple[UUID, UUID], int], useful: Sequence[UUID], most: int
) -> tuple[UUID, ...]:
    """The fewest and best warehouses that have everything, or those that have most of it."""
    best: tuple[UUID, ...] = ()
    least = sum(wanted.values())
    for count in range(1, min(most, len(useful)) + 1):
        for some in combinations(useful, count):
            missing = sum(
                max(quantity - sum(free.get((each, sku_id), 0) for each in some), 0)
                for sku_id, quantity in wanted.items()
            )
            if missing < least:
                best, least = some, missing
            if not missing:
                return best
    return best


def _on_rows(shares: Iterable[_Share], stock: Iterable[StockRow]) -> tuple[Pick, ...]:
    """Shares what a warehouse gives out over its batches, the first ones first; picks come in row order."""
    rows = sorted(
        (row for row in stock if row.quality == "good" and row.available > 0),
        key=lambda row: row_key(row.warehouse_id, row.sku_id, batch=row.batch),
    )
    left = {row.id: row.available for row in rows}
    picks = []
    for share in shares:
        wanted = share.quantity
        for place, row in enumerate(rows):
            quantity = min(wanted, left[row.id])
            if quantity > 0 and (row.warehouse_id, row.sku_id) == (share.warehouse_id, share.need.sku_id):
                left[row.id] -= quantity
                wanted -= quantity
                picks.append((place, Pick(share.need.line_id, row.sku_id, row.warehouse_id, quantity, row.id)))
    return tuple(pick for _, pick in sorted(picks, key=lambda each: each[0]))
