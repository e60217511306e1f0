"""Look of the workstation: tokens become colours, fonts, the palette and the one application style sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from ui.assets import read_tokens
from ui.style_sheet import style_sheet


class ThemeName(StrEnum):
    LIGHT = "light"
    DARK = "dark"


class Density(StrEnum):
    COMPACT = "compact"
    STANDARD = "standard"
    COMFORTABLE = "comfortable"


class UnknownToken(KeyError):
    """A screen asked for a colour, size or font that the tokens do not name."""


@dataclass(frozen=True, eq=False)
class NodeLook:
    """How one of the 12 nodes is drawn; emphasis is quiet, tint, solid or ghost."""

    key: str
    node: int
    icon: str
    emphasis: str
    ink: QColor
    tint: QColor
    solid: QColor

    @property
    def is_strong(self) -> bool:
        return self.emphasis in ("tint", "solid")


class Theme:
    """One look: light or dark, at one density. Colours, fonts and brushes are shared and must not be changed."""

    def __init__(self, name: ThemeName, density: Density, tokens: Mapping[str, Any]) -> None:
        self.name = name
        self.density = density
        self.tokens = tokens
        self.hex: Mapping[str, str] = tokens["color"][name.value]
        self._row: Mapping[str, int] = tokens["density"][density.value]
        self._colors: dict[str, QColor] = {}
        self._brushes: dict[str, QBrush] = {}
        self._fonts: dict[tuple[str, int | None], QFont] = {}
        self._metrics: dict[tuple[str, int | None], QFontMetrics] = {}
        self.nodes = {entry["key"]: self._node(entry) for entry in tokens["status"]}

    def color(self, token: str) -> QColor:
        """The colour of a token such as `text.primary`."""
        found = self._colors.get(token)
        if found is None:
            value = self.hex.get(token)
            if value is None:
                raise UnknownToken(token)
            found = self._colors[token] = _qcolor(value)
        return found

    def brush(self, token: str) -> QBrush:
        found = self._brushes.get(token)
        if found is None:
            found = self._brushes[token] = QBrush(self.color(token))
        return found

    def font(self, kind: str, weight: int | None = None) -> QFont:
        """The font of a type token such as `body`; figures are tabular so that columns of numbers stand still."""
        key = (kind, weight)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = self._make_font(kind, weight)
        return found

    def metrics(self, kind: str, weight: int | None = None) -> QFontMetrics:
        key = (kind, weight)
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetrics(self.font(kind, weight))
        return found

    def px(self, token: str) -> int:
        """A size in logical pixels; `row` and `row.two` follow the density."""
        value = self._row.get(token)
        if value is None:
            value = self.tokens["size"].get(token)
        if value is None:
            raise UnknownToken(token)
        return int(value)

    def line(self, kind: str) -> int:
        """Line height of a type token in pixels, the same for Latin and Chinese."""
        spec = self._type(kind)
        return int(spec["line"]) + self._grow(spec)

    def radius(self, token: str) -> int:
        return int(self.tokens["radius"][token])

    def space(self, step: int) -> int:
        return int(self.tokens["space"][str(step)])

    def duration(self, token: str) -> int:
        """Milliseconds."""
        return int(self.tokens["duration"][token])

    def layout(self, token: str) -> Any:
        return self.tokens["layout"][token]

    def node(self, key: str) -> NodeLook:
        look = self.nodes.get(key)
        if look is None:
            raise UnknownToken(key)
        return look

    def _type(self, kind: str) -> Mapping[str, int]:
        spec: Mapping[str, int] | None = self.tokens["type"].get(kind)
        if spec is None:
            raise UnknownToken(kind)
        return spec

    def _grow(self, spec: Mapping[str, int]) -> int:
        # Only reading sizes follow the density; headings and the bench are sized by distance.
        return self._row["type"] if spec["px"] <= 15 else 0

    def _make_font(self, kind: str, weight: int | None) -> QFont:
        spec = self._type(kind)
        font = QFont()
        font.setFamilies(list(self.tokens["fonts"]))
        font.setPixelSize(spec["px"] + self._grow(spec))
        font.setWeight(QFont.Weight(weight or spec["weight"]))
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def _node(self, entry: Mapping[str, Any]) -> NodeLook:
        tones = entry[self.name.value]
        return NodeLook(
            key=entry["key"],
            node=entry["node"],
            icon=entry["icon"],
            emphasis=entry["emphasis"],
            ink=_qcolor(tones["fg"]),
            tint=_qcolor(tones["bg"]),
            solid=_qcolor(tones["solid"]),
        )


class Appearance(QObject):
    """The look in use. Painted widgets ask it in `paintEvent`; others listen to `theme_changed`."""

    theme_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = named(ThemeName.LIGHT)
        self.has_motion = True
        self._worn: Theme | None = None

    def use(self, name: ThemeName | str, density: Density | str = Density.STANDARD, *, motion: bool = True) -> Theme:
        """Dresses the whole application; without `motion` every transition takes no time."""
        self.theme = named(ThemeName(name), Density(density))
        self.has_motion = motion
        app = QApplication.instance()
        # To dress every widget anew takes longer than a window takes to open.
        if isinstance(app, QApplication) and self._worn != self.theme:
            _dress(app, self.theme)
            self._worn = self.theme
            self.theme_changed.emit()
        return self.theme


def _dress(app: QApplication, theme: Theme) -> None:
    app.setStyle("Fusion")
    app.setFont(theme.font("body"))
    app.setPalette(_palette(theme))
    app.setStyleSheet(style_sheet(theme.hex, theme.tokens))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, token in {
        role.Window: "bg.app",
        role.Base: "bg.surface",
        role.AlternateBase: "bg.subtle",
        role.Text: "text.primary",
        role.WindowText: "text.primary",
        role.ButtonText: "text.primary",
        role.BrightText: "danger",
        role.Button: "bg.surface",
        role.Highlight: "accent",
        role.HighlightedText: "accent.on",
        role.PlaceholderText: "text.tertiary",
        role.ToolTipBase: "bg.inverse",
        role.ToolTipText: "text.inverse",
        role.Link: "text.link",
        role.Accent: "accent",
    }.items():
        palette.setColor(target, theme.color(token))
    for target in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, theme.color("text.disabled"))
    return palette


def _qcolor(value: str) -> QColor:
    # Tokens are #RRGGBB or #RRGGBBAA; QColor reads eight digits as #AARRGGBB.
    return QColor(f"#{value[7:9]}{value[1:7]}" if len(value) == 9 else value)


@cache
def named(name: ThemeName, density: Density = Density.STANDARD) -> Theme:
    """A theme by name, whatever the application wears: the bench is always light."""
    return Theme(name, density, _tokens())


@cache
def _tokens() -> Mapping[str, Any]:
    return read_tokens()


appearance = Appearance()


def current() -> Theme:
    """The look in use now."""
    return appearance.theme


def follow_system_scheme() -> ThemeName:
    """Light or dark, as the desktop is set."""
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.styleHints().colorScheme() == Qt.ColorScheme.Dark:
        return ThemeName.DARK
    return ThemeName.LIGHT
