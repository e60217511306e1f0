"""The shapes in which requests travel: bounded texts, ids and whole numbers that every database can keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

#: So much of a program's name and version is kept.
_PROGRAM_LETTERS = 60

#: PostgreSQL keeps no NUL.
NO_NUL = r"^[^\x00]*$"

ShortText = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
FilledText = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
Count = Annotated[int, Field(ge=0, le=2**63 - 1)]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _in_utc(value: datetime) -> datetime:
    if not 1970 <= value.year <= 2999:
        raise ValueError("the time is out of range")
    return value.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Body(BaseModel):
    """A request's body: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class SaidBody(Body):
    """A command as a workstation sends it."""

    n: Annotated[int, Field(ge=1, le=2**63 - 1)]
    id: UUID
    kind: FilledText
    version: Annotated[int, Field(ge=1, le=1_000)]
    # Whatever it holds, the executor answers it: a refused body would come again for ever.
    arguments: dict[str, Any]
    session_id: UUID | None = None
    said_at: Moment
    # Whose session that was, for a hub that has lost it.
    user_id: UUID | None = None


class OutcomeBody(BaseModel):
    """What became of a command. `seq`: from this log position on its effect is to be seen."""

    id: UUID
    n: int
    status: str
    code: str | None
    facts: dict[str, Any]
    seq: int


def program_of(request: Request) -> str:
    """What a workstation says of its program and version, such as `orderdesk/0.1.0`."""
    return request.headers.get("user-agent", "").replace("\x00", "")[:_PROGRAM_LETTERS]
