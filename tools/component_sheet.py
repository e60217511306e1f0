"""Pictures of every part in light and dark, Chinese and English: python -m tools.component_sheet FOLDER."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QBoxLayout, QProgressBar, QWidget

from ui import theme
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.chip import ChipBar, ChipSpec
from ui.components.choices import Check, Select
from ui.components.empty_state import EmptyState
from ui.components.entries import Entry, Field
from ui.components.frames import Card, Ground, Section
from ui.components.key_cap import KeyCap
from ui.components.layout import grid, hbox, vbox
from ui.components.nodes import NODE_KEYS
from ui.components.pill import Pill, Tag
from ui.components.rows_model import Row, RowsModel
from ui.components.skeleton import Skeleton
from ui.components.table import DataTable
from ui.components.table_cells import Bar, Cell, Column, Kind
from ui.components.tabs import Tabs
from ui.components.text import Text
from ui.components.timeline import StepState, Timeline, TimelineStep
from ui.components.toast import Toast
from ui.language import Language, tongue

_WORDS: Mapping[str, tuple[str, str]] = {
    "buttons": ("按钮与小件", "Buttons and small parts"),
    "primary": ("主要操作", "Primary"),
    "second": ("次要操作", "Secondary"),
    "danger": ("危险操作", "Danger"),
    "soft": ("危险（轻）", "Soft danger"),
    "ghost": ("幽灵", "Ghost"),
    "link": ("链接", "Link"),
    "icon": ("带图标", "With icon"),
    "off": ("禁用", "Disabled"),
    "small": ("小", "Small"),
    "large": ("大 40", "Large 40"),
    "checked": ("选中", "Checked"),
    "unchecked": ("未选", "Unchecked"),
    "tags": ("标签 成功 提醒 错误 信息", "Label Fine Soon Wrong Info"),
    "entries": ("输入与校验", "Entry and checks"),
    "hint": ("错误写原因与改法，图标 + 文字 + 边框", "An error says the cause and the cure: icon, words, border"),
    "name": ("默认", "Default"),
    "placeholder": ("占位文字", "Placeholder"),
    "phone": ("错误", "Error"),
    "phone_hint": ("手机号少 1 位", "One digit is missing"),
    "price": ("提醒", "Warning"),
    "price_hint": ("低于底价 96.00，需审批", "Below the floor of 96.00, needs approval"),
    "terms": ("下拉", "Drop-down"),
    "month": ("月结 30 天", "Monthly, 30 days"),
    "table": ("表格", "Table"),
    "timeline": ("时间线", "Timeline"),
    "status": ("状态（12 节点）", "Status (12 nodes)"),
    "filters": ("筛选、页签", "Filters and tabs"),
    "all": ("全部", "All"),
    "messages": ("消息", "Messages"),
    "states": ("空、错、载入、长任务", "Empty, failed, loading, long work"),
    "undo": ("撤销", "Undo"),
    "submitted": ("订单已提交 SO20261121-0838", "Order SO20261121-0838 submitted"),
    "offline": ("已离线，继续扫码即可", "Offline; keep scanning"),
    "merged": ("变更 v2 已在拣货前合并。", "Change v2 was merged before picking."),
    "floor": ("第 3 行低于底价，提交后需主管审批。", "Line 3 is below the floor price; a supervisor must approve."),
    "restore": ("恢复底价", "Use floor price"),
    "short": ("第 5 行缺 84 支。", "Line 5 is short of 84."),
    "cut": ("改为 216", "Make it 216"),
    "none": ("没有符合条件的订单", "No orders match"),
    "clear_hint": ("试试清除「派送异常」筛选", "Try without the filter “Delivery exception”"),
    "clear": ("清除筛选", "Clear filter"),
    "unread": ("读不到中心，显示本机数据", "The hub does not answer; showing local data"),
    "since": ("截至 14:21 · 12 条待传 · 正在第 3 次重试", "As of 14:21 · 12 queued · third attempt"),
    "retry": ("立即重试", "Retry now"),
    "export": ("导出 41,206 单", "Exporting 41,206 orders"),
    "left": ("25,548 / 41,206 · 还要约 9 秒", "25,548 / 41,206 · about 9 s left"),
    "tabs": ("时间线 明细 物流 变更 追踪日志 收款", "Timeline Lines Courier Changes Trace Receipts"),
    "columns": ("订单号 状态 金额(¥) 检查 负责人 用时", "Order Status Amount(¥) Check Owner Spent"),
    "checks": ("余22h 余2h 超2.5h 准时", "22h left|2h left|2.5h late|On time"),
}


def _say(key: str) -> str:
    return _WORDS[key][0 if tongue.language is Language.CHINESE else 1]


def _words(key: str) -> list[str]:
    text = _say(key)
    return text.split("|") if "|" in text else text.split(" ")


def _buttons() -> QBoxLayout:
    off, primary_off = Button(_say("off")), Button(_say("off"), "primary")
    off.setEnabled(False)
    primary_off.setEnabled(False)
    tags = [
        Tag(text, tone) for text, tone in zip(_words("tags"), ("neutral", "ok", "warn", "danger", "info"), strict=True)
    ]
    return vbox(
        hbox(
            Button(_say("primary"), "primary", keys="Enter"),
            Button(_say("second")),
            Button(_say("danger"), "danger", icon="trash"),
            Button(_say("soft"), "dangerGhost"),
            Button(_say("ghost"), "ghost"),
            Button(_say("link"), "link"),
            None,
        ),
        hbox(
            Button(_say("icon"), icon="plus"),
            off,
            primary_off,
            Button(_say("small"), size="sm"),
            Button(_say("large"), "primary", size="lg"),
            Button(icon="dots-three", hint="More"),
            None,
        ),
        hbox(
            Check(_say("checked"), checked=True),
            Check(_say("unchecked")),
            KeyCap("Ctrl"),
            KeyCap("K"),
            *tags,
            None,
        ),
        gap=12,
    )


def _entries() -> QWidget:
    phone = Field(_say("phone"), Entry("1380013800"), required=True)
    phone.say("error", _say("phone_hint"))
    price = Field(_say("price"), Entry("92.00"))
    price.say("warn", _say("price_hint"))
    return Section(
        _say("entries"),
        hbox(None)
        if not phone
        else vbox(
            grid(
                [
                    [
                        Field(_say("name"), Entry(placeholder=_say("placeholder"), icon="magnifying-glass")),
                        Field(_say("terms"), Select([("m", _say("month"))])),
                    ],
                    [phone, price],
                ],
                gap=(16, 12),
                shares=(1, 1),
            )
        ),
        note=_say("hint"),
    )


def _rows(checks: list[str]) -> list[Row]:
    late = Cell(checks[1], "warn", "clock", strong=True)
    stuck = Cell(checks[2], "danger", "warning-fill", strong=True)
    changed = Cell("11,275.00", strong=True, ground="diff.cell")
    easy, heavy, broken = Bar(0.3, "32%"), Bar(0.8, "81%", "warn.solid"), Bar(1.4, "140%", "danger")
    return [
        (1, (True, "SO20261121-0837", "in_transit", "18,640.00", Cell(checks[0], "text.secondary"), "李雯", easy)),
        (2, (False, "SO20261121-0836", "pending_review", "4,215.50", late, "", heavy)),
        (3, (False, "SO20261120-1412", "delivery_exception", "7,330.00", stuck, "张颖", broken)),
        (4, (False, "SO20261120-1398", "delivered", changed, Cell(checks[3], "text.secondary"), "系统", None)),
    ]


def _table() -> QWidget:
    titles = _words("columns")
    columns = (
        Column("check", "", Kind.CHECK, 32),
        Column("order", titles[0], Kind.LINK, 148),
        Column("node", titles[1], Kind.PILL, 100),
        Column("amount", titles[2], Kind.MONEY, 96),
        Column("due", titles[3], Kind.TEXT),
        Column("owner", titles[4], Kind.PERSON, 96),
        Column("spent", titles[5], Kind.BAR, 110, priority=1),
    )
    model = RowsModel(columns, _rows(_words("checks")))
    table = DataTable(columns, name=_say("table"))
    model.setParent(table)
    table.setModel(model)
    table.show_sort("amount", descending=True)
    table.toggle_check(0)
    table.selectRow(0)
    table.setFixedHeight(4 * table.row_height() + 34)
    return Section(_say("table"), vbox(table))


def _timeline() -> QWidget:
    done, now, following, never = StepState.DONE, StepState.NOW, StepState.NEXT, StepState.NEVER
    states = [done] * 7 + [now, following, never, never, following]
    whens = [
        "11-21 08:12:04",
        "11-21 08:16:31",
        "11-21 08:16:31",
        "11-21 08:18:50",
        "11-21 09:00:07",
        "11-21 09:37:22",
        "11-21 10:45:40",
        "11-21 11:38:02",
        "11-22 15:20",
        "—",
        "—",
        "—",
    ]
    who = [
        "李雯",
        "系统（自动通过）",
        "系统",
        "系统 · 余杭仓",
        "王建国",
        "赵敏 · 3 号台",
        "陈涛",
        "顺丰 · 浙A 车次 22",
        "",
        "",
        "",
        "",
    ]
    notes = ["4 min", "0.3 s", "2 min", "41 min", "37 min", "1 h 08", "52 min", "2 h 54", "", "", "", ""]
    steps = [TimelineStep(*step) for step in zip(NODE_KEYS, states, whens, who, notes, strict=True)]
    return Section(_say("timeline"), vbox(Timeline(steps, pitch=24)))


def _messages() -> QWidget:
    return Section(
        _say("messages"),
        vbox(
            hbox(
                Toast(_say("submitted"), "ok", action=_say("undo"), keys="Ctrl+Z"), Toast(_say("offline"), "warn"), None
            ),
            Banner(_say("merged"), "info", closable=True),
            Banner(_say("floor"), "warn", action=_say("restore")),
            Banner(_say("short"), "danger", action=_say("cut")),
        ),
    )


def _states() -> QWidget:
    progress = QProgressBar()
    progress.setTextVisible(False)
    progress.setValue(62)
    skeleton = Skeleton()
    empty = EmptyState("tray", _say("none"), _say("clear_hint"), Button(_say("clear"), size="sm", keys="Esc"))
    failed = EmptyState("cloud-slash", _say("unread"), _say("since"), Button(_say("retry"), size="sm"), token="danger")
    work = vbox(
        Text(_say("export"), "bodyStrong"), progress, Text(_say("left"), "caption", "secondary"), None, margins=16
    )
    cards = [
        Card(vbox(part), "flat") if isinstance(part, QWidget) else Card(part, "flat")
        for part in (empty, failed, skeleton, work)
    ]
    for card in cards:
        card.setFixedHeight(148)
    return Section(_say("states"), hbox(*((card, 1) for card in cards), gap=12))


def component_sheet() -> QWidget:
    """Every part in every state, in the theme and language in use."""
    pills = [Pill(key) for key in NODE_KEYS]
    names = _words("tabs")
    tabs = Tabs([names[0], (names[1], 6), names[2], (names[3], 2), names[4], names[5]])
    chips = ChipBar(
        [
            ChipSpec("all", _say("all"), 1248),
            ChipSpec("pending_review", "待审核", 23, node="pending_review"),
            ChipSpec("in_transit", "在途", 318, node="in_transit"),
            ChipSpec("delivery_exception", "签收异常", 11, node="delivery_exception", alert=True),
        ],
        active="all",
    )
    left = vbox(Section(_say("buttons"), _buttons()), _entries(), _table(), _timeline(), None, gap=16)
    right = vbox(
        Section(_say("status"), vbox(hbox(*pills[:5], None), hbox(*pills[5:10], None), hbox(*pills[10:], None))),
        Section(_say("filters"), vbox(chips, tabs)),
        _messages(),
        None,
        gap=16,
    )
    return Ground(vbox(hbox((left, 1), (right, 1), gap=16), _states(), None, gap=16, margins=24))


def main(folder: Path) -> None:
    app = QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    for language in (Language.CHINESE, Language.ENGLISH):
        tongue.use(language)
        for name in (theme.ThemeName.LIGHT, theme.ThemeName.DARK):
            theme.appearance.use(name)
            sheet = component_sheet()
            sheet.resize(1440, 1180)
            sheet.show()
            for skeleton in sheet.findChildren(Skeleton):
                skeleton.appear()
            app.processEvents()
            path = folder / f"00-components-{name}-{language}.png"
            sheet.grab().save(str(path))
            sheet.close()
            print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
