"""What frames the bench screen: who and where at the top, command cards at the bottom."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from orderdesk.domain.scans import Card
from ui.components.barcode import code128_modules, paint_code128
from ui.components.logo import paint_logo
from ui.packing.canvas import CENTER, RIGHT, Canvas, bench_theme
from ui.packing.view_model import BenchView, CommandCard

HEADER_HEIGHT = 88.0
FOOTER_HEIGHT = 112.0
_MARGIN = 32.0
_CARD_GAP = 28.0


def paint_header(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    """Bench, operator, link, today's count, clock."""
    canvas.painter.fillRect(area, canvas.color("rail.bg"))
    right = area.right() - _MARGIN
    clock = clock_area(area)
    if view.clock:
        canvas.text(clock.adjusted(0, 0, -_MARGIN, 0), view.clock, "far.body", "bench.on", align=RIGHT)
    if all(clock.contains(part) for part in canvas.seen if part.intersects(area)):
        # Each second, and often beside a verdict: nothing else needs to be drawn for it.
        return
    paint_logo(canvas.painter, QPointF(area.left() + _MARGIN, area.top() + 22), 44)
    left = area.left() + _MARGIN + 68
    name = canvas.width(view.bench_name, "far.body")
    canvas.text(_band(area, left, min(name + 2, 420)), view.bench_name, "far.body", "bench.on")
    canvas.text(_band(area, left + min(name, 420) + 14, 360), view.operator, "far.caption", "rail.fg")
    right = _paint_today(canvas, area, right - (clock.width() - _MARGIN - 8 if view.clock else 0) - 44, view)
    left = _paint_link(canvas, area, right - 44, view)
    _paint_scanner(canvas, area, left - 20, view)


def clock_area(area: QRectF) -> QRectF:
    """Where the clock stands alone in the header, to its end."""
    width = QFontMetricsF(bench_theme().font("far.body")).horizontalAdvance("00:00:00") + 12
    return QRectF(area.right() - _MARGIN - width, area.top(), width + _MARGIN, area.height())


def _band(area: QRectF, left: float, width: float) -> QRectF:
    return QRectF(left, area.top(), width, area.height())


def _paint_today(canvas: Canvas, area: QRectF, right: float, view: BenchView) -> float:
    packed, goal = view.today
    parts = [
        (QCoreApplication.translate("Bench", "Today"), "far.caption", "rail.fg"),
        (str(packed), "far.title", "bench.on"),
    ]
    if goal:
        tail = QCoreApplication.translate("Bench", "/ {goal} orders").format(goal=goal)
        parts.append((tail, "far.caption", "rail.fg"))
    for text, kind, token in reversed(parts):
        width = canvas.width(text, kind) + 2
        canvas.text(_band(area, right - width, width), text, kind, token)
        right -= width + 14
    return right


def _paint_scanner(canvas: Canvas, area: QRectF, right: float, view: BenchView) -> None:
    """A scanner on a serial line: there, or missing. A wedge shows nothing, it types like a keyboard."""
    if not view.scanner:
        return
    if view.is_scanner_there:
        ground, icon, mark, ink, weight = "bench.badge", "barcode", "bench.badgeOk", "bench.on", 400
    else:
        ground, icon, mark, ink, weight = "bench.amber", "warning-fill", "bench.ink", "bench.ink", 600
    _paint_badge(canvas, area, right, view.scanner, (ground, icon, mark, ink), weight)


def _paint_link(canvas: Canvas, area: QRectF, right: float, view: BenchView) -> float:
    """Online or not known yet in quiet blue, offline in amber, each with its own icon and words;
    returns where it begins."""
    if view.is_online:
        words = QCoreApplication.translate("Bench", "Connected · {count} queued").format(count=view.queued)
        ground, icon, mark, ink, weight = "bench.badge", "cloud-check", "bench.badgeOk", "bench.on", 400
    elif view.is_online is None:
        words = QCoreApplication.translate("Bench", "Connecting · {count} queued").format(count=view.queued)
        ground, icon, mark, ink, weight = "bench.badge", "cloud-slash-fill", "bench.on", "bench.on", 400
    else:
        words = QCoreApplication.translate("Bench", "Offline · {count} queued").format(count=view.queued)
        ground, icon, mark, ink, weight = "bench.amber", "cloud-slash-fill", "bench.ink", "bench.ink", 600
    return _paint_badge(canvas, area, right, words, (ground, icon, mark, ink), weight)


