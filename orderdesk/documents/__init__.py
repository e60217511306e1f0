"""What travels between hub and workstations."""

from __future__ import annotations

from types import MappingProxyType

from orderdesk.documents import masters, orders, parcels, photos, work
from orderdesk.documents.document import Document, DocumentKind, Key, Part, Scope, SeatScope

#: Every kind of document by name.
KINDS = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            masters.COMPANY,
            masters.WAREHOUSE,
            masters.CARRIER,
            masters.USER,
            masters.DEVICE,
            masters.SKU,
            masters.CUSTOMER,
            masters.PRICE_LIST,
            masters.STOCK,
            orders.ORDER,
            parcels.PARCEL,
            parcels.WAYBILL,
            work.RECEIPT,
            work.CHANGE_REQUEST,
            work.CASE,
            work.TASK,
            work.FEED,
            photos.PHOTO,
        )
    }
)

#: Kinds that every seat holds and that handlers may read without naming them as keys.
EVERYWHERE = frozenset({"company", "warehouse", "carrier", "user", "device", "sku"})

__all__ = ["EVERYWHERE", "KINDS", "Document", "DocumentKind", "Key", "Part", "Scope", "SeatScope"]
