"""An order that is not released yet in the form, to be changed or copied; and what happens when somebody is faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from orderdesk.commands import EditOrder
from orderdesk.domain.bench_refused import NotTaken
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderDetail
from orderdesk.sync.workstation import Draft as KeptDraft
from ui.sales.actions.desk_deeds import is_editable
from ui.sales.entry_clashes import ClashBox
from ui.sales.entry_draft import Draft
from ui.sales.entry_drafts import KIND, DraftKeeper
from ui.sales.entry_edit import ChangesSheet, as_copy, as_draft, changes, edit_command
from ui.sales.entry_line import DraftLine
from ui.sales.entry_merge import Merged, merged, with_theirs
from ui.sales.entry_rows import LinesForm
from ui.tasks import Lane
from ui.workplace import Workplace


@dataclass(frozen=True)
class Edited:
    """The order in the form: as it was seen, what both have changed since then,
    the refused edit that it goes on with."""

    detail: OrderDetail
    seen: Draft
    clashes: tuple[str, ...] = ()
    refused_id: UUID | None = None


class EditForm(LinesForm):
    """`order_wanted(id)`: to look at an order."""

    order_wanted = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._edited: Edited | None = None
        self.keeper = DraftKeeper(workplace, self)
        self.changes: ChangesSheet | None = None
        self._refused_seen: set[UUID] = set()
        self.clashes = ClashBox()
        self.clashes.theirs_taken.connect(self._on_theirs)
        self.clashes.mine_kept.connect(self._decided)

    def discard(self) -> None:
        """An empty form."""
        self._edited = None
        self.clashes.show_clashes("", ())
        self.messages.withdraw("edit")
        self._fix(fixed=False)
        self._empty()

    def _fix(self, *, fixed: bool) -> None:
        """Who ordered, and how it is paid, cannot be changed afterwards."""
        self.customer.fix(fixed=fixed)
        self.delivery.cod.setEnabled(not fixed)
        self.title_changed.emit()

    def _begin(self) -> None:
        """The form turns to something else; what stands in it becomes a draft."""
        if self._edited is None:
            self.keeper.leave()
        self.discard()

    def edit(self, detail: OrderDetail) -> None:
        """Shows an order that is not released yet, to be changed; what stands in the form becomes a draft."""
        on = self._questions.today()
        self._workplace.ask(lambda connection: merged(connection, None, detail, on), partial(self._show_edit, detail))

    def copy(self, detail: OrderDetail) -> None:
        """A new order with the customer and the lines of another one; what stands in the form becomes a draft."""
        on = self._questions.today()

        def answer(draft: Draft | None) -> None:
            if draft is None:
                self._say_unknown()
                return
            self._begin()
            self._company_id = detail.head.company_id
            self._put(as_copy(draft))
            self.keeper.read()

        self._workplace.ask(lambda connection: as_draft(connection, detail, on), answer)

    def _say_unknown(self) -> None:
        self.messages.show_message("edit", self.tr("Its customer or an article is not known here"), "danger")

    def _show_edit(self, detail: OrderDetail, found: Merged | None, refused_id: UUID | None = None) -> None:
        if found is None:
            self._say_unknown()
            return
        self._begin()
        self._edited = Edited(detail, found.theirs, found.clashes, refused_id)
        self._company_id = detail.head.company_id
        self._fix(fixed=True)
        self._put(found.mine)
        self._say_edited()
        self.keeper.read()
        if self._draft.lines:
            self.lines.grid.mark(0)

    def _counted_fen(self) -> int:
        return 0 if self._edited is None else self._edited.seen.amount_fen

    def _say_edited(self) -> None:
        edited = self._edited
        if edited is None:
            return
        order_no = edited.detail.head.order_no
        text = self.tr("Order {no} is being changed; nothing is sent before you save").format(no=order_no)
        self.messages.show_message("edit", text, closable=False)
        self._show_clashes()

    # -- somebody else was faster --------------------------------------------------------------------------------

    def _show_clashes(self) -> None:
        edited = self._edited
        if edited is None:
            return
        found = changes(edited.seen, self._draft, self._workplace.names)
        # What has become the same meanwhile needs no choice.
        clashes = [change for change in found if change.field in edited.clashes]
        self.clashes.show_clashes(edited.detail.head.order_no, clashes)

    def _on_theirs(self, field: str) -> None:
        edited = self._edited
        if edited is not None:
            self._put(with_theirs(self._draft, edited.seen, field))
            self._decided(field)

    def _decided(self, field: str) -> None:
        edited = self._edited
        if edited is not None:
            self._edited = replace(edited, clashes=tuple(each for each in edited.clashes if each != field))
            self._show_clashes()
            # The button that was pressed is gone: the keyboard stays in the form.
            if self.clashes.is_open():
                self.clashes.ask()
            elif self._draft.lines:
                self.lines.grid.mark(0)
            else:
                self.lines.add()

    def read_edited(self) -> None:
        """Looks whether the order in the form is another one now."""
        if self._edited is not None:
            self._read(self._edited.detail.head.id, self._on_edited_order)

    def _read(self, order_id: UUID, answer: Any) -> None:
        now = self._workplace.clock.now()
        self._workplace.ask(lambda connection: order_detail(connection, order_id, now), answer)

    def _on_edited_order(self, detail: OrderDetail | None) -> None:
        """Somebody has changed or released it: what was entered stays, over what they have."""
        edited = self._edited
        if edited is None or (detail is not None and detail.head.id != edited.detail.head.id):
            return
        if detail is None or not is_editable(detail):
            text = self.tr("Order {no} has been released meanwhile: it is not changed any more")
            self.messages.show_message("edit", text.format(no=edited.detail.head.order_no), "warn", closable=False)
            self._forbid()
            return
        draft, on = self._draft, self._questions.today()
        ask = edit_command(edited.detail, edited.seen, draft)
        self._workplace.ask(
            lambda connection: merged(connection, ask, detail, on), partial(self._on_merged, edited, draft, detail)
        )

    def _forbid(self) -> None:
        """What stands in the form cannot be saved."""

    def _on_merged(self, edited: Edited, draft: Draft, detail: OrderDetail, found: Merged | None) -> None:
        if found is None or self._edited is not edited:
            # Meanwhile somebody has begun something else.
            return
        if _same(edited.seen, found.theirs):
            self._edited = replace(edited, detail=detail, seen=found.theirs)
            return
        self.lines.grid.settle()
        if self._draft is not draft:
            # Somebody has gone on typing.
            self._on_edited_order(detail)
            return
        clashes = tuple(dict.fromkeys((*edited.clashes, *found.clashes)))
        self._edited = replace(edited, detail=detail, seen=found.theirs, clashes=clashes)
        self._put(replace(found.mine, lines=_with_slips(found.mine, draft), unread=draft.unread))
        text = self.tr("Order {no} was changed by somebody else meanwhile: their changes stand here, yours are kept")
        self.messages.show_message("edit", text.format(no=detail.head.order_no), "warn", closable=False)
        self._show_clashes()

    # -- what the hub refused ------------------------------------------------------------------------------------

    def keep_refused(self, found: tuple[NotTaken, ...]) -> None:
        """Keeps edits that came too late as drafts of whoever is here; again and again the same ones are no news."""
        person = self._workplace.person
        new = {
            each.ids[0]
            for each in found
            if each.came_too_late and person is not None and each.said_by == person.user_id
        } - self._refused_seen
        self._refused_seen |= new
        if new:
            self._read_refused(new, lambda row: self.keeper.keep_refused(row.id, _refused_body(row)))

    def resume_refused(self, command_id: UUID) -> None:
        """Shows an edit that came too late over the order as it is now."""
        self._read_refused(
            {command_id}, lambda row: self.resume(KeptDraft(row.id, KIND, _refused_body(row), row.said_at))
        )

    def _read_refused(self, wanted: set[UUID], each: Callable[[Any], None]) -> None:
        def answer(rows: Sequence[Any]) -> None:
            for row in rows:
                if row.id in wanted:
                    each(row)

        workstation = self._workplace.workstation
        self._workplace.tasks.run(Lane.READ, lambda: workstation.said(EditOrder.kind), answer)

    def resume(self, kept: KeptDraft) -> None:
        """Goes on with an edit that came too late."""
        ask, on = EditOrder.model_validate(kept.body["ask"]), self._questions.today()
        now = self._workplace.clock.now()

        def question(connection: Reading) -> tuple[OrderDetail, Merged | None] | None:
            detail = order_detail(connection, ask.order_id, now)
            return None if detail is None else (detail, merged(connection, ask, detail, on))

        def answer(found: tuple[OrderDetail, Merged | None] | None) -> None:
            if found is None:
                self._say_unknown()
                return
            self._show_edit(*found, refused_id=kept.id)
            self._on_edited_order(found[0])

        self._workplace.ask(question, answer)

    def _forget_refused(self) -> None:
        """It has been said again, or nobody wants it any more."""
        if self._edited is None or self._edited.refused_id is None:
            return
        command_id, workstation = self._edited.refused_id, self._workplace.workstation
        self.keeper.drop(command_id)
        self._workplace.tasks.run(Lane.WRITE, lambda: workstation.dismiss(command_id))

    # -- saving --------------------------------------------------------------------------------------------------

    def _show_changes(self, edited: Edited) -> None:
        if self.clashes.is_open():
            self.clashes.ask()
            return
        command = edit_command(edited.detail, edited.seen, self._draft)
        if command is None:
            self.messages.show_message("problem", self.tr("Nothing is different yet"), "warn")
            return
        found = changes(edited.seen, self._draft, self._workplace.names)
        self.changes = ChangesSheet(edited.detail.head.order_no, found, self.window())
        self.changes.confirmed.connect(partial(self._say_edit, edited.detail.head.id, command))
        self.changes.finished.connect(self.changes.deleteLater)
        self.changes.open()

    def _say_edit(self, order_id: UUID, command: EditOrder) -> None:
        """Has the changes sent."""
        raise NotImplementedError


def _same(one: Draft, other: Draft) -> bool:
    """Whether two versions of an order are the same for whoever edits it."""
    lines = [
        [(line.line_id, line.unit, line.unit_quantity, line.price_micro) for line in each.lines]
        for each in (one, other)
    ]
    fields = ("address", "delivery_method", "carrier_code", "cod", "remark", "requested_on", "po_no")
    return lines[0] == lines[1] and all(getattr(one, field) == getattr(other, field) for field in fields)


def _with_slips(mine: Draft, draft: Draft) -> tuple[DraftLine, ...]:
    """The lines of a merge with what could not be read in them, and the new ones as they were typed."""
    slips = {line.line_id: line.slips for line in draft.lines}
    known = [line for line in mine.lines if line.line_id is not None]
    new = [line for line in draft.lines if line.line_id is None]
    return (*(replace(line, slips=slips.get(line.line_id, ())) for line in known), *new)


def _refused_body(row: Any) -> dict[str, Any]:
    return {"order_no": (row.facts or {}).get("order_no", ""), "ask": row.arguments, "lines": [], "name": ""}
