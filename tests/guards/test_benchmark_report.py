"""The page of results tells the truth: met, missed, not printed, failed."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import Figure, Outcome, reach, report


@pytest.mark.parametrize(
    ("goal", "value", "is_met"),
    [("< 5", 4.9, True), ("< 5", 5.0, False), ("<= 5", 5.0, True), ("== 100", 99, False), (">= 0.4", 0.4, True)],
)
def test_a_figure_is_held_against_its_goal(goal: str, value: float, is_met: bool) -> None:
    assert Figure("key", goal, value).is_met is is_met


def test_a_figure_that_was_not_printed_is_missed() -> None:
    assert not Figure("p50_ms", "< 5", None).is_met


def test_a_dotted_key_reaches_into_a_nested_figure() -> None:
    printed = {"stations_50": {"p99_ms": 41.5}, "name": "fanout"}
    assert reach(printed, "stations_50.p99_ms") == 41.5
    assert reach(printed, "stations_200.p99_ms") is None
    assert reach(printed, "name") is None


def test_the_page_shows_met_missed_and_failed() -> None:
    met = Outcome("scan", "Scan", (Figure("p50_ms", "< 5", 3.25), Figure("p99_ms", "< 50", 80)), {"p50_ms": 3.25}, "")
    failed = Outcome("reserve", "Reserve", (), {}, "ended with code 1")
    lines = report([met, failed]).splitlines()
    assert "| `scan` | p50_ms | < 5 | 3.25 | ✓ |" in lines
    assert "| `scan` | p99_ms | < 50 | 80 | ✗ |" in lines
    assert "| `reserve` | Reserve | | ended with code 1 | ✗ |" in lines
