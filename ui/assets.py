"""Files that travel with the program: theme tokens, icon outlines, sounds and translations."""

import importlib.util
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any


class MissingAsset(LookupError):
    """A file that belongs to the program is not where it was installed."""


def asset(*parts: str) -> Traversable:
    """The file below `resources` with this path.

    Raises MissingAsset when the installation lacks it.
    """
    found = files("resources").joinpath(*parts)
    if not found.is_file():
        raise MissingAsset("/".join(parts))
    return found


def read_bytes(*parts: str) -> bytes:
    """The content of one file below `resources`."""
    return asset(*parts).read_bytes()


def read_tokens() -> dict[str, Any]:
    """The design tokens: every colour, size and duration of the screens."""
    tokens: dict[str, Any] = json.loads(read_bytes("theme", "tokens.json"))
    return tokens


def sound_file(name: str) -> Path:
    """A sound on disk, because the players of the system take a path."""
    return Path(str(asset("sounds", f"{name}.wav")))


@cache
def icon_font() -> Path:
    """The Phosphor icon font that QtAwesome ships.

    Only its data files are used: importing the package costs 150 ms before the first window.
    """
    return _phosphor("phosphor-[0-9]*.ttf")


@cache
def icon_codes() -> dict[str, str]:
    """Icon name to hexadecimal code point in the icon font."""
    codes: dict[str, str] = json.loads(_phosphor("phosphor-charmap-*.json").read_text(encoding="utf-8"))
    return codes


def _phosphor(pattern: str) -> Path:
    spec = importlib.util.find_spec("qtawesome")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted((Path(folder) / "fonts").glob(pattern), reverse=True):
            return path
    raise MissingAsset(pattern)
