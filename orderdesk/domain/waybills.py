"""Whether a scanned number can be the waybill of a carrier.

The carrier comes from the parcel's record and never from the number: a product barcode alone fits four
couriers' shapes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from orderdesk.domain import numbers
from orderdesk.domain.barcodes import has_s10_check_digit
from orderdesk.domain.waybill_rules import BUILT_IN_RULES, RULE_OF_CARRIER, Severity, WaybillRule

MIN_LENGTH = 8
MAX_LENGTH = 32

OWN_METHODS = frozenset({"own_van", "pick_up"})

_CHARACTERS = re.compile(r"[0-9A-Z-]+")
_PACKAGE_DASH = re.compile(r"(?P<number>[0-9A-Z]{8,})-(?P<index>\d{1,4})-(?P<total>\d{1,4})-[0-9A-Z]*")
_PACKAGE_LETTERS = re.compile(r"(?P<number>JD[0-9A-Z]{13}|\d{9,})N(?P<index>\d{1,4})S(?P<total>\d{1,4})(?:H[0-9A-Z]*)?")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a number for a carrier.

    Codes: waybill.fits, .no_shape_known, .unknown_shape, .old_shape, .product_shape (take or ask);
    .is_product, .is_our_number, .bad_length, .bad_characters, .bad_check_digit, .bad_package_count (hard).
    """

    severity: Severity
    code: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether the number can never be taken."""
        return self.severity is Severity.HARD

    @property
    def needs_second_scan(self) -> bool:
        """Whether the same number has to be scanned once more."""
        return self.severity is Severity.ASK


@dataclass(frozen=True, slots=True)
class PackageNumber:
    """A number on a box label that also says which box of how many it is; 1 of 1 when it does not say."""

    number: str
    index: int = 1
    total: int = 1

    @property
    def piece(self) -> str:
        """The piece as it is kept: empty for a waybill of a single box."""
        return str(self.index) if self.total > 1 else ""


def issues_own_number(delivery_method: str, carrier_code: str | None) -> bool:
    """Whether OrderDesk issues the waybill number itself, so that none is scanned: our own van, a customer who comes,
    and a freight line that nobody has named a carrier for."""
    return delivery_method in OWN_METHODS or (delivery_method == "freight" and carrier_code is None)


def split_package(code: str) -> PackageNumber:
    """Takes the box count off a number (`JDVA00049341283-1-3-`, `...N1S3H5`)."""
    match = _PACKAGE_DASH.fullmatch(code) or _PACKAGE_LETTERS.fullmatch(code)
    if match is None:
        return PackageNumber(code)
    return PackageNumber(match["number"], int(match["index"]), int(match["total"]))


def check_waybill(
    code: str,
    carrier_code: str,
    *,
    known_barcode: bool,
    on: date,
    rules: Sequence[WaybillRule] = BUILT_IN_RULES,
) -> Finding:
    """Judges a normalised code as a waybill of this carrier.

    `known_barcode`: it is a barcode of one of our SKUs, which blocks it whatever its shape. `on`: the local day.
    """
    package = split_package(code)
    if known_barcode:
        return Finding(Severity.HARD, "waybill.is_product", {"number": code})
    if numbers.looks_like_ours(package.number) or code.startswith("~"):
        return Finding(Severity.HARD, "waybill.is_our_number", {"number": code})
    if not 1 <= package.index <= package.total:
        return Finding(Severity.HARD, "waybill.bad_package_count", {"index": package.index, "total": package.total})
    if not MIN_LENGTH <= len(package.number) <= MAX_LENGTH:
        return Finding(Severity.HARD, "waybill.bad_length", {"number": code, "length": len(package.number)})
    if _CHARACTERS.fullmatch(package.number) is None:
        return Finding(Severity.HARD, "waybill.bad_characters", {"number": code})
    return _judge_shape(package.number, carrier_code, on, rules)


def carriers_with_shape(
    number: str, *, on: date, rules: Sequence[WaybillRule] = BUILT_IN_RULES, telling: bool = False
) -> tuple[str, ...]:
    """The carriers whose present shapes fit a number: a hint for a person, never a decision.

    `telling`: only by shapes that point to their carrier.
    """
    names = {
        rule.name
        for rule in rules
        if rule.severity is Severity.FINE
        and (rule.tells or not telling)
        and rule.is_valid_on(on)
        and _fits(rule, number)
    }
    return tuple(carrier for carrier, name in RULE_OF_CARRIER.items() if name in names)


def _judge_shape(number: str, carrier_code: str, on: date, rules: Sequence[WaybillRule]) -> Finding:
    name = RULE_OF_CARRIER.get(carrier_code)
    own = [rule for rule in rules if rule.name == name and rule.is_valid_on(on)]
    if not own:
        return _judge_without_shape(number, carrier_code, on, rules)
    for rule in own:
        if not _fits(rule, number):
            continue
        if rule.check == "s10" and not has_s10_check_digit(number):
            return Finding(Severity.HARD, "waybill.bad_check_digit", {"number": number})
        if rule.severity is Severity.NOTE and (others := carriers_with_shape(number, on=on, rules=rules, telling=True)):
            # An old number of this courier, or a present one of another: a second look costs less than a lost parcel.
            return _unlike_its_carrier(number, carrier_code, others)
        return Finding(rule.severity, rule.remark or "waybill.fits", {"number": number, "rule": rule.name})
    return _unlike_its_carrier(number, carrier_code, carriers_with_shape(number, on=on, rules=rules))


def _unlike_its_carrier(number: str, carrier_code: str, others: tuple[str, ...]) -> Finding:
    return Finding(
        Severity.ASK, "waybill.unknown_shape", {"number": number, "carrier": carrier_code, "looks_like": others}
    )


def _judge_without_shape(number: str, carrier_code: str, on: date, rules: Sequence[WaybillRule]) -> Finding:
    """Without shapes of its own a carrier's numbers pass, but one in another courier's shape is asked about."""
    facts: dict[str, object] = {"number": number, "carrier": carrier_code}
    if others := carriers_with_shape(number, on=on, rules=rules, telling=True):
        return _unlike_its_carrier(number, carrier_code, others)
    if number.isdigit() and len(number) == 13 and number.startswith("69"):
        return Finding(Severity.ASK, "waybill.product_shape", facts)
    return Finding(Severity.NOTE, "waybill.no_shape_known", facts)


def _fits(rule: WaybillRule, number: str) -> bool:
    return _compiled(rule.pattern).fullmatch(number) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)
