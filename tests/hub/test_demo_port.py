"""The port of a demo's hub: the same at every start, and a sentence when it cannot be."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from pathlib import Path

import pytest

from orderdesk.demo.ports import hub_port


def kept(folder: Path, port: int) -> Path:
    file = folder / "ports.json"
    file.write_text(json.dumps({"hub": port}), encoding="utf-8")
    return file


def test_connections_that_linger_from_the_last_run_do_not_cost_the_port(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = int(server.getsockname()[1])
        with closing(socket.create_connection(("127.0.0.1", port))) as client:
            accepted, _address = server.accept()
            # Who closes first is left lingering.
            accepted.close()
            assert client.recv(1) == b""
    file = kept(tmp_path, port)
    assert hub_port(file) == port
    assert json.loads(file.read_text(encoding="utf-8")) == {"hub": port}
    assert capsys.readouterr().err == ""


def test_a_port_that_another_program_has_is_given_up_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = int(taken.getsockname()[1])
        file = kept(tmp_path, port)
        found = hub_port(file)
    assert found != port
    assert f"taken port {port} of the last time: the hub listens on {found} now" in capsys.readouterr().err
    assert json.loads(file.read_text(encoding="utf-8")) == {"hub": found}
