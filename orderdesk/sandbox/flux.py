"""An imitated FLUX datahub: checks signatures, takes shipments and cancellations, answers queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from orderdesk.connectors import flux_wire as wire
from orderdesk.connectors.ports import Malformed
from orderdesk.connectors.reading import dig, parse_form, parse_json, pick, rows
from orderdesk.sandbox.flux_floor import FluxFloor, lock_row, status_row
from orderdesk.sandbox.world import World

_REQUIRED = ("warehouseId", "customerId", "orderType", "docNo", "orderTime", "consigneeId", "consigneeName")


class FluxSystem:
    """The imitated datahub under /flux. Used from the event loop only."""

    prefix = "/flux/"

    def __init__(self, world: World) -> None:
        self.floor = FluxFloor(world)
        self._world = world

    # -- what the door asks -------------------------------------------------------------------------------------------

    def operation(self, path: str, query: bytes, body: bytes) -> str:
        """The method of a call."""
        method = parse_form(body).get("method") or parse_form(query).get("method") or b"unknown"
        return f"flux.{method.decode('utf-8', 'replace')}"

    def signature_failure(self) -> dict[str, Any]:
        """The answer to a wrong signature."""
        return _answer("S001", "签名校验失败", "0")

    def error_body(self) -> dict[str, Any]:
        """A system error told with HTTP 200."""
        return _answer("S002", "系统异常,请稍后重试", "0")

    # -- calls --------------------------------------------------------------------------------------------------------

    def call(self, fields: dict[str, bytes], data: bytes) -> dict[str, Any]:
        """Answers one call: the signature first, then by method."""
        settings, given = self._world.settings, fields.get("sign", b"").decode("ascii", "replace")
        signed = any(wire.is_signed(data, given, settings.flux_app_secret, upper_case=upper) for upper in (True, False))
        if settings.flux_checks_signature and not signed:
            return self.signature_failure()
        if fields.get("appkey", b"").decode() != settings.flux_app_key:
            return _answer("S001", "appkey 无效", "0")
        methods: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            wire.SEND[0]: self._put,
            wire.LOCK[0]: self._announce,
            wire.CANCEL[0]: self._cancel,
            wire.QUERY[0]: self._query,
        }
        method = methods.get(fields.get("method", b"").decode("utf-8", "replace"))
        if method is None:
            return _answer("S003", "method 不支持", "0")
        try:
            return method(parse_json(data))
        except Malformed:
            return _answer("S003", "data 不是有效的 JSON", "0")

    def _put(self, data: dict[str, Any]) -> dict[str, Any]:
        headers = rows(dig(data, "header"))
        if not headers:
            return _answer("S003", "header 不能为空", "0")
        if len(headers) > 100:
            return _answer("S003", "单次最多 100 单", "0")
        return _answer_for(headers, self._put_one, "部分或全部失败")

    def _put_one(self, header: dict[str, Any]) -> dict[str, str] | None:
        missing = [name for name in _REQUIRED if not pick(header, name)]
        details = rows(dig(header, "details", "detailsItem"))
        if missing or not details:
            return _error(header, "S003", f"{(missing or ['details'])[0]} 不能为空")
        doc_no, digest = pick(header, "docNo"), hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest()
        order = self.floor.orders.get(doc_no)
        if order is None:
            self.floor.accept(doc_no, digest, header)
            return None
        self.floor.count_repeat(order)
        if order.digest == digest:
            return _error(header, "0001", f"单据 {doc_no} 已存在")
        return _error(header, "S006", "单据已下发,不允许修改")

    def _announce(self, data: dict[str, Any]) -> dict[str, Any]:
        headers = rows(dig(data, "header"))
        if not headers:
            return _answer("S003", "header 不能为空", "0")
        return _answer_for(headers, self._announce_one, "部分或全部失败")

    def _announce_one(self, header: dict[str, Any]) -> dict[str, str] | None:
        missing = [name for name in _REQUIRED if not pick(header, name)]
        if missing or not rows(dig(header, "details")):
            return _error(header, "S003", f"{(missing or ['details'])[0]} 不能为空")
        if self.floor.announce(header):
            return None
        return _error(header, "0001", f"单据 {pick(header, 'docNo')} 已存在")

    def _cancel(self, data: dict[str, Any]) -> dict[str, Any]:
        asked = rows(dig(data, "ordernos", "header"))
        if not asked:
            return _answer("S003", "ordernos 不能为空", "0")
        return _answer_for(asked, self._cancel_one, "取消失败")

    def _cancel_one(self, row: dict[str, Any]) -> dict[str, str] | None:
        lock = self.floor.locks.get(pick(row, "docNo", "OrderNo"))
        if lock is not None:
            return None if self.floor.withdraw(lock) else _error(row, "0001", "单据已取消")
        order = self.floor.orders.get(pick(row, "docNo", "OrderNo"))
        if order is None:
            return _error(row, "0001", "单据不存在")
        if order.status == "90" or order.cancel_asked:
            return _error(row, "0001", "单据已取消")
        if order.status in {"70", "80", "99"}:
            return _error(row, "S006", "单据已发运,不允许取消")
        self.floor.promise_cancel(order)
        return None

    def _query(self, data: dict[str, Any]) -> dict[str, Any]:
        asked = [pick(row, "docNo", "OrderNo") for row in rows(dig(data, "ordernos", "header"))]
        found = [status_row(self.floor.orders[doc_no]) for doc_no in asked if doc_no in self.floor.orders]
        found += [lock_row(self.floor.locks[doc_no]) for doc_no in asked if doc_no in self.floor.locks]
        if not found:
            return _answer("0001", "单据不存在", "0")
        answer = _answer("0000", "ok", "1")
        answer["Response"]["ordernos"] = {"orderinfo": found}
        return answer


def routes(system: FluxSystem) -> APIRouter:
    """The datahub's address, with and without its last slash."""
    router = APIRouter(prefix="/flux")

    @router.post("/datahub/FluxWmsJsonApi/")
    @router.post("/datahub/FluxWmsJsonApi", include_in_schema=False)
    async def datahub(request: Request) -> Response:
        body, query = await request.body(), parse_form(request.url.query.encode())
        fields = query if "sign" in query else parse_form(body)
        answer = system.call(fields, fields.get("data", body))
        return Response(json.dumps(answer, ensure_ascii=False), media_type="application/json")

    return router


def _answer_for(
    asked: list[dict[str, Any]], one: Callable[[dict[str, Any]], dict[str, str] | None], failure: str
) -> dict[str, Any]:
    """Does what is asked for each row; `failure` stands over the errors, where there are some."""
    errors = [error for row in asked if (error := one(row))]
    if not errors:
        return _answer("0000", "ok", "1")
    return _answer("0001", failure, "0" if len(errors) == len(asked) else "2", errors)


def _answer(code: str, text: str, flag: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    # A single error arrives as an object, several as a list, none as an empty text: as in the field.
    info: Any = "" if not errors else errors[0] if len(errors) == 1 else errors
    return {"Response": {"return": {"returnCode": code, "returnDesc": text, "returnFlag": flag, "resultInfo": info}}}


def _error(row: dict[str, Any], code: str, text: str) -> dict[str, str]:
    return {
        "OrderNo": pick(row, "docNo", "OrderNo"),
        "OrderType": pick(row, "orderType"),
        "CustomerID": pick(row, "customerId"),
        "WarehouseID": pick(row, "warehouseId"),
        "errorcode": code,
        "errordescr": text,
    }
