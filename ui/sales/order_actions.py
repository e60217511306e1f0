"""What can be done with the order in the panel: its buttons, the questions they ask, the commands they say."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from orderdesk.access import Permission, Role, may
from orderdesk.commands import AddNote, AllocateOrder, CancelOrder, HoldOrder, LiftHold, ReviewOrder
from orderdesk.commands.command import Command
from orderdesk.domain.holds import may_lift
from orderdesk.domain.nodes import Node, rank
from orderdesk.errors import Refused
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.rows import OrderDetail
from ui.components.buttons import Button
from ui.components.dialog import ConfirmDialog
from ui.refusals import refusal_text
from ui.workplace import Workplace

_CANCELLABLE = frozenset({Node.PENDING_REVIEW, Node.CREDIT_REVIEW, Node.STOCK_LOCKED, Node.ALLOCATED})


class OrderActions(QObject):
    """`refused(sentence)`: a command was not taken. `undoable(sentence, undo)`: done, and this takes it back."""

    refused = Signal(str)
    undoable = Signal(str, object)
    note_wanted = Signal()

    def __init__(self, workplace: Workplace, panel: QWidget) -> None:
        super().__init__(panel)
        self._workplace, self._panel = workplace, panel

    def may(self, permission: Permission) -> bool:
        """Whether the person who is here may do it."""
        person = self._workplace.person
        return person is not None and may(person.roles, permission)

    def buttons(self, detail: OrderDetail, *, writes_note: bool) -> list[QWidget]:
        """What this person can do with this order now; `writes_note`: the notes are open already."""
        head = detail.head
        found: list[QWidget] = []
        if head.node == Node.PENDING_REVIEW and self.may(Permission.REVIEW):
            found.append(self._button(self.tr("Approve order"), "primary", "check", ReviewOrder(order_id=head.id)))
        if head.node == Node.STOCK_LOCKED and self.may(Permission.ALLOCATE):
            found.append(self._button(self.tr("Allocate"), "primary", "house-line", AllocateOrder(order_id=head.id)))
        if self.may(Permission.HOLD):
            found += self._hold_buttons(detail)
        if head.node in _CANCELLABLE and self.may(Permission.CANCEL):
            cancel = Button(self.tr("Cancel order"), "dangerGhost", icon="prohibit")
            cancel.clicked.connect(lambda: self._ask_cancel(detail))
            found.append(cancel)
        if self.may(Permission.NOTE) and not writes_note:
            note = Button(self.tr("Add note"), icon="note-pencil")
            note.clicked.connect(self.note_wanted)
            found.append(note)
        return found

    def note(self, order_id: UUID, text: str) -> None:
        """Writes a note."""
        self._say(AddNote(order_id=order_id, text=text))

    def _button(self, text: str, kind: str, icon: str, command: Command) -> Button:
        button = Button(text, kind, icon=icon)
        button.clicked.connect(lambda: self._say(command))
        return button

    # -- holds ---------------------------------------------------------------------------------------------------

    def _hold_buttons(self, detail: OrderDetail) -> list[QWidget]:
        person = self._workplace.person
        assert person is not None
        found: list[QWidget] = []
        for hold in detail.holds:
            if may_lift(person.roles, hold.lifted_by_role):
                lift = LiftHold(order_id=detail.head.id, hold_id=hold.id)
                found.append(self._button(self.tr("Lift hold"), "default", "hand-palm", lift))
        if not detail.holds and rank(Node(detail.head.node)) < rank(Node.IN_TRANSIT):
            hold_it = Button(self.tr("Put on hold"), "ghost", icon="hand-palm")
            hold_it.clicked.connect(lambda: self._hold(detail))
            found.append(hold_it)
        return found

    def _hold(self, detail: OrderDetail) -> None:
        """At once and with a way back: nothing is lost by waiting."""
        person = self._workplace.person
        if person is None:
            return
        order_id, reason = detail.head.id, self.tr("{who} asked to wait").format(who=person.name)
        # Whoever puts an order on hold takes it off again, whatever lifts holds of this kind otherwise.
        own = next((Role(role) for role in person.roles if may([role], Permission.HOLD)), None)
        command = HoldOrder(order_id=order_id, reason=reason, lifted_by_role=own)
        sentence = self.tr("Order {no} is on hold").format(no=detail.head.order_no)
        self._say(command, lambda: self.undoable.emit(sentence, lambda: self._lift(order_id, reason)))

    def _lift(self, order_id: UUID, reason: str) -> None:
        def answer(found: OrderDetail | None) -> None:
            for hold in () if found is None else found.holds:
                if hold.reason == reason:
                    self._say(LiftHold(order_id=order_id, hold_id=hold.id))

        now = self._workplace.clock.now()
        self._workplace.ask(lambda connection: order_detail(connection, order_id, now), answer)

    # -- the end -------------------------------------------------------------------------------------------------

    def _ask_cancel(self, detail: OrderDetail) -> None:
        asking = ConfirmDialog(
            self.tr("Cancel order {no}?").format(no=detail.head.order_no),
            self.tr("Its goods become free for other orders; this cannot be taken back."),
            verb=self.tr("Cancel order"),
            stay=self.tr("Keep order"),
            reasons=(
                ("customer", self.tr("The customer no longer wants it")),
                ("duplicate", self.tr("Entered twice")),
                ("wrong", self.tr("Entered wrongly")),
            ),
            parent=self._panel,
        )
        order_id = detail.head.id
        asking.accepted.connect(lambda: self._say(CancelOrder(order_id=order_id, reason=asking.reason())))
        asking.open()

    def _say(self, command: Command, done: Callable[[], None] | None = None) -> None:
        self._workplace.say(command, lambda _spoken: done() if done is not None else None, refused=self._on_refused)

    def _on_refused(self, refusal: Refused) -> None:
        self.refused.emit(refusal_text(refusal.code, refusal.facts))
