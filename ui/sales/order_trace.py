"""The traces of orders: asked from the hub, kept once seen; and as a file."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from orderdesk.queries.reading import Reading
from orderdesk.queries.trace import TraceFacts, TraceField, derive, trace_facts
from ui.sales.csv_cells import as_table
from ui.tasks import Ticket
from ui.workplace import Workplace

#: So many orders' events are kept; they are gone with the window, for a person in them may be erased.
_KEPT = 100


@dataclass(frozen=True, slots=True)
class HubTrace:
    """An order's events as the hub told them. `version`: of the order when it was asked."""

    version: int
    at: datetime
    events: tuple[dict[str, Any], ...]
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderTrace:
    """The 47 facts, with what the hub told (None: not yet) and whether it is being asked or does not answer."""

    facts: tuple[TraceField, ...]
    told: HubTrace | None
    is_asking: bool = False
    is_silent: bool = False


class OrderTraces(QObject):
    """Tells `changed(order id)` when there is more to show of an order. Lives in the GUI thread."""

    changed = Signal(object)

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._told: OrderedDict[UUID, HubTrace] = OrderedDict()
        self._facts: TraceFacts | None = None
        self._silent: UUID | None = None
        self._asking: UUID | None = None
        self._ticket = Ticket()

    def find(self, order_id: UUID) -> OrderTrace | None:
        """What there is to show now; None before the cache has answered."""
        if self._facts is None or self._facts.order_id != order_id:
            return None
        told = self._told.get(order_id)
        found = derive(self._facts, None if told is None else told.events)
        return OrderTrace(found, told, self._asking == order_id, self._silent == order_id)

    def want(self, order_id: UUID, *, anew: bool = False) -> None:
        """Reads the order's facts, and asks the hub where it has not told about the order as it is now.

        `anew`: in any case, for an event need not change the order.
        """
        self._ticket.cancel()

        def question(connection: Reading) -> TraceFacts | None:
            return trace_facts(connection, order_id)

        self._ticket = self._workplace.ask(question, lambda facts: self._on_facts(facts, anew))

    def _on_facts(self, facts: TraceFacts | None, anew: bool) -> None:
        if facts is None:
            return
        self._facts = facts
        told = self._told.get(facts.order_id)
        if anew or told is None or told.version < facts.version:
            self._ask(facts)
        self.changed.emit(facts.order_id)

    def _ask(self, facts: TraceFacts) -> None:
        if self._asking == facts.order_id:
            return
        self._asking = facts.order_id

        def answer(value: dict[str, Any]) -> None:
            told = HubTrace(
                facts.version, self._workplace.clock.now(), tuple(value["events"]), tuple(value["troubles"])
            )
            self._told[facts.order_id] = told
            self._told.move_to_end(facts.order_id)
            if len(self._told) > _KEPT:
                self._told.popitem(last=False)
            self._done(facts.order_id, silent=False)

        def silent() -> None:
            self._done(facts.order_id, silent=True)

        self._workplace.ask_hub(f"/v1/orders/{facts.order_id}/trace", answer, silent)

    def _done(self, order_id: UUID, *, silent: bool) -> None:
        if self._asking == order_id:
            self._asking = None
        self._silent = order_id if silent else None
        self.changed.emit(order_id)


def as_csv(trace: OrderTrace) -> bytes:
    """The 47 facts, an empty line, and the events with all their fields; UTF-8 with a mark, as spreadsheets want it."""
    rows: list[Sequence[str]] = [("field", "value", "missing_because")]
    rows += [(fact.name, " | ".join(map(_plain, fact.values)), fact.why) for fact in trace.facts]
    if trace.told is not None and trace.told.events:
        names = list(trace.told.events[0])
        rows += [(), names, *([_cell(event.get(name)) for name in names] for event in trace.told.events)]
    return as_table(rows)


def as_json(trace: OrderTrace) -> bytes:
    """The same as one JSON object: `facts` and `events`."""
    facts = {
        fact.name: {"values": [_plain(value) for value in fact.values], "missing_because": fact.why or None}
        for fact in trace.facts
    }
    told = trace.told
    value = {"facts": facts, "events": [] if told is None else told.events}
    value["troubles"] = [] if told is None else list(told.troubles)
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
