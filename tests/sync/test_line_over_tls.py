"""The encrypted line to a hub: whose certificates count, and that a call on it can be cut from another thread."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from orderdesk.clock import SystemClock
from orderdesk.errors import Unreachable
from orderdesk.sync import Workstation
from orderdesk.sync.http import BadCertificatesError, HttpTransport, Patience

PATIENCE_S = 30.0


class Answering(BaseHTTPRequestHandler):
    """Knows no commands; its stream begins with a sign of life and then says nothing until the caller is gone."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/v1/stream"):
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b": ok\n\n")
            self.rfile.read(1)
            return
        body = b'{"epoch": "e", "last_n": 0, "outcomes": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A company's own certificate, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub.test")])
    now = SystemClock().now()  # TLS asks the computer's
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "company-ca.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    path.with_suffix(".key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def tls_address(authority: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, authority.with_suffix(".key"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_companys_own_certificate_counts_once_it_is_named(tls_address: str, authority: Path, tmp_path: Path) -> None:
    stranger = HttpTransport(tls_address)
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        stranger.state(0)
    stranger.close()
    Workstation.open(tmp_path / "desk", tls_address, ca_bundle=authority).close()
    again = Workstation.open(tmp_path / "desk")  # the folder remembers
    with again._line.asking() as line:
        assert line.state(0).epoch == "e"
    again.close()


def test_a_file_without_certificates_is_named_as_the_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(BadCertificatesError, match=name):
            HttpTransport("https://127.0.0.1:9", ca_bundle=tmp_path / name)


def test_a_silent_stream_is_cut_from_another_thread(tls_address: str, authority: Path) -> None:
    line = HttpTransport(tls_address, patience=Patience(silence_s=10 * PATIENCE_S), ca_bundle=authority)
    begun, ended = threading.Event(), threading.Event()

    def hear() -> None:
        with suppress(Unreachable):
            for _page in line.stream("e", 0):
                begun.set()
        ended.set()

    listener = threading.Thread(target=hear, daemon=True)
    listener.start()
    assert begun.wait(PATIENCE_S)
    line.hang_up()
    assert ended.wait(PATIENCE_S)
    listener.join()
    line.close()
