"""The kinds of orders, and which of them take goods off the shelf or use the customer's credit."""

from __future__ import annotations

from enum import StrEnum


class OrderKind(StrEnum):
    """What an order is for. RETURN brings goods back; TRANSFER moves them between our own warehouses."""

    SALE = "SALE"
    EXCHANGE = "EXCHANGE"
    RESEND = "RESEND"
    RETURN = "RETURN"
    TRANSFER = "TRANSFER"


SENDS_GOODS = frozenset({OrderKind.SALE, OrderKind.EXCHANGE, OrderKind.RESEND, OrderKind.TRANSFER})
"""Kinds whose goods are set aside in the stock."""

ORIGIN_RELATIONS = {
    OrderKind.RETURN: "return_of",
    OrderKind.EXCHANGE: "exchange_of",
    OrderKind.RESEND: "resend_of",
}
"""Kinds that follow from an earlier order, and what they are to it."""

IS_SOLD = frozenset({OrderKind.SALE, OrderKind.EXCHANGE, OrderKind.RESEND})
"""Kinds that a customer buys: their prices are checked and they count against the credit limit."""
