"""What has to be put right in a new order, one after the other (F8): said in a sentence, with the one-key fix."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from orderdesk.domain.quantity import ONE, from_base, is_divisible
from orderdesk.errors import Refused
from ui import formats
from ui.alerts import MessageBar
from ui.sales.entry_draft import Draft, DraftLine, UnreadRow
from ui.words import word

_SUBJECT = "line"


class EntryProblems(QObject):
    """Walks the problems of a draft. `chosen(index)`: the row in question; `fixed(index, line)`: it shall be this one;
    `look_wanted(index)`: a row that was not read shall be looked up by hand."""

    chosen = Signal(int)
    fixed = Signal(int, object)
    look_wanted = Signal(int)

    def __init__(self, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._draft = Draft()
        self._at: int | None = None

    def show_draft(self, draft: Draft) -> None:
        """The draft as it is now; a message about a row that is in order again goes away."""
        before, self._draft = self._draft, draft
        at = self._at
        if at is None:
            return
        if at not in draft.problems() or _row(before, at) != _row(draft, at):
            self._at = None
            self._messages.withdraw(_SUBJECT)

    def retranslate(self) -> None:
        """The same sentence in the window's language."""
        if self._at is not None:
            self._show(self._at)

    def step(self, after: int) -> None:
        """Goes to the next problem behind a row (-1: from the first one on), and round again."""
        found = self._draft.problems()
        if not found:
            self._at = None
            self._messages.show_message(_SUBJECT, self.tr("Nothing has to be put right"), "ok")
            return
        place = after if self._at is None else self._at
        at = next((each for each in found if each > place), found[0])
        self._show(at)
        self.chosen.emit(at)

    def _show(self, at: int) -> None:
        self._at = at
        count = len(self._draft.lines)
        if at >= count:
            row = self._draft.unread[at - count]
            text = self.tr("Row “{text}” is no line yet: {why}").format(
                text=row.row.article, why=word("row", row.problem)
            )
            self._say(text, "danger", self.tr("Look it up"), lambda: self.look_wanted.emit(at))
            return
        line = self._draft.lines[at]
        facts = {"n": at + 1, "item": line.sku.code}
        if line.missing:
            self._say_short(line, facts, at)
            return
        listed = line.listed
        if listed is None:
            text = self.tr("Line {n}, {item}: on no price list; a supervisor has to approve its price")
            self._messages.show_message(_SUBJECT, text.format(**facts), "warn")
            return
        price, standard = formats.price(line.price_micro), formats.price(listed.unit_price_micro)
        text = self.tr("Line {n}, {item}: {price} instead of {listed}; a supervisor has to approve that")
        better = replace(line, price_micro=listed.unit_price_micro)
        action = self.tr("List price {price}").format(price=standard)
        self._say(
            text.format(**facts, price=price, listed=standard), "warn", action, lambda: self.fixed.emit(at, better)
        )

    def _say_short(self, line: DraftLine, facts: dict[str, object], at: int) -> None:
        short = formats.quantity(line.missing)
        text = self.tr("Line {n}, {item}: {short} short; what is there can go first").format(**facts, short=short)
        less = _what_is_there(line)
        if less is None:
            self._messages.show_message(_SUBJECT, text, "danger")
            return
        amount = f"{formats.quantity(less.unit_quantity)} {less.unit.unit}"
        action = self.tr("Change to {n}").format(n=amount)
        self._say(text, "danger", action, lambda: self.fixed.emit(at, less))

    def _say(self, text: str, tone: str, action: str, act: object) -> None:
        assert callable(act)
        self._messages.show_message(_SUBJECT, text, tone, action=action, on_action=act)


def _row(draft: Draft, at: int) -> DraftLine | UnreadRow | None:
    rows: tuple[DraftLine | UnreadRow, ...] = (*draft.lines, *draft.unread)
    return rows[at] if at < len(rows) else None


def _what_is_there(line: DraftLine) -> DraftLine | None:
    """The line with as much as the stock has; None where there is nothing, or no whole unit of it."""
    there = line.quantity - line.missing
    try:
        less = from_base(there, line.unit.factor)
    except Refused:
        return None
    # Nobody packs half a box.
    whole = less if is_divisible(line.unit.unit) else less - less % ONE
    return replace(line, unit_quantity=whole) if whole > 0 else None
