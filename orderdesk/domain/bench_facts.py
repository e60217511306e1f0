"""What the packing bench asks of the data it has: values and look-ups, handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from orderdesk.domain.nodes import Node
from orderdesk.domain.quantity import is_divisible


class BenchMode(StrEnum):
    """How much a bench checks: nothing but the binding, items that have a barcode, or every item."""

    BIND_ONLY = "bind_only"
    VERIFY_KNOWN = "verify_known"
    VERIFY_ALL = "verify_all"


class ParcelState(StrEnum):
    """States of a parcel that exists already."""

    OPEN = "open"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Item:
    """What a shipment line wants in this parcel, in thousandths of the base unit.

    `needed`: what is still to be packed for the line including what lies in this parcel; `done`: what lies in it.
    `type_above`: from more than how many whole units on the rest may be typed after one scan; None never.
    `unit`: the base unit, which says whether parts of it can be packed.
    """

    order_id: UUID
    shipment_id: UUID
    shipment_line_id: UUID
    sku_id: UUID
    sku_code: str
    name: str
    needed: int
    done: int = 0
    has_barcode: bool = True
    tracks_serial: bool = False
    type_above: int | None = None
    serials: tuple[str, ...] = ()
    unit: str = ""

    @property
    def is_divisible(self) -> bool:
        """Whether a part of its unit can be packed."""
        return is_divisible(self.unit)

    @property
    def remaining(self) -> int:
        """What is still missing."""
        return self.needed - self.done

    def must_be_verified(self, mode: BenchMode) -> bool:
        """Whether the bench has to see the item before the parcel may close."""
        if mode is BenchMode.VERIFY_KNOWN:
            return self.has_barcode
        return mode is BenchMode.VERIFY_ALL


@dataclass(frozen=True, slots=True)
class Packable:
    """A shipment ready for the bench, or a parcel of it that exists already.

    `parcel_id` and `parcel_state` None: no parcel yet. `waybill_no`: issued for it beforehand;
    `waybill_bound`: bound to the parcel already. `node`: of the shipment.
    """

    order_id: UUID
    order_no: str
    shipment_id: UUID
    warehouse_id: UUID
    node: Node
    delivery_method: str
    carrier_code: str | None
    items: tuple[Item, ...]
    parcel_id: UUID | None = None
    parcel_no: str | None = None
    parcel_state: ParcelState | None = None
    waybill_no: str | None = None
    waybill_bound: bool = False

    @property
    def order_ids(self) -> tuple[UUID, ...]:
        """The orders in it, its own first: a parcel may hold goods of two."""
        return tuple(dict.fromkeys((self.order_id, *(item.order_id for item in self.items))))


@dataclass(frozen=True, slots=True)
class ParcelFact:
    """A parcel that exists. `packed`: what lies in it, over all lines in thousandths of their base units."""

    state: ParcelState
    packed: int


@dataclass(frozen=True, slots=True)
class WaybillFact:
    """A waybill (piece) that is known already. `state`: issued, bound or void; `parcel_id` where it is bound now."""

    carrier_code: str
    number: str
    state: str
    parcel_id: UUID | None = None
    parcel_no: str | None = None


@dataclass(frozen=True, slots=True)
class BarcodeFact:
    """A barcode of a SKU and how much one scan of it stands for (thousandths of the base unit).

    `is_code`: not a barcode but the SKU's own code, as it stands on shelves and on bags without a barcode.
    """

    sku_id: UUID
    sku_code: str
    name: str
    quantity: int
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class BadgeFact:
    """The person whose badge it is."""

    user_id: UUID
    name: str
    is_supervisor: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a parcel must not go out: a text code (stop.cancelled, .held, .changed, .refunded, .unaccepted) with facts.

    `commands`: what the hub has refused, where that is the reason; `parcel_id`, `order_ids`: of what, which need not
    lie on the bench.
    """

    code: str
    facts: dict[str, object] = field(default_factory=dict)
    commands: tuple[UUID, ...] = ()
    parcel_id: UUID | None = None
    order_ids: tuple[UUID, ...] = ()


class BenchFacts(Protocol):
    """The look-ups. All are local and answer at once; codes come normalised (upper case, no blanks)."""

    def packables(self, code: str) -> Sequence[Packable]:
        """What a parcel, order, shipment or source order number stands for, best first."""
        ...

    def packable_of_waybill(self, number: str) -> Packable | None:
        """What a waybill was issued for or is bound to."""
        ...

    def waybills(self, number: str, piece: str) -> Sequence[WaybillFact]:
        """The waybills with this number, of whatever carrier."""
        ...

    def barcode(self, code: str) -> BarcodeFact | None:
        """The SKU of a barcode or, where no barcode reads so, of a SKU code."""
        ...

    def badge(self, code: str) -> BadgeFact | None:
        """The person of a badge."""
        ...

    def stop(self, order_ids: tuple[UUID, ...]) -> Stop | None:
        """Why goods of these orders must not go out now."""
        ...

    def parcel(self, parcel_id: UUID) -> ParcelFact | None:
        """The parcel as it stands; None where there is none, or none any more."""
        ...
