"""Statements without SQLAlchemy's way around them: the same values, rows and errors on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError, InternalError

from db.engine import open_engine, parse_url
from db.prepared import AtCommit, Prepared, together
from db.store import Store
from db.tables import log, orders, people
from tests.conftest import START

JOB = Prepared(insert(log.job), [column.name for column in log.job.columns])
ROLE = Prepared(insert(people.user_role), ("id", "user_id", "role"))
BY_KEYS = Prepared(select(log.job).where(log.job.c.dedupe_key.in_(bindparam("keys", expanding=True))))
COUNTER = Prepared(insert(orders.number_counter), ("name", "last"))
COUNT = Prepared(
    update(orders.number_counter)
    .where(orders.number_counter.c.name == bindparam("of"))
    .values(last=orders.number_counter.c.last + bindparam("more"))
    .returning(orders.number_counter.c.last)
)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    found = Store(open_engine(parse_url(database_url)))
    yield found
    found.close()


def a_job(key: str, **more: object) -> dict[str, object]:
    values = {"id": uuid4(), "system": "wms", "kind": "send", "dedupe_key": key, "order_key": "x", "state": "due"}
    times = {"run_at": START, "made_at": START, "lease_until": None, "done_at": None}
    return {**values, **times, "payload": {"a": [1, "二"]}, "attempts": 0, "worker": None, "outcome": None, **more}


def test_rows_come_back_as_they_went_in_however_many_are_asked_for(store: Store) -> None:
    rows = [a_job(f"key {number}") for number in range(120)]
    with store.write() as connection:
        JOB.run_all(connection, rows)
    with store.read() as connection:
        for count in (1, 3, 120, 3):
            found = BY_KEYS.all(connection, {"keys": [row["dedupe_key"] for row in rows[:count]]})
            assert {row.id for row in found} == {row["id"] for row in rows[:count]}
        [row] = BY_KEYS.all(connection, {"keys": ["key 7"]})
    assert (row.payload, row.run_at, row.worker) == ({"a": [1, "二"]}, START, None)
    assert isinstance(row.id, UUID)


def test_what_returns_rows_gives_them_also_with_the_commit(store: Store) -> None:
    with store.write() as connection:
        COUNTER.run(connection, {"name": "x", "last": 1})
        assert COUNT.all(connection, {"of": "x", "more": 2})[0].last == 3
        last = AtCommit.of(connection)
        last.add(connection, JOB, [a_job("one"), a_job("two")])
        last.add(connection, COUNT, [{"of": "x", "more": 4}])
    with store.read() as connection:
        assert len(BY_KEYS.all(connection, {"keys": ["one", "two"]})) == 2
    if not store.is_sqlite:
        assert last.rows[0].last == 7


def at_once(connection: Connection) -> None:
    JOB.run_all(connection, [a_job("same"), a_job("same")])


def in_one_go(connection: Connection) -> None:
    with together(connection):
        JOB.run(connection, a_job("same"))
        JOB.run(connection, a_job("same"))


def with_the_commit(connection: Connection) -> None:
    """The reference is looked at by the COMMIT."""
    stranger = {"id": uuid4(), "user_id": uuid4(), "role": "sales"}
    AtCommit.of(connection).add(connection, ROLE, [stranger])


def change_of_mind(connection: Connection) -> None:
    AtCommit.of(connection).add(connection, JOB, [a_job("same")])
    raise ZeroDivisionError


def write(store: Store, change: Callable[[Connection], None]) -> None:
    with store.write() as connection:
        COUNTER.run(connection, {"name": "undone", "last": 1})
        change(connection)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (at_once, IntegrityError),
        (in_one_go, IntegrityError),
        (with_the_commit, IntegrityError),
        (change_of_mind, ZeroDivisionError),
    ],
)
def test_errors_are_sqlalchemys_and_nothing_stays_of_what_failed(
    store: Store, change: Callable[[Connection], None], error: type[Exception]
) -> None:
    with pytest.raises(error):
        write(store, change)
    with store.write() as connection:
        assert COUNT.all(connection, {"of": "undone", "more": 1}) == []
        assert JOB.run(connection, a_job("afterwards")) == 1
    with store.read() as connection:
        assert [row.dedupe_key for row in BY_KEYS.all(connection, {"keys": ["same", "afterwards"]})] == ["afterwards"]


def test_a_value_that_no_column_holds_is_a_data_error(store: Store) -> None:
    if store.is_sqlite:
        return
    with pytest.raises(DataError):
        write(store, lambda connection: JOB.run_all(connection, [a_job("key", attempts=1 << 40)]))


def understood(connection: Connection) -> set[str]:
    """What the server has understood for this connection."""
    return set(connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements").scalars())


def test_the_server_understands_a_statement_once_and_does_not_forget_it_after_a_reading(database_url: str) -> None:
    store = Store(open_engine(parse_url(database_url), pool_size=1))
    if not store.is_sqlite:
        with store.write() as connection:
            COUNTER.run(connection, {"name": "x", "last": 1})
        with store.read() as connection:
            BY_KEYS.all(connection, {"keys": ["key"]})
        with store.write() as connection:
            assert {text.split()[0] for text in understood(connection)} >= {"INSERT", "SELECT"}
    store.close()


def test_constants_stand_in_the_text_of_a_statement_and_what_is_given_is_sent(store: Store) -> None:
    counters = orders.number_counter
    asked = Prepared(
        select(counters.c.last)
        .where(counters.c.name.in_(["it's", "x", ""]), counters.c.last > bindparam("more"), counters.c.last < 9)
        .order_by(counters.c.last)
        .limit(2)
    )
    with store.write() as connection:
        COUNTER.run_all(connection, [{"name": name, "last": last} for name, last in (("x", 5), ("it's", 4), ("", 6))])
        assert [row.last for row in asked.all(connection, {"more": 3})] == [4, 5]
        assert [row.last for row in asked.all(connection, {"more": 4})] == [5, 6]
        if not store.is_sqlite:
            text = next(text for text in understood(connection) if "LIMIT" in text)
            assert "'x'" in text
            assert "LIMIT 2" in text
            assert "it's" not in text
            # Sent are the other two names and what was asked for.
            assert "$3" in text
            assert "$4" not in text


def test_nothing_stays_of_what_is_written_while_reading(store: Store) -> None:
    with store.read() as connection:
        if store.is_sqlite:
            COUNTER.run(connection, {"name": "x", "last": 1})
        else:
            with pytest.raises(InternalError, match="read-only"):
                COUNTER.run(connection, {"name": "x", "last": 1})
    with store.write() as connection:
        assert COUNT.all(connection, {"of": "x", "more": 1}) == []
