"""Provinces, cities and districts that the demo company delivers to, and the streets of its customers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from orderdesk.demo.dice import Weighted


@dataclass(frozen=True, slots=True)
class City:
    """A city with some of its districts; `area_code` is its landline prefix, `weight` how many customers it has."""

    province: str
    name: str
    area_code: str
    weight: int
    districts: tuple[str, ...]


CITIES: tuple[City, ...] = (
    City("浙江省", "宁波市", "0574", 22, ("北仑区", "鄞州区", "海曙区", "镇海区", "奉化区", "慈溪市", "余姚市")),
    City("浙江省", "杭州市", "0571", 16, ("余杭区", "萧山区", "临平区", "西湖区", "滨江区", "富阳区")),
    City("浙江省", "台州市", "0576", 8, ("路桥区", "椒江区", "黄岩区", "温岭市", "临海市")),
    City("浙江省", "温州市", "0577", 7, ("鹿城区", "龙湾区", "瓯海区", "瑞安市", "乐清市")),
    City("浙江省", "绍兴市", "0575", 6, ("越城区", "柯桥区", "上虞区", "诸暨市", "嵊州市")),
    City("浙江省", "金华市", "0579", 6, ("婺城区", "金东区", "义乌市", "永康市", "东阳市")),
    City("浙江省", "嘉兴市", "0573", 5, ("南湖区", "秀洲区", "海宁市", "桐乡市", "平湖市")),
    City("浙江省", "湖州市", "0572", 3, ("吴兴区", "南浔区", "长兴县", "德清县")),
    City("浙江省", "舟山市", "0580", 2, ("定海区", "普陀区", "岱山县")),
    City("江苏省", "苏州市", "0512", 8, ("吴中区", "相城区", "虎丘区", "昆山市", "常熟市", "张家港市")),
    City("江苏省", "无锡市", "0510", 4, ("锡山区", "惠山区", "滨湖区", "江阴市", "宜兴市")),
    City("江苏省", "南京市", "025", 4, ("江宁区", "浦口区", "栖霞区", "雨花台区")),
    City("江苏省", "常州市", "0519", 3, ("武进区", "新北区", "天宁区", "溧阳市")),
    City("江苏省", "南通市", "0513", 3, ("崇川区", "通州区", "海门区", "如皋市")),
    City("上海市", "上海市", "021", 8, ("嘉定区", "松江区", "青浦区", "浦东新区", "宝山区", "徐汇区")),
    City("安徽省", "合肥市", "0551", 3, ("包河区", "蜀山区", "瑶海区", "肥西县")),
    City("安徽省", "芜湖市", "0553", 2, ("鸠江区", "镜湖区", "弋江区")),
    City("福建省", "福州市", "0591", 2, ("仓山区", "闽侯县", "晋安区")),
    City("福建省", "厦门市", "0592", 2, ("集美区", "湖里区", "同安区")),
    City("江西省", "南昌市", "0791", 2, ("青山湖区", "新建区", "南昌县")),
    City("湖北省", "武汉市", "027", 2, ("东西湖区", "汉阳区", "江夏区")),
    City("广东省", "广州市", "020", 2, ("白云区", "番禺区", "花都区")),
    City("广东省", "深圳市", "0755", 2, ("宝安区", "龙岗区", "龙华区")),
    City("山东省", "济南市", "0531", 1, ("历城区", "槐荫区", "章丘区")),
    City("四川省", "成都市", "028", 1, ("双流区", "郫都区", "龙泉驿区")),
    City("重庆市", "重庆市", "023", 1, ("渝北区", "九龙坡区", "沙坪坝区")),
)

_DRAW = Weighted(CITIES, [city.weight for city in CITIES])

_ROADS = (
    "灵江路", "新大路", "明州西路", "人民路", "中山东路", "解放北路", "工业大道", "兴业路", "振兴路", "环城南路",
    "世纪大道",
    "通途路", "江南路", "海川路", "创业大道", "金山路", "永泰路", "迎宾大道", "文汇路", "东升路", "长江路", "银河路",
    "滨海大道", "育才路", "富强路", "朝阳路", "和平路", "建设路", "清泉路", "望海路",
)  # fmt: skip
_QUARTERS = (
    "大碶街道",
    "新碶街道",
    "城东街道",
    "经济开发区",
    "高新区",
    "望春工业园",
    "南苑街道",
    "江东街道",
    "古林镇",
    "",
)
_PARKS = ("汽配城", "汽车用品市场", "工业园", "物流园", "商贸城", "创业园")


def draw_city(dice: random.Random) -> City:
    """A city, those nearby more often."""
    return _DRAW.draw(dice)


def draw_street(dice: random.Random) -> str:
    """A street with its number, as business customers write it: 大碶街道灵江路388号3幢2楼."""
    street = f"{dice.choice(_QUARTERS)}{dice.choice(_ROADS)}{dice.randint(1, 1888)}号"
    kind = dice.random()
    if kind < 0.35:
        return f"{street}{dice.randint(1, 18)}幢{dice.randint(1, 6)}楼"
    if kind < 0.55:
        return f"{street}{dice.choice(_PARKS)}{dice.choice('ABCDEF')}区{dice.randint(1, 40)}号"
    if kind < 0.75:
        return f"{street}{dice.randint(101, 1608)}室"
    return street


def draw_mobile(dice: random.Random) -> str:
    """A mobile number of a prefix (100, 101) that is given to nobody."""
    return f"10{dice.randint(0, 1)}{dice.randint(0, 99_999_999):08d}"


def draw_phone(dice: random.Random, city: City) -> str:
    """Mostly a mobile; sometimes a landline whose eight digits begin with 1, which no landline does."""
    if dice.random() < 0.86:
        return draw_mobile(dice)
    extension = f"-8{dice.randint(1, 20):02d}" if dice.random() < 0.4 else ""
    return f"{city.area_code}-1{dice.randint(0, 9_999_999):07d}{extension}"
