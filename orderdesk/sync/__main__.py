"""The sync process of a desktop: `python -m orderdesk.sync --folder F`, JSON lines on both sides."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any

from orderdesk.documents.document import Key
from orderdesk.logs import log_to_stderr
from orderdesk.sync.workstation import Finding, Workstation

_log = logging.getLogger("orderdesk.sync")

#: More changed documents than this are told as one "everything".
MOST_TOLD = 500


class Teller:
    """Writes JSON lines to the window, one at a time."""

    def __init__(self) -> None:
        self._lane = threading.Lock()
        self._online: bool | None = None

    def tell(self, **message: Any) -> None:
        """One line. A window that was killed reads no more; what it said last still ends this process in order."""
        with self._lane:
            try:
                sys.stdout.write(json.dumps(message) + "\n")
                sys.stdout.flush()
            except BrokenPipeError:
                _log.info("window gone")
                # What is left in the buffer would fail again at every line, and once more at the end.
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, sys.stdout.fileno())
                os.close(nowhere)

    def changed(self, keys: set[Key]) -> None:
        """These documents may look different now; an empty set: look at everything again, the file is a new one."""
        if not keys:
            self.tell(event="switched")
        elif len(keys) > MOST_TOLD:
            self.tell(event="changed", items=None)
        else:
            self.tell(event="changed", items=[[key.kind, str(key.id)] for key in sorted(keys)])

    def status(self, online: bool) -> None:
        """Whether the hub answers, told when it turns."""
        if online != self._online:
            self._online = online
            self.tell(event="status", online=online)

    def checked(self, found: Finding) -> None:
        """What the comparison with the hub came to."""
        self.tell(event="checked", differ=found.differ, unsure=found.unsure, healed=found.healed)


def _end(failure: threading.ExceptHookArgs) -> None:
    """A lane that died of a defect must not leave half a process behind: the window starts a whole one again."""
    _log.critical("lane died", exc_info=failure.exc_value)
    os._exit(1)


def main() -> int:
    """Runs until the window closes its end or says stop."""
    parser = argparse.ArgumentParser(prog="orderdesk.sync", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="the workstation's folder")
    arguments = parser.parse_args()
    log_to_stderr()
    threading.excepthook = _end
    teller = Teller()
    workstation = Workstation.open(arguments.folder)
    workstation.sweep()
    workstation.start(teller.changed, teller.status, teller.checked)
    teller.tell(event="started")
    for line in sys.stdin:
        message = json.loads(line)
        if message.get("stop"):
            break
        if message.get("say"):
            workstation.wake()
        if message.get("check"):
            workstation.ask_for_check()
        if message.get("reopened"):
            workstation.sweep()
    workstation.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
