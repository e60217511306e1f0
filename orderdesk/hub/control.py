"""What the command line asks of a running hub over SQLite, whose database only that hub may write."""

from __future__ import annotations

import hmac
from dataclasses import asdict
from typing import Any, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, ConfigDict, ValidationError

from db.store import Store
from orderdesk.clock import Clock
from orderdesk.commands.work import Asker
from orderdesk.errors import Refused
from orderdesk.hub.accounts import TERMINAL, Accounts
from orderdesk.hub.erasing import Eraser, erase_customer, erase_order, find_customer, find_order
from orderdesk.hub.founding import NewAdministrator, NewCompany, NewWarehouse, found_company
from orderdesk.hub.gate import ThisMachine
from orderdesk.hub.houses import AskedWarehouse, put_warehouse
from orderdesk.hub.own_device import HUB_DEVICE_CODE, HUB_DEVICE_ID
from orderdesk.hub.problems import Problem
from orderdesk.hub.process import hub_of
from orderdesk.hub.stopped_jobs import drop, resend

CONTROL_HEADER = "X-OrderDesk-Control"


class Ask(BaseModel):
    """Something to be done in the hub's database. Passwords never show in a repr."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    verb: ClassVar[str]

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        """Does it; raises Refused as what it calls does. Returns what to tell the person who asked, as JSON."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class AddUser(Ask):
    """A new user."""

    verb = "add-user"

    login: str
    name: str
    roles: tuple[str, ...]
    password: str
    badge: str | None = None
    pin: str | None = None

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        user_id = Accounts(store, clock).create_user(
            self.login, self.name, roles=self.roles, password=self.password, badge=self.badge, pin=self.pin
        )
        return {"user_id": str(user_id)}


class SetPassword(Ask):
    """Another password."""

    verb = "set-password"

    login: str
    password: str

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        Accounts(store, clock).set_password(self.login, self.password)
        return {}


class SetPin(Ask):
    """Another PIN."""

    verb = "set-pin"

    login: str
    pin: str

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        Accounts(store, clock).set_pin(self.login, self.pin)
        return {}


class SetRoles(Ask):
    """Other roles."""

    verb = "set-roles"

    login: str
    roles: tuple[str, ...]

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        Accounts(store, clock).set_roles(self.login, self.roles)
        return {}


class SetBadge(Ask):
    """Another badge, or none."""

    verb = "set-badge"

    login: str
    badge: str | None

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        Accounts(store, clock).set_badge(self.login, self.badge)
        return {}


class SetActive(Ask):
    """Whether a user may work."""

    verb = "set-active"

    login: str
    active: bool

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        Accounts(store, clock).set_active(self.login, active=self.active)
        return {}


class EndSessions(Ask):
    """The end of what a user has signed in to."""

    verb = "end-sessions"

    login: str

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        Accounts(store, clock).end_sessions(self.login)
        return {}


class MakeCode(Ask):
    """An enrolment code for one workstation."""

    verb = "make-code"

    seat: str
    name: str
    company: str | None = None
    warehouse: str | None = None

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        code, expires_at = Accounts(store, clock).make_enrolment_code(
            seat=self.seat, name=self.name, company=self.company, warehouse=self.warehouse
        )
        return {"code": code, "expires_at": expires_at.isoformat()}


class FoundCompany(Ask):
    """A company of one's own; each warehouse as code, name, province, city and mode."""

    verb = "found-company"

    code: str
    name: str
    warehouses: tuple[tuple[str, str, str, str, str], ...]
    seat: str = "office"
    login: str | None = None
    administrator: str = ""
    password: str = ""

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        person = None if self.login is None else NewAdministrator(self.login, self.administrator, self.password)
        made = found_company(
            store,
            clock,
            NewCompany(self.code, self.name),
            [NewWarehouse(*each) for each in self.warehouses],
            person,
            seat=self.seat,
        )
        expires_at = made.expires_at.isoformat()
        return {"company_id": str(made.company_id), "seat": made.seat, "code": made.code, "expires_at": expires_at}


class PutWarehouse(Ask):
    """A warehouse more, or other words for one; what is None stays as it is."""

    verb = "put-warehouse"

    code: str
    company: str | None = None
    name: str | None = None
    province: str | None = None
    city: str | None = None
    mode: str | None = None

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        asked = AskedWarehouse(self.code, self.name, self.province, self.city, self.mode)
        return {"is_new": put_warehouse(store, clock, asked, self.company)}


class ImportList(Ask):
    """A list of SKUs, customers, prices or stock; what is wrong with it is an answer too."""

    verb = "import-list"

    kind: Literal["skus", "customers", "prices", "stock"]
    text: str
    company: str | None = None
    only_check: bool = False

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        from orderdesk.hub.importing import import_list
        from orderdesk.hub.lists import BadList

        try:
            found = import_list(store, clock, self.kind, self.text, company=self.company, only_check=self.only_check)
        except BadList as error:
            return {"troubles": [str(each) for each in error.troubles], "left_out": list(error.left_out)}
        return asdict(found)


class ResendJob(Ask):
    """Another try for a stopped job."""

    verb = "resend-job"

    job_id: UUID

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        resend(store, self.job_id, clock.now(), by=TERMINAL)
        return {}


class DropJob(Ask):
    """The end of a stopped job."""

    verb = "drop-job"

    job_id: UUID
    reason: str

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        drop(store, self.job_id, clock.now(), by=TERMINAL, reason=self.reason)
        return {}


class ErasePerson(Ask):
    """Empties what is kept of a person: by an order's number or a customer's code, one of the two."""

    verb = "erase-person"

    reason: str
    order_no: str | None = None
    customer: str | None = None
    company: str | None = None

    def perform(self, store: Store, clock: Clock) -> dict[str, Any]:
        by = Eraser(Asker(None, HUB_DEVICE_ID, HUB_DEVICE_CODE), TERMINAL, self.reason)
        with store.read() as connection:
            if self.customer is not None:
                found = find_customer(connection, self.customer)
            else:
                found = find_order(connection, self.order_no or "", self.company)
        erase = erase_order if self.customer is None else erase_customer
        return asdict(erase(store, clock, found, by))


ASKS: dict[str, type[Ask]] = {
    ask.verb: ask
    for ask in (
        AddUser,
        SetPassword,
        SetPin,
        SetRoles,
        SetBadge,
        SetActive,
        EndSessions,
        MakeCode,
        FoundCompany,
        PutWarehouse,
        ImportList,
        ResendJob,
        DropJob,
        ErasePerson,
    )
}


def control_routes(token: str) -> APIRouter:
    """The route for those who can read the lock file's token; to everybody else it does not exist."""
    router = APIRouter(include_in_schema=False)

    @router.post("/v1/control/{verb}", dependencies=[ThisMachine])
    def perform(
        verb: str, body: dict[str, Any], request: Request, x_orderdesk_control: str = Header(default="")
    ) -> dict[str, Any]:
        if not hmac.compare_digest(x_orderdesk_control.encode(), token.encode()) or verb not in ASKS:
            raise Problem(404, "route.unknown")
        hub = hub_of(request)
        try:
            done = ASKS[verb].model_validate(body).perform(hub.store, hub.clock)
        except ValidationError as error:
            raise Problem(422, "request.malformed") from error
        except Refused as refusal:
            # In this form for the command line, which says the sentence itself.
            return {"refused": refusal.code, "facts": dict(refusal.facts)}
        if verb == ErasePerson.verb:
            hub.snapshots.forget()
        return done

    return router
