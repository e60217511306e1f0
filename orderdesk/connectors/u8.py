"""Yonyou U8 through its OpenAPI: orders and stock are polled, orders, locks and dispatches are written under our keys.

U8 has no call that locks stock. What takes goods out of its available quantity is a verified sales order, so that is
the lock: the order is added under our order number (or is there already, if it came from U8) and then verified.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import httpx

from orderdesk.clock import Clock
from orderdesk.connectors import u8_wire as wire
from orderdesk.connectors.erp import (
    Cursor,
    DocumentAnswer,
    ErpDispatch,
    ErpLine,
    ErpOrder,
    HeadsAnswer,
    IncomingOrder,
    OrderHead,
    StockAnswer,
    StockFigure,
)
from orderdesk.connectors.http import Reply, get, post_json
from orderdesk.connectors.ports import Malformed, Outcome, Verdict
from orderdesk.connectors.reading import parse_json, pick, rows, scaled
from orderdesk.connectors.u8_wire import U8Settings

TIMEOUT = httpx.Timeout(60.0, connect=5.0)
"""Seconds: a gateway in the cloud passes each call on to a program on the customer's server."""

MAX_PAGES = 500

_RENEW_BEFORE = timedelta(minutes=5)
_READS_AGAIN = 3
_USUAL_TAX_RATE = "13"
"""Per cent, of goods in general: a line whose rate is empty comes without the field."""


