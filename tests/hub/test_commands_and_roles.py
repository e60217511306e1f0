"""Every kind of command for every role: the hub grants exactly what the table of permissions says."""

from __future__ import annotations

from orderdesk.access import may
from orderdesk.commands import OpenSession, verbs
from tests.hub.examples import example_of
from tests.hub.served_hub import ROLES, USERS, Desk, ServedHub

AT_ONCE = 50


def refused_for_access(desk: Desk) -> dict[str, bool]:
    """For each kind of command whether the hub refused it because of who asked."""
    kinds = sorted(kind for kind in verbs() if kind != OpenSession.kind)
    batch = [desk.wrap(example_of(verbs()[kind].command)) for kind in kinds]
    assert len(batch) <= AT_ONCE
    outcomes = desk.push(*batch).json()["outcomes"]
    assert {outcome["code"] for outcome in outcomes}.isdisjoint({"command.malformed", "command.unknown", "hub.fault"})
    return {kind: outcome["code"] == "access.denied" for kind, outcome in zip(kinds, outcomes, strict=True)}


def test_every_role_is_granted_exactly_the_commands_of_its_permissions(hub: ServedHub) -> None:
    found = {role: refused_for_access(hub.desk_of(role)) for role in ROLES}
    assert found == {
        role: {kind: not may([role], verbs()[kind].needs) for kind in refused} for role, refused in found.items()
    }


def test_without_a_session_every_command_is_denied(hub: ServedHub) -> None:
    assert set(refused_for_access(hub.desk("office")).values()) == {True}


def test_a_session_of_another_device_grants_nothing(hub: ServedHub) -> None:
    thief = hub.desk("office")
    thief.session_id = hub.desk_of("supervisor").session_id
    assert set(refused_for_access(thief).values()) == {True}


def test_a_session_opened_offline_counts_only_for_somebody_verified_here(hub: ServedHub) -> None:
    known, stranger = hub.desk_of("sales"), hub.desk("desk")
    ask = example_of(OpenSession).model_copy(update={"user_id": USERS["sales"]})
    again = ask.model_copy(update={"session_id": USERS["sales"]})
    assert known.say(ask)["status"] == "accepted"
    assert stranger.say(again)["code"] == "session.not_verified"
