"""The order list, or what is ticked in it, as a table in a file: written beside the window, part by part."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog

from orderdesk.queries.order_list import page_of, waybills_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import Names, OrderRow
from orderdesk.sync.damage import NothingCachedError
from ui import formats
from ui.components.nodes import node_text
from ui.models.order_cells import carrier_name, on_time
from ui.sales.csv_cells import TableFile
from ui.sales.orders_room import OrdersRoom
from ui.tasks import Lane, Ticket
from ui.workplace import Workplace

#: Read and written at one go; between two of them the window's own questions are answered.
PART = 500
#: What is done sooner needs no progress.
_PATIENCE_MS = 300


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is written where: the columns by key, their titles and that of the waybills, the order of the rows."""

    file: TableFile
    path: Path
    keys: array[int]
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    names: Names
    now: datetime
    yes: str


class ListExport(QObject):
    """`told(sentence, tone)`: what came of it; `saved(path)`: there is a file now."""

    told = Signal(str, str)
    saved = Signal(object)

    def __init__(self, room: OrdersRoom, workplace: Workplace) -> None:
        super().__init__(room)
        self._room, self._workplace = room, workplace
        self._plan: _Plan | None = None
        self._waiting: Path | None = None
        self._ticket, self._clock = Ticket(), QElapsedTimer()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(room.exporting.show)
        keys = QShortcut(QKeySequence("Ctrl+E"), room)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.ask_file)
        room.export_wanted.connect(self.ask_file)
        room.exporting.cancelled.connect(self._on_cancelled)
        room.model.completed.connect(self._on_list_complete)
        workplace.changed.connect(self._on_changed)
        workplace.person_changed.connect(lambda _person: self.cancel())

    def ask_file(self) -> None:
        """Asks where the file is to be; nothing while one is being written, or where there is nothing to write."""
        if self.is_running():
            self.told.emit(self.tr("One file at a time: another one is being written"), "info")
            return
        if not self._room.model.rowCount():
            self.told.emit(self.tr("There are no orders here to export"), "info")
            return
        count = self._room.model.checked_count()
        title = self.tr("Export the selected orders") if count else self.tr("Export the list")
        name = f"orders-{formats.stamp(self._workplace.clock.now()):.10}.csv"
        dialog = QFileDialog(self._room.window(), title, name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Table (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def is_running(self) -> bool:
        """Whether a file is being written, or waits for the list to be complete."""
        return self._plan is not None or self._waiting is not None

    def write(self, path: Path) -> None:
        """Writes what is ticked, or the list as it stands now, once it is complete; `saved` or `told` follows."""
        model = self._room.model
        ticked = model.checked_keys()
        if not ticked and not model.is_complete:
            self._waiting = path
            return
        table = self._room.table
        shown = [column for column in table.chosen_columns() if column.title]
        columns = tuple(column.key for column in shown)
        titles = (*(column.title for column in shown), self.tr("Waybills"), self.tr("On hold"))
        keys = array("q", ticked) if ticked else model.keys()
        names, now = self._workplace.names, self._workplace.clock.now()
        plan = self._plan = _Plan(TableFile(path), path, keys, columns, titles, names, now, self.tr("yes"))
        self._ticket = Ticket()
        self._clock.start()
        self._patience.start()
        self._go_on(plan, 0)

    def cancel(self) -> None:
        """Nothing is written any more, and no half of a file is left."""
        plan, self._plan, self._waiting = self._plan, None, None
        if plan is not None:
            self._ticket.cancel()
            self._rest()
            # Behind the part that is being written at this moment.
            self._workplace.tasks.run(Lane.READ, lambda: _dropped(plan))

    # -- part by part --------------------------------------------------------------------------------------------

    def _go_on(self, plan: _Plan, start: int) -> None:
        self._room.exporting.show_progress(start, len(plan.keys), self._clock.elapsed() / 1000)
        end = min(start + PART, len(plan.keys))

        def work() -> OSError | None:
            return _written(self._workplace, plan, start, end)

        def done(error: OSError | None) -> None:
            if error is not None:
                self._fail(self.tr("Not saved: {why}").format(why=error.strerror or str(error)))
            elif end < len(plan.keys):
                self._go_on(plan, end)
            else:
                self._plan = None
                self._rest()
                self.saved.emit(plan.path)

        self._workplace.tasks.run(Lane.READ, work, done, broken=self.cancel, ticket=self._ticket)

    def _fail(self, sentence: str) -> None:
        self.cancel()
        self.told.emit(sentence, "danger")

    def _rest(self) -> None:
        self._patience.stop()
        self._room.exporting.hide()

    def _on_cancelled(self) -> None:
        self.cancel()
        self.told.emit(self.tr("Export cancelled: no file was written"), "info")

    def _on_list_complete(self, _count: int) -> None:
        path, self._waiting = self._waiting, None
        if path is not None:
            self.write(path)

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        """In another cache the same keys are other orders'."""
        if items is None and self._plan is not None:
            self._fail(self.tr("Not saved: the orders have just been fetched anew, export them again"))


def _written(workplace: Workplace, plan: _Plan, start: int, end: int) -> OSError | None:
    """Writes a part, the titles before the first and the name after the last; why it could not be written."""

    def read(connection: Reading) -> list[Sequence[str]]:
        keys = plan.keys[start:end]
        found = page_of(connection, keys)
        rows = [found[key] for key in keys if key in found]
        waybills = waybills_of(connection, [row.id for row in rows])
        return [_cells(plan, row, waybills.get(row.id, ())) for row in rows]

    try:
        if not start:
            plan.file.add([plan.titles])
        plan.file.add(workplace.ask_now(read))
        if end == len(plan.keys):
            plan.file.finish()
    except NothingCachedError as error:
        return OSError(str(error))
    except OSError as error:
        return error
    return None


def _dropped(plan: _Plan) -> None:
    plan.file.drop()


def _cells(plan: _Plan, row: OrderRow, waybills: Sequence[str]) -> list[str]:
    """As it stands in the list, but amounts and moments as tables want them: no thousands marks, whole dates."""
    kept = on_time(row.node, row.node_at, row.promised_at, plan.now).text
    cells = {
        "order_no": row.order_no,
        "customer": row.customer_name,
        "node": node_text(row.node),
        "amount_fen": "" if row.amount_fen is None else f"{row.amount_fen / 100:.2f}",
        "lines": str(row.line_count),
        "promised_at": "" if row.promised_at is None else formats.stamp(row.promised_at),
        "on_time": "" if kept == formats.NOTHING else kept,
        "carrier": carrier_name(plan.names, row.carrier_code),
        "updated_at": formats.stamp(row.updated_at),
    }
    return [*(cells[key] for key in plan.columns), " ".join(waybills), plan.yes if row.held else ""]
