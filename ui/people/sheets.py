"""Sheets that ask an administrator: they stay open until the hub has agreed, and say what it does not agree with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QWidget

from orderdesk.access import Role
from orderdesk.domain.scans import BADGE_PREFIX
from ui.components.buttons import Button
from ui.components.choices import Check, Select
from ui.components.dialog import Dialog
from ui.components.entries import Entry, Field
from ui.components.layout import grid, hbox
from ui.components.text import Text
from ui.words import word

_WIDTH = 520
_COLUMNS = 2
#: In the order in which an order meets them; nobody is given the hub's own role.
_ROLES = [role for role in Role if role is not Role.SYSTEM]


class AskSheet(Dialog):
    """A question with a verb. `submitted` when it is answered: whoever asked closes it, or says what is `wrong`."""

    submitted = Signal()

    def __init__(self, title: str, verb: str, parent: QWidget | None, *, icon: str, hint: str = "") -> None:
        super().__init__("", parent, icon=icon, token="accent")
        self.setMinimumWidth(_WIDTH)
        self.show_title(title)
        if hint:
            self.body.addWidget(Text(hint, "body", "secondary", wrap=True))
        self._wrong = Text("", "caption", "danger", wrap=True)
        self._stay = Button(self.tr("Back"), keys="Esc")
        self._stay.clicked.connect(self.reject)
        self._do = Button(verb, "primary", keys="Ctrl+Enter")
        self._do.clicked.connect(self.submit)
        self.buttons.addWidget(self._stay)
        self.buttons.addWidget(self._do)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)

    def ask(self, *parts: QWidget | QLayout) -> None:
        """Puts the fields in, above what is wrong with them; the first one that takes it has the keyboard."""
        for part in parts:
            if isinstance(part, QLayout):
                self.body.addLayout(part)
            else:
                self.body.addWidget(part)
        self.body.addWidget(self._wrong)
        self._wrong.hide()

    def trouble(self) -> str:
        """What is wrong with the answers, as far as it can be seen here; empty when nothing is."""
        return ""

    def submit(self) -> None:
        """Gives the answers on, once; or says what is wrong with them."""
        if not self._do.isEnabled():
            return
        sentence = self.trouble()
        if sentence:
            self.wrong(sentence)
            return
        self._do.setEnabled(False)
        self._wrong.hide()
        self.submitted.emit()

    def wrong(self, sentence: str) -> None:
        """The answers do not do: they may be given again."""
        self._do.setEnabled(True)
        self._wrong.setText(sentence)
        self._wrong.show()
        self.fit()


class RoleFields(QWidget):
    """Which roles, and in which warehouse they hold."""

    def __init__(
        self, warehouses: Sequence[tuple[str, str]], chosen: Iterable[str] = (), *, warehouse: str = ""
    ) -> None:
        super().__init__()
        given = set(chosen)
        self.checks = {str(role): Check(word("role", str(role)), checked=role in given) for role in _ROLES}
        ticks = list(self.checks.values())
        rows: list[list[QWidget | QLayout | None]] = [
            list(ticks[at : at + _COLUMNS]) for at in range(0, len(ticks), _COLUMNS)
        ]
        everywhere = [("", self.tr("All warehouses"))]
        self.where = Select(
            [*everywhere, *((code, f"{name} · {code}") for code, name in warehouses)],
            value=warehouse,
            name=self.tr("Warehouse"),
        )
        rows.append([Field(self.tr("These roles hold in"), self.where), None])
        self.setLayout(grid(rows, gap=(16, 8), shares=(1, 1)))

    def roles(self) -> list[str]:
        """The roles that are ticked."""
        return [role for role, check in self.checks.items() if check.isChecked()]

    def warehouse(self) -> str | None:
        """The code of the warehouse; None for all."""
        return self.where.value() or None


class RolesSheet(AskSheet):
    """Other roles for somebody."""

    def __init__(
        self,
        name: str,
        warehouses: Sequence[tuple[str, str]],
        chosen: Iterable[str],
        parent: QWidget | None,
        *,
        warehouse: str | None,
    ) -> None:
        super().__init__("", self.tr("Change the roles"), parent, icon="user")
        self.show_title(self.tr("Roles of {name}").format(name=name))
        hint = self.tr(
            "They count from the next thing that is done. A window that is open shows them at the next sign-in."
        )
        if warehouse is None:
            hint += " " + self.tr("Until now each role holds in another warehouse: from now on all in the one below.")
        self.body.addWidget(Text(hint, "body", "secondary", wrap=True))
        self.fields = RoleFields(warehouses, chosen, warehouse=warehouse or "")
        self.ask(self.fields)
        next(iter(self.fields.checks.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def trouble(self) -> str:
        return "" if self.fields.roles() else self.tr("Tick at least one role")


class PersonSheet(AskSheet):
    """Somebody new. The password is made up and shown once it counts."""

    def __init__(self, warehouses: Sequence[tuple[str, str]], parent: QWidget | None) -> None:
        super().__init__("", self.tr("Add"), parent, icon="user-plus")
        self.show_title(self.tr("New person"))
        hint = self.tr("A password is made up, and a PIN where there is a badge: both are shown once.")
        self.body.addWidget(Text(hint, "body", "secondary", wrap=True))
        self.name, self.login = Entry(), Entry()
        self.badge = Entry(icon="identification-badge", placeholder=self.tr("Scan it here, or leave it empty"))
        self.fields = RoleFields(warehouses)
        who = hbox(
            (Field(self.tr("Name"), self.name, required=True, hint=self.tr("as others see it")), 1),
            (Field(self.tr("Login"), self.login, required=True, hint=self.tr("what is typed to sign in")), 1),
            gap=12,
        )
        self.ask(who, self.fields, Field(self.tr("Badge"), self.badge))
        self.name.returnPressed.connect(self.login.setFocus)
        self.login.returnPressed.connect(next(iter(self.fields.checks.values())).setFocus)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def badge_code(self) -> str | None:
        """The badge, None without one."""
        return badge_of(self.badge.text())

    def trouble(self) -> str:
        if not self.name.text().strip() or not self.login.text().strip():
            (self.login if self.name.text().strip() else self.name).setFocus(Qt.FocusReason.OtherFocusReason)
            return self.tr("Name and login are needed")
        if not self.fields.roles():
            return self.tr("Tick at least one role")
        return badge_trouble(self.badge_code())


class BadgeSheet(AskSheet):
    """Another badge for somebody, or none."""

    def __init__(self, name: str, parent: QWidget | None, *, has_badge: bool) -> None:
        super().__init__("", self.tr("Give the badge"), parent, icon="identification-badge")
        self.show_title(self.tr("Badge of {name}").format(name=name))
        hint = self.tr("Scan the new badge. The one before does not count any more; the PIN stays.")
        if has_badge:
            hint += " " + self.tr("Left empty, the badge is taken away.")
        self.body.addWidget(Text(hint, "body", "secondary", wrap=True))
        self._has_badge = has_badge
        self.badge = Entry(icon="identification-badge")
        self.ask(Field(self.tr("Badge"), self.badge))
        self.badge.textChanged.connect(self._name_verb)
        self.badge.returnPressed.connect(self.submit)
        self.badge.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name_verb()

    def badge_code(self) -> str | None:
        """The badge, None to take it away."""
        return badge_of(self.badge.text())

    def trouble(self) -> str:
        if self.badge_code() is None and not self._has_badge:
            return self.tr("Scan a badge, or go back")
        return badge_trouble(self.badge_code())

    def _name_verb(self) -> None:
        takes = self._has_badge and self.badge_code() is None
        self._do.say(self.tr("Take the badge away") if takes else self.tr("Give the badge"), "Ctrl+Enter")


class CodeSheet(AskSheet):
    """Which workstation is to be taken in."""

    def __init__(self, warehouses: Sequence[tuple[str, str]], parent: QWidget | None) -> None:
        super().__init__("", self.tr("Make the code"), parent, icon="desktop")
        self.show_title(self.tr("New workstation"))
        hint = self.tr("A code is made with which one computer is taken in, once and within ten minutes.")
        self.body.addWidget(Text(hint, "body", "secondary", wrap=True))
        self.name = Entry()
        self.seat = Select([(seat, word("seat", seat)) for seat in ("desk", "bench", "office")], name=self.tr("Kind"))
        self.where = Select([(code, f"{name} · {code}") for code, name in warehouses], name=self.tr("Warehouse"))
        self._where_field = Field(self.tr("Warehouse"), self.where, hint=self.tr("it packs what goes out there"))
        place = hbox((Field(self.tr("Kind"), self.seat), 1), (self._where_field, 1), gap=12)
        self.ask(Field(self.tr("Name"), self.name, required=True, hint=self.tr("as it is called in the house")), place)
        self.seat.currentIndexChanged.connect(self._on_seat)
        self.name.returnPressed.connect(self.seat.setFocus)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_seat()

    def warehouse(self) -> str | None:
        """The code of a bench's warehouse."""
        return self.where.value() or None if self.seat.value() == "bench" else None

    def trouble(self) -> str:
        if not self.name.text().strip():
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return self.tr("A name is needed: it says where the workstation stands")
        return ""

    def _on_seat(self) -> None:
        self.where.setEnabled(self.seat.value() == "bench")


def badge_of(text: str) -> str | None:
    """A badge as a scanner gives it; None for an empty field."""
    return text.strip().upper() or None


def badge_trouble(code: str | None) -> str:
    """Why this is no badge; empty when it is one, or none is wanted."""
    if code is None or (code.startswith(BADGE_PREFIX) and len(code) > len(BADGE_PREFIX)):
        return ""
    words = QCoreApplication.translate("AskSheet", "This is no badge: badges begin with {prefix}")
    return words.format(prefix=BADGE_PREFIX)
