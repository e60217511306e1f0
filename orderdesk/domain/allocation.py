"""Which warehouse an order should come from, by rule: how near, how much of it is there, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from orderdesk.domain.distances import distance_km
from orderdesk.domain.stock import LineNeed, StockRow, WarehouseChoice

WHOLE = 1_000
"""A full share, in thousandths."""


@dataclass(frozen=True, slots=True)
class AllocationRule:
    """The weights of the three questions, and how many shipments an order may become.

    `cost_fen`: what a shipment from a warehouse (by code) costs. Where all weigh the same, the warehouse's own
    priority decides.
    """

    distance: int = 50
    stock: int = 30
    cost: int = 20
    shipments: int = 3
    cost_fen: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A warehouse that may deliver."""

    warehouse_id: UUID
    code: str
    province: str
    city: str
    priority: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the goods go."""

    province: str
    city: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with what speaks for and against it. `score`: the less, the better; `covers` in thousandths."""

    warehouse_id: UUID
    score: int
    distance_km: int
    covers: int
    cost_fen: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """A quantity (thousandths) of a SKU that would have to move between our warehouses first."""

    sku_id: UUID
    from_id: UUID
    to_id: UUID
    quantity: int


def rank_warehouses(
    candidates: Iterable[Candidate],
    destination: Destination,
    needs: Sequence[LineNeed],
    rows: Iterable[StockRow],
    rule: AllocationRule,
) -> tuple[Ranked, ...]:
    """The candidates, the best first. Each question is measured against the worst candidate,
    so that weights compare."""
    found = list(candidates)
    free = _free(rows)
    far = {
        each.warehouse_id: distance_km(each.province, each.city, destination.province, destination.city)
        for each in found
    }
    covers = {each.warehouse_id: _covered(needs, free, each.warehouse_id) for each in found}
    costs = {each.warehouse_id: rule.cost_fen.get(each.code, 0) for each in found}
    farthest, dearest = max(far.values(), default=0), max(costs.values(), default=0)
    ranked = []
    for each in found:
        key = each.warehouse_id
        score = rule.distance * _share(far[key], farthest)
        score += rule.stock * (WHOLE - covers[key])
        score += rule.cost * _share(costs[key], dearest)
        ranked.append((score, each.priority, key.int, Ranked(key, score, far[key], covers[key], costs[key])))
    return tuple(each[-1] for each in sorted(ranked, key=lambda each: each[:-1]))


def propose_transfers(
    choice: WarehouseChoice, rows: Iterable[StockRow], warehouses: Sequence[UUID]
) -> tuple[Transfer, ...]:
    """What other warehouses could send for the lines that are short, to where most of the order comes from.

    `warehouses`: all candidates, the best first. Nothing that the choice itself takes is offered twice.
    """
    if not warehouses:
        return ()
    free = _free(rows)
    for pick in choice.picks:
        free[pick.warehouse_id, pick.sku_id] -= pick.quantity
    to_id = _main_warehouse(choice, warehouses)
    found = []
    for shortage in choice.shortages:
        missing = shortage.missing
        for from_id in warehouses:
            quantity = min(missing, free.get((from_id, shortage.sku_id), 0))
            if from_id != to_id and quantity > 0:
                free[from_id, shortage.sku_id] -= quantity
                missing -= quantity
                found.append(Transfer(shortage.sku_id, from_id, to_id, quantity))
    return tuple(found)


def _main_warehouse(choice: WarehouseChoice, warehouses: Sequence[UUID]) -> UUID:
    given = {warehouse_id: 0 for warehouse_id in choice.warehouse_ids}
    for pick in choice.picks:
        given[pick.warehouse_id] += pick.quantity
    return max(given, key=lambda each: (given[each], -warehouses.index(each)), default=warehouses[0])


def _covered(needs: Sequence[LineNeed], free: Mapping[tuple[UUID, UUID], int], warehouse_id: UUID) -> int:
    """How much of what is needed a warehouse has, each SKU counting alike whatever its unit."""
    wanted: dict[UUID, int] = {}
    for need in needs:
        wanted[need.sku_id] = wanted.get(need.sku_id, 0) + need.quantity
    shares = [
        _share(min(free.get((warehouse_id, sku_id), 0), quantity), quantity) for sku_id, quantity in wanted.items()
    ]
    return sum(shares) // len(shares) if shares else WHOLE


def _free(rows: Iterable[StockRow]) -> dict[tuple[UUID, UUID], int]:
    found: dict[tuple[UUID, UUID], int] = {}
    for row in rows:
        if row.quality == "good":
            key = (row.warehouse_id, row.sku_id)
            found[key] = found.get(key, 0) + max(row.available, 0)
    return found


def _share(part: int, whole: int) -> int:
    return part * WHOLE // whole if whole else 0
