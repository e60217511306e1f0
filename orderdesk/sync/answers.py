"""What the hub answers over HTTP, read: refusals as what they mean here, and other programs' answers as none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from orderdesk.errors import Unreachable
from orderdesk.sync.transport import (
    AccessDenied,
    BootstrapNeeded,
    GapFound,
    Page,
    Result,
    SignInFailed,
    UpgradeNeeded,
)


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Reads the fields of an answer to `what`. Raises Unreachable where they are not the hub's."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreachable(f"{what}: the answer is not the hub's") from error


def content_of(answer: httpx.Response) -> dict[str, Any]:
    """The object that a good answer holds; an empty one where it says that there is none. Raises as `check_answer`."""
    check_answer(answer)
    if answer.status_code == httpx.codes.NO_CONTENT:
        return {}
    try:
        value = answer.json()
    except ValueError as error:
        raise not_the_hubs(answer) from error
    if not isinstance(value, dict):
        raise not_the_hubs(answer)
    return value


def not_the_hubs(answer: httpx.Response) -> Unreachable:
    """What is raised where another program has answered."""
    return Unreachable(f"{answer.request.method} {answer.request.url.path}: the answer is not the hub's")


def check_answer(answer: httpx.Response) -> None:
    """Turns the hub's refusals into what they mean to a workstation. The hub sends nobody elsewhere: who does is not
    the hub."""
    if answer.is_success:
        return
    status = answer.status_code
    problem = problem_of(answer)
    code = str(problem.get("code", ""))
    facts = problem.get("facts") or {}
    if status == 409 and code == "gap":
        with reading("/v1/commands"):
            raise GapFound(int(problem.get("last_n", facts.get("last_n", 0))))
    if status in (409, 410):
        raise BootstrapNeeded(code)
    if status == 426:
        raise UpgradeNeeded(code)
    if code.startswith(("sign_in.", "enrolment.")):
        raise SignInFailed(code)
    if status in (401, 403):
        raise AccessDenied(code)
    raise Unreachable(f"the hub answered {status} {code}")


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    """A refusal's code and facts; empty where it is none of the hub's."""
    try:
        value = answer.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def pages_of(lines: Iterator[str]) -> Iterator[Page | None]:
    """The pages of a stream's lines; None is a sign of life. Raises BootstrapNeeded."""
    event, data = "message", ""
    for line in lines:
        if line.startswith(":"):
            yield None
        elif line.startswith("event:"):
            event = line[6:].strip()
        elif line.startswith("data:"):
            data += line[5:].strip()
        elif not line and data:
            with reading("/v1/stream"):
                value = json.loads(data)
                if event == "reset":
                    raise BootstrapNeeded(str(value.get("code", "")))
                page = Page.from_json(value) if event == "page" else None
            if page is not None:
                yield page
            event, data = "message", ""


def result_of(value: dict[str, Any]) -> Result:
    """What became of a command, from its travelling form."""
    return Result(UUID(value["id"]), value["n"], value["status"], value["code"], value["facts"], value["seq"])


def moment_or_none(text: str | None) -> datetime | None:
    """A moment with its zone; None where there is none."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return None if found.tzinfo is None else found


def uuid_or_none(value: str | None) -> UUID | None:
    """An id that may be missing."""
    return None if value is None else UUID(value)