class U8Erp:
    """One set of books. Thread-safe; calls are made in the caller's thread, and only a token that has ended makes a
    call go out twice."""

    system = "u8"

    def __init__(
        self, settings: U8Settings, *, client: httpx.Client, clock: Clock, timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        self._settings = settings
        self._client = client
        self._clock = clock
        self._timeout = timeout
        self._token = ""
        self._token_until: datetime | None = None
        self._lock = threading.Lock()

    @property
    def source(self) -> str:
        """The account and the number of its data source."""
        return f"u8:{self._settings.to_account}/{self._settings.ds_sequence}"

    # -- in -----------------------------------------------------------------------------------------------------------

    def changed_orders(self, cursor: Cursor) -> HeadsAnswer:
        """What has a row version from a little before the cursor on. A list that shifts while it is read is read anew;
        where rows tell no version of their own the cursor stays and their content says whether they are new."""
        asked = {"timestamp_begin": str(max(0, cursor.version - self._settings.overlap))}
        if cursor.version == 0:
            asked = {"date_begin": cursor.since.isoformat()}
        found = self._pages(wire.LIST, "saleorderlist", asked)
        if isinstance(found, Outcome):
            return HeadsAnswer(found)
        numbered = sorted(((_row_version(row), pick(row, "code"), row) for row in found), key=lambda each: each[:2])
        heads = tuple(self._head(code, version, row) for version, code, row in numbered if code)
        last = max([(version, code) for version, code, _ in numbered], default=(0, ""))
        newest = max(last, (cursor.version, cursor.source_id))
        return HeadsAnswer(Outcome.ok(), heads, Cursor(newest[0], newest[1], cursor.since))

    def fetch_order(self, source_id: str) -> DocumentAnswer:
        """One order with its lines."""
        outcome, body = self._call("GET", wire.READ, {"id": source_id})
        return DocumentAnswer(outcome, body if outcome.verdict is Verdict.OK else b"")

    def read_order(self, body: bytes) -> IncomingOrder:
        """The order in our words; fields that are empty in U8 are simply not there. Raises Malformed."""
        order = parse_json(body).get("saleorder")
        if not isinstance(order, dict) or not pick(order, "code"):
            raise Malformed("no sales order")
        lines = tuple(self._line_of(row) for row in rows(order.get("entry")))
        if not lines:
            raise Malformed("a sales order without lines")
        customer = pick(order, "custcode")
        return IncomingOrder(
            source_id=pick(order, "code"),
            customer_code=self._settings.customer_words.get(customer, customer),
            customer_name=pick(order, "cusname", "cusabbname"),
            ordered_on=_date(pick(order, "date")),
            closed=bool(pick(order, "closer")),
            lines=lines,
            customer_po_no=pick(order, self._settings.customer_po_field),
            required_on=_date(pick(order, "dpredatebt")),
            contact=pick(order, "ccusperson"),
            phone=pick(order, self._settings.phone_field),
            address=pick(order, "sendaddress"),
            note=pick(order, "memo"),
        )

    def fetch_stock(self, warehouses: Sequence[str]) -> StockAnswer:
        """What is there of each item less what is frozen; rows that differ in free items only are added up."""
        as_of = self._clock.now()
        sums: dict[tuple[str, str, str], int] = {}
        for warehouse in warehouses:
            found = self._pages(wire.STOCK, "currentstock", {"whcode_begin": warehouse, "whcode_end": warehouse})
            if isinstance(found, Outcome):
                return StockAnswer(found, as_of)
            for row in found:
                good, frozen = scaled(pick(row, "qty") or "0", 3), scaled(pick(row, "stopqty") or "0", 3)
                if good is None or frozen is None or not pick(row, "invcode"):
                    return StockAnswer(Outcome.unknown("a stock row that cannot be read", code="bad_stock"), as_of)
                key = (pick(row, "whcode"), pick(row, "invcode"), pick(row, "batch"))
                sums[key] = sums.get(key, 0) + good - frozen
        return StockAnswer(Outcome.ok(), as_of, tuple(self._figure(key, sums[key]) for key in sorted(sums)))

    # -- out ----------------------------------------------------------------------------------------------------------

    def send_order(self, order: ErpOrder) -> Outcome:
        """Adds an order under our number; the same request again gives the same document's number."""
        asked = {"biz_id": order.key, "sync": "1"}
        return self._call("POST", wire.ADD, asked, wire.order_body(self._settings, order))[0]

    def lock_stock(self, order: ErpOrder) -> Outcome:
        """The order is there and verified; `reference` of ok is its number. One that came from U8 is only verified."""
        code = order.source_code
        repeated = False
        if not code:
            added = self.send_order(order)
            if added.verdict is not Verdict.OK:
                return added
            code, repeated = added.reference, added.repeated
        verified = self._step(wire.VERIFY, order, code, "verify")
        return replace(verified, repeated=verified.repeated or repeated)

    def unlock_stock(self, order: ErpOrder) -> Outcome:
        """Takes the verification back, and with it what has been promised."""
        return self._step(wire.UNVERIFY, order, order.source_code, "unverify")

    def release_stock(self, order: ErpOrder) -> Outcome:
        """Closes the order in U8, which takes it out of what has been promised."""
        return self._step(wire.CLOSE, order, order.source_code, "close")

    def send_dispatch(self, dispatch: ErpDispatch) -> Outcome:
        """Adds a dispatch list under our shipment number."""
        asked = {"biz_id": dispatch.doc_no, "sync": "1"}
        return self._call("POST", wire.DISPATCH, asked, wire.dispatch_body(self._settings, dispatch))[0]

    def _step(self, call: str, order: ErpOrder, code: str, name: str) -> Outcome:
        asked = {"biz_id": f"{order.key}-{name}", "sync": "1"}
        outcome, _ = self._call("POST", call, asked, wire.step_body(self._settings, code))
        return replace(outcome, reference=code) if outcome.verdict is Verdict.OK else outcome

    # -- calls --------------------------------------------------------------------------------------------------------

    def _call(self, method: str, call: str, fields: Mapping[str, str], body: bytes = b"") -> tuple[Outcome, bytes]:
        """One call with a token; once more with a new one when U8 says that this one has ended."""
        outcome, answer, token = Outcome.unknown("never called"), b"", ""
        for _ in range(2):
            known = self._current_token(ended=token)
            if isinstance(known, Outcome):
                return known, b""
            token = known
            outcome, answer = self._send(method, call, wire.address(self._settings, call, fields, token), body)
            if outcome.code != wire.TOKEN_ENDED:
                break
        return outcome, answer

    def _send(self, method: str, call: str, address: str, body: bytes = b"") -> tuple[Outcome, bytes]:
        if method == "GET":
            reply = get(self._client, address, timeout=self._timeout)
        else:
            reply = post_json(self._client, address, body, timeout=self._timeout)
        if not isinstance(reply, Reply):
            return reply, b""
        return wire.classify(reply.status, reply.headers, reply.body, call=call), reply.body

    def _current_token(self, *, ended: str) -> str | Outcome:
        """A token other than the one that has ended: of several calls that meet its end, one asks for the next."""
        with self._lock:
            now = self._clock.now()
            if self._token != ended and self._token_until is not None and now < self._token_until:
                return self._token
            outcome, body = self._send("GET", wire.TOKEN, wire.address(self._settings, wire.TOKEN, {}))
            if outcome.verdict is not Verdict.OK:
                # Nothing has been said yet, so nothing can be in doubt.
                return replace(outcome, in_doubt=False)
            token = parse_json(body).get("token")
            if not isinstance(token, dict) or not pick(token, "id"):
                return Outcome.unknown("no token in the answer", code="bad_token")
            lasts = scaled(pick(token, "expiresIn"), 0) or 0
            self._token = pick(token, "id")
            self._token_until = now + max(timedelta(seconds=lasts) - _RENEW_BEFORE, timedelta(minutes=1))
            return self._token

    def _pages(self, call: str, name: str, fields: Mapping[str, str]) -> list[dict[str, Any]] | Outcome:
        """All rows of a list. Rows come and go while it is read: a list that changed its length is read again."""
        for _ in range(_READS_AGAIN):
            found: list[dict[str, Any]] = []
            lengths = set()
            for page in self._read_pages(call, fields):
                if isinstance(page, Outcome):
                    return page
                found += rows(page.get(name))
                lengths.add(pick(page, "row_count"))
            if len(lengths) == 1:
                return found
        return Outcome.retry(5.0, code="list_moves", text=name)

    def _read_pages(self, call: str, fields: Mapping[str, str]) -> Iterator[dict[str, Any] | Outcome]:
        for number in range(1, MAX_PAGES + 1):
            asked = {**fields, "page_index": str(number), "rows_per_page": str(self._settings.rows_per_page)}
            outcome, body = self._call("GET", call, asked)
            if outcome.verdict is not Verdict.OK:
                yield outcome
                return
            page = parse_json(body)
            yield page
            if number >= (scaled(pick(page, "page_count"), 0) or 0):
                return
        yield Outcome.unknown(f"more than {MAX_PAGES} pages", code="too_many_pages")

    # -- words --------------------------------------------------------------------------------------------------------

    def _head(self, code: str, version: int, row: Mapping[str, Any]) -> OrderHead:
        return OrderHead(code, str(version) if version else _digest(row), pick(row, self._settings.order_no_field))

    def _figure(self, key: tuple[str, str, str], quantity: int) -> StockFigure:
        warehouse, sku, batch = key
        ours = self._settings.warehouse_words.get(warehouse, warehouse)
        return StockFigure(ours, self._settings.sku_words.get(sku, sku), batch, quantity)

    def _line_of(self, row: Mapping[str, Any]) -> ErpLine:
        quantity, price = scaled(pick(row, "quantity"), 3), scaled(pick(row, "taxunitprice") or "0", 6)
        rate, sku = scaled(pick(row, "taxrate") or _USUAL_TAX_RATE, 2), pick(row, "inventorycode")
        if quantity is None or quantity <= 0 or price is None or rate is None or not sku:
            raise Malformed("a line without item, quantity or price")
        ours = self._settings.sku_words.get(sku, sku)
        return ErpLine(pick(row, "rowno"), ours, quantity, price, rate, gift=pick(row, "bgift") == "1")


def _row_version(row: Mapping[str, Any]) -> int:
    return scaled(pick(row, "timestamp", "ufts"), 0) or 0


def _digest(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
