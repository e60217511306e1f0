"""Who has come since the backup and stays after a restore: workstations, users and the sessions they work in.

What a workstation said after the backup is sent again after a restore, under the sessions of that time. A device that
the restored hub did not know could send nothing, and without its session a command would be refused. What else was
changed of users and workstations since (passwords, roles, revocations) is as it was at the backup.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

#: More workstations than are ever enrolled from one backup to the next.
DEVICE_LEAP = 16

_PLACES = (
    "(b.company_id IS NULL OR b.company_id IN (SELECT id FROM {new}.company))"
    " AND (b.warehouse_id IS NULL OR b.warehouse_id IN (SELECT id FROM {new}.warehouse))"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Which rows of a table stay: `b` is a row of before. `anew`: columns that begin again with 0."""

    table: str
    where: str
    anew: tuple[str, ...] = field(default=())


#: In the order in which they are taken over.
KEPT = (
    Kept(
        "user",
        "b.id NOT IN (SELECT id FROM {new}.{user}) AND lower(b.login) NOT IN (SELECT lower(login) FROM {new}.{user})"
        " AND (b.badge IS NULL OR b.badge NOT IN (SELECT badge FROM {new}.{user} WHERE badge IS NOT NULL))",
    ),
    Kept(
        "user_role",
        "b.user_id IN (SELECT id FROM {new}.{user}) AND b.user_id NOT IN (SELECT user_id FROM {new}.user_secret)"
        " AND b.id NOT IN (SELECT id FROM {new}.user_role) AND " + _PLACES,
    ),
    Kept(
        "user_secret",
        "b.user_id IN (SELECT id FROM {new}.{user}) AND b.user_id NOT IN (SELECT user_id FROM {new}.user_secret)",
    ),
    Kept(
        "device",
        "b.id NOT IN (SELECT id FROM {new}.device) AND b.code NOT IN (SELECT code FROM {new}.device) AND " + _PLACES,
    ),
    # The restored hub knows none of its commands: they come again from the first one on.
    Kept(
        "device_state",
        "b.device_id IN (SELECT id FROM {new}.device) "
        "AND b.device_id NOT IN (SELECT device_id FROM {new}.device_state)",
        anew=("last_n", "cursor"),
    ),
    Kept(
        "session",
        "b.id NOT IN (SELECT id FROM {new}.session) AND b.user_id IN (SELECT id FROM {new}.{user})"
        " AND b.device_id IN (SELECT id FROM {new}.device) AND (b.token_hash IS NULL"
        " OR b.token_hash NOT IN (SELECT token_hash FROM {new}.session WHERE token_hash IS NOT NULL))",
    ),
    Kept("number_counter", "b.name NOT IN (SELECT name FROM {new}.number_counter)"),
)

#: No number is given out twice, also not one whose device or label only the time after the backup has seen.
_COUNT_ON = (
    "UPDATE {new}.number_counter SET last = (SELECT b.last FROM {before}.number_counter b WHERE b.name = {own}.name)"
    " WHERE EXISTS (SELECT 1 FROM {before}.number_counter b WHERE b.name = {own}.name AND b.last > {own}.last)"
)

#: Whether the database of before is the one that was backed up, having gone on since.
_HAS_GONE_ON = (
    "EXISTS (SELECT 1 FROM {before}.log_head b, {new}.log_head n WHERE b.epoch = n.epoch AND b.last >= n.last)"
)

#: What was given out after the backup is not known when the database that did it is lost: workstations get codes from
#: farther on, and the hub itself another one, so that none of its order numbers comes again.
_LEAP = (
    "DELETE FROM {new}.number_counter WHERE name = 'hub'",
    f"INSERT INTO {{new}}.number_counter (name, last) VALUES ('device', {DEVICE_LEAP - 1})"
    f" ON CONFLICT (name) DO UPDATE SET last = {{own}}.last + {DEVICE_LEAP}",
)


def keep_in_sqlite(connection: sqlite3.Connection, present: str) -> int:
    """Takes over what stays from the database file `present`; returns how many workstations. Raises sqlite3.Error."""
    connection.execute("ATTACH ? AS before", (present,))
    names = {"new": "main", "before": "before", "user": '"user"', "own": "number_counter"}
    tables = {row[0] for row in connection.execute("SELECT name FROM before.sqlite_master WHERE type = 'table'")}
    devices = 0
    for kept in KEPT:
        if kept.table not in tables:
            continue
        shared = _columns(connection, "main", kept.table) & _columns(connection, "before", kept.table)
        plain = [f'"{name}"' for name in sorted(shared - set(kept.anew))]
        columns = ", ".join([*plain, *kept.anew])
        values = ", ".join([*(f"b.{name}" for name in plain), *("0" for _ in kept.anew)])
        where = kept.where.format(**names)
        done = connection.execute(
            f'INSERT INTO main."{kept.table}" ({columns}) SELECT {values} FROM before."{kept.table}" b WHERE {where}'
        )
        devices += done.rowcount if kept.table == "device" else 0
    if "number_counter" in tables:
        connection.execute(_COUNT_ON.format(**names))
    if "log_head" not in tables or not connection.execute(f"SELECT {_HAS_GONE_ON.format(**names)}").fetchone()[0]:
        leap_in_sqlite(connection)
    connection.commit()
    connection.execute("DETACH before")
    return devices


def leap_in_sqlite(connection: sqlite3.Connection) -> None:
    """Counts on from numbers that nobody can have been given since the backup. Raises sqlite3.Error."""
    for statement in _LEAP:
        connection.execute(statement.format(new="main", own="number_counter"))
    connection.commit()


def postgres_script(before: str) -> Iterator[str]:
    """Statements that take over what stays from the schema `before`, which stays too."""
    names = {"new": "public", "before": before, "user": '"user"', "own": "number_counter"}
    for kept in KEPT:
        anew = "".join(f", {name}" for name in kept.anew)
        zeros = ", 0" * len(kept.anew)
        without = ", ".join(f"'{name}'" for name in kept.anew) or "''"
        yield f"""DO $keep$ DECLARE plain text; taken text; BEGIN
  IF to_regclass('{before}."{kept.table}"') IS NULL THEN RETURN; END IF;
  SELECT string_agg(format('%I', n.column_name), ', '), string_agg(format('b.%I', n.column_name), ', ')
    INTO plain, taken
    FROM information_schema.columns n JOIN information_schema.columns o USING (table_name, column_name)
    WHERE n.table_schema = 'public' AND o.table_schema = '{before}' AND table_name = '{kept.table}'
    AND column_name NOT IN ({without});
  EXECUTE format($text$INSERT INTO public."{kept.table}" (%s{anew}) SELECT %s{zeros} FROM {before}."{kept.table}" b
    WHERE {kept.where.format(**names)}$text$, plain, taken);
END $keep$;"""
    yield f"""DO $keep$ BEGIN
  IF to_regclass('{before}.number_counter') IS NOT NULL THEN {_COUNT_ON.format(**names)}; END IF;
END $keep$;"""
    leap = "; ".join(statement.format(**names) for statement in _LEAP)
    # A block plans a statement only when it comes to it: the table need not be there.
    yield f"""DO $keep$ DECLARE known boolean := false; BEGIN
  IF to_regclass('{before}.log_head') IS NOT NULL THEN known := {_HAS_GONE_ON.format(**names)}; END IF;
  IF NOT known THEN {leap}; END IF;
END $keep$;"""


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f'PRAGMA {schema}.table_info("{table}")')}
