"""The kinds of column that many tables share, and the one MetaData they stand in.

A table with `info={"cached": True}` also exists in a workstation's cache; a column with `info={"masked": {...}}` is
absent there for the named seats.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, ForeignKey, Integer, MetaData, func, literal_column

from db.types import Fen, Id, MicroYuan, Quantity, UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CACHED: dict[str, Any] = {"cached": True}

#: Marks an index that a workstation's cache does without.
HUB_ONLY: dict[str, Any] = {"hub_only": True}

#: Seats that see neither prices nor how to reach a person.
MONEY = {"masked": frozenset({"bench"})}
PERSONAL = {"masked": frozenset({"bench"})}


def ending(column: ColumnElement[str]) -> ColumnElement[str]:
    """The last four characters of a longer text, alike on both databases.

    Its number is spelled out: an index on an expression serves no bound parameter.
    """
    before: ColumnElement[int] = literal_column("3")
    return func.substr(column, func.length(column) - before)


def key() -> Column[Any]:
    """The primary key of a document's or part's row."""
    return Column("id", Id, primary_key=True)


def ref(name: str, target: str, *, optional: bool = False, index: bool = False) -> Column[Any]:
    """A reference by id to `target` (table name), checked at the commit: a decision writes before its document does."""
    constraint = ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return Column(name, Id, constraint, nullable=optional, index=index)


def part_of(name: str, target: str) -> Column[Any]:
    """The reference of a part to its document's root row: indexed, goes with it."""
    return Column(name, Id, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False, index=True)


def at(name: str, *, optional: bool = False, index: bool = False) -> Column[Any]:
    """A moment, UTC."""
    return Column(name, UtcTime, nullable=optional, index=index)


def fen(name: str, *, optional: bool = False, masked: bool = True) -> Column[Any]:
    """An amount in fen."""
    return Column(name, Fen, nullable=optional, info=MONEY if masked else {})


def micro(name: str, *, optional: bool = False) -> Column[Any]:
    """A unit price in micro-yuan."""
    return Column(name, MicroYuan, nullable=optional, info=MONEY)


def quantity(name: str, *, optional: bool = False) -> Column[Any]:
    """A quantity in thousandths of the base unit."""
    return Column(name, Quantity, nullable=optional)


def position() -> Column[Any]:
    """The place of a part within its document, from 1."""
    return Column("position", Integer, nullable=False)


def version() -> Column[Any]:
    """How often a document has been written; rises with every change."""
    return Column("version", BigInteger, nullable=False, default=1)
