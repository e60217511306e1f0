"""Names of the 12 nodes in the language of the window."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_NODES: dict[str, str] = {
    "pending_review": str(QT_TRANSLATE_NOOP("Node", "Pending review")),
    "credit_review": str(QT_TRANSLATE_NOOP("Node", "Credit review")),
    "stock_locked": str(QT_TRANSLATE_NOOP("Node", "Stock locked")),
    "allocated": str(QT_TRANSLATE_NOOP("Node", "Allocated")),
    "picking": str(QT_TRANSLATE_NOOP("Node", "Picking")),
    "packed": str(QT_TRANSLATE_NOOP("Node", "Packed")),
    "staged": str(QT_TRANSLATE_NOOP("Node", "Staged")),
    "in_transit": str(QT_TRANSLATE_NOOP("Node", "In transit")),
    "delivered": str(QT_TRANSLATE_NOOP("Node", "Delivered")),
    "delivery_exception": str(QT_TRANSLATE_NOOP("Node", "Delivery exception")),
    "returning": str(QT_TRANSLATE_NOOP("Node", "Returning")),
    "closed": str(QT_TRANSLATE_NOOP("Node", "Closed")),
}
NODE_KEYS = tuple(_NODES)


def node_text(key: str) -> str:
    """What the window calls a node such as `in_transit`; raises KeyError for anything else."""
    return QCoreApplication.translate("Node", _NODES[key])
