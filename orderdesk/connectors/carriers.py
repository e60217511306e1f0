"""Our carrier codes and what the outside calls them; the list itself is resources/carriers.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier. `kuaidi100_code` is empty where that service does not know it; `phone_needed` says that it
    answers only with the last four digits of a phone; `waybill_rule` names the shape its numbers should have."""

    code: str
    name: str
    name_en: str
    delivery_method: str
    issues_own_numbers: bool
    kuaidi100_code: str
    phone_needed: bool
    waybill_rule: str


class Carriers:
    """The carriers by our code and by the codes of others. Raises ValueError for a code that stands twice."""

    def __init__(self, carriers: Iterable[Carrier]) -> None:
        self._by_code: dict[str, Carrier] = {}
        self._by_kuaidi100: dict[str, Carrier] = {}
        for carrier in carriers:
            if carrier.code in self._by_code or carrier.kuaidi100_code in self._by_kuaidi100:
                raise ValueError(f"carrier {carrier.code} ({carrier.kuaidi100_code}) stands twice")
            self._by_code[carrier.code] = carrier
            if carrier.kuaidi100_code:
                self._by_kuaidi100[carrier.kuaidi100_code] = carrier

    def __iter__(self) -> Iterator[Carrier]:
        return iter(self._by_code.values())

    def by_code(self, code: str) -> Carrier | None:
        """The carrier with our code, or None."""
        return self._by_code.get(code)

    def by_kuaidi100(self, com: str) -> Carrier | None:
        """The carrier that Kuaidi100 calls `com`, or None."""
        return self._by_kuaidi100.get(com)


def read_carriers(text: str) -> list[Carrier]:
    """The carriers of a list in the form of resources/carriers.csv."""
    return [
        Carrier(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            delivery_method=row["delivery_method"],
            issues_own_numbers=row["issues_own_numbers"] == "yes",
            kuaidi100_code=row["kuaidi100_code"],
            phone_needed=row["phone_needed"] == "yes",
            waybill_rule=row["waybill_rule"],
        )
        for row in csv.DictReader(io.StringIO(text))
    ]


@cache
def shipped_carriers() -> Carriers:
    """The list that comes with the program."""
    return Carriers(read_carriers(files("resources").joinpath("carriers.csv").read_text(encoding="utf-8")))
