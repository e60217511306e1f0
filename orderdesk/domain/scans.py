"""What a scan is: the text as a scanner gives it, made plain, and sorted into card, badge, number or code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from orderdesk.domain import numbers
from orderdesk.domain.barcodes import is_gtin
from orderdesk.domain.quantity import parse_quantity
from orderdesk.errors import Refused

MAX_LENGTH = 64
CARD_PREFIX = "~CMD-"
BADGE_PREFIX = "~BDG-"
BIN_PREFIX = "~BIN-"
QUANTITY_PREFIX = "~QTY-"

# ]C1, ]E0, ]Q3: the symbology that a scanner may report before the code (ISO/IEC 15424).
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_URL = re.compile(r"(?:https?:|weixin:|alipays?:|www\.)|://", re.IGNORECASE)
_ALLOWED = re.compile(r"~?[0-9A-Z][0-9A-Z .+/$%*_:|#-]*", re.ASCII)
_SHIPMENT = re.compile(r"(?P<order>[0-9A-Z]{16})-(?P<place>\d{1,3})", re.ASCII)


class Card(StrEnum):
    """Command cards that lie on the bench; each is printed as `~CMD-` and its name."""

    UNDO = "UNDO"
    ACK = "ACK"
    NEXT_BOX = "NEXTBOX"
    SET_ASIDE = "ASIDE"
    SHORT = "SHORT"
    CALL = "CALL"

    @property
    def code(self) -> str:
        """The text of its barcode."""
        return CARD_PREFIX + self.value


class ScanKind(StrEnum):
    """What a scan turned out to be. CODE is anything without a meaning of its own: a waybill, perhaps."""

    CARD = "card"
    QUANTITY = "quantity"
    BADGE = "badge"
    BIN = "bin"
    PARCEL = "parcel"
    ORDER = "order"
    SHIPMENT = "shipment"
    DAMAGED = "damaged"
    PRODUCT = "product"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A sorted scan. `text` is the plain code; `card` the command; `serial` what stood behind `|`.

    `quantity`: what a quantity card (`~QTY-12`) stands for, in thousandths.

    `is_gtin`: shaped like a product barcode with a right check digit, whether or not it is one of ours.
    """

    kind: ScanKind
    text: str
    card: Card | None = None
    serial: str = ""
    is_gtin: bool = False
    quantity: int = 0


def normalise(raw: str, *, url_keys: Collection[str] = ()) -> str:
    """The plain code of a scan: full width to half, no blanks or control characters, no AIM prefix, upper case.

    `url_keys`: names of query fields from which a number may be taken when the scan is a web address.
    Raises Refused: scan.empty, scan.is_url, scan.too_long, scan.bad_characters.
    """
    text = unicodedata.normalize("NFKC", raw)
    text = "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cf")).strip()
    text = "".join((_AIM.sub("", text, count=1) if _AIM.match(text) else text).split())
    if _URL.search(text):
        text = _from_url(text, url_keys)
    text = text.upper()
    if not text:
        raise Refused("scan.empty", scanned=raw[:MAX_LENGTH])
    if len(text) > MAX_LENGTH:
        raise Refused("scan.too_long", scanned=text[:MAX_LENGTH], length=len(text))
    if _ALLOWED.fullmatch(text) is None:
        raise Refused("scan.bad_characters", scanned=text)
    return text


def classify(text: str, *, is_barcode: Callable[[str], bool], is_badge: Callable[[str], bool] | None = None) -> Scanned:
    """Sorts a normalised code. `is_barcode` knows barcodes and codes of our SKUs, `is_badge` badges we did not print.

    Raises Refused `scan.unknown_card` for a command card that does not exist.
    """
    if text.startswith(CARD_PREFIX):
        return Scanned(ScanKind.CARD, text, card=_card(text))
    if text.startswith(QUANTITY_PREFIX):
        return Scanned(ScanKind.QUANTITY, text, quantity=_quantity(text))
    if text.startswith(BIN_PREFIX):
        return Scanned(ScanKind.BIN, text)
    if text.startswith(BADGE_PREFIX) or (is_badge is not None and is_badge(text)):
        return Scanned(ScanKind.BADGE, text)
    if text.startswith("~"):
        raise Refused("scan.unknown_card", scanned=text)
    # Our SKUs come before our numbers and everything else: a product must never pass as something to ship with.
    product, _, serial = text.partition("|")
    if is_barcode(product):
        return Scanned(ScanKind.PRODUCT, product, serial=serial, is_gtin=is_gtin(product))
    return _classify_number(text)


def _classify_number(text: str) -> Scanned:
    if numbers.is_parcel_no(text):
        return Scanned(ScanKind.PARCEL, text)
    if numbers.is_order_no(text):
        return Scanned(ScanKind.ORDER, text)
    shipment = _SHIPMENT.fullmatch(text)
    if shipment is not None and numbers.is_order_no(shipment["order"]):
        return Scanned(ScanKind.SHIPMENT, text)
    if numbers.looks_like_ours(text) or (shipment is not None and numbers.looks_like_ours(shipment["order"])):
        return Scanned(ScanKind.DAMAGED, text)
    return Scanned(ScanKind.CODE, text, is_gtin=is_gtin(text))


def _card(text: str) -> Card:
    name = text.removeprefix(CARD_PREFIX)
    if name not in set(Card):
        raise Refused("scan.unknown_card", scanned=text)
    return Card(name)


def _quantity(text: str) -> int:
    try:
        return parse_quantity(text.removeprefix(QUANTITY_PREFIX))
    except Refused as refusal:
        raise Refused("scan.unknown_card", scanned=text) from refusal


def _from_url(text: str, url_keys: Collection[str]) -> str:
    fields = parse_qs(urlsplit(text).query)
    for key in url_keys:
        if fields.get(key):
            return fields[key][0]
    raise Refused("scan.is_url", scanned=text[:MAX_LENGTH])
