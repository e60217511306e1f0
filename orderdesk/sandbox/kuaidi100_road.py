"""The road of the imitated Kuaidi100: followed waybills, the scans that come with time, the pushes they cause."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from orderdesk.connectors.kuaidi100_wire import answer, sign
from orderdesk.connectors.reading import beijing_text, pick
from orderdesk.sandbox.kuaidi100_tracks import PlannedScan, plan_track
from orderdesk.sandbox.postman import Delivery, Repeats
from orderdesk.sandbox.world import World

_KIND = "kuaidi100"
_SIGNED = frozenset({"3", "301", "302", "303", "304", "4"})
_STATE_NAMES = {"1": "揽收", "0": "在途", "5": "派件", "3": "签收", "6": "退回", "4": "退签", "2": "疑难"}
_SILENCE = timedelta(days=3)
_BETWEEN_QUERIES = timedelta(minutes=30)


@dataclass(slots=True)
class Followed:
    """One subscribed waybill. `subscribed` counts effective subscriptions, `asked` all, also ignored ones."""

    com: str
    number: str
    callback_url: str
    salt: str
    phone: str
    since: str
    status: str = "polling"
    subscribed: int = 1
    asked: int = 1
    scans: list[dict[str, Any]] = field(default_factory=list)
    plan: list[dict[str, Any]] = field(default_factory=list)
    next_at: str = ""
    ended_at: str = ""
    last_query_at: str = ""

    @property
    def key(self) -> str:
        """What names it: courier and number."""
        return f"{self.com}|{self.number}"


class Road:
    """All followed waybills. Used from the event loop only."""

    def __init__(self, world: World) -> None:
        self.waybills: dict[str, Followed] = {}
        self._world = world
        world.agenda.on(_KIND, self._step)
        world.postman.repeats[_KIND] = Repeats(world.interval(minutes=35), 3, _is_taken)

    def load(self) -> None:
        """Takes up what the shelf holds."""
        for row in self._world.shelf.load(_KIND):
            waybill = Followed(**row)
            self.waybills[waybill.key] = waybill
            if waybill.next_at:
                self._world.agenda.add(datetime.fromisoformat(waybill.next_at), _KIND, waybill.key)

    def clear(self) -> None:
        """Forgets all waybills."""
        self.waybills.clear()

    def follow(self, com: str, number: str, parameters: dict[str, Any]) -> bool:
        """Follows a waybill from now on; False, changing nothing, when it is followed already."""
        known, now = self.waybills.get(f"{com}|{number}"), self._world.now()
        if known is not None and not self._may_renew(known, now):
            known.asked += 1
            self._keep(known)
            return False
        waybill = Followed(
            com=com,
            number=number,
            callback_url=pick(parameters, "callbackurl"),
            salt=pick(parameters, "salt"),
            phone=pick(parameters, "phone"),
            since=now.isoformat(),
            subscribed=known.subscribed + 1 if known else 1,
            asked=known.asked + 1 if known else 1,
            scans=known.scans if known else [],
        )
        self.waybills[waybill.key] = waybill
        self._plan(waybill)
        return True

    def _may_renew(self, known: Followed, now: datetime) -> bool:
        ended_at = datetime.fromisoformat(known.ended_at) if known.ended_at else None
        return ended_at is not None and now >= ended_at + _BETWEEN_QUERIES

    def asked_too_often(self, waybill: Followed) -> bool:
        """Notes that a query came, and whether it came within 30 minutes of the one before."""
        last, now = waybill.last_query_at, self._world.now()
        waybill.last_query_at = now.isoformat()
        self._keep(waybill)
        return bool(last) and now < datetime.fromisoformat(last) + _BETWEEN_QUERIES

    def _plan(self, waybill: Followed) -> None:
        settings, now = self._world.settings, self._world.now()
        dice = self._world.dice(waybill.key)
        scans = plan_track(dice, trouble_share=settings.trouble_share, silent_share=settings.silent_share)
        first_h = settings.first_scan_h * dice.uniform(0.7, 1.3)
        waybill.plan = [
            {**asdict(scan), "at": self._world.after(now, minutes=60 * (first_h + scan.hours)).isoformat()}
            for scan in scans
        ]
        self._appoint(waybill)

    def _appoint(self, waybill: Followed) -> None:
        if waybill.plan:
            waybill.next_at = waybill.plan[0]["at"]
        elif waybill.scans or waybill.status != "polling":
            waybill.next_at = ""
        else:
            silence_min = _SILENCE / timedelta(minutes=1)
            waybill.next_at = self._world.after(datetime.fromisoformat(waybill.since), minutes=silence_min).isoformat()
        self._keep(waybill)
        if waybill.next_at:
            self._world.agenda.add(datetime.fromisoformat(waybill.next_at), _KIND, waybill.key)

    async def _step(self, key: str, due_at: datetime) -> None:
        waybill = self.waybills.get(key)
        if waybill is None or waybill.next_at != due_at.isoformat():
            return
        if waybill.plan:
            self._take(waybill, waybill.plan.pop(0), due_at)
        else:
            waybill.status, waybill.ended_at = "abort", due_at.isoformat()
        self._world.postman.post(self._push(waybill))
        self._appoint(waybill)

    def _take(self, waybill: Followed, scan: dict[str, Any], at: datetime) -> None:
        time = beijing_text(at)
        waybill.scans.append(
            {
                "context": scan["text"],
                "time": time,
                "ftime": time,
                "status": _STATE_NAMES.get(_base(scan["code"]), ""),
                "statusCode": scan["code"],
                "areaCode": scan["area_code"] or None,
                "areaName": scan["area"] or None,
                "areaCenter": scan["area_center"] or None,
                "areaPinYin": None,
                "location": "",
            }
        )
        if scan["code"] in _SIGNED:
            waybill.status, waybill.ended_at = "shutdown", at.isoformat()

    def scan(self, key: str, code: str, text: str, at: datetime | None) -> bool:
        """Adds one scan, now or at an earlier moment, and pushes; False when nobody subscribed this waybill."""
        waybill = self.waybills.get(key)
        if waybill is None:
            return False
        planned = PlannedScan(0.0, code, text or f"状态 {code}")
        self._take(waybill, asdict(planned), at or self._world.now())
        waybill.scans.sort(key=lambda entry: str(entry["ftime"]))
        self._keep(waybill)
        self._world.postman.post(self._push(waybill))
        return True

    def deliveries(self, key: str, *, steps: int) -> list[Delivery]:
        """Takes up to `steps` further scans at once; returns the pushes that every scan so far would
        have made, unposted."""
        waybill = self.waybills.get(key)
        if waybill is None:
            return []
        last = self._world.now()
        for _ in range(min(steps, len(waybill.plan))):
            self._take(waybill, waybill.plan.pop(0), last)
            last += timedelta(seconds=1)
        if steps:
            self._appoint(waybill)
        return [self._push(waybill, upto) for upto in range(1, len(waybill.scans) + 1)]

    def _push(self, waybill: Followed, upto: int | None = None) -> Delivery:
        """The push as it was after the first `upto` scans; the whole list each time, newest first."""
        whole = upto is None or upto == len(waybill.scans)
        track_then = track(waybill, waybill.scans[:upto])
        content = {
            "status": waybill.status if whole else "polling",
            "billstatus": "",
            "message": "3天查询无记录" if waybill.status == "abort" and not waybill.scans else "",
            "autoCheck": "0",
            "comOld": "",
            "comNew": "",
            "lastResult": track_then,
        }
        param = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        fields = {"sign": sign(param, waybill.salt), "param": param} if waybill.salt else {"param": param}
        return Delivery(0, _KIND, "kuaidi100.push", waybill.key, waybill.callback_url, fields, "param")

    def _keep(self, waybill: Followed) -> None:
        self._world.shelf.put(_KIND, waybill.key, asdict(waybill))


def track(waybill: Followed, scans: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The track as queries and pushes carry it, newest first; of the first `scans` where they are given."""
    scans = waybill.scans if scans is None else scans
    newest = scans[-1]["statusCode"] if scans else "0"
    return {
        "message": "ok",
        "nu": waybill.number,
        "ischeck": "1" if newest in _SIGNED else "0",
        "com": waybill.com,
        "status": "200" if scans else "201",
        "state": newest,
        "condition": "00",
        "data": list(reversed(scans)),
        "isLoop": False,
    }


def _base(code: str) -> str:
    return "0" if len(code) == 4 else code[0] if len(code) == 3 else code


def _is_taken(status: int, body: bytes) -> bool:
    return status == 200 and body == answer(result=True, code="200", text="成功")
