"""Shorthand for migrations: columns by type, constraints by the project's naming. Never changed, only added to."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.types import TypeEngine


def required(kind: type[TypeEngine[Any]] | TypeEngine[Any], *names: str) -> list[Column[Any]]:
    """Columns that always have a value."""
    return [Column(name, kind, nullable=False) for name in names]


def optional(kind: type[TypeEngine[Any]] | TypeEngine[Any], *names: str) -> list[Column[Any]]:
    """Columns that may be empty."""
    return [Column(name, kind, nullable=True) for name in names]


def primary_key(table: str, *names: str) -> PrimaryKeyConstraint:
    """The primary key of a table."""
    return PrimaryKeyConstraint(*names, name=op.f(f"pk_{table}"))


def reference(table: str, name: str, target: str, *, cascade: bool = False) -> ForeignKeyConstraint:
    """That column `name` holds an id of `target`, checked at the commit; with `cascade` the row goes with the one it
    belongs to, which must be there first."""
    timing: dict[str, Any] = {"ondelete": "CASCADE"} if cascade else {"deferrable": True, "initially": "DEFERRED"}
    return ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), **timing)


def unique(table: str, *names: str) -> UniqueConstraint:
    """That no two rows agree in all of these columns."""
    return UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}"))
