"""Parts that are made anew, without taking the keyboard away from whoever is in them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.components.layout import clear, hbox, vbox
from ui.language import tongue

_NOTHING = object()


class Remade(QWidget):
    """A place whose parts are made anew only when what they show is something else."""

    def __init__(self, parent: QWidget, *, gap: int = 12, sideways: bool = False) -> None:
        super().__init__(parent)
        self._said: object = _NOTHING
        self._rows = hbox(gap=gap) if sideways else vbox(gap=gap)
        self.setLayout(self._rows)
        self.hide()

    def show_for(self, what: object, make: Callable[[], Sequence[QWidget]]) -> None:
        """Shows the parts that `make` makes of `what`; nothing happens while that and the language are as before."""
        said = (tongue.language, what)
        if said == self._said:
            return
        self._said = said
        with keyboard_kept(self):
            clear(self._rows)
            parts = make()
            for part in parts:
                self._rows.addWidget(part)
                # A layout would show it a moment later: it is to have the keyboard now.
                part.show()
            self.setVisible(bool(parts))


def key_stops(area: QWidget) -> list[QWidget]:
    """What within an area the Tab key comes to."""
    return [
        each
        for each in area.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(area)
    ]


@contextmanager
def keyboard_kept(area: QWidget) -> Iterator[None]:
    """While the parts of an area are replaced: whoever stood at the third of them stands at the third again."""
    window = area.window()
    held = window.focusWidget()
    before = key_stops(area)
    place = before.index(held) if held in before else -1
    yield
    after = key_stops(area)
    if place >= 0 and after:
        after[min(place, len(after) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
