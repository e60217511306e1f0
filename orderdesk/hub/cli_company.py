"""The commands that make a company of one's own and bring its lists in."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from orderdesk.hub.cli import EXIT_FOUND, EXIT_OK, CannotRun
from orderdesk.hub.cli_people import NotDone, perform, read_secret
from orderdesk.hub.control import FoundCompany, ImportList, PutWarehouse
from orderdesk.hub.lists import BadList, decode

_SHOWN = 50


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


def put_warehouse(asked: Namespace) -> int:
    """Adds a warehouse to a company, or changes what is said of one."""
    ask = PutWarehouse(
        code=asked.code,
        company=asked.company,
        name=asked.name,
        province=asked.province,
        city=asked.city,
        mode=asked.mode,
    )
    done = perform(asked, ask)
    print(f"warehouse {asked.code} {'made' if done['is_new'] else 'changed'}")
    return EXIT_OK


def bring_in(asked: Namespace) -> int:
    """Takes a list in, or says row by row what is wrong with it; 1 when something is."""
    try:
        text = decode(Path(asked.file).read_bytes())
    except OSError as error:
        raise CannotRun(f"{asked.file} cannot be read: {error.strerror}") from error
    except BadList as error:
        raise CannotRun(f"{asked.file}: {error.troubles[0].text}") from error
    done = perform(asked, ImportList(kind=asked.kind, text=text, company=asked.company, only_check=asked.check))
    troubles = done.get("troubles", [])
    for each in troubles[:_SHOWN]:
        print(each)
    if done["left_out"]:
        print(f"columns left out: {', '.join(done['left_out'])}")
    if troubles:
        print(f"nothing was imported: {len(troubles)} {'trouble' if len(troubles) == 1 else 'troubles'}")
        return EXIT_FOUND
    verb = "would be" if asked.check else "are"
    print(f"{done['new']} {verb} new, {done['changed']} changed, {done['same']} as they were")
    return EXIT_OK