def _paint_badge(
    canvas: Canvas, area: QRectF, right: float, words: str, look: tuple[str, str, str, str], weight: int
) -> float:
    ground, icon, mark, ink = look
    width = min(canvas.width(words, "far.caption", weight) + 20 + 32 + 12 + 24, 460)
    badge = QRectF(right - width, area.center().y() - 28, width, 56)
    canvas.slab(badge, ground)
    canvas.icon(icon, QRectF(badge.left() + 20, badge.center().y() - 16, 32, 32), mark)
    canvas.text(badge.adjusted(64, 0, -20, 0), words, "far.caption", ink, weight=weight)
    return badge.left()


def card_text(card: Card) -> str:
    """What a command card does, as a verb."""
    return {
        Card.UNDO: QCoreApplication.translate("Bench", "Undo"),
        Card.ACK: QCoreApplication.translate("Bench", "Acknowledge"),
        Card.NEXT_BOX: QCoreApplication.translate("Bench", "Next box"),
        Card.SET_ASIDE: QCoreApplication.translate("Bench", "Set aside"),
        Card.SHORT: QCoreApplication.translate("Bench", "Short"),
        Card.CALL: QCoreApplication.translate("Bench", "Call supervisor"),
    }[card]


def card_areas(area: QRectF, cards: tuple[CommandCard, ...], scale: float) -> list[QRectF]:
    """Where the command cards lie in the footer, left to right; each is also a target for a finger."""
    module = bar_module(scale)
    areas, left = [], area.left() + _MARGIN - 10 * module
    for command in cards:
        width = code128_modules(command.card.code) * module
        areas.append(QRectF(left, area.top() + 4, width, area.height() - 8))
        left += width + _CARD_GAP
    return areas


def bar_module(scale: float) -> float:
    """Width of the narrowest bar: about two units, and whole pixels on this screen."""
    return max(1.0, round(2 * scale)) / scale


def paint_footer(canvas: Canvas, area: QRectF, view: BenchView) -> None:
    """Command cards: their bars, words and keys."""
    canvas.painter.fillRect(area, canvas.color("bg.surface"))
    canvas.painter.fillRect(QRectF(area.left(), area.top(), area.width(), 1.5), canvas.color("border.subtle"))
    areas = card_areas(area, view.cards, canvas.scale)
    module = bar_module(canvas.scale)
    for command, place in zip(view.cards, areas, strict=True):
        left = place.left() + 10 * module
        words = card_text(command.card)
        head = QRectF(left, area.top() + 12, place.width() - 20 * module, 32)
        canvas.text(head, words, "far.caption", weight=600)
        lead = canvas.width(words, "far.caption", 600) + 8
        canvas.text(head.adjusted(lead, 0, 60, 0), command.keys, "far.caption", "text.tertiary")
        paint_code128(canvas.painter, QRectF(place.left(), area.top() + 50, 0, 46), command.card.code, module)
    end = areas[-1].right() if areas else area.left()
    room = QRectF(end + 16, area.top() + 16, area.right() - _MARGIN - end - 16, area.height() - 32)
    if view.warning:
        canvas.slab(room, "bench.amber")
        canvas.text(room.adjusted(16, 0, -16, 0), view.warning, "far.title", "bench.ink", align=CENTER)
    else:
        _paint_hint(canvas, room)


def _paint_hint(canvas: Canvas, room: QRectF) -> None:
    lines = (
        QCoreApplication.translate("Bench", "F5 set aside · F7 next box · F8 hand over"),
        QCoreApplication.translate("Bench", "F6 code by hand · F12 scanner · ? all keys"),
    )
    half = room.height() / 2
    for place, line in enumerate(lines):
        band = QRectF(room.left(), room.top() + place * half, room.width(), half)
        canvas.text(band, line, "far.caption", "text.tertiary", align=RIGHT)
