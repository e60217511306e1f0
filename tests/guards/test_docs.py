"""The documentation keeps to the program: folders, commands, routes, settings and links that really exist."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from orderdesk.commands import verbs
from orderdesk.config import HubConfig
from orderdesk.hub.app import HubSettings, create_app
from orderdesk.hub.cli import build_parser

CODE_FOLDERS = ("ui", "orderdesk", "db", "resources", "tools", "benchmarks")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
_MAKE = re.compile(r"\bmake ([a-z]+)\b")


def pages(repository: Path) -> list[Path]:
    """All pages that people read."""
    return sorted([*repository.glob("*.md"), *(repository / "docs").rglob("*.md")])


def text_of(repository: Path, name: str) -> str:
    return (repository / name).read_text(encoding="utf-8")


def code_in(text: str) -> str:
    """What stands in code blocks and between backticks: prose may say "make sure"."""
    blocks = re.findall(r"^```.*?^```|^(?: {4}|\t).*?$|`[^`\n]+`", text, re.DOTALL | re.MULTILINE)
    return "\n".join(blocks)


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ +(.+?)\s*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    found = []
    for match in _LINK.finditer(page.read_text(encoding="utf-8")):
        target = match[1] or match[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        other = page.parent / name if name else page
        if not other.exists() or (anchor and anchor not in anchors_of(other)):
            found.append(target)
    return found


def verbs_of(parser: argparse.ArgumentParser, *before: str) -> list[str]:
    """All commands of a program with the commands below them."""
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                found += [" ".join((*before, name)), *verbs_of(below, *before, name)]
    return found


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A b\n[x](gone.md) [y](#a-b) [z](#c) ![p](gone.png) [w](https://example.com)", encoding="utf-8")
    assert broken_links(page) == ["gone.md", "#c", "gone.png"]


def test_every_link_leads_somewhere(repository: Path) -> None:
    found = {str(page.relative_to(repository)): broken_links(page) for page in pages(repository)}
    assert {page: links for page, links in found.items() if links} == {}


def test_the_folder_table_lists_exactly_the_packages(repository: Path) -> None:
    table = re.findall(r"^\| `([\w/]+)` \|", text_of(repository, "docs/architecture.md"), re.MULTILINE)
    there = {
        path.parent.relative_to(repository).as_posix()
        for folder in CODE_FOLDERS
        for path in (repository / folder).rglob("__init__.py")
    }
    assert sorted(table) == sorted(there)


def test_every_command_of_the_hub_is_described(repository: Path) -> None:
    told = code_in(text_of(repository, "docs/operation.md"))
    assert [name for name in verbs_of(build_parser()) if f"orderdesk-hub {name}" not in told] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_table_of_programs_names_exactly_the_commands_there_are(repository: Path, name: str) -> None:
    rows = re.findall(r"^\| `orderdesk-hub (.+?) \|", text_of(repository, name), re.MULTILINE)
    told = re.findall(r"\w+", " ".join(rows))
    assert sorted(told) == sorted(verb for verb in verbs_of(build_parser()) if " " not in verb)


def test_every_setting_is_described(repository: Path) -> None:
    told = text_of(repository, "docs/operation.md")
    names = [each.name for each in fields(HubConfig)]
    sections = [value for each in fields(HubConfig) if is_dataclass(value := getattr(HubConfig(), each.name))]
    names += [each.name for section in sections for each in fields(section)]
    assert [name for name in names if f"`{name}`" not in told and f"[{name}]" not in told] == []


def test_every_command_kind_stands_in_the_protocol_with_its_permission(repository: Path) -> None:
    told = text_of(repository, "docs/protocol.md")
    assert [kind for kind, verb in verbs().items() if f"| `{kind}` | `{verb.needs}` |" not in told] == []


def test_the_protocol_names_exactly_the_routes_that_are_served(repository: Path, tmp_path: Path) -> None:
    app = create_app(HubSettings(database_url=f"sqlite:///{tmp_path / 'hub.db'}", data_folder=tmp_path))
    served = {f"{method} {path}" for path, route in _routes(app) for method in route}
    told = re.findall(
        r"^\| `((?:GET|PUT|POST|DELETE) [^`]+)` \|", text_of(repository, "docs/protocol.md"), re.MULTILINE
    )
    assert sorted(told) == sorted(served)


def _routes(app: object) -> list[tuple[str, set[str]]]:
    routes = getattr(app, "routes", [])
    return [(route.path, set(route.methods)) for route in routes]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/operation.md", "docs/architecture.md"])
def test_every_make_command_that_is_named_exists(repository: Path, name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(repository, "Makefile"), re.MULTILINE))
    assert set(_MAKE.findall(code_in(text_of(repository, name)))) <= targets


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_reader_sees_a_picture_and_two_commands_first(repository: Path, name: str) -> None:
    beginning = text_of(repository, name)[:1_500]
    picture, run, test = (beginning.find(each) for each in ("docs/screens/", "make run", "make test"))
    assert -1 < picture < run < test
