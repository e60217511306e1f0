"""What an imitated FLUX writes into its confirmations: the shapes seen in the field, some as object, some as list."""

from __future__ import annotations

import json
import zlib
from typing import Any
from xml.etree import ElementTree

from orderdesk.connectors.reading import decimal_text, dig, pick, rows, scaled
from orderdesk.sandbox.waybills import waybill_no

_LINE_KILOGRAMS = 0.8


def status_data(doc_no: str, row: dict[str, str]) -> dict[str, Any]:
    """The data of a status confirmation; about every second shipment's single element is a bare object."""
    return {"data": {"orderinfo": _loosely(doc_no, [row])}}


def confirm_data(doc_no: str, wms_no: str, header: dict[str, Any], time: str, *, short: bool) -> dict[str, Any]:
    """The data of a ship confirmation: one parcel with all lines; `short` leaves half of the last line behind."""
    carrier = pick(header, "carrierId")
    items = [_item(doc_no, line) for line in rows(dig(header, "details", "detailsItem"))]
    if short:
        items[-1]["QtyShipped"] = decimal_text((scaled(items[-1]["QtyShipped"], 3) or 0) // 2000 * 1000, 3)
    order = {
        "OMSOrderNo": doc_no,
        "WMSOrderNo": wms_no,
        "OrderType": pick(header, "orderType"),
        "CustomerID": pick(header, "customerId"),
        "WarehouseID": pick(header, "warehouseId"),
        "CarrierId": carrier,
        "DeliveryNo": pick(header, "deliveryNo") or waybill_no(carrier, doc_no),
        "Weight": f"{_LINE_KILOGRAMS * len(items):.2f}",
        "ShippedTime": time,
        "item": _loosely(doc_no, items),
    }
    return {"data": {"orderinfo": _loosely(doc_no, [order])}}


def wrapped(data: dict[str, Any], form: str) -> str:
    """The text that is signed and sent, as JSON or XML."""
    if form == "xml":
        root = ElementTree.Element("xmldata")
        _write(root, data)
        return ElementTree.tostring(root, encoding="unicode")
    return json.dumps(data, ensure_ascii=False)


def _item(doc_no: str, line: dict[str, Any]) -> dict[str, str]:
    return {
        "OrderNo": doc_no,
        "lineNo": pick(line, "lineNo"),
        "SKU": pick(line, "sku"),
        "QtyShipped": pick(line, "qtyOrdered"),
        "lotAtt04": pick(line, "lotAtt04"),
    }


def _loosely(doc_no: str, elements: list[dict[str, Any]]) -> Any:
    return elements[0] if len(elements) == 1 and zlib.crc32(doc_no.encode()) % 2 else elements


def _write(parent: ElementTree.Element, values: dict[str, Any]) -> None:
    for name, value in values.items():
        for item in value if isinstance(value, list) else [value]:
            element = ElementTree.SubElement(parent, name)
            if isinstance(item, dict):
                _write(element, item)
            else:
                element.text = str(item)
