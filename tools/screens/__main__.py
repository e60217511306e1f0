"""Every screen as a picture, light and dark, Chinese and English: python -m tools.screens [FOLDER] [--orders N].

A small demo company is made, its hub started, and the real windows are drawn offscreen over it. `--only desk bench`
draws these seats, `--pictures orders entry-` those whose names begin so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from orderdesk.demo.company import Demo, Started
from tools.screens.bench import draw_bench
from tools.screens.desk import draw_desk
from tools.screens.entry import draw_entry
from tools.screens.fronts import draw_fronts
from tools.screens.kinds import draw_away, draw_kinds, draw_split
from tools.screens.people import draw_people
from tools.screens.place import draw_place
from tools.screens.sheets import draw_sheets
from tools.screens.studio import Studio, seat_folder, window_over, workstation_window
from ui import theme
from ui.language import Language, tongue
from ui.program import new_application

ROOT = Path(__file__).resolve().parent.parent.parent
#: As large as the largest window with what opens over it; the screen without a display is 800 pixels wide.
_SCREEN = {"name": "screens", "x": 0, "y": 0, "width": 2_560, "height": 1_600, "dpr": 1}
_DOTS = {"logicalDpi": 96, "logicalBaseDpi": 96}
SEATS = ("fronts", "desk", "entry", "place", "people", "sheets", "bench")
_SCALES = ("1.25", "1.5")


def main() -> int:
    """Draws what is asked for; returns 0."""
    parser = argparse.ArgumentParser(prog="tools.screens", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "screens")
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--only", nargs="+", choices=SEATS, default=SEATS)
    parser.add_argument("--pictures", nargs="+", default=())
    # The desk once more over a workstation that is there, on a screen of another scale: a child says this.
    parser.add_argument("--over", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        screens = Path(place) / "screens.json"
        screens.write_text(json.dumps({"screens": [_SCREEN | _DOTS]}), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screens}"
        application = new_application()
    theme.appearance.use(theme.ThemeName.LIGHT, motion=False)
    tongue.use(Language.CHINESE)
    studio = Studio(
        application, asked.folder, asked.pictures, float(os.environ["QT_SCALE_FACTOR"]) if asked.over else 1.0
    )
    if asked.over:
        with window_over(studio, asked.over) as desk:
            draw_desk(studio, desk)
            draw_entry(studio, desk)
        return 0
    with tempfile.TemporaryDirectory() as place, Demo(Path(place), orders=asked.orders, lives=False) as demo:
        _draw(studio, demo, demo.start(), asked)
    print(f"{len(studio.taken)} pictures in {asked.folder}")
    return 0


def _draw(studio: Studio, demo: Demo, started: Started, asked: argparse.Namespace) -> None:
    seats = set(asked.only)
    if "fronts" in seats:
        draw_fronts(studio, started)
    if seats & {"desk", "entry", "place"}:
        _draw_sales(studio, demo, started, asked.folder, seats)
    if "people" in seats:
        with workstation_window(studio, demo, started, "admin", "管理台") as administrator:
            draw_people(studio, administrator)
    if seats & {"sheets", "bench"}:
        _draw_supervised(studio, demo, started, seats)
    if "desk" in seats:
        # Nothing is drawn with the hub any more.
        with window_over(studio, seat_folder(started, "sales")) as desk:
            draw_away(studio, desk, demo.stop)


def _draw_sales(studio: Studio, demo: Demo, started: Started, folder: Path, seats: set[str]) -> None:
    with workstation_window(studio, demo, started, "sales", "销售台 1") as desk:
        if "desk" in seats:
            draw_desk(studio, desk)
            draw_kinds(studio, desk)
        if "entry" in seats:
            draw_entry(studio, desk)
        if "place" in seats:
            draw_place(studio, desk)
    if {"desk", "entry"} <= seats:
        for scale in _SCALES:
            _draw_scaled(folder, seat_folder(started, "sales"), scale)


def _draw_supervised(studio: Studio, demo: Demo, started: Started, seats: set[str]) -> None:
    with workstation_window(studio, demo, started, "supervisor", "主管台") as supervisor:
        if "sheets" in seats:
            draw_sheets(studio, supervisor)
            draw_split(studio, supervisor)
        if "bench" in seats:
            with workstation_window(studio, demo, started, "packer", "3 号打包台") as bench:
                draw_bench(studio, bench, supervisor)


def _draw_scaled(folder: Path, workstation: Path, scale: str) -> None:
    """The list and the form on a screen of another scale; the scale belongs to a process."""
    arguments = [str(folder), "--over", str(workstation), "--pictures", "orders-1366", "entry-1366"]
    command = [sys.executable, "-m", "tools.screens", *arguments]
    subprocess.run(command, check=True, env={**os.environ, "QT_SCALE_FACTOR": scale})


if __name__ == "__main__":
    sys.exit(main())
