"""The lines of the form: picked, typed, pasted, taken out and brought back, put right one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication

from orderdesk.queries.skus import SkuCard
from ui import formats
from ui.sales.entry_cells import short_name
from ui.sales.entry_draft import UnreadRow
from ui.sales.entry_form import EntryForm
from ui.sales.entry_line import CELLS, QUANTITY, DraftLine, new_line, written_line
from ui.sales.entry_paste import Pasted
from ui.sales.pasted_rows import MOST_ROWS, read_rows
from ui.sales.short_sheet import ShortSheet
from ui.workplace import Workplace

#: Stock that changes all the time is looked at again no oftener than this.
_CALM_MS = 2_000


class LinesForm(EntryForm):
    """The form with what its grid and its search do. `undoable(sentence, undo)`: done, and this takes it back."""

    undoable = Signal(str, object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        #: The row whose article stands in the search; the item that is picked takes its place.
        self._looked_up: UnreadRow | None = None
        self.lines.sku_asked.connect(self._on_sku_asked)
        self.lines.picked.connect(self._on_picked)
        self.lines.pasted.connect(self.take_rows)
        self.lines.grid.typed.connect(self._on_typed)
        self.lines.grid.restored.connect(self._put_line)
        self.lines.grid.look_wanted.connect(self.look_up_row)
        self.problems.chosen.connect(self._on_problem)
        self.problems.fixed.connect(self._on_fixed)
        self.problems.nothing_wrong.connect(self._on_nothing_wrong)
        self.short_button.clicked.connect(self.why_short)
        self.lines.search.textEdited.connect(self._on_search_edited)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._ask_cards)
        workplace.changed.connect(self._on_goods_changed)

    def _on_sku_asked(self, text: str) -> None:
        shown = partial(self.lines.show_offers, text)
        self._questions.offers(text, self._company_id, self._customer_id(), shown)

    def _on_search_edited(self, text: str) -> None:
        if not text.strip():
            # Whoever empties the search looks for something else.
            self._looked_up = None

    def _on_picked(self, card: SkuCard) -> None:
        """The next line, with the keyboard in its quantity; or a line of the row that was looked up."""
        self.outcome.hide()
        row, self._looked_up = self._looked_up, None
        line = new_line(card) if row is None else written_line(card, row.row)
        self._draft = self._draft.with_line(line, instead_of=row)
        self._show()
        self.lines.edit_new()

    def _on_typed(self, index: int, cell: str, text: str) -> None:
        self._put_line(index, self._draft.lines[index].typed(cell, text))

    def _put_line(self, index: int, line: DraftLine) -> None:
        if index < len(self._draft.lines):
            self._draft = self._draft.with_line_at(index, line)
            self._show()

    def edit_line(self, index: int) -> None:
        """Opens the quantity of a line, from 0; of a row that is no line yet the search for its article."""
        self.lines.grid.edit_cell(index, QUANTITY)

    def look_up_row(self, index: int) -> None:
        """Puts the article of a row that is no line yet into the search."""
        rows = self._draft.rows()
        row = rows[index] if 0 <= index < len(rows) else None
        if isinstance(row, UnreadRow):
            self.lines.grid.mark(index)
            self.lines.search.look_for(row.row.article)
            self._looked_up = row
            self.lines.search.selectAll()

    def drop_line(self) -> None:
        """Takes the marked row out; it can be brought back."""
        index, rows = self.lines.selected(), self._draft.rows()
        if not 0 <= index < len(rows):
            return
        self.lines.grid.settle()
        dropped = self._draft.rows()[index]
        if dropped is self._looked_up:
            self._looked_up = None
        self._draft = self._draft.without_row(index)
        self._show()
        if self._draft.rows():
            self.lines.grid.mark(min(index, len(self._draft.rows()) - 1))
        else:
            self.lines.add()
        name = dropped.sku.name if isinstance(dropped, DraftLine) else dropped.row.article
        text = self.tr("Line {n}, {item}, is taken out").format(n=index + 1, item=short_name(name))
        self._offer_undo(text, lambda: self._put_back(index, dropped))

    def _put_back(self, index: int, row: DraftLine | UnreadRow) -> None:
        self._draft = self._draft.with_row(index, row)
        self._show()
        self.lines.grid.mark(min(index, len(self._draft.rows()) - 1))

    def _offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        """A way back as long as the same order stands in the form."""
        filling = self._filling

        def take_back() -> None:
            if self._filling is filling:
                undo()
            else:
                text = self.tr("This can no longer be taken back: another order stands in the form")
                self.messages.show_message("problem", text, "warn")

        self.undoable.emit(text, take_back)

    def repeat_line(self) -> None:
        """In a cell what stands above it; else the last line once more."""
        grid, lines = self.lines.grid, self._draft.lines
        row, key = self.lines.selected(), grid.current_cell()
        if grid.has_keyboard() and 0 < row < len(lines) and key in CELLS:
            grid.settle()
            self._on_typed(row, key, self._draft.lines[row - 1].text(key))
            grid.mark(row, key)
        elif lines:
            grid.settle()
            line = replace(self._draft.lines[-1], line_id=None, held=0)
            self._draft = self._draft.with_line(line)
            self._show()
            self.lines.edit_new()

    def take_last_order(self) -> None:
        """What the customer ordered last once more, below what stands here."""
        customer_id, company_id = self._customer_id(), self._company_id
        if customer_id is None or company_id is None:
            self.customer.ask_for()
            return
        self.lines.grid.settle()
        self._questions.last_lines(customer_id, company_id, self._on_last_lines)

    def _on_last_lines(self, found: tuple[DraftLine, ...]) -> None:
        if not found:
            self.messages.show_message("problem", self.tr("No order of this customer lies here"), "warn")
            return
        self.outcome.hide()
        first, count = len(self._draft.lines), len(found)
        self._draft = replace(self._draft, lines=(*self._draft.lines, *found))
        self._show()
        self.lines.add()
        text = formats.counted(count, self.tr("1 line of the last order"), self.tr("{n} lines of the last order"))
        self._offer_undo(text, lambda: self._leave_out(first, count))

    def _leave_out(self, first: int, count: int) -> None:
        lines = self._draft.lines
        self._draft = replace(self._draft, lines=(*lines[:first], *lines[first + count :]))
        self._show()

    def _on_goods_changed(self, items: frozenset[tuple[str, object]] | None) -> None:
        is_about = items is None or any(kind in ("stock", "price_list") for kind, _key in items)
        if is_about and self._draft.lines and self.isVisible() and not self._calm.isActive():
            self._calm.start()

    # -- problems ------------------------------------------------------------------------------------------------

    def next_problem(self) -> None:
        """Goes to the next thing that has to be put right; there, takes the way out that is offered."""
        self.lines.grid.settle()
        self.problems.step()

    def pass_problem_by(self) -> None:
        """Goes to the next thing and leaves this one as it is."""
        self.lines.grid.settle()
        self.problems.pass_by()

    def _on_problem(self, index: int, cell: str) -> None:
        line = self.lines.grid.line(index)
        if line is None:
            self.look_up_row(index)
        elif line.slip(cell) is not None:
            self.lines.grid.edit_cell(index, cell)
        else:
            self.lines.grid.mark(index, cell)

    def _on_fixed(self, index: int, line: DraftLine) -> None:
        was = self._draft.lines[index]
        self._put_line(index, line)
        self.lines.grid.mark(index)
        text = self.tr("Line {n} is changed").format(n=index + 1)
        self._offer_undo(text, lambda: self._put_line(index, was))

    def _on_nothing_wrong(self) -> None:
        self.messages.show_message("problem", self.tr("Nothing has to be put right"), "ok")

    def why_short(self) -> None:
        """What holds the goods of the marked line, else of the first one that is short."""
        short = [line for line in self._draft.lines if line.missing]
        if short:
            marked = self.lines.selected()
            line = self._draft.lines[marked] if 0 <= marked < len(self._draft.lines) else short[0]
            sheet = ShortSheet(self._workplace, line.sku.id, f"{line.sku.code} {line.sku.name}", self.window())
            sheet.finished.connect(sheet.deleteLater)
            sheet.open()

    # -- pasted rows ---------------------------------------------------------------------------------------------

    def paste(self) -> None:
        """Takes the rows that lie on the clipboard."""
        self.take_rows(QGuiApplication.clipboard().text())

    def take_rows(self, text: str) -> None:
        """Rows of a spreadsheet as lines; what cannot be read stays in its cell, an unknown article in a row below."""
        found = read_rows(text)
        if not found:
            self.messages.show_message("paste", self.tr("There are no rows on the clipboard"), "warn")
            return
        room = max(0, MOST_ROWS - len(self._draft.rows()))
        answer = partial(self._on_resolved, left_out=len(found[room:]))
        self._questions.rows(found[:room], self._company_id, self._customer_id(), answer)

    def _on_resolved(self, pasted: Pasted | None, *, left_out: int) -> None:
        if pasted is None:
            return
        self.outcome.hide()
        draft = self._draft
        self._draft = replace(draft, lines=(*draft.lines, *pasted.lines), unread=(*draft.unread, *pasted.unread))
        self._show()
        count, first = len(pasted.lines), len(draft.lines)
        lines = formats.counted(count, self.tr("1 row is a line now"), self.tr("{n} rows are lines now"))
        self._offer_undo(lines, lambda: self._leave_out_pasted(first, pasted))
        doubtful = len(pasted.unread) + sum(1 for line in pasted.lines if line.slips)
        if doubtful:
            lines += " · " + self.tr("{n} could not be read").format(n=doubtful)
        if left_out:
            lines += " · " + self.tr("{n} were left out: an order has at most {most} lines").format(
                n=left_out, most=MOST_ROWS
            )
        if doubtful or left_out:
            action = self.tr("Next problem F8") if doubtful else ""
            self.messages.show_message("paste", lines, "warn", action=action, on_action=self.next_problem)
        else:
            self.messages.withdraw("paste")
        self.lines.add()

    def _leave_out_pasted(self, first: int, pasted: Pasted) -> None:
        """Takes pasted rows out again; those that have been looked up meanwhile stay."""
        self.lines.grid.settle()
        self.messages.withdraw("paste")
        unread = tuple(row for row in self._draft.unread if not any(row is each for each in pasted.unread))
        self._draft = replace(self._draft, unread=unread)
        self._leave_out(first, len(pasted.lines))
