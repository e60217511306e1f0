"""The frame of the pictures: the studio that takes them, and a person's window over the demo's hub."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from orderdesk.demo.company import Demo, Started
from orderdesk.sync import Workstation
from ui import theme
from ui.language import Language, tongue
from ui.life import Life
from ui.program import Program

SMALL, LARGE = (1_366, 768), (1_920, 1_080)
_PATIENCE_S = 60.0
_ROUNDS = 25
_EXACT = 160


class Studio:
    """Takes pictures of one widget after the other in every look and language.

    `wanted`: only pictures whose name begins with one of these are kept; none: all. `scale`: how much larger everything
    is drawn; then each window has the size that a Full HD screen leaves for it.
    """

    def __init__(self, application: QApplication, folder: Path, wanted: Sequence[str] = (), scale: float = 1.0) -> None:
        self._application, self._folder = application, folder
        self._wanted, self._scale = tuple(wanted), scale
        self.taken: list[Path] = []

    def wait(self, done: Callable[[], bool], what: str) -> None:
        """Lets the window live until something has happened. Raises TimeoutError."""
        self.until(done, what)
        self.settle()

    def until(self, done: Callable[[], bool], what: str) -> None:
        """As `wait`, without letting things settle afterwards. Raises TimeoutError."""
        end = time.monotonic() + _PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(what)
            self._application.processEvents()
            time.sleep(0.005)

    def settle(self, seconds: float = 0.3) -> None:
        """Lets what is on its way arrive."""
        end = time.monotonic() + seconds
        rounds = 0
        # On a busy machine the time is over before anything has happened.
        while time.monotonic() < end or rounds < _ROUNDS:
            self._application.processEvents()
            time.sleep(0.005)
            rounds += 1

    def shoot(
        self,
        widget: QWidget,
        name: str,
        size: tuple[int, int] = SMALL,
        *,
        looks: bool = True,
        opened: Callable[[], QWidget] | None = None,
    ) -> None:
        """Four pictures; two where the look is always light. Afterwards the look is light and the language Chinese.

        `opened` opens what lies over the window, a menu or a sheet, and returns it: anew for each picture.
        """
        if self._wanted and not f"{name}-{size[0]}".startswith(self._wanted):
            return
        mark = f"{size[0]}"
        if self._scale > 1:
            size = (round(LARGE[0] / self._scale), round(LARGE[1] / self._scale))
            mark = f"{LARGE[0]}-at-{self._scale * 100:.0f}"
        widget.resize(*size)
        self.settle()
        for look in (theme.ThemeName.LIGHT, theme.ThemeName.DARK) if looks else (theme.ThemeName.LIGHT,):
            theme.appearance.use(look, motion=False)
            for language in Language:
                tongue.use(language)
                self.settle()
                over = opened() if opened is not None else None
                self.settle()
                self._save(widget, f"{name}-{mark}-{look}-{language}")
                if over is not None:
                    over.close()
        theme.appearance.use(theme.ThemeName.LIGHT, motion=False)
        tongue.use(Language.CHINESE)
        self.settle()

    def _save(self, widget: QWidget, name: str) -> None:
        path = self._folder / f"{name}.png"
        shot = widget.grab()
        painter = QPainter(shot)
        for over in QApplication.topLevelWidgets():
            if over.isVisible() and over is not widget and isinstance(over, QDialog | QMenu):
                if isinstance(over, QDialog):
                    over.move(widget.mapToGlobal(widget.rect().center()) - over.rect().center())
                at = widget.mapFromGlobal(over.mapToGlobal(QPoint(0, 0)))
                painter.drawPixmap(at, over.grab())
                # Where the window's frame is on a real desktop.
                painter.setPen(theme.current().color("border.input"))
                painter.drawRect(QRect(at, over.size()).adjusted(-1, -1, 0, 0))
        painter.end()
        shot.save(str(path))
        with Image.open(path) as picture:
            _with_few_colours(picture.convert("RGB")).save(path, optimize=True)
        self.taken.append(path)
        print(path.name, file=sys.stderr)


def _with_few_colours(picture: Image.Image) -> Image.Image:
    """256 colours are a third of the size: half of them the most frequent ones as they are, so that every ground keeps
    its tint, the others spread over all that there are, so that no small mark turns grey."""
    found = sorted(picture.getcolors(picture.width * picture.height) or (), reverse=True)[:_EXACT]
    spread = picture.quantize(256 - _EXACT, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).getpalette() or []
    exact = [part for _count, colour in found if isinstance(colour, tuple) for part in colour]
    palette = Image.new("P", (1, 1))
    palette.putpalette((exact + spread)[:768])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def seat_folder(started: Started, role: str) -> Path:
    """Where the workstation of a role lies."""
    return started.folder / "pictures" / role


@contextmanager
def workstation_window(studio: Studio, demo: Demo, started: Started, role: str, name: str) -> Iterator[Program]:
    """A window in which the demo's person of a role works."""
    user = started.users[role]
    workstation = Workstation.open(seat_folder(started, role), started.hub)
    if not workstation.status().enrolled:
        workstation.enrol(demo.enrol(user["seat"], name), name)
    workstation.sign_in(user["name"], user["password"])
    workstation.close()
    with window_over(studio, seat_folder(started, role)) as program:
        yield program


@contextmanager
def window_over(studio: Studio, folder: Path) -> Iterator[Program]:
    """The window of a workstation at which somebody is signed in."""
    program = Program(folder)
    program.window.resize(*SMALL)
    program.show()
    studio.wait(lambda: program.life is not None, "the workstation")
    studio.wait(lambda: life_of(program).workplace.is_online is True, "the hub")
    yield program
    program.close()
    program.window.close()
    program.window.deleteLater()


def life_of(program: Program) -> Life:
    """What goes on behind a window that has loaded."""
    assert program.life is not None
    return program.life
