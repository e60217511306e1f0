"""The two lists of the administrator's room: people and workstations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from orderdesk.release import VERSION
from ui import formats
from ui.components.rows_model import Row
from ui.components.table_cells import Cell, Column, Kind, TagCell, TwoLine
from ui.people.hub_list import HubList
from ui.words import word
from ui.workplace import Workplace

#: A workstation at which somebody works is heard every two minutes.
_HEARD_WITHIN = timedelta(minutes=5)
_PROGRAM = "orderdesk/"


class UserList(HubList):
    """Who works here, or did."""

    def __init__(self, workplace: Workplace) -> None:
        name = self.tr("People")
        columns = (
            Column("person", name, Kind.TWO_LINE, 200),
            Column("roles", self.tr("Roles")),
            Column("warehouse", self.tr("Warehouse"), Kind.SECONDARY, 132),
            Column("badge", self.tr("Badge"), Kind.SECONDARY, 112, priority=2),
            Column("state", self.tr("State"), Kind.TAG, 148),
            Column("place", self.tr("Signed in at"), Kind.SECONDARY, 168, priority=1),
            Column("seen", self.tr("Last seen"), Kind.SECONDARY, 116),
        )
        super().__init__(workplace, "/v1/users", name, columns)

    def records(self, answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = answer["users"]
        return found

    def warehouses(self) -> list[tuple[str, str]]:
        """Code and name of each warehouse there is."""
        return [(str(each["code"]), str(each["name"])) for each in self.answer.get("warehouses", ())]

    def warehouse_code(self, record: Mapping[str, Any]) -> str | None:
        """The one warehouse in which all roles of somebody hold; empty for all; None where it is not one for all."""
        codes = {str(each["id"]): str(each["code"]) for each in self.answer.get("warehouses", ())}
        found = {role["warehouse_id"] for role in record["roles"]}
        if len(found) != 1:
            return None if found else ""
        (only,) = found
        return "" if only is None else codes.get(str(only))

    def cells(self, record: Mapping[str, Any]) -> Row:
        now = self.workplace.clock.now()
        active = bool(record["active"])
        token = "" if active else "text.tertiary"
        roles = ", ".join(dict.fromkeys(word("role", str(each["role"])) for each in record["roles"]))
        places = ", ".join(record["signed_in_at"])
        return (
            record["id"],
            (
                TwoLine(record["name"], self._login(record), "user", token),
                Cell(roles, token),
                self._warehouses(record),
                self._badge(record),
                self._state(record, now),
                places,
                _moment(record["seen_at"], now) or self.tr("never"),
            ),
        )

    def _login(self, record: Mapping[str, Any]) -> str:
        return self.tr("{login} · you").format(login=record["login"]) if record["is_own"] else str(record["login"])

    def _warehouses(self, record: Mapping[str, Any]) -> str:
        names = {str(each["id"]): str(each["name"]) for each in self.answer.get("warehouses", ())}
        found = {each["warehouse_id"] for each in record["roles"]}
        if None in found:
            return self.tr("All")
        return ", ".join(sorted(names.get(str(each), formats.NOTHING) for each in found))

    def _badge(self, record: Mapping[str, Any]) -> str:
        if not record["has_badge"]:
            return formats.NOTHING
        return self.tr("Badge, PIN") if record["has_pin"] else self.tr("Badge, no PIN")

    def _state(self, record: Mapping[str, Any], now: datetime) -> TagCell:
        if not record["active"]:
            return TagCell(self.tr("Switched off"), "neutral", "prohibit")
        if record["blocked_until"] is not None:
            until = formats.moment(datetime.fromisoformat(record["blocked_until"]), now)
            return TagCell(self.tr("Blocked until {time}").format(time=until), "warn", "lock-simple")
        return TagCell(self.tr("Active"), "ok")


class DeviceList(HubList):
    """The workstations that the hub has taken in."""

    def __init__(self, workplace: Workplace) -> None:
        name = self.tr("Workstations")
        columns = (
            Column("device", name, Kind.TWO_LINE, 220),
            Column("seat", self.tr("Kind")),
            Column("warehouse", self.tr("Warehouse"), Kind.SECONDARY, 160),
            Column("state", self.tr("State"), Kind.TAG, 132),
            Column("seen", self.tr("Last heard"), Kind.SECONDARY, 132),
            Column("program", self.tr("Program"), Kind.TEXT, 152),
            Column("since", self.tr("Enrolled"), Kind.SECONDARY, 132, priority=1),
        )
        super().__init__(workplace, "/v1/devices", name, columns)

    def records(self, answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        # Those that were shut out stand below: nothing can be done with them any more.
        found: list[Mapping[str, Any]] = sorted(answer["devices"], key=lambda each: each["revoked_at"] is not None)
        return found

    def cells(self, record: Mapping[str, Any]) -> Row:
        now = self.workplace.clock.now()
        is_out = record["revoked_at"] is not None
        code = self.tr("code {code} · this one") if record["is_own"] else self.tr("code {code}")
        warehouse = next(
            (name for key, name in self.workplace.names.warehouses.items() if str(key) == record["warehouse_id"]), ""
        )
        return (
            record["id"],
            (
                TwoLine(
                    record["name"],
                    code.format(code=record["code"]),
                    "barcode" if record["seat"] == "bench" else "desktop",
                    "text.tertiary" if is_out else "",
                ),
                word("seat", str(record["seat"])),
                warehouse or self.tr("All"),
                self._state(record, now),
                _moment(record["seen_at"], now) or self.tr("never"),
                self._program(record),
                formats.day(datetime.fromisoformat(record["enrolled_at"]).date()),
            ),
        )

    def _state(self, record: Mapping[str, Any], now: datetime) -> TagCell:
        if record["revoked_at"] is not None:
            return TagCell(self.tr("Revoked"), "neutral", "prohibit")
        heard = record["seen_at"] is not None and now - datetime.fromisoformat(record["seen_at"]) <= _HEARD_WITHIN
        if record["is_following"] or heard:
            return TagCell(self.tr("Connected"), "ok")
        return TagCell(self.tr("Away"), "neutral", "cloud-slash")

    def _program(self, record: Mapping[str, Any]) -> Cell | str:
        said = str(record["program"])
        if not said.startswith(_PROGRAM):
            return said or formats.NOTHING
        version = said.removeprefix(_PROGRAM)
        if version == VERSION:
            return version
        return Cell(self.tr("{version}, here {here}").format(version=version, here=VERSION), "warn", "warning")


def _moment(text: str | None, now: datetime) -> str:
    return "" if text is None else formats.moment(datetime.fromisoformat(text), now)
