"""What to scan at the demo's bench: python -m tools.bench_codes [--dir D] [--count N | --order NO].

Prints orders that are ready to pack, the barcodes of their goods, serial numbers where they are wanted, and a fresh
waybill number each, to be scanned from paper or entered with F6. The role "packer" must have been opened once: its
workstation knows the orders.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from orderdesk.demo.waybill_numbers import WaybillNumbers
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Sku
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.quantity import ONE, format_quantity
from orderdesk.domain.waybills import issues_own_number
from orderdesk.errors import OrderDeskError
from orderdesk.queries.bench_lists import barcode_of, ready_shipments
from orderdesk.sync import Workstation
from ui.app import default_folder

_MOST = 1_000


def sheet(workstation: Workstation, numbers: WaybillNumbers, *, count: int, order_no: str = "") -> Iterator[str]:
    """The lines of the sheet, one shipment after the other; with `order_no` of that order only."""
    warehouse_id = workstation.status().warehouse_id
    if warehouse_id is None:
        return
    with workstation.reading() as connection:
        found = ready_shipments(connection, warehouse_id, limit=_MOST)
        chosen = [each for each in found if order_no in ("", each.order_no)][:count]
        for ready in chosen:
            order = Shelf(connection, cached=True).load(Key("order", ready.order_id))
            if isinstance(order, Order):
                yield f"{ready.shipment_no}  {ready.customer_name}"
                yield from _codes(connection, order, ready.shipment_no, numbers)


def _article(connection: Connection, sku_id: UUID) -> Sku | None:
    """The article as the bench knows it."""
    found = Shelf(connection, cached=True).load(Key("sku", sku_id))
    return found if isinstance(found, Sku) else None


def _serial(line_id: UUID, place: int) -> str:
    """An invented serial number: the same each time the sheet is printed, and no courier's shape."""
    return f"SN{line_id.hex[-8:].upper()}{place:03d}"


def _codes(connection: Connection, order: Order, shipment_no: str, numbers: WaybillNumbers) -> Iterator[str]:
    shipment = next(each for each in order.shipments if each.shipment_no == shipment_no)
    lines = {line.id: line for line in order.lines}
    for carried in order.lines_of(shipment.id):
        line = lines[carried.order_line_id]
        barcode = barcode_of(connection, line.sku_id) or line.sku_code
        yield f"    {barcode:<15} x {format_quantity(carried.quantity):<4} {line.sku_code}"
        sku = _article(connection, line.sku_id)
        if sku is not None and sku.tracks_serial:
            # Scanned after the barcode, one for each piece.
            for place in range(1, carried.quantity // ONE + 1):
                yield f"        {_serial(line.id, place)}"
    if issues_own_number(shipment.delivery_method, shipment.carrier_code):
        return
    carrier = shipment.carrier_code or "LINE"
    yield f"    {numbers.next(carrier):<15} {carrier}"


def main() -> int:
    """Prints the sheet; 1 when there is no bench yet or nothing to pack at it."""
    parser = argparse.ArgumentParser(prog="tools.bench_codes", description="What to scan at the demo's bench.")
    parser.add_argument("--dir", type=Path, default=default_folder().with_name("demo"), help="the demo's folder")
    parser.add_argument("--count", type=int, default=3, help="how many orders (default: %(default)s)")
    parser.add_argument("--order", default="", metavar="NO", help="only this order")
    asked = parser.parse_args()
    folder = asked.dir / "seats" / "packer"
    if not (folder / "journal.db").is_file():
        print(f"there is no bench in {asked.dir}: start the demo and open the packer's workstation first")
        return 1
    workstation = Workstation.open(folder)
    try:
        lines = list(sheet(workstation, WaybillNumbers(random.Random()), count=asked.count, order_no=asked.order))
        if not lines:
            print(f"{asked.order or 'nothing'} is not ready to pack at this bench", file=sys.stderr)
            return 1
        print("\n".join(lines))
    except OrderDeskError as error:
        print(error)
        return 1
    finally:
        workstation.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
