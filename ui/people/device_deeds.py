"""What an administrator does with workstations: a code for a new one, and shutting one out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.people.confirm import ConfirmSheet
from ui.people.deeds import Deeds
from ui.people.lists import DeviceList, UserList
from ui.people.sheets import CodeSheet
from ui.people.told_once import CodeShown
from ui.workplace import Workplace

_CODES = "/v1/enrolment-codes"


class DeviceDeeds(Deeds):
    """On the workstation that is chosen in the list; `users` knows the warehouses."""

    def __init__(self, workplace: Workplace, users: UserList, devices: DeviceList, owner: QWidget) -> None:
        super().__init__(workplace, devices, owner)
        self._users, self._devices = users, devices

    def make_code(self) -> CodeSheet:
        """Asks for which place."""
        sheet = CodeSheet(self._users.warehouses(), self.owner)
        sheet.submitted.connect(lambda: self._on_place(sheet))
        sheet.open()
        return sheet

    def _on_place(self, sheet: CodeSheet) -> None:
        name = sheet.name.text().strip()
        body = {"seat": sheet.seat.value(), "name": name, "warehouse": sheet.warehouse()}

        def done(answer: dict[str, Any]) -> None:
            until = datetime.fromisoformat(answer["expires_at"])
            shown = CodeShown(answer["code"], self.workplace.status.hub, name, until, self.owner)
            shown.finished.connect(lambda _result: shown.deleteLater())
            shown.open()

        self.tell(_CODES, body, done, sheet)

    def shut_out(self) -> ConfirmSheet | None:
        """Asks first: there is no way back but a new code."""
        device = self._devices.chosen()
        if device is None:
            return None
        if device["revoked_at"] is not None:
            self.refused.emit(self.tr("{name} is revoked already").format(name=device["name"]))
            return None
        words = self.tr(
            "{name} (code {code}) may not talk to the hub any more, for good. What waits there unsent never gets to the"
            " hub. To come back it needs a new code."
        ).format(name=device["name"], code=device["code"])
        if device["is_own"]:
            words = self.tr("This is the workstation you are at.") + " " + words
        said = self.tr("{name} is revoked").format(name=device["name"])
        path = f"/v1/devices/{device['id']}/revoke"
        return self.confirm(
            self.tr("Revoke a workstation"), words, self.tr("Revoke"),
            lambda: self.tell(path, {}, lambda _answer: self.said.emit(said)),
        )  # fmt: skip
