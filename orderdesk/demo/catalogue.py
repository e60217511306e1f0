"""The demo company's articles: 18,000 of them, with units, cartons, barcodes and numbers of the makers."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.tables import masters
from orderdesk.demo.article_words import CARS, FLAVOURS, FLUIDS, GRADES, GROCERIES, GROCERY_BRANDS, PART_KINDS, Car
from orderdesk.demo.dice import Ids, stream
from orderdesk.demo.rows import Batch
from orderdesk.domain.barcodes import gtin_check_digit
from orderdesk.domain.money import MICRO_PER_YUAN
from orderdesk.hub.initials import pinyin_initials

SKUS = 18_000
GROCERY_SHARE = 0.055
CARTON = "箱"

NO_BARCODE = 0.12
SHARED_BARCODE = 0.02


@dataclass(slots=True)
class Article:
    """What the history needs of a SKU. Price in micro-yuan a base unit, factor of a carton in thousandths (0: none)."""

    id: UUID
    code: str
    name: str
    unit: str
    carton_factor: int
    price_micro: int
    weight_g: int
    is_grocery: bool
    active: bool


@dataclass(frozen=True, slots=True)
class _Draft:
    code: str
    name: str
    name_en: str
    brand: str
    category: str
    unit: str
    carton: int
    yuan: float
    weight_g: int
    digits: str
    batch: bool
    serial: bool


def fill_catalogue(connection: Connection, seed: int, at: datetime, *, skus: int = SKUS) -> list[Article]:
    """Writes so many SKUs and returns them in a random order that ranks them by demand: the first sell most."""
    dice, ids = stream(seed, "catalogue"), Ids(seed, "catalogue")
    drafts = _drafts(dice, skus)
    articles: list[Article] = []
    batch = Batch(connection)
    previous_barcode = ""
    for serial, draft in enumerate(drafts):
        article = Article(
            id=ids.next(at),
            code=draft.code,
            name=draft.name,
            unit=draft.unit,
            carton_factor=draft.carton * 1000 if draft.carton > 1 else 0,
            price_micro=round(draft.yuan * 100) * (MICRO_PER_YUAN // 100),
            weight_g=draft.weight_g,
            is_grocery=draft.category == "快消",
            active=dice.random() > 0.004,
        )
        articles.append(article)
        batch.add(masters.sku, _sku_row(article, draft, dice))
        if article.carton_factor:
            batch.add(
                masters.sku_unit,
                {"id": ids.next(at), "sku_id": article.id, "unit": CARTON, "factor": article.carton_factor},
            )
        for barcode, unit, quantity in _barcodes(article, draft, serial, previous_barcode, dice):
            previous_barcode = barcode
            batch.add(
                masters.sku_barcode,
                {"id": ids.next(at), "sku_id": article.id, "barcode": barcode, "unit": unit, "quantity": quantity},
            )
        if serial % 3000 == 2999:
            batch.flush()
    batch.flush()
    return articles


def _drafts(dice: random.Random, skus: int) -> list[_Draft]:
    found = list(_groceries())
    dice.shuffle(found)
    found = found[: round(skus * GROCERY_SHARE)]
    fluids = list(_fluids())
    parts = list(_parts(dice))
    dice.shuffle(parts)
    found += fluids + parts[: max(0, skus - len(found) - len(fluids))]
    return sorted(found, key=lambda draft: -math.log(1 - dice.random()) / _demand(draft))


def _demand(draft: _Draft) -> float:
    """What wears out and costs little is ordered most."""
    wears = draft.category in ("滤清", "制动", "点火", "油品", "易损", "快消", "养护")
    return (7.0 if wears else 1.0) / (1.0 + draft.yuan / 150)


def _cars() -> Iterator[Car]:
    for place, car in enumerate(CARS):
        yield car
        if place % 2 == 0:
            first, _, last = car.years.partition("-")
            years = f"{int(first) - 5}-{int(last) - 5}"
            yield Car(f"{car.code}B", f"{car.name}老款", years, car.digits, car.factor * 0.9)


def _parts(dice: random.Random) -> Iterator[_Draft]:
    for kind in PART_KINDS:
        for spec_code, spec in kind.specs:
            for car in _cars():
                for grade_code, brand, brand_en, grade, factor in GRADES:
                    yield _Draft(
                        code=f"{kind.code}-{spec_code}-{car.code}-{grade_code}",
                        name=f"{kind.name} {spec} 适用{car.name} {car.years} {grade}",
                        name_en=f"{kind.name_en} {spec_code} {car.code} {brand_en}",
                        brand=brand,
                        category=kind.category,
                        unit=kind.unit,
                        carton=kind.carton,
                        yuan=kind.yuan * car.factor * factor * dice.uniform(0.9, 1.12),
                        weight_g=round(kind.weight_g * dice.uniform(0.85, 1.2)),
                        digits=car.digits,
                        batch=kind.batch,
                        serial=kind.serial,
                    )


def _fluids() -> Iterator[_Draft]:
    for kind in FLUIDS:
        for spec_code, spec in kind.specs:
            for grade_code, brand, brand_en, _, factor in GRADES:
                carton = f" ({kind.carton}{kind.unit}/箱)" if kind.carton > 1 else ""
                yield _Draft(
                    code=f"{kind.code}-{spec_code}-{grade_code}",
                    name=f"{brand} {kind.name} {spec}{carton}",
                    name_en=f"{brand_en} {kind.name_en} {spec_code}",
                    brand=brand,
                    category=kind.category,
                    unit=kind.unit,
                    carton=kind.carton,
                    yuan=kind.yuan * factor,
                    weight_g=kind.weight_g,
                    digits="",
                    batch=kind.batch,
                    serial=kind.serial,
                )


def _groceries() -> Iterator[_Draft]:
    for kind, (name, name_en, unit, carton, yuan, weight_g) in enumerate(GROCERIES, start=1):
        for brand_no, (brand, brand_en, factor) in enumerate(GROCERY_BRANDS, start=1):
            for flavour_no, flavour in enumerate(FLAVOURS, start=1):
                yield _Draft(
                    code=f"FM-{kind:02d}{brand_no}{flavour_no}",
                    name=f"{brand} {name}×{carton} {flavour}" if flavour == "量贩装" else f"{brand} {name} {flavour}",
                    name_en=f"{brand_en} {name_en} {flavour_no}",
                    brand=brand,
                    category="快消",
                    unit=unit,
                    carton=carton,
                    yuan=yuan * factor * (1 + 0.02 * flavour_no),
                    weight_g=weight_g,
                    digits="",
                    batch=True,
                    serial=False,
                )


def _sku_row(article: Article, draft: _Draft, dice: random.Random) -> dict[str, Any]:
    return {
        "id": article.id,
        "code": draft.code,
        "name": draft.name,
        "name_en": draft.name_en,
        "brand": draft.brand,
        "category": draft.category,
        "oe_numbers": _maker_numbers(draft, dice),
        "base_unit": draft.unit,
        "tracks_batch": draft.batch and draft.category != "快消",
        "tracks_serial": draft.serial,
        "type_above": None if draft.serial else (24 if draft.weight_g < 600 else 6),
        "weight_g": draft.weight_g,
        "image": None,
        "pinyin": pinyin_initials(draft.name),
        "active": article.active,
        "version": 1,
    }


def _maker_numbers(draft: _Draft, dice: random.Random) -> list[str]:
    if not draft.digits:
        return []
    count = dice.choice((1, 1, 2, 3, 3, 4, 5, 8))
    return [
        f"{draft.digits} {dice.randint(100, 999)} {dice.randint(100, 999)} {dice.choice('ABCDEFGHK')}"
        if place % 2 == 0
        else f"{draft.digits}-{dice.choice('ABCDEFGHRSTY')}{dice.randint(10, 99)}-{dice.randint(0, 999):03d}"
        for place in range(count)
    ]


def _barcodes(
    article: Article, draft: _Draft, serial: int, previous: str, dice: random.Random
) -> Iterator[tuple[str, str, int]]:
    """Barcodes with their unit and quantity; the piece's comes last, so that the next SKU may share it."""
    if draft.serial:
        # The label bears SKU|serial|batch; what stands before the first bar is looked up.
        yield article.code, article.unit, 1000
    chance = dice.random()
    if chance < NO_BARCODE:
        return
    body = f"69{serial % 10}{50_000_000 + serial * 7 + dice.randint(0, 6):09d}"[:12]
    if article.carton_factor and dice.random() < 0.6:
        carton = "1" + body
        yield carton + str(gtin_check_digit(carton)), CARTON, article.carton_factor
    if chance < NO_BARCODE + SHARED_BARCODE and len(previous) == 13:
        yield previous, article.unit, 1000
        return
    yield body + str(gtin_check_digit(body)), article.unit, 1000
