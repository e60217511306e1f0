"""All tables of the hub, by subject; importing this module fills `metadata`."""

from __future__ import annotations

from db.tables import customers, finance, log, masters, orders, parcels, people, photos, stock, work
from db.tables.columns import metadata

__all__ = [
    "customers",
    "finance",
    "log",
    "masters",
    "metadata",
    "orders",
    "parcels",
    "people",
    "photos",
    "stock",
    "work",
]
