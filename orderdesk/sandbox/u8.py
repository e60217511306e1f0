"""An imitated U8 OpenAPI: tokens, accounts, lists in pages, and documents that one key makes once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from orderdesk.connectors.ports import Malformed
from orderdesk.connectors.reading import parse_form, parse_json, pick, rows
from orderdesk.sandbox.u8_books import U8Books, U8Order, order_row, stock_row
from orderdesk.sandbox.world import World

TOKEN_S = 7200

_ORDER_NEEDS = ("businesstype", "typecode", "custcode", "deptcode")
_DISPATCH_NEEDS = ("operation_type", "saletype", "custcode", "department_code")
_MAX_ROWS = 8_000

Fields = dict[str, str]
Answer = dict[str, Any]


class U8System:
    """The imitated gateway under /u8. Used from the event loop only."""

    prefix = "/u8/"

    def __init__(self, world: World) -> None:
        self.books = U8Books(world)
        self._world = world
        self._tokens: dict[str, datetime] = {}
        self._reads: dict[str, Callable[[Fields], Answer]] = {
            "saleorderlist/batch_get": self._list_orders,
            "saleorder/get": self._read_order,
            "currentstock/batch_get": self._list_stock,
        }
        self._writes: dict[str, tuple[str, Callable[[dict[str, Any], str], Answer]]] = {
            "saleorder/add": ("saleorder", self._add_order),
            "saleorder/verify": ("saleorder", self._verify),
            "saleorder/unverify": ("saleorder", self._unverify),
            "saleorder/close": ("saleorder", self._close),
            "consignment/add": ("consignment", self._add_dispatch),
        }

    # -- what the door asks -------------------------------------------------------------------------------------------

    def operation(self, path: str, query: bytes, body: bytes) -> str:
        """What a path asks for: `u8.saleorder.add`, `u8.token`."""
        return "u8." + path.removeprefix(self.prefix).removeprefix("api/").removeprefix("system/").replace("/", ".")

    def signature_failure(self) -> Answer:
        """The answer to a token that is not, or no longer, good."""
        return _no("20002", "token无效或已过期")

    def error_body(self) -> Answer:
        """The program on the customer's server is not connected, told with HTTP 200."""
        return _no("30001", "U8代理程序离线,请稍后重试")

    # -- calls --------------------------------------------------------------------------------------------------------

    def token(self, asked: Fields) -> Answer:
        """Gives a token out; the ones before it stay good until their end."""
        settings = self._world.settings
        given = (asked.get("from_account"), asked.get("app_key"), asked.get("app_secret"))
        if given != (settings.u8_from_account, settings.u8_app_key, settings.u8_app_secret):
            return _no("10001", "app_key或app_secret错误")
        name = f"{settings.u8_app_secret}|{self._world.now().isoformat()}|{len(self._tokens)}"
        token = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
        self._tokens[token] = self._world.now() + timedelta(seconds=TOKEN_S)
        return _yes(token={"appKey": settings.u8_app_key, "id": token, "expiresIn": str(TOKEN_S)})

    def end_tokens(self) -> None:
        """All tokens end now."""
        self._tokens.clear()

    def call(self, path: str, asked: Fields, body: bytes) -> Answer:
        """Answers a business call: account and token first, then what is asked."""
        refused = self._refused(asked)
        if refused is not None:
            return refused
        if path in self._reads and not body:
            return self._reads[path](asked)
        if path not in self._writes:
            return _no("40004", "接口不存在")
        return self._write(path, asked, body)

    def _refused(self, asked: Fields) -> Answer | None:
        settings = self._world.settings
        if (asked.get("from_account"), asked.get("app_key")) != (settings.u8_from_account, settings.u8_app_key):
            return _no("10002", "from_account未授权")
        if asked.get("to_account") != settings.u8_to_account:
            return _no("10003", "to_account未授权")
        until = self._tokens.get(asked.get("token", ""))
        return self.signature_failure() if until is None or until <= self._world.now() else None

    def _write(self, path: str, asked: Fields, body: bytes) -> Answer:
        """One key makes one document: a repeat is answered as the first time."""
        key = asked.get("biz_id") or asked.get("tradeid") or ""
        if not key or (asked.get("biz_id") and asked.get("tradeid")):
            return _no("40001", "biz_id与tradeid必须且只能传一个")
        known = self.books.known_key(f"{path}|{key}")
        if known is not None:
            return _yes(id=known.made)
        resource, function = self._writes[path]
        try:
            document = parse_json(body).get(resource)
        except Malformed:
            document = None
        if not isinstance(document, dict):
            return _no("40002", f"{resource}不能为空")
        answer = function(document, key)
        if answer["errcode"] == "0":
            self.books.keep_key(f"{path}|{key}", answer["id"])
            if asked.get("sync") != "1":
                return _yes(tradeid=key, url=f"/u8/system/result?id={answer['id']}")
        return answer

    def _add_order(self, document: dict[str, Any], key: str) -> Answer:
        lines = rows(document.get("entry"))
        missing = [name for name in _ORDER_NEEDS if not pick(document, name)]
        if missing or not lines:
            return _no("40002", f"{(missing or ['entry'])[0]}不能为空")
        books, customer = self.books, pick(document, "custcode")
        if books.period_closed:
            return _no("50003", "当前会计期间已结账")
        if books.customers and customer not in books.customers:
            return _no("50001", f"客户编码{customer}不存在")
        for line in lines:
            item = pick(line, "inventorycode")
            if not item or not pick(line, "quantity") or not pick(line, "rowno") or "bgift" not in line:
                return _no("40002", "存货编码、数量、行号、赠品标志不能为空")
            if books.items and item not in books.items:
                return _no("50002", f"存货编码{item}不存在")
        return _yes(id=books.add_order(document, biz_id=key).code)

    def _verify(self, document: dict[str, Any], _: str) -> Answer:
        order = self.books.orders.get(pick(document, "voucher_code"))
        if order is None:
            return _no("50004", "单据不存在")
        if order.changing:
            return _no("50006", "单据正在变更,不能审核")
        if order.closer:
            return _no("50007", "单据已关闭")
        if order.verifier:
            return _no("50005", "单据已审核")
        order.verifier = pick(document, "user_id", "person_code") or "demo"
        self.books.touch(order)
        return _yes(id=order.code)

    def _unverify(self, document: dict[str, Any], _: str) -> Answer:
        order = self.books.orders.get(pick(document, "voucher_code"))
        if order is None:
            return _no("50004", "单据不存在")
        if order.closer:
            return _no("50007", "单据已关闭")
        if order.shipped:
            return _no("50008", "已有发货单,不能弃审")
        if not order.verifier:
            return _no("50009", "单据未审核")
        order.verifier = ""
        self.books.touch(order)
        return _yes(id=order.code)

    def _close(self, document: dict[str, Any], _: str) -> Answer:
        order = self.books.orders.get(pick(document, "voucher_code"))
        if order is None:
            return _no("50004", "单据不存在")
        if order.closer:
            return _no("50007", "单据已关闭")
        order.closer = pick(document, "user_id", "person_code") or "demo"
        self.books.touch(order)
        return _yes(id=order.code)

    def _add_dispatch(self, document: dict[str, Any], key: str) -> Answer:
        missing = [name for name in _DISPATCH_NEEDS if not pick(document, name)]
        if missing or not rows(document.get("entry")):
            return _no("40002", f"{(missing or ['entry'])[0]}不能为空")
        order = self.books.orders.get(pick(document, "socode"))
        if order is None or not order.verifier:
            return _no("50004", "销售订单不存在或未审核")
        return _yes(id=self.books.add_dispatch(document, key).code)

    def _list_orders(self, asked: Fields) -> Answer:
        found = [order for _, order in sorted(self.books.orders.items()) if _fits(order, asked)]
        return _page("saleorderlist", [order_row(order) for order in found], asked)

    def _read_order(self, asked: Fields) -> Answer:
        order = self.books.orders.get(asked.get("id", ""))
        if order is None:
            return _no("50004", "单据不存在")
        lines = [{name: str(value) for name, value in line.items() if str(value)} for line in order.entry]
        return _yes(saleorder={**order_row(order), "entry": lines})

    def _list_stock(self, asked: Fields) -> Answer:
        begin, end = asked.get("whcode_begin", ""), asked.get("whcode_end", "\uffff")
        found = [row for _, row in sorted(self.books.stock.items()) if begin <= row.whcode <= end]
        return _page("currentstock", [stock_row(self.books, row) for row in found], asked)


