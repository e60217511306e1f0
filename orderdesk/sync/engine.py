"""Keeps a workstation's two files in step: every transaction takes the cache before the journal."""

from __future__ import annotations

from orderdesk.sync.checking import Checking
from orderdesk.sync.overlay import NotEnrolledError, Touched
from orderdesk.sync.pulling import PAGE_LIMIT, Pulling
from orderdesk.sync.pushing import Pushing
from orderdesk.sync.saying import Saying


class Engine(Saying, Pushing, Pulling, Checking):
    """The journal, the cache in use and what moves between them and the hub.

    Two engines may work on one folder, one in the window's process and one in the sync process.
    """


__all__ = ["PAGE_LIMIT", "Engine", "NotEnrolledError", "Touched"]
