"""The workstation as the window sees it: questions, commands, who is here, what changes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from orderdesk.clock import Clock, SystemClock
from orderdesk.commands.command import Command
from orderdesk.documents.document import Key
from orderdesk.errors import Refused, Unreachable
from orderdesk.queries.names import names
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import Names
from orderdesk.sync import Workstation
from orderdesk.sync.damage import NothingCachedError
from orderdesk.sync.transport import AccessDenied, SignedIn, UpgradeNeeded
from orderdesk.sync.workstation import Spoken, Status
from ui.sync_process import SyncSide
from ui.tasks import Lane, Tasks, Ticket

Answer = TypeVar("Answer")

_COALESCE_MS = 50


class Workplace(QObject):
    """One enrolled workstation in its window. Lives in the GUI thread; nothing here waits for disk or network.

    `changed(frozenset of (kind, id), or None for everything)` at most every 50 ms; `status_changed(Status)`;
    `person_changed(SignedIn or None)`; `refusals_changed` when the hub has refused something.
    """

    changed = Signal(object)
    status_changed = Signal(object)
    person_changed = Signal(object)
    names_changed = Signal()

    def __init__(self, workstation: Workstation, tasks: Tasks, sync: SyncSide, *, clock: Clock | None = None) -> None:
        super().__init__()
        self.workstation = workstation
        self.tasks = tasks
        self.clock = clock or SystemClock()
        self.names = Names()
        self.status: Status = workstation.status()
        self._ended_session: UUID | None = None
        #: A window may outlive what is behind it by some turns of its timers.
        self.is_closed = False
        self._sync = sync
        self._is_online: bool | None = None
        self._waiting: set[tuple[str, object]] | None = set()
        self._pause = QTimer(self, singleShot=True, interval=_COALESCE_MS)
        self._pause.timeout.connect(self._tell)
        sync.changed.connect(self._on_changed)
        sync.switched.connect(self._on_switched)
        sync.link_turned.connect(self._on_link)
        sync.checked.connect(self.refresh_status)
        self._read_names()

    # -- questions and commands ----------------------------------------------------------------------------------

    def ask(
        self,
        question: Callable[[Reading], Answer],
        answer: Callable[[Answer], None],
        *,
        ticket: Ticket | None = None,
    ) -> Ticket:
        """Answers a question of `orderdesk.queries` on the reader lane; none while there is no data at all yet."""
        held = ticket or Ticket()

        def work() -> Answer | None:
            try:
                return self.ask_now(question)
            except NothingCachedError:
                held.cancel()
                return None

        def done(found: Answer | None) -> None:
            answer(cast("Answer", found))

        return self.tasks.run(Lane.READ, work, done, ticket=held)

    def ask_waiting(self, answer: Callable[[dict[Key, frozenset[str]]], None], *, ticket: Ticket) -> None:
        """Which fields of which documents the hub has not answered yet, as `Workstation.waiting` tells it."""

        def work() -> dict[Key, frozenset[str]]:
            with suppress(NothingCachedError):
                return self.workstation.waiting()
            return {}

        self.tasks.run(Lane.READ, work, answer, ticket=ticket)

    def ask_hub(
        self,
        path: str,
        answer: Callable[[dict[str, Any]], None],
        silent: Callable[[], None],
        *,
        ticket: Ticket | None = None,
    ) -> Ticket:
        """Asks the hub what no cache holds, on the hub lane; `silent` when it does not answer this person,
        or not well."""

        def work() -> dict[str, Any] | None:
            try:
                return self.workstation.ask_hub(path)
            except (Unreachable, AccessDenied, UpgradeNeeded):
                return None

        def done(found: dict[str, Any] | None) -> None:
            if found is None:
                silent()
            else:
                answer(found)

        return self.tasks.run(Lane.HUB, work, done, broken=silent, ticket=ticket)

    def tell_hub(
        self,
        path: str,
        done: Callable[[dict[str, Any]], None],
        refused: Callable[[Refused], None],
        silent: Callable[[], None],
        *,
        body: dict[str, Any] | None = None,
    ) -> None:
        """Has the hub do at once what is no command, on the hub lane; `done` gets its answer,
        `silent` as in `ask_hub`."""

        def work() -> dict[str, Any] | None:
            try:
                return self.workstation.tell_hub(path, body)
            except (Unreachable, AccessDenied, UpgradeNeeded):
                return None

        def on_done(answer: dict[str, Any] | None) -> None:
            if answer is None:
                silent()
            else:
                done(answer)

        self.tasks.run(Lane.HUB, work, on_done, refused=refused, broken=silent)

    def ask_now(self, question: Callable[[Reading], Answer]) -> Answer:
        """The same at once: only for what takes less than 5 ms, such as rows by their primary key."""
        with self.workstation.reading() as connection:
            return question(connection)

    def say(
        self,
        command: Command,
        done: Callable[[Spoken], None] | None = None,
        *,
        refused: Callable[[Refused], None] | None = None,
        broken: Callable[[], None] | None = None,
    ) -> None:
        """Carries a command out on the writer lane and has it sent; `broken` when that failed unforeseen."""

        def on_done(spoken: Spoken) -> None:
            self.said(command)
            if done is not None:
                done(spoken)

        self.tasks.run(Lane.WRITE, lambda: self.workstation.say(command), on_done, refused=refused, broken=broken)

    def said(self, *commands: Command) -> None:
        """Tells the screens and the sync side that commands were carried out here."""
        self._on_changed(frozenset((key.kind, key.id) for command in commands for key in command.keys()))  # noqa: SIM118  # a command is no mapping
        self._sync.wake()

    # -- who is here ---------------------------------------------------------------------------------------------

    @property
    def person(self) -> SignedIn | None:
        """Who is signed in."""
        return self.workstation.signed_in

    def sign_in(self, login: str, password: str, failed: Callable[[Exception], None]) -> None:
        """Signs somebody in; `person_changed` follows, or `failed`."""
        self.tasks.run(
            Lane.WRITE, lambda: self.workstation.sign_in(login, password), self.person_changed.emit,
            refused=failed, failed=failed,
        )  # fmt: skip

    def sign_out(self) -> None:
        """Nobody is signed in from now on."""
        self.tasks.run(Lane.WRITE, self.workstation.sign_out, lambda _none: self.person_changed.emit(None))

    # -- what changes --------------------------------------------------------------------------------------------

    @property
    def is_online(self) -> bool | None:
        """Whether the hub answers; None until that is known."""
        return self._is_online

    def refresh_status(self) -> None:
        """Asks how the workstation stands; `status_changed` follows."""
        self.tasks.run(Lane.READ, self.workstation.status, self._on_status)

    def compare(self) -> None:
        """Compares what is here with the hub; `status_changed` tells what came of it."""
        self._sync.compare()

    def close(self) -> None:
        """Ends lanes, sync side and workstation."""
        self.is_closed = True
        self._pause.stop()
        self._sync.stop()
        self.tasks.close()
        self.workstation.close()

    def _on_changed(self, items: frozenset[tuple[str, object]] | None) -> None:
        if items is None or self._waiting is None:
            self._waiting = None
        else:
            self._waiting |= items
        if not self._pause.isActive():
            self._pause.start()

    def _tell(self) -> None:
        waiting, self._waiting = self._waiting, set()
        found = None if waiting is None else frozenset(waiting)
        if found is None or any(kind in ("user", "device", "warehouse", "carrier") for kind, _key in found):
            self._read_names()
        self.changed.emit(found)
        self.refresh_status()

    def _on_switched(self) -> None:
        self.tasks.run(Lane.WRITE, self.workstation.reopen, self._on_reopened)

    def _on_reopened(self, _is_other: bool) -> None:
        self._sync.reopened()
        self._on_changed(None)

    def _on_link(self, online: bool) -> None:
        self._is_online = online
        self.refresh_status()

    def _on_status(self, status: Status) -> None:
        self.status = status
        person = self.person
        if person is not None and person.session_id == status.ended_session != self._ended_session:
            # Nothing that is said under it would be taken: whoever is here signs in again.
            self._ended_session = status.ended_session
            self.sign_out()
        self.status_changed.emit(status)

    def _read_names(self) -> None:
        self.ask(names, self._on_names)

    def _on_names(self, found: Names) -> None:
        self.names = found
        self.names_changed.emit()
