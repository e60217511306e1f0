"""Why an order may be on hold, and who may say that it goes on."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class HoldKind(StrEnum):
    """What has to be settled first."""

    PRICE = "price"
    CREDIT = "credit"
    PAYMENT = "payment"
    ADDRESS = "address"
    STOCK = "stock"
    DUPLICATE = "duplicate"
    CUSTOMER = "customer"
    QUALITY = "quality"
    OTHER = "other"


LIFTED_BY = MappingProxyType(
    {
        HoldKind.PRICE: "supervisor",
        HoldKind.CREDIT: "finance",
        HoldKind.PAYMENT: "finance",
        HoldKind.ADDRESS: "sales",
        HoldKind.STOCK: "logistics",
        HoldKind.DUPLICATE: "sales",
        HoldKind.CUSTOMER: "service",
        HoldKind.QUALITY: "supervisor",
        HoldKind.OTHER: "supervisor",
    }
)
"""The role that lifts a hold of a kind unless the hold itself names another one."""

UNPAID = "payment.outstanding"
"""The reason of the hub's own hold on an order that has to be paid first; who lifts it says why."""

LIFTS_EVERYTHING = "supervisor"


def may_lift(roles: tuple[str, ...], lifted_by_role: str) -> bool:
    """Whether somebody with these roles may lift a hold that names a role."""
    return lifted_by_role in roles or LIFTS_EVERYTHING in roles
