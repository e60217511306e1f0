"""What the state codes of Kuaidi100 say about the goods: our node, and what is special about it."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.domain.nodes import Node


@dataclass(frozen=True, slots=True)
class CourierState:
    """One code. `node` is None where nothing has moved yet; `cause` is empty for the plain course of things."""

    meaning: str
    node: Node | None
    cause: str = ""


_ROAD, _THERE, _TROUBLE, _BACK = Node.IN_TRANSIT, Node.DELIVERED, Node.DELIVERY_EXCEPTION, Node.RETURNING

STATES: dict[str, CourierState] = {
    "101": CourierState("ordered", None, "announced"),
    "102": CourierState("awaiting pick-up", None, "announced"),
    "1": CourierState("picked up", _ROAD),
    "103": CourierState("picked up", _ROAD),
    "0": CourierState("in transit", _ROAD),
    "1001": CourierState("arrived in the destination city", _ROAD),
    "1002": CourierState("trunk line", _ROAD),
    "1003": CourierState("re-routed to a new address", _ROAD, "rerouted"),
    "5": CourierState("out for delivery", _ROAD, "delivering"),
    "501": CourierState("put in a locker or station", _ROAD, "wait_collect"),
    "3": CourierState("signed", _THERE),
    "301": CourierState("signed by the person", _THERE, "signed_by_person"),
    "302": CourierState("signed after a problem", _THERE, "signed_after_problem"),
    "303": CourierState("signed by someone else", _THERE, "signed_by_other"),
    "304": CourierState("collected from a locker or station", _THERE, "collected"),
    "6": CourierState("returning", _BACK),
    "4": CourierState("return signed", _BACK, "return_signed"),
    "401": CourierState("waybill cancelled", _TROUBLE, "void"),
    "14": CourierState("refused", _TROUBLE, "refused"),
    "7": CourierState("handed to another courier", _ROAD, "transferred"),
    "2": CourierState("problem", _TROUBLE, "problem"),
    "201": CourierState("long unsigned", _TROUBLE, "long_unsigned"),
    "202": CourierState("long without news", _TROUBLE, "no_news"),
    "203": CourierState("refused, sender to confirm", _TROUBLE, "refused"),
    "204": CourierState("delivery problem", _TROUBLE, "delivery_problem"),
    "205": CourierState("not collected from the locker", _TROUBLE, "not_collected"),
    "206": CourierState("nobody can be reached", _TROUBLE, "unreachable"),
    "207": CourierState("outside the delivery area", _TROUBLE, "out_of_area"),
    "208": CourierState("stuck at a branch", _TROUBLE, "stuck"),
    "209": CourierState("damaged", _TROUBLE, "damaged"),
    "210": CourierState("courier order cancelled", _TROUBLE, "courier_cancelled"),
    "8": CourierState("customs", _ROAD, "customs"),
    "10": CourierState("waiting for customs", _ROAD, "customs"),
    "11": CourierState("clearing customs", _ROAD, "customs"),
    "12": CourierState("customs cleared", _ROAD, "customs"),
    "13": CourierState("customs problem", _TROUBLE, "customs_problem"),
}

_NOTHING_KNOWN = CourierState("", None)


def state_of(code: str) -> CourierState:
    """What a code says. An unknown 3-digit code counts as its first digit, an unknown 100x as in transit."""
    if code in STATES:
        return STATES[code]
    if len(code) == 3 and code.isdigit():
        return STATES.get(code[0], _NOTHING_KNOWN)
    if len(code) == 4 and code.startswith("100"):
        return STATES["0"]
    return _NOTHING_KNOWN
