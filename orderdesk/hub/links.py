"""Which outside systems hear of an order's arrivals."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """What is linked: nothing is queued for a system that is not set up.

    `erp_company`: code of the company whose books the ERP keeps, empty for the first one.
    """

    warehouse: bool = False
    courier: bool = False
    erp: bool = False
    messages: bool = False
    erp_company: str = ""


NO_LINKS = Links()
