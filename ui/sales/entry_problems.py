"""What has to be put right in a new order, as banners over its lines: said in a sentence, with the way out.
F8 walks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import formats
from ui.components.banner import Banner
from ui.components.layout import clear, vbox
from ui.components.text import Text
from ui.sales.entry_cells import short_name, trouble_words
from ui.sales.entry_draft import Draft, Problem
from ui.sales.entry_line import DraftLine
from ui.words import word

_SHOWN = 2
_KEY = "F8"


@dataclass(frozen=True, slots=True)
class _Said:
    """A problem as a banner says it; `better`: the line with which it is over."""

    problem: Problem
    text: str
    action: str = ""
    better: DraftLine | None = None
    is_current: bool = False


class EntryProblems(QWidget):
    """At most two problems of a draft, and how many more there are.

    `chosen(row, cell)`: this one is next, the keyboard goes there; `fixed(row, line)`: the line shall be this one;
    `nothing_wrong`: there is nothing to walk to.
    """

    chosen = Signal(int, str)
    fixed = Signal(int, object)
    nothing_wrong = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        self._said: tuple[_Said, ...] = ()
        self._more = 0
        #: The problem that F8 has gone to; pressed there again, it takes the way out that is offered.
        self._current: Problem | None = None
        self._rows = vbox(gap=8)
        self.setLayout(self._rows)
        self.hide()

    def show_draft(self, draft: Draft) -> None:
        """The draft as it is now."""
        self._draft = draft
        if self._current not in draft.problems():
            self._current = None
        self._show()

    def retranslate(self) -> None:
        """The same sentences in the window's language."""
        self._said = ()
        self._show()

    def step(self) -> None:
        """Goes to the next problem; on the one it has gone to it takes the way out first, where one is offered."""
        current, place = self._current, self._place()
        better = None if current is None or current.is_notice else self._say(current).better
        if current is not None and better is not None:
            # What is put right is gone from the list: the next one stands in its place.
            self.fixed.emit(current.at, better)
        else:
            place += 1
        self._go_to(place)

    def pass_by(self) -> None:
        """Goes to the next problem and leaves this one as it is."""
        self._go_to(self._place() + 1)

    def go_to_first(self) -> None:
        """Goes to the first problem."""
        self._go_to(0)

    def _place(self) -> int:
        found = self._draft.problems()
        return found.index(self._current) if self._current in found else -1

    def _go_to(self, place: int) -> None:
        found = self._draft.problems()
        if not found:
            self._current = None
            self.nothing_wrong.emit()
            return
        self._current = found[place % len(found)]
        self._show()
        self.chosen.emit(self._current.at, self._current.cell)

    # -- the banners ---------------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._draft.problems()
        first = max(0, self._place())
        # The one that F8 has gone to stands on top, those behind it follow, round again.
        ordered = (*found[first:], *found[:first])
        said = tuple(replace(self._say(each), is_current=each == self._current) for each in ordered[:_SHOWN])
        more = len(found) - len(said)
        if (said, more) != (self._said, self._more):
            self._said, self._more = said, more
            clear(self._rows)
            for each in said:
                self._rows.addWidget(self._banner(each))
            if more:
                text = formats.counted(more, self.tr("1 more: F8 goes there"), self.tr("{n} more: F8 goes there"))
                self._rows.addWidget(Text(text, "caption", "secondary"))
        self.setVisible(bool(said))

    def _banner(self, said: _Said) -> Banner:
        takes = said.is_current and not said.problem.is_notice and said.better is not None
        action = f"{said.action}   {_KEY}" if takes else said.action
        banner = Banner(said.text, "warn" if said.problem.is_notice else "danger", action=action)
        banner.acted.connect(self._way_out(said))
        return banner

    def _way_out(self, said: _Said) -> Callable[[], None]:
        if said.better is not None:
            return partial(self.fixed.emit, said.problem.at, said.better)
        return partial(self.chosen.emit, said.problem.at, said.problem.cell)

    def _say(self, problem: Problem) -> _Said:
        at, count = problem.at, len(self._draft.lines)
        if at >= count:
            row = self._draft.unread[at - count]
            text = self.tr("Row “{text}” is no line yet: {why}")
            words = text.format(text=row.row.article, why=word("row", row.problem))
            return _Said(problem, words, self.tr("Look it up"))
        line = self._draft.lines[at]
        facts = {"n": at + 1, "item": short_name(line.sku.name)}
        if problem.kind == "cell":
            text = self.tr("Line {n}, {item}: {why}").format(**facts, why=trouble_words(line, problem.cell))
            return _Said(problem, text, self.tr("Put it right"))
        return self._say_short(problem, line, facts) if problem.kind == "short" else self._price(problem, line, facts)

    def _say_short(self, problem: Problem, line: DraftLine, facts: dict[str, object]) -> _Said:
        text = self.tr("Line {n}, {item}: {short} {unit} short; what is there can go first, the rest later")
        words = text.format(**facts, short=formats.quantity(line.missing), unit=line.sku.base_unit)
        less = line.cut()
        if less is None:
            return _Said(problem, words)
        amount = f"{formats.quantity(less.unit_quantity)} {less.unit.unit}"
        return _Said(problem, words, self.tr("Change to {n}").format(n=amount), less)

    def _price(self, problem: Problem, line: DraftLine, facts: dict[str, object]) -> _Said:
        if line.listed is None:
            text = self.tr("Line {n}, {item}: on no price list; a supervisor has to approve its price")
            return _Said(problem, text.format(**facts))
        price, listed = formats.price(line.price_micro), formats.price(line.listed.unit_price_micro)
        below = line.price_micro < line.listed.unit_price_micro
        text = (
            self.tr("Line {n}, {item}: {price} is below the valid {listed}; a supervisor has to approve that")
            if below
            else self.tr("Line {n}, {item}: {price} is above the valid {listed}; a supervisor has to approve that")
        )
        words = text.format(**facts, price=price, listed=listed)
        return _Said(problem, words, self.tr("Take the list price"), line.at_list_price())
