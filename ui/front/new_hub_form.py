"""What it takes to begin a company on this computer: its name, a warehouse, who begins, where the files go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from orderdesk.domain.company_codes import LONGEST_CODE, is_code
from orderdesk.domain.distances import is_province, near_province
from orderdesk.own_hub import FIRST_PORT, LAST_PORT, NewHub, OwnHub, free_port
from ui.components.buttons import Button
from ui.components.entries import Entry, Field
from ui.components.layout import hbox, vbox
from ui.components.text import Icon, Text
from ui.refusals import refusal_text

SHORTEST_PASSWORD = 8
_GAP = 12
_SECRETS = ("password", "again")
_COMMAS = ",，"
_CODES = ("company_code", "warehouse_code")
#: Which field a refusal of the hub is about.
_FIELD_OF = {
    "password.too_short": "password",
    "user.bad_login": "login",
    "user.login_taken": "login",
    "user.unnamed": "person",
    "own_hub.folder_unusable": "folder",
    "own_hub.folder_taken": "folder",
    "own_hub.port_taken": "port",
}


class NewHubForm(QWidget):
    """`wanted(NewHub)` when everything is there; `cancelled` while it is being made.

    The sentence of what is wrong stands below all fields: most of them are too narrow for one.
    """

    wanted = Signal(object)
    cancelled = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._begin_with(folder)
        self._lay_out()

    def _begin_with(self, folder: Path) -> None:
        self.entries = {
            "company": Entry(icon="buildings"),
            "company_code": Entry("HQ"),
            "warehouse": Entry(icon="house-line"),
            "warehouse_code": Entry("WH1"),
            "province": Entry(),
            "city": Entry(),
            "person": Entry(icon="user"),
            "login": Entry("admin"),
            "password": Entry(icon="lock-simple"),
            "again": Entry(icon="lock-simple"),
            "folder": Entry(str(folder), icon="folder-simple"),
            "port": Entry(str(free_port())),
        }
        for name in _SECRETS:
            self.entries[name].setEchoMode(QLineEdit.EchoMode.Password)
        for entry in self.entries.values():
            entry.returnPressed.connect(self.submit)
            entry.textEdited.connect(lambda _text, entry=entry: self._forgive(entry))

    def _lay_out(self) -> None:
        words = {
            "company": self.tr("Company"),
            "company_code": self.tr("Its short code"),
            "warehouse": self.tr("First warehouse"),
            "warehouse_code": self.tr("Its short code"),
            "province": self.tr("Province"),
            "city": self.tr("City"),
            "person": self.tr("Your name"),
            "login": self.tr("Sign-in name"),
            "password": self.tr("Password"),
            "again": self.tr("Password again"),
            "folder": self.tr("Folder of the hub"),
            "port": self.tr("Port"),
        }
        fields = {name: Field(words[name], entry, required=True) for name, entry in self.entries.items()}
        browse = Button(icon="folder-open", hint=self.tr("Choose a folder"))
        browse.clicked.connect(self._on_browse)
        rows = [
            hbox((fields["company"], 3), (fields["company_code"], 1), gap=_GAP),
            hbox(*((fields[name], 1) for name in ("warehouse", "warehouse_code", "province", "city")), gap=_GAP),
            hbox(*((fields[name], 1) for name in ("person", "login", "password", "again")), gap=_GAP),
            hbox((hbox((fields["folder"], 1), vbox(None, browse, gap=0), gap=4), 3), (fields["port"], 1), gap=_GAP),
        ]
        self._mark, self._line = Icon("info", "accent", 16), Text("", "caption", "secondary", wrap=True)
        self._cancel = Button(self.tr("Cancel"), "link", size="sm")
        self._cancel.clicked.connect(self.cancelled)
        self.setLayout(vbox(*rows, hbox(self._mark, (self._line, 1), self._cancel, gap=8), gap=8))
        self.settle()

    # -- what it says --------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Nothing is under way: says what will be made."""
        self._set_busy(is_busy=False)
        self._say(
            self.tr(
                "The hub runs in the background of this computer, for this computer alone, also when this window is"
                " closed. How articles, customers, people and further computers come in says docs/operation.md."
            ),
            "info",
        )

    def show_step(self, step: str) -> None:
        """What is being done: `looking`, `founding`, `starting` or `enrolling`."""
        steps = {
            "looking": self.tr("Step 1 of 4: looking at folder and port…"),
            "founding": self.tr("Step 2 of 4: making the company…"),
            "starting": self.tr("Step 3 of 4: starting the hub…"),
            "enrolling": self.tr("Step 4 of 4: taking this computer in…"),
        }
        self._set_busy(is_busy=True)
        self._say(steps[step], "info")

    def refuse(self, code: str, sentence: str) -> None:
        """It could not be made; the field to blame is marked and gets the keyboard."""
        self._set_busy(is_busy=False)
        self._blame(_FIELD_OF.get(code, ""), sentence)

    def _say(self, sentence: str, tone: str) -> None:
        self._mark.show_icon("x-circle" if tone == "error" else "info", "danger" if tone == "error" else "accent")
        self._line.setText(sentence)
        self._line.set_tint("danger" if tone == "error" else "secondary")

    def _set_busy(self, *, is_busy: bool) -> None:
        self._cancel.setVisible(is_busy)
        for entry in self.entries.values():
            entry.setEnabled(not is_busy)

    def _blame(self, name: str, sentence: str) -> None:
        self._say(sentence, "error")
        entry = self.entries.get(name)
        if entry is not None:
            entry.set_state("error")
            entry.setAccessibleDescription(sentence)
            entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forgive(self, entry: Entry) -> None:
        if entry.property("state"):
            entry.set_state("")
            entry.setAccessibleDescription("")
            self.settle()

    # -- what is in it -------------------------------------------------------------------------------------------

    def texts(self) -> dict[str, str]:
        """What has been entered so far, for the same form in another language."""
        return {name: entry.text() for name, entry in self.entries.items()}

    def take(self, texts: dict[str, str]) -> None:
        """Fills in what had been entered."""
        for name, text in texts.items():
            self.entries[name].setText(text)

    def take_focus(self) -> None:
        """The first empty field has the keyboard."""
        empty = next((each for each in self.entries.values() if not each.text().strip()), None)
        (empty or self.entries["company"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> bool:
        """Says `wanted`, or what is wrong; whether it could."""
        found = self._fault()
        if found is not None:
            self._blame(*found)
            return False
        texts = {name: entry.text() if name in _SECRETS else entry.text().strip() for name, entry in self._items()}
        hub = OwnHub(Path(texts.pop("folder")).expanduser(), int(texts.pop("port")))
        del texts["again"]
        self.wanted.emit(NewHub(hub, **texts))
        return True

    def _items(self) -> list[tuple[str, Entry]]:
        return list(self.entries.items())

    def _fault(self) -> tuple[str, str] | None:
        """The first field that is not right, and why."""
        for name, entry in self._items():
            if not entry.text().strip():
                return name, self.tr("This is missing: {field}").format(field=entry.accessibleName())
            if name in ("warehouse", "warehouse_code", "province", "city") and set(_COMMAS) & set(entry.text()):
                return name, self.tr("No commas here: {field}").format(field=entry.accessibleName())
            if name in _CODES and not is_code(entry.text().strip()):
                return name, refusal_text("company.bad_code", {"longest": LONGEST_CODE})
        province = self.entries["province"].text().strip()
        if not is_province(province):
            near = near_province(province)
            return "province", refusal_text("warehouse.unknown_province", {"province": province, "near": near})
        if len(self.entries["password"].text()) < SHORTEST_PASSWORD:
            return "password", self.tr("The password is too short: at least {n} characters").format(n=SHORTEST_PASSWORD)
        if self.entries["password"].text() != self.entries["again"].text():
            return "again", self.tr("The two passwords are not the same")
        port = self.entries["port"].text().strip()
        if not port.isdecimal() or not FIRST_PORT <= int(port) <= LAST_PORT:
            return "port", refusal_text("own_hub.bad_port", {"first": FIRST_PORT, "last": LAST_PORT})
        return None

    def _on_browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"), self.entries["folder"].text())
        if chosen:
            self.entries["folder"].setText(chosen)
            self._forgive(self.entries["folder"])
