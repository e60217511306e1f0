"""The command line as people use it: in processes of its own, with sentences for everything that can go wrong."""

from __future__ import annotations

import argparse
import io
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import httpx
import psycopg
import pytest
from sqlalchemy import select, text, update

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import log, people
from orderdesk.clock import SetClock, SystemClock
from orderdesk.commands import CancelOrder
from orderdesk.connectors.ports import Outcome
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.cli import build_parser, main
from orderdesk.hub.hashing import hash_secret, normal_code, password_fits
from orderdesk.hub.lockfile import LockFile, read_holder
from orderdesk.release import VERSION
from orderdesk.sync.probe import find_hub
from tests.hub.working_hub import Script, working_hub
from tools.postgres_server import PostgresServer, find_binaries

TIMEOUT_S = 60.0


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "orderdesk.hub.cli", *arguments]


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one sentence with which it says that it cannot be done."""
        assert self.code == 2, self
        (line,) = [line for line in self.err.splitlines() if line]
        assert line.startswith("orderdesk-hub: ")
        return line.removeprefix("orderdesk-hub: ")


def apart(*arguments: str, **environment: str) -> Done:
    """One command in a process of its own, until it ends."""
    found = subprocess.run(
        command(*arguments),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return Done(found.returncode, found.stdout, found.stderr)


def here(*arguments: str, given: str = "") -> Done:
    """One command in this process, which is quicker."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", io.StringIO(given))
        patch.setenv("ORDERDESK_POSTGRES_BIN", str(find_binaries()))
        code = main(arguments)
    return Done(code, out.getvalue(), err.getvalue())


def refused(*arguments: str, given: str = "") -> str:
    """The sentence with which a command says that it cannot be done."""
    return here(*arguments, given=given).sentence


def passes(*arguments: str, given: str = "") -> str:
    """What a command says that does what it was asked."""
    done = here(*arguments, given=given)
    assert done.code == 0, done
    return done.out


@contextmanager
def running(*arguments: str) -> Iterator[str]:
    """A server in a process of its own; gives its address once it says so, and stops it by a signal."""
    process = subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    errors: list[str] = []
    reader = threading.Thread(target=errors.extend, args=(process.stderr,))
    reader.start()
    try:
        line = process.stdout.readline()
        assert line, "".join(errors)
        yield line.strip().rpartition(" ")[2]
    finally:
        process.terminate()
        process.wait(TIMEOUT_S)
        reader.join(TIMEOUT_S)
        process.stdout.close()
        process.stderr.close()
    assert process.returncode == 0, "".join(errors)
    assert "Traceback" not in "".join(errors)


