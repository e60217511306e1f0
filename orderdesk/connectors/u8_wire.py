"""The wire of the U8 OpenAPI: addresses, document bodies, and what an answer means."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from orderdesk.connectors.erp import ErpDispatch, ErpLine, ErpOrder
from orderdesk.connectors.http import json_answer
from orderdesk.connectors.ports import Outcome
from orderdesk.connectors.reading import beijing_text, decimal_text, pick

TOKEN = "system/token"
LIST = "api/saleorderlist/batch_get"
READ = "api/saleorder/get"
ADD = "api/saleorder/add"
VERIFY = "api/saleorder/verify"
UNVERIFY = "api/saleorder/unverify"
CLOSE = "api/saleorder/close"
STOCK = "api/currentstock/batch_get"
DISPATCH = "api/consignment/add"

MAKES_A_DOCUMENT = frozenset({ADD, DISPATCH})

TOKEN_ENDED = "token_ended"
"""The code of an answer that a new token may cure."""

PENDING_S = 5.0
"""Seconds until a write is asked about again whose answer was only that it is being worked on."""

_NAMELESS = "u8"
_CODES = {
    TOKEN_ENDED: re.compile(r"token.{0,8}(过期|失效|无效|不存在|错误|expired|invalid)", re.IGNORECASE),
    "no_right": re.compile(
        r"app_?(key|secret).{0,8}(无效|错误|不存在|invalid)|from_account|to_account|未授权|没有权限", re.I
    ),
    "away": re.compile(r"代理|离线|未连接|繁忙|超时|频繁|稍后|busy|time-?out", re.IGNORECASE),
    "exists": re.compile(r"已存在|重复|already\s+exists", re.IGNORECASE),
    "verified": re.compile(r"已(经)?审核"),
    "closed": re.compile(r"已(经)?关闭"),
    "shipped": re.compile(r"已(有|经?生成|经?存在)发货单|已(经)?发货"),
    "missing": re.compile(r"不存在|未找到|不能为空|not\s+found", re.IGNORECASE),
    # After "missing": "is not there or not verified" must not pass for an order that was let go.
    "unverified": re.compile(r"未审核|尚未审核|没有审核"),
    "period_closed": re.compile(r"期间|结账"),
    "stock_short": re.compile(r"(可用量|库存|现存量)不足|负库存"),
    "locked": re.compile(r"变更|正在(被|由)"),
}
_DONE_ALREADY = {VERIFY: "verified", UNVERIFY: "unverified", CLOSE: "closed"}
_AWAY_S = {"away": 30.0, TOKEN_ENDED: 1.0, "locked": 60.0}


@dataclass(frozen=True, slots=True)
class U8Settings:
    """How one set of books is reached and what its documents need.

    `order_no_field`, `customer_po_field`, `phone_field`: which of the define fields carry our order number, the
    customer's and the receiver's phone. `customer_words`, `sku_words`, `warehouse_words`: theirs to ours where they
    differ; stock is read only for the warehouses named here. `overlap`: row versions read once more with each poll.
    """

    base_url: str
    from_account: str
    to_account: str
    app_key: str = field(repr=False)
    app_secret: str = field(repr=False)
    ds_sequence: str = "1"
    business_type: str = "普通销售"
    order_type: str = "01"
    department: str = "01"
    operator: str = "demo"
    order_no_field: str = "define10"
    customer_po_field: str = "define1"
    phone_field: str = "define2"
    customer_words: Mapping[str, str] = field(default_factory=dict)
    sku_words: Mapping[str, str] = field(default_factory=dict)
    warehouse_words: Mapping[str, str] = field(default_factory=dict)
    rows_per_page: int = 200
    overlap: int = 200


def address(settings: U8Settings, call: str, fields: Mapping[str, str], token: str = "") -> str:
    """The whole address of a call. Its query holds the credentials: never log it as it is."""
    known = {"from_account": settings.from_account, "app_key": settings.app_key}
    if call == TOKEN:
        known["app_secret"] = settings.app_secret
    else:
        known |= {"to_account": settings.to_account, "token": token, "ds_sequence": settings.ds_sequence}
    return f"{settings.base_url.rstrip('/')}/{call}?{urlencode({**known, **fields})}"


def order_body(settings: U8Settings, order: ErpOrder) -> bytes:
    """A sales order; empty fields are left out."""
    head = {
        "date": day(order.ordered_at),
        "businesstype": settings.business_type,
        "typecode": settings.order_type,
        "deptcode": settings.department,
        "custcode": theirs(settings.customer_words, order.customer_code),
        "dpredatebt": day(order.required_at) if order.required_at else "",
        "sendaddress": order.ship_to,
        "memo": order.note,
        settings.order_no_field: order.order_no,
        settings.customer_po_field: order.customer_po_no,
    }
    lines = [{**_line(settings, line), "inventorycode": _sku(settings, line)} for line in order.lines]
    return _json({"saleorder": {**_filled(head), "entry": lines}})


def dispatch_body(settings: U8Settings, dispatch: ErpDispatch) -> bytes:
    """A dispatch list. Its lines name things otherwise than those of an order."""
    to = dispatch.recipient
    head = {
        "date": day(dispatch.shipped_at),
        "operation_type": settings.business_type,
        "saletype": settings.order_type,
        "department_code": settings.department,
        "custcode": theirs(settings.customer_words, dispatch.customer_code),
        "socode": dispatch.order_code,
        "ccontactname": to.name,
        "cmobilephone": to.phone,
        "cdeliveradd": f"{to.province}{to.city}{to.district}{to.street}",
        "memo": " ".join(dispatch.waybills),
        settings.order_no_field: dispatch.order_no,
    }
    where = {
        "warehouse_code": theirs(settings.warehouse_words, dispatch.warehouse_code),
        "socode": dispatch.order_code,
    }
    lines = [{**_line(settings, line), "inventory_code": _sku(settings, line), **where} for line in dispatch.lines]
    return _json({"consignment": {**_filled(head), "entry": lines}})


def step_body(settings: U8Settings, code: str) -> bytes:
    """The body that verifies or closes a sales order."""
    return _json({"saleorder": {"voucher_code": code, "user_id": settings.operator}})


def theirs(words: Mapping[str, str], ours: str) -> str:
    """The ERP's word for one of ours."""
    return next((word for word, known in words.items() if known == ours), ours)


