"""The Chinese catalogue: python -m tools.translations update | tidy | release | check | fill FILE.

update   looks for texts in ui/ and puts new ones into the catalogue; texts that are gone stay, marked
tidy     the same, and drops those that are gone
release  turns the catalogue into the file that the program loads
check    every text has a finished translation, the loaded file is up to date, and no tr() is written wrongly
fill     takes {"Context": {"English": "Chinese"}} from a JSON file
"""

import ast
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "i18n" / "orderdesk_zh_CN.ts"
LOADED = CATALOGUE.with_suffix(".qm")
_LOCK = CATALOGUE.with_suffix(".ts.busy")
_TOOLS = Path(sys.executable).parent


class TranslationTrouble(Exception):
    """The catalogue or a source file is not as it must be; the message lists what to do."""


def update(*, tidy: bool = False) -> None:
    """Puts new texts of ui/ into the catalogue; `tidy` drops those that are gone from the sources."""
    with _alone():
        _update(CATALOGUE, tidy=tidy)


def _update(catalogue: Path, *, tidy: bool = False) -> None:
    sources = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "ui").rglob("*.py"))]
    _run(
        "pyside6-lupdate",
        *sources,
        "-ts",
        str(catalogue),
        *(["-no-obsolete"] if tidy else []),
        "-locations",
        "none",
        "-source-language",
        "en",
        "-target-language",
        "zh_CN",
    )


def release() -> None:
    """Writes the file that the program loads."""
    with _alone():
        fresh = LOADED.with_suffix(".fresh")
        _run("pyside6-lrelease", "-silent", str(CATALOGUE), "-qm", str(fresh))
        # Never written over: a window that runs has mapped the old one, and would read nonsense or die.
        fresh.replace(LOADED)


def fill(words: dict[str, dict[str, str]]) -> list[str]:
    """Puts translations in; returns the texts that the catalogue does not have."""
    with _alone():
        root = _read(CATALOGUE)
        known: set[tuple[str, str]] = set()
        for context, message in _messages(root):
            source = message.findtext("source", "")
            known.add((context, source))
            if source in words.get(context, {}):
                _translate(message, words[context][source])
        _write(root)
    return [
        f"{context}: {source}" for context, pairs in words.items() for source in pairs if (context, source) not in known
    ]


def _translate(message: ElementTree.Element, text: str) -> None:
    translation = message.find("translation")
    if translation is None:
        translation = ElementTree.SubElement(message, "translation")
    translation.attrib.pop("type", None)
    if message.get("numerus") == "yes":
        for old in translation.findall("numerusform"):
            translation.remove(old)
        translation.text = None
        ElementTree.SubElement(translation, "numerusform").text = text
    else:
        translation.text = text


def _read(catalogue: Path) -> ElementTree.Element:
    return ElementTree.fromstring(catalogue.read_text(encoding="utf-8"))


def _write(root: ElementTree.Element) -> None:
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode")
    CATALOGUE.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def check() -> list[str]:
    """What is wrong, one sentence each; empty when all is well."""
    return [*_unfinished(), *_stale(), *_badly_written()]


def _unfinished() -> Iterator[str]:
    """Asks a fresh look at the sources, so that a text nobody has put into the catalogue counts too."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / CATALOGUE.name
        fresh.write_bytes(CATALOGUE.read_bytes())
        _update(fresh, tidy=True)
        for context, message in _messages(_read(fresh)):
            translation = message.find("translation")
            if (
                translation is None
                or translation.get("type") == "unfinished"
                or not "".join(translation.itertext()).strip()
            ):
                yield f"no Chinese text: {context}: {message.findtext('source', '')}"


def _stale() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / LOADED.name
        _run("pyside6-lrelease", "-silent", str(CATALOGUE), "-qm", str(fresh))
        if not LOADED.exists() or LOADED.read_bytes() != fresh.read_bytes():
            yield f"{LOADED.name} is older than the catalogue: run `python -m tools.translations release`"


def _badly_written() -> Iterator[str]:
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for trouble in badly_written(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(ROOT)} {trouble}"


def badly_written(tree: ast.Module) -> Iterator[str]:
    """Texts that lupdate cannot read: it takes the source literally.

    Another receiver than `self` becomes the context, and a text that is put together never matches.
    """
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        if node.func.attr == "tr":
            if owner != "self":
                yield f"line {node.lineno}: tr() must be called on self"
            if not _is_plain(node.args[:1]):
                yield f"line {node.lineno}: tr() takes a plain text; put values in with .format() afterwards"
        elif node.func.attr == "translate" and owner in ("QCoreApplication", "QApplication"):
            if not _is_plain(node.args[:1]):
                yield f"line {node.lineno}: the context of translate() must be a plain text"
            # A name is fine: its texts are marked with QT_TRANSLATE_NOOP where they stand.
            if any(_is_composed(text) for text in node.args[1:2]):
                yield f"line {node.lineno}: translate() takes no text that is put together"


def _is_composed(text: ast.expr) -> bool:
    formatted = isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute)
    return formatted or isinstance(text, ast.JoinedStr | ast.BinOp)


def _is_plain(texts: list[ast.expr]) -> bool:
    return bool(texts) and isinstance(texts[0], ast.Constant) and isinstance(texts[0].value, str)


def _messages(root: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element]]:
    for context in root.iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message


def _run(tool: str, *arguments: str) -> None:
    done = subprocess.run([str(_TOOLS / tool), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise TranslationTrouble(f"{tool}: {done.stderr.strip() or done.stdout.strip()}")


@contextmanager
def _alone() -> Iterator[None]:
    """One writer at a time: several people may add texts side by side."""
    for _attempt in range(300):
        try:
            _LOCK.touch(exist_ok=False)
            break
        except FileExistsError:
            time.sleep(0.1)
    else:
        raise TranslationTrouble(f"another run holds the catalogue; delete {_LOCK.name} if there is none")
    try:
        yield
    finally:
        _LOCK.unlink()


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
        case ["tidy"]:
            update(tidy=True)
        case ["release"]:
            release()
        case ["fill", name]:
            for missing in fill(json.loads(Path(name).read_text(encoding="utf-8"))):
                print(f"not in the catalogue: {missing}")
        case ["check"]:
            troubles = check()
            for trouble in troubles:
                print(trouble)
            return 1 if troubles else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
