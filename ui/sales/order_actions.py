"""What can be done with the order in the panel: its buttons, the sheets they open, the commands they say,
the way back."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from orderdesk.access import Permission, may
from orderdesk.commands import AddNote, MoveReservation, verb_of
from orderdesk.commands.command import Command
from orderdesk.errors import Refused
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.rows import OrderDetail, ShipmentRow
from ui.components.buttons import Button
from ui.refusals import refusal_text
from ui.refused_words import at_once
from ui.sales.actions.asks import Answers
from ui.sales.actions.deed import Deed, Offer, Situation, say
from ui.sales.actions.desk_deeds import COPY, EDIT, HOLD, LIFT, hold_at_once
from ui.sales.actions.menu import DeedMenu
from ui.sales.actions.sheet import DeedSheet
from ui.sales.actions.stock_deeds import WHY_SHORT, missing_of, short_lines
from ui.sales.actions.table import NOTE, of_others, offers
from ui.sales.mentions import mentioned
from ui.sales.short_sheet import ShortSheet, Wanting
from ui.tasks import Lane
from ui.workplace import Workplace


class OrderActions(QObject):
    """`refused(sentence)`: a command was not taken. `undoable(sentence, undo)`: done, and this takes it back.

    `note_wanted`, `edit_wanted(detail)`, `copy_wanted(detail)`: what has a place of its own.
    """

    refused = Signal(str)
    undoable = Signal(str, object)
    note_wanted = Signal()
    edit_wanted = Signal(object)
    copy_wanted = Signal(object)

    def __init__(self, workplace: Workplace, panel: QWidget) -> None:
        super().__init__(panel)
        self._workplace, self._panel = workplace, panel
        self._detail: OrderDetail | None = None
        self._more: Button | None = None
        self.menu: DeedMenu | None = None
        self.sheet: DeedSheet | None = None
        #: What somebody typed into a sheet and left, by deed and order: it is there when the sheet is opened again.
        self._begun: dict[tuple[UUID, str, UUID], dict[str, object]] = {}

    def may(self, permission: Permission) -> bool:
        """Whether the person who is here may do it."""
        person = self._workplace.person
        return person is not None and may(person.roles, permission)

    def offers(self) -> tuple[Offer, ...]:
        """What this person may do with the order that is shown."""
        here = self._situation()
        return () if here is None else offers(here)

    def _of_others(self) -> tuple[Offer, ...]:
        here = self._situation()
        return () if here is None else of_others(here)

    def look_at(self, detail: OrderDetail) -> tuple[object, ...]:
        """The order as it is now; returns what its buttons depend on."""
        self._detail = detail
        return self.offers(), detail.head.node, bool(detail.holds)

    def buttons(self, detail: OrderDetail) -> list[QWidget]:
        """The next step, hold or lift, a copy where there is neither, and everything else behind one button."""
        self._detail = detail
        here, found = self._situation(), self.offers()
        lead = next((each for each in found if here and each.deed.is_next(here) and not each.hindered), None)
        shown: list[QWidget] = []
        if lead is not None:
            shown.append(self._button(lead, "dangerGhost" if lead.deed.danger else "primary"))
        for each in found:
            if each.deed is LIFT and not each.hindered:
                shown.append(self._button(each, "default"))
            elif each.deed is HOLD and not detail.holds:
                hold = Button(self.tr("Put on hold"), "ghost", icon="hand-palm")
                hold.clicked.connect(self.hold_now)
                shown.append(hold)
        copy = next((each for each in found if each.deed is COPY), None)
        if copy is not None and not shown:
            shown.append(self._button(copy, "default"))
        self._more = None
        if found:
            self._more = Button(self.tr("More"), "ghost", icon="dots-three", keys="M")
            self._more.clicked.connect(self.open_menu)
            shown.append(self._more)
        return shown

    # -- ways in -------------------------------------------------------------------------------------------------

    def open_menu(self) -> None:
        """Everything that can be done, to be found by typing."""
        if self._more is None:
            return
        if self.menu is None:
            self.menu = DeedMenu(self._panel.window())
            self.menu.chosen.connect(self.begin)
            self.menu.left.connect(self._on_menu_left)
        self.menu.open(self.offers(), self._more, self._of_others())

    def press(self, text: str) -> bool:
        """A key while the order is open: opens the menu or begins a deed; whether it was one of those."""
        if text.upper() == "M" and self._more is not None:
            self.open_menu()
            return True
        offers = (*self.offers(), *self._of_others())
        found = next((each for each in offers if text and each.deed.keys == text.upper()), None)
        if found is None:
            return False
        if found.hindered:
            self.refused.emit(found.hindered)
        else:
            self.begin(found)
        return True

    def begin(self, offer: Offer) -> None:
        """Does it at once, or asks first what it needs."""
        here = self._situation()
        if here is None:
            return
        if offer.deed in (EDIT, COPY):
            (self.edit_wanted if offer.deed is EDIT else self.copy_wanted).emit(here.detail)
            return
        if offer.deed is NOTE:
            self.note_wanted.emit()
            return
        only = offer.shipments[0] if offer.shipments else None
        if len(offer.shipments) < 2 and not offer.deed.hint and not offer.deed.asks(here, only):
            self._do(offer.deed, here, None, only, Answers())
            return
        self._open_sheet(offer, here)

    def _open_sheet(self, offer: Offer, here: Situation) -> None:
        place = (here.person.user_id, offer.deed.key, here.detail.head.id)
        sheet = DeedSheet(offer, here, self._panel.window(), begun=self._begun.get(place))

        def left(result: int) -> None:
            self._begun.pop(place, None)
            if not result and sheet.begun:
                self._begun[place] = sheet.begun
            sheet.deleteLater()

        sheet.answered.connect(partial(self._do, offer.deed, here, sheet))
        sheet.finished.connect(left)
        self.sheet = sheet
        sheet.open()

    def note(self, order_id: UUID, text: str) -> None:
        """Writes a note; whoever is mentioned in it gets a task."""
        mentions = mentioned(text, self._workplace.names)
        note_id = self._workplace.workstation.new_id() if mentions else None
        self._say(AddNote(order_id=order_id, text=text, note_id=note_id, mentions=mentions))

    def hold_now(self) -> None:
        """At once and with a way back: nothing is lost by waiting."""
        here = self._situation()
        if here is not None:
            reason = self.tr("{who} asked to wait").format(who=here.person.name)
            self._say(hold_at_once(here, reason), partial(self._offer_undo, HOLD, here))

    # -- doing and undoing ---------------------------------------------------------------------------------------

    def _situation(self) -> Situation | None:
        person, detail = self._workplace.person, self._detail
        if person is None or detail is None:
            return None
        return Situation(detail, person, self._workplace.names, self._workplace.clock.now())

    def _button(self, offer: Offer, kind: str) -> Button:
        button = Button(offer.title, kind, icon=offer.deed.icon)
        button.clicked.connect(lambda: self.begin(offer))
        return button

    def _do(
        self, deed: Deed, here: Situation, sheet: DeedSheet | None, shipment: ShipmentRow | None, given: Answers
    ) -> None:
        if deed is WHY_SHORT:
            if sheet is not None:
                sheet.accept()
            self._show_holders(here, given)
            return
        workstation = self._workplace.workstation

        def work() -> Command:
            command = deed.make(here, shipment, given, workstation)
            workstation.say(command)
            return command

        def done(command: Command) -> None:
            if sheet is not None:
                sheet.accept()
            self._workplace.said(command)
            self._offer_undo(deed, here, command)

        def refused(refusal: Refused) -> None:
            if sheet is None:
                self._on_refused(deed.command.kind, here.detail.head.order_no, refusal)
            else:
                sheet.refuse(refusal_text(refusal.code, refusal.facts))

        broken = None if sheet is None else sheet.accept
        self._workplace.tasks.run(Lane.WRITE, work, done, refused=refused, broken=broken)

    def _show_holders(self, here: Situation, given: Answers) -> None:
        """Who holds the goods that a line lacks; some can be moved here."""
        chosen = given.one("line")
        line = next(each for each in short_lines(here) if chosen in (None, each.id))
        is_mover = here.may(verb_of(MoveReservation.kind).needs)
        wanting = Wanting(here.detail.head.id, line.id, missing_of(here, line)) if is_mover else None
        window = self._panel.window()
        sheet = ShortSheet(self._workplace, line.sku_id, f"{line.sku_code} {line.sku_name}", window, wanting=wanting)
        sheet.moved.connect(self._say)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _say(self, command: Command, done: partial[None] | None = None) -> None:
        def on_done(_spoken: object) -> None:
            if done is not None:
                done(command)

        number = "" if self._detail is None else self._detail.head.order_no
        self._workplace.say(command, on_done, refused=partial(self._on_refused, command.kind, number))

    def _offer_undo(self, deed: Deed, here: Situation, command: Command) -> None:
        if deed.undo is not None:
            sentence = say(deed.done, no=here.detail.head.order_no)
            self.undoable.emit(sentence, partial(self._undo, deed, here, command))

    def _undo(self, deed: Deed, here: Situation, command: Command) -> None:
        """Takes it back, as the order is by now."""
        assert deed.undo is not None
        undo, order_id, now = deed.undo, here.detail.head.id, self._workplace.clock.now()

        def answer(found: OrderDetail | None) -> None:
            back = None if found is None else undo(here, command, found)
            if back is None:
                self.refused.emit(self.tr("This can no longer be taken back"))
            else:
                self._say(back)

        self._workplace.ask(lambda connection: order_detail(connection, order_id, now), answer)

    def _on_menu_left(self) -> None:
        if self._more is not None:
            self._more.setFocus()

    def _on_refused(self, deed: str, order_no: str, refusal: Refused) -> None:
        self.refused.emit(at_once(deed, refusal, order_no))
