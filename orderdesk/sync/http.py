"""The hub's protocol over HTTP."""

from __future__ import annotations

import hashlib
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import zstandard

from orderdesk.domain.scans import BADGE_PREFIX
from orderdesk.errors import Refused, Unreachable
from orderdesk.release import VERSION
from orderdesk.sync.answers import (
    check_answer,
    content_of,
    moment_or_none,
    not_the_hubs,
    pages_of,
    problem_of,
    reading,
    result_of,
    uuid_or_none,
)
from orderdesk.sync.transport import (
    PROTOCOL,
    BootstrapNeeded,
    Compared,
    DeviceState,
    Difference,
    Enrolled,
    Held,
    HeldBack,
    NotUnderstood,
    Page,
    Result,
    SignedIn,
    SnapshotFile,
    UploadRefused,
)


class BadCertificatesError(Unreachable):
    """The file with the certificates to trust cannot be read."""


@cache
def trusted(ca_bundle: Path | None) -> ssl.SSLContext:
    """Whose certificates count: public authorities', or only those in the company's own file.

    Made once: it takes longer than everything else about a new line. Raises BadCertificatesError.
    """
    if ca_bundle is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=str(ca_bundle))
    except OSError as error:
        raise BadCertificatesError(f"{ca_bundle} holds no certificates: {error}") from error


