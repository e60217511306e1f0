"""Who can sign in at the demo company: one person of each role."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from orderdesk.access import Role

PIN = "246810"
"""The PIN of everybody who has a badge."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Login, password and name; the seat where that person works."""

    login: str
    password: str
    person: str
    seat: str


ACCOUNTS = MappingProxyType(
    {
        Role.PACKER: DemoAccount("chenjie", "pack-the-box-26", "陈洁", "bench"),
        Role.PICKER: DemoAccount("wuzhe", "pick-the-shelf-26", "吴喆", "bench"),
        Role.SALES: DemoAccount("linxiaoyu", "sell-the-parts-26", "林晓雨", "desk"),
        Role.SERVICE: DemoAccount("zhaomin", "call-the-client-26", "赵敏", "desk"),
        Role.LOGISTICS: DemoAccount("sunhao", "load-the-truck-26", "孙浩", "office"),
        Role.SUPERVISOR: DemoAccount("zhoujianguo", "watch-the-floor-26", "周建国", "office"),
        Role.FINANCE: DemoAccount("xuwen", "count-the-money-26", "徐雯", "office"),
        Role.ADMIN: DemoAccount("admin", "mind-the-house-26", "管理员", "office"),
    }
)
