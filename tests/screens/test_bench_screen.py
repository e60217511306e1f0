"""The bench screen: each phase paints, keys and fingers ask, bars can be scanned, nothing else is on it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.domain.scans import Card
from tools.bench_sheet import SAMPLES
from ui import theme
from ui.components.barcode import NotPrintable, code128
from ui.language import tongue
from ui.packing.canvas import bench_theme
from ui.packing.paint_frame import FOOTER_HEIGHT, card_areas
from ui.packing.view import BenchScreen
from ui.packing.view_model import BenchView, CommandCard, ItemState, Phase

Show = Callable[[QWidget], QWidget]


class Watched(BenchScreen):
    """Remembers which parts were painted again, and which of them the screen itself has asked for."""

    def __init__(self, view: BenchView | None = None) -> None:
        super().__init__(view)
        self.painted: list[QRect] = []
        self.asked = QRegion()

    def update(self, *area: QRect) -> None:  # type: ignore[override]  # the screen asks for areas only
        self.asked += QRegion(*area)
        super().update(*area)

    def paintEvent(self, event: object) -> None:
        self.painted.append(event.rect())  # type: ignore[attr-defined]  # a paint event, seen from a test
        super().paintEvent(event)  # type: ignore[arg-type]  # the same


@pytest.fixture
def screen(show: Show) -> BenchScreen:
    made = BenchScreen(SAMPLES["04a-waiting"])
    made.resize(1920, 1080)
    show(made)
    return made


@pytest.mark.parametrize("name", list(SAMPLES))
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1080, 1920)])
def test_each_phase_paints_at_each_size(screen: BenchScreen, name: str, size: tuple[int, int]) -> None:
    tongue.use("zh")
    screen.resize(*size)
    screen.show_view(SAMPLES[name])
    assert screen.grab().size().toTuple() == size
    assert screen.view is SAMPLES[name]
    assert SAMPLES[name].headline in screen.accessibleName()


def colour_at(picture: QImage, x: int, y: int) -> str:
    return picture.pixelColor(x, y).name()


@pytest.mark.parametrize(
    ("name", "token"),
    [("04b-verifying", "accent"), ("04c-ok", "bench.ok"), ("04d-stop", "bench.stop"), ("04f-refused", "bench.stop")],
)
def test_a_verdict_has_its_colour_also_in_the_dark_theme(screen: BenchScreen, name: str, token: str) -> None:
    theme.appearance.use(theme.ThemeName.DARK)
    screen.show_view(SAMPLES[name])
    picture = screen.grab().toImage()
    assert colour_at(picture, 60, 300) == bench_theme().color(token).name()
    assert colour_at(picture, 20, 500) == bench_theme().color("bg.app").name()


def test_stop_has_a_shape_of_its_own(screen: BenchScreen) -> None:
    screen.show_view(SAMPLES["04d-stop"])
    stripes = screen.grab().toImage()
    found = {colour_at(stripes, x, 130) for x in range(40, 1200, 4)}
    assert {bench_theme().color("bench.amber").name(), bench_theme().color("bench.ink").name()} <= found


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Qt.Key.Key_F2, "undo_requested"),
        (Qt.Key.Key_F4, "short_requested"),
        (Qt.Key.Key_F6, "manual_entry_requested"),
        (Qt.Key.Key_F9, "supervisor_requested"),
        (Qt.Key.Key_Escape, "acknowledge_requested"),
    ],
)
def test_keys_ask(screen: BenchScreen, qtbot: QtBot, key: Qt.Key, signal: str) -> None:
    with qtbot.waitSignal(getattr(screen, signal)):
        QTest.keyClick(screen, key)


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_fingers_ask_on_the_undo_button_and_on_the_cards(
    screen: BenchScreen, qtbot: QtBot, size: tuple[int, int]
) -> None:
    screen.resize(*size)
    scale = size[1] / 1080
    footer = QRectF(0, 1080 - FOOTER_HEIGHT, 1920, FOOTER_HEIGHT)
    cards = [area.center() for area in card_areas(footer, screen.view.cards, scale)]
    asked = (screen.undo_requested, screen.short_requested, screen.supervisor_requested)
    for place, signal in ((QPointF(1780, 455), screen.undo_requested), *zip(cards, asked, strict=True)):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(screen, Qt.MouseButton.LeftButton, pos=(place * scale).toPoint())


def test_a_refusal_is_acknowledged_by_touching_it(screen: BenchScreen, qtbot: QtBot) -> None:
    heard: list[bool] = []
    screen.acknowledge_requested.connect(lambda: heard.append(True))
    middle = QPoint(600, 500)
    QTest.mouseClick(screen, Qt.MouseButton.LeftButton, pos=middle)
    screen.show_view(SAMPLES["04d-stop"])
    QTest.mouseClick(screen, Qt.MouseButton.LeftButton, pos=middle)
    assert heard == []
    screen.show_view(SAMPLES["04f-refused"])
    QTest.mouseClick(screen, Qt.MouseButton.LeftButton, pos=middle)
    assert heard == [True]
    QTest.mouseMove(screen, middle)


def test_every_card_on_the_screen_can_be_scanned(screen: BenchScreen) -> None:
    shown = [(Card.UNDO, Card.SHORT, Card.CALL), (Card.ACK, Card.NEXT_BOX, Card.SET_ASIDE)]
    for cards in shown:
        screen.show_view(replace(screen.view, cards=tuple(CommandCard(card, "F2") for card in cards)))
        for width, height in ((1920, 1080), (1366, 768)):
            screen.resize(width, height)
            picture = screen.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
            image = Image.frombytes(
                "RGB", (width, height), bytes(picture.constBits()), "raw", "RGB", picture.bytesPerLine()
            )
            strip = image.crop((0, height - round(112 * height / 1080), width, height))
            read = {
                found.text for found in zxingcpp.read_barcodes(strip.resize((strip.width * 2, strip.height * 2), 0))
            }
            assert read == {card.code for card in cards}


@pytest.mark.parametrize("text", ["", "中文", "a\n"])
def test_what_has_no_bars_is_refused(text: str) -> None:
    with pytest.raises(NotPrintable):
        code128(text)


def test_only_what_changed_is_painted_again(show: Show) -> None:
    screen = Watched(SAMPLES["04a-waiting"])
    screen.resize(1920, 1080)
    show(screen)

    def repainted(view: BenchView) -> QRegion:
        screen.asked = QRegion()
        screen.show_view(view)
        return screen.asked

    before = screen.view
    assert repainted(before).isEmpty()
    clock = repainted(replace(before, clock="14:36:09")).boundingRect()
    assert 0 < clock.bottom() < 100
    side = repainted(replace(before, clock="14:36:09", parcel_no="PK-1")).boundingRect()
    assert side.left() > 1200
    verdict = repainted(replace(before, clock="14:36:09", parcel_no="PK-1", headline="Other")).boundingRect()
    assert 0 < verdict.right() < 1320
    warning = repainted(replace(screen.view, warning="Switch the input method off")).boundingRect()
    assert warning.top() > 900


def counted(view: BenchView, done: int) -> BenchView:
    """The same order with some more of it packed."""
    states = [ItemState.DONE] * done + [ItemState.NEXT] + [ItemState.TODO] * len(view.items)
    items = tuple(replace(item, state=states[place]) for place, item in enumerate(view.items))
    return replace(view, items=items, progress=(done, 7), headline=f"Next: {done}")


@pytest.mark.parametrize("size", [(1600, 900), (1366, 768)])
def test_painting_the_differences_gives_the_same_picture_as_painting_all(
    show: Show, qtbot: QtBot, size: tuple[int, int]
) -> None:
    verifying, refused = SAMPLES["04b-verifying"], SAMPLES["04e-wrong-item"]
    walk = [
        *SAMPLES.values(),
        *(counted(verifying, done) for done in range(4)),
        replace(counted(verifying, 3), phase=Phase.REFUSED),
        *(counted(refused, done) for done in (0, 1, 2, 3, 6, 11)),
        replace(refused, warning="", clock="15:00:00", history=verifying.history[:2], parcel_no="PK-9"),
    ]
    # A clock and a list that change alone, from wide figures to narrow ones.
    walk += [replace(walk[-1], clock=clock) for clock in ("20:44:48", "11:11:11")]
    walk += [replace(walk[-1], clock="11:11:12", history=verifying.history[1:])]
    screen = Watched(walk[0])
    screen.resize(*size)
    show(screen)
    for view in walk:
        screen.painted.clear()
        changes = view != screen.view
        screen.show_view(view)
        if changes:
            qtbot.waitUntil(lambda: bool(screen.painted))
        on_screen = screen.screen().grabWindow(screen.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
        anew = screen.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        assert on_screen == anew, view.headline


def test_a_long_verdict_is_made_smaller_not_cut(screen: BenchScreen) -> None:
    for headline in ("OK", "The waybill belongs to another parcel of this order"):
        screen.show_view(BenchView(Phase.REFUSED, headline))
        picture = screen.grab().toImage()
        ground, ink = bench_theme().color("bench.stop").name(), bench_theme().color("bench.on").name()
        line = {colour_at(picture, x, y) for y in range(480, 640, 4) for x in (40, 90, 1250, 1290)}
        assert line == {ground}
        assert ink in {colour_at(picture, x, y) for y in range(480, 640, 4) for x in range(100, 1220, 3)}


def test_the_bench_has_no_field_no_dialog_and_no_input_method(screen: BenchScreen) -> None:
    screen.setFocus()
    assert screen.findChildren(QWidget) == []
    assert screen.findChildren(QDialog) == []
    assert not screen.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)
    assert screen.hasFocus()


def test_the_screen_speaks_the_language_of_the_window(screen: BenchScreen) -> None:
    screen.show_view(BenchView(Phase.WAITING, "Scan a parcel"))
    assert screen.accessibleName() == "Packing bench: Scan a parcel"
    tongue.use("zh")
    QApplication.sendPostedEvents()
    assert screen.accessibleName() == "打包台：Scan a parcel"
