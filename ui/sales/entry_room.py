"""Entering an order: customer, lines, delivery, submit; and what the hub says to it as its answers come."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget
from typing_extensions import override

from orderdesk.commands import EditOrder, PlaceOrder
from orderdesk.domain.days import local_day
from orderdesk.errors import Refused
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.rows import OrderDetail
from orderdesk.sync.workstation import Draft as KeptDraft
from ui import formats
from ui.components.buttons import Button
from ui.components.frames import Card, Ground, Rule
from ui.components.key_cap import key_caps, key_help
from ui.components.layout import clear, hbox, vbox
from ui.components.pill import Tag
from ui.components.text import Text
from ui.refusals import refusal_text
from ui.sales.actions.desk_deeds import is_editable
from ui.sales.entry_draft import Draft
from ui.sales.entry_drafts import DraftKeeper, from_json
from ui.sales.entry_edit import ChangesSheet, as_copy, as_draft, changes, edit_command
from ui.sales.entry_form import EntryForm
from ui.tasks import Lane
from ui.workplace import Workplace

#: The message with the way back to what stood in the form.
_STARTED_OVER = "started over"


class EntryRoom(EntryForm):
    """`placed(order number, id)` when an order was written down, `order_wanted(id)` to look at it."""

    placed = Signal(str, object)
    order_wanted = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._placed_id: UUID | None = None
        self._is_loading = False
        self._edited: tuple[OrderDetail, Draft] | None = None
        self.keeper = DraftKeeper(workplace, self)
        self._kept: list[KeptDraft] = []
        self._counts = (0, 0)
        self.changes: ChangesSheet | None = None
        self._lines_title = Text("", "bodyStrong")
        self._keys = hbox(gap=16)
        self._submit = Button(self.tr("Submit order"), "primary", icon="check", keys="Ctrl+Enter")
        self._discard = Button(self.tr("Start over"), "ghost")
        self.drafts_button = Button(self.tr("Drafts"), "ghost", icon="files")
        self._paste = Button(self.tr("Paste rows"), "ghost", icon="clipboard-text", size="sm", keys="Ctrl+V")
        self._build()
        self._connect()
        self._say_texts()
        self._show()

    def _build(self) -> None:
        head = hbox(self._lines_title, *key_caps("Alt+2"), None, self._paste, gap=6)
        lines = Card(vbox(head, (self.lines, 1), gap=10, margins=16))
        left = vbox(self.messages, self.outcome, (lines, 1), gap=12)
        # On a low screen the fields are scrolled; the total always stands there.
        fields = QScrollArea()
        fields.setWidgetResizable(True)
        fields.setFrameShape(QFrame.Shape.NoFrame)
        fields.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fields.setWidget(Ground(vbox(self.customer, self.delivery, None, gap=12)))
        self.side.setLayout(vbox((fields, 1), self.total, gap=12))
        body = hbox((left, 1), self.side, gap=12, margins=(20, 16, 20, 12))
        self.drafts_button.hide()
        bar = hbox(
            self._keys,
            None,
            self.short_button,
            self.drafts_button,
            self._discard,
            self._submit,
            gap=8,
            margins=(20, 8, 20, 8),
        )
        self.setLayout(vbox((body, 1), Ground(vbox(Rule(), bar, gap=0), "surface"), gap=0))

    def _connect(self) -> None:
        self.outcome.open_wanted.connect(self._on_open_wanted)
        self._submit.clicked.connect(self.submit)
        self._discard.clicked.connect(self.start_over)
        self.drafts_button.clicked.connect(self._on_drafts)
        self._paste.clicked.connect(self.paste)
        self.keeper.listed.connect(self._on_listed)
        self._workplace.changed.connect(self._on_changed)
        for keys, work in (
            ("Ctrl+Return", self.submit),
            ("Ctrl+Enter", self.submit),
            ("Alt+1", self.customer.search.setFocus),
            ("Alt+2", self.lines.search.setFocus),
            ("Alt+3", self.delivery.method.setFocus),
            ("F2", lambda: self.edit_line(self.lines.selected())),
            ("Ctrl+Del", self.drop_line),
            ("F4", self.why_short),
            ("F8", self.next_problem),
            ("Ins", self.lines.search.setFocus),
            ("Ctrl+D", self.repeat_line),
            ("Ctrl+S", self.set_aside),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    # -- submit --------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Writes the order down, or shows what is missing; nothing while it is being written down already."""
        if not self._submit.isEnabled() or not self.put_back():
            return
        problem = self._draft.problem()
        if problem:
            self._show_problem(problem)
            return
        if not self.delivery.check_day():
            self.delivery.wanted.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._on_delivery()
        if self._edited is not None:
            self._show_changes(*self._edited)
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
            self.next_problem()
            return
        text = {
            "lines": self.tr("Add at least one line"),
            "phone": self.tr("The address has no phone number, without which no courier takes it: choose another one"),
        }.get(problem) or self.tr("The customer has no address to ship to")
        self.messages.show_message("problem", text, "danger")
        if problem == "lines":
            self.lines.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def discard(self) -> None:
        """An empty form."""
        self._draft, self._edited = Draft(), None
        self.messages.withdraw("edit")
        self._fix(fixed=False)
        for subject in ("problem", "paste", _STARTED_OVER):
            self.messages.withdraw(subject)
        self.customer.show_customer(None)
        self.delivery.clear()
        self.leave_line()
        self._ask_open_orders()
        self._show()
        self.customer.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_over(self) -> None:
        """An empty form; what stood there is forgotten, and an order that was being edited stays as it is."""
        was, company_id = self._draft, self._company_id
        is_lost = self._edited is None and bool(was.customer is not None or was.lines or was.unread)
        if self._edited is None:
            self.keeper.drop()
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
        is_begun = self._draft.customer is not None or self._draft.lines or self._draft.unread
        if self._edited is None and is_begun and self.put_back():
            self.keeper.leave()
            self.discard()
            self.keeper.read()
            self.messages.show_message("problem", self.tr("Kept as a draft: it stands under Drafts"), "ok")

    # -- drafts --------------------------------------------------------------------------------------------------

    @override
    def _keep(self) -> None:
        if self._counts != (counts := self._draft.counts()):
            self._counts = counts
            self.title_changed.emit()
        if self._edited is None and not self._is_loading:
            self.keeper.keep(self._draft, self._company_id)

    def _on_listed(self, drafts: list[KeptDraft]) -> None:
        self._kept = drafts
        self.drafts_button.setVisible(bool(drafts))
        self.drafts_button.say(self.tr("Drafts ({n})").format(n=len(drafts)))

    def drafts_menu(self) -> QMenu:
        """What has been begun before: customer, lines, when."""
        menu = QMenu(self)
        for kept in self._kept:
            lines = formats.counted(len(kept.body["lines"]), self.tr("1 line"), self.tr("{n} lines"))
            at = formats.moment(kept.updated_at, self._workplace.clock.now())
            words = " · ".join(part for part in (kept.body["name"], lines, at) if part).replace("&", "&&")
            menu.addAction(words).triggered.connect(partial(self.take_draft, kept))
        forget = menu.addMenu(self.tr("Forget"))
        for action, kept in zip(menu.actions(), self._kept, strict=False):
            forget.addAction(action.text()).triggered.connect(partial(self.keeper.drop, kept.id))
        return menu

    def _on_drafts(self) -> None:
        menu = self.drafts_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.drafts_button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def take_draft(self, kept: KeptDraft) -> None:
        """Goes on with a draft; what stands in the form becomes one."""
        on = local_day(self._workplace.clock.now())
        company = kept.body["company"]

        def answer(draft: Draft) -> None:
            if self._edited is None:
                self.keeper.leave()
            self.discard()
            self._company_id = UUID(company) if company else self._company_id
            self.keeper.take(kept)
            self._put(draft)
            self.keeper.read()

        self._workplace.ask(lambda connection: from_json(connection, kept.body, on), answer)

    def _put(self, draft: Draft) -> None:
        """Shows a draft in the whole form."""
        self._is_loading = True
        self.outcome.hide()
        self.customer.show_customer(draft.customer)
        self.customer.choose_address(draft.address)
        self.delivery.show_draft(draft)
        self._draft = draft
        self._is_loading = False
        self._show()
        self._ask_open_orders()

    # -- editing -------------------------------------------------------------------------------------------------

    def edit(self, detail: OrderDetail) -> None:
        """Shows an order that is not released yet, to be changed; what stands in the form becomes a draft."""
        on = local_day(self._workplace.clock.now())

        def answer(draft: Draft | None) -> None:
            if draft is None:
                self.messages.show_message("edit", self.tr("Its customer or an article is not known here"), "danger")
                return
            if self._edited is None:
                self.keeper.leave()
            self.discard()
            self._edited = (detail, draft)
            self._company_id = detail.head.company_id
            self._fix(fixed=True)
            self._put(draft)
            self._say_edited(detail)
            self.keeper.read()

        self._workplace.ask(lambda connection: as_draft(connection, detail, on), answer)

    def copy(self, detail: OrderDetail) -> None:
        """A new order with the customer and the lines of another one; what stands in the form becomes a draft."""
        on = local_day(self._workplace.clock.now())

        def answer(draft: Draft | None) -> None:
            if draft is None:
                self.messages.show_message("edit", self.tr("Its customer or an article is not known here"), "danger")
                return
            if self._edited is None:
                self.keeper.leave()
            self.discard()
            self._company_id = detail.head.company_id
            self._put(as_copy(draft))
            self.keeper.read()

        self._workplace.ask(lambda connection: as_draft(connection, detail, on), answer)

    @override
    def _counted_fen(self) -> int:
        return 0 if self._edited is None else self._edited[1].amount_fen

    def _say_edited(self, detail: OrderDetail) -> None:
        text = self.tr("Order {no} is being changed; nothing is sent before you save").format(no=detail.head.order_no)
        self.messages.show_message("edit", text, closable=False)

    def _fix(self, *, fixed: bool) -> None:
        self.customer.fix(fixed=fixed)
        self.delivery.cod.setEnabled(not fixed)
        self.title_changed.emit()
        self._say_submit()

    def _show_changes(self, detail: OrderDetail, seen: Draft) -> None:
        command = edit_command(detail, seen, self._draft)
        if command is None:
            self.messages.show_message("problem", self.tr("Nothing is different yet"), "warn")
            return
        found = changes(seen, self._draft, self._workplace.names)
        self.changes = ChangesSheet(detail.head.order_no, found, self.window())
        self.changes.confirmed.connect(partial(self._say_edit, detail.head.id, command))
        self.changes.finished.connect(self.changes.deleteLater)
        self.changes.open()

    def _say_edit(self, order_id: UUID, command: EditOrder) -> None:
        self._submit.setEnabled(False)
        done, refused = partial(self._on_edited_said, order_id), self._on_refused
        self._workplace.say(command, done, refused=refused, broken=self._say_submit)

    def _on_edited_said(self, order_id: UUID, _spoken: object) -> None:
        self.discard()
        self.order_wanted.emit(order_id)

    def _on_edited_order(self, detail: OrderDetail | None) -> None:
        """Somebody has released it meanwhile: what was entered stays to be read, but cannot be saved."""
        if self._edited is not None and (detail is None or not is_editable(detail)):
            text = self.tr("Order {no} has been released meanwhile: it is not changed any more")
            self.messages.show_message("edit", text.format(no=self._edited[0].head.order_no), "warn", closable=False)
            self._submit.setEnabled(False)

    # -- what the hub says ---------------------------------------------------------------------------------------

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        if self._placed_id is not None and (items is None or ("order", self._placed_id) in items):
            self._read_placed()
        edited = None if self._edited is None else self._edited[0].head.id
        if edited is not None and (items is None or ("order", edited) in items):
            now = self._workplace.clock.now()
            self._workplace.ask(lambda connection: order_detail(connection, edited, now), self._on_edited_order)

    def _read_placed(self) -> None:
        order_id, now = self._placed_id, self._workplace.clock.now()
        if order_id is not None:
            self._workplace.ask(lambda connection: order_detail(connection, order_id, now), self._on_detail)

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
        text = self.tr("Submit order") if self._edited is None else self.tr("Save changes")
        self._submit.say(text, "Ctrl+Enter")
        self._discard.say(self.tr("Start over") if self._edited is None else self.tr("Leave as it is"))

    def _say_texts(self) -> None:
        self._lines_title.setText(self.tr("Lines"))
        self._say_submit()
        self.short_button.say(self.tr("Why short?"), "F4")
        self._paste.say(self.tr("Paste rows"), "Ctrl+V")
        self._on_listed(self._kept)
        clear(self._keys)
        self._keys.addLayout(key_help(self.keys()[:4]))

    @override
    def title(self) -> str:
        return self.tr("New order") if self._edited is None else self.tr("Change order")

    @override
    def bar_buttons(self) -> list[QWidget]:
        wrong, unusual = self._counts
        parts = [formats.counted(wrong, self.tr("1 problem"), self.tr("{n} problems"))] if wrong else []
        parts += [formats.counted(unusual, self.tr("1 remark"), self.tr("{n} remarks"))] if unusual else []
        return [Tag(" · ".join(parts), "danger" if wrong else "warn")] if parts else []

    @override
    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Enter", self.tr("Take it, next field")),
            ("F2", self.tr("Change line")),
            ("Ctrl+Del", self.tr("Drop line")),
            ("F8", self.tr("Next problem")),
            ("Ins", self.tr("Add line")),
            ("Ctrl+D", self.tr("The line once more")),
            ("Ctrl+V", self.tr("Paste rows of a table")),
            ("F4", self.tr("Why short?")),
            ("Ctrl+S", self.tr("Keep as a draft")),
            ("Ctrl+Enter", self.tr("Submit order")),
            ("Alt+1", self.tr("Customer; 2 lines, 3 delivery")),
        ]

    @override
    def entered(self) -> None:
        self.keeper.read()
        first = self.customer.search if self._draft.customer is None else self.lines.search
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say_texts()
            self.customer.retranslate()
            self.delivery.retranslate()
            self.lines.retranslate(self._draft)
            self.problems.retranslate()
            # What they say is over, or comes again at the next try.
            for subject in ("paste", "problem"):
                self.messages.withdraw(subject)
            if self._edited is not None:
                self._say_edited(self._edited[0])
            self.total.show_draft(self._draft)
            self._read_placed()
        super().changeEvent(event)
