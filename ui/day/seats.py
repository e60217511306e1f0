"""The places of the day: a role's window on a workstation of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.rows import OrderDetail
from ui.life import Life
from ui.program import Program


class DayFailed(RuntimeError):
    """Something that should have been seen was not seen in time."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something somebody did, and how long it took to be seen at each window, in milliseconds."""

    what: str
    seen_ms: dict[str, int]
    picture: str


@dataclass(slots=True)
class Seat:
    """A role's window on a workstation folder of its own."""

    role: str
    program: Program

    @property
    def life(self) -> Life:
        """What goes on behind the window."""
        life = self.program.life
        if life is None:
            raise DayFailed(f"the window of {self.role} was not loaded")
        return life

    def order(self, order_id: UUID) -> OrderDetail | None:
        """An order as this workstation shows it."""
        now = self.program.clock.now()
        return self.life.workplace.ask_now(lambda connection: order_detail(connection, order_id, now))


def since(began: float) -> int:
    """Milliseconds since a moment of the monotonic clock."""
    return int((time.monotonic() - began) * 1000)
