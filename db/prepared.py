"""Statements that are put together once: on SQLite they are carried out without SQLAlchemy's work around each."""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]

_SQLITE: Dialect = sqlite_dialect()


class Prepared:
    """A statement of fixed shape and its way to SQLite: text, parameters in their order, values as their types want them.

    SQLAlchemy needs some 25 µs around a statement for which SQLite needs 2; a scan consists of forty of them. Errors are
    SQLAlchemy's. On PostgreSQL the statement takes SQLAlchemy's way. `keys`: the columns that an insert or update sets.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete, keys: Sequence[str] | None = None) -> None:
        self.statement = statement
        compiled = statement.compile(dialect=_SQLITE, column_keys=None if keys is None else list(keys))
        assert isinstance(compiled, SQLCompiler)
        # Lists that the statement brings along are written out; a list among the values is not for this class.
        asked = dict.fromkeys(name for name, bind in compiled.binds.items() if bind.required)
        state = compiled.construct_expanded_state(asked)
        origins = {each: name for name, spread in state.parameter_expansion.items() for each in spread}
        self._text = state.statement
        self._fixed = {name: value for name, value in state.parameters.items() if name not in asked}
        self._bound = [(name, _binding(compiled.binds[origins.get(name, name)])) for name in state.positiontup or ()]
        self._read: list[tuple[int, Processor]] = []
        self._row: Callable[[Iterable[Any]], Any] = tuple
        if isinstance(statement, Select):
            columns = list(statement.selected_columns)
            found = ((place, _reading(column.type)) for place, column in enumerate(columns))
            self._read = [(place, read) for place, read in found if read is not None]
            # Not in the class's own words: the columns are known at run time only.
            named: Any = namedtuple
            self._row = named("Row", [column.name for column in columns], rename=True)._make

    def all(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows of a select, with the columns' names. Raises DBAPIError."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.statement, values).all()
        return [self._made(row) for row in self._execute(connection, self._placed(values)).fetchall()]

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any | None:
        """The first row of a select. Raises DBAPIError."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.statement, values).first()
        row = self._execute(connection, self._placed(values)).fetchone()
        return None if row is None else self._made(row)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Carries an insert, update or delete out; returns how many rows that were. Raises DBAPIError."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.statement, values).rowcount
        return self._execute(connection, self._placed(values)).rowcount

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carries an insert out for several rows. Raises DBAPIError."""
        if connection.dialect.name != "sqlite":
            connection.execute(self.statement, rows)
            return
        for row in rows:
            self._execute(connection, self._placed(row))

    def _made(self, row: tuple[Any, ...]) -> Any:
        values = list(row)
        for place, read in self._read:
            values[place] = read(values[place])
        return self._row(values)

    def _placed(self, values: Mapping[str, Any]) -> list[Any]:
        known = {**self._fixed, **values} if self._fixed else values
        return [known[name] if bind is None else bind(known[name]) for name, bind in self._bound]

    def _execute(self, connection: Connection, placed: list[Any]) -> sqlite3.Cursor:
        file: Any = connection.connection.driver_connection
        try:
            found: sqlite3.Cursor = file.execute(self._text, placed)
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                self._text, tuple(placed), error, sqlite3.Error, dialect=connection.dialect
            ) from error
        return found


def _binding(parameter: BindParameter[Any]) -> Processor | None:
    found: Processor | None = parameter.type.dialect_impl(_SQLITE).bind_processor(_SQLITE)
    return found


def _reading(type_: TypeEngine[Any]) -> Processor | None:
    found: Processor | None = type_.dialect_impl(_SQLITE).result_processor(_SQLITE, None)
    return found
