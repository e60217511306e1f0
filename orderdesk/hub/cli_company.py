"""The command that makes a company of one's own."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import datetime

from orderdesk.hub.cli import EXIT_OK, CannotRun
from orderdesk.hub.cli_people import NotDone, perform, read_secret
from orderdesk.hub.control import FoundCompany


def found(asked: Namespace) -> int:
    """Makes the company and prints the code with which its first workstation enrols."""
    if asked.login is None and asked.administrator is not None:
        raise CannotRun("--administrator is what somebody is called who signs in: give --login too")
    ask = FoundCompany(
        code=asked.code,
        name=asked.name,
        warehouses=tuple(asked.warehouses),
        seat=asked.seat,
        login=asked.login,
        administrator=asked.administrator or asked.login or "",
        password="" if asked.login is None else read_secret(asked, "Password"),
    )
    try:
        made = perform(asked, ask, migrates=True)
    except NotDone as refusal:
        if asked.json:
            # For a program, which has words of its own for the code.
            print(json.dumps({"refused": refusal.code, "facts": refusal.facts}, ensure_ascii=False))
        raise
    if asked.json:
        print(json.dumps({"company": asked.code, "login": asked.login, **made}, ensure_ascii=False))
        return EXIT_OK
    until = datetime.fromisoformat(made["expires_at"]).astimezone()
    print(f"company {asked.code} made")
    print(f"{made['code']}\tuntil {until:%H:%M} ({until:%Y-%m-%d}, time of this computer)")
    return EXIT_OK
