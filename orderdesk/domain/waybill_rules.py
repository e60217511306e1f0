"""Shapes of waybill numbers as data: what is known of each carrier's numbers, and how far it can be trusted.

No courier publishes a grammar. The shapes were collected from public validators and sample numbers, so
only the check digit of the postal union (S10) is a reason to refuse; everything else asks for a second scan.
The first rule of a carrier that fits a number decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """How a number is taken: as good, as good with a remark, only when scanned twice, or not at all."""

    FINE = "fine"
    NOTE = "note"
    ASK = "ask"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class WaybillRule:
    """One shape. `name` groups the shapes of a carrier, `pattern` must match the whole number.

    `check` "s10": the check digit of the postal union must be right. `remark` is a text code.
    `valid_from` and `valid_to` are local days, both included. `tells`: a number of this shape points to the carrier;
    one that is nothing but a count of digits does not.
    """

    name: str
    pattern: str
    severity: Severity = Severity.FINE
    remark: str = ""
    check: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    tells: bool = True

    def is_valid_on(self, day: date) -> bool:
        """Whether the rule holds on a local day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


_OLD = "waybill.old_shape"
_PRODUCT = "waybill.product_shape"
_S10 = r"[A-Z]{2}\d{9}[A-Z]{2}"


def _fine(name: str, pattern: str, *, check: str = "", tells: bool = True) -> WaybillRule:
    return WaybillRule(name, pattern, check=check, tells=tells)


def _old(name: str, pattern: str) -> WaybillRule:
    return WaybillRule(name, pattern, Severity.NOTE, _OLD)


def _like_product(name: str) -> WaybillRule:
    # Chinese product barcodes are thirteen digits that begin with 69.
    return WaybillRule(name, r"69\d{11}", Severity.ASK, _PRODUCT)


def _postal(name: str) -> tuple[WaybillRule, ...]:
    return (
        _fine(name, _S10, check="s10"),
        _like_product(name),
        _fine(name, r"P[A-Z]\d{11}"),
        _fine(name, r"(?:[189]\d|43|5[0-2])\d{11}"),
    )


# An old shape leaves out what a cut-off number of today would look like: that one has to be scanned again.
BUILT_IN_RULES: tuple[WaybillRule, ...] = (
    _fine("sf", r"SF[0-9A-Z]\d{12}"),
    _old("sf", r"\d{12}"),
    _fine("yto", r"YT\d{13}"),
    _old("yto", r"88\d{16}"),
    _old("yto", r"(?!YT)[A-Z]{1,2}\d{9,11}"),
    _fine("zto", r"7[3-8]\d{12}"),
    _old("zto", r"(?!7[3-8])\d{12}"),
    _fine("sto", r"(?:77|43)\d{13}"),
    _like_product("sto"),
    _old("sto", r"(?!77|43)\d{12,13}"),
    _fine("yunda", r"[34]\d{14}"),
    _fine("yunda", r"5\d{12}"),
    _like_product("yunda"),
    _old("yunda", r"(?![34])\d{13}"),
    _fine("jt", r"JT\d{13}"),
    _fine("jd", r"JD[0-9A-Z]{2}\d{11}"),
    _fine("deppon", r"DPK\d{12}"),
    _old("deppon", r"\d{8,10}"),
    *_postal("ems"),
    *_postal("post"),
    _fine("s10", _S10, check="s10"),
    _fine("cainiao", r"621\d{12}"),
    _fine("ane", r"\d{12}", tells=False),
    _fine("yimidida", r"\d{12}", tells=False),
)

RULE_OF_CARRIER: dict[str, str] = {
    "SF": "sf",
    "YTO": "yto",
    "ZTO": "zto",
    "STO": "sto",
    "YUNDA": "yunda",
    "JT": "jt",
    "JD": "jd",
    "DEPPON": "deppon",
    "EMS": "ems",
    "POST": "post",
    "POSTSTD": "post",
    "POSTSHOP": "post",
    "CAINIAO": "cainiao",
    "EMSINTL": "s10",
    "POSTINTL": "s10",
    "SFKY": "sf",
    "JDKY": "jd",
    "DEPPONKY": "deppon",
    "ANE": "ane",
    "ANEKD": "ane",
    "YMDD": "yimidida",
}
"""Which shapes a carrier of ours uses; a carrier that is not here has none that we know."""
