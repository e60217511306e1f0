"""Whatever puts something before somebody has a sentence: the codes of cases, the kinds of tasks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from orderdesk.commands.door_trouble import CODES
from orderdesk.demo.desk_work import _CASES
from orderdesk.hub.jobs import JobState
from tools.source_rules import parse, sources
from ui.task_texts import TASKS, task_text

_OPENS = {"open_case", "_open_case", "open_task", "Case", "Task", "_stopped"}
_NAMED = {"code", "task_kind"}

#: Where a code is put together: what may stand behind its beginning.
_MADE = {
    "delivery.": set(CODES),
    "courier.": {"intercept", "send_back"},
}


def codes(tree: ast.Module) -> Iterator[str]:
    """The codes in calls that open a case or a task; one that is put together gives its beginning."""
    known = {
        target.id: str(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if not isinstance(node, ast.Call) or name not in _OPENS:
            continue
        named = [keyword.value for keyword in node.keywords if keyword.arg in _NAMED]
        for value in named or node.args:
            found = _text(value, known)
            if found is not None and (named or ("." in found and ":" not in found) or found == "put_back"):
                yield found


def _text(value: ast.expr, known: dict[str, str]) -> str | None:
    if isinstance(value, ast.Name):
        return known.get(value.id)
    if isinstance(value, ast.JoinedStr):
        value = value.values[0]
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def test_a_code_is_seen() -> None:
    source = "A = 'a.b'\nopen_case(w, code='c.d')\nTask(task_kind=A)\nopen_task(w, o, 'put_back')\nCase(code=f'e.{x}')"
    assert list(codes(ast.parse(source))) == ["c.d", "a.b", "put_back", "e."]


def test_every_case_and_every_task_has_a_sentence(repository: Path) -> None:
    found = {code for path in sources(repository, "orderdesk") for code in codes(parse(path))}
    assert {"stock.below_reserved", "erp.not_mapped", "follow_waybills", "note.mention"} <= found
    found |= {f"outside.{state}" for state in (JobState.PARKED, JobState.DEAD, "stopped")}
    found |= {code for _queue, code, _role, _hours in _CASES.values()}
    found |= {f"{start}{end}" for start in found if start.endswith(".") for end in _MADE[start]}
    assert sorted(code for code in found - set(TASKS) if not code.endswith(".")) == []


def test_a_fact_that_is_not_there_does_no_harm() -> None:
    assert task_text("delivery.lost", {"shipment_no": "SH1"}) == "The goods are lost, SH1: —"
    assert task_text("no.such", {}) == "Something is to be done here"
