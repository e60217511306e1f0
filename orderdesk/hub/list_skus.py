"""A list of SKUs: made where the code is new, changed where it is known; what a cell leaves empty stays."""

from __future__ import annotations

import re

from orderdesk.documents.document import Key
from orderdesk.documents.masters import Sku, SkuBarcode, SkuUnit
from orderdesk.domain.quantity import ONE, parse_quantity
from orderdesk.hub.initials import pinyin_initials
from orderdesk.hub.list_taking import Taking
from orderdesk.hub.lists import Column, Row
from orderdesk.ids import new_id

SKU_COLUMNS = (
    Column("code", ("sku", "货号", "编码", "商品编码", "存货编码", "物料编码"), needed=True),
    Column("name", ("名称", "品名", "商品名称", "存货名称", "物料名称"), needed=True),
    Column("unit", ("base unit", "单位", "基本单位", "计量单位", "主计量单位"), needed=True),
    Column("name_en", ("english name", "英文名", "英文名称")),
    Column("brand", ("品牌",)),
    Column("category", ("类别", "分类", "存货分类")),
    Column("oe_numbers", ("oe", "oe number", "oe号", "oe号码")),
    Column("barcode", ("条码", "条形码")),
    Column("box_unit", ("辅单位", "辅计量单位", "箱单位")),
    Column("box_quantity", ("per box", "箱规", "装箱数", "换算率")),
    Column("weight_g", ("grams", "重量g", "重量克", "单重克")),
)

_TEXTS = ("name", "name_en", "brand", "category")
_BETWEEN = re.compile(r"[,，;；/、\s]+")


def take_skus(taking: Taking) -> None:
    """Writes the SKUs of the list."""
    known = taking.sku_ids()
    for row in taking.listed.rows:
        code = row.text("code")
        if not taking.is_first(row, "code", code):
            continue
        found = taking.load(Key("sku", known[code])) if code in known else None
        sku = found if isinstance(found, Sku) else _new(row, code, taking)
        if sku.base_unit != row.text("unit"):
            row.wrong("unit", f"{code} is counted in {sku.base_unit}, which nobody changes once it is in use")
            continue
        _fill(row, sku, taking)
        taking.save(sku, None if found is None else sku.scope())


def _new(row: Row, code: str, taking: Taking) -> Sku:
    return Sku(id=new_id(taking.at), code=code, name=row.text("name"), base_unit=row.text("unit"))


def _fill(row: Row, sku: Sku, taking: Taking) -> None:
    for column in _TEXTS:
        if row.has(column):
            setattr(sku, column, row.text(column))
    sku.pinyin = pinyin_initials(sku.name)
    if row.has("oe_numbers"):
        sku.oe_numbers = [each for each in _BETWEEN.split(row.text("oe_numbers")) if each]
    sku.weight_g = row.read("weight_g", _grams, sku.weight_g)
    barcode = row.text("barcode")
    if barcode and barcode not in {each.barcode for each in sku.barcodes}:
        made = SkuBarcode(id=new_id(taking.at), sku_id=sku.id, barcode=barcode, unit=sku.base_unit, quantity=ONE)
        sku.barcodes = [*sku.barcodes, made]
    if row.has("box_unit") != row.has("box_quantity"):
        row.wrong("box_unit", "box_unit and box_quantity belong together")
    elif row.has("box_unit"):
        _set_unit(row, sku, taking)


def _set_unit(row: Row, sku: Sku, taking: Taking) -> None:
    unit, factor = row.text("box_unit"), row.read("box_quantity", parse_quantity, ONE)
    if unit == sku.base_unit:
        row.wrong("box_unit", f"{unit} is the unit itself")
        return
    there = next((each for each in sku.units if each.unit == unit), None)
    if there is None:
        sku.units = [*sku.units, SkuUnit(id=new_id(taking.at), sku_id=sku.id, unit=unit, factor=factor)]
    else:
        there.factor = factor


def _grams(text: str) -> int | None:
    grams = round(float(text))
    if not 0 < grams < 10**9:
        raise ValueError(text)
    return grams
