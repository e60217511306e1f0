"""The left two thirds of the bench screen: one verdict at a time, in shape, colour and words."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QRectF

from ui.packing.canvas import CENTER, RIGHT, Canvas
from ui.packing.view_model import BenchItem, BenchView, ItemState, Phase

_BANNER = 224.0
_ROW = 92.0
_STATS = 208.0
_GAP = 24.0
#: So much wider than its line a headline may be before it gets two.
_LONG = 1.3
_WITH_LINES = (Phase.VERIFYING, Phase.ASK, Phase.REFUSED)
_ITEM_MARKS = {
    ItemState.DONE: ("check-circle-fill", "ok"),
    ItemState.NEXT: ("caret-circle-right-fill", "accent"),
    ItemState.TODO: ("circle", "text.tertiary"),
    ItemState.SHORT: ("minus-circle-fill", "warn"),
}


def paint_verdict(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    """Paints what the phase says."""
    painters: dict[Phase, Callable[[Canvas, QRectF, BenchView], None]] = {
        Phase.WAITING: _paint_waiting,
        Phase.VERIFYING: _paint_verifying,
        Phase.ASK: _paint_ask,
        Phase.OK: _paint_ok,
        Phase.REFUSED: _paint_refused,
        Phase.STOP: _paint_stop,
    }
    painters[view.phase](canvas, area, view)


def changed_areas(area: QRectF, before: BenchView, view: BenchView) -> list[QRectF]:
    """What differs between two views of this part; a count that goes up touches little of the screen."""
    same = replace(
        before,
        headline=view.headline,
        subline=view.subline,
        detail=view.detail,
        closing=view.closing,
        phase=view.phase,
        progress=view.progress,
        items=view.items,
    )
    stays = before.phase in _WITH_LINES and view.phase in _WITH_LINES and before.items and view.items
    if same != view or not stays or _shown_items(area, before.items)[0] != _shown_items(area, view.items)[0]:
        return [area]
    order = _order_area(area)
    found = []
    if _banner_part(before) != _banner_part(view):
        found.append(QRectF(area.left(), area.top(), area.width(), _BANNER))
    if before.progress != view.progress:
        found.append(QRectF(order.left(), order.top(), order.width(), 160))
    start, room, inner = _shown_items(area, view.items)
    pairs = zip(before.items[start : start + room], view.items[start : start + room], strict=False)
    for place, (old, new) in enumerate(pairs):
        if old != new:
            found.append(QRectF(inner.left(), inner.top() + place * _ROW, inner.width(), _ROW))
    return found if len(before.items) == len(view.items) else [area]


def _banner_part(view: BenchView) -> tuple[object, ...]:
    return view.phase, view.headline, view.subline, view.detail


def _order_area(area: QRectF) -> QRectF:
    return area.adjusted(0, _BANNER + _GAP, 0, 0)


def _shown_items(area: QRectF, items: tuple[BenchItem, ...]) -> tuple[int, int, QRectF]:
    """First line that is shown, how many fit, and where: always the next one and the one before it."""
    inner = _order_area(area).adjusted(32, 166, -32, -6)
    room = max(1, int(inner.height() // _ROW))
    if len(items) <= room:
        return 0, room, inner
    room = max(1, int((inner.height() - 36) // _ROW))
    following = next((place for place, item in enumerate(items) if item.state is ItemState.NEXT), 0)
    return max(0, min(following - 1, len(items) - room)), room, inner


def _paint_waiting(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    hero = area.adjusted(0, 0, 0, -(_STATS + _GAP) if view.facts else 0)
    canvas.slab(hero, "bg.surface", border="accent")
    middle = hero.center()
    top = middle.y() - 268
    canvas.icon("barcode", QRectF(middle.x() - 120, top, 240, 240), "accent")
    words = hero.adjusted(48, 0, -48, 0)
    canvas.text(QRectF(words.left(), top + 276, words.width(), 176), view.headline, "far.verdict", align=CENTER)
    below = QRectF(words.left(), top + 462, words.width(), 60)
    canvas.text(below, view.subline, "far.title", "text.secondary", weight=400, align=CENTER)
    if view.facts:
        _paint_stats(canvas, QRectF(area.left(), area.bottom() - _STATS, area.width(), _STATS), view)


def _paint_stats(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    canvas.card(area)
    inner = area.adjusted(40, 24, -40, -28)
    step = inner.width() / len(view.facts)
    for place, fact in enumerate(view.facts):
        left = inner.left() + place * step
        canvas.text(QRectF(left, inner.top(), step - 40, 88), fact.value, "far.hero")
        canvas.text(QRectF(left, inner.top() + 88, step - 16, 32), fact.label, "far.caption", "text.secondary")
    packed, goal = view.today
    if goal:
        canvas.meter(QRectF(inner.left(), inner.bottom() - 16, inner.width(), 16), packed / goal)


def _paint_verifying(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    _paint_banner(canvas, QRectF(area.left(), area.top(), area.width(), _BANNER), view, "accent", "barcode")
    _paint_order(canvas, area, view)


def _paint_ask(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    banner = QRectF(area.left(), area.top(), area.width(), _BANNER)
    _paint_banner(canvas, banner, view, "bench.amber", "question-fill", ink="bench.ink")
    _paint_order(canvas, area, view)


def _paint_banner(
    canvas: Canvas, area: QRectF, view: BenchView, ground: str, icon: str, *, ink: str = "bench.on"
) -> None:
    if not canvas.shows(area):
        return
    canvas.slab(area, ground)
    canvas.icon(icon, QRectF(area.left() + 40, area.center().y() - 60, 120, 120), ink)
    words = area.adjusted(188, 20, -32, -20)
    if not view.detail:
        # A name that is too long for one large line has two, so that it is still read from two metres.
        is_long = canvas.width(view.headline, "far.hero") > words.width() * _LONG
        head = QRectF(words.left(), words.top() - 8 if is_long else words.top() + 12, words.width(), 92)
        if is_long:
            canvas.paragraph(head.adjusted(0, 0, 0, 40), view.headline, "far.hero", ink)
        else:
            canvas.text(head, view.headline, "far.hero", ink)
        below = QRectF(words.left(), words.top() + (130 if is_long else 108), words.width(), 60 if is_long else 68)
        canvas.paragraph(below, view.subline, "far.title", ink, weight=400)
        return
    canvas.text(QRectF(words.left(), words.top() - 8, words.width(), 80), view.headline, "far.hero", ink)
    below = QRectF(words.left(), words.top() + 74, words.width(), 116)
    canvas.paragraph(below, f"{view.subline}\n{view.detail}", "far.body", ink)


def _paint_order(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    """The order, how far it is, and its lines; `area` is the whole left part."""
    card = _order_area(area)
    canvas.card(card)
    inner = card.adjusted(32, 20, -32, -20)
    if canvas.shows(QRectF(card.left(), card.top(), card.width(), 160)):
        done, needed = view.progress
        count = QCoreApplication.translate("Bench", "{done} / {needed} pcs").format(done=done, needed=needed)
        canvas.text(QRectF(inner.right() - 420, inner.top(), 420, 104), count, "far.hero", align=RIGHT)
        words = inner.width() - 440
        canvas.text(QRectF(inner.left(), inner.top(), words, 56), view.order_no, "far.title")
        _paint_origin(canvas, QRectF(inner.left(), inner.top() + 60, words, 40), view)
        canvas.meter(QRectF(inner.left(), inner.top() + 116, inner.width(), 16), done / needed if needed else 0)
    _paint_items(canvas, area, view.items)


def _paint_origin(canvas: Canvas, rect: QRectF, view: BenchView) -> None:
    parts = [view.customer, view.carrier]
    if view.is_online is False and view.data_as_of:
        canvas.icon("warning-fill", QRectF(rect.left(), rect.center().y() - 14, 28, 28), "warn")
        rect = rect.adjusted(40, 0, 0, 0)
        parts.insert(0, QCoreApplication.translate("Bench", "Offline: data as of {time}").format(time=view.data_as_of))
    canvas.text(rect, " · ".join(part for part in parts if part), "far.caption", "text.secondary")


def _paint_items(canvas: Canvas, area: QRectF, items: tuple[BenchItem, ...]) -> None:
    start, room, inner = _shown_items(area, items)
    shown = items[start : start + room]
    for place, item in enumerate(shown):
        row = QRectF(inner.left(), inner.top() + place * _ROW, inner.width(), _ROW)
        if canvas.shows(row):
            _paint_item(canvas, row, item, is_first=place == 0)
    if len(shown) < len(items):
        words = QCoreApplication.translate("Bench", "{shown} of {all} lines shown").format(
            shown=len(shown), all=len(items)
        )
        last = QRectF(inner.left() + 92, inner.top() + len(shown) * _ROW, inner.width() - 116, 36)
        canvas.text(last, words, "far.caption", "text.tertiary")


def _paint_item(canvas: Canvas, row: QRectF, item: BenchItem, *, is_first: bool) -> None:
    is_next = item.state is ItemState.NEXT
    if is_next:
        canvas.slab(row.adjusted(0, 1, 0, -1), "accent.subtle", radius=12, border="accent")
    elif not is_first:
        canvas.rule(row.left() + 24, row.top(), row.width() - 48)
    icon, token = _ITEM_MARKS[item.state]
    canvas.icon(icon, QRectF(row.left() + 24, row.center().y() - 20, 40, 40), token)
    words = row.width() - 380
    ink = "text.secondary" if item.state is ItemState.DONE else "text.primary"
    name = QRectF(row.left() + 92, row.top() + 6, words, 48)
    canvas.text(name, item.name, "far.body", ink, weight=700 if is_next else 600)
    tail = QCoreApplication.translate("Bench", "ends in {tail}").format(tail=item.barcode_tail)
    parts = [part for part in (item.location, tail if item.barcode_tail else "") if part]
    below = QRectF(row.left() + 92, row.top() + 52, words, 32)
    canvas.text(below, " · ".join(parts), "far.caption", "text.secondary")
    count = QRectF(row.right() - 284, row.top(), 260, row.height())
    tint = "ok" if item.state is ItemState.DONE else "text.primary"
    canvas.text(count, f"{item.done} / {item.needed}", "far.title", tint, weight=700, align=RIGHT)


def _paint_ok(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    canvas.slab(area, "bench.ok")
    middle = area.center().x()
    top = area.top() + (area.height() - 780) / 2 + 24
    canvas.icon("check-circle-fill", QRectF(middle - 114, top, 228, 228), "bench.on")
    words = area.adjusted(64, 0, -64, 0)
    line = QRectF(words.left(), top + 268, words.width(), 176)
    canvas.text(line, view.headline, "far.verdict", "bench.on", align=CENTER)
    canvas.text(QRectF(words.left(), top + 456, words.width(), 56), view.subline, "far.title", "bench.on", align=CENTER)
    if view.place:
        _paint_place(canvas, QRectF(words.left(), top + 546, words.width(), 120), view.place)
    last = QRectF(words.left(), top + 686, words.width(), 48)
    canvas.text(last, view.closing, "far.body", "bench.on", weight=400, align=CENTER)


def _paint_place(canvas: Canvas, area: QRectF, place: str) -> None:
    """Where the parcel goes now."""
    width = min(area.width(), canvas.width(place, "far.hero") + 170)
    chip = QRectF(area.center().x() - width / 2, area.top(), width, area.height())
    canvas.slab(chip, "bench.okDeep")
    canvas.icon("arrow-fat-right-fill", QRectF(chip.left() + 40, chip.center().y() - 28, 56, 56), "bench.on")
    canvas.text(chip.adjusted(120, 0, -40, 0), place, "far.hero", "bench.on")


def _paint_refused(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    if view.items:
        banner = QRectF(area.left(), area.top(), area.width(), _BANNER)
        _paint_banner(canvas, banner, view, "bench.stop", "x-circle-fill")
        _paint_order(canvas, area, view)
        return
    canvas.slab(area, "bench.stop")
    middle = area.center().x()
    top = area.top() + (area.height() - 640) / 2
    canvas.icon("x-circle-fill", QRectF(middle - 114, top, 228, 228), "bench.on")
    words = area.adjusted(64, 0, -64, 0)
    line = QRectF(words.left(), top + 256, words.width(), 176)
    canvas.text(line, view.headline, "far.verdict", "bench.on", align=CENTER)
    below = QRectF(words.left(), top + 448, words.width(), 76)
    canvas.paragraph(below, view.subline, "far.title", "bench.on", align=CENTER)
    wanted = QRectF(words.left(), top + 530, words.width(), 52)
    canvas.text(wanted, view.detail, "far.body", "bench.on", weight=400, align=CENTER)
    last = QRectF(words.left(), top + 596, words.width(), 48)
    canvas.text(last, view.closing, "far.body", "bench.stopSoft", weight=400, align=CENTER)


def _paint_stop(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    canvas.slab(area, "bench.stop")
    canvas.hazard(area)
    inner = area.adjusted(56, 100, -48, -56)
    canvas.stop_sign(QRectF(inner.left(), inner.top(), 236, 236))
    words = inner.adjusted(280, 0, 0, 0)
    canvas.text(QRectF(words.left(), inner.top(), words.width(), 160), view.headline, "far.verdict", "bench.on")
    canvas.text(QRectF(words.left(), inner.top() + 178, words.width(), 88), view.subline, "far.hero", "bench.on")
    top = inner.top() + 294
    if view.facts:
        top = _paint_facts(canvas, QRectF(inner.left(), top, inner.width() - 8, 0), view) + 16
    numbers = ("one", "two", "three", "four")
    # Two steps are read from two metres; three stand closer, so that the last one is not under the stripes.
    pitch, size, kind = (66, 52, "far.title") if len(view.steps) < 3 else (54, 44, "far.body")
    for place, step in enumerate(view.steps[: len(numbers)]):
        row = QRectF(inner.left(), top + place * pitch, inner.width(), pitch - 2)
        icon = f"number-circle-{numbers[place]}-fill"
        canvas.icon(icon, QRectF(row.left() + 2, row.center().y() - size / 2, size, size), "bench.on")
        canvas.text(row.adjusted(72, 0, 0, 0), step, kind, "bench.on")
    foot = QRectF(inner.left(), area.bottom() - 44 - 44, inner.width(), 36)
    canvas.text(foot, view.note, "far.caption", "bench.stopSoft")


def _paint_facts(canvas: Canvas, area: QRectF, view: BenchView) -> float:
    """What happened, who did it and why; returns where it ends."""
    rows = view.facts[:4]
    pitch = 50 if len(view.steps) < 3 else 44
    panel = QRectF(area.left(), area.top(), area.width(), 36 + pitch * len(rows))
    canvas.slab(panel, "bench.stopDeep")
    label = max((canvas.width(fact.label, "far.body", 400) for fact in rows), default=0) + 32
    for place, fact in enumerate(rows):
        row = QRectF(panel.left() + 36, panel.top() + 18 + place * pitch, panel.width() - 72, pitch)
        canvas.text(row, fact.label, "far.body", "bench.stopSoft", weight=400)
        canvas.text(row.adjusted(max(label, 192), 0, 0, 0), fact.value, "far.body", "bench.on")
    return panel.bottom()
