"""How far two places in China are apart, roughly: good enough to choose between warehouses, not to plan a route."""

from __future__ import annotations

import math
import re
from difflib import get_close_matches
from types import MappingProxyType

WITHIN_A_CITY_KM = 20
WITHIN_A_PROVINCE_KM = 200
UNKNOWN_KM = 2_000

_EARTH_KM = 6_371.0

# Latitude and longitude in degrees of the seat of each province's government, by the name without its suffix.
_SEATS = MappingProxyType(
    {
        "北京": (39.90, 116.41), "天津": (39.09, 117.20), "河北": (38.04, 114.51), "山西": (37.87, 112.55),
        "内蒙古": (40.84, 111.75), "辽宁": (41.81, 123.43), "吉林": (43.82, 125.32), "黑龙江": (45.80, 126.53),
        "上海": (31.23, 121.47), "江苏": (32.06, 118.80), "浙江": (30.27, 120.16), "安徽": (31.82, 117.23),
        "福建": (26.07, 119.30), "江西": (28.68, 115.86), "山东": (36.65, 117.12), "河南": (34.75, 113.63),
        "湖北": (30.59, 114.31), "湖南": (28.23, 112.94), "广东": (23.13, 113.26), "广西": (22.82, 108.37),
        "海南": (20.04, 110.20), "重庆": (29.56, 106.55), "四川": (30.57, 104.07), "贵州": (26.65, 106.63),
        "云南": (25.04, 102.71), "西藏": (29.65, 91.12), "陕西": (34.34, 108.94), "甘肃": (36.06, 103.83),
        "青海": (36.62, 101.78), "宁夏": (38.47, 106.26), "新疆": (43.83, 87.62), "香港": (22.32, 114.17),
        "澳门": (22.20, 113.54), "台湾": (25.03, 121.57),
    }
)  # fmt: skip

_SUFFIX = re.compile(r"省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区")


def distance_km(from_province: str, from_city: str, to_province: str, to_city: str) -> int:
    """Kilometres between two cities, by the seats of their provinces; a province of no known name is far away."""
    one, other = _seat_of(from_province), _seat_of(to_province)
    if one is None or other is None:
        return UNKNOWN_KM
    if one != other:
        return max(round(_great_circle_km(_SEATS[one], _SEATS[other])), WITHIN_A_PROVINCE_KM)
    return WITHIN_A_CITY_KM if from_city and from_city == to_city else WITHIN_A_PROVINCE_KM


def is_province(name: str) -> bool:
    """Whether this is the Chinese name of a province, with its suffix or without, as in 浙江省 and 浙江."""
    seat = _seat_of(name)
    rest = "" if seat is None else name[len(seat) :]
    return seat is not None and (not rest or _SUFFIX.fullmatch(rest) is not None)


def near_province(name: str) -> str:
    """The province whose name, without its suffix, is most like this one; any one for a name like none of them."""
    return next(iter(get_close_matches(_SUFFIX.sub("", name), _SEATS, n=1, cutoff=0.4)), "浙江")


def _seat_of(province: str) -> str | None:
    return next((name for name in _SEATS if province.startswith(name)), None)


def _great_circle_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    (south, west), (north, east) = ((math.radians(lat), math.radians(long)) for lat, long in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))
