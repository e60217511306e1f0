"""Statements that are put together once and carried out without SQLAlchemy's work around each."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BindParameter, Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]

_NUMBER = re.compile(r"\$(\d+)")
#: Rows of one INSERT on PostgreSQL.
_ROWS_AT_ONCE = 50


class Prepared:
    """A statement of fixed shape and its way to the database: text, parameters in their order, values as types want
    them.

    SQLAlchemy needs some 25 µs around a statement for which SQLite needs 2, and some 150 around one for PostgreSQL.
    Errors are SQLAlchemy's; its events see nothing of this. `keys`: the columns that an insert or update sets. A list
    among the values is for a parameter that was made with `expanding`.
    """

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete, keys: Sequence[str] | None = None
    ) -> None:
        self.statement = statement
        self._keys = None if keys is None else list(keys)
        self._forms: dict[Any, _Form] = {}
        self._compiled: dict[str, SQLCompiler] = {}
        self._lists: tuple[str, ...] | None = None

    def all(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows of a select or of RETURNING, with the columns' names. Raises DBAPIError."""
        form = self._form(connection, values)
        rows = _execute(connection, form.text, form.placed(values)).fetchall()
        return [form.made(row) for row in rows]

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any | None:
        """The first row of a select or of RETURNING. Raises DBAPIError."""
        form = self._form(connection, values)
        row = _execute(connection, form.text, form.placed(values)).fetchone()
        return None if row is None else form.made(row)

    def later(self, connection: Connection, values: Mapping[str, Any]) -> Callable[[], Sequence[Any]]:
        """Carries a statement out; the rows that it returns are fetched when they are asked for, after `together`."""
        form = self._form(connection, values)
        cursor = _execute(connection, form.text, form.placed(values))
        # A statement that returns nothing has no columns, and then there is nothing to fetch.
        return lambda: [form.made(row) for row in cursor.fetchall()] if cursor.description else []

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Carries an insert, update or delete out; returns how many rows that were, within `together` nothing true.

        Raises DBAPIError.
        """
        form = self._form(connection, values)
        rowcount: int = _execute(connection, form.text, form.placed(values)).rowcount
        return rowcount

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carries an insert out for several rows. Raises DBAPIError."""
        form = self._form(connection, rows[0])
        if connection.dialect.name == "sqlite":
            for row in rows:
                _execute(connection, form.text, form.placed(row))
            return
        for begin in range(0, len(rows), _ROWS_AT_ONCE):
            portion = rows[begin : begin + _ROWS_AT_ONCE]
            values = [value for row in portion for value in form.placed(row)]
            _execute(connection, form.text_for(len(portion)), values)

    def ready(self, connection: Connection) -> None:
        """Puts a statement without lists together now, so that the first who needs it does not wait for that."""
        self._form(connection, {})

    def _form(self, connection: Connection, values: Mapping[str, Any]) -> _Form:
        name = connection.dialect.name
        # Most statements have no lists, and then their form has the dialect's name alone.
        key = name if self._lists == () else (name, *(len(values[each]) for each in self._lists or ()))
        found = self._forms.get(key)
        return self._make(connection, values) if found is None else found

    def _make(self, connection: Connection, values: Mapping[str, Any]) -> _Form:
        dialect = _dialect_of(connection)
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            made = self.statement.compile(dialect=dialect, column_keys=self._keys)
            assert isinstance(made, SQLCompiler)
            compiled = self._compiled[dialect.name] = made
        self._lists = tuple(name for name, bind in compiled.binds.items() if bind.required and bind.expanding)
        lists = {name: list(range(len(values[name]))) for name in self._lists}
        key = (dialect.name, *map(len, lists.values())) if lists else dialect.name
        form = self._forms[key] = _Form(compiled, dialect, lists, _columns_of(self.statement))
        return form


