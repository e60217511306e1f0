"""Columns of a table: their widths, their order, and which of them a narrow window drops."""

import json
from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHeaderView

from ui import theme
from ui.components.nodes import NODE_KEYS
from ui.components.pill import pill_width
from ui.components.table_cells import Column, Kind
from ui.components.table_delegate import PADDING

_STRETCH_MIN = 120


class ColumnFit:
    """Lays the columns of one header out for the width there is, and remembers the person's own choices."""

    def __init__(self, header: QHeaderView, columns: Sequence[Column]) -> None:
        self._header = header
        self.columns = tuple(columns)
        self.hidden_by_user: set[str] = set()

    def natural_width(self, column: Column) -> int:
        """The wished width, never less than the title or the longest status in this language."""
        if not column.width:
            return _STRETCH_MIN
        look = theme.current()
        needed = look.metrics("caption", 600).horizontalAdvance(column.title) + 2 * PADDING if column.title else 0
        if column.kind is Kind.PILL:
            needed = max(needed, max(pill_width(key) for key in NODE_KEYS) + 2 * PADDING)
        return max(column.width, needed)

    def measure(self, room: int) -> None:
        """Sets every width anew: fixed columns as they wish, one without a width takes the rest."""
        if self._header.count() != len(self.columns):
            return
        for index, column in enumerate(self.columns):
            mode = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            self._header.setSectionResizeMode(index, mode)
            if column.width:
                self._header.resizeSection(index, self.natural_width(column))
        self.fit(room)

    def fit(self, room: int) -> None:
        """Shows what fits into `room` pixels and drops the rest, highest priority number first."""
        if self._header.count() != len(self.columns):
            return
        shown = [column for column in self.columns if column.key not in self.hidden_by_user]
        needed = sum(self.natural_width(column) for column in shown)
        dropped: set[str] = set()
        for column in sorted(shown, key=lambda one: -one.priority):
            if needed <= room or not column.priority:
                break
            dropped.add(column.key)
            needed -= self.natural_width(column)
        for index, column in enumerate(self.columns):
            self._header.setSectionHidden(index, column.key in dropped or column.key in self.hidden_by_user)

    def state(self) -> str:
        """Order, widths and hidden columns as a text to keep in the settings."""
        order = [self.columns[self._header.logicalIndex(place)].key for place in range(len(self.columns))]
        widths = {
            column.key: self._header.sectionSize(index)
            for index, column in enumerate(self.columns)
            if column.width and not self._header.isSectionHidden(index)
        }
        return json.dumps({"order": order, "widths": widths, "hidden": sorted(self.hidden_by_user)})

    def restore(self, state: str) -> None:
        """Takes a `state` back; columns that are new or gone since then do no harm, nor does a broken text."""
        try:
            kept = json.loads(state)
        except ValueError:
            return
        if not isinstance(kept, dict) or self._header.count() != len(self.columns):
            return
        places = {column.key: index for index, column in enumerate(self.columns)}
        self._restore_order(kept.get("order"), places)
        self._restore_widths(kept.get("widths"), places)
        hidden = kept.get("hidden")
        if isinstance(hidden, list):
            self.hidden_by_user = {key for key in hidden if key in places}

    def _restore_order(self, order: object, places: Mapping[str, int]) -> None:
        if isinstance(order, list):
            for place, key in enumerate(key for key in order if key in places):
                self._header.moveSection(self._header.visualIndex(places[key]), place)

    def _restore_widths(self, widths: object, places: Mapping[str, int]) -> None:
        if isinstance(widths, dict):
            for key, width in widths.items():
                if key in places and isinstance(width, int) and width >= self._header.minimumSectionSize():
                    self._header.resizeSection(places[key], width)
