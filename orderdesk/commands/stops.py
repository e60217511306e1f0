"""A stopped parcel has left the bench: who took it out of the way, when, and what had stopped it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission, may
from orderdesk.commands.command import Command, change
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.domain.scans import BIN_PREFIX
from orderdesk.errors import Refused


class ClearStop(Command):
    """The goods of orders that must not go out lie in the exception bin, or a supervisor has taken them.

    `stop`: what had stopped them; `bin_code`: the bin as it was scanned; `supervisor_id`: whose badge was scanned.
    """

    order_ids: tuple[UUID, ...] = Field(min_length=1, max_length=50)
    parcel_id: UUID | None = None
    stop: Literal["stop.cancelled", "stop.refunded", "stop.held", "stop.changed", "stop.unaccepted"]
    bin_code: str = Field(default="", max_length=64)
    supervisor_id: UUID | None = None

    def keys(self) -> tuple[Key, ...]:
        """The orders and their parcel."""
        parcel = () if self.parcel_id is None else (Key("parcel", self.parcel_id),)
        return (*(Key("order", each) for each in dict.fromkeys(self.order_ids)), *parcel)


@change(ClearStop, needs=Permission.PACK)
def clear_stop(ask: ClearStop, work: Work) -> None:
    """Leaves every order where it is; its event tells of it.
    Raises Refused `stop.needs_proof`, `bench.not_supervisor`."""
    if ask.supervisor_id is not None:
        user = work.user(ask.supervisor_id)
        if not user.active or not may((each.role for each in user.roles), Permission.LEAD):
            raise Refused("bench.not_supervisor", name=user.name)
    elif not ask.bin_code.startswith(BIN_PREFIX):
        raise Refused("stop.needs_proof")
    if ask.parcel_id is not None:
        # Read so that the events name it.
        work.find_parcel(ask.parcel_id)
    for order_id in dict.fromkeys(ask.order_ids):
        order = work.order(order_id)
        order.updated_at = max(order.updated_at, work.said_at)
        work.trace(
            order.id,
            reason_code=ask.stop,
            location=ask.bin_code.removeprefix(BIN_PREFIX) or None,
            approval_id=None if ask.supervisor_id is None else str(ask.supervisor_id),
        )
