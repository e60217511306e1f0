"""What this workstation has said, from the gesture to the hub's answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DBAPIError

from db.engine import open_engine, sqlite_url
from db.journal import SCHEMA, attempt, counter, create_journal, fact, said, verified_user, version_of
from db.prepared import Prepared
from db.store import CommitPoints, Store
from orderdesk.access import same_login
from orderdesk.commands.command import Command, read_command
from orderdesk.documents.document import Key
from orderdesk.sync.damage import JournalDamagedError, may_be_damage
from orderdesk.sync.transport import Result, SignedIn

OPEN = ("queued", "sent")

#: The tables that are looked through at each opening; photos and scans would take too long.
_PRECIOUS = ("fact", "said", "counter")


_SAID_COLUMNS = (
    "n", "id", "kind", "version", "arguments", "session_id", "user_id", "roles", "said_at", "state",
)  # fmt: skip
_NEW_COUNTER = upsert(counter)
_UNANSWERED = said.c.state.in_(OPEN)
_AHEAD = and_(said.c.state.in_(("accepted", "settled")), said.c.seq > bindparam("cursor"))

_FACTS = Prepared(select(fact.c.name, fact.c.value))
_APPEND = Prepared(insert(said), _SAID_COLUMNS)
_LAST_N = Prepared(select(func.coalesce(func.max(said.c.n), 0).label("n")))
_OPEN_NUMBERS = Prepared(select(said.c.n, said.c.attention).where(or_(_UNANSWERED, _AHEAD)).order_by(said.c.n))
_SAID = Prepared(select(said).where(said.c.n == bindparam("of")))
_REFUSED = Prepared(select(said).where(said.c.state == "refused").order_by(said.c.n))
_TO_SEND = Prepared(select(said).where(_UNANSWERED).order_by(said.c.n).limit(bindparam("most")))
_MARK_SENT = Prepared(
    update(said)
    .where(said.c.n >= bindparam("first"), said.c.n <= bindparam("last"), said.c.state == "queued")
    .values(state="sent")
)
_PASS = Prepared(
    update(said)
    .where(said.c.state == "accepted", said.c.seq <= bindparam("cursor"))
    .values(state="settled", settled_at=bindparam("now"))
)
_UNSETTLED = Prepared(select(said.c.n).where(said.c.state == "accepted").limit(1))
_WAITING = Prepared(select(func.count().label("queued"), func.min(said.c.said_at).label("oldest")).where(_UNANSWERED))
_NEXT = Prepared(
    _NEW_COUNTER.values(name=bindparam("of"), last=1).on_conflict_do_update(
        index_elements=["name"], set_={"last": counter.c.last + 1}
    )
)
_LAST = Prepared(select(counter.c.last).where(counter.c.name == bindparam("of")))


@dataclass(frozen=True, slots=True)
class OpenCommand:
    """A command whose effect the hub's documents do not show yet."""

    n: int
    id: UUID
    kind: str
    command: Command
    user_id: UUID | None
    roles: tuple[str, ...]
    said_at: datetime
    own: frozenset[Key]
    attention: str | None = None

    def keys(self) -> frozenset[Key]:
        """The documents it reads and writes."""
        return self.own


