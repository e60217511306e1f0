"""Faults on demand: what is planned, and which call it strikes."""

from __future__ import annotations

import random
from fnmatch import fnmatchcase
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FaultKind = Literal[
    "latency",
    "timeout_before_commit",
    "timeout_after_commit",
    "drop_before_commit",
    "drop_after_commit",
    "status",
    "status_after_commit",
    "signature_failure",
    "error_body",
    "truncated_json",
    "object_instead_of_list",
    "gbk_body",
    "duplicate_callback",
    "late_callback",
    "lost_callback",
    "bad_signature",
    "missing_signature",
    "reserialised",
]

CALLBACK_ONLY = frozenset(
    {"duplicate_callback", "late_callback", "lost_callback", "bad_signature", "missing_signature", "reserialised"}
)
"""Kinds that spoil what the sandbox sends; with truncated_json they are all that can."""


class Fault(BaseModel):
    """One planned fault. `match` is a pattern over the operation (`flux.putSalesOrder`) or over
    `METHOD /path`; it strikes with `probability`, at most `count` times (None: without end).

    `args`: `seconds` (latency, how long a time-out hangs), `code` (HTTP status), `body` (error_body),
    `copies` (duplicate_callback), `minutes` (late_callback).
    """

    model_config = ConfigDict(extra="forbid")

    match: str
    kind: FaultKind
    count: int | None = None
    probability: float = Field(default=1.0, ge=0, le=1)
    args: dict[str, Any] = {}
    struck: int = 0


class FaultBook:
    """The planned faults in the order they were planned; the first that fits strikes."""

    def __init__(self, seed: int) -> None:
        self.planned: list[Fault] = []
        self._dice = random.Random(seed)

    def reseed(self, seed: int) -> None:
        """Starts the dice anew."""
        self._dice = random.Random(seed)

    def pick(self, operation: str, address: str, *, callbacks: bool) -> Fault | None:
        """The fault that strikes this call, if one does, counted."""
        for fault in self.planned:
            fits = fnmatchcase(operation, fault.match) or fnmatchcase(address, fault.match)
            spent = fault.count is not None and fault.struck >= fault.count
            possible = fault.kind == "truncated_json" or (fault.kind in CALLBACK_ONLY) == callbacks
            if fits and possible and not spent and self._dice.random() < fault.probability:
                fault.struck += 1
                return fault
        return None
