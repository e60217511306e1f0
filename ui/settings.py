"""What one person likes on this workstation: language, look, columns. Kept in the folder, never travels."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

LANGUAGE = "window/language"
LOOK = "window/look"
DENSITY = "window/density"
GEOMETRY = "window/geometry"
ORDER_COLUMNS = "orders/columns"
ORDER_SORT = "orders/sort"
ORDER_VIEWS = "orders/views"
LAST_LOGIN = "sign_in/login"
NOTES_READ = "notes/read"
SOUND_VOLUME = "sound/volume"
BENCH_GOAL = "bench/goal"
SCANNER_PORT = "scanner/port"
SCANNER_BAUD = "scanner/baud"
SCANNER_PREFIX = "scanner/prefix"
SCANNER_SUFFIX = "scanner/suffix"
SCANNER_DOUBLE_FIRE = "scanner/double_fire_ms"

#: Every setting with its value before somebody has chosen one.
DECLARED: dict[str, str] = {
    LANGUAGE: "",
    LOOK: "",
    DENSITY: "standard",
    GEOMETRY: "",
    ORDER_COLUMNS: "",
    ORDER_SORT: "placed_at",
    ORDER_VIEWS: "",
    LAST_LOGIN: "",
    NOTES_READ: "",
    SOUND_VOLUME: "100",
    BENCH_GOAL: "",
    SCANNER_PORT: "",
    SCANNER_BAUD: "9600",
    SCANNER_PREFIX: "",
    SCANNER_SUFFIX: "",
    SCANNER_DOUBLE_FIRE: "300",
}

#: What some of them may be; a file that says anything else, from whoever wrote it, counts as if it said nothing.
CHOICES: dict[str, frozenset[str]] = {
    LANGUAGE: frozenset({"", "zh", "en"}),
    LOOK: frozenset({"", "light", "dark"}),
    DENSITY: frozenset({"compact", "standard", "comfortable"}),
}


class Settings:
    """Texts by name in `window.ini` of a folder."""

    def __init__(self, folder: Path) -> None:
        self._file = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    def text(self, name: str) -> str:
        """The value, or its declared default where there is none of use.
        Raises KeyError for a name that is not declared."""
        found = self._file.value(name, DECLARED[name])
        is_fit = isinstance(found, str) and (name not in CHOICES or found in CHOICES[name])
        return str(found) if is_fit else DECLARED[name]

    def keep(self, name: str, value: str) -> None:
        """Remembers a value. Raises KeyError for a name that is not declared."""
        if name not in DECLARED:
            raise KeyError(name)
        self._file.setValue(name, value)
