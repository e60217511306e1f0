"""What every journey begins with: the light theme and English, whatever the one before has chosen."""

import pytest

from ui import theme
from ui.language import Language, tongue


@pytest.fixture(autouse=True)
def light_and_english(qapp: object) -> None:
    """A journey through real windows leaves the look and language of the people it played."""
    theme.appearance.use(theme.ThemeName.LIGHT, motion=False)
    tongue.use(Language.ENGLISH)
