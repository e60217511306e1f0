"""Who works here: signing in with the hub or, for a day, without it; keeping the session alive; signing out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection

from orderdesk.commands import OpenSession
from orderdesk.errors import Unreachable
from orderdesk.ids import new_id
from orderdesk.sync.engine import Engine
from orderdesk.sync.line import Line
from orderdesk.sync.transport import AccessDenied, SignedIn, SignInFailed, Transport
from orderdesk.sync.tries import Tries

Answer = TypeVar("Answer")

_log = logging.getLogger("orderdesk.sync")

OFFLINE_FOR = timedelta(hours=24)
SHIFT = timedelta(hours=12)
#: A token is prolonged this long before it lapses, which is two minutes after it was: whoever may work no more hears of
#: it soon.
REFRESH_AHEAD = timedelta(minutes=13)
#: The fact that holds the sign-outs of which the hub has not been told yet.
_LEFT = "signed_out"


class Sessions:
    """The session of this workstation. What the journal notes of it is what the other process knows."""

    def __init__(self, engine: Engine, line: Line) -> None:
        self._engine = engine
        self._line = line
        self.who: SignedIn | None = None

    def sign_in(self, login: str, password: str) -> SignedIn:
        """Opens a session at the hub, or here when the hub is away and it has verified this person within 24 hours.

        Raises SignInFailed with the reason's code, AccessDenied when the hub does not know this device, UpgradeNeeded,
        and without the hub Refused: `storage.…` when the session could not be written down, `sign_in.wait` after wrong
        words.
        """
        try:
            with self._line.apart() as hub:
                found = hub.sign_in(login, password)
        except Unreachable:
            return self._sign_in_offline(login, password)
        with self._engine.journal.store.write() as journal:
            self._engine.journal.remember_user(journal, found, self._engine.clock.now())
            Tries(self._engine.journal, found.user_id).forget_in(journal)
        self.settle_in(found)
        return found

    def _sign_in_offline(self, login: str, password: str) -> SignedIn:
        now = self._engine.clock.now()
        with self._engine.journal.store.read() as journal:
            known = self._engine.journal.verified(journal, login)
        if known is None or known.verified_at < now - OFFLINE_FOR:
            raise SignInFailed("sign_in.hub_needed")
        tries = Tries(self._engine.journal, known.user_id)
        tries.count(now)
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            PasswordHasher().verify(known.offline_hash, password)
        except (VerificationError, InvalidHashError) as error:
            raise SignInFailed("sign_in.wrong") from error
        tries.forget()
        who = SignedIn(
            session_id=new_id(now),
            user_id=known.user_id,
            login=known.login,
            name=known.name,
            roles=tuple(known.roles),
            expires_at=now + SHIFT,
            offline_hash=known.offline_hash,
            offline=True,
        )
        # Raises Refused: a session of which the hub will never hear lets nobody work.
        self._engine.say(OpenSession(session_id=who.session_id, user_id=who.user_id, opened_at=now), who)
        self.settle_in(who)
        return who

    def sign_out(self) -> None:
        """Nobody is signed in here any more; what was said before stays said. The hub is told by the sync side."""
        who, self.who = self.who, None
        with self._engine.journal.store.write() as journal:
            self._engine.journal.note(journal, session="")
            if who is not None and who.token:
                self._keep_left(journal, {**self._left_in(journal), who.token: who.expires_at.isoformat()})

    def tell_left(self, hub: Transport) -> None:
        """Tells the hub who has signed out here. Raises Unreachable, AccessDenied, UpgradeNeeded."""
        noted = self._engine.journal.facts().get(_LEFT)
        for token, until in json.loads(noted or "{}").items():
            # Afterwards it has lapsed by itself.
            if datetime.fromisoformat(until) > self._engine.clock.now():
                try:
                    hub.sign_out(token)
                except AccessDenied as error:
                    if not str(error).startswith("session."):
                        raise
                    _log.info("session was over at the hub code=%s", error)
            with self._engine.journal.answers.write() as journal:
                left = self._left_in(journal)
                left.pop(token, None)
                self._keep_left(journal, left)

    def _left_in(self, journal: Connection) -> dict[str, str]:
        """The tokens of those who have signed out here while the hub was not told yet, each with its session's end."""
        found: dict[str, str] = json.loads(self._engine.journal.facts_in(journal).get(_LEFT) or "{}")
        return found

    def _keep_left(self, journal: Connection, left: dict[str, str]) -> None:
        self._engine.journal.note(journal, **{_LEFT: json.dumps(left)})

    def resume(self) -> SignedIn | None:
        """Goes on as who was signed in here when the program ended, until that session's end; None otherwise."""
        found = self._noted()
        if found is not None and found.expires_at > self._engine.clock.now() and (found.token or found.offline):
            self.who = found
        return self.who

    def refresh(self, hub: Transport, *, at_once: bool = False) -> bool:
        """Prolongs the noted session's token when it is about to lapse (`at_once`: in any case); whether it was.

        Raises AccessDenied `session.…` when the hub has ended the session, and Unreachable.
        """
        who, now = self._noted(), self._engine.clock.now()
        if who is None or who.offline or not who.token or who.expires_at <= now:
            return False
        lapses = who.token_expires_at
        if not at_once and lapses is not None and lapses > now + REFRESH_AHEAD:
            return False
        try:
            until = hub.refresh(who.token)
        except AccessDenied as error:
            if str(error).startswith("session."):
                self._note(replace(who, token=""))  # not asked again; the person signs in anew
            raise
        self._note(replace(who, token_expires_at=until))
        return True

    def ask(self, path: str, params: dict[str, Any]) -> dict[str, Any]:
        """A question to the hub in the name of who works here; a token that has lapsed is prolonged first.

        Raises Unreachable, AccessDenied, UpgradeNeeded; AccessDenied `session.expired` also when nobody has a session
        at the hub.
        """
        return self._asked(lambda hub, token: hub.ask(path, params, token))

    def tell(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Has the hub do something beside the commands, asked as `ask` asks. Raises Refused too."""
        return self._asked(lambda hub, token: hub.tell(path, token, body))

    def download(self, sha256: str) -> bytes | None:
        """The content of a photo or paper, as `ask` asks; None when the hub does not have it (yet)."""
        return self._asked(lambda hub, token: hub.download(sha256, token))

    def _asked(self, question: Callable[[Transport, str], Answer]) -> Answer:
        with self._line.asking() as hub:
            who = self._noted()
            if who is None or not who.token:
                raise AccessDenied("session.expired")
            try:
                return question(hub, who.token)
            except AccessDenied as error:
                if str(error) != "session.expired" or not self.refresh(hub, at_once=True):
                    raise
            return question(hub, who.token)

    def _note(self, who: SignedIn) -> None:
        with self._engine.journal.answers.write() as journal:
            # Somebody else may have signed in while the hub was asked.
            noted = SignedIn.from_json(self._engine.journal.facts_in(journal).get("session"))
            if noted is not None and noted.session_id == who.session_id:
                self._engine.journal.note(journal, session=who.to_json())

    def _noted(self) -> SignedIn | None:
        return SignedIn.from_json(self._engine.journal.facts().get("session"))

    def settle_in(self, who: SignedIn) -> None:
        """Notes who works here from now on."""
        self.who = who
        with self._engine.journal.store.write() as journal:
            self._engine.journal.note(journal, session=who.to_json())