def test_help_names_every_command_and_needs_nothing_heavy() -> None:
    said = build_parser().format_help()
    for name in [
        "serve",
        "work",
        "migrate",
        "seed",
        "user",
        "enrol",
        "verify",
        "doctor",
        "backup",
        "restore",
        "sandbox",
    ]:
        assert re.search(rf"^ +{name} ", said, re.MULTILINE), name
    heavy = ("sqlalchemy", "fastapi", "pydantic", "httpx", "alembic", "PySide6")
    probe = (
        "import sys, orderdesk.hub.cli as cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in sys.modules if name in {heavy}])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_hub_serves_makes_accounts_while_it_runs_and_lets_go_of_its_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    with running("serve", "--database", url, "--port", "0") as address:
        assert httpx.get(f"{address}/healthz", trust_env=False).status_code == 200
        assert find_hub(address).version == VERSION
        passes(
            "user", "add", "anna", "--name", "安娜", "--role", "sales", "--password-stdin", "--database", url,
            given="a long enough word\n",
        )  # fmt: skip
        code = passes("enrol", "--seat", "office", "--name", "desk one", "--database", url).split("\t")[0]
        assert "is in use by orderdesk-hub serve" in refused("serve", "--database", url, "--port", "0")
        assert "is in use by" in refused("restore", str(tmp_path / "x"), "--database", url)
        assert "is in use by" in refused("migrate", "--database", url)
        taken = refused(
            "user", "add", "anna", "--name", "A", "--role", "sales", "--password-stdin", "--database", url,
            given="a long enough word\n",
        )  # fmt: skip
        assert taken == "there is a user anna already"
        passes("backup", str(tmp_path / "backup"), "--database", url)
        body = {"code": code, "name": "", "secret": "ab" * 32}
        enrolled = httpx.post(f"{address}/v1/enrol", json=body, headers={"X-OrderDesk-Protocol": "1"}, trust_env=False)
        assert enrolled.status_code == 200, enrolled.text
        forged = httpx.post(f"{address}/v1/control/add-user", json={}, trust_env=False)
        assert forged.status_code == 404
    assert "anna\t安娜\tsales" in passes("user", "list", "--database", url)
    assert read_holder(tmp_path / "hub.db.lock") is None
    assert "restored from" in passes("restore", str(tmp_path / "backup"), "--database", url)
    assert passes("doctor", "--database", url).strip() == "all is well"
    assert passes("verify", "--database", url).strip() == "all chains hold"


def test_the_program_says_which_release_it_is() -> None:
    done = subprocess.run(command("--version"), capture_output=True, text=True, check=True)
    assert done.stdout == f"{VERSION}\n"


def test_a_new_database_is_its_users_own(tmp_path: Path) -> None:
    passes("migrate", "--database", f"sqlite:///{tmp_path / 'hub.db'}")
    assert (tmp_path / "hub.db").stat().st_mode & 0o077 == 0


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        url = f"sqlite:///{tmp_path / 'hub.db'}"
        sentence = f"port {port} on 127.0.0.1 is taken"
        assert sentence in apart("serve", "--database", url, "--port", port).sentence
        assert sentence in refused("sandbox", "--port", port)


def test_a_port_that_does_not_exist_is_said() -> None:
    for port in ("65536", "-1"):
        assert f"there is no port {port}" in refused("sandbox", f"--port={port}")


@pytest.mark.parametrize("name", ["serve --port 0", "migrate", "doctor", "backup x"])
def test_a_database_of_a_newer_program_is_refused(name: str, database_url: str) -> None:
    engine = open_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    said = refused(*name.split(), "--database", database_url)
    assert said == "the database was migrated by a newer OrderDesk (schema 9999): update this program"


@pytest.mark.parametrize("name", ["serve --port 0", "migrate", "seed", "enrol --seat desk --name x"])
def test_a_folder_that_cannot_be_written_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'file' / 'hub.db'}"
    assert "cannot be written" in refused(*name.split(), "--database", url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("not a url", "is not a database address"),
        ("postgresql:/orderdesk:hunter2@host/x", "is not a database address"),
        ("postgresql://orderdesk:hunter2@host:port/x", "is not a database address"),
        ("mysql://root@localhost/x", "works on sqlite and postgresql, not on mysql"),
        ("sqlite://", "name a file"),
        ("sqlite:////tmp", "/tmp is a folder"),
        ("postgresql://nobody@127.0.0.1:9/x", "cannot be reached"),
    ],
)
def test_a_bad_address_is_said(url: str, sentence: str) -> None:
    said = refused("migrate", "--database", url)
    assert sentence in said
    assert "hunter2" not in said
    if " " in url:
        assert sentence in apart("migrate", ORDERDESK_DATABASE_URL=url).sentence


def test_a_wrong_password_is_said_and_never_shown(postgres: PostgresServer) -> None:
    name = postgres.create_database()
    url = parse_url(postgres.url(name))
    wrong = url.set(drivername="postgresql", password="hunter2-hunter2").render_as_string(hide_password=False)
    said = refused("migrate", "--database", wrong)
    assert said == f"the database at {url.host} refused the password of {url.username}"
    missing = url.set(drivername="postgresql", database="no_such_database").render_as_string(hide_password=False)
    assert "there is no database no_such_database" in refused("migrate", "--database", missing)
    postgres.drop_database(name)


