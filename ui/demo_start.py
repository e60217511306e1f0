"""`orderdesk demo` with a window: the door to the demo company as a program of its own."""

from __future__ import annotations

import argparse

from orderdesk.logs import log_to_stderr
from ui.demo_door import DemoDoor
from ui.dress import dress
from ui.instance import Instance
from ui.interruption import end_on_signals, log_qt_remarks
from ui.program import new_application
from ui.settings import Settings

_ROLE_OF_SEAT = {"bench": "packer", "desk": "sales", "office": "finance"}


def run_demo(asked: argparse.Namespace) -> int:
    """`orderdesk demo` with a window."""
    log_to_stderr()
    log_qt_remarks()
    application = new_application()
    instance = Instance(asked.dir)
    if not instance.take():
        return 0
    dress(Settings(asked.dir))
    door = DemoDoor(asked.dir, orders=asked.orders, role=_ROLE_OF_SEAT.get(asked.seat or "", ""))
    instance.called.connect(door.raise_)
    door.show()
    door.start()
    end_on_signals(door.close)
    return application.exec()
