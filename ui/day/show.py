"""The day as it is shown where there is no display: pictures, and a summary of what was seen when."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from orderdesk.children import NotRunning
from orderdesk.demo.company import Demo
from ui import theme
from ui.day.play import Day
from ui.day.seats import DayFailed
from ui.interruption import log_qt_remarks
from ui.language import tongue
from ui.program import new_application


def write_summary(day: Day) -> Path:
    """summary.json and summary.txt beside the pictures; returns the text's path."""
    steps = [asdict(step) for step in day.steps]
    (day.pictures / "summary.json").write_text(
        json.dumps({"order_no": day.order_no, "steps": steps}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    lines = [f"Order {day.order_no}"]
    for number, step in enumerate(day.steps, start=1):
        seen = ", ".join(f"{role} {ms} ms" for role, ms in step.seen_ms.items())
        lines.append(f"{number:2}. {step.what}" + (f": {seen}" if seen else ""))
    path = day.pictures / "summary.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def play_without_display(folder: Path, *, orders: int) -> int:
    """The demo where there is no display: says so, plays the day offscreen, tells where its pictures are."""
    out = sys.stderr.write
    out("OrderDesk: there is no display here, so the demo plays one order's day by itself, without one\n")
    log_qt_remarks()
    new_application()
    dress_for_pictures()
    demo = Demo(folder, orders=orders, lives=False)
    day: Day | None = None
    try:
        day = Day(demo.start(), folder / "day" / "pictures", demo.enrol)
        day.play()
    except (NotRunning, DayFailed) as error:
        out(f"OrderDesk: {error}\n")
        return 1
    finally:
        if day is not None:
            day.close()
        demo.stop()
    summary = write_summary(day)
    sys.stdout.write(f"{summary.read_text(encoding='utf-8')}Pictures and summary: {day.pictures}\n")
    return 0


def dress_for_pictures() -> None:
    """Light and Chinese, as the people of the demo work."""
    theme.appearance.use("light", motion=False)
    tongue.use("zh")
