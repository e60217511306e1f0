"""Icons: every name that a screen writes exists, and pictures are made once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from ui import theme
from ui.assets import icon_codes
from ui.components.icons import UnknownIcon, outline, paint_icon, pixmap

# Calls whose first text, or the keyword beside it, is the name of an icon.
FIRST = {"Icon", "pixmap", "make_icon", "show_icon", "EmptyState"}
KEYWORDS = {"icon", "trail"}


def named_icons(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        given = [word.value for word in node.keywords if word.arg in KEYWORDS]
        given += node.args[:1] if name in FIRST else node.args[2:3] if name == "Room" else []
        for value in given:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield value.value


def test_a_planted_name_is_found(tmp_path: Path) -> None:
    source = tmp_path / "screen.py"
    source.write_text('Button("x", icon="no-such")\nIcon("truck")\nRoom("a", "b", "gear")')
    assert sorted(named_icons(source)) == ["gear", "no-such", "truck"]


def test_every_icon_a_screen_names_exists(repository: Path) -> None:
    files = sorted((repository / "ui").rglob("*.py"))
    missing = {(path.name, name) for path in files for name in named_icons(path) if name not in icon_codes()}
    assert missing == set()


def test_every_node_has_its_icon_in_outline_and_filled() -> None:
    names = [node.icon for node in theme.current().nodes.values()]
    assert [name for name in names if name not in icon_codes() or f"{name}-fill" not in icon_codes()] == []


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(UnknownIcon):
        outline("no-such-icon")


def test_a_picture_is_made_once_for_each_colour_and_size() -> None:
    assert pixmap("truck", "danger", 16).cacheKey() == pixmap("truck", "danger", 16).cacheKey()
    assert pixmap("truck", "danger", 16).cacheKey() != pixmap("truck", "ok", 16).cacheKey()
    assert pixmap("truck", "danger", 20).deviceIndependentSize().toSize() == QSize(20, 20)


def test_an_icon_stays_inside_its_square() -> None:
    image = QImage(60, 60, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_icon(painter, "warning-fill", QRectF(10, 10, 40, 40), QColor("red"))
    painter.end()
    inked = [(x, y) for x in range(60) for y in range(60) if image.pixelColor(x, y).alpha()]
    assert inked
    assert all(9 <= x <= 50 and 9 <= y <= 50 for x, y in inked)
