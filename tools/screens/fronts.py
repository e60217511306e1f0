"""What stands before the rooms: first run, sign-in, the demo's roles."""

from __future__ import annotations

from orderdesk.demo.company import Started
from tools.screens.studio import Studio
from ui.front.first_run import FirstRunPage
from ui.front.role_chooser import RoleChooser
from ui.front.sign_in import SignInPage


def draw_fronts(studio: Studio, started: Started) -> None:
    """First run, sign-in, the demo's roles."""
    first = FirstRunPage("")
    first.show()
    studio.shoot(first, "first-run")
    sign_in = SignInPage("3 号打包台", "orderdesk.hq.lan:8443", "chenjie")
    sign_in.show()
    sign_in.show_link("ok", "")
    studio.shoot(sign_in, "sign-in")
    roles = RoleChooser({role: user["person"] for role, user in started.users.items()})
    roles.show()
    studio.shoot(roles, "roles")
    for page in (first, sign_in, roles):
        page.close()
        page.deleteLater()
