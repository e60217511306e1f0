"""What a courier's state code says about the order: node, flags, cause.

Codes are those of Kuaidi100 (basic 0-8 and 10-14, advanced three and four digits), as reproduced by
several of its clients; the nodes are ours. A code that is not listed is kept as it came and read by
its family: three digits by the first one, 100x as 0; never is one an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from orderdesk.domain.nodes import Node


class Flag(StrEnum):
    """What a state says beyond the node."""

    AWAITING_PICKUP = "awaiting_pickup"
    OUT_FOR_DELIVERY = "out_for_delivery"
    IN_LOCKER = "in_locker"
    REROUTED = "rerouted"
    SIGNED_BY_SELF = "signed_by_self"
    SIGNED_AFTER_TROUBLE = "signed_after_trouble"
    SIGNED_BY_OTHER = "signed_by_other"
    SIGNED_AT_LOCKER = "signed_at_locker"
    REFUSED = "refused"
    RETURN_SIGNED = "return_signed"
    WAYBILL_VOID = "waybill_void"
    NEEDS_NEW_NUMBER = "needs_new_number"
    CUSTOMS = "customs"
    UNKNOWN_CODE = "unknown_code"


@dataclass(frozen=True, slots=True)
class CourierState:
    """One state: `node` None means the node stays; `cause` names the trouble of a delivery exception."""

    code: str
    node: Node | None
    flags: frozenset[Flag] = frozenset()
    cause: str = ""


def _state(code: str, node: Node | None, *flags: Flag, cause: str = "") -> CourierState:
    return CourierState(code, node, frozenset(flags), cause)


_TROUBLE = {
    "2": "trouble",
    "201": "long_unsigned",
    "202": "long_without_update",
    "203": "refused_to_confirm",
    "204": "delivery_trouble",
    "205": "not_collected",
    "206": "cannot_reach",
    "207": "out_of_area",
    "208": "stuck_at_branch",
    "209": "damaged",
    "210": "order_cancelled",
}

STATES: dict[str, CourierState] = {
    state.code: state
    for state in (
        # 101 and 102 come before anybody has the parcel in hand: no change.
        _state("101", None, Flag.AWAITING_PICKUP),
        _state("102", None, Flag.AWAITING_PICKUP),
        _state("1", Node.IN_TRANSIT),
        _state("103", Node.IN_TRANSIT),
        _state("0", Node.IN_TRANSIT),
        _state("1001", Node.IN_TRANSIT),
        _state("1002", Node.IN_TRANSIT),
        _state("1003", Node.IN_TRANSIT, Flag.REROUTED),
        _state("5", Node.IN_TRANSIT, Flag.OUT_FOR_DELIVERY),
        _state("501", Node.IN_TRANSIT, Flag.IN_LOCKER),
        _state("3", Node.DELIVERED),
        _state("301", Node.DELIVERED, Flag.SIGNED_BY_SELF),
        _state("302", Node.DELIVERED, Flag.SIGNED_AFTER_TROUBLE),
        _state("303", Node.DELIVERED, Flag.SIGNED_BY_OTHER),
        _state("304", Node.DELIVERED, Flag.SIGNED_AT_LOCKER),
        _state("6", Node.RETURNING),
        # The goods are back at the sender's door; the order closes when the warehouse has received them.
        _state("4", Node.RETURNING, Flag.RETURN_SIGNED),
        _state("401", Node.DELIVERY_EXCEPTION, Flag.WAYBILL_VOID, cause="waybill_void"),
        _state("14", Node.DELIVERY_EXCEPTION, Flag.REFUSED, cause="refused"),
        _state("7", Node.IN_TRANSIT, Flag.NEEDS_NEW_NUMBER),
        _state("8", Node.IN_TRANSIT, Flag.CUSTOMS),
        _state("10", Node.IN_TRANSIT, Flag.CUSTOMS),
        _state("11", Node.IN_TRANSIT, Flag.CUSTOMS),
        _state("12", Node.IN_TRANSIT, Flag.CUSTOMS),
        _state("13", Node.DELIVERY_EXCEPTION, Flag.CUSTOMS, cause="customs"),
        *(_state(code, Node.DELIVERY_EXCEPTION, cause=cause) for code, cause in _TROUBLE.items()),
    )
}
"""Every code we know."""


def read_state(code: str | int) -> CourierState:
    """The meaning of a code as it came, text or number. An unlisted one carries the flag UNKNOWN_CODE."""
    raw = str(code).strip()
    known = STATES.get(raw)
    if known is not None:
        return known
    family = STATES.get(_family_of(raw))
    if family is None:
        return _state(raw, None, Flag.UNKNOWN_CODE)
    return CourierState(raw, family.node, family.flags | {Flag.UNKNOWN_CODE}, family.cause)


def _family_of(code: str) -> str:
    if not (code.isascii() and code.isdigit()):
        return ""
    if len(code) == 3:
        return code[0]
    return "0" if len(code) == 4 and code.startswith("100") else ""
