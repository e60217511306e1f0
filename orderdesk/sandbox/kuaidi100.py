"""An imitated Kuaidi100: checks keys and signatures, takes subscriptions, answers queries."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.kuaidi100_wire import MAX_NUMBER, sign
from orderdesk.connectors.ports import Malformed
from orderdesk.connectors.reading import parse_form, parse_json, pick
from orderdesk.sandbox.kuaidi100_road import Road, track
from orderdesk.sandbox.world import World


class Kuaidi100System:
    """The imitated service under /kuaidi100. Used from the event loop only."""

    prefix = "/kuaidi100/"

    def __init__(self, world: World) -> None:
        self.road = Road(world)
        self._world = world

    def operation(self, path: str, query: bytes, body: bytes) -> str:
        """What a path asks for."""
        return "kuaidi100.query" if path.endswith("/query.do") else "kuaidi100.subscribe"

    def signature_failure(self) -> dict[str, Any]:
        """The answer to a wrong signature."""
        return _no("503", "验证签名失败")

    def error_body(self) -> dict[str, Any]:
        """A server error told with HTTP 200."""
        return _no("500", "服务器错误")

    # -- calls --------------------------------------------------------------------------------------------------------

    def subscribe(self, param: dict[str, Any]) -> dict[str, Any]:
        """Answers a subscription."""
        parameters = param.get("parameters")
        com, number = pick(param, "company"), pick(param, "number")
        if pick(param, "key") != self._world.settings.kuaidi100_key:
            return _no("601", "KEY已过期")
        if not isinstance(parameters, dict) or not pick(parameters, "callbackurl").startswith(("http://", "https://")):
            return _no("700", "回调地址不合法")
        if not 0 < len(number) <= MAX_NUMBER or shipped_carriers().by_kuaidi100(com) is None:
            return _no("700", "不支持的快递公司或单号为空")
        if not self.road.follow(com, number, parameters):
            return _no("501", "重复订阅")
        return {"result": True, "returnCode": "200", "message": "提交成功"}

    def query(self, customer: str, given: str, param: bytes) -> dict[str, Any]:
        """Answers a query: the signature, then the phone, then how long ago the last question was."""
        settings = self._world.settings
        if customer != settings.kuaidi100_customer or given != sign(param, settings.kuaidi100_key, customer):
            return self.signature_failure()
        asked = parse_json(param)
        com, number = pick(asked, "com"), pick(asked, "num")
        waybill, carrier = self.road.waybills.get(f"{com}|{number}"), shipped_carriers().by_kuaidi100(com)
        if carrier is None or not number:
            return _no("400", "提交的数据不完整")
        phone = pick(asked, "phone")
        if carrier.phone_needed and (not phone or (waybill and waybill.phone[-4:] != phone[-4:])):
            return _no("408", "手机号校验失败")
        if waybill is None:
            return _no("500", "查询无结果,请隔段时间再查")
        if self.road.asked_too_often(waybill):
            return _no("504", "查询过于频繁,运单已锁定")
        if not waybill.scans:
            return _no("500", "查询无结果,请隔段时间再查")
        return track(waybill)


def routes(system: Kuaidi100System) -> APIRouter:
    """The two addresses: subscribe and query."""
    router = APIRouter(prefix="/kuaidi100")

    @router.post("/poll")
    async def subscribe(request: Request) -> Response:
        form = parse_form(await request.body())
        try:
            return _reply(system.subscribe(parse_json(form.get("param", b""))))
        except Malformed:
            return _reply(_no("500", "请求格式错误"))

    @router.post("/poll/query.do")
    async def query(request: Request) -> Response:
        form = parse_form(await request.body())
        customer, given = (form.get(name, b"").decode("utf-8", "replace") for name in ("customer", "sign"))
        try:
            return _reply(system.query(customer, given, form.get("param", b"")))
        except Malformed:
            return _reply(_no("400", "提交的数据不完整"))

    return router


def _no(code: str, text: str) -> dict[str, Any]:
    return {"result": False, "returnCode": code, "message": text}


def _reply(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), media_type="application/json")
