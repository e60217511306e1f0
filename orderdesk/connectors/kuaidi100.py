"""Kuaidi100: subscribe to a waybill, read its signed pushes, ask for a track as repair."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx

from orderdesk.clock import Clock
from orderdesk.connectors import kuaidi100_wire as wire
from orderdesk.connectors.carriers import Carrier, Carriers
from orderdesk.connectors.http import Reply, post_form
from orderdesk.connectors.kuaidi100_wire import Kuaidi100Settings
from orderdesk.connectors.ports import (
    CallbackAnswer,
    CourierEvent,
    FollowChanged,
    FollowState,
    Forged,
    Malformed,
    Outcome,
    OutsideEvent,
    ReadCallback,
    TrackAnswer,
    Verdict,
    WaybillToFollow,
)
from orderdesk.connectors.reading import check_size, decode_text, from_beijing, parse_form, parse_json, pick, rows

TIMEOUT = httpx.Timeout(5.0, connect=5.0)
"""Seconds, as in the vendor's own client."""

NO_CODE = "unknown"
"""The code of a scan that came without one."""

_JSON = "application/json; charset=utf-8"
_FOLLOW = {"shutdown": FollowState.ENDED, "abort": FollowState.GIVEN_UP}
# Where a scan carries no code, its state name still says enough.
_CODE_OF_NAME = {
    "揽收": "1",
    "在途": "0",
    "干线": "1002",
    "派件": "5",
    "签收": "3",
    "退签": "4",
    "退回": "6",
    "疑难": "2",
    "转投": "7",
    "清关": "8",
    "拒签": "14",
}


