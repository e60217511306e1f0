"""What a document is: one root row and its parts, as one value that travels as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PrivateAttr
from sqlalchemy import Table

Row = dict[str, Any]


class Key(NamedTuple):
    """Names a document: its kind and its id."""

    kind: str
    id: UUID


class Part(BaseModel):
    """One row of a document. Fields are the columns of its table; masked ones are None where they may not be seen."""

    model_config = ConfigDict(extra="forbid")

    id: UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a document is of interest. None means everywhere.

    `company_id`: one company; `warehouses`: benches of these; `seats`: only these kinds of place.
    """

    company_id: UUID | None = None
    warehouses: tuple[UUID, ...] | None = None
    seats: tuple[str, ...] | None = None

    def to_json(self) -> Row:
        """A JSON value with one-letter names, as it stands in the change log."""
        found: Row = {}
        if self.company_id is not None:
            found["c"] = self.company_id.hex
        if self.warehouses is not None:
            found["w"] = [warehouse.hex for warehouse in self.warehouses]
        if self.seats is not None:
            found["s"] = list(self.seats)
        return found

    @classmethod
    def from_json(cls, value: Row) -> Self:
        """Reads what `to_json` wrote."""
        return cls(
            company_id=UUID(value["c"]) if "c" in value else None,
            warehouses=tuple(UUID(text) for text in value["w"]) if "w" in value else None,
            seats=tuple(value["s"]) if "s" in value else None,
        )


@dataclass(frozen=True, slots=True)
class SeatScope:
    """What one kind of place may see: its seat, its company (None: all) and, at a bench, its warehouse."""

    seat: str
    company_id: UUID | None = None
    warehouse_id: UUID | None = None

    def label(self) -> str:
        """One text for the seat: two caches of the same label hold the same kinds of document."""
        return f"{self.seat}|{self.company_id or ''}|{self.warehouse_id or ''}"

    @classmethod
    def from_label(cls, label: str) -> Self:
        """Reads what `label` wrote."""
        seat, company_id, warehouse_id = label.split("|")
        return cls(seat, UUID(company_id) if company_id else None, UUID(warehouse_id) if warehouse_id else None)

    def covers(self, scope: Scope) -> bool:
        """Whether a document of `scope` belongs into this seat's cache."""
        if scope.seats is not None and self.seat not in scope.seats:
            return False
        if self.company_id is not None and scope.company_id is not None and scope.company_id != self.company_id:
            return False
        return not (self.seat == "bench" and scope.warehouses is not None and self.warehouse_id not in scope.warehouses)


class Document(BaseModel):
    """A root row whose parts hang in list fields. Handlers change it in place; the store writes the differences."""

    model_config = ConfigDict(extra="forbid")

    kind: ClassVar[str]

    id: UUID
    version: int = 1

    _stored: dict[str, dict[UUID, Row]] | None = PrivateAttr(default=None)

    @property
    def key(self) -> Key:
        """The name of this document."""
        return Key(self.kind, self.id)

    def scope(self) -> Scope:
        """Where this document is of interest, as it stands now."""
        return Scope()

    def stored(self) -> dict[str, dict[UUID, Row]] | None:
        """Its rows as they were last loaded or saved: under "" the root, under a list field its parts; None if new."""
        return self._stored


@dataclass(frozen=True, slots=True)
class PartKind:
    """How one list field of a document is stored: its rows' type, table and the column that names the root."""

    field: str
    row: type[Part]
    table: Table
    root_column: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """How a kind of document is stored, and which of its fields each seat may not see."""

    name: str
    model: type[Document]
    table: Table
    parts: tuple[PartKind, ...]
    columns: tuple[str, ...]

    def masked(self, seat: str) -> dict[str, frozenset[str]]:
        """Field names hidden from `seat`: under "" those of the root, under a list field those of its rows."""
        found = {"": _masked_columns(self.table, seat)}
        found.update({part.field: _masked_columns(part.table, seat) for part in self.parts})
        return {name: columns for name, columns in found.items() if columns}

    def mask(self, body: str, seat: str) -> str:
        """The JSON text `body` without what `seat` may not see."""
        hidden = self.masked(seat)
        if not hidden:
            return body
        value = json.loads(body)
        for name in hidden.get("", ()):
            value.pop(name, None)
        for part, columns in hidden.items():
            if part:
                for row in value[part]:
                    for name in columns:
                        row.pop(name, None)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _masked_columns(table: Table, seat: str) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if seat in column.info.get("masked", ()))


def part(field_name: str, row: type[Part], table: Table, root_column: str) -> PartKind:
    """Declares a list field of a document."""
    return PartKind(field_name, row, table, root_column, tuple(row.model_fields))


def kind_of(model: type[Document], table: Table, *parts: PartKind) -> DocumentKind:
    """Declares a kind of document: every field of `model` that is not a part is a column of `table`."""
    names = {each.field for each in parts}
    columns = tuple(name for name in model.model_fields if name not in names)
    order = {name: place for place, name in enumerate(table.metadata.tables)}
    ranked = sorted(parts, key=lambda each: (each.field == "steps", order.get(each.table.name, 0)))
    return DocumentKind(model.kind, model, table, tuple(ranked), columns)
