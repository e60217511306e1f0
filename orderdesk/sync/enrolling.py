"""Taking a workstation's folder in as a device of a hub."""

from __future__ import annotations

import json
import secrets

from orderdesk.sync.engine import Engine
from orderdesk.sync.journal import Journal
from orderdesk.sync.line import Line

#: The fact that says with which secret the hub was asked, while its answer is awaited.
_ASKED = "enrolling"


def enrol(engine: Engine, line: Line, code: str, name: str) -> None:
    """Has the hub make a device of this folder by a one-time code, and fetches the first snapshot."""
    with line.asking() as hub:
        secret = _secret_for(engine.journal, code)
        found = hub.enrol(code, name, secret)
        with engine.journal.store.write() as journal:
            engine.journal.note(
                journal,
                device_id=str(found.device_id),
                device_code=found.device_code,
                device_name=found.name,
                secret=secret,
                seat=found.seat,
                company_id=str(found.company_id or ""),
                warehouse_id=str(found.warehouse_id or ""),
                bench_mode=found.bench_mode,
            )
            engine.journal.forget(journal, _ASKED)
        hub.identify(found.device_id, secret)
        engine.bootstrap(hub)


def _secret_for(journal: Journal, code: str) -> str:
    """The device's secret, 64 hex digits: the same again for a code that this hub was asked for without an answer.

    The hub may have used the code up: it then knows the device that it has made by the secret. Another hub gets another
    secret.
    """
    facts = journal.facts()
    asked = {"hub": facts.get("hub", ""), "code": code}
    noted = json.loads(facts.get(_ASKED, "{}"))
    secret = str(noted.pop("secret", ""))
    if noted == asked:
        return secret
    secret = secrets.token_hex(32)
    with journal.store.write() as connection:
        journal.note(connection, **{_ASKED: json.dumps(asked | {"secret": secret})})
    return secret
