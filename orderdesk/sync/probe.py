"""Whether a hub answers at an address: asked before anybody types a code, with the cause where none does."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from orderdesk.errors import Refused
from orderdesk.release import VERSION
from orderdesk.sync.http import BadCertificatesError, trusted

_PATIENCE_S = 5.0
_BUSY = 503
#: What no name of a host has and what somebody types who takes the field for another one.
_NO_HOST = frozenset("@,;!?#%&*()<>\"'\\|{}")


@dataclass(frozen=True, slots=True)
class HubFound:
    """A hub that answers and is ready. `version`: of its program; empty where it does not say."""

    version: str


def full_address(typed: str) -> str:
    """What somebody typed, as a web address: https where no scheme is given. Raises Refused `probe.no_address`."""
    address = typed.strip()
    address = (address if "://" in address else f"https://{address}").rstrip("/")
    try:
        parts = urlsplit(address)
        has_port = parts.port is None or parts.port > 0
    except ValueError as error:
        raise Refused("probe.no_address") from error
    host = parts.hostname or ""
    is_host = bool(host) and not any(each.isspace() or each in _NO_HOST for each in host)
    if parts.scheme not in ("http", "https") or not is_host or not has_port:
        raise Refused("probe.no_address")
    return address


def find_hub(typed: str, *, ca_bundle: Path | None = None) -> HubFound:
    """Asks whether a hub is ready there; `ca_bundle`: certificates to trust instead of the public authorities'.

    Raises Refused with the cause: `probe.no_address`, `.unknown_host`, `.nothing_there`, `.certificate`, `.no_bundle`,
    `.not_reached`, `.other_program`, `.not_ready`.
    """
    address = full_address(typed)
    facts = {"host": urlsplit(address).hostname}
    try:
        with httpx.Client(
            trust_env=False,
            timeout=_PATIENCE_S,
            headers={"User-Agent": f"orderdesk/{VERSION}"},
            verify=trusted(ca_bundle),
        ) as client:
            answer = client.get(f"{address}/readyz")
    except BadCertificatesError as error:
        raise Refused("probe.no_bundle", file=str(ca_bundle)) from error
    except (httpx.TransportError, httpx.InvalidURL, UnicodeError) as error:
        raise Refused(_cause(error), **facts) from error
    if answer.status_code == _BUSY:
        raise Refused("probe.not_ready", **facts)
    try:
        found = answer.json()
    except ValueError as error:
        raise Refused("probe.other_program", **facts) from error
    if answer.status_code != httpx.codes.OK or not isinstance(found, dict) or "epoch" not in found:
        raise Refused("probe.other_program", **facts)
    return HubFound(str(found.get("version", "")))


def _cause(error: BaseException) -> str:
    """The code of what lies at the bottom of an error of the line."""
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, ssl.SSLCertVerificationError):
            return "probe.certificate"
        if isinstance(at, ssl.SSLError):
            return "probe.other_program"
        if isinstance(at, socket.gaierror):
            return "probe.unknown_host"
        if isinstance(at, ConnectionRefusedError):
            return "probe.nothing_there"
        at = at.__cause__ or at.__context__
    return "probe.not_reached"
