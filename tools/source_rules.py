"""Rules about the source that no linter knows; tests/guards applies them to every file."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("ui", "orderdesk", "db", "resources")
CODE_FOLDERS = (*PACKAGES, "tests", "tools", "benchmarks")

LONGEST_FILE = 500
LONGEST_FUNCTION = 50
EMPTY_NAMES = frozenset({"util", "utils", "helper", "helpers", "manager", "managers", "common", "base", "misc"})

#: What a command must not know: it runs twice, at the hub and at the workstation, with the same result.
UNREPEATABLE_MODULES = frozenset({"random", "secrets", "time"})
UNREPEATABLE_NAMES = frozenset({"uuid1", "uuid4", "urandom", "now", "utcnow", "today", "SystemClock", "Clock"})

#: Ways to another thread or process; on a workstation ui/tasks.py holds them all.
THREAD_MODULES = frozenset({"threading", "_thread", "concurrent", "multiprocessing", "subprocess"})

#: The folder this checkout lies in is one machine's own, whatever it is called.
_CHECKOUT = Path(__file__).resolve().parents[1]

#: Traces of one machine or of one package registry; a clone must work anywhere.
FOREIGN_TEXT = re.compile(
    rf"{re.escape(str(_CHECKOUT))}/|(?<![\w.])/root[/](?!\.)"
    r"|pypi[.]org|pythonhosted[.]org|deb[.]debian[.]org|registry[.]npmjs|--(?:extra-)?index[-]url|--find[-]links"
)


def sources(root: Path, *folders: str) -> list[Path]:
    """Every Python file below the given folders of the checkout; a folder that does not exist yet has none."""
    return sorted(path for folder in folders for path in (root / folder).rglob("*.py"))


def parse(path: Path) -> ast.Module:
    """The syntax tree of a source file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_modules(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported, at any depth; `from a import b` gives a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{node.module or ''}.{alias.name}"


def forbidden_imports(tree: ast.AST, roots: frozenset[str]) -> list[str]:
    """Imports of the named top-level modules."""
    return [f"line {line} imports {name}" for line, name in imported_modules(tree) if name.partition(".")[0] in roots]


def unrepeatable(tree: ast.AST) -> list[str]:
    """Uses of chance or of the present time, by import or by name."""
    found = forbidden_imports(tree, UNREPEATABLE_MODULES)
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in UNREPEATABLE_NAMES:
            found.append(f"line {getattr(node, 'lineno', 0)} uses {name}")
    found += [
        f"line {line} imports {name}"
        for line, name in imported_modules(tree)
        if name.rpartition(".")[2] in UNREPEATABLE_NAMES
    ]
    return found


def impure(tree: ast.AST, *allowed: str) -> list[str]:
    """Imports of anything but the standard library and the named packages."""
    return [
        f"line {line} imports {name}"
        for line, name in imported_modules(tree)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == package or name.startswith(f"{package}.") for package in allowed)
    ]


def calls_of(tree: ast.AST, method: str) -> list[str]:
    """Calls of a method or function by its name."""
    return [
        f"line {node.lineno} calls {method}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) == method
    ]


def long_functions(tree: ast.AST) -> list[str]:
    """Functions of more than 50 lines, decorators not counted."""
    return [
        f"line {node.lineno}: {node.name} has {length} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]


def foreign_text(text: str) -> list[str]:
    """Places of one machine or addresses of one registry."""
    return [f"line {text.count(chr(10), 0, found.start()) + 1}: {found[0]}" for found in FOREIGN_TEXT.finditer(text)]
