"""The log of every program of OrderDesk: standard error, business facts and worse."""

from __future__ import annotations

import logging
import sys

#: They write down each address that is called, or each step of nothing.
_CHATTY = ("httpx", "httpcore", "alembic")


def log_to_stderr() -> None:
    """Starts the log of this process: once, at the start of its `main`. A log that is there already stays as it is."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
