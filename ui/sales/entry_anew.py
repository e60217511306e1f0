"""Beginning anew in the form: emptied with a way back, set aside as a draft, gone on with one of before."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from orderdesk.sync.workstation import Draft as KeptDraft
from ui.sales.entry_begun import BegunDrafts
from ui.sales.entry_draft import Draft
from ui.sales.entry_editing import EditForm
from ui.sales.entry_kept import from_json
from ui.workplace import Workplace

#: The message with the way back to what stood in the form.
_STARTED_OVER = "started over"


class DraftsForm(EditForm):
    """The form with its drafts."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self.begun = BegunDrafts(workplace, self.keeper, self)
        self.begun.taken.connect(self.take_draft)
        self._counts = (0, 0)

    @override
    def discard(self) -> None:
        for subject in ("problem", "paste", _STARTED_OVER):
            self.messages.withdraw(subject)
        super().discard()
        self.customer.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_over(self) -> None:
        """An empty form; what stood there is forgotten, and an order that was being edited stays as it is."""
        was, company_id = self._draft, self._company_id
        is_lost = self._edited is None and bool(was.customer is not None or was.lines or was.unread)
        if self._edited is None:
            self.keeper.drop()
        else:
            self._forget_refused()
        self.discard()
        if is_lost:
            said = self.tr("The form is empty again"), "ok"
            undo = partial(self._bring_back, was, company_id)
            self.messages.show_message(_STARTED_OVER, *said, action=self.tr("Undo"), on_action=undo)

    def _bring_back(self, was: Draft, company_id: UUID | None) -> None:
        """The form as it was before it was emptied; what has been begun since becomes a draft."""
        self.messages.withdraw(_STARTED_OVER)
        self.keeper.leave()
        self.discard()
        self._company_id = company_id
        self._put(was)
        self.keeper.read()

    def set_aside(self) -> None:
        """Keeps what stands in the form as a draft, and begins anew; an order that is being edited has no draft."""
        self.lines.grid.settle()
        if self._edited is None and (self._draft.customer is not None or self._draft.lines or self._draft.unread):
            self.keeper.leave()
            self.discard()
            self.keeper.read()
            self.messages.show_message("problem", self.tr("Kept as a draft: it stands under Drafts"), "ok")

    def drafts_menu(self) -> QMenu:
        """What has been begun before."""
        return self.begun.menu()

    def take_draft(self, kept: KeptDraft) -> None:
        """Goes on with a draft; what stands in the form becomes one."""
        if "ask" in kept.body:
            self.resume(kept)
            return
        on, company = self._questions.today(), kept.body["company"]

        def answer(draft: Draft) -> None:
            self._begin()
            self._company_id = UUID(company) if company else self._company_id
            self.keeper.take(kept)
            self._put(draft)
            self.keeper.read()

        self._workplace.ask(lambda connection: from_json(connection, kept.body, on), answer)

    @override
    def _keep(self) -> None:
        if self._counts != (counts := self._draft.counts()):
            self._counts = counts
            self.title_changed.emit()
        if self._edited is None and not self._is_loading:
            self.keeper.keep(self._draft, self._company_id)
