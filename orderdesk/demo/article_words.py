"""What the demo company sells, as lists: kinds of parts, the cars they fit, brands, goods for daily use.

Brands, cars' numbers and codes are invented or plain words; prices are retail in yuan.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part: code, names, base unit, how many in a carton (0: none), price in yuan, weight in grams, specs."""

    code: str
    name: str
    name_en: str
    category: str
    unit: str
    carton: int
    yuan: float
    weight_g: int
    specs: tuple[tuple[str, str], ...]
    batch: bool = False
    serial: bool = False


@dataclass(frozen=True, slots=True)
class Car:
    """A car model that parts fit; `digits` begins the numbers its maker gives parts."""

    code: str
    name: str
    years: str
    digits: str
    factor: float


PART_KINDS: tuple[PartKind, ...] = (
    PartKind(
        "BP",
        "刹车片",
        "Brake pads",
        "制动",
        "套",
        12,
        118,
        1450,
        (("FR", "前 陶瓷"), ("RR", "后 陶瓷"), ("FS", "前 半金属"), ("RS", "后 半金属")),
    ),
    PartKind("BD", "刹车盘", "Brake disc", "制动", "片", 4, 165, 6200, (("FR", "前 通风"), ("RR", "后 实心"))),
    PartKind("BS", "刹车蹄片", "Brake shoes", "制动", "套", 10, 76, 1300, (("RR", "后 鼓式"),)),
    PartKind("BC", "刹车分泵", "Wheel cylinder", "制动", "只", 20, 48, 420, (("RL", "后左"), ("RX", "后右"))),
    PartKind("OF", "机油滤清器", "Oil filter", "滤清", "只", 40, 18, 310, (("SP", "旋装式"), ("EL", "滤芯式"))),
    PartKind("AF", "空气滤清器", "Air filter", "滤清", "只", 30, 26, 280, (("ST", "标准"), ("HF", "高流量"))),
    PartKind("CF", "空调滤芯", "Cabin filter", "滤清", "只", 40, 29, 190, (("AC", "活性炭 CN95"), ("ST", "标准"))),
    PartKind("FF", "燃油滤清器", "Fuel filter", "滤清", "只", 30, 34, 350, (("ST", "标准"),)),
    PartKind(
        "SP",
        "火花塞",
        "Spark plugs",
        "点火",
        "盒",
        10,
        148,
        260,
        (("IR", "铱金 4支装"), ("PT", "铂金 4支装"), ("NI", "镍 4支装")),
    ),
    PartKind("IC", "点火线圈", "Ignition coil", "点火", "只", 20, 132, 330, (("ST", "标准"),)),
    PartKind(
        "SA", "减震器", "Shock absorber", "底盘", "支", 2, 268, 4300, (("FL", "前左"), ("FX", "前右"), ("RR", "后"))
    ),
    PartKind("CA", "下摆臂", "Control arm", "底盘", "只", 4, 215, 3100, (("FL", "前左"), ("FX", "前右"))),
    PartKind("BJ", "球头", "Ball joint", "底盘", "只", 20, 58, 540, (("LO", "下"), ("IN", "内"))),
    PartKind("SL", "稳定杆连杆", "Stabilizer link", "底盘", "支", 20, 42, 480, (("FR", "前"), ("RR", "后"))),
    PartKind("WB", "轮毂轴承单元", "Wheel hub unit", "底盘", "只", 6, 188, 2700, (("FR", "前"), ("RR", "后"))),
    PartKind("EM", "发动机支架胶", "Engine mount", "底盘", "只", 10, 98, 1250, (("RI", "右"), ("LE", "左"))),
    PartKind("WP", "水泵总成", "Water pump", "发动机", "只", 10, 176, 1500, (("GK", "带垫"),)),
    PartKind("TB", "正时皮带套装", "Timing belt kit", "发动机", "套", 8, 420, 2100, (("KT", "四件套"),)),
    PartKind("DB", "发电机皮带", "Drive belt", "发动机", "条", 50, 45, 160, (("PK", "6PK"),)),
    PartKind("TH", "节温器", "Thermostat", "发动机", "只", 30, 62, 380, (("ST", "带座"),)),
    PartKind("VC", "气门室盖垫", "Valve cover gasket", "发动机", "只", 50, 38, 120, (("RB", "橡胶"),)),
    PartKind("OS", "氧传感器", "Oxygen sensor", "电器", "只", 20, 198, 240, (("FR", "前"), ("RR", "后")), serial=True),
    PartKind("AL", "发电机", "Alternator", "电器", "台", 2, 680, 6200, (("SM", "120A"),), serial=True),
    PartKind("ST", "起动机", "Starter", "电器", "台", 2, 540, 4700, (("SM", "1.2kW"),), serial=True),
    PartKind("HL", "大灯总成", "Headlamp", "车身", "只", 1, 620, 4100, (("LE", "左 LED"), ("RI", "右 LED"))),
    PartKind("MR", "后视镜总成", "Mirror", "车身", "只", 4, 236, 1400, (("LE", "左 电动"), ("RI", "右 电动"))),
    PartKind("CD", "冷凝器", "Condenser", "空调", "只", 2, 298, 3300, (("ST", "平行流"),)),
    PartKind("RD", "散热器", "Radiator", "发动机", "只", 2, 345, 5200, (("AT", "自动挡"), ("MT", "手动挡"))),
    PartKind("WL", "玻璃升降器", "Window regulator", "车身", "只", 6, 128, 1700, (("FL", "前左"), ("FX", "前右"))),
    PartKind("CL", "离合器套装", "Clutch kit", "传动", "套", 2, 560, 6800, (("3P", "三件套"),)),
    PartKind("CV", "半轴防尘套", "CV boot kit", "传动", "套", 30, 36, 330, (("OU", "外"), ("IN", "内"))),
    PartKind(
        "WI", "雨刮片", "Wiper blades", "易损", "副", 50, 45, 380, (("FL", "无骨 26+16寸"), ("FM", "无骨 24+18寸"))
    ),
)

