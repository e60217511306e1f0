"""The bench screen in words, for screen readers: everything that is painted, in the order in which it matters."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from ui.packing.view_model import BenchView, ItemState


def spoken(view: BenchView) -> str:
    """All parts of a view as sentences."""
    return ". ".join(part for part in _parts(view) if part)


def _parts(view: BenchView) -> Iterator[str]:
    yield from (view.subline, view.detail, view.place, *view.steps, view.closing, view.warning)
    if view.order_no:
        done, needed = view.progress
        counted = QCoreApplication.translate("Bench", "{done} / {needed} pcs").format(done=done, needed=needed)
        yield ", ".join(part for part in (view.order_no, view.customer, view.carrier, counted) if part)
    states = {
        ItemState.DONE: QCoreApplication.translate("Bench", "done"),
        ItemState.NEXT: QCoreApplication.translate("Bench", "next"),
        ItemState.TODO: QCoreApplication.translate("Bench", "to do"),
        ItemState.SHORT: QCoreApplication.translate("Bench", "short"),
    }
    for item in view.items:
        yield f"{item.name}, {item.location}, {item.done} / {item.needed}, {states[item.state]}"
    yield from (f"{fact.label} {fact.value}" for fact in view.facts)
    if view.parcel_no:
        title = QCoreApplication.translate("Bench", "Parcel → waybill")
        yield ", ".join(part for part in (title, view.parcel_no, view.binding_text, view.waybill_no) if part)
    for row in view.history[:1]:
        title = QCoreApplication.translate("Bench", "Last scan")
        yield ", ".join(part for part in (title, row.text, row.note, row.time) if part)
    link = QCoreApplication.translate("Bench", "Connected · {count} queued")
    away = QCoreApplication.translate("Bench", "Offline · {count} queued")
    unknown = QCoreApplication.translate("Bench", "Connecting · {count} queued")
    yield {True: link, False: away, None: unknown}[view.is_online].format(count=view.queued)
    yield view.scanner