def test_a_database_that_cannot_hold_chinese_is_refused(postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE in_ascii ENCODING 'SQL_ASCII' TEMPLATE template0")
    assert "create it with encoding UTF8" in refused("migrate", "--database", postgres.url("in_ascii"))
    postgres.drop_database("in_ascii")


def test_a_database_of_another_program_is_not_made_into_a_hubs(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "music.db")) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    said = refused("migrate", "--database", f"sqlite:///{tmp_path / 'music.db'}")
    assert said.startswith("the database is not OrderDesk's (it has a table songs)")
    with closing(sqlite3.connect(tmp_path / "music.db")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]


def test_a_restore_says_what_was_replaced_and_where_it_is_kept(sqlite_template: Path, tmp_path: Path) -> None:
    empty, full = tmp_path / "empty.db", tmp_path / "hub.db"
    copyfile(sqlite_template, empty)
    copyfile(sqlite_template, full)
    with working_hub(f"sqlite:///{full}", SetClock(SystemClock().now())) as hub:
        hub.place()
    said = passes("restore", str(empty), "--database", f"sqlite:///{full}")
    aside = tmp_path / "hub.db.before-restore"
    assert "0 orders now, 1 before" in said
    assert f"what was replaced is kept until the next restore: file {aside}" in said
    copyfile(aside, tmp_path / "back.db")
    passes("restore", str(tmp_path / "back.db"), "--database", f"sqlite:///{full}")
    assert "1 orders now, 1 before" in passes("restore", str(tmp_path / "back.db"), "--database", f"sqlite:///{full}")


