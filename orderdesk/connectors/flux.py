"""FLUX WMS (V4 JSON datahub): shipments and cancellations out, status queries, status and ship confirmations in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

from orderdesk.clock import Clock
from orderdesk.connectors import flux_wire as wire
from orderdesk.connectors.carriers import Carriers
from orderdesk.connectors.flux_wire import FluxSettings
from orderdesk.connectors.http import Reply, post_form
from orderdesk.connectors.ports import (
    CallbackAnswer,
    Forged,
    Malformed,
    Outcome,
    OutsideEvent,
    ReadCallback,
    ShipmentConfirmed,
    ShippedLine,
    ShippedParcel,
    StatusAnswer,
    Verdict,
    WarehouseDocument,
    WarehouseLock,
    WarehouseOrder,
    WarehouseStatus,
)
from orderdesk.connectors.reading import (
    check_size,
    decode_text,
    dig,
    from_beijing,
    parse_form,
    parse_json,
    parse_xml,
    pick,
    rounded,
    rows,
    scaled,
)

TIMEOUT = httpx.Timeout(120.0, connect=5.0)
"""Seconds; senders seen in the field wait this long for the datahub."""

_JSON = "application/json; charset=utf-8"


class FluxWarehouse:
    """One FLUX site. Calls are made in the caller's thread; nothing here repeats a call by itself."""

    system = "flux"

    def __init__(
        self,
        settings: FluxSettings,
        *,
        client: httpx.Client,
        clock: Clock,
        carriers: Carriers,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self._settings = settings
        self._client = client
        self._clock = clock
        self._carriers = carriers
        self._timeout = timeout

    def send_order(self, order: WarehouseOrder) -> Outcome:
        """Hands over one shipment; `reference` of ok is its document number, one that exists is `repeated`."""
        outcome, _ = self._call(wire.SEND, {"header": [wire.order_data(self._settings, order)]})
        return _named(outcome, order.doc_no)

    def lock_stock(self, lock: WarehouseLock) -> Outcome:
        """Announces an order with its locked quantities; `reference` of ok is its document number there."""
        outcome, _ = self._call(wire.LOCK, {"header": [wire.lock_data(self._settings, lock)]})
        return _named(outcome, lock.doc_no)

    def cancel(self, document: WarehouseDocument, reason: str) -> Outcome:
        """Asks for a cancellation; only status 90, from a query or a callback, says that it happened."""
        outcome, _ = self._call(wire.CANCEL, {"ordernos": {**self._document(document), "erpCancelReason": reason}})
        return _named(outcome, document.doc_no)

    def query_status(self, documents: Sequence[WarehouseDocument]) -> StatusAnswer:
        """Asks where shipments stand, at most 100 at once; a document that is not there is left out."""
        if len(documents) > 100:
            raise ValueError("FLUX answers at most 100 documents in one query")
        outcome, body = self._call(wire.QUERY, {"ordernos": [self._document(document) for document in documents]})
        if outcome.verdict is not Verdict.OK:
            return StatusAnswer(outcome)
        try:
            found = _order_rows(parse_json(body))
            return StatusAnswer(outcome, tuple(_status(row, self._clock.now()) for row in found))
        except Malformed as error:
            return StatusAnswer(Outcome.unknown(str(error), code="bad_status"))

    def verify_and_read(self, raw_body: bytes, headers: Mapping[str, str], query: str = "") -> ReadCallback:
        """Reads a status or ship confirmation: a form, or the data as body with the rest in the query string.

        Raises Forged when the signature over the data as received is missing or wrong, Malformed otherwise.
        """
        check_size(raw_body)
        fields, data = _split(raw_body, headers, query)
        text = {name: decode_text(value) for name, value in fields.items() if name != "data"}
        given, settings = text.get("sign", ""), self._settings
        if not wire.is_signed(data, given, settings.app_secret, upper_case=settings.upper_case_sign):
            raise Forged("FLUX callback without a valid signature")
        document = parse_xml(data) if data.lstrip()[:1] == b"<" else parse_json(data)
        method, sent_at = text.get("method", ""), from_beijing(text.get("timestamp", ""))
        return ReadCallback(
            system=self.system,
            message=method,
            dedupe_key=f"{method}:{hashlib.sha256(data).hexdigest()}",
            events=self._events(method, document, sent_at),
        )

    def answer_ok(self) -> CallbackAnswer:
        """The envelope after which FLUX stops repeating."""
        return CallbackAnswer(200, _JSON, wire.envelope("0000", "ok", "1"))

    def answer_refused(self, reason: str) -> CallbackAnswer:
        """The envelope after which FLUX tries again later."""
        return CallbackAnswer(200, _JSON, wire.envelope("0001", reason, "0"))

    def _call(self, call: tuple[str, str], data: dict[str, Any]) -> tuple[Outcome, bytes]:
        payload = json.dumps({"data": data}, ensure_ascii=False, separators=(",", ":")).encode()
        form = wire.encode_call(self._settings, call, payload, self._clock.now())
        reply = post_form(self._client, self._settings.base_url, form, timeout=self._timeout)
        if not isinstance(reply, Reply):
            return reply, b""
        return wire.classify(reply.status, reply.headers, reply.body, call=call[0]), reply.body

    def _document(self, document: WarehouseDocument) -> dict[str, str]:
        return {
            "warehouseId": document.warehouse_code,
            "customerId": self._settings.owner_code,
            "docNo": document.doc_no,
            "orderType": wire.order_type(document.kind),
        }

    def _events(self, method: str, document: dict[str, Any], sent_at: datetime | None) -> tuple[OutsideEvent, ...]:
        found = _order_rows(document)
        if not found:
            raise Malformed("no order in the data")
        if method.lower() == wire.STATUS_CALLBACK.lower():
            return tuple(_status(row, sent_at) for row in found)
        if method.lower() == wire.CONFIRM_CALLBACK.lower():
            return tuple(self._confirmed(row, sent_at) for row in found)
        raise Malformed("a method this connector does not read")

    def _confirmed(self, row: dict[str, Any], sent_at: datetime | None) -> ShipmentConfirmed:
        doc_no, time_text = _doc_no(row), pick(row, "shippedTime", "shipmentTime", "Time")
        by_waybill: dict[tuple[str, str], list[ShippedLine]] = {}
        items = rows(dig(row, "item", "items", "details", "detailsItem"))
        for item in items:
            waybill = pick(item, "DeliveryNo") or pick(row, "DeliveryNo")
            carrier = pick(item, "CarrierId") or pick(row, "CarrierId")
            line = _shipped_line(item)
            by_waybill.setdefault((carrier, waybill), []).extend([line] if line.quantity else [])
        weight = rounded(pick(row, "Weight"), 3) if len(by_waybill) == 1 else None
        return ShipmentConfirmed(
            event_key=_event_key(doc_no, wire.CONFIRM_CALLBACK, json.dumps(row, sort_keys=True)),
            doc_no=doc_no,
            warehouse_code=pick(row, "WarehouseID"),
            occurred_at=_occurred(time_text, sent_at),
            parcels=tuple(
                ShippedParcel(self._carrier_code(carrier), carrier, waybill, weight, tuple(lines))
                for (carrier, waybill), lines in by_waybill.items()
            ),
        )

    def _carrier_code(self, raw: str) -> str:
        known = (
            self._carriers.by_code(self._settings.carrier_words.get(raw, raw))
            or self._carriers.by_code(raw.upper())
            or self._carriers.by_kuaidi100(raw.lower())
        )
        return known.code if known else ""


def _named(outcome: Outcome, doc_no: str) -> Outcome:
    return replace(outcome, reference=doc_no) if outcome.verdict is Verdict.OK else outcome


def _split(raw: bytes, headers: Mapping[str, str], query: str) -> tuple[dict[str, bytes], bytes]:
    """The system fields and the signed data, from either calling style."""
    kind = {name.lower(): value for name, value in headers.items()}.get("content-type", "").lower()
    in_query = parse_form(query.encode())
    if "sign" in in_query and "form" not in kind:
        return in_query, raw
    fields = parse_form(raw)
    if "data" not in fields:
        raise Malformed("form without data")
    return fields, fields["data"]


def _order_rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    return rows(dig(document, "orderinfo", "header")) or rows(dig(document, "ordernos"))


def _doc_no(row: dict[str, Any]) -> str:
    doc_no = pick(row, "docNo", "OMSOrderNo", "OrderNo")
    if not doc_no:
        raise Malformed("order without a number")
    return doc_no


def _occurred(text: str, fallback: datetime | None) -> datetime:
    at = from_beijing(text) or fallback
    if at is None:
        raise Malformed("no readable time")
    return at.astimezone(UTC)


def _event_key(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _status(row: dict[str, Any], fallback: datetime | None) -> WarehouseStatus:
    doc_no, code, time_text = _doc_no(row), pick(row, "Status").zfill(2), pick(row, "Time")
    if code == "00" and not pick(row, "Status"):
        raise Malformed("order without a status")
    return WarehouseStatus(
        event_key=_event_key(doc_no, code, time_text),
        doc_no=doc_no,
        warehouse_code=pick(row, "WarehouseID"),
        code=code,
        node=wire.NODES.get(code),
        occurred_at=_occurred(time_text, fallback),
        text=pick(row, "Desc"),
        is_partial=code == wire.PART_SHIPPED,
    )


def _shipped_line(item: dict[str, Any]) -> ShippedLine:
    quantity = scaled(pick(item, "QtyShipped", "QtyShippedEach"), 3)
    sku = pick(item, "SKU")
    if quantity is None or quantity < 0 or not sku:
        raise Malformed("shipped line without SKU or quantity")
    return ShippedLine(pick(item, "lineNo", "OrderLineNo"), sku, quantity, pick(item, "lotAtt04"))
