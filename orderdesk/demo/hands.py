"""Commands of the demo's people, carried out by the hub's own executor at the moments they are said to have come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, update

from db.store import Store
from db.tables import log, people
from orderdesk.clock import SetClock
from orderdesk.commands.command import Command
from orderdesk.demo.dice import Ids
from orderdesk.demo.people import Person, Place
from orderdesk.errors import OrderDeskError
from orderdesk.hub.execute import Executor, Outcome, Said
from orderdesk.hub.jobs import JobState

_ON_THE_WAY = timedelta(milliseconds=180)


class NotTaken(OrderDeskError):
    """The hub refused a command that the demo relies on."""

    def __init__(self, command: Command, outcome: Outcome) -> None:
        super().__init__(f"{command.kind} was refused: {outcome.code} {outcome.facts}")
        self.code = outcome.code


@dataclass(slots=True)
class Hands:
    """Says commands as people at their workstations, and as the hub itself."""

    store: Store
    ids: Ids
    hub: Place
    since: datetime
    until: datetime
    clock: SetClock = field(init=False)
    _executor: Executor = field(init=False)
    _numbers: dict[UUID, int] = field(default_factory=dict)
    _sessions: dict[tuple[UUID, UUID], UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = SetClock(self.since)
        self._executor = Executor(self.store, self.clock)

    def say(self, person: Person, place: Place, command: Command, at: datetime) -> Outcome:
        """Has somebody say a command at that moment. Raises NotTaken when the hub refuses it."""
        session_id = self._sessions.get((person.id, place.id)) or self._open_session(person, place)
        self.clock.set(at + _ON_THE_WAY)
        number = self._numbers[place.id] = self._numbers.get(place.id, 0) + 1
        said = Said(
            n=number,
            id=self.ids.next(at),
            kind=command.kind,
            version=command.version,
            arguments=command.arguments(),
            session_id=session_id,
            said_at=at,
        )
        return _taken(command, self._executor.run(place.id, said))

    def happen(self, command: Command, at: datetime) -> Outcome:
        """Has the hub itself carry out a command: something came in from outside. Raises NotTaken."""
        self.clock.set(at + _ON_THE_WAY)
        return _taken(command, self._executor.run_own(self.hub.id, command, command_id=self.ids.next(at)))

    def done(self, dedupe_key: str) -> None:
        """Marks a job as done: its effect is part of the history."""
        table = log.job
        with self.store.write() as connection:
            connection.execute(
                update(table)
                .where(table.c.dedupe_key == dedupe_key)
                .values(state=JobState.DONE, attempts=1, done_at=self.clock.now())
            )

    def _open_session(self, person: Person, place: Place) -> UUID:
        session_id = self.ids.next(self.since)
        with self.store.write() as connection:
            connection.execute(
                insert(people.session).values(
                    id=session_id,
                    user_id=person.id,
                    device_id=place.id,
                    opened_at=self.since,
                    offline=False,
                    verified_at=self.since,
                    expires_at=self.until,
                    closed_at=self.until,
                )
            )
        self._sessions[person.id, place.id] = session_id
        return session_id


def _taken(command: Command, outcome: Outcome) -> Outcome:
    if outcome.status != "accepted":
        raise NotTaken(command, outcome)
    return outcome
