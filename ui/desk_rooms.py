"""The rooms of a desk, and how each of them reaches the others: made once somebody works there who may enter them."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from orderdesk.access import Permission, may
from orderdesk.queries.rows import OrderDetail
from orderdesk.sync.transport import SignedIn
from ui.notices import Notices
from ui.place.place_room import PlaceRoom
from ui.refused_notes import RefusedNotes
from ui.sales.entry_room import EntryRoom
from ui.sales.order_panel import OrderPanel
from ui.sales.orders_life import OrdersLife
from ui.search_results import SearchResults
from ui.window import ENTRY, ORDERS, MainWindow
from ui.workplace import Workplace


class DeskRooms(QObject):
    """`scanner_wanted`: somebody wants to set the scanner up."""

    scanner_wanted = Signal()

    def __init__(self, window: MainWindow, workplace: Workplace, refused: RefusedNotes) -> None:
        super().__init__(window)
        self._window, self._workplace, self._refused = window, workplace, refused
        self._orders: OrdersLife | None = None
        self._place: PlaceRoom | None = None
        #: Where orders are entered, while somebody is here who may.
        self.entry: EntryRoom | None = None
        refused.order_wanted.connect(self.open_order)
        refused.resume_wanted.connect(self._on_resume_wanted)

    def enter(self, person: SignedIn) -> None:
        """The rooms that somebody may enter."""
        if self._orders is None:
            self._orders = self._new_orders()
            self._place = self._new_place()
        self._enter_entry(person)
        self._enter_people(person)

    def panel(self) -> OrderPanel:
        """The panel beside the order list. Raises RuntimeError before somebody has signed in at a desk."""
        if self._orders is None:
            raise RuntimeError("nobody works at this desk yet")
        return self._orders.panel

    def open_order(self, order_id: UUID) -> None:
        """Shows an order beside the list."""
        self._window.shell.open_room(ORDERS)
        self._window.orders.open_order(order_id)

    def copy_report(self, number: int) -> bool:
        """Lays the report of a number on the clipboard; False where there is no room that tells it."""
        if self._place is None:
            return False
        self._place.copy_report(number)
        return True

    def close(self) -> None:
        """The window goes: sounds end, what was begun is written down, nothing is left half done."""
        if self._place is not None:
            self._place.close_sounds()
        if self.entry is not None:
            self.entry.keeper.flush()
        if self._orders is not None:
            self._orders.close()

    # -- the rooms -----------------------------------------------------------------------------------------------

    def _new_orders(self) -> OrdersLife:
        window, alerts = self._window, self._window.shell.alerts
        orders = OrdersLife(window.orders, self._workplace, window.kept)
        actions = orders.panel.deeds
        actions.refused.connect(self._say_danger)
        actions.undoable.connect(alerts.offer_undo)
        actions.edit_wanted.connect(self._on_edit_wanted)
        actions.copy_wanted.connect(self._on_copy_wanted)
        orders.panel.done.connect(alerts.say)
        orders.bulk.told.connect(alerts.say)
        orders.export.told.connect(alerts.say)
        orders.export.saved.connect(self._on_saved)
        results = SearchResults(window.shell.bar.search, self._workplace, window)
        results.chosen.connect(self.open_order)
        notices = Notices(window.shell.bar, self._workplace, window.kept)
        notices.order_wanted.connect(self.open_order)
        notices.refused.connect(self._say_danger)
        self._refused.told.connect(notices.show_refused)
        return orders

    def _new_place(self) -> PlaceRoom:
        place = PlaceRoom(self._workplace, self._window.kept)
        place.copied.connect(lambda: self._window.shell.alerts.say(self.tr("The report lies on the clipboard")))
        place.scanner_wanted.connect(self.scanner_wanted)
        self._window.add_place(place)
        return place

    def _enter_entry(self, person: SignedIn) -> None:
        if not may(person.roles, Permission.ENTER):
            self.entry = None
            self._window.drop_entry()
            return
        entry = self.entry = EntryRoom(self._workplace)
        entry.order_wanted.connect(self.open_order)
        entry.undoable.connect(self._window.shell.alerts.offer_undo)
        self._refused.told.connect(entry.keep_refused)
        self._window.add_entry(entry)

    def _enter_people(self, person: SignedIn) -> None:
        if not may(person.roles, Permission.ADMINISTER):
            self._window.show_people(None)
            return
        # Made anew for each administrator, and loaded for nobody else.
        from ui.people.people_room import PeopleRoom

        alerts = self._window.shell.alerts
        people = PeopleRoom(self._workplace)
        people.said.connect(alerts.say)
        people.undoable.connect(alerts.offer_undo)
        people.refused.connect(self._say_danger)
        self._window.show_people(people)

    # -- from one to the other -----------------------------------------------------------------------------------

    def _say_danger(self, text: str) -> None:
        self._window.shell.alerts.say(text, "danger")

    def _on_saved(self, path: Path) -> None:
        text = self.tr("Saved as {file}").format(file=path.name)
        folder = QUrl.fromLocalFile(str(path.parent))
        self._window.shell.alerts.offer(text, self.tr("Open folder"), lambda: QDesktopServices.openUrl(folder))

    def _on_edit_wanted(self, detail: OrderDetail) -> None:
        if self.entry is not None:
            self._window.shell.open_room(ENTRY)
            self.entry.edit(detail)

    def _on_resume_wanted(self, command_id: UUID) -> None:
        """An edit that came too late is laid over the order as it is now."""
        if self.entry is not None:
            self._window.shell.open_room(ENTRY)
            self.entry.resume_refused(command_id)
            self._refused.put_away(str(command_id))

    def _on_copy_wanted(self, detail: OrderDetail) -> None:
        if self.entry is not None:
            self._window.shell.open_room(ENTRY)
            self.entry.copy(detail)
