"""Starts the desktop: `orderdesk`, `orderdesk demo`. Imports Qt only when a window is to be opened."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """The `orderdesk` command; returns the exit status."""
    asked = build_parser().parse_args(arguments)
    if asked.command == "demo":
        return _run_demo(asked)
    from ui.program import run_workstation

    return run_workstation(asked.folder)


def _run_demo(asked: argparse.Namespace) -> int:
    if asked.no_window:
        from orderdesk.demo.company import run_without_window

        return run_without_window(asked.dir, orders=asked.orders, seat=asked.seat or "desk")
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from ui.scripted_day import play_without_display

        return play_without_display(asked.dir, orders=asked.orders)
    from ui.demo_start import run_demo

    return run_demo(asked)


def has_display() -> bool:
    """Whether a window can be shown, or somebody has chosen a platform for it."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def build_parser() -> argparse.ArgumentParser:
    """What the command understands."""
    parser = argparse.ArgumentParser(prog="orderdesk", description="Order desk and packing bench.")
    parser.add_argument(
        "--folder", type=Path, default=default_folder(), help="the workstation's folder (default: %(default)s)"
    )
    commands = parser.add_subparsers(dest="command")
    demo = commands.add_parser("demo", help="open an invented company with hub, outside systems and data")
    demo.add_argument(
        "--dir",
        type=Path,
        default=default_folder().with_name("demo"),
        help="where the demo lives (default: %(default)s)",
    )
    demo.add_argument(
        "--orders", type=int, default=2_000, help="how many orders its history has (default: %(default)s)"
    )
    demo.add_argument("--seat", choices=("bench", "desk", "office"), default=None, help="skip the choice of role")
    demo.add_argument("--no-window", action="store_true", help="only hub and outside systems; prints one JSON line")
    return parser


def default_folder() -> Path:
    """Where this person's workstation lives: the system's place for programs' data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "OrderDesk" / "workstation"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "OrderDesk" / "workstation"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "orderdesk" / "workstation"


if __name__ == "__main__":
    sys.exit(main())
