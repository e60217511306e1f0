"""Why the order list has nothing to show, and the one way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from ui.components.buttons import Button
from ui.components.empty_state import EmptyState
from ui.sales.order_chips import ALL, MINE

_WHY: dict[str, object] = {
    ALL: QT_TRANSLATE_NOOP(
        "ListEmpty",
        "No order has been entered yet. Articles, customers, prices and stock come in by orderdesk-hub import",
    ),
    MINE: QT_TRANSLATE_NOOP("ListEmpty", "None of the orders is yours"),
}
_NONE_THERE = QT_TRANSLATE_NOOP("ListEmpty", "No order stands at this status now")


def why_empty(typed: str, chosen: str, clear: Callable[[], None], show_all: Callable[[], None]) -> EmptyState:
    """For what is typed over the list and the filter that is chosen;
    where neither hides anything there is no way on."""
    if typed:
        button = Button(QCoreApplication.translate("ListEmpty", "Clear filter"), keys="Esc", size="sm")
        button.clicked.connect(clear)
        headline = QCoreApplication.translate("ListEmpty", "Nothing here fits “{text}”").format(text=typed)
        reason = QCoreApplication.translate(
            "ListEmpty", "Looked for: the end of order number, waybill and phone, and the customer's name"
        )
        return EmptyState("funnel", headline, reason, button)
    text = QCoreApplication.translate("ListEmpty", str(_WHY.get(chosen, _NONE_THERE)))
    if chosen == ALL:
        return EmptyState("tray", QCoreApplication.translate("ListEmpty", "No orders here"), text)
    button = Button(QCoreApplication.translate("ListEmpty", "Show all orders"), size="sm")
    button.clicked.connect(show_all)
    return EmptyState("tray", QCoreApplication.translate("ListEmpty", "No orders here"), text, button)
