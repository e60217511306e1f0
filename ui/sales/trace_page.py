"""The trace of an order: its 47 facts, each with its value or why there is none."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from orderdesk.queries.trace import TraceField
from ui import formats
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.layout import grid, hbox, vbox
from ui.components.skeleton import Skeleton
from ui.components.text import Icon, Text
from ui.sales.order_trace import OrderTrace
from ui.sales.trace_words import label, shown, why_text

_LABEL_WIDTH = 116


class TracePage(QWidget):
    """Shows a trace; None while it is read. `save_wanted`: as a file; `again`: the hub is to be asked once more."""

    save_wanted = Signal()
    again = Signal()

    def __init__(self, trace: OrderTrace | None, now: datetime) -> None:
        super().__init__()
        self._now = now
        if trace is None:
            self.setLayout(vbox(Skeleton()))
            return
        self._save = Button(self.tr("Save as file"), size="sm", icon="export")
        self._save.clicked.connect(self.save_wanted)
        there = sum(bool(fact.values) for fact in trace.facts)
        count = self.tr("{there} of {all} known").format(there=there, all=len(trace.facts))
        parts: list[QWidget] = [*self._state(trace)]
        head = QWidget()
        head.setLayout(hbox(Text(count, "caption", "secondary", weight=600), None, self._save))
        parts.append(head)
        for group, facts in groupby(trace.facts, key=lambda fact: fact.group):
            parts.append(Text(label(group), "caption", "secondary", weight=600))
            parts.append(self._rows(list(facts)))
        self.setLayout(vbox(*parts, gap=8))

    def _state(self, trace: OrderTrace) -> list[QWidget]:
        """Whether the hub has told, when, and whether the chain of events holds."""
        told = trace.told
        found: list[QWidget] = []
        if told is not None and told.troubles:
            found.append(
                Banner(self.tr("The record was altered: {what}").format(what="; ".join(told.troubles)), "danger")
            )
        if trace.is_silent:
            text = self.tr("The hub does not answer: what only it knows is missing")
            if told is not None:
                text = self.tr("The hub does not answer: this is as of {time}").format(
                    time=formats.moment(told.at, self._now)
                )
            banner = Banner(text, "warn", action=self.tr("Ask again"))
            banner.acted.connect(self.again)
            found.append(banner)
        elif told is None:
            found.append(self._line("clock", "text.tertiary", self.tr("The hub is being asked")))
        elif not told.troubles:
            events = formats.counted(len(told.events), self.tr("1 event"), self.tr("{n} events"))
            holds = self.tr("{events}, the chain holds").format(events=events)
            found.append(self._line("check-circle", "ok", holds))
        return found

    def _line(self, icon: str, tint: str, text: str) -> QWidget:
        line = QWidget()
        line.setLayout(hbox(Icon(icon, tint, 14), (Text(text, "caption", "secondary", wrap=True), 1), gap=6))
        return line

    def _rows(self, facts: list[TraceField]) -> QWidget:
        rows = QWidget()
        rows.setLayout(
            grid(
                [[Text(label(fact.name), "body", "tertiary", width=_LABEL_WIDTH), self._value(fact)] for fact in facts],
                gap=(12, 4),
                shares=(0, 1),
            )
        )
        return rows

    def _value(self, fact: TraceField) -> QWidget:
        if fact.values:
            return Text(shown(fact, self._now), "body", wrap=True, selectable=True)
        return Text(self.tr("n/a · {why}").format(why=why_text(fact.why)), "body", "tertiary", wrap=True)