def test_a_database_that_nobody_made_is_not_made_by_looking(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    for name in ("doctor", "verify", "user list", "backup x"):
        assert "run orderdesk-hub migrate" in refused(*name.split(), "--database", url)
    assert list(tmp_path.iterdir()) == []


def test_work_is_for_postgresql(tmp_path: Path) -> None:
    assert "on SQLite one process does everything" in refused("work", "--database", f"sqlite:///{tmp_path / 'hub.db'}")


def test_work_and_serve_share_a_postgresql(postgres: PostgresServer) -> None:
    name = postgres.create_database()
    url = postgres.url(name).replace("+psycopg", "")
    with (
        running("serve", "--no-work", "--port", "0", "--database", url) as address,
        running("work", "--database", url),
        running("serve", "--port", "0", "--database", url) as other,
    ):
        for each in (address, other):
            assert httpx.get(f"{each}/readyz", trust_env=False).status_code == 200
    postgres.drop_database(name)


def test_the_sandbox_runs_by_itself() -> None:
    with running("sandbox", "--port", "0", "--collects-after", "9") as address:
        assert httpx.get(f"{address}/__sim/clock", trust_env=False).json()["speed"] == 1.0
        assert httpx.post(f"{address}/__sim/seed", json={}, trust_env=False).json()["first_scan_h"] == 9.0


def test_users_are_made_and_changed(database_url: str) -> None:
    database = ("--database", database_url)
    passes(
        "user", "add", "bo", "--name", "Bo", "--role", "packer", "--badge", "B-1", "--pin", "--password-stdin",
        *database, given="a long enough word\n2468\n",
    )  # fmt: skip
    passes("user", "roles", "bo", "--role", "packer", "--role", "supervisor", *database)
    passes("user", "badge", "bo", "B-2", *database)
    passes("user", "password", "bo", "--password-stdin", *database, given="another long word\n")
    assert passes("user", "sign-out", "bo", *database) == "bo is signed in nowhere any more\n"
    passes("user", "disable", "bo", *database)
    assert passes("user", "list", *database) == "bo\tBo\tpacker, supervisor (disabled)\n"
    engine = open_engine(parse_url(database_url))
    with engine.connect() as connection:
        secret = connection.execute(select(people.user_secret)).one()
        changes = connection.execute(select(log.change.c.version).where(log.change.c.kind == "user")).scalars().all()
        badge = connection.execute(select(people.user.c.badge)).scalar_one()
    engine.dispose()
    assert password_fits(secret.password_hash, "another long word")
    assert password_fits(secret.pin_hash, "2468")
    assert (badge, sorted(changes)) == ("B-2", [1, 2, 3, 4])


def test_a_password_costs_whoever_guesses_it_what_owasp_asks_for() -> None:
    probe = "from orderdesk.hub.hashing import hash_password; print(hash_password('a long enough word'))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_logins_that_differ_in_case_only_are_one_login(database_url: str) -> None:
    def add(login: str, said: Callable[..., str]) -> str:
        words = ("user", "add", login, "--name", "Hans", "--role", "sales", "--password-stdin")
        return said(*words, "--database", database_url, given="a long enough word\n")

    add("hans", passes)
    assert add("HANS", refused) == "there is a user hans already"


def test_an_enrolment_code_says_until_when_on_this_computers_watch(database_url: str) -> None:
    said = passes("enrol", "--seat", "desk", "--name", "x", "--database", database_url)
    assert re.fullmatch(r"\S+\tuntil \d\d:\d\d \(\d{4}-\d\d-\d\d, time of this computer\)\n", said)


@pytest.mark.parametrize(
    ("arguments", "given", "sentence"),
    [
        ("user add x --name X --role king --password-stdin", "long enough\n", "there is no role king"),
        ("user add x --name X --role sales --password-stdin", "short\n", "at least 8 characters"),
        ("user add x --name X --role sales --password-stdin", "", "no password came on standard input"),
        ("user add x --name X --role sales", "", "there is no terminal to ask at"),
        ("user add x --name X --role sales --badge ~B --password-stdin", "long enough\n", "a badge is one barcode"),
        ("user password nobody --password-stdin", "long enough\n", "there is no user nobody"),
        ("enrol --seat bench --name x", "", "name it with --warehouse"),
        ("enrol --seat desk --name x --company ZZ", "", "there is no company ZZ"),
        ("enrol --seat bench --name x --warehouse ZZ", "", "there is no warehouse ZZ"),
        ("jobs resend 01a1fded-1b1c-74d0-b82d-8a4652ed3e6b", "", "there is no job 01a1fded"),
    ],
)
def test_what_accounts_refuse_is_a_sentence(
    tmp_path: Path, sqlite_template: Path, arguments: str, given: str, sentence: str
) -> None:
    (tmp_path / "hub.db").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    assert sentence in refused(*arguments.split(), "--database", url, given=given)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("serve", "--sandbox", "foo"), "'foo' is no address"),
        (("sandbox", "--hub", "ftp://x"), "'ftp://x' is no address"),
        (("sandbox", "--pace", "0"), "'0' is no number above 0"),
        (("sandbox", "--speed", "nan"), "'nan' is no number above 0"),
        (("enrol", "--seat", "desk", "--name", " "), "must not be empty"),
        (("user", "add", "x", "--role", "sales", "--name", ""), "must not be empty"),
        (("jobs", "drop", "7", "--reason", "x"), "'7' is no id of a job"),
    ],
)
def test_a_value_that_cannot_be_is_said(arguments: tuple[str, ...], sentence: str) -> None:
    errors = io.StringIO()
    with redirect_stderr(errors), pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert sentence in errors.getvalue()


def test_every_argument_has_its_help() -> None:
    pending = [build_parser()]
    while pending:
        parser = pending.pop()
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                pending.extend(action.choices.values())
            else:
                assert action.help, (parser.prog, action.dest)


