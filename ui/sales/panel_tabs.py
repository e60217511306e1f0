"""The pages of the panel beside the order list: timeline, lines, logistics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from orderdesk.queries.rows import Line, Names, OrderDetail, ParcelRow, ShipmentRow
from ui import formats
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.layout import grid, hbox, vbox
from ui.components.pill import Pill, Tag
from ui.components.rows_model import RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Cell, Column, Kind, TwoLine
from ui.components.text import TOP, Icon, Text
from ui.components.timeline import Timeline
from ui.models.order_cells import carrier_name
from ui.sales.order_story import check_text, source_text, timeline_steps
from ui.words import word

_EVENTS_SHOWN = 3
_CALLING = ("warn", "danger")
_LINES_HIGH = 12


class TimelinePage(QWidget):
    """Twelve nodes, the latest change (a sentence, or nothing), what the hub found, the newest news of the courier."""

    all_events_wanted = Signal()

    def __init__(self, detail: OrderDetail, names: Names, now: datetime, changed: str = "") -> None:
        super().__init__()
        parts: list[QWidget] = [Timeline(timeline_steps(detail, names, now))]
        if changed:
            parts.append(Banner(changed, "info"))
        checks = [check_text(each) for each in detail.checks]
        parts += [Banner(text, tone) for tone, text in checks if tone in _CALLING]
        if detail.courier_events:
            parts.append(self._newest(detail, now))
        parts += [self._check(text) for tone, text in checks if tone not in _CALLING]
        self.setLayout(vbox(*parts, gap=10))

    def _check(self, text: str) -> QWidget:
        line = QWidget()
        line.setLayout(hbox(Icon("check-circle", "ok", 14), (Text(text, "caption", "secondary", wrap=True), 1), gap=6))
        return line

    def _newest(self, detail: OrderDetail, now: datetime) -> QWidget:
        more = Button(self.tr("All {n}").format(n=len(detail.courier_events)), "link", size="sm")
        more.clicked.connect(self.all_events_wanted)
        found = QWidget()
        found.setLayout(
            vbox(
                hbox(Text(self.tr("Latest courier scans"), "caption", "secondary", weight=600), None, more),
                event_rows(detail, now, _EVENTS_SHOWN),
                gap=2,
            )
        )
        return found


def event_rows(detail: OrderDetail, now: datetime, most: int) -> QWidget:
    """What couriers reported, the newest first."""
    rows = QWidget()
    rows.setLayout(
        grid(
            [
                [
                    Text(formats.moment(event.at, now), "caption", "tertiary", align=TOP),
                    Text(f"{event.area} {event.text}".strip(), "caption", "secondary", wrap=True, align=TOP),
                    Text(source_text(event.source), "caption", "tertiary", align=TOP),
                ]
                for event in detail.courier_events[:most]
            ],
            gap=(12, 4),
            shares=(0, 1, 0),
        )
    )
    return rows


class LinesPage(QWidget):
    """What was ordered and how much of it is packed."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__()
        columns = (
            Column("sku", self.tr("Item"), Kind.TWO_LINE),
            Column("quantity", self.tr("Quantity"), Kind.NUMBER, 72),
            Column("packed", self.tr("Packed"), Kind.NUMBER, 72),
            Column("amount", self.tr("Amount"), Kind.MONEY, 92),
        )
        table = DataTable(columns, name=self.tr("Lines of the order"), two_lines=True)
        table.setModel(RowsModel(columns, [(line.id, self._cells(line)) for line in lines], self))
        shown = min(len(lines), _LINES_HIGH)
        table.setFixedHeight(shown * table.row_height() + table.horizontalHeader().height() + 4)
        self.setLayout(vbox(table))

    def _cells(self, line: Line) -> tuple[TwoLine, str, Cell, str]:
        done = line.packed_quantity >= line.quantity - line.short_quantity
        token = "ok" if done and line.packed_quantity else "warn" if line.short_quantity else "text.secondary"
        detail = f"{line.sku_code} · {formats.price(line.unit_price_micro)}"
        return (
            TwoLine(line.sku_name, self.tr("{detail} · gift").format(detail=detail) if line.gift else detail),
            f"{formats.quantity(line.unit_quantity)} {line.unit}",
            Cell(packed_text(line), token),
            formats.money(line.amount_fen),
        )


def packed_text(line: Line) -> str:
    """How much of a line is packed, in its own unit; what makes no whole one of that is told in pieces."""
    if line.unit == line.base_unit or not line.packed_quantity:
        return formats.quantity(line.packed_quantity)
    whole, rest = divmod(line.packed_quantity * line.unit_quantity, line.quantity)
    if rest or whole % 1_000:
        return f"{formats.quantity(line.packed_quantity)} {line.base_unit}"
    return formats.quantity(whole)


class LogisticsPage(QWidget):
    """Shipments with their parcels and waybills, and everything the couriers reported."""

    def __init__(self, detail: OrderDetail, names: Names, now: datetime) -> None:
        super().__init__()
        parts: list[QWidget] = [self._shipment(shipment, names) for shipment in detail.shipments]
        parts += [self._parcel(parcel, names, now) for parcel in detail.parcels]
        if not detail.parcels:
            parts.append(Text(self.tr("No parcels yet"), "caption", "tertiary"))
        if detail.courier_events:
            parts.append(Text(self.tr("Courier scans"), "caption", "secondary", weight=600))
            parts.append(event_rows(detail, now, len(detail.courier_events)))
        self.setLayout(vbox(*parts, gap=8))

    def _shipment(self, shipment: ShipmentRow, names: Names) -> QWidget:
        place = self.tr("Not allocated yet")
        if shipment.warehouse_id is not None:
            place = names.warehouses.get(shipment.warehouse_id, "")
        method = word("method", shipment.delivery_method)
        how = carrier_name(names, shipment.carrier_code) or method
        row = QWidget()
        row.setLayout(
            vbox(
                hbox(Text(shipment.shipment_no, "bodyStrong", selectable=True), Pill(shipment.node), None),
                Text(f"{place} · {how}", "caption", "secondary"),
                gap=2,
            )
        )
        return row

    def _parcel(self, parcel: ParcelRow, names: Names, now: datetime) -> QWidget:
        tags = [Tag(word("parcel", parcel.state), "neutral")]
        if parcel.is_shared:
            tags.append(Tag(self.tr("With another order"), "info"))
        by = "" if parcel.closed_by is None else names.users.get(parcel.closed_by, "")
        closed = "" if parcel.closed_at is None else formats.moment(parcel.closed_at, now)
        weight = "" if parcel.weight_g is None else self.tr("{kg} kg").format(kg=f"{parcel.weight_g / 1000:.2f}")
        facts = " · ".join(part for part in (closed, by, weight) if part)
        lines: list[QWidget] = [Text(facts, "caption", "tertiary")] if facts else []
        for waybill in parcel.waybills:
            number = f"{carrier_name(names, waybill.carrier_code)} {waybill.number}"
            number += f" / {waybill.piece}" if waybill.piece else ""
            text = self.tr("{number} (taken off)").format(number=number) if waybill.to_at is not None else number
            lines.append(Text(text, "body", "tertiary" if waybill.to_at is not None else "", selectable=True))
        row = QWidget()
        head = hbox(Icon("package", "text.tertiary", 16), Text(parcel.parcel_no, "body", selectable=True), *tags, None)
        row.setLayout(vbox(head, *lines, gap=2))
        return row
