"""What PostgreSQL believes about the size of tables when it plans, before its own upkeep has counted them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table, text

from db.store import Store


def expect_growth(connection: Connection) -> None:
    """For this transaction: rows are looked up by index, also in tables that are still empty.

    A plan is made once and kept. One that was made for an empty table reads all of it for each row that is added:
    18,000 rows then take minutes. Checks that roll their rows back are enough for PostgreSQL to know the table as
    empty.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))


def count_anew(store: Store, tables: Iterable[Table]) -> None:
    """Tells every process on the database how large these tables are now; PostgreSQL does so itself within minutes."""
    if store.is_sqlite:
        return
    with store.write() as connection:
        names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
        connection.execute(text(f"ANALYZE {names}"))