#: A stream is given up when two signs of life have not come, and a little.
_BEATS = 2.4


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, an answer, the beginning of a stream, its next sign of life.

    Somebody stands there while a sign-in is asked for, and may work without the hub: that waits less.
    The hub begins each stream at once and tells how often it gives a sign of life: after two have not come the line is
    dead. `silence_s` holds for a hub that does not tell, one of an earlier release: that gives one every 15 s.
    """

    connect_s: float = 5.0
    answer_s: float = 30.0
    sign_in_s: float = 4.0
    page_s: float = 10.0
    stream_s: float = 5.0
    silence_s: float = 35.0
    snapshot_s: float = 120.0

    def silence_of(self, heartbeat: str | None) -> float:
        """How long a stream may say nothing, by what the hub tells of its rhythm (seconds)."""
        try:
            beat = float(heartbeat or 0)
        except ValueError:
            return self.silence_s
        return min(_BEATS * beat, self.silence_s) if beat > 0 else self.silence_s


class HttpTransport:
    """Speaks to one hub. Not shared between threads, but for `hang_up`: each lane has its own.

    `ca_bundle`: a file with PEM certificates to trust instead of the public authorities'.
    """

    def __init__(self, hub: str, *, patience: Patience | None = None, ca_bundle: Path | None = None) -> None:
        self._patience = patience or Patience()
        self._client = httpx.Client(
            base_url=hub,
            timeout=self._timeout(self._patience.answer_s),
            headers={"X-OrderDesk-Protocol": str(PROTOCOL), "User-Agent": f"orderdesk/{VERSION}"},
            trust_env=False,
            verify=trusted(ca_bundle),
        )
        self._line: Any = None
        self._hub_time: datetime | None = None

    def _timeout(self, seconds: float) -> httpx.Timeout:
        return httpx.Timeout(seconds, connect=min(seconds, self._patience.connect_s))

    def _note_line(self, event: str, facts: dict[str, Any]) -> None:
        # Encryption takes the first socket over and leaves an empty one.
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._line = facts["return_value"]

    def identify(self, device_id: UUID, secret: str) -> None:
        self._client.headers["Authorization"] = f"Device {device_id.hex}:{secret}"

    def enrol(self, code: str, name: str, secret: str) -> Enrolled:
        value = self._call("POST", "/v1/enrol", {"code": code, "name": name, "secret": secret})
        with reading("/v1/enrol"):
            return Enrolled(
                device_id=UUID(value["device_id"]),
                device_code=value["device_code"],
                # A hub of the release before does not say it.
                name=str(value.get("name") or name),
                seat=value["seat"],
                company_id=uuid_or_none(value["company_id"]),
                warehouse_id=uuid_or_none(value["warehouse_id"]),
                bench_mode=value["bench_mode"],
            )

    def sign_in(self, login: str, password: str) -> SignedIn:
        names = ("badge", "pin") if login.startswith(BADGE_PREFIX) else ("login", "password")
        body = dict(zip(names, (login, password), strict=True))
        value = self._call("POST", "/v1/sign-in", body, timeout_s=self._patience.sign_in_s)
        with reading("/v1/sign-in"):
            return SignedIn(
                session_id=UUID(value["session_id"]),
                user_id=UUID(value["user_id"]),
                login=login,
                name=value["name"],
                roles=tuple(value["roles"]),
                expires_at=datetime.fromisoformat(value["expires_at"]),
                offline_hash=value["offline_hash"],
                token=value["token"],
                token_expires_at=datetime.fromisoformat(value["token_expires_at"]),
            )

    def refresh(self, token: str) -> datetime:
        value = self._call("POST", "/v1/refresh", {}, headers={"X-OrderDesk-Session": token})
        with reading("/v1/refresh"):
            return datetime.fromisoformat(value["token_expires_at"])

    def ask(self, path: str, params: dict[str, Any], token: str) -> dict[str, Any]:
        return self._call("GET", path, params=params, headers={"X-OrderDesk-Session": token})

    def tell(self, path: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._send("POST", path, json=body, headers={"X-OrderDesk-Session": token})
        if answer.status_code == 422:
            problem = problem_of(answer)
            raise Refused(str(problem.get("code", "")), **(problem.get("facts") or {}))
        return content_of(answer)

    def digest(self, held: Held) -> Compared:
        body = {"epoch": held.epoch, "cursor": held.cursor, "since": held.since.isoformat(), "kinds": held.sums}
        body["samples"] = [{**asdict(each), "key": str(each.key)} for each in held.samples]
        body["busy"] = [asdict(each) for each in held.busy]
        value = self._told("/v1/digest", body)
        with reading("/v1/digest"):
            differ = tuple(Difference(each["kind"], each["bucket"]) for each in value["differ"])
            return Compared(value["head"], differ, value["unsure"], value["documents"])

    def sign_out(self, token: str) -> None:
        self._call("POST", "/v1/sign-out", {}, headers={"X-OrderDesk-Session": token})

    def push(self, epoch: str, commands: list[dict[str, Any]]) -> tuple[Result, ...]:
        value = self._told("/v1/commands", {"epoch": epoch, "commands": commands})
        with reading("/v1/commands"):
            return tuple(result_of(each) for each in value["outcomes"])

    def changes(self, epoch: str, after: int, *, limit: int, wait_s: float) -> Page:
        query = {"epoch": epoch, "after": after, "limit": limit, "wait": wait_s}
        value = self._call("GET", "/v1/changes", params=query, timeout_s=wait_s + self._patience.page_s)
        with reading("/v1/changes"):
            return Page.from_json(value)

    def stream(self, epoch: str, after: int) -> Iterator[Page | None]:
        request = self._client.build_request(
            "GET",
            "/v1/stream",
            params={"epoch": epoch, "after": str(after)},
            timeout=self._timeout(self._patience.stream_s),
            extensions={"trace": self._note_line},
        )
        is_begun = False
        try:
            answer = self._client.send(request, stream=True)
            try:
                if answer.status_code != 200:
                    answer.read()
                    check_answer(answer)
                # Read when the body begins: from now on only its signs of life count.
                self._hub_time = moment_or_none(answer.headers.get("X-OrderDesk-Now"))
                silence_s = self._patience.silence_of(answer.headers.get("X-OrderDesk-Heartbeat"))
                request.extensions["timeout"]["read"] = silence_s
                for found in pages_of(answer.iter_lines()):
                    is_begun = True
                    yield found
            finally:
                answer.close()
        except httpx.ReadTimeout as error:
            raise (Unreachable if is_begun else HeldBack)(str(error)) from error
        except (httpx.HTTPError, ValueError) as error:  # ValueError: bytes that are no text
            raise Unreachable(str(error)) from error

    def hub_time(self) -> datetime | None:
        return self._hub_time

    def snapshot(self, target: Path, schema: str) -> SnapshotFile:
        timeout = self._timeout(self._patience.snapshot_s)
        trace = {"trace": self._note_line}
        try:
            with self._client.stream("GET", "/v1/snapshot", timeout=timeout, extensions=trace) as answer:
                if answer.status_code != 200:
                    answer.read()
                    check_answer(answer)
                headers = answer.headers
                with reading("/v1/snapshot"):
                    found = SnapshotFile(target, headers["X-OrderDesk-Epoch"], int(headers["X-OrderDesk-Seq"]))
                    tables = headers["X-OrderDesk-Schema"]
                if tables != schema:
                    raise BootstrapNeeded("the hub's snapshot has other tables than this program")
                sha256 = _unpack(answer.iter_bytes(1 << 20), target)
        except (httpx.HTTPError, zstandard.ZstdError) as error:
            raise Unreachable(str(error)) from error
        if sha256 != headers.get("X-OrderDesk-Sha256"):
            raise Unreachable("the snapshot was cut short")
        return found

    def state(self, after_n: int) -> DeviceState:
        value = self._call("GET", "/v1/outcomes", params={"after_n": after_n})
        with reading("/v1/outcomes"):
            return DeviceState(value["epoch"], value["last_n"], tuple(result_of(each) for each in value["outcomes"]))

    def upload(self, sha256: str, media_type: str, content: bytes) -> None:
        answer = self._send(
            "PUT",
            f"/v1/uploads/{sha256}",
            content=content,
            headers={"Content-Type": media_type},
            timeout_s=self._patience.snapshot_s,
        )
        if answer.status_code in (413, 415, 422):
            raise UploadRefused(str(problem_of(answer).get("code", answer.status_code)))
        # Whatever else answered, the photo would be taken for sent and one day be deleted here.
        if content_of(answer).get("sha256") != sha256:
            raise not_the_hubs(answer)

    def download(self, sha256: str, token: str) -> bytes | None:
        answer = self._send(
            "GET",
            f"/v1/uploads/{sha256}",
            headers={"X-OrderDesk-Session": token},
            timeout_s=self._patience.snapshot_s,
        )
        if answer.status_code == 404:
            return None
        check_answer(answer)
        if hashlib.sha256(answer.content).hexdigest() != sha256:
            raise Unreachable("the photo was cut short")
        return answer.content

    def hang_up(self) -> None:
        line = None if self._line is None else self._line.get_extra_info("socket")
        if line is not None:
            # Closing would not wake the thread that reads, and an encrypted socket's own shutdown would take away what
            # that thread reads with. The line may be gone already.
            with suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    def close(self) -> None:
        self._client.close()

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        params: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> dict[str, Any]:
        answer = self._send(method, path, json=body, params=params, headers=headers, timeout_s=timeout_s)
        return content_of(answer)

    def _told(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Posts what nobody typed: where the hub finds its form wrong, it is that of a newer program."""
        answer = self._send("POST", path, json=body)
        code = str(problem_of(answer).get("code", "")) if answer.status_code == 422 else ""
        if code == "request.malformed":
            raise NotUnderstood(code)
        return content_of(answer)

    def _send(self, method: str, path: str, *, timeout_s: float | None = None, **asked: Any) -> httpx.Response:
        """Asks, whatever the answer says; `asked` as httpx takes it. Raises Unreachable where none comes."""
        try:
            return self._client.request(
                method,
                path,
                timeout=self._timeout(timeout_s or self._patience.answer_s),
                extensions={"trace": self._note_line},
                **asked,
            )
        except httpx.HTTPError as error:
            raise Unreachable(f"{method} {path}: {error}") from error


def _unpack(chunks: Iterator[bytes], target: Path) -> str:
    """Writes the file that arrives packed; returns the SHA-256 of what was written."""
    digest = hashlib.sha256()
    unpack = zstandard.ZstdDecompressor().decompressobj()
    with target.open("wb") as file:
        for chunk in chunks:
            plain = unpack.decompress(chunk)
            digest.update(plain)
            file.write(plain)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