CARS: tuple[Car, ...] = (
    Car("VW01", "大众朗逸1.5L", "2018-2022", "04E", 1.0), Car("VW02", "大众速腾1.4T", "2019-2023", "5GD", 1.1),
    Car("VW03", "大众帕萨特330", "2019-2023", "3QD", 1.35), Car("VW04", "大众途观L", "2017-2022", "5NA", 1.4),
    Car("VW05", "大众宝来1.5L", "2016-2021", "18D", 0.95), Car("VW06", "大众迈腾380", "2020-2024", "3GB", 1.4),
    Car("TY01", "丰田卡罗拉1.2T", "2019-2023", "90915", 1.05), Car("TY02", "丰田凯美瑞2.5L", "2018-2023", "04152", 1.3),
    Car("TY03", "丰田RAV4荣放", "2020-2024", "23217", 1.3), Car("TY04", "丰田雷凌双擎", "2019-2023", "17801", 1.1),
    Car("TY05", "丰田汉兰达2.5L", "2021-2025", "48510", 1.5), Car("HD01", "本田思域220T", "2016-2021", "15400", 1.1),
    Car("HD02", "本田雅阁260T", "2018-2023", "17220", 1.25), Car("HD03", "本田CR-V", "2017-2022", "80292", 1.25),
    Car("HD04", "本田飞度1.5L", "2018-2023", "16100", 0.9), Car("NS01", "日产轩逸1.6L", "2016-2022", "15208", 0.95),
    Car("NS02", "日产天籁2.0L", "2019-2023", "16546", 1.25), Car("NS03", "日产奇骏2.5L", "2017-2021", "27277", 1.2),
    Car("BK01", "别克英朗1.3T", "2018-2022", "1264", 0.95), Car("BK02", "别克君威2.0T", "2017-2022", "1352", 1.25),
    Car("BK03", "别克GL8", "2017-2023", "2670", 1.6), Car("HY01", "现代伊兰特1.5L", "2021-2024", "26300", 0.95),
    Car("HY02", "现代途胜1.6T", "2019-2023", "28113", 1.15), Car("KI01", "起亚K3", "2019-2023", "97133", 0.95),
    Car("FD01", "福特福克斯1.5L", "2019-2022", "JX6Z", 1.0), Car("FD02", "福特蒙迪欧2.0T", "2017-2022", "DG9Z", 1.3),
    Car("GE01", "吉利帝豪1.5L", "2019-2024", "1016", 0.8), Car("GE02", "吉利博越1.8T", "2018-2023", "2032", 0.95),
    Car("BY01", "比亚迪秦PLUS DM-i", "2021-2025", "SA2", 0.95), Car("BY02", "比亚迪宋PLUS", "2020-2025", "SA3", 1.05),
    Car("CA01", "长安CS75 PLUS", "2019-2024", "S301", 0.95), Car("CA02", "长安逸动", "2018-2023", "C281", 0.8),
    Car("GW01", "哈弗H6", "2017-2023", "1017", 0.95), Car("GW02", "长城炮", "2019-2024", "3501", 1.1),
    Car("CH01", "奇瑞瑞虎8", "2018-2024", "F18", 0.95), Car("WL01", "五菱宏光S", "2015-2022", "2397", 0.65),
    Car("BM01", "宝马3系320Li", "2019-2024", "1142", 2.3), Car("BM02", "宝马X3", "2018-2023", "3411", 2.6),
    Car("MB01", "奔驰C级C200L", "2019-2023", "A274", 2.6), Car("MB02", "奔驰GLC", "2018-2023", "A253", 2.8),
    Car("AD01", "奥迪A4L 40T", "2019-2024", "8W0", 2.1), Car("AD02", "奥迪Q5L", "2018-2023", "80A", 2.3),
    Car("MZ01", "马自达昂克赛拉", "2017-2022", "PE01", 1.05), Car("RW01", "荣威RX5", "2018-2023", "1048", 0.9),
)  # fmt: skip

