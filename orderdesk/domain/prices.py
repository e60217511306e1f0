"""Prices: which entry of which list applies, and whether a price that was asked for agrees with it.

Unit prices in micro-yuan, quantities in thousandths, tolerance in basis points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from orderdesk.domain.money import BASIS_POINTS


class PriceSource(StrEnum):
    """Whose list a price comes from, the most particular first."""

    CUSTOMER = "customer"
    TIER = "tier"
    COMPANY = "company"


_PARTICULAR = {source: place for place, source in enumerate(PriceSource)}


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """One price of one list, with what the list says about whom and when it is for."""

    list_code: str
    edition: int
    sku_id: UUID
    unit: str
    from_quantity: int
    unit_price_micro: int
    valid_from: date
    valid_to: date | None = None
    tier: str | None = None
    customer_id: UUID | None = None

    @property
    def source(self) -> PriceSource:
        """Whose list it is."""
        if self.customer_id is not None:
            return PriceSource.CUSTOMER
        return PriceSource.COMPANY if self.tier is None else PriceSource.TIER


@dataclass(frozen=True, slots=True)
class PriceQuestion:
    """Which price is looked for; `on` is the local day, `quantity` in the unit asked."""

    sku_id: UUID
    unit: str
    quantity: int
    on: date
    customer_id: UUID
    tier: str


class PriceResult(StrEnum):
    """OK, or why somebody has to decide."""

    OK = "ok"
    BELOW = "below"
    ABOVE = "above"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PriceCheck:
    """`reason` is a text code: price.list, .within_tolerance, .gift, .below, .above, .missing.

    `source` names the list as it stands on the line: `VIP-2026/3`; empty when there is none.
    """

    result: PriceResult
    reason: str
    source: str
    list_price_micro: int | None
    difference_bp: int


def find_price(entries: Iterable[PriceEntry], question: PriceQuestion) -> PriceEntry | None:
    """The entry that applies: customer before tier before company, then the newest edition, then the highest
    quantity step that is reached."""
    fitting = [entry for entry in entries if _fits(entry, question)]
    return min(
        fitting,
        key=lambda e: (_PARTICULAR[e.source], -e.valid_from.toordinal(), -e.edition, -e.from_quantity, e.list_code),
        default=None,
    )


def check_price(
    asked_price_micro: int, entry: PriceEntry | None, *, tolerance_bp: int = 0, gift: bool = False
) -> PriceCheck:
    """Compares a price with the entry that applies; a gift may cost nothing whatever the list says."""
    if gift and asked_price_micro == 0:
        return PriceCheck(PriceResult.OK, "price.gift", "", entry.unit_price_micro if entry else None, 0)
    if entry is None:
        return PriceCheck(PriceResult.MISSING, "price.missing", "", None, 0)
    source = f"{entry.list_code}/{entry.edition}"
    listed = entry.unit_price_micro
    difference = asked_price_micro - listed
    share = _share_bp(difference, listed)
    if difference == 0:
        return PriceCheck(PriceResult.OK, "price.list", source, listed, 0)
    if abs(difference) * BASIS_POINTS <= tolerance_bp * listed:
        return PriceCheck(PriceResult.OK, "price.within_tolerance", source, listed, share)
    result = PriceResult.BELOW if difference < 0 else PriceResult.ABOVE
    return PriceCheck(result, f"price.{result}", source, listed, share)


def _fits(entry: PriceEntry, question: PriceQuestion) -> bool:
    return (
        entry.sku_id == question.sku_id
        and entry.unit == question.unit
        and entry.from_quantity <= question.quantity
        and entry.valid_from <= question.on
        and (entry.valid_to is None or question.on <= entry.valid_to)
        and entry.customer_id in (None, question.customer_id)
        and entry.tier in (None, question.tier)
    )


def _share_bp(difference: int, listed: int) -> int:
    """The difference in basis points of the list price, cut towards zero; everything counts against a zero price."""
    if listed == 0:
        return BASIS_POINTS if difference > 0 else 0
    share = abs(difference) * BASIS_POINTS // listed
    return share if difference > 0 else -share
