"""Backup and restore: the same data under a new epoch, or the database as it was."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update

from db.engine import open_engine, parse_url
from db.schema import revisions
from db.tables import log, orders, people
from orderdesk.clock import SetClock
from orderdesk.domain.numbers import is_order_no
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.backup import CannotBackUp, back_up, kept_aside, restore
from orderdesk.hub.doctor import examine
from orderdesk.hub.enrolment import enrol
from orderdesk.hub.own_numbers import next_order_no
from tests.conftest import START
from tests.hub.working_hub import WorkingHub, working_hub
from tools.postgres_server import find_binaries


@pytest.fixture(autouse=True)
def postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and its kin of the server that the tests run."""
    monkeypatch.setenv("ORDERDESK_POSTGRES_BIN", str(find_binaries()))


@pytest.fixture
def hub(database_url: str, clock: SetClock) -> Iterator[WorkingHub]:
    """A hub with one placed order."""
    with working_hub(database_url, clock) as found:
        found.place()
        yield found


def epoch_of(hub: WorkingHub) -> str:
    with hub.store.read() as connection:
        return str(connection.execute(select(log.log_head.c.epoch)).scalar_one())


def close(hub: WorkingHub) -> None:
    """Lets go of the database, as a hub that was stopped."""
    hub.store.engine.dispose()


def test_a_restored_database_has_the_orders_of_the_backup_and_another_epoch(
    hub: WorkingHub, database_url: str, tmp_path: Path
) -> None:
    url, target = parse_url(database_url), tmp_path / "backup"
    before = epoch_of(hub)
    assert back_up(url, target) == target.stat().st_size > 0
    hub.place()
    assert len(hub.rows(orders.order)) == 2
    close(hub)
    epoch = restore(url, target)
    assert epoch_of(hub) == epoch != before
    assert len(hub.rows(orders.order)) == 1
    with hub.store.read() as connection:
        assert examine(connection) == []
    close(hub)
    assert restore(url, target) != epoch


def test_a_hub_goes_on_after_a_restore(hub: WorkingHub, database_url: str, tmp_path: Path) -> None:
    back_up(parse_url(database_url), tmp_path / "backup")
    close(hub)
    restore(parse_url(database_url), tmp_path / "backup")
    hub.place()
    assert len(hub.rows(orders.order)) == 2


def test_who_has_come_since_the_backup_stays_and_begins_to_send_from_the_first_command_on(
    hub: WorkingHub, database_url: str, tmp_path: Path
) -> None:
    target, store, clock = tmp_path / "backup", hub.store, hub.clock
    back_up(parse_url(database_url), target)
    Accounts(store, clock).create_user("late", "Late", roles=["sales"], password="a long enough word", badge="~BDG-9")
    code, _ = Accounts(store, clock).make_enrolment_code(seat="desk", name="late desk", company="01")
    with store.write() as connection:
        device = enrol(connection, code, "", "ab" * 32, clock.now())
        moved = update(people.device_state).where(people.device_state.c.device_id == device.id)
        connection.execute(moved.values(last_n=7, cursor=9))
        user_id = connection.execute(select(people.user.c.id).where(people.user.c.login == "late")).scalar_one()
        session = {"id": device.id, "user_id": user_id, "device_id": device.id, "offline": False}
        times = dict.fromkeys(("opened_at", "verified_at", "expires_at"), clock.now())
        connection.execute(insert(people.session).values(**session, **times))
    close(hub)
    restore(parse_url(database_url), target)
    states = {row.device_id: row for row in hub.rows(people.device_state)}
    assert (states[device.id].last_n, states[device.id].cursor) == (0, 0)
    assert [row.id for row in hub.rows(people.session)] == [device.id]
    assert [row.role for row in hub.rows(people.user_role, people.user_role.c.user_id == user_id)] == ["sales"]
    assert len(hub.rows(people.user_secret, people.user_secret.c.user_id == user_id)) == 1
    next_code, _ = Accounts(store, clock).make_enrolment_code(seat="desk", name="next", company="01")
    with store.write() as connection:
        assert enrol(connection, next_code, "", "cd" * 32, clock.now()).code != device.code
        assert examine(connection) == []
    close(hub)
    restore(parse_url(database_url), target)
    assert device.id in {row.id for row in hub.rows(people.device)}


