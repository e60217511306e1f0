"""Placeholders survive translation, and the hub's texts stand in both languages.

`python -m tools.placeholders` lists what is wrong; exit code 1 if anything is.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "resources" / "i18n"
TEXTS = ROOT / "resources" / "texts"
#: %1 and %L1 of Qt, {name} of Python. %n is left out: a plural form may drop the number ("one order").
PLACEHOLDER = re.compile(r"%L?\d+|\{[A-Za-z_][\w.]*(?::[^}]*)?\}")


def placeholders(text: str) -> set[str]:
    """Everything in the text that is filled in later."""
    return set(PLACEHOLDER.findall(text))


def lost_in_catalogue(catalogue: str) -> Iterator[str]:
    """Translations in a .ts file that lost or invented a placeholder; unfinished ones are another check's business."""
    for message in ElementTree.fromstring(catalogue).iter("message"):
        source = message.findtext("source", "")
        translation = message.find("translation")
        if translation is None or translation.get("type"):
            continue
        for form in translation.findall("numerusform") or [translation]:
            if placeholders(form.text or "") != placeholders(source):
                yield f"other placeholders than in {source!r}: {form.text!r}"


def lost_in_texts(english: dict[str, Any], chinese: dict[str, Any]) -> Iterator[str]:
    """Codes of the hub's texts that stand in one language only, are empty, or lost a placeholder."""
    ours, theirs = flat(english), flat(chinese)
    for code in sorted(ours.keys() ^ theirs.keys()):
        yield f"{code} stands in one language only"
    for code in sorted(ours.keys() & theirs.keys()):
        if not ours[code].strip() or not theirs[code].strip():
            yield f"{code} is empty"
        elif placeholders(ours[code]) != placeholders(theirs[code]):
            yield f"{code} has other placeholders in Chinese"


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """A nested table as dotted codes and their texts."""
    found: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = str(value)
    return found


def check() -> list[str]:
    """What is wrong in resources/, one sentence each."""
    found = [
        f"{path.name}: {fault}"
        for path in sorted(CATALOGUES.glob("*.ts"))
        for fault in lost_in_catalogue(path.read_text(encoding="utf-8"))
    ]
    if TEXTS.exists():
        english, chinese = (tomllib.loads((TEXTS / f"{name}.toml").read_text("utf-8")) for name in ("en", "zh"))
        found += [f"texts: {fault}" for fault in lost_in_texts(english, chinese)]
    return found


if __name__ == "__main__":
    troubles = check()
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    sys.exit(1 if troubles else 0)
