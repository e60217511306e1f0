"""Who may call a route: each one declares it through exactly one dependency made here;
what declares nothing is not served."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader
from starlette.routing import BaseRoute

from orderdesk.access import Permission, may
from orderdesk.hub.auth import DeviceCaller, UserCaller
from orderdesk.hub.problems import Problem
from orderdesk.hub.process import hub_of

#: Versions of the protocol that this hub speaks.
PROTOCOLS = ("1",)

device_scheme = APIKeyHeader(
    name="Authorization",
    scheme_name="device",
    description="`Device <device id, 32 hex>:<secret, 64 hex>`",
    auto_error=False,
)
session_scheme = APIKeyHeader(
    name="X-OrderDesk-Session", scheme_name="session", description="The token of a session", auto_error=False
)

_Authorization = Annotated[str | None, Security(device_scheme)]
_Token = Annotated[str | None, Security(session_scheme)]
_Protocol = Annotated[
    str | None, Header(alias="X-OrderDesk-Protocol", description="Version of the protocol, 1", examples=["1"])
]


class Who(StrEnum):
    """Kinds of caller."""

    ANYONE = "anyone"
    THIS_MACHINE = "this_machine"
    ENROLLING = "enrolling"
    DEVICE = "device"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Access:
    """What a route has declared: who may call it and, for people, with which permission."""

    who: Who
    permission: Permission | None = None


class UndeclaredRoute(TypeError):
    """A route without, or with more than one, declaration of who may call it."""


_declared: dict[Callable[..., Any] | None, Access] = {}


def require_protocol(protocol: str | None) -> None:
    """Raises Problem `upgrade` for a caller that speaks none of our versions."""
    if protocol not in PROTOCOLS:
        raise Problem(426, "upgrade", facts={"protocols": list(PROTOCOLS)}, headers={"Upgrade": "orderdesk/1"})


async def anyone() -> None:
    """Lets everybody in."""


async def this_machine(request: Request) -> None:
    """Lets in who calls from this machine; through a proxy counts where the proxy was called from."""
    if request.client is None or not _is_loopback(request.client.host):
        raise Problem(403, "access.this_machine_only")


async def enrolling(protocol: _Protocol = None) -> None:
    """Lets in any workstation that speaks our protocol: the code decides."""
    require_protocol(protocol)


async def device(request: Request, authorization: _Authorization = None, protocol: _Protocol = None) -> DeviceCaller:
    """Lets in an enrolled workstation."""
    require_protocol(protocol)
    if authorization is None:
        raise Problem(401, "device.unknown")
    hub = hub_of(request)
    known = hub.devices.believed(authorization)
    return known if known is not None else await hub.work(hub.devices.prove, authorization)


def _user(permission: Permission) -> Callable[..., Awaitable[UserCaller]]:
    async def user(
        request: Request, caller: Annotated[DeviceCaller, Depends(device)], token: _Token = None
    ) -> UserCaller:
        if token is None:
            raise Problem(401, "session.unknown")
        hub = hub_of(request)
        found = await hub.work(hub.sign_in.user_of, caller, token)
        if not may(found.roles, permission):
            raise Problem(403, "access.denied", facts={"needs": str(permission)})
        return found

    _declared[user] = Access(Who.USER, permission)
    return user


_declared.update(
    {
        anyone: Access(Who.ANYONE),
        this_machine: Access(Who.THIS_MACHINE),
        enrolling: Access(Who.ENROLLING),
        device: Access(Who.DEVICE),
    }
)

#: For `dependencies=[...]` of routes that need not know their caller.
Anyone = Depends(anyone)
ThisMachine = Depends(this_machine)
Enrolling = Depends(enrolling)

#: For parameters.
FromDevice = Annotated[DeviceCaller, Depends(device)]
FromReader = Annotated[UserCaller, Depends(_user(Permission.READ))]
FromClerk = Annotated[UserCaller, Depends(_user(Permission.READ_PRIVATE))]
FromAdministrator = Annotated[UserCaller, Depends(_user(Permission.ADMINISTER))]


def access_of(route: BaseRoute) -> Access:
    """What a route has declared. Raises UndeclaredRoute."""
    if not isinstance(route, APIRoute):
        raise UndeclaredRoute(f"{getattr(route, 'path', route)} is no plain route")
    found = {access for each in route.dependant.dependencies if (access := _declared.get(each.call)) is not None}
    if len(found) != 1:
        raise UndeclaredRoute(f"{route.path} declares {len(found)} ways to be called")
    return found.pop()


def require_declared(routes: Iterable[BaseRoute]) -> None:
    """Raises UndeclaredRoute for the first route that does not say who may call it."""
    for route in routes:
        access_of(route)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "testclient"
