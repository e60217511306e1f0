"""How each benchmark is told what to do, tells its progress and prints its figures."""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says. `small`: a quick run that shows that all of it works and proves little."""

    rounds: int
    small: bool


def run(name: str, measure: Callable[[Asked], Mapping[str, Any]], *, rounds: int) -> int:
    """Runs a benchmark as a program; the last line on standard output is one JSON object."""
    parser = argparse.ArgumentParser(prog=f"benchmarks.{name}")
    parser.add_argument("--rounds", type=int, default=0, help=f"how often everything is measured (default {rounds})")
    parser.add_argument("--small", action="store_true", help="a quick run that proves little")
    options = parser.parse_args()
    asked = Asked(options.rounds or (1 if options.small else rounds), options.small)
    before = os.getloadavg()[0]
    measured = measure(asked)
    load = {"before": round(before, 2), "after": round(os.getloadavg()[0], 2)}
    print(json.dumps({"name": name, "load": load, "rounds": asked.rounds, **rounded(measured)}), flush=True)
    return 0


def tell(text: str) -> None:
    """A line of progress."""
    print(f"   {text}", file=sys.stderr, flush=True)


def median(values: Iterable[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of all do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(percent / 100 * len(ranked)) - 1)]


def rounded(value: Any) -> Any:
    """Every number with four significant digits, whole ones as they are."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, Mapping):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(each) for each in value]
    return value
