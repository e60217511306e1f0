"""A bench in memory for the tests: its look-ups, a clock that goes on with every scan, the parcels it has made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from orderdesk.domain import bench
from orderdesk.domain.bench_facts import (
    BadgeFact,
    BarcodeFact,
    BenchMode,
    Item,
    Packable,
    ParcelFact,
    ParcelState,
    Stop,
    WaybillFact,
)
from orderdesk.domain.bench_intents import (
    BindWaybill,
    CloseParcel,
    Intent,
    OpenParcel,
    ReopenParcel,
    UnbindWaybill,
    VerifyItem,
    VoidParcel,
)
from orderdesk.domain.bench_state import BenchSetup, BenchState, Scan, Typed, Verdict
from orderdesk.domain.nodes import Node
from orderdesk.domain.numbers import order_no, parcel_no

SPACE = UUID("0b1f6f0e-5d6b-4f0e-9f53-6f1d8f6f7a10")
START = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
WAREHOUSE = uuid5(SPACE, "warehouse")
OIL, FILTER, PLUG, FUSE = "6901234567892", "6901234567885", "6901234567878", "6901234567861"
CARTON = "16901234567899"
SKUS = {
    OIL: ("OIL-4L", 1_000),
    CARTON: ("OIL-4L", 6_000),
    FILTER: ("OF-2231", 1_000),
    PLUG: ("IR-K7", 1_000),
    FUSE: ("FU-10A", 1_000),
}


def number(counter: int) -> str:
    """The order number with this counter."""
    return order_no(START.date(), "A7", counter)


def item(counter: int, sku: str, units: int, *, line: int = 1, **fields: object) -> Item:
    """A line, of so many whole units of a SKU, of the order with this counter."""
    order = uuid5(SPACE, f"order {counter}")
    plain = Item(
        order_id=order,
        shipment_id=uuid5(order, "shipment"),
        shipment_line_id=uuid5(order, f"line {line}"),
        sku_id=uuid5(SPACE, sku),
        sku_code=sku,
        name=f"Part {sku}",
        needed=units * 1_000,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of Item by name


class Desk:
    """A bench, its facts and what became of its intents. Every scan comes a second after the last, if not told."""

    def __init__(self, mode: BenchMode = BenchMode.VERIFY_KNOWN) -> None:
        self.now = START
        self.shots = 0
        self.state: BenchState = BenchState(BenchSetup(WAREHOUSE, mode))
        self.intents: tuple[Intent, ...] = ()
        self.said: list[Intent] = []
        self.ready: dict[str, Packable] = {}
        #: Other shipments of an order, which the hub lists before its own.
        self.first: dict[str, list[Packable]] = {}
        self.issued: dict[str, str] = {}
        self.known_waybills: list[WaybillFact] = []
        self.sku_codes: set[str] = set()
        self.badges: dict[str, BadgeFact] = {}
        self.stops: dict[UUID, Stop] = {}
        self.handed_over: set[UUID] = set()
        self.contents: dict[tuple[UUID, UUID], int] = {}
        self.bound: dict[UUID, str] = {}
        self.closed: set[UUID] = set()
        self.opened: dict[UUID, UUID] = {}
        self.parcel_nos: dict[UUID, str] = {}

    def order(self, counter: int, *items: Item, **fields: object) -> Packable:
        """Makes an order with these lines ready to pack."""
        order = uuid5(SPACE, f"order {counter}")
        plain = Packable(
            order_id=order,
            order_no=number(counter),
            shipment_id=uuid5(order, "shipment"),
            warehouse_id=WAREHOUSE,
            node=Node.ALLOCATED,
            delivery_method="courier",
            carrier_code="SF",
            items=items,
        )
        made = replace(plain, **fields)  # type: ignore[arg-type]  # fields of Packable by name
        self.sku_codes.update(each.sku_code for each in items)
        self.ready[made.order_no] = made
        return made

    def scan(self, text: str, *, after_ms: int = 1_000) -> Verdict:
        """One pull of the trigger; the verdict that was recorded for it."""
        self.now += timedelta(milliseconds=after_ms)
        self.shots += 1
        self._step(Scan(text, self.now, uuid5(SPACE, f"shot {self.shots}")))
        return self.state.history[-1].verdict

    def type(self, units: int) -> Verdict:
        """A typed quantity of whole units."""
        self.now += timedelta(seconds=1)
        self.shots += 1
        self._step(Typed(units * 1_000, self.now, uuid5(SPACE, f"shot {self.shots}")))
        return self.state.history[-1].verdict

    def _step(self, event: Scan | Typed) -> None:
        self.state, self.intents = bench.step(self.state, event, self)
        self.said.extend(self.intents)
        for intent in self.intents:
            self._carry_out(intent)

    def _carry_out(self, intent: Intent) -> None:
        match intent:
            case OpenParcel():
                assert intent.parcel_id not in self.opened
                self.opened[intent.parcel_id] = intent.order_id
                self.parcel_nos[intent.parcel_id] = parcel_no(START.date(), "A7", len(self.parcel_nos) + 1)
                if self.state.box is not None and self.state.box.parcel_id == intent.parcel_id:
                    self.state = bench.name_parcel(self.state, self.parcel_nos[intent.parcel_id])
            case VerifyItem():
                key = (intent.parcel_id, intent.shipment_line_id)
                assert intent.parcel_id not in self.closed
                self.contents[key] = self.contents.get(key, 0) + intent.quantity
                assert self.contents[key] >= 0
            case BindWaybill():
                assert intent.parcel_id not in self.bound
                assert intent.waybill_no not in self.bound.values()
                self.bound[intent.parcel_id] = intent.waybill_no
            case UnbindWaybill():
                assert self.bound.pop(intent.parcel_id) == intent.waybill_no
            case CloseParcel():
                assert intent.issue_number or intent.parcel_id in self.bound
                assert any(quantity for (parcel, _), quantity in self.contents.items() if parcel == intent.parcel_id)
                self.closed.add(intent.parcel_id)
            case ReopenParcel():
                self.closed.remove(intent.parcel_id)
            case VoidParcel():
                assert intent.parcel_id not in self.bound
                assert not any(
                    quantity for (parcel, _), quantity in self.contents.items() if parcel == intent.parcel_id
                )
                del self.opened[intent.parcel_id]
            case _:
                pass

    def packables(self, code: str) -> Sequence[Packable]:
        found = self.ready.get(code)
        if found is not None:
            return [*self.first.get(code, ()), self._as_it_is(found)]
        return [
            replace(self._as_it_is(each), parcel_id=parcel, parcel_no=code)
            for each in self.ready.values()
            for parcel, order in self.opened.items()
            if self.parcel_nos[parcel] == code and order == each.order_id
        ]

    def _as_it_is(self, found: Packable) -> Packable:
        """What is left of it: less what lies in closed parcels, with what lies in an open one."""
        parcels = [parcel for parcel, order in self.opened.items() if order == found.order_id]
        open_one = next((parcel for parcel in parcels if parcel not in self.closed), None)
        items = []
        for each in found.items:
            inside = [(parcel, self.contents.get((parcel, each.shipment_line_id), 0)) for parcel in parcels]
            gone = sum(quantity for parcel, quantity in inside if parcel in self.closed)
            here = sum(quantity for parcel, quantity in inside if parcel not in self.closed)
            items.append(replace(each, needed=each.needed - gone, done=each.done + here))
        left = tuple(each for each in items if each.needed > 0)
        if open_one is not None:
            bound = self.bound.get(open_one)
            return replace(
                found,
                items=left,
                parcel_id=open_one,
                parcel_no=self.parcel_nos[open_one],
                parcel_state=ParcelState.OPEN,
                waybill_no=bound or found.waybill_no,
                waybill_bound=bound is not None,
            )
        return replace(found, items=left) if left else replace(found, node=Node.PACKED)

    def packable_of_waybill(self, number: str) -> Packable | None:
        found = self.ready.get(self.issued.get(number, ""))
        return self._as_it_is(found) if found is not None else None

    def waybills(self, number: str, piece: str) -> Sequence[WaybillFact]:
        here = [WaybillFact("SF", no, "bound", parcel) for parcel, no in self.bound.items() if no == number]
        return [*here, *(fact for fact in self.known_waybills if fact.number == number and piece == "")]

    def barcode(self, code: str) -> BarcodeFact | None:
        if code in SKUS:
            sku, quantity = SKUS[code]
            return BarcodeFact(uuid5(SPACE, sku), sku, f"Part {sku}", quantity)
        known = {each[0] for each in SKUS.values()} | self.sku_codes
        found = next((sku for sku in known if sku.upper() == code), None)
        return None if found is None else BarcodeFact(uuid5(SPACE, found), found, f"Part {found}", 1_000, is_code=True)

    def badge(self, code: str) -> BadgeFact | None:
        return self.badges.get(code)

    def stop(self, order_ids: tuple[UUID, ...]) -> Stop | None:
        return next((self.stops[order] for order in order_ids if order in self.stops), None)

    def parcel(self, parcel_id: UUID) -> ParcelFact | None:
        if parcel_id not in self.opened:
            return None
        state = ParcelState.CLOSED if parcel_id in self.closed else ParcelState.OPEN
        packed = sum(quantity for (parcel, _line), quantity in self.contents.items() if parcel == parcel_id)
        return ParcelFact(ParcelState.HANDED_OVER if parcel_id in self.handed_over else state, packed)