class Kuaidi100Courier:
    """The service that follows the waybills of all carriers it knows. Calls are made in the caller's thread."""

    system = "kuaidi100"

    def __init__(
        self,
        settings: Kuaidi100Settings,
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

    def subscribe(self, waybill: WaybillToFollow) -> Outcome:
        """Asks to be told about a waybill. A repeat is ok and `repeated`: the salt of the first one stays."""
        carrier = self._carrier(waybill)
        if isinstance(carrier, Outcome):
            return carrier
        form = wire.subscribe_form(self._settings, carrier.kuaidi100_code, waybill)
        reply = self._post("/poll", form)
        if not isinstance(reply, Reply):
            return reply
        return wire.classify(reply.status, reply.headers, reply.body, call=wire.SUBSCRIBE)

    def query(self, waybill: WaybillToFollow, *, last_asked_at: datetime | None) -> TrackAnswer:
        """Asks for the whole track. Within 31 minutes of `last_asked_at` nothing is sent and the answer is retry;
        the caller keeps that time for all its processes, also for questions that got no answer."""
        carrier = self._carrier(waybill)
        if isinstance(carrier, Outcome):
            return TrackAnswer(carrier)
        wait_s = wire.wait_before_query(last_asked_at, self._clock.now())
        if wait_s:
            return TrackAnswer(Outcome.retry(wait_s, code="asked_recently"))
        reply = self._post("/poll/query.do", wire.query_form(self._settings, carrier.kuaidi100_code, waybill))
        if not isinstance(reply, Reply):
            return TrackAnswer(reply)
        outcome = wire.classify(reply.status, reply.headers, reply.body, call=wire.QUERY)
        if outcome.verdict is not Verdict.OK:
            return TrackAnswer(outcome)
        track = parse_json(reply.body)
        if pick(track, "nu") != waybill.waybill_no or pick(track, "com") != carrier.kuaidi100_code:
            return TrackAnswer(Outcome.unknown("the track of another waybill", code="other_waybill"))
        return TrackAnswer(outcome, tuple(self._scans(track)))

    def verify_and_read(self, raw_body: bytes, headers: Mapping[str, str], query: str = "") -> ReadCallback:
        """Reads a push. Its signature is checked over the text as received, with the salts this waybill can have:
        those of the courier it was subscribed under before and after a correction, of each generation.

        Raises Forged, Malformed.
        """
        check_size(raw_body)
        form = parse_form(raw_body)
        param, given = form.get("param", b""), decode_text(form.get("sign", b""))
        if not param:
            raise Malformed("push without param")
        push = parse_json(param)
        track = push.get("lastResult")
        if not isinstance(track, dict) or not pick(track, "nu"):
            raise Malformed("push without a waybill number")
        if not self._is_genuine(param, given, push, track):
            raise Forged("Kuaidi100 push without a valid signature")
        return ReadCallback(
            system=self.system,
            message=pick(push, "status"),
            dedupe_key=f"push:{hashlib.sha256(param).hexdigest()}",
            events=tuple(self._events(push, track)),
        )

    def answer_ok(self) -> CallbackAnswer:
        """The only answer that counts as taken."""
        return CallbackAnswer(200, _JSON, wire.answer(result=True, code="200", text="成功"))

    def answer_refused(self, reason: str) -> CallbackAnswer:
        """Not taken; the service tries three more times, 35 minutes apart."""
        return CallbackAnswer(200, _JSON, wire.answer(result=False, code="500", text=reason))

    def _carrier(self, waybill: WaybillToFollow) -> Carrier | Outcome:
        carrier = self._carriers.by_code(waybill.carrier_code)
        if carrier is None or not carrier.kuaidi100_code:
            return Outcome.reject("carrier_not_followed", waybill.carrier_code)
        if not 0 < len(waybill.waybill_no) <= wire.MAX_NUMBER:
            return Outcome.reject("waybill_no_length", waybill.waybill_no)
        if carrier.phone_needed and not waybill.phone:
            return Outcome.reject("phone_missing", waybill.waybill_no)
        return carrier

    def _post(self, path: str, form: bytes) -> Reply | Outcome:
        return post_form(self._client, self._settings.base_url.rstrip("/") + path, form, timeout=self._timeout)

    def _is_genuine(self, param: bytes, given: str, push: dict[str, Any], track: dict[str, Any]) -> bool:
        number, genuine = pick(track, "nu"), False
        for com in {pick(track, "com"), pick(push, "comOld"), pick(push, "comNew")} - {""}:
            for generation in range(1, wire.GENERATIONS_TRIED + 1):
                salt = wire.salt_of(self._settings.master_secret, com, number, generation)
                genuine |= hmac.compare_digest(wire.sign(param, salt).encode(), given.encode())
        return genuine

    def _events(self, push: dict[str, Any], track: dict[str, Any]) -> Iterator[OutsideEvent]:
        yield from self._scans(track)
        com, number = pick(push, "comOld") or pick(track, "com"), pick(track, "nu")
        status, corrected = pick(push, "status"), pick(push, "comNew")
        if corrected == com:
            corrected = ""
        if status not in _FOLLOW and not corrected:
            return
        state = _FOLLOW.get(status, FollowState.FOLLOWED)
        yield FollowChanged(
            event_key=_event_key("follow", com, number, state, corrected),
            carrier_code=self._our_code(com),
            waybill_no=number,
            state=state,
            text=pick(push, "message"),
            corrected_carrier_code=self._our_code(corrected),
        )

    def _scans(self, track: dict[str, Any]) -> Iterator[CourierEvent]:
        """The scans of a track, oldest first; one without a readable time cannot be placed and is left out."""
        com, number, newest = pick(track, "com"), pick(track, "nu"), pick(track, "state")
        scans = rows(track.get("data"))
        timed = [
            (at, scan, newest if place == 0 else "")
            for place, scan in enumerate(scans)
            if (at := from_beijing(pick(scan, "ftime", "time")))
        ]
        for at, scan, fallback in sorted(reversed(timed), key=lambda entry: entry[0]):
            yield self._scan(com, number, at, scan, fallback)

    def _scan(self, com: str, number: str, at: datetime, scan: dict[str, Any], fallback: str) -> CourierEvent:
        code = pick(scan, "statusCode") or fallback or _CODE_OF_NAME.get(pick(scan, "status"), NO_CODE)
        text = pick(scan, "context")
        return CourierEvent(
            event_key=_event_key(com, number, pick(scan, "ftime", "time"), hashlib.sha256(text.encode()).hexdigest()),
            carrier_code=self._our_code(com),
            waybill_no=number,
            occurred_at=at,
            code=code,
            text=text,
            area_name=pick(scan, "areaName"),
        )

    def _our_code(self, com: str) -> str:
        carrier = self._carriers.by_kuaidi100(com)
        return carrier.code if carrier else ""


def _event_key(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
