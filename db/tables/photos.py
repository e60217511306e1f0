"""Photos of orders, parcels, waybills and tasks: where they belong; the pictures themselves are uploads."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from db.tables.columns import CACHED, HUB_ONLY, at, key, metadata, ref, version

#: `sha256` names the upload; a photo may stand here before its picture has arrived.
photo = Table(
    "photo",
    metadata,
    key(),
    ref("company_id", "company"),
    ref("warehouse_id", "warehouse", optional=True),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", key().type, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("caption", Text, nullable=False),
    at("taken_at"),
    ref("taken_by", "user", optional=True),
    version(),
    Index("ix_photo_subject_id", "subject_id", "taken_at"),
    Index("ix_photo_sha256", "sha256", info=HUB_ONLY),
    info=CACHED,
)
