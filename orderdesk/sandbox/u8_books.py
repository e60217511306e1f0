"""The books of the imitated U8: sales orders, stock and dispatch lists, and which of our keys made what."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from orderdesk.connectors.reading import beijing_text, pick, rows
from orderdesk.sandbox.world import World

_ORDER, _DISPATCH, _STOCK, _KEY = "u8_order", "u8_dispatch", "u8_stock", "u8_key"


@dataclass(slots=True)
class U8Order:
    """A sales order. `version` is its row version, anew with each change; `biz_id` is empty where a person made it."""

    code: str
    head: dict[str, Any]
    entry: list[dict[str, Any]]
    version: int
    biz_id: str = ""
    verifier: str = ""
    closer: str = ""
    shipped: bool = False
    changing: bool = False
    created: str = ""


@dataclass(slots=True)
class U8Dispatch:
    """A dispatch list."""

    code: str
    biz_id: str
    head: dict[str, Any]
    entry: list[dict[str, Any]]


@dataclass(slots=True)
class U8Stock:
    """What is there of an item in a warehouse, and what of it is frozen."""

    whcode: str
    invcode: str
    batch: str
    qty: str
    stopqty: str = "0"
    free1: str = ""


@dataclass(slots=True)
class U8Key:
    """A biz_id or tradeid: the document it made, and how often it came."""

    key: str
    made: str
    times: int = 1


@dataclass(slots=True)
class U8Books:
    """One set of books. Used from the event loop only. `customers` and `items` are checked unless they are empty."""

    world: World
    orders: dict[str, U8Order] = field(default_factory=dict)
    dispatches: dict[str, U8Dispatch] = field(default_factory=dict)
    stock: dict[str, U8Stock] = field(default_factory=dict)
    keys: dict[str, U8Key] = field(default_factory=dict)
    customers: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    period_closed: bool = False
    last_version: int = 1_000

    def load(self) -> None:
        """Takes up what the shelf holds."""
        shelf = self.world.shelf
        self.orders = {row["code"]: U8Order(**row) for row in shelf.load(_ORDER)}
        self.dispatches = {row["code"]: U8Dispatch(**row) for row in shelf.load(_DISPATCH)}
        self.keys = {row["key"]: U8Key(**row) for row in shelf.load(_KEY)}
        for row in shelf.load(_STOCK):
            self.put_stock(U8Stock(**row))
        self.last_version = max([self.last_version, *(order.version for order in self.orders.values())])

    def clear(self) -> None:
        """Forgets everything."""
        for kept in (self.orders, self.dispatches, self.stock, self.keys, self.customers, self.items):
            kept.clear()
        self.period_closed, self.last_version = False, 1_000

    def add_order(self, document: dict[str, Any], *, biz_id: str = "") -> U8Order:
        """Makes a sales order, still to be verified."""
        head = {name: value for name, value in document.items() if name != "entry"}
        code = pick(head, "code") or f"{len(self.orders) + 1:010d}"
        order = U8Order(code, head, rows(document.get("entry")), 0, biz_id, created=beijing_text(self.world.now()))
        self.touch(order)
        return order

    def touch(self, order: U8Order) -> None:
        """Keeps an order under a new row version."""
        self.last_version += 1
        order.version = self.last_version
        self.orders[order.code] = order
        self.world.shelf.put(_ORDER, order.code, asdict(order))

    def add_dispatch(self, document: dict[str, Any], biz_id: str) -> U8Dispatch:
        """Makes a dispatch list: the goods have left, and the order that it names is shipped."""
        head = {name: value for name, value in document.items() if name != "entry"}
        dispatch = U8Dispatch(f"D{len(self.dispatches) + 1:09d}", biz_id, head, rows(document.get("entry")))
        self.dispatches[dispatch.code] = dispatch
        self.world.shelf.put(_DISPATCH, dispatch.code, asdict(dispatch))
        for line in dispatch.entry:
            found = self._row_of(pick(line, "warehouse_code"), pick(line, "inventory_code"))
            if found is not None:
                found.qty = str(Decimal(found.qty) - Decimal(pick(line, "quantity")))
                self.put_stock(found)
        order = self.orders.get(pick(head, "socode"))
        if order is not None:
            order.shipped = True
            self.touch(order)
        return dispatch

    def put_stock(self, row: U8Stock) -> None:
        """States what is there."""
        key = f"{row.whcode}|{row.invcode}|{row.batch}|{row.free1}"
        self.stock[key] = row
        self.world.shelf.put(_STOCK, key, asdict(row))

    def promised(self, invcode: str) -> Decimal:
        """How much of an item verified orders still wait for."""
        return sum(
            (
                Decimal(pick(line, "quantity") or "0")
                for order in self.orders.values()
                if order.verifier and not order.closer and not order.shipped
                for line in order.entry
                if pick(line, "inventorycode") == invcode
            ),
            Decimal(0),
        )

    def known_key(self, key: str) -> U8Key | None:
        """What a key made before; counted."""
        known = self.keys.get(key)
        if known is not None:
            known.times += 1
            self.world.shelf.put(_KEY, key, asdict(known))
        return known

    def keep_key(self, key: str, made: str) -> None:
        """Remembers what a key made."""
        self.keys[key] = U8Key(key, made)
        self.world.shelf.put(_KEY, key, asdict(self.keys[key]))

    def state(self) -> dict[str, Any]:
        """Every effect that a call has had."""
        return {
            "orders": {code: asdict(order) for code, order in self.orders.items()},
            "dispatches": {code: asdict(dispatch) for code, dispatch in self.dispatches.items()},
            "keys": {key: known.times for key, known in self.keys.items()},
        }

    def _row_of(self, whcode: str, invcode: str) -> U8Stock | None:
        return next((row for row in self.stock.values() if (row.whcode, row.invcode) == (whcode, invcode)), None)


def order_row(order: U8Order) -> dict[str, Any]:
    """An order as lists and single answers tell it: empty fields are left out, numbers are texts."""
    state = "Changing" if order.changing else "Approved" if order.verifier else "Opening"
    row = {
        **order.head,
        "code": order.code,
        "state": state,
        "verifier": order.verifier,
        "closer": order.closer,
        "fhstatus": "2" if order.shipped else "0",
        "createsystime": f"{order.created}.0",
        "timestamp": order.version,
    }
    return {name: str(value) for name, value in row.items() if str(value)}


def stock_row(books: U8Books, row: U8Stock) -> dict[str, str]:
    """A stock row as the list tells it."""
    out = books.promised(row.invcode)
    free = Decimal(row.qty) - Decimal(row.stopqty) - out
    fields = {**asdict(row), "outqty": str(out), "availqty": str(free)}
    return {name: value for name, value in fields.items() if value}
