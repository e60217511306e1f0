"""Imitated WeCom group robots: they check key, length and rate, and keep what was posted."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from orderdesk.connectors.ports import Malformed
from orderdesk.connectors.reading import parse_form, parse_json, pick
from orderdesk.connectors.wecom_wire import MAX_BYTES
from orderdesk.sandbox.world import World

_KIND = "wecom"
_LIMITS = {"markdown": MAX_BYTES, "text": 2048}
_PER_MINUTE = 20
_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Post:
    """A message in a group."""

    at: str
    key: str
    content: str


class WeComSystem:
    """The imitated robots under /wecom. Used from the event loop only."""

    prefix = "/wecom/"

    def __init__(self, world: World) -> None:
        self.posts: deque[Post] = deque(maxlen=_KEPT)
        self.too_often = 0
        self._world = world
        self._count = 0

    def load(self) -> None:
        """Takes up what the shelf holds."""
        rows = self._world.shelf.load(_KIND)
        self.posts.extend(Post(**row) for row in rows)
        self._count = len(rows)

    def clear(self) -> None:
        """Forgets all posts."""
        self.posts.clear()
        self.too_often = 0

    def operation(self, path: str, query: bytes, body: bytes) -> str:
        """The only thing a robot does."""
        return "wecom.send"

    def signature_failure(self) -> dict[str, Any]:
        """The answer to a key that no robot has."""
        return _answer(93000, "invalid webhook url")

    def error_body(self) -> dict[str, Any]:
        """Too busy, told with HTTP 200."""
        return _answer(-1, "system busy")

    def send(self, key: str, message: dict[str, Any]) -> dict[str, Any]:
        """Takes a post: key, then form, then length, then how many there were within a minute."""
        if key not in self._world.settings.wecom_keys:
            return self.signature_failure()
        kind = pick(message, "msgtype")
        part = message.get(kind)
        if kind not in _LIMITS or not isinstance(part, dict) or not pick(part, "content"):
            return _answer(40008, "invalid message type")
        content = str(part["content"])
        if len(content.encode()) > _LIMITS[kind]:
            return _answer(40058, f"{kind}.content exceed max length {_LIMITS[kind]}")
        now = self._world.now()
        lately = [post for post in self.posts if post.key == key and _at(post) > now - timedelta(minutes=1)]
        if len(lately) >= _PER_MINUTE:
            self.too_often += 1
            return _answer(45009, "api freq out of limit")
        post = Post(now.isoformat(), key, content)
        self.posts.append(post)
        self._count += 1
        self._world.shelf.put(_KIND, f"{self._count:09d}", asdict(post))
        return _answer(0, "ok")

    def state(self) -> dict[str, Any]:
        """What stands in the groups, and how often a robot was told to be quiet."""
        return {"posts": [asdict(post) for post in self.posts], "too_often": self.too_often}


def routes(system: WeComSystem) -> APIRouter:
    """The robots' address."""
    router = APIRouter(prefix="/wecom")

    @router.post("/cgi-bin/webhook/send")
    async def send(request: Request) -> Response:
        key = parse_form(request.url.query.encode()).get("key", b"").decode("utf-8", "replace")
        try:
            answer = system.send(key, parse_json(await request.body()))
        except Malformed:
            answer = _answer(40008, "invalid message type")
        return Response(json.dumps(answer), media_type="application/json; charset=UTF-8")

    return router


def _at(post: Post) -> datetime:
    return datetime.fromisoformat(post.at)


def _answer(code: int, text: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": text}
