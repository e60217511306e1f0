"""Each benchmark runs, small, and prints the figures that its goals name."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from benchmarks.__main__ import reach

GOALS = tomllib.loads((Path(__file__).resolve().parents[2] / "benchmarks" / "goals.toml").read_text(encoding="utf-8"))
#: With few workstations there are no figures of many.
_NOT_SMALL = ("stations_50.p99_ms", "stations_200.p99_ms")


@pytest.mark.parametrize("name", GOALS)
def test_a_benchmark_prints_what_its_goals_name(name: str, repository: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--small"],
        cwd=repository, capture_output=True, text=True, check=False, timeout=270,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-2000:]
    printed = json.loads(process.stdout.splitlines()[-1])
    assert printed["name"] == name
    assert printed["rounds"] == 1
    assert {"load", "raw"} <= set(printed)
    keys = [key for key in GOALS[name] if key != "title" and key not in _NOT_SMALL]
    assert [key for key in keys if reach(printed, key) is None] == []
