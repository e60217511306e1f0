"""Pictures of the bench screen in every phase: python -m tools.bench_sheet FOLDER."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from ui import theme
from ui.language import Language, tongue
from ui.packing.view import BenchScreen
from ui.packing.view_model import (
    BenchItem,
    BenchView,
    BindingState,
    Fact,
    HistoryRow,
    ItemState,
    Outcome,
    Phase,
)

_HISTORY = (
    HistoryRow("14:35:41", "PK-0837-01 → SF1486…3911", "绑定", Outcome.OK),
    HistoryRow("14:34:58", "PK-0835-01 → 78641…2208", "绑定", Outcome.OK),
    HistoryRow("14:34:20", "6921…0418 火花塞", "不属于此单", Outcome.REFUSED),
    HistoryRow("14:33:52", "PK-0832-01 → DPK39…1147", "已撤销", Outcome.UNDONE),
)
_ITEMS = (
    BenchItem("5W-30 全合成机油 4L", "A-03-2", "7702", "2", "2", ItemState.DONE),
    BenchItem("机油滤清器 OF-2231", "A-07-3", "1159", "2", "2", ItemState.DONE),
    BenchItem("火花塞 IR-K7（4 支装）", "B-01-4", "4417", "0", "2", ItemState.NEXT),
    BenchItem("空调滤清器 AC-1187", "B-02-1", "3308", "0", "1", ItemState.TODO),
)
_WAITING = BenchView(
    Phase.WAITING,
    "请扫包裹码",
    "周转箱码、拣货单码、面单都可以",
    facts=(
        Fact("186", "今日已打包（单）"),
        Fact("74", "平均每单（秒）"),
        Fact("99.4%", "一次扫对"),
        Fact("54", "距目标还差（单）"),
    ),
    history=_HISTORY,
    operator="赵敏 · 白班",
    bench_name="3 号打包台",
    today=(186, 240),
    clock="14:36:08",
)
_VERIFYING = replace(
    _WAITING,
    phase=Phase.VERIFYING,
    headline="下一件：火花塞 IR-K7",
    subline="还要 2 件 · 条码尾号 4417",
    facts=(),
    order_no="SO20261121-0833",
    customer="南京鼎盛贸易",
    carrier="德邦",
    progress=(4, 7),
    items=_ITEMS,
    parcel_no="PK-0833-01",
    waybill_no="装箱后扫面单",
    is_online=False,
    queued=12,
    data_as_of="14:21",
)
_OK = replace(
    _WAITING,
    phase=Phase.OK,
    headline="绑定成功",
    subline="包裹 PK-0837-02  →  顺丰 SF1486203373915",
    place="放到 B 区 2 号笼车",
    closing="可以直接扫下一个",
    parcel_no="PK-0837-02",
    waybill_no="SF1486203373915",
    binding=BindingState.BOUND,
    binding_text="已绑定 14:36:07",
    history=(HistoryRow("14:36:07", "PK-0837-02 → SF1486…3915", "绑定", Outcome.OK), *_HISTORY),
    today=(187, 240),
)
_STOP = replace(
    _WAITING,
    phase=Phase.STOP,
    headline="停！不要发货",
    subline="订单已取消",
    facts=(
        Fact("SO20261121-0833 · 南京鼎盛贸易", "订单"),
        Fact("李雯（销售一部） 14:35:52", "谁、何时"),
        Fact("客户重复下单，货款原路退回", "原因"),
    ),
    steps=("把箱子放进红色异常筐", "扫异常筐条码 Y-03，才能继续"),
    note="此画面不会自动消失 · 按 F9 叫主管",
    parcel_no="PK-0833-01",
    waybill_no="已拦截，面单作废",
    binding=BindingState.BLOCKED,
    history=(HistoryRow("14:36:08", "PK-0833-01 · 订单已取消", "已拦截", Outcome.REFUSED), *_HISTORY),
)
_MANY = tuple(replace(_ITEMS[3], name=f"空调滤清器 AC-{number}") for number in range(1188, 1196))
SAMPLES: Mapping[str, BenchView] = {
    "04a-waiting": _WAITING,
    "04b-verifying": _VERIFYING,
    "04c-ok": _OK,
    "04d-stop": _STOP,
    "04e-wrong-item": replace(
        _VERIFYING,
        phase=Phase.REFUSED,
        headline="不属于此单：6921…0418",
        subline="还要 火花塞 IR-K7 · 条码尾号 4417",
        is_online=True,
        queued=0,
        items=(*_ITEMS, *_MANY),
        warning="请关闭输入法（Shift）",
    ),
    "04f-refused": replace(
        _WAITING,
        phase=Phase.REFUSED,
        headline="运单已用过",
        subline="SF1486203373915 在 PK-0821-01 上，赵敏 11:02",
        closing="扫对的面单，或扫「知道了」命令码",
        facts=(),
    ),
}
_ENGLISH = {
    "04a-waiting-en": replace(
        _WAITING,
        headline="Scan a parcel",
        subline="Tote, pick list or waybill label",
        facts=(
            Fact("186", "packed today"),
            Fact("74", "seconds an order"),
            Fact("99.4%", "right at once"),
            Fact("54", "to the goal"),
        ),
        operator="Zhao Min · day",
        bench_name="Bench 3",
    ),
    "04d-stop-en": replace(_STOP, headline="STOP! Do not ship", subline="The order is cancelled", bench_name="Bench 3"),
}


def main(folder: Path) -> None:
    app = QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    theme.appearance.use(theme.ThemeName.LIGHT)
    screen = BenchScreen()
    for language, views in ((Language.CHINESE, SAMPLES), (Language.ENGLISH, _ENGLISH)):
        tongue.use(language)
        for name, view in views.items():
            for width, height in ((1920, 1080), (1366, 768)):
                screen.resize(width, height)
                screen.show_view(view)
                app.processEvents()
                path = folder / f"{name}-{width}.png"
                screen.grab().save(str(path))
                print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
