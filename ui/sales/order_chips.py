"""The filters over the order list: all, my own, and the nodes people look at most; the rest behind "More"."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from orderdesk.domain.nodes import Node
from orderdesk.queries.rows import NodeCounts, OrderQuestion
from ui.components.chip import Chip, ChipBar, ChipSpec
from ui.components.layout import hbox
from ui.components.nodes import NODE_KEYS, node_text

ALL, MINE, MORE = "all", "mine", "more"
_SHOWN = (Node.PENDING_REVIEW, Node.CREDIT_REVIEW, Node.PICKING, Node.IN_TRANSIT, Node.DELIVERY_EXCEPTION)
_GAP = 6


class _Holder(QWidget):
    """Clips the chips; tells when its room is another."""

    resized = Signal()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class OrderChips(QWidget):
    """`chosen(key)`: all, mine or the key of a node."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._key = ALL
        self._counts = NodeCounts({}, 0, 0)
        self._has_counts = False
        self._holder = _Holder()
        self._holder.resized.connect(self._fit)
        self._bar = ChipBar(())
        self._more = Chip(ChipSpec(MORE, ""))
        self._more.clicked.connect(self._on_more)
        self.setLayout(hbox((self._holder, 1), self._more, gap=_GAP))
        self.retranslate()

    def key(self) -> str:
        """The chosen filter."""
        return self._key

    def question(self, salesperson_id: UUID | None) -> OrderQuestion:
        """What the chosen filter asks."""
        if self._key == ALL:
            return OrderQuestion()
        if self._key == MINE:
            return OrderQuestion(salesperson_id=salesperson_id)
        return OrderQuestion(node=self._key)

    def choose(self, key: str) -> None:
        """Marks a filter without telling anyone; a node without a chip of its own stands on "More"."""
        self._key = key
        self.retranslate()

    def step(self, by: int) -> None:
        """The next or previous filter."""
        keys = [ALL, MINE, *NODE_KEYS]
        self._pick(keys[(keys.index(self._key) + by) % len(keys)])

    def show_counts(self, counts: NodeCounts) -> None:
        """Numbers behind the words."""
        self._counts, self._has_counts = counts, True
        for key in self._keys():
            self._bar.show_count(key, self._count(key), alert=self._alerts(key))
        self._fit()

    def retranslate(self) -> None:
        """Builds the chips in the language of the window."""
        old = self._bar
        self._bar = ChipBar([self._spec(key) for key in self._keys()], active=self._key)
        self._bar.setParent(self._holder)
        self._bar.chosen.connect(self._pick)
        self._bar.show()
        old.hide()
        old.deleteLater()
        self._fit()

    def _keys(self) -> list[str]:
        return [ALL, MINE, *(str(node) for node in _SHOWN)]

    def _spec(self, key: str) -> ChipSpec:
        words = {ALL: self.tr("All"), MINE: self.tr("My orders")}
        if key in words:
            return ChipSpec(key, words[key], self._count(key))
        return ChipSpec(key, node_text(key), self._count(key), node=key, alert=self._alerts(key))

    def _alerts(self, key: str) -> bool:
        return key == Node.DELIVERY_EXCEPTION and bool(self._count(key))

    def _count(self, key: str) -> int | None:
        if not self._has_counts:
            return None
        if key == ALL:
            return self._counts.total
        return self._counts.mine if key == MINE else self._counts.by_node.get(key, 0)

    def _name_more(self) -> None:
        hidden = self._key not in self._keys()
        text = node_text(self._key) if hidden else self.tr("More statuses")
        # What calls for somebody is seen also where there is no room for its chip.
        calls = not hidden and self._alerts(Node.DELIVERY_EXCEPTION) and Node.DELIVERY_EXCEPTION not in self._shown()
        self._more.spec = ChipSpec(MORE, text, node=self._key if hidden else "", alert=calls)
        self._more.setChecked(hidden)
        count = self._count(self._key) if hidden else self._count(Node.DELIVERY_EXCEPTION) if calls else None
        self._more.show_count(count)
        if calls:
            name = f"{text}, {node_text(Node.DELIVERY_EXCEPTION)} {count}"
            self._more.setAccessibleName(name)
            self._more.setToolTip(name)
        else:
            self._more.setToolTip("")

    def _shown(self) -> set[str]:
        return {chip.spec.key for chip in self._bar.findChildren(Chip) if not chip.isHidden()}

    def _pick(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _on_more(self) -> None:
        self._more.setChecked(self._key not in self._keys())
        menu = self.more_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))

    def more_menu(self) -> QMenu:
        """The nodes that have no chip, or none that there is room for."""
        menu = QMenu(self)
        shown = self._shown()
        for key in NODE_KEYS:
            if key not in shown:
                count = self._count(key)
                action = QAction(node_text(key) if count is None else f"{node_text(key)}\t{count:,}", menu)
                action.triggered.connect(lambda _checked=False, key=key: self._pick(key))
                menu.addAction(action)
        return menu

    def _fit(self) -> None:
        """Shows as many chips as there is room for; the chosen one always."""
        room = self._holder.width()
        chips = self._bar.findChildren(Chip)
        used = sum(chip.sizeHint().width() + _GAP for chip in chips if chip.isChecked())
        for chip in chips:
            if chip.isChecked():
                chip.show()
                continue
            needed = chip.sizeHint().width() + _GAP
            chip.setVisible(used + needed <= room + _GAP)
            used += needed
        height = max((chip.sizeHint().height() for chip in chips), default=0)
        self._holder.setFixedHeight(height)
        self._bar.setGeometry(0, 0, room, height)
        self._name_more()