def day(at: datetime) -> str:
    """The local day of a moment."""
    return beijing_text(at)[:10]


def classify(status: int, headers: Mapping[str, str], body: bytes, *, call: str = ADD) -> Outcome:
    """What an answer to `call` means; `reference` is the document's number there. The content type is always that of
    a web page, and an error comes with 200 like all else."""
    answer = json_answer(status, headers, body)
    if isinstance(answer, Outcome):
        return answer
    code, text = pick(answer, "errcode"), pick(answer, "errmsg")
    if not code:
        return Outcome.unknown("answer without errcode", code="bad_envelope")
    reference = pick(answer, "id", "voucher_code", "code")
    if code == "0":
        return _good(answer, call, reference, text)
    return _refusal(call, code, text, reference)


def _good(answer: Mapping[str, Any], call: str, reference: str, text: str) -> Outcome:
    if call in MAKES_A_DOCUMENT and not reference:
        if pick(answer, "url"):
            # Asked for at once and yet promised for later: the same request again tells what became of it.
            return Outcome.retry(PENDING_S, code="pending", text=text, in_doubt=True)
        return Outcome.unknown("a document without a number", code="bad_envelope")
    return Outcome.ok(reference, text=text)


def _refusal(call: str, code: str, text: str, reference: str) -> Outcome:
    meant = next((name for name, words in _CODES.items() if words.search(text)), _NAMELESS)
    if meant == _DONE_ALREADY.get(call) or (meant == "exists" and call in MAKES_A_DOCUMENT and reference):
        return Outcome.ok(reference, repeated=True, text=text)
    if meant in _AWAY_S:
        return Outcome.retry(_AWAY_S[meant], code=meant, text=text, in_doubt=meant == "away")
    if meant == "no_right":
        return Outcome.reject(meant, text, whole_system=True)
    if meant in {"missing", "period_closed", "stock_short", "closed", "verified", "unverified", "shipped"}:
        return Outcome.reject(meant, text)
    return Outcome.unknown(text, code=f"{_NAMELESS}_{code}")


def _line(settings: U8Settings, line: ErpLine) -> dict[str, Any]:
    return {
        "rowno": line.line_no,
        "quantity": decimal_text(line.quantity, 3),
        "taxunitprice": decimal_text(line.unit_price_micro, 6),
        "taxrate": decimal_text(line.tax_rate_bp, 2),
        "bgift": int(line.gift),
    }


def _sku(settings: U8Settings, line: ErpLine) -> str:
    return theirs(settings.sku_words, line.sku)


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name and value}


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
