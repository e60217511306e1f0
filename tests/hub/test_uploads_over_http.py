"""Photos and papers come up once, are kept by their content, and are what they say they are."""

from __future__ import annotations

import hashlib
import logging
import socket

import httpx
import pytest

from tests.hub.served_hub import PROTOCOL, Desk, ServedHub

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


def put(desk: Desk, content: bytes, media_type: str = "image/jpeg", sha256: str | None = None) -> httpx.Response:
    name = sha256 or hashlib.sha256(content).hexdigest()
    return desk.call("PUT", f"/v1/uploads/{name}", content=content, headers={"Content-Type": media_type})


def test_a_photo_comes_back_as_it_was_sent(hub: ServedHub) -> None:
    bench = hub.desk_of("packer")
    answer = put(bench, JPEG)
    assert answer.status_code == 201
    assert answer.json() == {"sha256": hashlib.sha256(JPEG).hexdigest(), "size": len(JPEG)}
    back = bench.call("GET", f"/v1/uploads/{hashlib.sha256(JPEG).hexdigest()}")
    assert back.content == JPEG
    assert back.headers["Content-Type"] == "image/jpeg"
    assert back.headers["X-Content-Type-Options"] == "nosniff"


def test_sending_a_photo_again_keeps_one(hub: ServedHub) -> None:
    bench = hub.desk("bench")
    assert [put(bench, JPEG).status_code for _ in range(3)] == [201, 200, 200]


def test_a_photo_that_was_damaged_on_the_way_is_refused(hub: ServedHub) -> None:
    answer = put(hub.desk("bench"), JPEG, sha256="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (422, "upload.damaged")


def test_other_kinds_of_content_are_refused(hub: ServedHub) -> None:
    bench = hub.desk("bench")
    for media_type in ("text/html", "image/svg+xml", ""):
        answer = put(bench, b"<script>", media_type)
        assert (answer.status_code, answer.json()["code"]) == (415, "upload.type")


def test_content_that_is_not_what_its_type_says_is_refused(hub: ServedHub) -> None:
    answer = put(hub.desk("bench"), b"<script>", "image/jpeg")
    assert (answer.status_code, answer.json()["code"]) == (422, "upload.not_its_type")


def test_a_photo_that_is_too_large_is_refused(hub: ServedHub) -> None:
    content = JPEG + bytes(hub.hub.settings.max_upload_bytes)
    assert put(hub.desk("bench"), content).status_code == 413


def test_an_unknown_photo_is_told_so(hub: ServedHub) -> None:
    answer = hub.desk_of("packer").call("GET", "/v1/uploads/" + "0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (404, "upload.unknown")


def test_a_photo_whose_sender_hangs_up_is_not_kept_and_not_a_defect(
    hub: ServedHub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "orderdesk")
    bench, sha256 = hub.desk_of("packer"), hashlib.sha256(JPEG).hexdigest()
    headers = {**PROTOCOL, **bench.headers, "Content-Type": "image/jpeg", "Content-Length": str(len(JPEG))}
    with socket.create_connection(("127.0.0.1", int(hub.url.rpartition(":")[2]))) as line:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.sendall(f"PUT /v1/uploads/{sha256} HTTP/1.1\r\nHost: hub\r\n{head}\r\n".encode() + JPEG[:100])
    while not any("abandoned" in record.getMessage() for record in caplog.records):
        assert hub.client.get("/healthz").status_code == 200
    assert bench.call("GET", f"/v1/uploads/{sha256}").status_code == 404
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
