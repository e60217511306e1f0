"""Everything that a history is made from, gathered once."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from orderdesk.demo.company_rows import Firm
from orderdesk.demo.customers import Buyer
from orderdesk.demo.dice import Ids, Weighted
from orderdesk.demo.people import Person, Place, Staff
from orderdesk.demo.price_lists import PriceBook
from orderdesk.demo.stock_rows import Shelves
from orderdesk.demo.waybill_numbers import WaybillNumbers
from orderdesk.domain.days import local_day
from orderdesk.domain.numbers import order_no, parcel_no


@dataclass(slots=True)
class World:
    """The masters of the demo in memory, the chance of its history, and the counters of its numbers."""

    now: datetime
    firm: Firm
    staff: Staff
    buyers: list[Buyer]
    demand: tuple[Weighted[Buyer], ...]
    prices: PriceBook
    shelves: Shelves
    dice: random.Random
    ids: Ids
    waybills: WaybillNumbers
    labels: dict[str, list[UUID]] = field(default_factory=dict)
    _counters: dict[str, int] = field(default_factory=dict)

    def label(self, name: str, order_id: UUID) -> None:
        """Notes that an order was planted as a case of this name."""
        self.labels.setdefault(name, []).append(order_id)

    def order_no(self, place: Place, at: datetime) -> str:
        """The next order number of a workstation on that day."""
        day = local_day(at)
        return order_no(day, place.code, self._count(f"SO{day}{place.code}"))

    def parcel_no(self, place: Place, at: datetime) -> str:
        """The next parcel number of a workstation on that day."""
        day = local_day(at)
        return parcel_no(day, place.code, self._count(f"PK{day}{place.code}"))

    def wms_parcel_no(self, code: str, at: datetime) -> str:
        """A parcel number as a WMS makes it."""
        day = local_day(at)
        return f"{code}{day:%y%m%d}{self._count(f'{code}{day}'):06d}"

    def someone(self, people: tuple[Person, ...]) -> Person:
        """One of several people."""
        return people[int(self.dice.random() * len(people))]

    def somewhere(self, places: tuple[Place, ...]) -> Place:
        """One of several workstations."""
        return places[int(self.dice.random() * len(places))]

    def _count(self, name: str) -> int:
        found = self._counters[name] = self._counters.get(name, 0) + 1
        return found
