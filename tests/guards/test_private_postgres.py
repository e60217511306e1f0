"""The server that tests and benchmarks share nothing with: ours alone, unprivileged, gone when it is stopped."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, make_url

from tools.postgres_server import PostgresServer, PostgresUnavailableError, find_binaries


def connect(server: PostgresServer, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.url(database).replace("+psycopg", ""), autocommit=True)


def test_missing_server_programs_are_an_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORDERDESK_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(PostgresUnavailableError, match="make setup"):
        find_binaries()


def test_a_copied_database_holds_what_its_template_holds(postgres: PostgresServer) -> None:
    template = postgres.create_database()
    with connect(postgres, template) as connection:
        connection.execute("CREATE TABLE parcel (parcel_no text)")
    copy = postgres.create_database(template)
    with connect(postgres, copy) as connection:
        assert connection.execute("SELECT count(*) FROM parcel").fetchone() == (0,)
    postgres.drop_database(copy)
    postgres.drop_database(template)


def test_the_server_listens_on_loopback_only(postgres: PostgresServer) -> None:
    with connect(postgres, "postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)


def test_the_server_does_not_run_as_root(postgres: PostgresServer) -> None:
    status = Path(f"/proc/{postgres.pid}/status").read_text(encoding="ascii")
    uid_line = next(line for line in status.splitlines() if line.startswith("Uid:"))
    assert "0" not in uid_line.split()


def test_a_wrong_password_is_refused(postgres: PostgresServer) -> None:
    url = make_url(postgres.url("postgres")).set(drivername="postgresql", password="guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.render_as_string(hide_password=False))


def data_folder(server: PostgresServer) -> Path:
    with connect(server, "postgres") as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return Path(str(row[0]))


def test_nothing_is_dropped_on_a_server_that_is_not_ours() -> None:
    with PostgresServer() as server:
        name = server.create_database()
        (data_folder(server) / "orderdesk.owner").write_text("somebody else", encoding="ascii")
        with pytest.raises(PostgresUnavailableError, match="not the one started"):
            server.drop_database(name)
        with connect(server, name) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_stopped_server_leaves_neither_process_nor_folder() -> None:
    server = PostgresServer()
    with server:
        pid = server.pid
        folder = data_folder(server).parent
        assert folder.exists()
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_ended_connections_notice_it(postgres: PostgresServer) -> None:
    name = postgres.create_database()
    with connect(postgres, name) as connection:
        assert postgres.kill_backends(name) == 1
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    postgres.drop_database(name)


def test_a_blank_database_has_no_tables(blank_database_url: str) -> None:
    engine = create_engine(blank_database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_test_database_has_the_schema(database_url: str) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names()
    engine.dispose()


def test_each_test_has_a_database_of_its_own(database_url: str, request: pytest.FixtureRequest) -> None:
    template = "sqlite_template" if database_url.startswith("sqlite") else "postgres_template"
    assert not database_url.endswith(str(request.getfixturevalue(template)))