def given_out(hub: WorkingHub) -> set[str]:
    """An order number of the hub's own, and the code of a workstation that enrols."""
    code, _ = Accounts(hub.store, hub.clock).make_enrolment_code(seat="desk", name="a desk", company="01")
    with hub.store.write() as connection:
        device = enrol(connection, code, "", secrets.token_hex(32), hub.clock.now())
        return {next_order_no(connection, START.date()), device.code}


def lose(hub: WorkingHub) -> None:
    """The database is gone, with all that was done since the backup."""
    if hub.store.is_sqlite:
        close(hub)
        Path(hub.store.engine.url.database or "").unlink()
        return
    with hub.store.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    close(hub)


def test_what_a_lost_database_gave_out_after_the_backup_is_never_given_again(
    hub: WorkingHub, database_url: str, tmp_path: Path
) -> None:
    first = given_out(hub)
    back_up(parse_url(database_url), tmp_path / "backup")
    first |= given_out(hub) | given_out(hub)
    lose(hub)
    restore(parse_url(database_url), tmp_path / "backup")
    second = given_out(hub) | given_out(hub)
    assert len(first | second) == 10
    # Another backup of the lost time over what has begun anew.
    close(hub)
    restore(parse_url(database_url), tmp_path / "backup")
    assert not given_out(hub) & (first | second)


def test_a_database_that_has_gone_on_counts_on(hub: WorkingHub, database_url: str, tmp_path: Path) -> None:
    given_out(hub)
    back_up(parse_url(database_url), tmp_path / "backup")
    before = given_out(hub)
    close(hub)
    restore(parse_url(database_url), tmp_path / "backup")
    (last,) = [each for each in before if is_order_no(each)]
    (number,) = [each for each in given_out(hub) if is_order_no(each)]
    assert number[:-1] == f"{last[:-2]}3"


def test_what_was_replaced_is_kept_until_the_next_restore_and_can_be_brought_back(
    hub: WorkingHub, database_url: str, tmp_path: Path
) -> None:
    url = parse_url(database_url)
    back_up(url, tmp_path / "backup")
    hub.place()
    before = epoch_of(hub)
    close(hub)
    restore(url, tmp_path / "backup")
    assert len(hub.rows(orders.order)) == 1
    close(hub)
    kind, _, name = (kept_aside(url) or "").partition(" ")
    if kind == "file":
        restore(url, Path(name))
    else:
        # As docs/operation.md says it.
        with hub.store.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("ALTER SCHEMA before_restore RENAME TO public"))
        assert epoch_of(hub) == before
    assert len(hub.rows(orders.order)) == 2
    with hub.store.read() as connection:
        assert examine(connection) == []


def test_a_backup_leaves_out_what_a_restore_has_kept(hub: WorkingHub, database_url: str, tmp_path: Path) -> None:
    url = parse_url(database_url)
    back_up(url, tmp_path / "first")
    close(hub)
    restore(url, tmp_path / "first")
    back_up(url, tmp_path / "second")
    close(hub)
    restore(url, tmp_path / "second")
    assert len(hub.rows(orders.order)) == 1


def test_a_damaged_database_is_replaced_without_its_people(tmp_path: Path, sqlite_template: Path) -> None:
    target, damaged = tmp_path / "backup", tmp_path / "hub.db"
    back_up(parse_url(f"sqlite:///{sqlite_template}"), target)
    damaged.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    url = parse_url(f"sqlite:///{damaged}")
    with pytest.raises(CannotBackUp):
        restore(url, target)
    damaged.unlink()
    assert restore(url, target)