class _Form:
    """A statement as one database takes it, its lists of one length."""

    __slots__ = ("_bound", "_fixed", "_make", "_read", "_spread", "_texts", "text")

    def __init__(
        self,
        compiled: SQLCompiler,
        dialect: Dialect,
        lists: Mapping[str, list[int]],
        columns: Sequence[tuple[str, TypeEngine[Any]]],
    ) -> None:
        asked = {name: lists.get(name) for name, bind in compiled.binds.items() if bind.required}
        state = compiled.construct_expanded_state(asked)
        origins = {each: name for name, spread in state.parameter_expansion.items() for each in spread}
        self.text = state.statement
        given = {each for name in lists for each in state.parameter_expansion[name]} | asked.keys()
        self._fixed = {name: value for name, value in state.parameters.items() if name not in given}
        self._spread = [(name, state.parameter_expansion[name]) for name in lists]
        binds = compiled.binds
        names = list(state.positiontup or ())
        if dialect.name == "postgresql":
            names = self._fold(names)
        self._bound = [(name, _binding(binds[origins.get(name, name)], dialect)) for name in names]
        self._texts: dict[int, str] = {1: self.text}
        found = ((place, _reading(type_, dialect)) for place, (_, type_) in enumerate(columns))
        self._read = [(place, read) for place, read in found if read is not None]
        self._make: Callable[[Iterable[Any]], Any] = tuple
        if columns:
            # Its columns are known at run time only.
            made: Any = namedtuple
            row = made("Row", [name for name, _ in columns], rename=True)
            self._make = row._make

    def _fold(self, names: Sequence[str]) -> list[str]:
        """Puts constants into the text and returns the names that are left to be sent.

        PostgreSQL takes one plan for all values only where that looks no worse than a plan for these; for a parameter
        it has to guess, and a guess about a LIMIT or a state has it plan anew each time.
        """
        constants = {name: text for name, value in self._fixed.items() if (text := _literal(value)) is not None}
        kept = [name for name in names if name not in constants]
        texts = [constants.get(name) or f"${kept.index(name) + 1}" for name in names]
        self.text = _NUMBER.sub(lambda match: texts[int(match[1]) - 1], self.text)
        self._fixed = {name: value for name, value in self._fixed.items() if name not in constants}
        return kept

    def placed(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the statement's order, as the driver wants them."""
        if self._fixed or self._spread:
            values = {**self._fixed, **values}
            for name, spread in self._spread:
                values.update(zip(spread, values[name], strict=True))
        return [values[name] if bind is None else bind(values[name]) for name, bind in self._bound]

    def made(self, row: tuple[Any, ...]) -> Any:
        """A row with names, its values as the program wants them."""
        if not self._read:
            return self._make(row)
        values = list(row)
        for place, read in self._read:
            values[place] = read(values[place])
        return self._make(values)

    def text_for(self, count: int) -> str:
        """The text of an INSERT of so many rows, for PostgreSQL."""
        found = self._texts.get(count)
        if found is None:
            head, _, group = self.text.partition(" VALUES ")
            width = len(self._bound)

            def shifted(row: int) -> str:
                return _NUMBER.sub(lambda match: f"${int(match[1]) + row * width}", group)

            found = self._texts[count] = f"{head} VALUES {', '.join(shifted(row) for row in range(count))}"
        return found


class AtCommit:
    """What travels with the COMMIT in one go: written after everything else, and locked no longer than it must be.

    On SQLite it is carried out at once. `rows` has what the last statement returns, once the transaction has ended.
    """

    def __init__(self) -> None:
        self._pending: list[tuple[Prepared, Sequence[Mapping[str, Any]]]] = []
        self.rows: Sequence[Any] = ()

    @classmethod
    def of(cls, connection: Connection) -> AtCommit:
        """That of the transaction which the connection is in."""
        found = connection.info.get(_AT_COMMIT)
        if found is None:
            found = connection.info[_AT_COMMIT] = cls()
        assert isinstance(found, cls)
        return found

    def add(self, connection: Connection, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carries an insert out for these rows, or another statement with this one, at the end."""
        self._pending.append((statement, rows))
        if connection.dialect.name == "sqlite":
            self._send(connection)

    def commit(self, connection: Connection) -> None:
        """Ends a transaction on PostgreSQL that has something to send. Raises DBAPIError; nothing is then committed."""
        if self._pending:
            with together(connection):
                answers = self._send(connection)
                driver: Any = connection.connection.driver_connection
                driver.commit()
            self.rows = answers()

    def _send(self, connection: Connection) -> Callable[[], Sequence[Any]]:
        answers: Callable[[], Sequence[Any]] = tuple
        for statement, rows in self._pending:
            if len(rows) == 1:
                answers = statement.later(connection, rows[0])
            else:
                statement.run_all(connection, rows)
        self._pending = []
        return answers


def begin(connection: Connection) -> None:
    """Forgets what an earlier transaction of this connection wanted to send and never did."""
    connection.info.pop(_AT_COMMIT, None)


def commit(connection: Connection) -> None:
    """Sends what was kept for the end, with the COMMIT. Raises DBAPIError."""
    found = connection.info.pop(_AT_COMMIT, None)
    if found is not None:
        found.commit(connection)


_AT_COMMIT = "at_commit"


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """On PostgreSQL what is run inside travels in one go and is answered in one; nothing may be read inside.

    Raises DBAPIError for the first statement that fails; none after it has been carried out.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    dbapi: Any = connection.dialect.loaded_dbapi
    try:
        with driver.pipeline():
            yield
    except dbapi.Error as error:
        raise DBAPIError.instance(None, None, error, dbapi.Error, dialect=connection.dialect) from error


#: Told of each statement after it was carried out, for measurements.
listeners: list[Callable[[Connection, str], None]] = []


def _execute(connection: Connection, text: str, placed: list[Any]) -> Any:
    driver: Any = connection.connection.driver_connection
    dbapi: Any = connection.dialect.loaded_dbapi
    try:
        if connection.dialect.name == "sqlite":
            found = driver.execute(text, placed)
        else:
            # Else the server would have to understand it anew the first five times, in each of its processes.
            found = dbapi.RawCursor(driver).execute(text, placed, prepare=True)
    except dbapi.Error as error:
        if getattr(driver, "broken", False):
            connection.invalidate(error)
        raise DBAPIError.instance(text, tuple(placed), error, dbapi.Error, dialect=connection.dialect) from error
    for listener in listeners:
        listener(connection, text)
    return found


def _literal(value: Any) -> str | None:
    """A constant as SQL; None where it is no whole number and no word."""
    if isinstance(value, str):
        return f"'{value}'" if value.replace("_", "").isalnum() else None
    return str(value) if type(value) is int and value >= 0 else None


def _columns_of(statement: Any) -> list[tuple[str, TypeEngine[Any]]]:
    if isinstance(statement, Select):
        return [(column.name, column.type) for column in statement.selected_columns]
    return [(each["name"], each["type"]) for each in statement.returning_column_descriptions]


_positional: dict[str, Dialect] = {}


def _dialect_of(connection: Connection) -> Dialect:
    """As the connection's own, with parameters by their place."""
    name = connection.dialect.name
    if name not in _positional:
        made: Any = type(connection.dialect)
        _positional[name] = made(paramstyle="qmark" if name == "sqlite" else "numeric_dollar")
    return _positional[name]


def _binding(parameter: BindParameter[Any], dialect: Dialect) -> Processor | None:
    found: Processor | None = parameter.type.dialect_impl(dialect).bind_processor(dialect)
    return found


def _reading(type_: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    found: Processor | None = type_.dialect_impl(dialect).result_processor(dialect, None)
    return found
