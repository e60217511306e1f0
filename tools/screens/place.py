"""The workstation's own room."""

from __future__ import annotations

from tools.screens.studio import Studio
from ui.program import Program
from ui.window import PLACE


def draw_place(studio: Studio, program: Program) -> None:
    """The room as the person at the desk sees it."""
    program.window.shell.open_room(PLACE)
    studio.shoot(program.window, "place")
