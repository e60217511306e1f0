"""The wire of a FLUX V4 datahub: signature, form, answer envelope, and what an answer means."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from orderdesk.connectors.http import RETRY_S, json_answer
from orderdesk.connectors.ports import Outcome, WarehouseLine, WarehouseLock, WarehouseOrder
from orderdesk.connectors.reading import beijing_text, decimal_text, dig, pick, rows
from orderdesk.domain.nodes import Node

SEND = ("putSalesOrder", "SO")
LOCK = ("putOriginalSalesOrder", "OSO")
CANCEL = ("cancelSO", "SOC")
QUERY = ("querySOStatus", "PRCSQ")
STATUS_CALLBACK = "confirmSOStatus"
CONFIRM_CALLBACK = "confirmSOData"

NODES: dict[str, Node | None] = {
    "00": Node.STOCK_LOCKED,
    "10": Node.STOCK_LOCKED,
    "20": Node.STOCK_LOCKED,
    "98": Node.STOCK_LOCKED,
    "30": Node.ALLOCATED,
    "40": Node.ALLOCATED,
    "50": Node.PICKING,
    "60": Node.PICKING,
    "61": Node.PICKING,
    "62": Node.PACKED,
    "63": Node.PACKED,
    "65": Node.STAGED,
    "66": Node.STAGED,
    "70": Node.IN_TRANSIT,
    "80": Node.IN_TRANSIT,
    "90": Node.CLOSED,
    "99": None,
}
"""FLUX order status to our node. 99 says only that the warehouse is finished: the courier knows the rest."""

PART_SHIPPED = "70"
"""A part has left; the rest comes with a later confirmation of the same order, or never."""

ORDER_TYPES = {"SALE": "SO", "EXCHANGE": "HH", "RESEND": "BF", "RETURN": "RT", "TRANSFER": "TO"}
"""Our order kind to the order type in the datahub's form."""

_EXISTS = re.compile(r"已经?存在|重复(的)?(单|订单|提交)|already\s+exists?|duplicate", re.IGNORECASE)
_CANCELLED = re.compile(r"已经?(被)?取消|already\s+cancell?ed", re.IGNORECASE)
_NOT_FOUND = re.compile(r"不存在|未找到|查无|not\s+found|does\s+not\s+exist|no\s+such", re.IGNORECASE)
_REJECTING = frozenset({"0001", "S003", "S004", "S006", "S007"})


@dataclass(frozen=True, slots=True)
class FluxSettings:
    """How one FLUX site is reached. `base_url` is the whole datahub address; the last three are told apart by site:
    upper-casing of the signature, encoding it twice, and the site's own carrier words (theirs to ours).
    `locked_field`: the free field of an order line in which the site shows the locked quantity."""

    base_url: str
    client_customerid: str
    client_db: str
    owner_code: str
    app_key: str = field(repr=False)
    app_token: str = field(repr=False)
    app_secret: str = field(repr=False)
    upper_case_sign: bool = True
    double_encoded_sign: bool = False
    carrier_words: Mapping[str, str] = field(default_factory=dict)
    locked_field: str = "dedi04"


def sign(data: bytes, secret: str, *, upper_case: bool = True) -> str:
    """The signature of exactly these bytes, not yet URL-encoded: base64 of the hex MD5 of secret + data + secret."""
    key = secret.encode()
    digest = hashlib.md5(key + data + key, usedforsecurity=False).hexdigest()
    text = base64.b64encode(digest.encode()).decode()
    return text.upper() if upper_case else text


def is_signed(data: bytes, given: str, secret: str, *, upper_case: bool = True) -> bool:
    """Whether `given`, encoded any number of times, is the signature of these bytes; compared in constant time."""
    plain = given
    while (decoded := unquote(plain)) != plain:
        plain = decoded
    return hmac.compare_digest(plain.encode(), sign(data, secret, upper_case=upper_case).encode())


def encode_call(settings: FluxSettings, call: tuple[str, str], data: bytes, at: datetime) -> bytes:
    """The form of one call; `data` goes out byte for byte as it was signed."""
    method, message = call
    signature = sign(data, settings.app_secret, upper_case=settings.upper_case_sign)
    fields: dict[str, str | bytes] = {
        "method": method,
        "client_customerid": settings.client_customerid,
        "client_db": settings.client_db,
        "messageid": message,
        "apptoken": settings.app_token,
        "appkey": settings.app_key,
        "sign": quote(signature, safe="") if settings.double_encoded_sign else signature,
        "timestamp": beijing_text(at),
        "format": "json",
        "data": data,
    }
    return "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items()).encode()


def order_type(kind: str) -> str:
    """The datahub's order type for our order kind."""
    return ORDER_TYPES.get(kind.upper(), kind)


