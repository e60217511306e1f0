"""What a courier's state code says about the order: at which node it is.

Codes are those of Kuaidi100 (basic 0-8 and 10-14, advanced three and four digits), as reproduced by
several of its clients; the nodes are ours. A code that is not listed is kept as it came and read by
its family: three digits by the first one, 100x as 0; never is one an error.
"""

from __future__ import annotations

from orderdesk.domain.nodes import Node

_TROUBLE = ("2", "201", "202", "203", "204", "205", "206", "207", "208", "209", "210")

STATES: dict[str, Node | None] = {
    # Before anybody has the parcel in hand: no change.
    **dict.fromkeys(("101", "102")),
    **dict.fromkeys(("0", "1", "103", "1001", "1002", "1003", "5", "501"), Node.IN_TRANSIT),
    # Under a new number, and at the customs.
    **dict.fromkeys(("7", "8", "10", "11", "12"), Node.IN_TRANSIT),
    **dict.fromkeys(("3", "301", "302", "303", "304"), Node.DELIVERED),
    # With 4 the goods are back at the sender's door; the order closes when the warehouse has received them.
    **dict.fromkeys(("6", "4"), Node.RETURNING),
    # Trouble on the way, refused by the receiver, held by the customs, a waybill that is void.
    **dict.fromkeys((*_TROUBLE, "14", "13", "401"), Node.DELIVERY_EXCEPTION),
}
"""Every code we know; None: the order stays where it is."""


def node_of(code: str | int) -> Node | None:
    """The node that a code leads to, text or number as it came; None: none,
    because it is too early or means nothing."""
    raw = str(code).strip()
    return STATES[raw] if raw in STATES else STATES.get(_family_of(raw))


def _family_of(code: str) -> str:
    if not (code.isascii() and code.isdigit()):
        return ""
    if len(code) == 3:
        return code[0]
    return "0" if len(code) == 4 and code.startswith("100") else ""
