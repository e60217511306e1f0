"""The demo company's 2,400 customers with accounts, terms, limits and address books."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.tables import customers
from orderdesk.access import Role
from orderdesk.demo.company_rows import Firm
from orderdesk.demo.dice import Ids, Weighted, stream
from orderdesk.demo.people import Staff
from orderdesk.demo.places import City, draw_city, draw_phone, draw_street
from orderdesk.demo.rows import Batch
from orderdesk.hub.initials import pinyin_initials

CUSTOMERS = 2_400
TOP_SHARE = 0.05

_FIRST = "顺金捷通达鑫盛宏恒瑞安泰永兴华丰祥远飞腾龙驰凯源嘉诚信德广润"
_SECOND = "驰辉通达捷顺利发隆盛泰安兴旺远航宇翔源和诚信佳铭峰海林"
_RARE = ("㛃", "喆", "𬱖", "淼", "犇", "堃", "翀", "燚")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
    "姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戴莫孔向汤仇盛乐单解查"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建国志海波文斌宇浩鑫佳慧婷雪梅晨阳俊凯"

#: Kind of customer: code, endings of the name, weight, whether it buys parts (the first company's goods).
_KINDS: tuple[tuple[str, tuple[str, ...], float, bool], ...] = (
    ("garage", ("汽修厂", "汽车维修中心", "汽车服务部", "汽修店"), 46, True),
    ("shop", ("汽配商行", "汽配经营部", "汽车用品经营部", "汽配门市部"), 26, True),
    ("dealer", ("汽车配件有限公司", "汽配贸易有限公司"), 9, True),
    ("4s", ("汽车销售服务有限公司", "4S店"), 5, True),
    ("chain", ("快修连锁", "汽车养护连锁"), 5, True),
    ("online", ("电子商务有限公司", "网络科技有限公司"), 3, True),
    ("store", ("便利店", "超市", "生活超市", "食品商行"), 6, False),
)
_KIND_DRAW = Weighted(_KINDS, [kind[2] for kind in _KINDS])


@dataclass(slots=True)
class Contact:
    """An entry of an address book."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str

    def as_dict(self) -> dict[str, str]:
        """Its fields by name."""
        return {name: getattr(self, name) for name in ("name", "phone", "province", "city", "district", "street")}


@dataclass(slots=True)
class Buyer:
    """What the history needs of a customer. `open_fen` and `unpaid_fen` add up while orders are made."""

    id: UUID
    name: str
    company: int
    tier: str
    terms: str
    terms_days: int
    limit_fen: int
    salesperson_id: UUID
    favourite: int
    contacts: list[Contact] = field(default_factory=list)
    open_fen: int = 0
    unpaid_fen: int = 0


def fill_customers(connection: Connection, seed: int, at: datetime, firm: Firm, staff: Staff) -> list[Buyer]:
    """Writes all customers and returns them, the largest first."""
    dice, ids, batch = stream(seed, "customers"), Ids(seed, "customers"), Batch(connection)
    sellers = staff.of(Role.SALES)
    names: set[str] = set()
    found: list[Buyer] = []
    for rank in range(CUSTOMERS):
        kind, endings, _, buys_parts = _KIND_DRAW.draw(dice)
        city = draw_city(dice)
        name = _draw_name(dice, city, endings, names)
        company = 0 if buys_parts else 1
        tier, terms, days, limit = _terms(dice, rank)
        buyer = Buyer(
            ids.next(at), name, company, tier, terms, days, limit, dice.choice(sellers).id, _nearest(dice, city)
        )
        found.append(buyer)
        batch.add(customers.customer, _customer_row(buyer, rank, kind, city, dice))
        both = dice.random() < 0.08
        for each in range(len(firm.companies)) if both else (company,):
            batch.add(customers.customer_account, _account_row(buyer, firm.companies[each].id, ids.next(at)))
        for place in range(dice.choice((1, 1, 1, 2, 2, 3))):
            contact = _draw_contact(dice, city if place == 0 else draw_city(dice))
            buyer.contacts.append(contact)
            row = {"id": ids.next(at), "customer_id": buyer.id, "label": ("默认", "分店", "仓库")[place]}
            batch.add(customers.address, {**row, **contact.as_dict(), "preferred": place == 0, "erased_at": None})
    batch.flush()
    return found


