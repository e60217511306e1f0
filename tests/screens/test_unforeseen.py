"""What nobody foresaw is shown by a number, and stands in the log in full."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from orderdesk.children import NotRunning
from orderdesk.errors import Refused
from orderdesk.sync.transport import AccessDenied
from ui.demo_door import demo_problem
from ui.enrolment import enrolment_problem
from ui.life import sign_in_problem
from ui.refusals import refusal_text

Problem = Callable[[Exception], str]


@pytest.mark.parametrize("problem", [sign_in_problem, enrolment_problem, demo_problem])
def test_what_nobody_foresaw_is_shown_by_a_number_that_stands_in_the_log(
    problem: Problem, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        raise ZeroDivisionError("SELECT secrets FROM device")
    except ZeroDivisionError as error:
        sentence = problem(error)
    assert "SELECT" not in sentence
    (number,) = re.findall(r"report (\d+)", sentence)
    assert f"report={number}" in caplog.text
    assert "Traceback" in caplog.text
    assert "SELECT secrets" in caplog.text


@pytest.mark.parametrize("problem", [sign_in_problem, enrolment_problem, demo_problem])
def test_what_was_foreseen_is_a_sentence_of_its_own(problem: Problem, caplog: pytest.LogCaptureFixture) -> None:
    assert problem(Refused("storage.full")) == refusal_text("storage.full")
    assert problem(AccessDenied("no such device")) == refusal_text("device.revoked")
    assert demo_problem(NotRunning("no free port")) == "no free port"
    assert caplog.text == ""
