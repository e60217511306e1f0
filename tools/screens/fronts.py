"""What stands before the rooms: first run, sign-in, the demo's roles."""

from __future__ import annotations

from pathlib import Path

from orderdesk.demo.company import Started
from tools.screens.studio import Studio
from ui.front.first_run import NEW, FirstRunPage
from ui.front.role_chooser import RoleChooser
from ui.front.sign_in import SignInPage
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
    sign_in.show_link("warn", "")
    sign_in.take_badge("~BDG-1")
    sign_in.warn("trouble", refusal_text("probe.certificate", {"host": "orderdesk.hq.lan"}))
    sign_in.refuse(refusal_text("sign_in.wrong_badge"))
    studio.shoot(sign_in, "sign-in-trouble")
    roles = RoleChooser({role: user["person"] for role, user in started.users.items()})
    roles.show()
    studio.shoot(roles, "roles")
    for page in (first, other, sign_in, roles):
        page.close()
        page.deleteLater()
