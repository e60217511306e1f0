"""The floors hold: who may import whom, and what a program loads before it is asked to work."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.source_rules import PACKAGES

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"

SHOW_HELP = """
import sys
sys.argv = ["program", "--help"]
from {module} import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
loaded = sorted({{name.partition(".")[0] for name in sys.modules}} & {{"PySide6", "shiboken6", "qtawesome"}})
assert not loaded, loaded
"""


def exists(root: Path, module: str) -> bool:
    path = root.joinpath(*module.split("."))
    return (path / "__init__.py").exists() or path.with_suffix(".py").exists()


def test_every_floor_has_its_contract(repository: Path) -> None:
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert set(settings["root_packages"]) == set(PACKAGES)
    assert {contract["id"] for contract in settings["contracts"]} >= {
        "floors", "no-qt-below", "ui-no-db", "ui-no-sqlite", "workstation-no-hub", "domain-pure",
    }  # fmt: skip


def test_the_import_contracts_hold(repository: Path) -> None:
    """In a process of its own: the tool silences every logger that is there already."""
    outcome = subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS], cwd=repository, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("name", PACKAGES)
def test_the_packages_are_the_ones_of_this_checkout(repository: Path, name: str) -> None:
    """Their names are short; a stranger of the same name in site-packages must not stand in for one of them."""
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == repository / name / "__init__.py"


@pytest.mark.parametrize("module", ["orderdesk.hub.cli", "ui.app"])
def test_showing_help_needs_no_qt(repository: Path, module: str) -> None:
    if not exists(repository, module):
        return
    script = SHOW_HELP.format(module=module)
    outcome = subprocess.run(
        [sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "usage" in outcome.stdout.lower()
