"""What an administrator does with a person: each asked for, told to the hub, and taken back where that can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from orderdesk.fresh_secrets import new_password, new_pin
from ui.people.confirm import ConfirmSheet
from ui.people.deeds import Deeds
from ui.people.lists import UserList
from ui.people.sheets import BadgeSheet, PersonSheet, RolesSheet
from ui.people.told_once import ToldOnce
from ui.workplace import Workplace

PATH = "/v1/users"


class UserDeeds(Deeds):
    """On the person that is chosen in the list."""

    def __init__(self, workplace: Workplace, users: UserList, owner: QWidget) -> None:
        super().__init__(workplace, users, owner)
        self._users = users

    def add(self) -> PersonSheet:
        """Asks who it is."""
        sheet = PersonSheet(self._users.warehouses(), self.owner)
        sheet.submitted.connect(lambda: self._on_person(sheet))
        sheet.open()
        return sheet

    def _on_person(self, sheet: PersonSheet) -> None:
        badge, password = sheet.badge_code(), new_password()
        pin = None if badge is None else new_pin()
        name = sheet.name.text().strip()
        body = {
            "login": sheet.login.text().strip(), "name": name, "roles": sheet.fields.roles(),
            "warehouse": sheet.fields.warehouse(), "password": password, "badge": badge, "pin": pin,
        }  # fmt: skip

        def done(answer: dict[str, Any]) -> None:
            self._users.choose_when_told(str(answer.get("user_id", "")))
            told = [(self.tr("Password"), password), *([] if pin is None else [(self.tr("PIN of the badge"), pin)])]
            self.tell_once(self.tr("{name} may work now").format(name=name), told)

        self.tell(PATH, body, done, sheet)

    def change_roles(self) -> RolesSheet | None:
        """Asks which."""
        person = self._chosen()
        if person is None:
            return None
        roles = [str(each["role"]) for each in person["roles"]]
        where = self._users.warehouse_code(person)
        sheet = RolesSheet(person["name"], self._users.warehouses(), roles, self.owner, warehouse=where)
        before = None if where is None or not roles else {"roles": roles, "warehouse": where or None}
        said = self.tr("{name} has other roles now").format(name=person["name"])

        def submit() -> None:
            body = {"roles": sheet.fields.roles(), "warehouse": sheet.fields.warehouse()}
            self.tell(_path(person, "roles"), body, lambda _a: self._done(said, person, "roles", before), sheet)

        sheet.submitted.connect(submit)
        sheet.open()
        return sheet

    def give_password(self) -> ConfirmSheet | None:
        """Asks first: it ends what is open."""
        words = self.tr("{name} gets a new password, shown here once. The old one and every open sign-in end at once.")
        return self._ask_secret(
            self.tr("New password"), words, self.tr("Make the password"),
            lambda person: self._give_secret(person, "password", new_password(), self.tr("Password")),
        )  # fmt: skip

    def give_pin(self) -> ConfirmSheet | None:
        """The same for the PIN of a badge."""
        person = self._chosen()
        words = self.tr("{name} gets a new PIN, shown here once. The old one and every open sign-in end at once.")
        if person is not None and not person["has_badge"]:
            words += " " + self.tr("It counts with a badge only, and there is none yet.")
        return self._ask_secret(
            self.tr("New PIN"), words, self.tr("Make the PIN"),
            lambda meant: self._give_secret(meant, "pin", new_pin(), self.tr("PIN of the badge")),
        )  # fmt: skip

    def _ask_secret(
        self, title: str, words: str, verb: str, give: Callable[[Mapping[str, Any]], None]
    ) -> ConfirmSheet | None:
        person = self._chosen()
        if person is None:
            return None
        return self.confirm(title, words.format(name=person["name"]), verb, lambda: give(person))

    def _give_secret(self, person: Mapping[str, Any], what: str, secret: str, name: str) -> None:
        title = self.tr("For {name}").format(name=person["name"])

        def done(_answer: dict[str, Any]) -> None:
            self.tell_once(title, [(name, secret)])

        self.tell(_path(person, what), {what: secret}, done)

    def give_badge(self) -> BadgeSheet | None:
        """Asks which."""
        person = self._chosen()
        if person is None:
            return None
        sheet = BadgeSheet(person["name"], self.owner, has_badge=bool(person["has_badge"]))
        given, taken = self.tr("{name} has the badge now"), self.tr("{name} has no badge any more")

        def submit() -> None:
            badge = sheet.badge_code()
            said = (given if badge else taken).format(name=person["name"])
            self.tell(
                _path(person, "badge"), {"badge": badge}, lambda _a: self._done(said, person, "badge", None), sheet
            )

        sheet.submitted.connect(submit)
        sheet.open()
        return sheet

    def end_sessions(self) -> ConfirmSheet | None:
        """Asks first: who is at work there has to sign in again."""
        person = self._chosen()
        if person is None:
            return None
        where = ", ".join(person["signed_in_at"])
        if not where:
            self.refused.emit(self.tr("{name} is signed in nowhere").format(name=person["name"]))
            return None
        words = self.tr(
            "{name} is signed in at {where}. What is done there from now on does not count; signing in again is"
            " possible."
        )
        said = self.tr("{name} is signed in nowhere any more").format(name=person["name"])
        path = _path(person, "end-sessions")
        return self.confirm(
            self.tr("End the sign-in"), words.format(name=person["name"], where=where), self.tr("End it"),
            lambda: self.tell(path, {}, lambda _a: self._done(said, person, "end-sessions", None)),
        )  # fmt: skip

    def switch(self) -> None:
        """Off or on again, at once: it can be taken back."""
        person = self._chosen()
        if person is None:
            return
        is_on = bool(person["active"])
        words = self.tr("{name} is switched off") if is_on else self.tr("{name} may work again")
        said, before = words.format(name=person["name"]), {"active": is_on}
        self.tell(_path(person, "active"), {"active": not is_on}, lambda _a: self._done(said, person, "active", before))

    def _chosen(self) -> Mapping[str, Any] | None:
        person = self._users.chosen()
        return person if person is not None and person["is_changeable"] else None

    def tell_once(self, title: str, told: list[tuple[str, str]]) -> ToldOnce:
        """Shows secrets by their names."""
        hint = self.tr("Shown only now, and kept nowhere: hand it over, and have it changed if others have seen it.")
        dialog = ToldOnce(title, hint, told, self.owner)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()
        return dialog

    def _done(self, said: str, person: Mapping[str, Any], what: str, before: Mapping[str, Any] | None) -> None:
        """Says it; with what was `before` it can be taken back."""
        if before is None:
            self.said.emit(said)
        else:
            self.undoable.emit(said, lambda: self._take_back(person, what, before))

    def _take_back(self, person: Mapping[str, Any], what: str, before: Mapping[str, Any]) -> None:
        said = self.tr("{name} is as before").format(name=person["name"])
        self.tell(_path(person, what), dict(before), lambda _answer: self._done(said, person, what, None))


def _path(person: Mapping[str, Any], what: str) -> str:
    return f"{PATH}/{person['id']}/{what}"