class Journal:
    """journal.db. Methods that take a connection belong into the caller's transaction.

    Opening it raises JournalDamagedError when SQLite finds the file damaged.
    """

    def __init__(self, folder: Path, *, points: CommitPoints | None = None) -> None:
        url = sqlite_url(folder / "journal.db")
        self.store = Store(open_engine(url, foreign_keys=False, checkpoints=False), name="journal", points=points)
        # For what the hub would tell again: a commit that no power cut can undo would keep a scan waiting for the disk.
        self.answers = Store(
            open_engine(url, synchronous="NORMAL", foreign_keys=False, checkpoints=False), name="journal", points=points
        )
        self._read: dict[int, OpenCommand] = {}
        try:
            # Only a look where nothing is missing: the other process may be writing without a pause.
            with self.store.read() as connection:
                is_complete = version_of(connection) == SCHEMA
            if not is_complete:
                with self.store.engine.begin() as connection:
                    create_journal(connection)
            with self.store.read() as connection:
                looks = [connection.exec_driver_sql(f"PRAGMA quick_check({name})").scalars() for name in _PRECIOUS]
                found = {word for look in looks for word in look}
        except DBAPIError as error:
            if not may_be_damage(error):
                raise
            raise JournalDamagedError(f"{url.database} is damaged: {error.orig}") from error
        if found != {"ok"}:
            raise JournalDamagedError(f"{url.database} is damaged: {', '.join(sorted(found - {'ok'})[:3])}")

    def close(self) -> None:
        """Closes the file."""
        self.answers.close()
        self.store.close()

    def facts(self) -> dict[str, str]:
        """Everything noted by name."""
        with self.store.read() as connection:
            return self.facts_in(connection)

    def facts_in(self, connection: Connection) -> dict[str, str]:
        """Everything noted by name, within a transaction."""
        return {name: value for name, value in _FACTS.all(connection, {})}

    def note(self, connection: Connection, **values: str) -> None:
        """Notes facts by name."""
        for name, value in values.items():
            statement = upsert(fact).values(name=name, value=value)
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    def forget(self, connection: Connection, name: str) -> None:
        """Takes a noted fact back."""
        connection.execute(delete(fact).where(fact.c.name == name))

    def append(
        self,
        connection: Connection,
        command: Command,
        command_id: UUID,
        signed_in: SignedIn,
        said_at: datetime,
    ) -> int:
        """Writes a command down as the next one; returns its number."""
        n = self.last_n(connection) + 1
        row = {
            "n": n,
            "id": command_id,
            "kind": command.kind,
            "version": command.version,
            "arguments": command.arguments(),
            "session_id": signed_in.session_id,
            "user_id": signed_in.user_id,
            "roles": list(signed_in.roles),
            "said_at": said_at,
            "state": "queued",
        }
        _APPEND.run(connection, row)
        return n

    def open_commands(self, connection: Connection, cursor: int) -> list[OpenCommand]:
        """The commands in their order that the hub's documents up to `cursor` do not show.

        Also those called settled: a crash may have kept the journal's word and lost the cache's step.
        """
        known, found = self._read, []
        for n, attention in _OPEN_NUMBERS.all(connection, {"cursor": cursor}):
            # A command never changes: after a day without the hub hundreds are open, and each page asks for them.
            each = known.get(n) or _open(_SAID.all(connection, {"of": n})[0])
            found.append(each if each.attention == attention else replace(each, attention=attention))
        self._read = {each.n: each for each in found}
        return found

    def to_send(self, connection: Connection, limit: int) -> Sequence[Any]:
        """The next commands without an answer, as rows of `said`."""
        return _TO_SEND.all(connection, {"most": limit})

    def mark_sent(self, connection: Connection, first: int, last: int) -> None:
        """Notes that the commands from `first` to `last` are on their way; they may or may not arrive."""
        _MARK_SENT.run(connection, {"first": first, "last": last})

    def settle(self, connection: Connection, results: Iterable[Result]) -> None:
        """Notes the hub's answers."""
        for result in results:
            connection.execute(
                update(said)
                .where(said.c.id == result.id, said.c.state.in_((*OPEN, "accepted")))
                .values(state=result.status, code=result.code, facts=result.facts, seq=result.seq, attention=None)
            )

    def accept(self, connection: Connection, command_id: UUID, seq: int) -> None:
        """Notes that a command's effect has come back before its answer did."""
        chosen = and_(said.c.id == command_id, said.c.state.in_(OPEN))
        connection.execute(update(said).where(chosen).values(state="accepted", seq=seq))

    def has_unsettled(self, connection: Connection) -> bool:
        """Whether there is something for `tidy` to look at."""
        return _UNSETTLED.first(connection, {}) is not None

    def tidy(self, connection: Connection, cursor: int, now: datetime) -> None:
        """Calls settled what the cursor has passed."""
        _PASS.run(connection, {"cursor": cursor, "now": now})

    def queue_again(self, connection: Connection, after_n: int) -> int:
        """Queues everything that the hub has forgotten; returns how many commands that are."""
        found = connection.execute(
            update(said).where(said.c.n > after_n, said.c.state != "queued").values(state="queued", seq=None, code=None)
        )
        return found.rowcount

    def mark_attention(self, connection: Connection, marks: dict[int, str | None]) -> None:
        """Marks commands whose re-run fails here; they are sent all the same."""
        for n, code in marks.items():
            connection.execute(update(said).where(said.c.n == n).values(attention=code))

    def refusals(self, connection: Connection) -> Sequence[Any]:
        """What the hub refused and nobody has dismissed yet."""
        return _REFUSED.all(connection, {})

    def of_kind(self, connection: Connection, kind: str) -> Sequence[Row[Any]]:
        """All commands of a kind that are kept, whatever became of them."""
        return connection.execute(select(said).where(said.c.kind == kind).order_by(said.c.n)).all()

    def dismiss(self, connection: Connection, command_id: UUID, now: datetime) -> None:
        """Puts a refusal away."""
        chosen = and_(said.c.id == command_id, said.c.state == "refused")
        connection.execute(update(said).where(chosen).values(state="dismissed", settled_at=now))

    def keep_attempt(
        self,
        connection: Connection,
        attempt_id: UUID,
        command: Command,
        user_id: UUID,
        at: datetime,
        code: str,
        facts: Any,
    ) -> None:
        """Keeps what was refused here."""
        values = {"kind": command.kind, "arguments": command.arguments(), "user_id": user_id, "at": at}
        connection.execute(insert(attempt).values(id=attempt_id, code=code, facts=facts, **values))

    def next_counter(self, connection: Connection, name: str) -> int:
        """The next number of a counter, from 1."""
        _NEXT.run(connection, {"of": name})
        return int(_LAST.all(connection, {"of": name})[0].last)

    def remember_user(self, connection: Connection, user: SignedIn, now: datetime) -> None:
        """Notes that the hub has verified somebody here."""
        values = {
            "login": user.login,
            "name": user.name,
            "roles": list(user.roles),
            "offline_hash": user.offline_hash,
            "verified_at": now,
        }
        statement = upsert(verified_user).values(user_id=user.user_id, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))

    def verified(self, connection: Connection, login: str) -> Row[Any] | None:
        """Who has been verified here under this name, however it is typed; the latest where there were several."""
        rows = connection.execute(select(verified_user).order_by(verified_user.c.verified_at.desc())).all()
        return next((row for row in rows if same_login(row.login) == same_login(login)), None)

    def waiting(self) -> tuple[int, datetime | None]:
        """How many commands have no answer yet, and since when the oldest of them waits."""
        with self.store.read() as connection:
            found = _WAITING.all(connection, {})[0]
        return found.queued, found.oldest

    def last_n(self, connection: Connection) -> int:
        """The number of the newest command."""
        return int(_LAST_N.all(connection, {})[0].n)


def _open(row: Any) -> OpenCommand:
    command = read_command(row.kind, row.version, row.arguments)
    return OpenCommand(
        n=row.n,
        id=row.id,
        kind=row.kind,
        command=command,
        user_id=row.user_id,
        roles=tuple(row.roles),
        said_at=row.said_at,
        own=frozenset(command.keys()),
        attention=row.attention,
    )


def travelling(row: Any) -> dict[str, Any]:
    """A command's row in the form in which it travels."""
    return {
        "n": row.n,
        "id": str(row.id),
        "kind": row.kind,
        "version": row.version,
        "arguments": row.arguments,
        "session_id": None if row.session_id is None else str(row.session_id),
        "said_at": row.said_at.isoformat(),
        "user_id": str(row.user_id),
    }
