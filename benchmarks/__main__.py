"""Runs the benchmarks one after another and writes benchmarks/RESULTS.md with machine, date and commit."""

from __future__ import annotations

import argparse
import json
import operator
import os
import platform
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).resolve().parent
#: What people have to know to read the table.
NOTES = FOLDER / "NOTES.md"
COMPARISONS: MappingProxyType[str, Callable[[float, float], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge, ">": operator.gt}
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its goal; no value when the benchmark did not print it."""

    key: str
    goal: str
    value: float | None

    @property
    def is_met(self) -> bool:
        comparison, _, limit = self.goal.partition(" ")
        return self.value is not None and COMPARISONS[comparison](self.value, float(limit))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one benchmark printed, or why it printed nothing."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    printed: dict[str, Any]
    failure: str


def run(name: str, goals: dict[str, str], options: list[str]) -> Outcome:
    """Runs one benchmark in a process of its own; its progress goes to standard error as it comes."""
    print(f"== {name}", file=sys.stderr, flush=True)
    process = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *options],
        cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    title = goals.pop("title")
    lines = process.stdout.strip().splitlines()
    if process.returncode or not lines:
        return Outcome(name, title, (), {}, f"ended with code {process.returncode}")
    printed: dict[str, Any] = json.loads(lines[-1])
    figures = tuple(Figure(key, goal, reach(printed, key)) for key, goal in goals.items())
    return Outcome(name, title, figures, printed, "")


def reach(printed: dict[str, Any], key: str) -> float | None:
    """The value behind a dotted key; None when it is not there or is no number."""
    value: Any = printed
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, int | float) else None


def report(outcomes: list[Outcome]) -> str:
    """The results as a page in Markdown."""
    lines = ["# Benchmark results", "", *(f"- {fact}" for fact in machine()), ""]
    lines += ["| benchmark | figure | goal | measured | |", "|---|---|---|---|---|"]
    for outcome in outcomes:
        if outcome.failure:
            lines.append(f"| `{outcome.name}` | {outcome.title} | | {outcome.failure} | ✗ |")
        for figure in outcome.figures:
            value = "not printed" if figure.value is None else f"{figure.value:.4g}"
            mark = "✓" if figure.is_met else "✗"
            lines.append(f"| `{outcome.name}` | {figure.key} | {figure.goal} | {value} | {mark} |")
    lines += ["", NOTES.read_text(encoding="utf-8").rstrip()]
    for outcome in outcomes:
        if outcome.printed:
            printed = json.dumps(outcome.printed, indent=2, ensure_ascii=False)
            lines += ["", f"## {outcome.name}", "", f"{outcome.title}.", "", "```json", printed, "```"]
    return "\n".join(lines) + "\n"


def machine() -> list[str]:
    """Where and when these figures were taken."""
    information = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = [line.partition(":")[2].strip() for line in information.splitlines() if line.startswith("model name")]
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=FOLDER.parent, capture_output=True, text=True, check=False
    ).stdout.strip()
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit or 'unknown'}",
        f"{os.cpu_count()} × {models[0] if models else platform.machine()}, {platform.platform()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"load average at the end: {load}",
    ]


def main() -> int:
    """Runs what is asked for; 1 when a benchmark failed. A missed goal is told in the table, not by the exit code."""
    goals: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "goals.toml").read_text(encoding="utf-8"))
    there = [name for name in goals if (FOLDER / f"{name}.py").exists()]
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all when none is given: {', '.join(there)}")
    parser.add_argument("--rounds", type=int, help="handed on to each benchmark")
    parser.add_argument("--small", action="store_true", help="handed on: a quick run that proves little")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(there):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    options = [*(["--rounds", str(asked.rounds)] if asked.rounds else []), *(["--small"] if asked.small else [])]
    outcomes = [run(name, goals[name], options) for name in asked.names or there]
    page = report(outcomes)
    if asked.names or asked.small:
        print(page)
    else:
        (FOLDER / "RESULTS.md").write_text(page, encoding="utf-8")
    return 1 if any(outcome.failure for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
