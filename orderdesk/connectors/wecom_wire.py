"""The wire of a WeCom group robot: address, body within its limits, and what an answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlencode

from orderdesk.connectors.http import RETRY_S, json_answer
from orderdesk.connectors.messages import Message
from orderdesk.connectors.ports import Outcome
from orderdesk.connectors.reading import pick

SEND = "cgi-bin/webhook/send"

MAX_BYTES = 4096
"""The longest markdown text of one post, in bytes of UTF-8."""

HELD_S = 60.0
"""How long a robot rests after it was told that it speaks too often."""

_REJECTING = frozenset({"40008", "40058", "44004", "45002"})
_BUSY = frozenset({"-1", "45033"})
_CUT = "…"
# What the robot would take for a mention, a link or a mark-up.
_NEUTRAL = str.maketrans({**dict(zip("<>*[]", "＜＞＊【】", strict=True)), "`": "'", "\r": " ", "\n": " "})


@dataclass(frozen=True, slots=True)
class WeComSettings:
    """The robots, one a channel: `keys` by channel, `key` for all others. A key is all that a robot asks for.

    `posts_per_minute`: at most 20; less where several hubs share a robot.
    """

    base_url: str
    key: str = field(repr=False)
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    posts_per_minute: int = 18

    def key_of(self, channel: str) -> str:
        """The key of the robot that speaks in a channel."""
        return self.keys.get(channel) or self.key


def address(settings: WeComSettings, channel: str) -> str:
    """The address of a channel's robot. It is the secret itself: never log it."""
    return f"{settings.base_url.rstrip('/')}/{SEND}?{urlencode({'key': settings.key_of(channel)})}"


def text_of(messages: Sequence[Message], *, digest_title: str) -> str:
    """The markdown of one message, or of a digest with one line each; cut at a character to what a post may hold."""
    if len(messages) == 1:
        only = messages[0]
        return cut("\n".join([f"**{neutral(only.title)}**", *(f"> {neutral(line)}" for line in only.lines)]), MAX_BYTES)
    return cut("\n".join([f"**{digest_title}**", *(_entry(each) for each in messages)]), MAX_BYTES)


def fits(messages: Sequence[Message], *, digest_title: str) -> int:
    """How many messages a digest holds without being cut; at least one."""
    size = len(f"**{digest_title}**".encode())
    for count, message in enumerate(messages):
        size += 1 + len(_entry(message).encode())
        if size > MAX_BYTES:
            return max(count, 1)
    return max(len(messages), 1)


def body(text: str) -> bytes:
    """The JSON of a markdown post."""
    return json.dumps({"msgtype": "markdown", "markdown": {"content": text}}, ensure_ascii=False).encode()


def cut(text: str, limit: int) -> str:
    """The text within so many bytes of UTF-8, cut between two characters and marked where something is missing."""
    raw = text.encode()
    if len(raw) <= limit:
        return text
    return raw[: limit - len(_CUT.encode())].decode("utf-8", "ignore") + _CUT


def neutral(text: str) -> str:
    """A text from outside without anything that the robot would act on."""
    return text.translate(_NEUTRAL)


def classify(status: int, headers: Mapping[str, str], body: bytes, *, call: str = SEND) -> Outcome:
    """What an answer of the robot means."""
    answer = json_answer(status, headers, body)
    if isinstance(answer, Outcome):
        return answer
    code, text = pick(answer, "errcode"), pick(answer, "errmsg")
    if code == "0":
        return Outcome.ok(text=text)
    if code == "45009":
        return Outcome.retry(HELD_S, code=code, text=text)
    if code in _BUSY:
        return Outcome.retry(RETRY_S, code=code, text=text)
    if code == "93000":
        return Outcome.reject(code, text, whole_system=True)
    if code in _REJECTING:
        return Outcome.reject(code, text)
    return Outcome.unknown(text, code=code or "bad_envelope")


def _entry(message: Message) -> str:
    parts = [message.title, *message.lines[:1]]
    return f"> {neutral(' · '.join(part for part in parts if part))}"
