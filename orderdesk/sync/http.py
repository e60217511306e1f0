"""The hub's protocol over HTTP."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import zstandard

from orderdesk.domain.scans import BADGE_PREFIX
from orderdesk.errors import Unreachable
from orderdesk.sync.transport import (
    PROTOCOL,
    AccessDenied,
    BootstrapNeeded,
    DeviceState,
    Enrolled,
    GapFound,
    Page,
    Result,
    SignedIn,
    SignInFailed,
    SnapshotFile,
    UpgradeNeeded,
)

#: The hub sends a sign of life every 15 s; after two of them have failed to come the line is dead.
STREAM_TIMEOUT_S = 35.0
CALL_TIMEOUT = httpx.Timeout(30.0, connect=5.0)


class HttpTransport:
    """Speaks to one hub. Not shared between threads: each lane has its own."""

    def __init__(self, hub: str) -> None:
        self._client = httpx.Client(
            base_url=hub,
            timeout=CALL_TIMEOUT,
            headers={"X-OrderDesk-Protocol": str(PROTOCOL)},
            trust_env=False,
        )
        self._streaming: socket.socket | None = None

    def identify(self, device_id: UUID, secret: str) -> None:
        self._client.headers["Authorization"] = f"Device {device_id.hex}:{secret}"

    def enrol(self, code: str, name: str, secret: str) -> Enrolled:
        value = self._call("POST", "/v1/enrol", {"code": code, "name": name, "secret": secret})
        return Enrolled(
            device_id=UUID(value["device_id"]),
            device_code=value["device_code"],
            seat=value["seat"],
            company_id=_uuid(value["company_id"]),
            warehouse_id=_uuid(value["warehouse_id"]),
            bench_mode=value["bench_mode"],
        )

    def sign_in(self, login: str, password: str) -> SignedIn:
        names = ("badge", "pin") if login.startswith(BADGE_PREFIX) else ("login", "password")
        value = self._call("POST", "/v1/sign-in", dict(zip(names, (login, password), strict=True)))
        return SignedIn(
            session_id=UUID(value["session_id"]),
            user_id=UUID(value["user_id"]),
            login=login,
            name=value["name"],
            roles=tuple(value["roles"]),
            expires_at=datetime.fromisoformat(value["expires_at"]),
            offline_hash=value["offline_hash"],
            token=value["token"],
        )

    def sign_out(self, token: str) -> None:
        self._call("POST", "/v1/sign-out", {}, headers={"X-OrderDesk-Session": token})

    def push(self, epoch: str, commands: list[dict[str, Any]]) -> tuple[Result, ...]:
        value = self._call("POST", "/v1/commands", {"epoch": epoch, "commands": commands})
        return tuple(_result(each) for each in value["outcomes"])

    def changes(self, epoch: str, after: int, *, limit: int, wait_s: float) -> Page:
        query = {"epoch": epoch, "after": after, "limit": limit, "wait": wait_s}
        value = self._call("GET", "/v1/changes", params=query, timeout=wait_s + 30.0)
        return Page.from_json(value)

    def stream(self, epoch: str, after: int) -> Iterator[Page | None]:
        timeout = httpx.Timeout(STREAM_TIMEOUT_S, connect=5.0)
        query = {"epoch": epoch, "after": str(after)}
        try:
            with self._client.stream("GET", "/v1/stream", params=query, timeout=timeout) as answer:
                if answer.status_code != 200:
                    answer.read()
                    _check(answer)
                self._streaming = answer.extensions["network_stream"].get_extra_info("socket")
                yield from _pages(answer.iter_lines())
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error
        finally:
            self._streaming = None

    def snapshot(self, target: Path) -> SnapshotFile:
        digest = hashlib.sha256()
        try:
            with self._client.stream("GET", "/v1/snapshot", timeout=httpx.Timeout(120.0, connect=5.0)) as answer:
                if answer.status_code != 200:
                    answer.read()
                    _check(answer)
                unpack = zstandard.ZstdDecompressor().decompressobj()
                with target.open("wb") as file:
                    for chunk in answer.iter_bytes(1 << 20):
                        plain = unpack.decompress(chunk)
                        digest.update(plain)
                        file.write(plain)
                    file.flush()
                    os.fsync(file.fileno())
                headers = answer.headers
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error
        if digest.hexdigest() != headers["X-OrderDesk-Sha256"]:
            raise Unreachable("the snapshot was cut short")
        return SnapshotFile(
            target, headers["X-OrderDesk-Epoch"], int(headers["X-OrderDesk-Seq"]), headers["X-OrderDesk-Schema"]
        )

    def state(self, after_n: int) -> DeviceState:
        value = self._call("GET", "/v1/outcomes", params={"after_n": after_n})
        return DeviceState(value["epoch"], value["last_n"], tuple(_result(each) for each in value["outcomes"]))

    def close(self) -> None:
        streaming = self._streaming
        if streaming is not None:  # another thread waits in it: only the end of the line wakes that thread
            with suppress(OSError):
                streaming.shutdown(socket.SHUT_RDWR)
            return
        self._client.close()

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        params: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        timeout: float | None = None,
    ) -> dict[str, Any]:
        try:
            answer = self._client.request(
                method, path, json=body, params=params, headers=headers, timeout=timeout or CALL_TIMEOUT
            )
        except httpx.HTTPError as error:
            raise Unreachable(f"{method} {path}: {error}") from error
        _check(answer)
        try:
            value = answer.json()
        except ValueError as error:
            raise Unreachable(f"{method} {path}: the answer is not the hub's") from error
        if not isinstance(value, dict):
            raise Unreachable(f"{method} {path}: the answer is not the hub's")
        return value


def _check(answer: httpx.Response) -> None:
    """Turns the hub's refusals into what they mean to a workstation."""
    status = answer.status_code
    if status < 400:
        return
    problem = _problem(answer)
    code = str(problem.get("code", ""))
    facts = problem.get("facts") or {}
    if status == 409 and code == "gap":
        raise GapFound(int(problem.get("last_n", facts.get("last_n", 0))))
    if status in (409, 410):
        raise BootstrapNeeded(code)
    if status == 426:
        raise UpgradeNeeded(code)
    if code.startswith("sign_in.") or code.startswith("enrol."):
        raise SignInFailed(code)
    if status in (401, 403):
        raise AccessDenied(code)
    raise Unreachable(f"the hub answered {status} {code}")


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _pages(lines: Iterator[str]) -> Iterator[Page | None]:
    event, data = "message", ""
    for line in lines:
        if line.startswith(":"):
            yield None
        elif line.startswith("event:"):
            event = line[6:].strip()
        elif line.startswith("data:"):
            data += line[5:].strip()
        elif not line and data:
            value = json.loads(data)
            if event == "reset":
                raise BootstrapNeeded(str(value.get("code", "")))
            if event == "page":
                yield Page.from_json(value)
            event, data = "message", ""


def _result(value: dict[str, Any]) -> Result:
    return Result(UUID(value["id"]), value["n"], value["status"], value["code"], value["facts"], value["seq"])


def _uuid(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)
