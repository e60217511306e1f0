"""What the HTTP status and its headers alone say about a call, whatever system was called."""

from __future__ import annotations

import pytest

from orderdesk.connectors.http import LONGEST_RETRY_S, RETRY_S, classify_transport


def test_with_200_the_body_has_the_word() -> None:
    assert classify_transport(200, {}) is None


@pytest.mark.parametrize(
    ("asked", "wait_s"),
    [
        ("", RETRY_S),
        ("2", RETRY_S),
        ("120", 120.0),
        ("86400", LONGEST_RETRY_S),
        ("9" * 400, LONGEST_RETRY_S),
        ("-5", RETRY_S),
        ("Fri, 20 Nov 2026 04:00:00 GMT", RETRY_S),
        ("１２０", RETRY_S),
    ],
)
def test_a_system_may_ask_for_patience_within_reason(asked: str, wait_s: float) -> None:
    outcome = classify_transport(503, {"Retry-After": asked})
    assert outcome is not None
    assert (outcome.verdict, outcome.retry_after_s) == ("retry", wait_s)


@pytest.mark.parametrize(
    ("status", "verdict", "in_doubt", "whole_system"),
    [
        (204, "unknown", True, False),
        (302, "unknown", True, False),
        (400, "unknown", True, False),
        (401, "reject", False, True),
        (404, "reject", False, True),
        (408, "retry", True, False),
        (429, "retry", False, False),
        (500, "retry", True, False),
        (503, "retry", True, False),
        (504, "retry", True, False),
    ],
)
def test_a_status_is_never_taken_for_ok(status: int, verdict: str, in_doubt: bool, whole_system: bool) -> None:
    outcome = classify_transport(status, {})
    assert outcome is not None
    assert (outcome.verdict, outcome.in_doubt, outcome.whole_system) == (verdict, in_doubt, whole_system)
    assert outcome.code == f"http_{status}"
