"""The commands that make users and enrolment codes: through the running hub, or by itself when that is down."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from datetime import datetime
from typing import Any

import httpx

from orderdesk.clock import SystemClock
from orderdesk.errors import Refused
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.cli import EXIT_OK, CannotRun
from orderdesk.hub.control import (
    CONTROL_HEADER,
    AddUser,
    Ask,
    EndSessions,
    MakeCode,
    SetActive,
    SetBadge,
    SetPassword,
    SetPin,
    SetRoles,
)
from orderdesk.hub.lockfile import DatabaseInUse, Holder
from orderdesk.hub.opening import configured, database_url, locked, opened

#: A long list is taken in by one call.
_TIMEOUT_S = 600.0

_SENTENCES = {
    "user.login_taken": "there is a user {login} already",
    "user.badge_taken": "the badge {badge} belongs to another user",
    "user.bad_badge": "a badge is one barcode of {shortest} to {longest} characters without blanks",
    "user.unnamed": "a user has a name",
    "job.unknown": "there is no job {job}",
    "job.not_stopped": "the job {job} is {state}: only one that is parked or dead waits for anybody",
    "user.last_administrator": "{login} is the last administrator: make somebody else one first",
    "user.unknown": "there is no user {login}",
    "user.bad_login": "a login has no blanks around it and is not empty",
    "password.too_short": "a password has at least {shortest} characters",
    "pin.too_short": "a PIN has at least {shortest} characters",
    "role.unknown": "there is no role {role}; known are {known}",
    "seat.unknown": "there is no seat {seat}; known are {known}",
    "seat.needs_warehouse": "a bench stands in a warehouse: name it with --warehouse",
    "order.unknown": "there is no order {order_no}",
    "order.ambiguous": "several companies have an order {order_no}: name one with --company",
    "customer.unknown": "there is no customer {customer}",
    "erase.still_open": "order {order_no} is still open ({node}): its receiver is needed",
    "company.bad_code": "a code is 1 to {longest} letters, digits, dots and dashes, not {given}",
    "company.unfilled": "{where} needs a {missing}",
    "company.taken": "there is a company {company} already",
    "company.needs_warehouse": "a company needs a warehouse: name it with --warehouse",
    "company.needs_administrator": "nobody administers this hub yet: name somebody with --login",
    "warehouse.twice": "the warehouse {warehouse} stands twice",
    "warehouse.unknown_province": "a province goes by its Chinese name, such as {near}, not {province}",
    "warehouse.busy": "{open} shipments are on their way through {warehouse}: "
    "who packs there can change when it is empty",
    "warehouse.unknown_mode": "a warehouse works as {known}, not {mode}",
    "company.unknown": "there is no company {company}",
    "company.ambiguous": "there are several companies ({known}): name one with --company",
    "warehouse.unknown": "there is no warehouse {warehouse}",
    "warehouse.ambiguous": "several companies have a warehouse {warehouse}: name one with --company",
}


class NotDone(CannotRun):
    """The hub refused; `code` and `facts` for programs, the sentence for people."""

    def __init__(self, code: str, facts: dict[str, Any]) -> None:
        super().__init__(_say(code, facts))
        self.code = code
        self.facts = facts


def list_users(asked: Namespace) -> int:
    """Prints all users, one a line."""
    with opened(database_url(asked, configured(asked))) as store:
        for account in Accounts(store, SystemClock()).users():
            state = "" if account.active else " (disabled)"
            print(f"{account.login}\t{account.name}\t{', '.join(account.roles)}{state}")
    return EXIT_OK


def add_user(asked: Namespace) -> int:
    """Makes a user."""
    password = read_secret(asked, "Password")
    pin = read_secret(asked, "PIN") if asked.pin else None
    ask = AddUser(
        login=asked.login, name=asked.name, roles=tuple(asked.roles), password=password, badge=asked.badge, pin=pin
    )
    perform(asked, ask)
    print(f"user {asked.login} made")
    return EXIT_OK


def set_password(asked: Namespace) -> int:
    """Sets a password."""
    perform(asked, SetPassword(login=asked.login, password=read_secret(asked, "Password")))
    print(f"password of {asked.login} set")
    return EXIT_OK


def set_pin(asked: Namespace) -> int:
    """Sets a PIN."""
    perform(asked, SetPin(login=asked.login, pin=read_secret(asked, "PIN")))
    print(f"PIN of {asked.login} set")
    return EXIT_OK


def set_roles(asked: Namespace) -> int:
    """Replaces the roles."""
    perform(asked, SetRoles(login=asked.login, roles=tuple(asked.roles)))
    print(f"{asked.login} is {', '.join(asked.roles)} now")
    return EXIT_OK


def set_badge(asked: Namespace) -> int:
    """Sets the badge or takes it away."""
    perform(asked, SetBadge(login=asked.login, badge=asked.badge))
    print(f"badge of {asked.login} {'set' if asked.badge else 'taken away'}")
    return EXIT_OK


def enable(asked: Namespace) -> int:
    """Lets a user work again."""
    perform(asked, SetActive(login=asked.login, active=True))
    print(f"{asked.login} may work")
    return EXIT_OK


def disable(asked: Namespace) -> int:
    """Lets a user work no more."""
    perform(asked, SetActive(login=asked.login, active=False))
    print(f"{asked.login} may not work any more")
    return EXIT_OK


def end_sessions(asked: Namespace) -> int:
    """Ends what somebody has signed in to."""
    perform(asked, EndSessions(login=asked.login))
    print(f"{asked.login} is signed in nowhere any more")
    return EXIT_OK


def enrol(asked: Namespace) -> int:
    """Prints an enrolment code and until when it holds."""
    made = perform(asked, MakeCode(seat=asked.seat, name=asked.name, company=asked.company, warehouse=asked.warehouse))
    until = datetime.fromisoformat(made["expires_at"]).astimezone()
    print(f"{made['code']}\tuntil {until:%H:%M} ({until:%Y-%m-%d}, time of this computer)")
    return EXIT_OK


def perform(asked: Namespace, ask: Ask, *, migrates: bool = False) -> dict[str, Any]:
    """Has the running hub do it, or does it under the lock file when there is none. `migrates`: a database that is
    not there yet is made. Raises NotDone, CannotRun."""
    url = database_url(asked, configured(asked))
    try:
        with locked(url, purpose="orderdesk-hub user"), opened(url, migrates=migrates) as store:
            return ask.perform(store, SystemClock())
    except DatabaseInUse as error:
        if error.holder is None or not error.holder.url:
            raise CannotRun(str(error)) from error
        return _ask_hub(error.holder, ask)
    except Refused as refusal:
        raise NotDone(refusal.code, dict(refusal.facts)) from refusal


def _ask_hub(holder: Holder, ask: Ask) -> dict[str, Any]:
    try:
        # The hub is on this machine: a proxy of the environment would only lose the call.
        with httpx.Client(trust_env=False, timeout=_TIMEOUT_S) as client:
            answer = client.post(
                f"{holder.url}/v1/control/{ask.verb}",
                headers={CONTROL_HEADER: holder.token, "X-OrderDesk-Protocol": "1"},
                json=ask.model_dump(mode="json"),
            )
    except httpx.TransportError as error:
        raise CannotRun(f"the running hub at {holder.url} does not answer") from error
    if answer.status_code != 200:
        raise CannotRun(f"the running hub at {holder.url} did not take the command ({answer.status_code})")
    value: dict[str, Any] = answer.json()
    if "refused" in value:
        raise NotDone(value["refused"], value.get("facts", {}))
    return value


def _say(code: str, facts: dict[str, Any]) -> str:
    shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in facts.items()}
    return _SENTENCES[code].format(**shown) if code in _SENTENCES else code


def read_secret(asked: Namespace, what: str) -> str:
    """A password or PIN, asked for twice or a line of standard input. Raises CannotRun."""
    if asked.password_stdin:
        line = sys.stdin.readline()
        if not line:
            raise CannotRun(f"no {what.lower() if what == 'Password' else what} came on standard input")
        return line.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CannotRun("there is no terminal to ask at: use --password-stdin")
    first = getpass.getpass(f"{what}: ")
    if first != getpass.getpass("Again: "):
        raise CannotRun("the two entries differ")
    return first
