"""Runs a program of ours that ends when whoever started it has ended, however that was.

`python -m orderdesk.tied MODULE ARGUMENTS`: standard input is a pipe of which the starter holds the other end and
says nothing into it. The system closes it with that process, also when it was killed and could tell nobody.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading

STOPS_WITHIN_S = 60.0


def main() -> None:
    """Runs the module that the arguments name as the program."""
    sys.argv = sys.argv[1:]
    threading.Thread(target=_watch, name="starter", daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _watch() -> None:
    # Not through sys.stdin: a thread that waits in its buffer would keep the interpreter from ending.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(STOPS_WITHIN_S)
    os._exit(1)


if __name__ == "__main__":
    main()
