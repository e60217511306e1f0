"""The way of a parcel as its carrier reports it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.demo.calendar import at_local
from orderdesk.domain.days import local_day

_NEAR = frozenset({"浙江省", "江苏省", "上海市", "安徽省"})


@dataclass(frozen=True, slots=True)
class Scan:
    """One report: its moment, the courier interface's code, its words and where it was."""

    at: datetime
    code: str
    text: str
    area: str


def journey(dice: random.Random, left: datetime, city: str, province: str, *, method: str) -> list[Scan]:
    """The whole way from the warehouse's door to the signature."""
    if method in ("own_van", "pick_up"):
        hours = dice.uniform(0.4, 7) if method == "own_van" else 0.05
        text = "客户已签收" if method == "own_van" else "客户已自提"
        return [Scan(left + timedelta(hours=hours), "301", text, city)]
    collected = left + timedelta(hours=dice.uniform(0.5, 2.2))
    departed = collected + timedelta(hours=dice.uniform(2.5, 5.5))
    arrived = departed + timedelta(hours=dice.uniform(5, 9) if province in _NEAR else dice.uniform(16, 38))
    morning = at_local(local_day(arrived) + timedelta(days=int(arrived > at_local(local_day(arrived), 9))), 8)
    out = morning + timedelta(minutes=dice.uniform(5, 110))
    signed = out + timedelta(hours=dice.uniform(0.8, 7.5))
    hub = "华东转运中心" if province in _NEAR else f"{city.removesuffix('市')}转运中心"
    return [
        Scan(collected, "103", "快件已被揽收", "浙江,宁波"),
        Scan(departed, "1002", f"快件离开营业部，发往【{hub}】", "浙江,宁波"),
        Scan(arrived, "1001", f"快件已到达【{hub}】", city),
        Scan(out, "5", "快件派送中，请保持电话畅通", city),
        _signature(dice, signed, city),
    ]


def stall(scans: list[Scan], after: int, gap: timedelta) -> list[Scan]:
    """The same way with a silence of `gap` behind the first `after` scans."""
    head, tail = scans[:after], scans[after:]
    if not tail or not head:
        return scans
    shift = head[-1].at + gap - tail[0].at
    return [*head, *(Scan(scan.at + shift, scan.code, scan.text, scan.area) for scan in tail)]


def refuse(scans: list[Scan], dice: random.Random) -> list[Scan]:
    """The same way, but the receiver refuses it and it goes back."""
    out = scans[-1]
    back = out.at + timedelta(hours=dice.uniform(18, 30))
    return [
        *scans[:-1],
        Scan(out.at, "14", "收件人拒收", out.area),
        Scan(back, "6", "快件退回中", out.area),
        Scan(back + timedelta(hours=dice.uniform(30, 60)), "4", "退回件已由发件人签收", "浙江,宁波"),
    ]


def lose(scans: list[Scan]) -> list[Scan]:
    """The same way, but nothing is heard of it after it left the first branch."""
    return scans[:2]


def trouble(scans: list[Scan], dice: random.Random) -> list[Scan]:
    """The same way up to the door, where something is wrong."""
    out = scans[-1]
    code, text = dice.choice((("206", "收件人电话无法接通"), ("208", "快件滞留网点"), ("209", "外包装破损，正在核实")))
    return [*scans[:-1], Scan(out.at, code, text, out.area)]


def _signature(dice: random.Random, at: datetime, city: str) -> Scan:
    kind = dice.random()
    if kind < 0.62:
        return Scan(at, "301", "快件已签收，签收人：本人", city)
    if kind < 0.85:
        return Scan(at, "303", "快件已签收，签收人：门卫", city)
    return Scan(at, "304", "快件已从快递柜取出", city)
