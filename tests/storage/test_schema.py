"""The schema: one from the models, one from the migrations, and what happens to databases of other releases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text

from db import schema
from db.engine import open_engine, parse_url
from db.tables import log, metadata

#: What stands in the indexes on expressions is compared as text.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")


@pytest.fixture
def engine(blank_database_url: str) -> Iterator[Engine]:
    """A database without any table."""
    engine = open_engine(parse_url(blank_database_url))
    yield engine
    engine.dispose()


def picture(engine: Engine) -> dict[str, Any]:
    """Everything that makes a schema, without the order of columns."""
    found = inspect(engine)
    texts = index_texts(engine)
    return {
        table: {
            "columns": sorted(
                (each["name"], str(each["type"]), each["nullable"], each["default"])
                for each in found.get_columns(table)
            ),
            "key": found.get_pk_constraint(table),
            "references": sorted(map(str, found.get_foreign_keys(table))),
            "unique": sorted(map(str, found.get_unique_constraints(table))),
            "checks": sorted(map(str, found.get_check_constraints(table))),
            "indexes": sorted(texts[table]),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def index_texts(engine: Engine) -> dict[str, list[str]]:
    """Every index of a table as the database would make it again, those on expressions too."""
    listed = {
        "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    }
    found: dict[str, list[str]] = defaultdict(list)
    with engine.connect() as connection:
        for table, definition in connection.execute(text(listed[engine.dialect.name])):
            found[table].append(" ".join(definition.split()))
    return found


def test_models_and_migrations_make_the_same_schema(engine: Engine) -> None:
    schema.prepare(engine)
    migrated = picture(engine)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert migrated == picture(engine)
    assert set(migrated) == set(metadata.tables)


def test_preparing_twice_changes_nothing(engine: Engine) -> None:
    schema.prepare(engine)
    with engine.connect() as connection:
        first = connection.execute(select(log.log_head)).one()
    schema.prepare(engine)
    with engine.connect() as connection:
        assert connection.execute(select(log.log_head)).one() == first
    assert (first.last, first.oldest) == (0, 0)
    assert first.epoch


def test_later_migrations_only_add_what_an_older_program_may_leave_out(engine: Engine) -> None:
    with engine.begin() as connection:
        command.upgrade(schema.configured(connection), "0001")
    before = picture(engine)
    schema.prepare(engine)
    after = picture(engine)
    for table, found in before.items():
        known = {name for name, *_ in found["columns"]}
        assert known <= {name for name, *_ in after[table]["columns"]}
        added = [column for column in after[table]["columns"] if column[0] not in known]
        assert [name for name, _, nullable, default in added if not nullable and default is None] == []
        assert found["checks"] == after[table]["checks"]
        assert found["unique"] == after[table]["unique"]


def test_a_prepared_database_passes_the_check(engine: Engine) -> None:
    schema.prepare(engine)
    schema.check(engine)


def test_the_files_of_the_migrations_are_in_the_order_of_their_revisions(engine: Engine) -> None:
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(schema.configured(connection))
    assert schema.revisions() == tuple(reversed([script.revision for script in scripts.walk_revisions()]))


def test_an_empty_database_is_told_to_migrate(engine: Engine) -> None:
    with pytest.raises(schema.OlderDatabase, match="run orderdesk-hub migrate"):
        schema.check(engine)


def test_a_newer_database_is_refused_and_left_alone(engine: Engine) -> None:
    schema.prepare(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.NewerDatabase, match="newer OrderDesk"):
        schema.check(engine)
    with pytest.raises(schema.NewerDatabase, match="newer OrderDesk"):
        schema.prepare(engine)
    with engine.connect() as connection:
        assert schema.revision_of(connection) == "9999"


def test_a_failed_migration_leaves_nothing_behind(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE task (id INTEGER)"))
    with pytest.raises(Exception, match="task"):
        schema.prepare(engine)
    assert inspect(engine).get_table_names() == ["task"]


def test_two_processes_that_start_together_prepare_once(engine: Engine, blank_database_url: str) -> None:
    # On SQLite the file exists already: only one hub at a time may open it, and turning it into WAL waits for nobody.
    engine.connect().close()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: _prepare_apart(blank_database_url), range(4)))
    with engine.connect() as connection:
        assert len(connection.execute(select(log.log_head)).all()) == 1


def _prepare_apart(url: str) -> None:
    engine = open_engine(parse_url(url))
    schema.prepare(engine)
    engine.dispose()


def test_a_new_epoch_differs_from_the_last() -> None:
    assert schema.new_epoch() != schema.new_epoch()