def demand(buyers: list[Buyer], company: int) -> Weighted[Buyer]:
    """The buyers of a company by how much they order: the first twentieth brings close to half of it."""
    mine = [buyer for buyer in buyers if buyer.company == company]
    top = max(1, round(len(mine) * TOP_SHARE))
    weights = [0.45 / top * (1.6 - 1.2 * place / top) for place in range(top)]
    weights += [0.55 / max(1, len(mine) - top)] * (len(mine) - top)
    return Weighted(mine, weights)


def draw_person(dice: random.Random) -> str:
    """A Chinese personal name; some have characters that old encodings lack."""
    given = dice.choice(_GIVEN) + (dice.choice(_GIVEN) if dice.random() < 0.6 else "")
    if dice.random() < 0.02:
        given = dice.choice(_RARE)
    return dice.choice(_SURNAMES) + given


def _draw_name(dice: random.Random, city: City, endings: tuple[str, ...], names: set[str]) -> str:
    while True:
        place = city.name.removesuffix("市") + dice.choice(city.districts)[:-1]
        name = f"{place}{dice.choice(_FIRST)}{dice.choice(_SECOND)}{dice.choice(endings)}"
        if dice.random() < 0.05:
            name += f"（{dice.choice(city.districts)[:-1]}店）"
        if name not in names:
            names.add(name)
            return name


def _terms(dice: random.Random, rank: int) -> tuple[str, str, int, int]:
    """Tier, terms, days and credit limit in fen; large customers get more of all."""
    if rank < CUSTOMERS * TOP_SHARE:
        return "A", "monthly", dice.choice((30, 60)), dice.randint(60, 200) * 1_000_000
    if dice.random() < 0.3:
        return "B", "monthly", 30, dice.randint(8, 50) * 1_000_000
    if dice.random() < 0.35:
        return "C", "monthly", 30, dice.randint(5, 80) * 100_000
    return "C", "prepaid", 0, 0


def _nearest(dice: random.Random, city: City) -> int:
    """The warehouse (its place in the firm) that mostly delivers there."""
    if dice.random() < 0.25:
        return dice.choices((0, 1, 2), weights=(5, 3, 2))[0]
    if city.province == "浙江省":
        return 1 if city.name in ("杭州市", "湖州市", "嘉兴市", "绍兴市") else 0
    return 2 if city.province in ("江苏省", "上海市", "安徽省") else 0


def _draw_contact(dice: random.Random, city: City) -> Contact:
    return Contact(
        name=draw_person(dice),
        phone=draw_phone(dice, city),
        province=city.province,
        city=city.name,
        district=dice.choice(city.districts),
        street=draw_street(dice),
    )


def _customer_row(buyer: Buyer, rank: int, kind: str, city: City, dice: random.Random) -> dict[str, Any]:
    return {
        "id": buyer.id,
        "code": f"C{rank + 1:05d}",
        "name": buyer.name,
        "customer_kind": kind,
        "tax_no": draw_tax_no(dice, city) if dice.random() < 0.8 else None,
        "pinyin": pinyin_initials(buyer.name),
        "salesperson_id": buyer.salesperson_id,
        "active": True,
        "version": 1,
    }


def _account_row(buyer: Buyer, company_id: UUID, row_id: UUID) -> dict[str, Any]:
    return {
        "id": row_id,
        "customer_id": buyer.id,
        "company_id": company_id,
        "tier": buyer.tier,
        "terms": buyer.terms,
        "terms_days": buyer.terms_days,
        "credit_limit_fen": buyer.limit_fen,
    }


_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def draw_tax_no(dice: random.Random, city: City) -> str:
    """A unified social credit code (GB 32100) with its check character; the body is made up."""
    region = "330200" if city.province == "浙江省" else "320500"
    body = f"9{dice.choice('12')}{region}" + "".join(dice.choice(_USCC) for _ in range(9))
    total = sum(_USCC.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + _USCC[-total % 31]
