"""Starts the desktop: `orderdesk`, `orderdesk demo`. Imports Qt only when a window is to be opened."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

#: A workstation's cache is tested with as many.
_MOST_ORDERS = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """The `orderdesk` command; returns the exit status."""
    parser = build_parser()
    asked = parser.parse_args(arguments)
    folder = asked.dir if asked.command == "demo" else asked.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        parser.error(f"the folder {folder} cannot be used: {error.strerror}")
    if asked.command == "demo":
        return _run_demo(asked)
    if asked.ca_bundle is not None:
        if not asked.ca_bundle.is_file():
            parser.error(f"there is no file {asked.ca_bundle}")
        from orderdesk.sync import Workstation

        Workstation.open(asked.folder, ca_bundle=asked.ca_bundle).close()
    from ui.program import run_workstation

    return run_workstation(asked.folder)


def _run_demo(asked: argparse.Namespace) -> int:
    if asked.no_window:
        from orderdesk.demo.company import run_without_window

        return run_without_window(asked.dir, orders=asked.orders, seat=asked.seat or "desk")
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from ui.day.show import play_without_display

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
    parser.add_argument(
        "--ca-bundle",
        type=Path,
        metavar="FILE",
        help="certificates (PEM) to trust at the hub instead of the public authorities'; the folder remembers it",
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
        "--orders", type=_orders, default=2_000, help="how many orders its history has (default: %(default)s)"
    )
    demo.add_argument("--seat", choices=("bench", "desk", "office"), default=None, help="skip the choice of role")
    demo.add_argument("--no-window", action="store_true", help="only hub and outside systems; prints one JSON line")
    return parser


def _orders(text: str) -> int:
    try:
        found = int(text)
    except ValueError:
        found = 0
    if not 1 <= found <= _MOST_ORDERS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of orders from 1 to {_MOST_ORDERS:,}")
    return found


def default_folder() -> Path:
    """Where this person's workstation lives: the system's place for programs' data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "OrderDesk" / "workstation"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "OrderDesk" / "workstation"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "orderdesk" / "workstation"


if __name__ == "__main__":
    sys.exit(main())
