"""The words of the screens: collects them, compiles the Chinese ones, and checks that nothing is missing.

`python -m tools.translations update` collects and compiles, `python -m tools.translations check` only looks.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tools.source_rules import parse, sources

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "resources" / "i18n"
CHINESE = CATALOGUES / "orderdesk_zh_CN.ts"
TEXTS = ROOT / "resources" / "texts"
#: %1, %n and %L1 of Qt, {name} of Python.
PLACEHOLDER = re.compile(r"%L?(?:\d+|n)|\{[A-Za-z_][\w.]*(?::[^}]*)?\}")


@dataclass(frozen=True, slots=True)
class Message:
    """One text of the screens with its translations: one, or one for each plural form."""

    context: str
    source: str
    comment: str
    translations: tuple[str, ...]
    is_finished: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.source, self.comment

    def __str__(self) -> str:
        return f"{self.context}: {self.source!r}"


def read_catalogue(path: Path) -> list[Message]:
    """The messages of a .ts file; those whose source is gone are left out."""
    return [message for context in ElementTree.parse(path).iter("context") for message in _messages(context)]


def _messages(context: ElementTree.Element) -> Iterator[Message]:
    for element in context.iter("message"):
        translation = element.find("translation")
        if translation is None or translation.get("type") in ("vanished", "obsolete"):
            continue
        forms = translation.findall("numerusform") or [translation]
        yield Message(
            context.findtext("name", ""),
            element.findtext("source", ""),
            element.findtext("comment", ""),
            tuple(form.text or "" for form in forms),
            translation.get("type") != "unfinished",
        )


def incomplete(messages: list[Message]) -> list[str]:
    """Messages without a finished translation, or whose translation lost or invented a placeholder."""
    found = []
    for message in messages:
        if not message.is_finished or not all(message.translations):
            found.append(f"not translated: {message}")
        elif any(_placeholders(text) != _placeholders(message.source) for text in message.translations):
            found.append(f"other placeholders than the source: {message}")
    return found


def _placeholders(text: str) -> set[str]:
    # A plural form may leave the number out: "one order".
    return set(PLACEHOLDER.findall(text)) - {"%n"}


def unreadable(tree: ast.AST) -> list[str]:
    """Calls of tr() that the collector cannot follow: not on self, or with a text put together at run time."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tr"):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "self"):
            found.append(f"line {node.lineno}: tr() must be called on self, which names the context")
        if not (node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)):
            found.append(f"line {node.lineno}: tr() needs a plain literal")
    return found


def collect(catalogue: Path) -> None:
    """Brings the catalogue up to date with the sources; translations that exist are kept."""
    files = [str(path.relative_to(ROOT)) for path in sources(ROOT, "ui")]
    _qt_tool(
        "lupdate",
        "-silent",
        "-locations",
        "none",
        "-no-obsolete",
        "-target-language",
        "zh_CN",
        *files,
        "-ts",
        str(catalogue),
    )


def compiled(catalogue: Path, target: Path) -> bytes:
    """Compiles a catalogue into `target`, gives back what the program will load."""
    _qt_tool("lrelease", "-silent", str(catalogue), "-qm", str(target))
    return target.read_bytes()


def check_screens() -> list[str]:
    """What is wrong with the screens' texts; empty when all is well."""
    found = [f"{path.relative_to(ROOT)} {fault}" for path in sources(ROOT, "ui") for fault in unreadable(parse(path))]
    if not CHINESE.exists():
        return [*found, f"{CHINESE.relative_to(ROOT)} is missing: run make translations"]
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / CHINESE.name
        shutil.copyfile(CHINESE, fresh)
        collect(fresh)
        kept, wanted = read_catalogue(CHINESE), read_catalogue(fresh)
        known = {message.key for message in kept}
        gone = known - {message.key for message in wanted}
        found += [f"not collected: {message}" for message in wanted if message.key not in known]
        found += [f"no longer used: {context}: {source!r}" for context, source, _ in sorted(gone)]
        found += incomplete(kept)
        binary = CHINESE.with_suffix(".qm")
        if not binary.exists() or binary.read_bytes() != compiled(CHINESE, fresh.with_suffix(".qm")):
            found.append(f"{binary.relative_to(ROOT)} is older than its source: run make translations")
    return found


def check_hub_texts() -> list[str]:
    """What differs between the hub's English and Chinese texts: codes, or placeholders within one code."""
    if not TEXTS.exists():
        return []
    english, chinese = (_flat(tomllib.loads((TEXTS / name).read_text("utf-8"))) for name in ("en.toml", "zh.toml"))
    found = [f"resources/texts: {code} stands in one language only" for code in sorted(set(english) ^ set(chinese))]
    for code in sorted(set(english) & set(chinese)):
        if _placeholders(english[code]) != _placeholders(chinese[code]):
            found.append(f"resources/texts: {code} has other placeholders in Chinese")
        if not english[code].strip() or not chinese[code].strip():
            found.append(f"resources/texts: {code} is empty")
    return found


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat


def _qt_tool(name: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{name}")
    outcome = subprocess.run([str(program), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise SystemExit(f"{name} failed:\n{outcome.stdout}{outcome.stderr}")


def main() -> int:
    """Runs the verb given on the command line; 1 when the check found something."""
    parser = argparse.ArgumentParser(prog="translations", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("verb", choices=["update", "check"])
    if parser.parse_args().verb == "update":
        CATALOGUES.mkdir(parents=True, exist_ok=True)
        collect(CHINESE)
        compiled(CHINESE, CHINESE.with_suffix(".qm"))
        left = incomplete(read_catalogue(CHINESE))
        print(*left, sep="\n", file=sys.stderr)
        return 0
    found = [*check_screens(), *check_hub_texts()]
    print(*found, sep="\n", file=sys.stderr)
    print("translations: complete" if not found else f"translations: {len(found)} faults", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
