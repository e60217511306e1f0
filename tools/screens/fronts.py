"""What stands before the rooms: first run, sign-in, the demo's roles."""

from __future__ import annotations

from pathlib import Path

from orderdesk.demo.company import Started
from tools.screens.studio import Studio
from ui.front.first_run import NEW, FirstRunPage
from ui.front.role_chooser import RoleChooser
from ui.front.sign_in import SignInPage
from ui.language import tongue
from ui.refusals import refusal_text


def draw_fronts(studio: Studio, started: Started) -> None:
    """First run, sign-in, the demo's roles."""
    first = FirstRunPage("", hub_folder=Path("/home/orderdesk/.local/share/orderdesk/hub"))
    first.show()
    studio.shoot(first, "first-run")
    first.choose(NEW)
    studio.shoot(first, "first-run-new-hub")
    other = FirstRunPage("", present="https://orderdesk.hq.lan:8443")
    other.show()
    studio.shoot(other, "first-run-other-hub")
    sign_in = SignInPage("3 号打包台", "orderdesk.hq.lan:8443", "chenjie")
    sign_in.show()
    sign_in.show_link("ok", "")
    studio.shoot(sign_in, "sign-in")
    _draw_trouble(studio, sign_in)
    roles = RoleChooser({role: user["person"] for role, user in started.users.items()})
    roles.show()
    studio.shoot(roles, "roles")
    for page in (first, other, sign_in, roles):
        page.close()
        page.deleteLater()


def _draw_trouble(studio: Studio, page: SignInPage) -> None:
    """A hub that is not trusted, and a badge with a wrong PIN."""

    def tell() -> None:
        page.show_link("warn", "")
        page.take_badge("~BDG-1")
        page.warn("trouble", refusal_text("probe.certificate", {"host": "orderdesk.hq.lan"}))
        page.refuse(refusal_text("sign_in.wrong_badge"))

    tell()
    # Its sentences come from whoever shows the page, in the language of that moment.
    tongue.language_changed.connect(tell)
    studio.shoot(page, "sign-in-trouble")
    tongue.language_changed.disconnect(tell)