def order_data(settings: FluxSettings, order: WarehouseOrder) -> dict[str, Any]:
    """The header of one outbound order with its details; empty fields are left out."""
    to = order.recipient
    theirs = {ours: word for word, ours in settings.carrier_words.items()}
    header: dict[str, Any] = {
        "warehouseId": order.warehouse_code,
        "customerId": settings.owner_code,
        "orderType": order_type(order.kind),
        "docNo": order.doc_no,
        "soReferenceA": order.customer_po_no,
        "soReferenceB": order.order_no,
        "orderTime": beijing_text(order.ordered_at),
        "requiredDeliveryTime": beijing_text(order.required_at) if order.required_at else "",
        "consigneeId": order.customer_code,
        "consigneeName": order.customer_name,
        "consigneeContact": to.name,
        "consigneeTel1": to.phone,
        "consigneeProvince": to.province,
        "consigneeCity": to.city,
        "consigneeDistrict": to.district,
        "consigneeAddress1": to.street,
        "carrierId": theirs.get(order.carrier_code, order.carrier_code),
        "deliveryNo": order.waybill_no,
        "hedi02": decimal_text(order.amount_fen, 2),
        "notes": order.note,
    }
    return {name: value for name, value in header.items() if value} | {"details": [_line(line) for line in order.lines]}


def lock_data(settings: FluxSettings, lock: WarehouseLock) -> dict[str, Any]:
    """The header of an order that is announced but not to be worked on yet, with the locked quantity of each line."""
    header = {
        "warehouseId": lock.warehouse_code,
        "customerId": settings.owner_code,
        "orderType": order_type(lock.kind),
        "docNo": lock.doc_no,
        "soReferenceB": lock.order_no,
        "orderTime": beijing_text(lock.ordered_at),
        "consigneeId": lock.customer_code,
        "consigneeName": lock.customer_name,
    }
    lines = [{**_line(line), settings.locked_field: decimal_text(line.quantity, 3)} for line in lock.lines]
    return {**header, "details": lines}


def _line(line: WarehouseLine) -> dict[str, str]:
    row = {
        "lineNo": line.line_no,
        "sku": line.sku,
        "qtyOrdered": decimal_text(line.quantity, 3),
        "packUom": line.unit,
        "price": decimal_text(line.unit_price_micro, 6),
    }
    return row | {"lotAtt04": line.batch} if line.batch else row


def envelope(code: str, text: str, flag: str) -> bytes:
    """The answer envelope of both sides."""
    answer = {"returnCode": code, "returnDesc": text, "returnFlag": flag, "resultInfo": ""}
    return json.dumps({"Response": {"return": answer}}, ensure_ascii=False).encode()


def classify(status: int, headers: Mapping[str, str], body: bytes, *, call: str = SEND[0]) -> Outcome:
    """What an answer to `call` (its method name) means; ok carries the other side's text as it came."""
    read = json_answer(status, headers, body)
    if isinstance(read, Outcome):
        return read
    answer = dig(read, "return")
    if not isinstance(answer, dict) or pick(answer, "returnFlag") not in {"0", "1", "2"}:
        return Outcome.unknown("answer without the return envelope", code="bad_envelope")
    code, text, flag = pick(answer, "returnCode"), pick(answer, "returnDesc"), pick(answer, "returnFlag")
    if flag == "1":
        return Outcome.ok(text=text) if code in {"", "0000"} else Outcome.unknown(text, code=code)
    errors = rows(answer.get("resultInfo"))
    if errors:
        return _worst([_refusal(_error_code(row, code), pick(row, "errordescr", "errorDesc"), call) for row in errors])
    if flag == "2":
        return Outcome.unknown("partly done, without saying which part", code=code or "partly")
    return _refusal(code, text, call)


def _error_code(row: Mapping[str, Any], fallback: str) -> str:
    return pick(row, "errorcode", "errorCode") or fallback


def _refusal(code: str, text: str, call: str) -> Outcome:
    if code == "S001":
        return Outcome.reject(code, text, whole_system=True)
    if call in (SEND[0], LOCK[0]) and _EXISTS.search(text):
        return Outcome.ok(repeated=True, text=text)
    if call == CANCEL[0] and _CANCELLED.search(text):
        return Outcome.ok(repeated=True, text=text)
    if call == QUERY[0] and _NOT_FOUND.search(text):
        return Outcome.ok(text=text)
    if code == "S002":
        return Outcome.retry(RETRY_S, code=code, text=text, in_doubt=True)
    if code in _REJECTING:
        return Outcome.reject(code, text)
    return Outcome.unknown(text, code=code)


def _worst(outcomes: list[Outcome]) -> Outcome:
    order = ("unknown", "reject", "retry", "ok")
    return min(outcomes, key=lambda outcome: order.index(outcome.verdict))
