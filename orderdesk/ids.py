"""Identifiers: time-ordered ones made at the gesture, and ones that follow from another."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID, uuid5

_WAYBILL_SPACE = UUID("5d2e2a1c-6f0b-5c69-9f6e-0a4d1c7b6e31")


def new_id(at: datetime) -> UUID:
    """A fresh UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    millis = int(at.timestamp() * 1000)
    random = int.from_bytes(os.urandom(10), "big")
    value = (millis & (1 << 48) - 1) << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return UUID(int=value)


def derived_id(origin: UUID, tag: str) -> UUID:
    """The UUIDv5 of `tag` within `origin`: the same on every machine that computes it."""
    return uuid5(origin, tag)


def waybill_id(carrier_code: str, number: str, piece: str = "") -> UUID:
    """The id of a waybill (piece): it follows from what is printed on the label, so every bench computes the same."""
    return uuid5(_WAYBILL_SPACE, f"{carrier_code}|{number}|{piece}")
