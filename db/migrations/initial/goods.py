"""SKUs, customers and prices."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Date, Integer, Text

from db.migrations.columns import optional, primary_key, reference, required, unique
from db.types import Fen, Id, Json, MicroYuan, Quantity, UtcTime

#: In the order in which they can be made.
TABLES = (
    "sku",
    "sku_barcode",
    "sku_unit",
    "sku_bin",
    "customer",
    "customer_account",
    "credit_use",
    "address",
    "price_list",
    "price",
)


def create() -> None:
    """Makes the tables named in TABLES."""
    _create_sku()
    _create_sku_barcode()
    _create_sku_unit()
    _create_sku_bin()
    _create_customer()
    _create_customer_account()
    _create_credit_use()
    _create_address()
    _create_price_list()
    _create_price()


def _create_sku() -> None:
    op.create_table(
        "sku",
        *required(Id, "id"),
        *required(Text, "code", "name", "name_en", "brand", "category"),
        *required(Json, "oe_numbers"),
        *required(Text, "base_unit"),
        *required(Boolean, "tracks_batch", "tracks_serial"),
        *optional(Integer, "type_above", "weight_g"),
        *optional(Text, "image"),
        *required(Text, "pinyin"),
        *required(Boolean, "active"),
        *required(BigInteger, "version"),
        primary_key("sku", "id"),
        unique("sku", "code"),
    )


def _create_sku_barcode() -> None:
    op.create_table(
        "sku_barcode",
        *required(Id, "id", "sku_id"),
        *required(Text, "barcode", "unit"),
        *required(Quantity, "quantity"),
        primary_key("sku_barcode", "id"),
        reference("sku_barcode", "sku_id", "sku", cascade=True),
    )
    op.create_index(op.f("ix_sku_barcode_barcode"), "sku_barcode", ["barcode"])
    op.create_index(op.f("ix_sku_barcode_sku_id"), "sku_barcode", ["sku_id"])


def _create_sku_unit() -> None:
    op.create_table(
        "sku_unit",
        *required(Id, "id", "sku_id"),
        *required(Text, "unit"),
        *required(Quantity, "factor"),
        primary_key("sku_unit", "id"),
        reference("sku_unit", "sku_id", "sku", cascade=True),
    )
    op.create_index(op.f("ix_sku_unit_sku_id"), "sku_unit", ["sku_id"])


def _create_sku_bin() -> None:
    op.create_table(
        "sku_bin",
        *required(Id, "id", "sku_id", "warehouse_id"),
        *required(Text, "bin"),
        primary_key("sku_bin", "id"),
        reference("sku_bin", "sku_id", "sku", cascade=True),
        reference("sku_bin", "warehouse_id", "warehouse"),
    )
    op.create_index(op.f("ix_sku_bin_sku_id"), "sku_bin", ["sku_id"])


def _create_customer() -> None:
    op.create_table(
        "customer",
        *required(Id, "id"),
        *required(Text, "code", "name", "customer_kind"),
        *optional(Text, "tax_no"),
        *required(Text, "pinyin"),
        *optional(Id, "salesperson_id"),
        *required(Boolean, "active"),
        *required(BigInteger, "version"),
        primary_key("customer", "id"),
        reference("customer", "salesperson_id", "user"),
        unique("customer", "code"),
    )


def _create_customer_account() -> None:
    op.create_table(
        "customer_account",
        *required(Id, "id", "customer_id", "company_id"),
        *required(Text, "tier", "terms"),
        *required(Integer, "terms_days"),
        *required(Fen, "credit_limit_fen"),
        primary_key("customer_account", "id"),
        reference("customer_account", "company_id", "company"),
        reference("customer_account", "customer_id", "customer", cascade=True),
        unique("customer_account", "customer_id", "company_id"),
    )
    op.create_index(op.f("ix_customer_account_customer_id"), "customer_account", ["customer_id"])


def _create_credit_use() -> None:
    op.create_table(
        "credit_use",
        *required(Id, "id", "customer_id", "company_id"),
        *required(Fen, "open_fen", "unpaid_fen"),
        primary_key("credit_use", "id"),
        reference("credit_use", "company_id", "company"),
        reference("credit_use", "customer_id", "customer"),
        unique("credit_use", "customer_id", "company_id"),
    )


def _create_address() -> None:
    op.create_table(
        "address",
        *required(Id, "id", "customer_id"),
        *required(Text, "label", "name", "phone", "province", "city", "district", "street"),
        *required(Boolean, "preferred"),
        *optional(UtcTime, "erased_at"),
        primary_key("address", "id"),
        reference("address", "customer_id", "customer", cascade=True),
    )
    op.create_index(op.f("ix_address_customer_id"), "address", ["customer_id"])


def _create_price_list() -> None:
    op.create_table(
        "price_list",
        *required(Id, "id", "company_id"),
        *required(Text, "code", "name"),
        *optional(Text, "tier"),
        *optional(Id, "customer_id"),
        *required(Date, "valid_from"),
        *optional(Date, "valid_to"),
        *required(Integer, "edition"),
        *required(BigInteger, "version"),
        primary_key("price_list", "id"),
        reference("price_list", "company_id", "company"),
        reference("price_list", "customer_id", "customer"),
        unique("price_list", "company_id", "code", "edition"),
    )


def _create_price() -> None:
    op.create_table(
        "price",
        *required(Id, "id", "price_list_id", "sku_id"),
        *required(Text, "unit"),
        *required(Quantity, "from_quantity"),
        *required(MicroYuan, "unit_price_micro"),
        primary_key("price", "id"),
        reference("price", "price_list_id", "price_list", cascade=True),
        reference("price", "sku_id", "sku"),
    )
    op.create_index(op.f("ix_price_price_list_id"), "price", ["price_list_id"])
    op.create_index(op.f("ix_price_sku_id"), "price", ["sku_id"])
