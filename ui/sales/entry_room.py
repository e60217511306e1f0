"""Entering an order: customer, lines, delivery, submit; and what the hub says to it as its answers come."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from orderdesk.commands import EditOrder, PlaceOrder
from orderdesk.errors import Refused
from orderdesk.queries.rows import OrderDetail
from ui import formats
from ui.components.buttons import Button
from ui.components.frames import Card, Ground
from ui.components.key_cap import key_caps
from ui.components.layout import hbox, vbox
from ui.components.pill import Tag
from ui.components.text import Text
from ui.refusals import refusal_text
from ui.sales.entry_anew import DraftsForm
from ui.sales.entry_footer import EntryFooter
from ui.tasks import Lane
from ui.workplace import Workplace


class EntryRoom(DraftsForm):
    """`placed(order number, id)` when an order was written down, `order_wanted(id)` to look at it."""

    placed = Signal(str, object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._placed_id: UUID | None = None
        self._lines_title = Text("", "bodyStrong")
        self.footer = EntryFooter(self.begun)
        self._submit = self.footer.submit
        self._last = Button("", "ghost", icon="clock-counter-clockwise", size="sm")
        self._paste = Button(self.tr("Paste rows"), "ghost", icon="clipboard-text", size="sm", keys="Ctrl+V")
        self._build()
        self._connect()
        self._say_texts()
        self._show()

    def _build(self) -> None:
        head = hbox(
            self._lines_title,
            *key_caps("Alt+2"),
            None,
            self.short_button,
            self._paste,
            self._last,
            gap=6,
            margins=(16, 10, 12, 8),
        )
        lines = Card(vbox(head, (self.lines, 1), gap=0))
        above = vbox(self.messages, self.clashes, self.problems, self.outcome, gap=8)
        left = vbox(above, (lines, 1), gap=12)
        # On a low screen the fields are scrolled; the total always stands there.
        fields = QScrollArea()
        fields.setWidgetResizable(True)
        fields.setFrameShape(QFrame.Shape.NoFrame)
        fields.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fields.setWidget(Ground(vbox(self.customer, self.delivery, None, gap=12)))
        self.side.setLayout(vbox((fields, 1), self.total, gap=12))
        body = hbox((left, 1), self.side, gap=12, margins=(20, 16, 20, 12))
        self.setLayout(vbox((body, 1), self.footer, gap=0))

    def _connect(self) -> None:
        self.outcome.open_wanted.connect(self._on_open_wanted)
        self.footer.submitted.connect(self.submit)
        self.footer.left.connect(self.start_over)
        self.footer.set_aside.connect(self.set_aside)
        self._paste.clicked.connect(self.paste)
        self._last.clicked.connect(self.take_last_order)
        self._workplace.changed.connect(self._on_changed)
        for keys, work in (
            ("Ctrl+Return", self.submit),
            ("Ctrl+Enter", self.submit),
            ("Alt+1", self.customer.begin),
            ("Alt+2", self.lines.add),
            ("Alt+3", self.delivery.method.setFocus),
            ("F2", self.lines.grid.edit_current),
            ("Ctrl+Del", self.drop_line),
            ("F4", self.why_short),
            ("F8", self.next_problem),
            ("Shift+F8", self.pass_problem_by),
            ("Ins", self.lines.add),
            ("Ctrl+D", self.repeat_line),
            ("Ctrl+Shift+D", self.take_last_order),
            ("Ctrl+S", self.set_aside),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    # -- submit --------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Writes the order down, or shows what is missing; nothing while it is being written down already."""
        if not self._submit.isEnabled():
            return
        self.lines.grid.settle()
        problem = self._draft.problem()
        if problem:
            self._show_problem(problem)
            return
        if not self.delivery.check_day():
            self.delivery.wanted.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._on_delivery()
        if self._edited is not None:
            self._show_changes(self._edited)
            return
        draft, workplace = self._draft, self._workplace
        company_id = self._company_id
        if company_id is None:
            return
        workstation = workplace.workstation
        order_id = workstation.new_id()

        def work() -> PlaceOrder:
            command = draft.command(order_id, workstation.next_order_no(), company_id)
            workstation.say(command)
            return command

        self._submit.setEnabled(False)
        workplace.tasks.run(Lane.WRITE, work, self._on_placed, refused=self._on_refused, broken=self._say_submit)

    def _on_placed(self, command: PlaceOrder) -> None:
        self._submit.setEnabled(True)
        self._placed_id = command.order_id
        self._workplace.said(command)
        self.keeper.drop()
        self.discard()
        self._read_placed()
        self.placed.emit(command.order_no, command.order_id)

    def _on_refused(self, refusal: Refused) -> None:
        self._submit.setEnabled(True)
        self.messages.show_message("problem", refusal_text(refusal.code, refusal.facts), "danger")

    def _show_problem(self, problem: str) -> None:
        if problem == "customer":
            self.customer.ask_for()
            return
        if problem == "rows":
            self.problems.go_to_first()
            return
        text = {
            "lines": self.tr("Add at least one line"),
            "phone": self.tr("The address has no phone number, without which no courier takes it: choose another one"),
        }.get(problem) or self.tr("The customer has no address to ship to")
        self.messages.show_message("problem", text, "danger")
        if problem == "lines":
            self.lines.add()

    @override
    def _say_edit(self, order_id: UUID, command: EditOrder) -> None:
        self._submit.setEnabled(False)
        done, refused = partial(self._on_edited_said, order_id), self._on_refused
        self._workplace.say(command, done, refused=refused, broken=self._say_submit)

    def _on_edited_said(self, order_id: UUID, _spoken: object) -> None:
        self._forget_refused()
        self.discard()
        self.order_wanted.emit(order_id)

    @override
    def _forbid(self) -> None:
        self._submit.setEnabled(False)

    # -- what the hub says ---------------------------------------------------------------------------------------

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        if self._placed_id is not None and (items is None or ("order", self._placed_id) in items):
            self._read_placed()
        edited = None if self._edited is None else self._edited.detail.head.id
        if edited is not None and (items is None or ("order", edited) in items):
            self.read_edited()

    def _read_placed(self) -> None:
        if self._placed_id is not None:
            self._read(self._placed_id, self._on_detail)

    def _on_detail(self, detail: OrderDetail | None) -> None:
        """An order that the hub refused is gone from here; the message bar of the window says why."""
        if detail is None:
            self.outcome.hide()
        elif not self._draft.lines:
            self.outcome.show_order(detail)

    def _on_open_wanted(self) -> None:
        if self._placed_id is not None:
            self.order_wanted.emit(self._placed_id)

    # -- words ---------------------------------------------------------------------------------------------------

    def _say_submit(self) -> None:
        self._submit.setEnabled(True)
        self.footer.say(self.keys(), edits=self._edited is not None)

    @override
    def _fix(self, *, fixed: bool) -> None:
        super()._fix(fixed=fixed)
        self._say_submit()

    def _say_texts(self) -> None:
        self._lines_title.setText(self.tr("Lines"))
        self.begun.retranslate()
        self._say_submit()
        self.short_button.say(self.tr("Why short?"), "F4")
        self._paste.say(self.tr("Paste rows"), "Ctrl+V")
        self._last.say(self.tr("Last order"))

    @override
    def title(self) -> str:
        return self.tr("New order") if self._edited is None else self.tr("Change order")

    @override
    def bar_buttons(self) -> list[QWidget]:
        wrong, unusual = self._counts
        parts = [formats.counted(wrong, self.tr("1 problem"), self.tr("{n} problems"))] if wrong else []
        parts += [formats.counted(unusual, self.tr("1 notice"), self.tr("{n} notices"))] if unusual else []
        return [Tag(" · ".join(parts), "danger" if wrong else "warn")] if parts else []

    @override
    def keys(self) -> list[tuple[str, str]]:
        return [
            ("F2", self.tr("Edit cell")),
            ("Ins", self.tr("Add line")),
            ("Ctrl+Del", self.tr("Drop line")),
            ("Ctrl+D", self.tr("As above")),
            ("F8", self.tr("Next problem")),
            ("Enter", self.tr("Take it, next cell; of a new line the next item")),
            ("Tab", self.tr("Next cell, Shift+Tab the one before")),
            ("Esc", self.tr("Leave the cell as it was")),
            ("Shift+F8", self.tr("Pass a problem by")),
            ("Ctrl+V", self.tr("Paste rows of a table")),
            ("Ctrl+Shift+D", self.tr("What the customer ordered last")),
            ("F4", self.tr("Why short?")),
            ("Ctrl+S", self.tr("Keep as a draft")),
            ("Ctrl+Enter", self.tr("Submit order")),
            ("Alt+1", self.tr("Customer; 2 lines, 3 delivery")),
        ]

    @override
    def entered(self) -> None:
        self.keeper.read()
        self._ask_cards()
        if self._draft.customer is None:
            self.customer.begin()
        else:
            self.lines.add()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say_texts()
            self.customer.retranslate()
            self.delivery.retranslate()
            self.lines.retranslate()
            self.lines.show_draft(self._draft)
            self.problems.retranslate()
            # What they say is over, or comes again at the next try.
            for subject in ("paste", "problem"):
                self.messages.withdraw(subject)
            self._say_edited()
            self.total.show_draft(self._draft)
            self._read_placed()
        super().changeEvent(event)
