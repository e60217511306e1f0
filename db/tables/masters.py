"""Companies, warehouses, carriers, SKUs and price lists."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text, UniqueConstraint

from db.tables.columns import CACHED, at, key, metadata, micro, part_of, position, quantity, ref, version
from db.types import Json

company = Table(
    "company",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("price_tolerance_bp", Integer, nullable=False),
    version(),
    info=CACHED,
)

#: What a company has set otherwise than the program's defaults; only the hub reads it.
company_setting = Table(
    "company_setting",
    metadata,
    key(),
    ref("company_id", "company"),
    Column("name", Text, nullable=False),
    Column("value", Json, nullable=False),
    at("set_at"),
    ref("set_by", "user", optional=True),
    UniqueConstraint("company_id", "name"),
)

warehouse = Table(
    "warehouse",
    metadata,
    key(),
    ref("company_id", "company"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    version(),
    UniqueConstraint("company_id", "code"),
    info=CACHED,
)

carrier = Table(
    "carrier",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("delivery_method", Text, nullable=False),
    Column("issues_own_numbers", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    version(),
    info=CACHED,
)

sku = Table(
    "sku",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False, default=""),
    Column("brand", Text, nullable=False, default=""),
    Column("category", Text, nullable=False, default=""),
    Column("oe_numbers", Json, nullable=False),
    Column("base_unit", Text, nullable=False),
    Column("tracks_batch", Boolean, nullable=False),
    Column("tracks_serial", Boolean, nullable=False),
    Column("type_above", Integer, nullable=True),
    Column("weight_g", Integer, nullable=True),
    Column("image", Text, nullable=True),
    Column("pinyin", Text, nullable=False, default=""),
    Column("active", Boolean, nullable=False),
    version(),
    info=CACHED,
)

sku_barcode = Table(
    "sku_barcode",
    metadata,
    key(),
    part_of("sku_id", "sku"),
    Column("barcode", Text, nullable=False, index=True),
    Column("unit", Text, nullable=False),
    quantity("quantity"),
    info=CACHED,
)

sku_unit = Table(
    "sku_unit",
    metadata,
    key(),
    part_of("sku_id", "sku"),
    Column("unit", Text, nullable=False),
    quantity("factor"),
    info=CACHED,
)

sku_bin = Table(
    "sku_bin",
    metadata,
    key(),
    part_of("sku_id", "sku"),
    ref("warehouse_id", "warehouse"),
    Column("bin", Text, nullable=False),
    info=CACHED,
)

price_list = Table(
    "price_list",
    metadata,
    key(),
    ref("company_id", "company"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("tier", Text, nullable=True),
    ref("customer_id", "customer", optional=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=True),
    Column("edition", Integer, nullable=False),
    version(),
    UniqueConstraint("company_id", "code", "edition"),
    info=CACHED,
)

price = Table(
    "price",
    metadata,
    key(),
    part_of("price_list_id", "price_list"),
    ref("sku_id", "sku", index=True),
    Column("unit", Text, nullable=False),
    quantity("from_quantity"),
    micro("unit_price_micro"),
    info=CACHED,
)

code_list = Table(
    "code_list",
    metadata,
    key(),
    Column("name", Text, nullable=False, unique=True),
    version(),
    info=CACHED,
)

code = Table(
    "code",
    metadata,
    key(),
    part_of("code_list_id", "code_list"),
    position(),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    at("retired_at", optional=True),
    info=CACHED,
)