#: Grade code, invented brand, English name, grade, price factor.
GRADES: tuple[tuple[str, str, str, str, float], ...] = (
    ("OE", "恒驰原厂件", "Hengchi Genuine", "原厂配套", 1.65),
    ("CE", "甬固", "Yonggu", "品牌件", 1.0),
    ("PR", "卓驭", "Zhuoyu", "高端件", 1.28),
    ("EC", "达顺", "Dashun", "经济件", 0.66),
    ("RM", "捷安途", "Jieantu", "品牌件", 0.9),
)

FLUIDS: tuple[PartKind, ...] = (
    PartKind(
        "EO",
        "全合成机油",
        "Engine oil",
        "油品",
        "桶",
        6,
        168,
        3900,
        (("0W20", "SP 0W-20 4L"), ("5W30", "SP 5W-30 4L"), ("5W40", "SP 5W-40 4L"), ("5W1L", "SP 5W-30 1L")),
        batch=True,
    ),
    PartKind(
        "SO",
        "半合成机油",
        "Semi-synthetic oil",
        "油品",
        "桶",
        6,
        98,
        3900,
        (("10W40", "SN 10W-40 4L"),),
        batch=True,
    ),
    PartKind(
        "AT",
        "自动变速箱油",
        "ATF",
        "油品",
        "桶",
        12,
        86,
        980,
        (("DX6", "DEXRON VI 1L"), ("CVT", "CVT 1L")),
        batch=True,
    ),
    PartKind(
        "CO",
        "冰点防冻液",
        "Coolant",
        "油品",
        "桶",
        2,
        58,
        10200,
        (("35R", "-35℃ 红色 10kg"), ("35G", "-35℃ 绿色 10kg"), ("45G", "-45℃ 绿色 4kg")),
        batch=True,
    ),
    PartKind(
        "BF",
        "刹车油",
        "Brake fluid",
        "油品",
        "瓶",
        20,
        26,
        560,
        (("D4", "DOT4 500ml"), ("D51", "DOT5.1 500ml")),
        batch=True,
    ),
    PartKind(
        "WW",
        "玻璃水",
        "Washer fluid",
        "养护",
        "瓶",
        8,
        8,
        1900,
        (("00", "0℃ 1.8L"), ("25", "-25℃ 1.8L")),
        batch=True,
    ),
    PartKind("FA", "燃油宝", "Fuel additive", "养护", "瓶", 24, 22, 130, (("PEA", "PEA 100ml"),), batch=True),
    PartKind(
        "BT",
        "蓄电池",
        "Battery",
        "电器",
        "只",
        1,
        328,
        14800,
        (("45", "45Ah"), ("60", "60Ah"), ("70", "70Ah 启停")),
        serial=True,
    ),
    PartKind(
        "BU",
        "灯泡",
        "Bulb",
        "电器",
        "只",
        100,
        12,
        40,
        (("H7", "H7 55W"), ("H4", "H4 60/55W"), ("T10", "T10 LED")),
    ),
    PartKind("TL", "毛巾", "Towel", "用品", "条", 100, 6, 90, (("S", "40×40"), ("L", "60×160"))),
)

