"""What the second release adds: settings of a company, what comes after the warehouse, and when holds lapse."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Text

from db.migrations.columns import optional, primary_key, reference, required, unique
from db.types import Fen, Id, Json, Quantity, UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds, and changes nothing that the first release reads or writes."""
    op.create_table(
        "company_setting",
        *required(Id, "id", "company_id"),
        *required(Text, "name"),
        *required(Json, "value"),
        *required(UtcTime, "set_at"),
        *optional(Id, "set_by"),
        primary_key("company_setting", "id"),
        reference("company_setting", "company_id", "company"),
        reference("company_setting", "set_by", "user"),
        unique("company_setting", "company_id", "name"),
    )
    op.create_index(op.f("ix_order_hold_expires_at"), "order_hold", ["expires_at"])
    for column in (*optional(Text, "lane", "close_reason"), *optional(Fen, "cod_fen")):
        op.add_column("shipment", column)
    for column in optional(Text, "signed_by"):
        op.add_column("waybill", column)
    _create_returned_item()
    _create_photo()
    _create_feed()


def _create_returned_item() -> None:
    op.create_table(
        "returned_item",
        *required(Id, "id", "order_id", "shipment_id", "order_line_id", "sku_id"),
        *required(Quantity, "quantity"),
        *required(Text, "condition"),
        *optional(Id, "warehouse_id"),
        *required(UtcTime, "received_at"),
        *optional(Id, "received_by"),
        primary_key("returned_item", "id"),
        reference("returned_item", "order_id", "order", cascade=True),
        reference("returned_item", "shipment_id", "shipment", cascade=True),
        reference("returned_item", "order_line_id", "order_line"),
        reference("returned_item", "sku_id", "sku"),
        reference("returned_item", "warehouse_id", "warehouse"),
        reference("returned_item", "received_by", "user"),
    )
    for name in ("order_id", "shipment_id"):
        op.create_index(op.f(f"ix_returned_item_{name}"), "returned_item", [name])


def _create_photo() -> None:
    op.create_table(
        "photo",
        *required(Id, "id", "company_id"),
        *optional(Id, "warehouse_id"),
        *required(Text, "subject_kind"),
        *required(Id, "subject_id"),
        *required(Text, "sha256", "caption"),
        *required(UtcTime, "taken_at"),
        *optional(Id, "taken_by"),
        Column("version", BigInteger, nullable=False),
        primary_key("photo", "id"),
        reference("photo", "company_id", "company"),
        reference("photo", "warehouse_id", "warehouse"),
        reference("photo", "taken_by", "user"),
    )
    op.create_index("ix_photo_subject_id", "photo", ["subject_id", "taken_at"])


def _create_feed() -> None:
    op.create_table(
        "feed",
        *required(Id, "id", "company_id"),
        *required(Text, "system", "subject"),
        *required(UtcTime, "as_of"),
        *optional(Text, "trouble"),
        Column("version", BigInteger, nullable=False),
        primary_key("feed", "id"),
        reference("feed", "company_id", "company"),
        unique("feed", "company_id", "system", "subject"),
    )


def downgrade() -> None:
    """Takes the additions away."""
    op.drop_table("feed")
    op.drop_table("photo")
    op.drop_table("returned_item")
    for table, names in (("waybill", ("signed_by",)), ("shipment", ("lane", "close_reason", "cod_fen"))):
        for name in names:
            op.drop_column(table, name)
    op.drop_index(op.f("ix_order_hold_expires_at"), "order_hold")
    op.drop_table("company_setting")
