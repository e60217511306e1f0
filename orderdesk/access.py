"""Who may do what: seats, roles and permissions, as data."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType


class Seat(StrEnum):
    """The kind of place a workstation stands at; it decides what its cache holds."""

    BENCH = "bench"
    DESK = "desk"
    OFFICE = "office"


class Role(StrEnum):
    """What somebody is at work."""

    PACKER = "packer"
    PICKER = "picker"
    SALES = "sales"
    SERVICE = "service"
    LOGISTICS = "logistics"
    SUPERVISOR = "supervisor"
    FINANCE = "finance"
    ADMIN = "admin"
    SYSTEM = "system"


class Permission(StrEnum):
    """What a command or a route asks for."""

    ENTER = "enter"
    REVIEW = "review"
    ALLOCATE = "allocate"
    PACK = "pack"
    PICK = "pick"
    LEAD = "lead"
    HAND_OVER = "hand_over"
    DELIVER = "deliver"
    RECALL = "recall"
    RECEIVE = "receive"
    CLOSE = "close"
    COURIER = "courier"
    NOTE = "note"
    CANCEL = "cancel"
    HOLD = "hold"
    RESERVE = "reserve"
    GRANT_CREDIT = "grant_credit"
    SETTLE = "settle"
    CONFIRM = "confirm"
    TEND = "tend"
    READ = "read"
    READ_PRIVATE = "read_private"
    SIGN_IN = "sign_in"
    ADMINISTER = "administer"


_ALL = frozenset(Permission)
_P = Permission

#: What each role may do.
PERMISSIONS = MappingProxyType(
    {
        Role.PACKER: frozenset({_P.READ, _P.SIGN_IN, _P.NOTE, _P.PICK, _P.PACK, _P.HAND_OVER, _P.DELIVER, _P.RECEIVE}),
        Role.PICKER: frozenset({_P.READ, _P.SIGN_IN, _P.NOTE, _P.PICK}),
        Role.SALES: frozenset({_P.READ, _P.READ_PRIVATE, _P.SIGN_IN, _P.NOTE, _P.ENTER, _P.CANCEL, _P.HOLD}),
        Role.SERVICE: frozenset({_P.READ, _P.READ_PRIVATE, _P.SIGN_IN, _P.NOTE, _P.HOLD, _P.DELIVER, _P.CLOSE}),
        Role.LOGISTICS: frozenset(
            {
                _P.READ,
                _P.READ_PRIVATE,
                _P.SIGN_IN,
                _P.NOTE,
                _P.ALLOCATE,
                _P.RESERVE,
                _P.HOLD,
                _P.HAND_OVER,
                _P.DELIVER,
                _P.RECALL,
                _P.RECEIVE,
                _P.CLOSE,
            }
        ),
        Role.SUPERVISOR: _ALL - {_P.COURIER, _P.CONFIRM, _P.TEND, _P.ADMINISTER},
        Role.FINANCE: frozenset(
            {_P.READ, _P.READ_PRIVATE, _P.SIGN_IN, _P.NOTE, _P.HOLD, _P.GRANT_CREDIT, _P.SETTLE, _P.CLOSE}
        ),
        Role.ADMIN: frozenset({_P.READ, _P.SIGN_IN, _P.ADMINISTER}),
        Role.SYSTEM: frozenset(
            {
                _P.READ,
                _P.COURIER,
                _P.CONFIRM,
                _P.TEND,
                _P.NOTE,
                _P.ALLOCATE,
                _P.REVIEW,
                _P.ENTER,
                _P.CANCEL,
                _P.CLOSE,
                _P.HOLD,
                _P.SETTLE,
            }
        ),
    }
)

#: Seats that a role may work at.
SEATS = MappingProxyType(
    {
        Role.PACKER: frozenset({Seat.BENCH}),
        Role.PICKER: frozenset({Seat.BENCH}),
        Role.SALES: frozenset({Seat.DESK, Seat.OFFICE}),
        Role.SERVICE: frozenset({Seat.DESK, Seat.OFFICE}),
        Role.LOGISTICS: frozenset({Seat.DESK, Seat.OFFICE, Seat.BENCH}),
        Role.SUPERVISOR: frozenset(Seat),
        Role.FINANCE: frozenset({Seat.OFFICE}),
        Role.ADMIN: frozenset({Seat.OFFICE}),
        Role.SYSTEM: frozenset(),
    }
)


def same_login(typed: str) -> str:
    """The one form of all the ways in which people type a login: capitals, full-width letters and blanks around it do
    not count."""
    return unicodedata.normalize("NFKC", typed).casefold().strip()


def may(roles: Iterable[str], needed: Permission) -> bool:
    """Whether any of the roles grants `needed`; unknown roles grant nothing."""
    return any(role in PERMISSIONS and needed in PERMISSIONS[Role(role)] for role in roles)


def may_sit(roles: Iterable[str], seat: str) -> bool:
    """Whether somebody with these roles may work at `seat`."""
    return any(role in SEATS and seat in SEATS[Role(role)] for role in roles)