#: Name, English name, base unit, bottles or packs a carton, yuan, grams.
GROCERIES: tuple[tuple[str, str, str, int, float, int], ...] = (
    ("矿泉水 550ml", "Mineral water", "瓶", 24, 1.6, 570), ("苏打水 500ml", "Soda water", "瓶", 24, 2.8, 520),
    ("茉莉花茶饮料 500ml", "Jasmine tea drink", "瓶", 15, 3.2, 525),
    ("功能饮料 250ml", "Energy drink", "罐", 24, 4.6, 270),
    ("椰子水 330ml", "Coconut water", "盒", 12, 4.2, 350), ("纯牛奶 250ml", "Milk", "盒", 24, 3.4, 260),
    ("春茶组合装 250g×2", "Spring tea set", "盒", 12, 138, 760), ("龙井绿茶 100g", "Longjing tea", "罐", 20, 96, 180),
    ("红糖姜茶 12条", "Ginger tea", "盒", 30, 16.8, 160), ("黑芝麻糊 500g", "Sesame paste", "袋", 12, 21.5, 520),
    ("杭白菊 50g", "Chrysanthemum", "罐", 24, 28, 110), ("藕粉 30g×10", "Lotus powder", "盒", 20, 24, 340),
    ("方便面 五连包", "Instant noodles", "袋", 6, 13.5, 560), ("东北大米 5kg", "Rice", "袋", 4, 32, 5050),
    ("花生油 5L", "Peanut oil", "桶", 4, 128, 4700), ("生抽酱油 1.28L", "Soy sauce", "瓶", 6, 14.9, 1500),
    ("米醋 500ml", "Rice vinegar", "瓶", 12, 6.2, 760), ("火锅底料 200g", "Hotpot base", "袋", 30, 9.8, 215),
    ("抽纸 3层120抽×6", "Tissues", "提", 12, 14.5, 720), ("卷纸 140g×12", "Toilet paper", "提", 8, 22.9, 1750),
    ("湿巾 80片", "Wet wipes", "包", 24, 7.9, 430), ("洗衣液 3kg", "Laundry liquid", "瓶", 4, 29.9, 3150),
    ("洗洁精 1.5kg", "Dish liquid", "瓶", 8, 11.9, 1600), ("洗手液 500ml", "Hand wash", "瓶", 12, 12.8, 560),
    ("牙膏 180g", "Toothpaste", "支", 48, 9.9, 210), ("垃圾袋 45×50 5卷", "Bin bags", "包", 30, 8.6, 390),
)  # fmt: skip

GROCERY_BRANDS: tuple[tuple[str, str, float], ...] = (
    ("甬上鲜", "Yongshang", 1.0),
    ("四明里", "Simingli", 1.12),
    ("湖心亭", "Huxinting", 1.3),
    ("东钱记", "Dongqianji", 0.88),
    ("小满集", "Xiaoman", 0.95),
)

FLAVOURS: tuple[str, ...] = ("原味", "清爽型", "家庭装", "新包装", "礼盒", "量贩装", "电商装", "经典款")
