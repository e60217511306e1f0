"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Dialect, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _id_to_bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


# A document names the same few others again and again, and making a UUID takes longer than reading its column.
@lru_cache(maxsize=8192)
def _id_from_bytes(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(bytes=value)


def _require_aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("a stored time must be aware")
    return value


def _time_to_micros(value: datetime | None) -> int | None:
    aware = _require_aware(value)
    return None if aware is None else (aware - _EPOCH) // _MICROSECOND


def _time_from_micros(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def _time_to_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


# The processors are given out themselves, not called through TypeDecorator's: each value of each row passes through
# one.
class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, the native type on PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Uuid())
        return dialect.type_descriptor(LargeBinary(16))

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        return None if dialect.name == "postgresql" else _id_to_bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return None if dialect.name == "postgresql" else _id_from_bytes


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC datetime: microseconds since 1970 on SQLite, timestamptz on PostgreSQL. Naive values are refused."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        return _require_aware if dialect.name == "postgresql" else _time_to_micros

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return _time_to_utc if dialect.name == "postgresql" else _time_from_micros


class Fen(TypeDecorator[int]):
    """An amount of money in integer fen."""

    impl = BigInteger
    cache_ok = True


class MicroYuan(TypeDecorator[int]):
    """A unit price in integer millionths of a yuan."""

    impl = BigInteger
    cache_ok = True


class Quantity(TypeDecorator[int]):
    """A quantity in integer thousandths of the SKU's base unit."""

    impl = BigInteger
    cache_ok = True


#: JSON text on SQLite, jsonb on PostgreSQL.
Json = JSON().with_variant(JSONB(), "postgresql")
