"""The first run: a hub is chosen, looked for or made, or the demo begun; then there is a workstation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from orderdesk.own_hub import NewHub
from ui import settings
from ui.dress import dress
from ui.front.first_run import FirstRunPage
from ui.language import tongue
from ui.window import MainWindow

if TYPE_CHECKING:
    from ui.enrolment import Enrolment, HubFounding, Probe


class FirstRun:
    """The page in a window and what happens behind it. `loaded` is called when the folder is that of a workstation,
    `left` when somebody goes back to the hub there was. Nothing slow is loaded before it is asked for."""

    def __init__(self, window: MainWindow, folder: Path, loaded: Callable[[], None], left: Callable[[], None]) -> None:
        self._window, self._folder = window, folder
        self._loaded, self._left = loaded, left
        self._demo: QObject | None = None
        self._probe: Probe | None = None
        self._enrolment: Enrolment | None = None
        self._founding: HubFounding | None = None

    def show(self, present: str) -> None:
        """Shows the page. `present`: the hub, or the name, that the folder has already."""
        hub_folder = self._folder.with_name("hub")
        page = FirstRunPage(self._window.kept.text(settings.LOOK), hub_folder=hub_folder, present=present)
        page.language_chosen.connect(self._on_language)
        page.look_chosen.connect(self._on_look)
        page.connect_wanted.connect(self._on_connect)
        page.demo_wanted.connect(self._on_demo)
        page.address_given.connect(self._on_address)
        page.hub_wanted.connect(self._on_hub_wanted)
        page.back_wanted.connect(self._left)
        self._window.show_page(page)

    def close(self) -> None:
        """Gives up whatever has begun."""
        for begun in (self._founding, self._enrolment, self._probe):
            if begun is not None:
                begun.close()
        self._founding = self._enrolment = self._probe = None

    def _on_language(self, key: str) -> None:
        tongue.use(key)
        self._window.kept.keep(settings.LANGUAGE, key)

    def _on_look(self, look: str) -> None:
        self._window.kept.keep(settings.LOOK, look)
        dress(self._window.kept)

    def _on_connect(self, address: str, code: str, name: str) -> None:
        from ui.enrolment import Enrolment

        page = self._window.page()
        assert isinstance(page, FirstRunPage)
        if self._enrolment is not None:
            return
        enrolment = self._enrolment = Enrolment(self._folder, address, code, name, self._window)
        enrolment.failed.connect(page.refuse)
        enrolment.not_there.connect(page.refuse_address)
        enrolment.done.connect(self._loaded)
        enrolment.ended.connect(self._on_enrolment_ended)
        enrolment.start()

    def _on_enrolment_ended(self) -> None:
        self._enrolment = None

    def _on_hub_wanted(self, plan: NewHub) -> None:
        from ui.enrolment import HubFounding

        page = self._window.page()
        assert isinstance(page, FirstRunPage)
        place = QCoreApplication.translate("Program", "Office 1")
        founding = self._founding = HubFounding(self._folder, plan, place, self._window)
        founding.stepped.connect(page.show_step)
        founding.failed.connect(self._on_hub_refused)
        founding.done.connect(self._on_hub_made)
        page.cancelled.connect(founding.cancel)
        founding.start()

    def _on_hub_made(self) -> None:
        self._founding = None
        self._loaded()

    def _on_hub_refused(self, code: str, sentence: str) -> None:
        self._founding = None
        page = self._window.page()
        if isinstance(page, FirstRunPage):
            page.refuse_hub(code, sentence)

    def _on_address(self, address: str) -> None:
        if self._probe is None:
            from ui.enrolment import Probe

            self._probe = Probe(self._folder, self._window)
            self._probe.found.connect(self._on_hub_found)
            self._probe.missing.connect(lambda at, why: self._show_probe(at, "error", why))
        self._probe.look(address)

    def _on_hub_found(self, address: str, version: str) -> None:
        found = QCoreApplication.translate("Program", "The hub answers, version {n}").format(n=version)
        self._show_probe(address, "ok", found)

    def _show_probe(self, address: str, state: str, sentence: str) -> None:
        page = self._window.page()
        if isinstance(page, FirstRunPage):
            page.show_probe(address, state, sentence)

    def _on_demo(self) -> None:
        from ui.demo_door import DEMO_ORDERS, begin_demo_beside

        self._demo = begin_demo_beside(self._window, self._folder.with_name("demo"), DEMO_ORDERS)
