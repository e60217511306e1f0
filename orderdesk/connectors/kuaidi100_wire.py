"""The wire of Kuaidi100: signatures, salts, requests, and what an answer means."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from orderdesk.connectors.http import json_answer
from orderdesk.connectors.ports import Outcome, WaybillToFollow
from orderdesk.connectors.reading import pick

SUBSCRIBE = "subscribe"
QUERY = "query"

QUERY_INTERVAL = timedelta(minutes=31)
"""A waybill may be asked about once in 30 minutes, or the service freezes it; one minute is for clocks that differ."""

GENERATIONS_TRIED = 8
"""How many salts of one waybill are tried on a push; a ninth subscription of one number does not happen."""

MAX_NUMBER = 32

_RETRY_S = {
    SUBSCRIBE: {"500": 60.0},
    QUERY: dict.fromkeys(("500", "501", "502", "504"), QUERY_INTERVAL.total_seconds()),
}
_REJECTING = {SUBSCRIBE: {"700", "701", "702"}, QUERY: {"408"}}
_STOPPING = {SUBSCRIBE: {"600", "601"}, QUERY: {"400", "503", "601"}}


@dataclass(frozen=True, slots=True)
class Kuaidi100Settings:
    """How the service is reached and how it reaches us. `master_secret` makes the salt of every waybill;
    `callback_url` ends in a part nobody can guess."""

    base_url: str
    customer: str
    key: str = field(repr=False)
    master_secret: str = field(repr=False)
    callback_url: str = field(repr=False)


def sign(*parts: str | bytes) -> str:
    """The service's signature of exactly these parts, one after the other: upper-case hex MD5."""
    text = b"".join(part.encode() if isinstance(part, str) else part for part in parts)
    return hashlib.md5(text, usedforsecurity=False).hexdigest().upper()


def salt_of(master_secret: str, com: str, number: str, generation: int) -> str:
    """The salt of one subscription. It follows from the master secret, so that none has to be stored."""
    message = f"{com}|{number}|{generation}".encode()
    return hmac.new(master_secret.encode(), message, hashlib.sha256).hexdigest()[:32]


def subscribe_form(settings: Kuaidi100Settings, com: str, waybill: WaybillToFollow) -> bytes:
    """The form that subscribes one waybill."""
    parameters = {
        "callbackurl": settings.callback_url,
        "salt": salt_of(settings.master_secret, com, waybill.waybill_no, waybill.generation),
        "resultv2": "4",
        "phone": waybill.phone,
    }
    param = {
        "company": com,
        "number": waybill.waybill_no,
        "from": waybill.sent_from,
        "to": waybill.sent_to,
        "key": settings.key,
        "parameters": {name: value for name, value in parameters.items() if value},
    }
    return _form({"schema": "json", "param": _json(param)})


def query_form(settings: Kuaidi100Settings, com: str, waybill: WaybillToFollow) -> bytes:
    """The signed form that asks for one track, oldest scan last."""
    param = _json(
        {
            "com": com,
            "num": waybill.waybill_no,
            "phone": waybill.phone,
            "from": waybill.sent_from,
            "to": waybill.sent_to,
            "resultv2": "4",
            "show": "0",
            "order": "desc",
        }
    )
    signature = sign(param, settings.key, settings.customer)
    return _form({"customer": settings.customer, "sign": signature, "param": param})


def classify(status: int, headers: Mapping[str, str], body: bytes, *, call: str = SUBSCRIBE) -> Outcome:
    """What an answer to a subscription or to a query means."""
    reply = json_answer(status, headers, body)
    if isinstance(reply, Outcome):
        return reply
    if call == QUERY and isinstance(reply.get("data"), list) and pick(reply, "status") == "200":
        return Outcome.ok(pick(reply, "nu"))
    code, text = pick(reply, "returnCode"), pick(reply, "message")
    if call == SUBSCRIBE and reply.get("result") is True and code == "200":
        return Outcome.ok(text=text)
    if call == SUBSCRIBE and code == "501":
        return Outcome.ok(repeated=True, text=text)
    return _refusal(reply, code, text, call)


def _refusal(reply: Mapping[str, Any], code: str, text: str, call: str) -> Outcome:
    if reply.get("result") is not False or not code:
        return Outcome.unknown("answer in no known form", code=code or "bad_envelope")
    if code in _RETRY_S[call]:
        return Outcome.retry(_RETRY_S[call][code], code=code, text=text)
    if code in _STOPPING[call]:
        return Outcome.reject(code, text, whole_system=True)
    if code in _REJECTING[call]:
        return Outcome.reject(code, text)
    return Outcome.unknown(text, code=code)


def wait_before_query(last_asked_at: datetime | None, now: datetime) -> float:
    """Seconds until this waybill may be asked about again; 0 when it may be now."""
    if last_asked_at is None:
        return 0.0
    return max(0.0, (last_asked_at + QUERY_INTERVAL - now).total_seconds())


def answer(*, result: bool, code: str, text: str) -> bytes:
    """The answer form of both sides."""
    return _json({"result": result, "returnCode": code, "message": text}).encode()


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _form(fields: dict[str, str]) -> bytes:
    return "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items()).encode()
