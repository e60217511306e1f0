"""Credit: what a customer may still order with one company. Amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CreditAccount:
    """A customer's account with a company.

    `open_orders_fen`: what of accepted orders is not yet delivered; `unpaid_fen`: delivered and not yet paid.
    An amount stands in one of the two, never in both. `limit_fen` None: nobody has agreed a limit.
    `prepaid`: the customer pays before or on delivery, so no credit is given.
    """

    limit_fen: int | None
    open_orders_fen: int
    unpaid_fen: int
    prepaid: bool = False


@dataclass(frozen=True, slots=True)
class CreditCheck:
    """The result: code credit.within_limit, .not_needed or .over_limit; what is free before and after,
    and the excess."""

    passed: bool
    code: str
    free_fen: int
    free_after_fen: int
    over_fen: int


def free_credit_fen(account: CreditAccount) -> int:
    """limit - open orders - unpaid; negative when the limit is exceeded already. No limit counts as zero."""
    return (account.limit_fen or 0) - account.open_orders_fen - account.unpaid_fen


def check_credit(account: CreditAccount, order_fen: int) -> CreditCheck:
    """Whether the account bears an order of this amount. The order itself must not be in `open_orders_fen` yet."""
    free = free_credit_fen(account)
    after = free - order_fen
    if account.prepaid:
        return CreditCheck(True, "credit.not_needed", free, after, 0)
    if after >= 0 or order_fen <= 0:
        return CreditCheck(True, "credit.within_limit", free, after, 0)
    return CreditCheck(False, "credit.over_limit", free, after, -after)
