"""The look: readable in both themes, the same nodes as the business, and it changes while the window is open."""

from itertools import product

import pytest
from PySide6.QtGui import QColor, QFont, QTextLayout
from pytestqt.qtbot import QtBot

from orderdesk.domain.nodes import Node
from ui import theme
from ui.assets import MissingAsset, asset
from ui.components.buttons import Button
from ui.components.nodes import NODE_KEYS
from ui.components.text import Text
from ui.style_sheet import style_sheet

GROUNDS = ("bg.surface", "bg.app", "bg.subtle", "bg.hover", "bg.selected")
INKS = ("text.primary", "text.secondary", "text.tertiary")
PAIRS = [
    *product(INKS, GROUNDS),
    *((tone, "bg.surface") for tone in ("text.link", "ok", "warn", "danger")),
    *((tone, f"{tone}.bg") for tone in ("ok", "warn", "danger", "info")),
    *((f"toast.{tone}", "bg.inverse") for tone in ("ok", "warn", "danger", "info", "link", "hint")),
    ("accent.on", "accent"),
    ("danger.on", "danger"),
    ("accent.subtleOn", "accent.subtle"),
    ("rail.fg", "rail.bg"),
    ("rail.fgActive", "rail.active"),
    ("bench.on", "bench.ok"),
    ("bench.on", "bench.stop"),
    ("bench.stopSoft", "bench.stopDeep"),
    ("bench.ink", "bench.amber"),
    ("bench.on", "bench.badge"),
    ("badge.on", "badge"),
]


def luminance(color: QColor) -> float:
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=list(theme.ThemeName))
def look(request: pytest.FixtureRequest) -> theme.Theme:
    return theme.named(request.param)


def test_every_text_stands_out_from_its_ground(look: theme.Theme) -> None:
    weak = {pair: contrast(look.color(pair[0]), look.color(pair[1])) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


def test_every_node_can_be_read(look: theme.Theme) -> None:
    weak = {key: contrast(node.ink, node.tint) for key, node in look.nodes.items()}
    assert {key: ratio for key, ratio in weak.items() if ratio < 4.5} == {}


def test_focus_and_fields_have_a_visible_border(look: theme.Theme) -> None:
    for token in ("border.input", "border.focus"):
        assert contrast(look.color(token), look.color("bg.surface")) >= 3


def test_the_screens_know_the_nodes_of_the_business(look: theme.Theme) -> None:
    names = tuple(node.value for node in Node)
    assert tuple(look.nodes) == names == NODE_KEYS
    assert [node.node for node in look.nodes.values()] == list(range(1, 13))


def test_a_token_with_alpha_keeps_its_colour() -> None:
    overlay = theme.named(theme.ThemeName.LIGHT).color("bg.overlay")
    assert (overlay.name(), overlay.alpha()) == ("#1a1f29", 0x66)


@pytest.mark.parametrize("ask", ["color", "font", "px", "node"])
def test_a_name_the_tokens_do_not_have_is_refused(ask: str) -> None:
    with pytest.raises(theme.UnknownToken):
        getattr(theme.current(), ask)("no such thing")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(MissingAsset, match="theme/none"):
        asset("theme", "none")


def test_figures_are_tabular_and_chinese_has_a_font_of_its_own() -> None:
    font = theme.current().font("body")
    assert font.featureValue(QFont.Tag("tnum")) == 1
    layout = QTextLayout("直骨令", font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    assert "DejaVu" not in {run.rawFont().familyName() for run in layout.glyphRuns()}


def test_the_style_sheet_sets_no_fonts_and_no_foreign_colours(look: theme.Theme) -> None:
    sheet = style_sheet(look.hex, look.tokens)
    assert "font" not in sheet
    assert sheet.count("{") == sheet.count("}")
    written = {word.strip(";,") for word in sheet.split() if word.startswith("#") and word[1:7].isalnum()}
    assert {word for word in written if len(word.strip(";")) == 7} - {value for value in look.hex.values()} <= set()


def test_an_open_window_changes_with_the_theme(qtbot: QtBot) -> None:
    label, button = Text("订单", "title", "danger"), Button("Delete", icon="trash")
    for widget in (label, button):
        qtbot.addWidget(widget)
        widget.show()
    before = button.icon().pixmap(16).toImage()
    theme.appearance.use(theme.ThemeName.DARK)
    assert label.palette().windowText().color() == theme.current().color("danger")
    assert button.icon().pixmap(16).toImage() != before
    assert label.font().weight() == QFont.Weight.DemiBold


def test_density_changes_rows_and_reading_sizes_but_not_headings() -> None:
    standard = theme.named(theme.ThemeName.LIGHT)
    easy = theme.named(theme.ThemeName.LIGHT, theme.Density.COMFORTABLE)
    tight = theme.named(theme.ThemeName.LIGHT, theme.Density.COMPACT)
    assert [look.px("row") for look in (tight, standard, easy)] == [30, 36, 40]
    assert easy.font("body").pixelSize() == standard.font("body").pixelSize() + 1
    assert easy.font("h1").pixelSize() == standard.font("h1").pixelSize()


def test_a_tint_changed_later_keeps_the_font(qtbot: QtBot) -> None:
    label = Text("Order", "title")
    qtbot.addWidget(label)
    label.show()
    label.set_tint("warn")
    assert label.font().pixelSize() == theme.current().font("title").pixelSize()
