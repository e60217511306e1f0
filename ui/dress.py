"""How the window looks and speaks before anybody has said so again."""

from __future__ import annotations

from ui import settings, theme
from ui.language import system_language, tongue
from ui.settings import Settings


def dress(kept: Settings) -> None:
    """The look and language somebody has chosen, or those of the system."""
    look = kept.text(settings.LOOK) or theme.follow_system_scheme()
    theme.appearance.use(look, kept.text(settings.DENSITY))
    tongue.use(kept.text(settings.LANGUAGE) or system_language())
