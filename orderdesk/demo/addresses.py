"""Addresses as they should not be: nine ways in which what customers write cannot be delivered to."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from orderdesk.demo.customers import Contact
from orderdesk.demo.places import CITIES

DEFECTS = (
    "no_house_number",
    "district_of_other_city",
    "old_district_name",
    "short_phone",
    "two_names",
    "only_market_name",
    "emoji",
    "full_width_digits",
    "trailing_note",
)
"""The kinds, as they stand in labels."""

#: Districts that were merged or renamed; people go on writing them.
_OLD_DISTRICTS = {
    "宁波市": "江东区",
    "杭州市": "下城区",
    "绍兴市": "绍兴县",
    "温州市": "瓯海县",
    "苏州市": "沧浪区",
    "南京市": "白下区",
    "无锡市": "崇安区",
    "上海市": "闸北区",
    "金华市": "金华县",
    "台州市": "黄岩市",
}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def spoil(contact: Contact, kind: str, dice: random.Random) -> Contact:
    """The same contact with a defect of this kind."""
    if kind == "district_of_other_city":
        other = dice.choice([city for city in CITIES if city.name != contact.city])
        return replace(contact, district=dice.choice(other.districts))
    if kind == "old_district_name":
        city = contact.city if contact.city in _OLD_DISTRICTS else "宁波市"
        province = next(each.province for each in CITIES if each.name == city)
        return replace(contact, province=province, city=city, district=_OLD_DISTRICTS[city])
    if kind == "short_phone":
        return replace(contact, phone=f"10{dice.randint(0, 1)}{dice.randint(0, 9_999_999):07d}")
    if kind == "two_names":
        return replace(contact, name=f"{contact.name}/{dice.choice('王李张刘陈')}师傅")
    return replace(contact, street=_spoil_street(contact.street, kind, dice))


def _spoil_street(street: str, kind: str, dice: random.Random) -> str:
    if kind == "no_house_number":
        return re.sub(r"\d.*$", "", street)
    if kind == "only_market_name":
        return f"{dice.choice(('华东', '浙东', '甬江', '钱江'))}汽配城{dice.choice('ABCD')}区"
    if kind == "emoji":
        return f"{street}🚗门口"
    if kind == "full_width_digits":
        return street.translate(_FULL_WIDTH)
    return f"{street} 放门卫，到了打电话"
