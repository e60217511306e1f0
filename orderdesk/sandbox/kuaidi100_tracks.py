"""Made-up journeys of parcels: which scans follow a subscription, and when."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlannedScan:
    """One scan to come: hours after the pick-up, the courier's code and words."""

    hours: float
    code: str
    text: str
    area_code: str = ""
    area: str = ""
    area_center: str = ""


_CITIES = (
    ("CN440300000000", "广东,深圳市", "114.057868,22.543099", "深圳转运中心"),
    ("CN310000000000", "上海", "121.473701,31.230416", "上海浦东转运中心"),
    ("CN330100000000", "浙江,杭州市", "120.155070,30.274085", "杭州萧山转运中心"),
    ("CN420100000000", "湖北,武汉市", "114.305393,30.593099", "武汉转运中心"),
    ("CN510100000000", "四川,成都市", "104.066541,30.572269", "成都双流转运中心"),
    ("CN370100000000", "山东,济南市", "117.120000,36.651216", "济南转运中心"),
)


def plan_track(dice: random.Random, *, trouble_share: float, silent_share: float) -> list[PlannedScan]:
    """A whole journey; a share of them runs into trouble, a share is never scanned at all."""
    if dice.random() < silent_share:
        return []
    start, end = dice.sample(_CITIES, 2)
    scans = [
        _scan(0.0, "103", f"【{start[3]}】快件已被揽收", start),
        _scan(4.0 + 3 * dice.random(), "1002", f"快件离开【{start[3]}】,发往【{end[3]}】", start),
        _scan(16.0 + 6 * dice.random(), "1001", f"快件已到达【{end[3]}】", end),
        _scan(24.0 + 3 * dice.random(), "5", "快件正在派送中,请保持电话畅通", end),
    ]
    ending = dice.choice(_TROUBLES) if dice.random() < trouble_share else dice.choices(_SIGNED, weights=(7, 2, 2))[0]
    scans += [PlannedScan(27.0 + hours, code, text, end[0], end[1], end[2]) for hours, code, text in ending]
    return scans


_SIGNED = (
    ((2.0, "301", "快件已签收,签收人:本人"),),
    ((1.5, "501", "快件已放入丰巢快递柜,请凭取件码取件"), (6.0, "304", "快件已从快递柜取出")),
    ((2.5, "303", "快件已签收,签收人:门卫"),),
)

_TROUBLES = (
    (
        (1.0, "206", "收件人电话无法接通,稍后再次派送"),
        (20.0, "5", "快件再次派送中"),
        (22.0, "302", "快件已签收,签收人:本人"),
    ),
    ((1.0, "203", "收件人拒收,等待发件人确认"), (26.0, "6", "快件退回中"), (70.0, "4", "退回件已签收")),
    ((1.0, "208", "快件滞留网点"), (50.0, "5", "快件派送中"), (52.0, "302", "快件已签收,签收人:前台")),
    ((1.0, "209", "快件外包装破损,正在核实"),),
)


def _scan(hours: float, code: str, text: str, city: tuple[str, str, str, str]) -> PlannedScan:
    return PlannedScan(hours, code, text, city[0], city[1], city[2])