def test_a_backup_never_replaces_a_file(hub: WorkingHub, database_url: str, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.write_text("kept", encoding="utf-8")
    with pytest.raises(CannotBackUp, match="already"):
        back_up(parse_url(database_url), target)
    assert target.read_text(encoding="utf-8") == "kept"
    with pytest.raises(CannotBackUp, match="no folder"):
        back_up(parse_url(database_url), tmp_path / "nowhere" / "backup")


@pytest.mark.parametrize("content", [b"", b"no backup at all", b"SQLite format 3\0" + b"x" * 5000])
def test_a_file_that_is_no_backup_leaves_the_database_alone(
    hub: WorkingHub, database_url: str, tmp_path: Path, content: bytes
) -> None:
    source = tmp_path / "backup"
    source.write_bytes(content)
    before = epoch_of(hub)
    close(hub)
    with pytest.raises(CannotBackUp):
        restore(parse_url(database_url), source)
    assert epoch_of(hub) == before
    assert len(hub.rows(orders.order)) == 1


def test_a_backup_of_the_other_kind_of_database_is_named_as_such(
    hub: WorkingHub, database_kind: str, database_url: str, tmp_path: Path
) -> None:
    close(hub)
    source = tmp_path / "backup"
    source.write_bytes(b"PGDMP\1\16" if database_kind == "sqlite" else b"SQLite format 3\0")
    kinds = ("PostgreSQL", "SQLite") if database_kind == "sqlite" else ("SQLite", "PostgreSQL")
    with pytest.raises(CannotBackUp, match="is a backup of a {} database, and this hub's is {}".format(*kinds)):
        restore(parse_url(database_url), source)


def test_a_missing_backup_is_named(hub: WorkingHub, database_url: str, tmp_path: Path) -> None:
    close(hub)
    with pytest.raises(CannotBackUp, match="there is no backup"):
        restore(parse_url(database_url), tmp_path / "nothing")


def test_a_backup_of_a_newer_program_is_refused_and_replaces_nothing(
    hub: WorkingHub, database_url: str, tmp_path: Path
) -> None:
    before = epoch_of(hub)
    set_revision(hub, "9999")
    back_up(parse_url(database_url), tmp_path / "newer")
    set_revision(hub, revisions()[-1])
    hub.place()
    close(hub)
    with pytest.raises(CannotBackUp, match="newer OrderDesk"):
        restore(parse_url(database_url), tmp_path / "newer")
    assert epoch_of(hub) == before
    assert len(hub.rows(orders.order)) == 2


def set_revision(hub: WorkingHub, revision: str) -> None:
    with hub.store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": revision})


def test_a_database_of_another_program_is_never_replaced(
    hub: WorkingHub, database_url: str, blank_database_url: str, tmp_path: Path
) -> None:
    back_up(parse_url(database_url), tmp_path / "backup")
    music = open_engine(parse_url(blank_database_url))
    with music.begin() as connection:
        connection.execute(text("CREATE TABLE songs (title TEXT)"))
    music.dispose()
    with pytest.raises(CannotBackUp, match="not OrderDesk's"):
        restore(parse_url(blank_database_url), tmp_path / "backup")
    with music.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM songs")).scalar_one() == 0
    music.dispose()


def test_a_database_that_others_use_is_not_replaced(
    hub: WorkingHub, database_kind: str, database_url: str, tmp_path: Path
) -> None:
    """PostgreSQL counts who is there; on SQLite the lock file does (test_cli) and SQLite itself waits for writers."""
    target = tmp_path / "backup"
    back_up(parse_url(database_url), target)
    with hub.store.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        if database_kind == "postgresql":
            with pytest.raises(CannotBackUp, match="in use by 1 others"):
                restore(parse_url(database_url), target)
        else:
            connection.rollback()
            restore(parse_url(database_url), target)


def test_a_sqlite_backup_is_private_and_whole(tmp_path: Path, sqlite_template: Path) -> None:
    target = tmp_path / "backup"
    back_up(parse_url(f"sqlite:///{sqlite_template}"), target)
    assert target.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []
