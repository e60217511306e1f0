"""House rules about the source; each rule is first shown a planted fault, then the whole project."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import source_rules as rules


@pytest.fixture(scope="module")
def everywhere(repository: Path) -> list[tuple[Path, list[str], list[str]]]:
    """What two rules find in each file of the checkout, which is read once for both."""
    found = []
    for path in rules.sources(repository, *rules.CODE_FOLDERS):
        tree = rules.parse(path)
        found.append((path.relative_to(repository), opened_by_qt(tree), rules.long_functions(tree)))
    return found


def faults(root: Path, files: list[Path], rule: Callable[[ast.Module], list[str]]) -> list[str]:
    return [f"{path.relative_to(root)} {fault}" for path in files for fault in rule(rules.parse(path))]


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from random import choice",
        "import time",
        "from uuid import uuid4",
        "import uuid\nx = uuid.uuid4()",
        "from datetime import datetime\nx = datetime.now()",
        "def f():\n    from secrets import token_hex",
        "from orderdesk.clock import SystemClock",
    ],
)
def test_chance_and_the_present_time_are_seen(source: str) -> None:
    assert rules.unrepeatable(ast.parse(source))


def test_a_repeatable_command_passes() -> None:
    source = "from uuid import UUID, uuid5\nfrom datetime import datetime\nx = uuid5(UUID(int=1), 'line')"
    assert rules.unrepeatable(ast.parse(source)) == []


def test_commands_use_neither_chance_nor_the_present_time(repository: Path) -> None:
    assert faults(repository, rules.sources(repository, "orderdesk/commands"), rules.unrepeatable) == []


def test_an_impure_import_is_seen() -> None:
    source = "import re\nfrom orderdesk.domain.node import Node\nfrom orderdesk import queries\nimport pydantic"
    assert rules.impure(ast.parse(source), "orderdesk.domain") == [
        "line 3 imports orderdesk.queries",
        "line 4 imports pydantic",
    ]


def test_the_domain_needs_only_the_standard_library(repository: Path) -> None:
    files = [*rules.sources(repository, "orderdesk/domain"), repository / "orderdesk/errors.py"]
    allowed = ("orderdesk.domain", "orderdesk.errors")
    assert faults(repository, files, lambda tree: rules.impure(tree, *allowed)) == []


def test_a_thread_is_seen() -> None:
    assert rules.forbidden_imports(ast.parse("from threading import Thread"), rules.THREAD_MODULES)


def test_only_the_task_bridge_starts_threads_and_processes(repository: Path) -> None:
    files = [path for path in rules.sources(repository, "ui") if path != repository / "ui/tasks.py"]
    assert faults(repository, files, lambda tree: rules.forbidden_imports(tree, rules.THREAD_MODULES)) == []


@pytest.mark.parametrize("source", ["from PySide6 import QtSql", "from PySide6.QtSql import QSqlDatabase"])
def test_the_second_sqlite_library_is_seen(source: str) -> None:
    assert opened_by_qt(ast.parse(source))


def opened_by_qt(tree: ast.Module) -> list[str]:
    return [f"line {line}" for line, name in rules.imported_modules(tree) if name.startswith("PySide6.QtSql")]


def test_no_database_is_opened_through_qt(everywhere: list[tuple[Path, list[str], list[str]]]) -> None:
    assert [f"{path} {fault}" for path, opened, _long in everywhere for fault in opened] == []


def test_a_style_sheet_is_seen() -> None:
    assert rules.calls_of(ast.parse("label.setStyleSheet('color: red')"), "setStyleSheet")


def test_only_the_theme_sets_style_sheets(repository: Path) -> None:
    files = [path for path in rules.sources(repository, "ui") if path != repository / "ui/theme.py"]
    assert faults(repository, files, lambda tree: rules.calls_of(tree, "setStyleSheet")) == []


def test_no_file_is_longer_than_500_lines(repository: Path) -> None:
    counted = {
        path.relative_to(repository): len(path.read_text(encoding="utf-8").splitlines())
        for path in rules.sources(repository, *rules.CODE_FOLDERS)
    }
    assert {path: lines for path, lines in counted.items() if lines > rules.LONGEST_FILE} == {}


def test_a_long_function_is_seen() -> None:
    assert rules.long_functions(ast.parse("def f():\n" + "    x = 1\n" * 50))
    assert not rules.long_functions(ast.parse("def f():\n" + "    x = 1\n" * 49))


def test_no_function_is_longer_than_50_lines(everywhere: list[tuple[Path, list[str], list[str]]]) -> None:
    assert [f"{path} {fault}" for path, _opened, long in everywhere for fault in long] == []


def test_every_module_is_named_after_what_it_holds(repository: Path) -> None:
    paths = [path.relative_to(repository) for path in rules.sources(repository, *rules.CODE_FOLDERS)]
    assert [path for path in paths if rules.EMPTY_NAMES & {part.removesuffix(".py") for part in path.parts}] == []


def test_test_folders_hide_no_package(repository: Path) -> None:
    assert list((repository / "tests").rglob("__init__.py")) == []
    assert [name for name in rules.PACKAGES if (repository / "tests" / name).exists()] == []


@pytest.mark.parametrize("text", ["pip install --find-" + "links y", "https://pypi." + "org/"])
def test_a_trace_of_a_registry_is_seen(text: str) -> None:
    assert rules.foreign_text(text)


def test_the_folder_of_this_checkout_is_seen(repository: Path) -> None:
    assert rules.foreign_text(f"see {repository}/x")


def test_tracked_files_name_no_machine_and_no_registry(repository: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=repository, check=True, capture_output=True).stdout
    paths = [repository / name.decode() for name in listed.split(b"\0") if name]
    texts = {path: path.read_bytes().decode("utf-8", errors="ignore") for path in paths if path.is_file()}
    assert [f"{path.name} {fault}" for path, text in texts.items() for fault in rules.foreign_text(text)] == []
