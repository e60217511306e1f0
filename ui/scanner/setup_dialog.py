"""How the scanners of this workstation are set, and whether they are heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.dialog import Dialog
from ui.components.entries import Field
from ui.components.layout import hbox
from ui.components.text import Text
from ui.scanner.listener import ScanListener
from ui.scanner.manual_entry import CodeEntry
from ui.scanner.scanners import Scanners
from ui.scanner.settings import BAUDS, DOUBLE_FIRES_MS, ENTER, TAB, ScannerSetup
from ui.tasks import Lane, Tasks


class ScannerDialog(Dialog):
    """Port, speed, prefix and suffix; what is scanned meanwhile appears here as it was heard.

    It is not modal: a code that is scanned goes its way as well.
    """

    def __init__(self, scanners: Scanners, listener: ScanListener, parent: QWidget, tasks: Tasks) -> None:
        super().__init__("", parent, icon="barcode", token="accent")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.show_title(self.tr("Scanner"))
        self._scanners, self._listener = scanners, listener
        setup = scanners.setup
        self._port = Select(self._ports(setup.port), name=self.tr("Port"))
        self._baud = Select([(str(baud), str(baud)) for baud in BAUDS], name=self.tr("Speed"))
        self._prefix = CodeEntry(name=self.tr("Prefix"))
        self._suffix = Select(
            [("", self.tr("Enter or Tab")), (ENTER, self.tr("Enter")), (TAB, self.tr("Tab"))], name=self.tr("Suffix")
        )
        again = [(str(each), self.tr("{n} ms").format(n=each)) for each in DOUBLE_FIRES_MS]
        self._again = Select(again, name=self.tr("Same code again"))
        self._state, self._heard = Text("", "body", wrap=True), Text("", "bodyStrong", wrap=True)
        self._show_setup(setup)
        self._lay_out()
        scanners.state_changed.connect(self._show_state)
        listener.scanned.connect(self._on_scanned)
        self._show_state()
        # The system takes longer to name its ports than a repaint may wait.
        self._asked = tasks.run(Lane.READ, ports_there, self._on_ports)

    def _ports(self, chosen: str, there: Sequence[tuple[str, str]] = ()) -> list[tuple[str, str]]:
        found = dict(there)
        if chosen:
            found.setdefault(chosen, chosen)
        return [("", self.tr("Types like a keyboard")), *sorted(found.items())]

    def _on_ports(self, there: list[tuple[str, str]]) -> None:
        self._port.offer(self._ports(self._port.value(), there))

    def _show_setup(self, setup: ScannerSetup) -> None:
        self._port.choose(setup.port)
        self._baud.choose(str(setup.baud))
        self._prefix.setText(setup.prefix)
        self._again.choose(str(setup.double_fire_ms))
        if setup.suffix not in ("", ENTER, TAB):
            self._suffix.addItem(setup.suffix, setup.suffix)
        with QSignalBlocker(self._suffix):
            self._suffix.choose(setup.suffix)

    def _lay_out(self) -> None:
        self._fields: dict[QWidget, Field] = {}
        for label, field, hint in (
            (self.tr("Port"), self._port, self.tr("Where a scanner on a serial line is plugged in")),
            (self.tr("Speed"), self._baud, self.tr("Of a serial line, as the scanner is programmed")),
            (
                self.tr("Prefix"),
                self._prefix,
                self.tr("What the scanner sends first, such as ~, F13 or \\x02; or nothing"),
            ),
            (self.tr("Suffix"), self._suffix, self.tr("What it sends last")),
            (
                self.tr("Same code again"),
                self._again,
                self.tr("Within this time it counts once: the trigger was pulled once"),
            ),
        ):
            self._fields[field] = Field(label, field, hint=hint, wraps=True)
        # Two beside each other: with what a bench adds the sheet is to fit the smallest window.
        for row in ((self._port, self._baud), (self._prefix, self._suffix), (self._again,)):
            beside = hbox(*((self._fields[field], 1) for field in row), gap=12)
            for field in row:
                beside.setAlignment(self._fields[field], Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(beside)
        self.body.addWidget(self._state)
        self.body.addWidget(self._heard)
        stay = Button(self.tr("Back"), keys="Esc")
        stay.clicked.connect(self.reject)
        use = Button(self.tr("Use these"), "primary", keys="Enter")
        use.clicked.connect(self._on_use)
        use.setDefault(True)
        self.buttons.addWidget(stay)
        self.buttons.addWidget(use)
        self._port.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_use(self) -> None:
        setup = ScannerSetup(
            port=self._port.value(),
            baud=int(self._baud.value()),
            prefix=self._prefix.text().strip(),
            suffix=self._suffix.value(),
            double_fire_ms=int(self._again.value()),
        )
        prefix = self._fields[self._prefix]
        if setup.prefix_fits():
            prefix.clear()
            self._scanners.use(setup)
            self._heard.setText(self.tr("In use from now on"))
            self._heard.set_tint("ok")
            return
        prefix.say("error", self.tr("One character, \\x and two digits, or a key from F1 to F24"))
        self._prefix.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_state(self) -> None:
        words, tint = scanner_words(self._scanners)
        self._state.setText(words or self.tr("Scan something: what is heard appears here"))
        self._state.set_tint(tint)

    @Slot(str, object)
    def _on_scanned(self, code: str, _at_ms: Any) -> None:
        self._heard.setText(self.tr("Heard: {code}").format(code=code))
        self._heard.set_tint("ok")

    @override
    def done(self, result: int) -> None:
        self._asked.cancel()
        self._scanners.state_changed.disconnect(self._show_state)
        self._listener.scanned.disconnect(self._on_scanned)
        super().done(result)


def scanner_badge(scanners: Scanners) -> tuple[str, bool]:
    """The state of the serial scanner in a few words, and whether nothing is wrong; empty where there is none."""
    if scanners.state.is_there is False:
        return QCoreApplication.translate("Scanner", "No scanner on {port}").format(port=scanners.state.port), False
    return scanner_words(scanners)[0], True


def scanner_words(scanners: Scanners) -> tuple[str, str]:
    """The state of the serial scanner in a sentence, and its tint; empty where there is none."""
    state = scanners.state
    if not state.port:
        return "", "secondary"
    if state.is_there:
        return QCoreApplication.translate("Scanner", "Scanner on {port}").format(port=state.port), "ok"
    if state.is_there is None:
        return QCoreApplication.translate("Scanner", "Opening {port}").format(port=state.port), "secondary"
    text = QCoreApplication.translate("Scanner", "No scanner on {port}: {why}")
    return text.format(port=state.port, why=state.reason), "danger"


def ports_there() -> list[tuple[str, str]]:
    """The serial ports of this computer: each with what is plugged in there, as the system calls it."""
    from serial.tools.list_ports import comports

    return [(port.device, f"{port.device}  {port.description}".strip()) for port in comports()]
