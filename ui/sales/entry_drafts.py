"""What has been begun in the entry form stays in the journal until it is submitted or nobody wants it any more.

An edit that the hub refused because somebody was faster stays there too, as what was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from orderdesk.sync.workstation import Draft as KeptDraft
from ui.sales.entry_draft import Draft
from ui.sales.entry_kept import to_json
from ui.tasks import Lane
from ui.workplace import Workplace

KIND = "order"
#: One write for a burst of keys.
_PAUSE_MS = 800


class DraftKeeper(QObject):
    """Keeps the form's present draft a moment after each change. `listed(drafts)`: what else there is of this person;
    `kept`: the present one has been written."""

    listed = Signal(object)
    kept = Signal()

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._id: UUID | None = None
        self._body: dict[str, Any] | None = None
        #: When the present draft was written last.
        self.kept_at: datetime | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        # Who signs out has written: what was typed in the last moment is theirs too.
        workplace.person_changed.connect(self.flush)

    def keep(self, draft: Draft, company_id: UUID | None) -> None:
        """The form has changed."""
        if draft.customer is None and not draft.lines and not draft.unread:
            return
        if self._id is None:
            self._id = self._workplace.workstation.new_id()
        self._body = to_json(draft, company_id, self._user())
        self._pause.start()

    def flush(self, _person: object = None) -> None:
        """Writes what is not written yet."""
        self._pause.stop()
        draft_id, body = self._id, self._body
        self._body = None
        if draft_id is not None and body is not None:
            workstation = self._workplace.workstation
            # A disk that is full refuses the order itself soon enough, with the reason.
            self._run(lambda: workstation.keep_draft(draft_id, KIND, body), partial(self._on_kept, draft_id))

    def _on_kept(self, draft_id: UUID) -> None:
        if draft_id == self._id:
            self.kept_at = self._workplace.clock.now()
            self.kept.emit()

    def mark(self) -> str:
        """What the present draft is called, so that it is found again in the list; empty while there is none."""
        return "" if self._id is None else draft_mark(self._id)

    def keep_refused(self, command_id: UUID, body: dict[str, Any]) -> None:
        """Keeps an edit that was refused, as what was asked."""
        workstation = self._workplace.workstation
        self._run(lambda: workstation.keep_draft(command_id, KIND, {**body, "user": self._user()}))

    def leave(self) -> None:
        """The form turns to something else; the draft stays."""
        self.flush()
        self._turn_to(None)

    def _turn_to(self, draft_id: UUID | None) -> None:
        self._id, self.kept_at = draft_id, None
        self.kept.emit()

    def drop(self, draft_id: UUID | None = None) -> None:
        """Forgets the present draft, or another one."""
        found = draft_id or self._id
        if found is None or found == self._id:
            self._pause.stop()
            self._body = None
            self._turn_to(None)
        if found is not None:
            workstation = self._workplace.workstation
            self._run(lambda: workstation.drop_draft(found))

    def take(self, kept: KeptDraft) -> None:
        """Goes on with a draft of before."""
        self.flush()
        self._turn_to(kept.id)

    def read(self) -> None:
        """Looks which drafts there are; `listed` follows."""
        workstation, user, present = self._workplace.workstation, self._user(), self._id

        def done(found: Sequence[KeptDraft]) -> None:
            self.listed.emit([each for each in found if each.body.get("user") == user and each.id != present])

        self._workplace.tasks.run(Lane.READ, lambda: workstation.drafts(KIND), done)

    def _user(self) -> str:
        person = self._workplace.person
        return "" if person is None else person.user_id.hex

    def _run(self, work: Callable[[], None], done: Callable[[], None] | None = None) -> None:
        def on_done(_none: None) -> None:
            if done is not None:
                done()
            self.read()

        self._workplace.tasks.run(Lane.WRITE, work, on_done, refused=lambda _refusal: None)


def draft_mark(draft_id: UUID) -> str:
    """Four characters that tell the drafts of a workstation apart."""
    return draft_id.hex[-4:].upper()