def routes(system: U8System) -> APIRouter:
    """The gateway's addresses. It sends JSON under the content type of a web page."""
    router = APIRouter(prefix="/u8")

    @router.get("/system/token")
    async def token(request: Request) -> Response:
        return _reply(system.token(_fields(request)))

    @router.api_route("/api/{path:path}", methods=["GET", "POST"])
    async def call(path: str, request: Request) -> Response:
        return _reply(system.call(path, _fields(request), await request.body()))

    return router


def _fits(order: U8Order, asked: Fields) -> bool:
    row = order_row(order)
    wanted = {"state": asked.get("state"), "custcode": asked.get("custcode")}
    return (
        order.version >= int(asked.get("timestamp_begin") or 0)
        and order.version <= int(asked.get("timestamp_end") or order.version)
        and asked.get("date_begin", "") <= pick(row, "date") <= asked.get("date_end", "\uffff")
        and asked.get("code_begin", "") <= order.code <= asked.get("code_end", "\uffff")
        and all(value in (None, pick(row, name)) for name, value in wanted.items())
    )


def _page(name: str, found: list[Any], asked: Fields) -> Answer:
    size = min(max(int(asked.get("rows_per_page") or 20), 1), _MAX_ROWS)
    number = max(int(asked.get("page_index") or 1), 1)
    pages = (len(found) + size - 1) // size
    counts = {"page_index": number, "rows_per_page": size, "row_count": len(found), "page_count": pages}
    rows_here = found[(number - 1) * size : number * size]
    return _yes(**{key: str(value) for key, value in counts.items()}, **{name: rows_here})


def _yes(**fields: Any) -> Answer:
    return {"errcode": "0", "errmsg": "", **fields}


def _no(code: str, text: str) -> Answer:
    return {"errcode": code, "errmsg": text}


def _fields(request: Request) -> Fields:
    parsed = parse_form(request.url.query.encode())
    return {name: value.decode("utf-8", "replace") for name, value in parsed.items()}


def _reply(content: Answer) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), media_type="text/html")
