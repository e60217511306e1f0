"""Signing in: by name and password, or by badge and PIN; also while the hub is away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QWidget

from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.choices import Check
from ui.components.entries import Entry, Field
from ui.components.frames import Card, Rule
from ui.components.layout import clear, hbox, vbox
from ui.components.text import Icon, Text
from ui.front.page import FrontPage
from ui.front.secret_entry import SecretEntry

_CARD_WIDTH = 440
#: The colour of the badge's mark, before and after it was read.
_BADGE = {False: "accent", True: "ok"}


class SignInPage(FrontPage):
    """`submitted(login or badge, secret, remember)`. A badge that was scanned is held here and never shown.

    `change_wanted`: this workstation is to go to another hub.
    """

    submitted = Signal(str, str, bool)
    change_wanted = Signal()

    def __init__(self, place: str, hub: str, login: str = "") -> None:
        super().__init__()
        self._place, self._hub = place, hub
        self._state, self._link = "busy", ""
        self._problem = self._badge = ""
        self._warnings: dict[str, str] = {}
        self._is_busy = False
        self._make_fields(login, remember=bool(login))
        self.rebuild()

    def show_link(self, state: str, text: str) -> None:
        """Whether the hub answers."""
        self._state, self._link = state, text
        icon, token = {"ok": ("cloud-check", "ok"), "warn": ("cloud-slash", "warn")}.get(
            state, ("cloud", "text.secondary")
        )
        self._link_icon.show_icon(icon, token)
        self._link_text.setText(self._where())

    def warn(self, subject: str, sentence: str) -> None:
        """Something that stands in the way of everybody, above the fields until it is over; empty: it is over."""
        if self._warnings.get(subject, "") != sentence:
            self._warnings.pop(subject, None)
            if sentence:
                self._warnings[subject] = sentence
            self._show_warnings()

    def _show_warnings(self) -> None:
        clear(self._above)
        for sentence in self._warnings.values():
            self._above.addWidget(Banner(sentence, "danger"))

    def take_badge(self, code: str) -> None:
        """A badge was scanned: only the PIN is missing."""
        self._badge = code
        self.login.clear()
        self._show_badge()
        self._problem = ""
        self.secret.clear()
        self._show_secret_note()
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def has_badge(self) -> bool:
        """Whether somebody signs in by a badge."""
        return bool(self._badge)

    def is_typing(self) -> bool:
        """Whether a field has the keyboard: what comes quickly may be a password manager then."""
        return self.login.hasFocus() or self.secret.hasFocus()

    def refuse(self, sentence: str) -> None:
        """The sign-in failed; what was typed as a secret is gone."""
        self._is_busy = False
        self._problem = sentence
        self.secret.clear()
        self._show_secret_note()
        self._enter.setEnabled(True)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> None:
        """The first empty field has the keyboard."""
        (self.secret if self.login.text() or self._badge else self.login).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_fields(self, login: str, *, remember: bool, is_caps_lock: bool | None = None) -> None:
        self.login = Entry(login, icon="user", name=self.tr("Name or badge"))
        self.login.textEdited.connect(self._on_name_typed)
        name = self.tr("Password or PIN")
        self.secret = SecretEntry(icon="lock-simple", trail="eye", name=name, is_caps_lock=is_caps_lock)
        self.secret.caps_lock_changed.connect(self._show_secret_note)
        self.secret.trail_action().triggered.connect(self._on_eye)
        self.remember = Check(self.tr("Remember my name here"), checked=remember)
        self.login.returnPressed.connect(self.secret.setFocus)
        self.secret.returnPressed.connect(self._on_submit)

    def compose(self) -> QLayout:
        login, remember = self.login.text(), self.remember.isChecked()
        self._make_fields(login, remember=remember, is_caps_lock=self.secret.is_caps_lock)
        self._link_icon = Icon("cloud-check", "ok", 16)
        self._link_text = Text(self._where(), "caption", "secondary", wrap=True)
        self._secret_field = Field(self.tr("Password or PIN"), self.secret, wraps=True)
        self._show_secret_note()
        self._enter = Button(self.tr("Sign in"), "primary", keys="Enter")
        self._enter.setMinimumWidth(_CARD_WIDTH - 66)
        self._enter.clicked.connect(self._on_submit)
        offline = Text(
            self.tr("Without the hub you can sign in too, with your rights of the last time, within 24 hours."),
            "caption",
            "secondary",
            wrap=True,
        )
        change = Button(self.tr("Change hub"), "link", size="sm")
        change.clicked.connect(self.change_wanted)
        self._above = vbox(gap=6)
        self._show_warnings()
        parts: list[QWidget | QLayout | int] = [
            Text(self.tr("Sign in"), "h2"),
            hbox(self._link_icon, (self._link_text, 1), change, gap=6),
            self._above,
            8,
            self._badge_card(),
            hbox((_line(), 1), Text(self.tr("or"), "caption", "tertiary"), (_line(), 1), gap=12),
            Field(self.tr("Name or badge"), self.login),
            self._secret_field,
            self.remember,
            self._enter,
            _tinted(hbox(Icon("cloud-slash", "accent", 18), (offline, 1), gap=10, margins=(12, 10, 12, 10))),
        ]
        card = Card(vbox(*parts, gap=10, margins=32), "dialog")
        card.setFixedWidth(_CARD_WIDTH)
        self.show_link(self._state, self._link)
        return hbox(None, card, None)

    def _badge_card(self) -> Card:
        self._badge_icon = Icon("identification-badge", "accent", 24)
        self._badge_title, self._badge_how = Text("", "bodyStrong"), Text("", "caption", "secondary", wrap=True)
        words = vbox(self._badge_title, self._badge_how, gap=2)
        card = Card(hbox(self._badge_icon, (words, 1), gap=12, margins=(16, 12, 16, 12)), "flat")
        self._show_badge()
        return card

    def _where(self) -> str:
        return " · ".join(part for part in (self._place, self._hub, self._link) if part)

    def _show_badge(self) -> None:
        """Whose badge it is stays unsaid: everybody can see the screen."""
        has_badge = bool(self._badge)
        self.login.setPlaceholderText(self.tr("A badge was scanned") if has_badge else "")
        self._badge_icon.show_icon("check-circle-fill" if has_badge else "identification-badge", _BADGE[has_badge])
        read, ask = self.tr("Badge read"), self.tr("Just scan your badge")
        self._badge_title.setText(read if has_badge else ask)
        now = self.tr("Now type the PIN and press Enter")
        how = self.tr("At a bench: scan, type the PIN; scan again to change hands")
        self._badge_how.setText(now if has_badge else how)

    def _on_name_typed(self, _text: str) -> None:
        self._badge = ""
        self._show_badge()

    def _show_secret_note(self) -> None:
        """What was wrong with the last try, and what may be with the next one."""
        caps = self.tr("Caps Lock is on") if self.secret.is_caps_lock else ""
        if self._problem:
            both = self.tr("{problem}. {note}").format(problem=self._problem, note=caps) if caps else self._problem
            self._secret_field.say("error", both)
        elif caps:
            self._secret_field.say("warn", caps)
        else:
            self._secret_field.clear()

    def _on_eye(self) -> None:
        hidden = self.secret.echoMode() == QLineEdit.EchoMode.Password
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)

    def _on_submit(self) -> None:
        login, secret = self.login.text().strip() or self._badge, self.secret.text()
        if self._is_busy:
            return
        if not login or not secret:
            self.take_focus()
            return
        self._is_busy = True
        self._problem = ""
        self._show_secret_note()
        self._enter.setEnabled(False)
        # A badge is as good as a key: it is never kept as the name of the last person.
        self.submitted.emit(login, secret, self.remember.isChecked() and not self._badge)


def _tinted(inner: QLayout) -> QFrame:
    note = QFrame()
    note.setProperty("tone", "info")
    note.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    note.setLayout(inner)
    return note


def _line() -> QWidget:
    return Rule()