def test_stopped_jobs_are_listed_and_dropped(database_url: str, clock: SetClock) -> None:
    with working_hub(database_url, clock) as hub:
        hub.queue("key")
        hub.runner({("wms", "send"): Script(Outcome.reject("0001", "no such owner"))}).run_all()
        job_id = str(hub.jobs()[0].id)
    database = ("--database", database_url)
    done = here("jobs", "list", *database)
    assert done.code == 1
    assert done.out.startswith(f"{job_id}\tdead\t")
    assert "0001 no such owner" in done.out
    passes("jobs", "drop", job_id, "--reason", "sent by hand", *database)
    assert passes("jobs", "list", *database) == "no job waits for anybody\n"
    assert "is dropped: only one that is parked or dead" in refused("jobs", "resend", job_id, *database)


def test_settings_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("[flux]\nbase_url = 'http://127.0.0.1:9'\napp_key = 'k'\n", encoding="utf-8")
    arguments = ("serve", "--port", "0", "--database", f"sqlite:///{tmp_path / 'hub.db'}", "--config", str(file))
    assert refused(*arguments) == "the setting flux.app_token is missing"
    file.write_text("[flux]\nbase_uri = 'x'\n", encoding="utf-8")
    assert refused(*arguments) == "there is no setting flux.base_uri"


def test_demonstration_data_are_never_put_into_a_company_in_use(database_url: str, clock: SetClock) -> None:
    with working_hub(database_url, clock):
        pass
    assert "already holds a company" in refused("seed", "--orders", "20", "--database", database_url)


def test_broken_chains_and_faults_end_with_one(tmp_path: Path, sqlite_template: Path, clock: SetClock) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{path}"
    with working_hub(url, clock) as hub:
        hub.place()
        with hub.store.write() as connection:
            connection.execute(update(log.order_event).values(note="rewritten"))
    for name in ("verify", "doctor"):
        done = here(name, "--database", url)
        assert done.code == 1
        assert "event 1 was altered" in done.out


def test_a_receiver_is_erased_once_the_order_is_over(tmp_path: Path, sqlite_template: Path, clock: SetClock) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{path}"
    with working_hub(url, clock) as hub:
        order = hub.order(hub.place())
        wanted = ("erase", "--database", url, "--order", order.order_no, "--reason", "letter 17")
        assert "is still open (pending_review)" in refused(*wanted)
        hub.run(CancelOrder(order_id=order.id, reason="gone"))
        done = here(*wanted)
        assert done.code == 0
        assert done.out.startswith("1 orders, 1 documents and ")
        assert hub.order(order.id).consignees[0].name == ""
    assert here("verify", "--database", url).out == "all chains hold\n"
    assert "there is no order SO0" in refused("erase", "--database", url, "--order", "SO0", "--reason", "x")
    assert "there is no customer C?" in refused("erase", "--database", url, "--customer", "C?", "--reason", "x")


def test_a_lock_is_held_by_one_and_free_after_its_death(tmp_path: Path) -> None:
    database = tmp_path / "hub.db"
    holder = (
        "import os, sys; from pathlib import Path; from orderdesk.hub.lockfile import LockFile;"
        "lock = LockFile(Path(sys.argv[1]), purpose='a test'); lock.take(); print('held', flush=True);"
        " os.read(0, 1); os._exit(9)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert f"in use by a test (process {process.pid})" in refused("migrate", "--database", f"sqlite:///{database}")
    with LockFile(database, purpose="this test") as lock:
        assert lock.path.stat().st_mode & 0o077 == 0
        assert lock.token not in repr(read_holder(lock.path))


def test_a_code_is_kept_as_a_hash_and_lapses(database_url: str) -> None:
    store = Store(open_engine(parse_url(database_url)))
    code, expires_at = Accounts(store, SystemClock()).make_enrolment_code(seat="office", name="x")
    with store.read() as connection:
        row = connection.execute(select(people.enrolment_code)).one()
    store.close()
    assert bytes(row.code_hash) == hash_secret(normal_code(code.lower().replace("-", " ")))
    assert (row.expires_at - row.made_at).total_seconds() == 600
    assert row.expires_at == expires_at
