"""What a deed is: a command with where it is offered, what it asks for and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from orderdesk.access import Permission, may
from orderdesk.commands import verb_of
from orderdesk.commands.command import Command
from orderdesk.domain.nodes import Node
from orderdesk.queries.rows import Line, Names, OrderDetail, ShipmentRow
from orderdesk.sync.transport import SignedIn
from ui.sales.actions.asks import Answers, Ask


class Maker(Protocol):
    """Where new numbers, ids and photos come from; asked on the writer lane."""

    def new_id(self) -> UUID:
        """A fresh id."""

    def next_order_no(self) -> str:
        """A fresh order number."""

    def keep_photo(self, path: Path) -> str:
        """Keeps a picture until the hub has it; returns its SHA-256. Raises Refused `photo.…`."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An order as somebody has it before them at a moment."""

    detail: OrderDetail
    person: SignedIn
    names: Names
    now: datetime

    @property
    def node(self) -> Node:
        """Where the order stands."""
        return Node(self.detail.head.node)

    def may(self, permission: Permission) -> bool:
        """Whether the person has the right."""
        return may(self.person.roles, permission)

    def shipments(self, nodes: frozenset[Node]) -> tuple[ShipmentRow, ...]:
        """The shipments at one of these nodes."""
        return tuple(each for each in self.detail.shipments if Node(each.node) in nodes)

    def open_shipments(self) -> tuple[ShipmentRow, ...]:
        """The shipments that are not closed."""
        return tuple(each for each in self.detail.shipments if each.node != Node.CLOSED)

    def line(self, line_id: UUID) -> Line:
        """A line of the order."""
        return next(each for each in self.detail.lines if each.id == line_id)

    def parcels_of(self, shipment_id: UUID | None = None, *states: str) -> tuple[UUID, ...]:
        """The parcels with goods of the order, or of one shipment, in one of these states or in any."""
        return tuple(
            each.id
            for each in self.detail.parcels
            if shipment_id in (None, *each.shipment_ids) and (not states or each.state in states)
        )

    def waybills_of(self, shipment_id: UUID | None = None) -> tuple[UUID, ...]:
        """The waybills that are on those parcels now."""
        parcels = self.parcels_of(shipment_id, "open", "closed", "handed_over")
        found = [
            each.id
            for parcel in self.detail.parcels
            if parcel.id in parcels
            for each in parcel.waybills
            if each.to_at is None
        ]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Wrong:
    """The field that cannot be taken as it is, by the key of its answer, and why, in words."""

    key: str
    sentence: str


Asks = Callable[[Situation, ShipmentRow | None], tuple[Ask, ...]]
Make = Callable[[Situation, ShipmentRow | None, Answers, Maker], Command]
#: What is wrong with answers that are right each by itself; None where nothing is.
Check = Callable[[Situation, ShipmentRow | None, Answers], "Wrong | None"]
#: What takes it back, from the order as it is by then; None where nothing can any more.
Undo = Callable[[Situation, Command, OrderDetail], Command | None]


def _asks_nothing(_here: Situation, _shipment: ShipmentRow | None) -> tuple[Ask, ...]:
    return ()


def _always(_here: Situation) -> bool:
    return True


def _unhindered(_here: Situation) -> str:
    return ""


def _never(_here: Situation) -> bool:
    return False


def _any(_here: Situation, _shipment: ShipmentRow) -> bool:
    return True


def _all_right(_here: Situation, _shipment: ShipmentRow | None, _given: Answers) -> Wrong | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One row of the table. Its permission is the one that the command's verb asks for, unless `right` names another.

    `nodes`: shipments at one of them can be meant, empty: it concerns the order; `each`: one shipment at a time.
    `means`: which of those shipments; `fits`: when it is offered at all; `hindered`: why it cannot be done now, in
    words, shown in grey. `check`: what the answers together must be like, beyond what each field knows by itself.
    `lead`, `leads`: where, or when, it is the next step of an order and gets a button of its own. `keys`: a key while
    the order is open.
    """

    key: str
    icon: str
    title: object
    command: type[Command]
    make: Make
    nodes: frozenset[Node] = frozenset()
    each: bool = False
    lead: frozenset[Node] = frozenset()
    danger: bool = False
    keys: str = ""
    hint: object = ""
    words: str = ""
    asks: Asks = _asks_nothing
    check: Check = _all_right
    means: Callable[[Situation, ShipmentRow], bool] = _any
    fits: Callable[[Situation], bool] = _always
    hindered: Callable[[Situation], str] = _unhindered
    undo: Undo | None = None
    done: object = ""
    right: Permission | None = None
    leads: Callable[[Situation], bool] = _never

    def shipments(self, here: Situation) -> tuple[ShipmentRow, ...]:
        """The shipments that can be meant."""
        return tuple(each for each in here.shipments(self.nodes) if self.means(here, each))

    def is_next(self, here: Situation) -> bool:
        """Whether it is the next step of the order."""
        return here.node in self.lead or self.leads(here)

    @property
    def needs(self) -> Permission:
        """The right that it takes."""
        return self.right or verb_of(self.command.kind).needs


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed that somebody may do with an order; `hindered`: not now, and why."""

    deed: Deed
    shipments: tuple[ShipmentRow, ...] = ()
    hindered: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return say(self.deed.title)


def named(shipment: ShipmentRow | None) -> ShipmentRow:
    """The shipment that a deed is about. Raises TypeError where none is named."""
    if shipment is None:
        raise TypeError("this concerns a shipment")
    return shipment


def say(text: object, **facts: object) -> str:
    """A text of the table in the language of the window."""
    found = QCoreApplication.translate("Deeds", str(text))
    return found.format(**facts) if facts else found
