"""The workstation's own room: how it stands with the hub, what somebody likes here, what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget
from typing_extensions import override

from orderdesk import own_hub
from orderdesk.release import VERSION
from orderdesk.sync.workstation import Finding, Status
from ui import formats, settings, theme
from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.entries import Field
from ui.components.frames import Section
from ui.components.layout import clear, grid, hbox, vbox
from ui.components.sounds import Beeper
from ui.components.text import Text
from ui.hub_trouble import compared, hub_version
from ui.language import Language, tongue
from ui.link_state import link_words
from ui.place.health import Health
from ui.place.reports import parts, report_text
from ui.place.sound_choice import SoundChoice, kept_volume
from ui.refusals import refusal_text
from ui.settings import Settings
from ui.shell import RoomPage
from ui.tasks import Lane
from ui.words import word
from ui.workplace import Workplace

_LABEL = 132
_WIDEST = 1_240


class PlaceRoom(RoomPage):
    """`copied` when a report lies on the clipboard, `scanner_wanted` to set the scanner up."""

    copied = Signal()
    scanner_wanted = Signal()

    def __init__(self, workplace: Workplace, kept: Settings) -> None:
        super().__init__()
        self._workplace, self._kept = workplace, kept
        self._rows = vbox(gap=16)
        body = QWidget()
        body.setMaximumWidth(_WIDEST)
        body.setLayout(vbox(self._rows, None, margins=(20, 16, 20, 16)))
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        self.setLayout(vbox(scroll))
        self._beeper: Beeper | None = None
        self.health: Health | None = None
        self._standing = vbox(gap=6)
        self._compare = Button(icon="arrows-clockwise", size="sm", hint=self.tr("Compare with the hub"))
        self._compared_before: Finding | None = None
        self._is_comparing = False
        self._hub_version = ""
        workplace.status_changed.connect(self._on_status)
        theme.appearance.theme_changed.connect(self._rebuild)

    def standing(self) -> list[tuple[str, str]]:
        """How the workstation stands, by label."""
        status, now = self._workplace.status, self._workplace.clock.now()
        found = [
            (self.tr("Link"), link_words(status, online=self._workplace.is_online, now=now)[1]),
            (self.tr("Hub"), status.hub),
            (self.tr("Heard from the hub"), formats.moment(status.contact_at, now, seconds=True)),
            (self.tr("Data as of"), formats.moment(status.as_of, now, seconds=True)),
            (self.tr("Waits to be sent"), self._queued(status)),
            (self.tr("Changes taken in"), self.tr("{n} of {m}").format(n=f"{status.cursor:,}", m=f"{status.head:,}")),
            (self.tr("Last comparison"), self._finding(status)),
        ]
        own = own_hub.noted(status.journal.parent)
        if own is not None:
            found.append((self.tr("Hub of this computer"), self.tr("runs from {folder}").format(folder=own.folder)))
        if self._hub_version:
            found.append((self.tr("Program of the hub"), self._versions()))
        if status.skew is not None:
            found.append((self.tr("Clock of this computer"), self._skew(status.skew)))
        if status.error:
            at = formats.moment(status.error_at, now, seconds=True)
            found.append((self.tr("Last trouble"), f"{at}: {refusal_text(status.error)}"))
        return found

    def _versions(self) -> str:
        """Both programs understand each other, else nothing here would be live; the older one should follow."""
        words = {
            0: self.tr("{there}, the same as here"),
            1: self.tr("{there}, newer than {here} here: they work together; update OrderDesk here when it suits"),
            -1: self.tr("{there}, older than {here} here: they work together; have the hub updated"),
        }
        return words[compared(self._hub_version)].format(there=self._hub_version, here=VERSION)

    def _skew(self, skew: timedelta) -> str:
        """Orders and parcels bear the times of this computer; no conflict is decided by them."""
        is_ahead = skew > timedelta()
        ahead, behind = (
            self.tr("{time} ahead of the hub's: have it set"),
            self.tr("{time} behind the hub's: have it set"),
        )
        return (ahead if is_ahead else behind).format(time=formats.spent(abs(skew).total_seconds()))

    def _on_hub_version(self, version: str) -> None:
        if version and version != self._hub_version:
            self._hub_version = version
            self._show_standing()

    def _queued(self, status: Status) -> str:
        if not status.queued or status.oldest_queued is None:
            return self.tr("Nothing")
        since = formats.spent(status.oldest_queued.total_seconds())
        return self.tr("{n}, the oldest for {time}").format(n=status.queued, time=since)

    def _finding(self, status: Status) -> str:
        found = status.finding
        if found is None:
            return self.tr("None yet")
        at = formats.moment(found.at, self._workplace.clock.now())
        if not found.differ:
            return self.tr("{at}: the same as at the hub").format(at=at)
        if found.healed:
            return self.tr("{at}: differed, everything was fetched anew").format(at=at)
        return self.tr("{at}: differs in {kinds}").format(at=at, kinds=", ".join(found.differ))

    def identity(self) -> list[tuple[str, str]]:
        """What this workstation is, by label."""
        status = self._workplace.status
        found = [
            (self.tr("Place"), status.device_name),
            (self.tr("Device code"), status.device_code),
            (self.tr("Seat"), word("seat", status.seat)),
            (self.tr("Protocol"), str(status.protocol)),
        ]
        # The report is read by whoever looks after the program, and stays English.
        return [*found, *((self.tr("System") if name == "System" else name, value) for name, value in parts())]

    # -- cards ---------------------------------------------------------------------------------------------------

    def _rebuild(self, _ignored: object = None) -> None:
        # Most people never open this room: it is furnished when somebody does.
        if self._rows.count():
            self._build()

    def _build(self) -> None:
        if self.health is not None:
            self.health.leave()
        clear(self._rows)
        self.health = Health(self._workplace)
        self._standing = vbox(gap=6)
        self._compare = Button(icon="arrows-clockwise", size="sm", hint=self.tr("Compare with the hub"))
        self._compare.clicked.connect(self._on_compare)
        sync = vbox(self._standing, hbox(self._compare, None), gap=12)
        copy = Button(self.tr("Copy a report"), icon="copy", size="sm")
        copy.clicked.connect(self._on_copy)
        about = vbox(_facts(self.identity()), hbox(copy, None), gap=12)
        licence = self.tr("Free software; the licence is in the file LICENSE")
        outside = vbox(self.health)
        self._rows.addWidget(Section(self.tr("How everything stands"), outside, self.tr("as the hub sees it")))
        self._rows.addWidget(Section(self.tr("Sync with the hub"), sync))
        self._rows.addWidget(Section(self.tr("Settings"), vbox(self._choices()), self.tr("for this workstation only")))
        self._rows.addWidget(Section(self.tr("About OrderDesk"), about, licence))
        self._show_standing()
        self._show_comparing()
        self.health.look()

    def _on_compare(self) -> None:
        """Long work: it goes on beside the window, and says so until its finding is there."""
        self._compared_before, self._is_comparing = self._workplace.status.finding, True
        self._show_comparing()
        self._workplace.compare()

    def _show_comparing(self) -> None:
        if not self._is_comparing:
            words = self.tr("Compare with the hub")
        elif self._workplace.is_online:
            words = self.tr("Comparing…")
        else:
            words = self.tr("Compared as soon as the hub is back")
        self._compare.say(words)
        self._compare.setEnabled(not self._is_comparing)

    def _choices(self) -> QWidget:
        languages = Select(
            [(Language.CHINESE, "简体中文"), (Language.ENGLISH, "English")],
            value=tongue.language, name=self.tr("Language"),
        )  # fmt: skip
        languages.currentIndexChanged.connect(lambda: self._on_language(languages.value()))
        looks = Select(
            [("", self.tr("As the system")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))],
            value=self._kept.text(settings.LOOK), name=self.tr("Look"),
        )  # fmt: skip
        looks.currentIndexChanged.connect(lambda: self._on_look(looks.value()))
        dense = Select(
            [
                ("compact", self.tr("Compact")),
                ("standard", self.tr("Standard")),
                ("comfortable", self.tr("Comfortable")),
            ],
            value=self._kept.text(settings.DENSITY), name=self.tr("Rows"),
        )  # fmt: skip
        dense.currentIndexChanged.connect(lambda: self._on_density(dense.value()))
        scanner = Button(self.tr("Set up…"), icon="barcode")
        scanner.setAccessibleName(self.tr("Set up the scanner"))
        scanner.clicked.connect(self.scanner_wanted)
        fields = [
            Field(self.tr("Language"), languages),
            Field(self.tr("Look"), looks),
            Field(self.tr("Rows"), dense),
            Field(self.tr("Scanner"), scanner),
            Field(self.tr("Sound"), SoundChoice(self._kept, self._sounds())),
        ]
        holder = QWidget()
        rows: list[list[QWidget | QLayout | None]] = [list(fields[:4]), [fields[4], None, None, None]]
        holder.setLayout(grid(rows, gap=(16, 8), shares=(1, 1, 1, 1)))
        return holder

    def _sounds(self) -> Beeper:
        """Made when somebody comes into this room: a player of sounds is a process of its own."""
        if self._beeper is None:
            self._beeper = Beeper(self)
            self._beeper.use(kept_volume(self._kept))
        return self._beeper

    def close_sounds(self) -> None:
        """Lets the player of the sounds go."""
        if self._beeper is not None:
            self._beeper.close()

    def _show_standing(self) -> None:
        clear(self._standing)
        self._standing.addWidget(_facts(self.standing()))

    # -- gestures ------------------------------------------------------------------------------------------------

    def copy_report(self, number: int = 0) -> None:
        """Puts a report on the clipboard; `number` is the one that was shown with a message."""
        QGuiApplication.clipboard().setText(report_text([*self.identity()[:4], *self.standing()], number=number))
        self.copied.emit()

    def _on_copy(self) -> None:
        self.copy_report()

    def _on_language(self, key: str) -> None:
        self._kept.keep(settings.LANGUAGE, key)
        tongue.use(key)

    def _on_look(self, look: str) -> None:
        self._kept.keep(settings.LOOK, look)
        self._dress()

    def _on_density(self, density: str) -> None:
        self._kept.keep(settings.DENSITY, density)
        self._dress()

    def _dress(self) -> None:
        look = self._kept.text(settings.LOOK) or theme.follow_system_scheme()
        theme.appearance.use(look, self._kept.text(settings.DENSITY), motion=theme.appearance.has_motion)

    def _on_status(self, status: Status) -> None:
        if self._is_comparing and status.finding != self._compared_before:
            self._is_comparing = False
        if self.isVisible() and self.health is not None:
            self._show_standing()
            self._show_comparing()
            self.health.show_status(status)

    # -- words ---------------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return self.tr("Setup")

    @override
    def entered(self) -> None:
        self._workplace.refresh_status()
        self._build()
        status = self._workplace.status
        self._workplace.tasks.run(Lane.HUB, lambda: hub_version(status), self._on_hub_version)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()
            self.title_changed.emit()


def _facts(rows: Sequence[tuple[str, str]]) -> QWidget:
    holder = QWidget()
    cells = [
        [
            Text(label, "body", "tertiary", width=_LABEL),
            Text(value or formats.NOTHING, "body", wrap=True, selectable=True),
        ]
        for label, value in rows
    ]
    holder.setLayout(grid(cells, gap=(16, 4), shares=(0, 1)))
    return holder
