"""The workstation's side: what was said, the copy it works on, and keeping both in step with the hub."""

from __future__ import annotations

from orderdesk.sync.workstation import Workstation

__all__ = ["Workstation"]
