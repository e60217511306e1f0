"""The port of messages to people: short texts to a channel, few enough and short enough for where they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from orderdesk.connectors.ports import Outcome


@dataclass(frozen=True, slots=True)
class Message:
    """A message: a short title, and further lines where there is room for them. Plain text without mark-up."""

    title: str
    lines: tuple[str, ...] = ()


class MessageChannel(Protocol):
    """Somewhere messages can be put. It has no keys: what may have arrived is never sent a second time."""

    system: str

    def room(self, channel: str, now: datetime) -> int:
        """How many posts this channel takes now."""
        ...

    def fits(self, messages: Sequence[Message]) -> int:
        """How many of the messages, from the first on, go into one post; at least one."""
        ...

    def post(self, channel: str, messages: Sequence[Message]) -> Outcome:
        """Puts one message, or a digest of several, into a channel. Too long a text is cut."""
        ...
