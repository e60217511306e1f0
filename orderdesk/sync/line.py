"""The line to the hub: whose address, whose certificates, as which device."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

from orderdesk.sync.journal import Journal
from orderdesk.sync.overlay import NotEnrolledError
from orderdesk.sync.transport import Transport

MakeTransport = Callable[[], Transport]


class Line:
    """Makes connections that prove themselves as this device, and keeps one for questions. Thread-safe."""

    def __init__(self, journal: Journal, make: MakeTransport | None) -> None:
        self._journal = journal
        self._make = make or _by_address(journal)
        self._lane = threading.Lock()
        self._kept: Transport | None = None

    @property
    def is_known(self) -> bool:
        """Whether this folder knows a hub."""
        return self._make is not None

    def connect(self) -> Transport:
        """A connection of its own. Raises NotEnrolledError where no hub is known yet."""
        if self._make is None:
            raise NotEnrolledError("this workstation knows no hub yet")
        facts = self._journal.facts()
        transport = self._make()
        if "device_id" in facts:
            transport.identify(UUID(facts["device_id"]), facts["secret"])
        return transport

    @contextmanager
    def asking(self) -> Iterator[Transport]:
        """The kept connection, for one caller at a time. Raises NotEnrolledError."""
        with self._lane:
            if self._kept is None:
                self._kept = self.connect()
            yield self._kept

    @contextmanager
    def apart(self) -> Iterator[Transport]:
        """A connection for one question that waits for no other question. Raises NotEnrolledError."""
        hub = self.connect()
        try:
            yield hub
        finally:
            hub.close()

    def close(self) -> None:
        """Gives up the kept connection."""
        if self._kept is not None:
            self._kept.close()


def _by_address(journal: Journal) -> MakeTransport | None:
    facts = journal.facts()
    address, bundle = facts.get("hub"), facts.get("ca_bundle")
    return None if address is None else partial(_over_http, address, Path(bundle) if bundle else None)


def _over_http(address: str, ca_bundle: Path | None) -> Transport:
    # The window needs it to sign in only: with it come a fifth of a second and some twenty megabytes.
    from orderdesk.sync.http import HttpTransport

    return HttpTransport(address, ca_bundle=ca_bundle)
