"""A workstation keeps its session alive, compares itself with a real hub, and trusts a company's own authority."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import update

from db.cache import cache_tables
from db.tables import people
from orderdesk.clock import SystemClock
from orderdesk.commands import AddNote
from orderdesk.errors import Unreachable
from orderdesk.hub.accounts import Accounts
from orderdesk.sync import Workstation
from orderdesk.sync.http import BadCertificatesError, HttpTransport
from orderdesk.sync.sessions import Sessions
from orderdesk.sync.transport import AccessDenied, SignedIn
from tests.hub.served_hub import PASSWORD, ServedHub
from tests.sync import small_company


@pytest.fixture
def desk(hub: ServedHub, tmp_path: Path) -> Iterator[Workstation]:
    found = Workstation.open(tmp_path / "desk", hub.url, clock=hub.clock)
    found.enrol(hub.code("desk"), "a desk")
    found.sign_in("sales", PASSWORD)
    yield found
    found.close()


def noted(desk: Workstation) -> SignedIn:
    found = SignedIn.from_json(desk._engine.journal.facts()["session"])
    assert found is not None
    return found


def test_a_token_is_prolonged_before_it_lapses_and_after(hub: ServedHub, desk: Workstation) -> None:
    sessions = Sessions(desk._engine, desk._line)  # the sync process's: it knows what the journal notes
    lapses = noted(desk).token_expires_at
    assert lapses == hub.clock.now() + timedelta(minutes=15)
    with desk._line.asking() as line:
        assert not sessions.refresh(line)
        hub.clock.advance(minutes=11)
        assert sessions.refresh(line)
    assert noted(desk).token_expires_at == lapses + timedelta(minutes=11)
    hub.clock.advance(hours=2)  # the sync process was not there: the question itself prolongs it
    assert "orders" in desk.ask_hub("/v1/orders", q="SO26")
    assert noted(desk).token_expires_at == hub.clock.now() + timedelta(minutes=15)


def test_a_session_that_the_hub_has_ended_is_not_asked_for_again(hub: ServedHub, desk: Workstation) -> None:
    table = people.session
    with hub.hub.store.write() as connection:
        connection.execute(update(table).where(table.c.id == noted(desk).session_id).values(token_hash=None))
    with desk._line.asking() as line:
        with pytest.raises(AccessDenied, match=r"session\."):
            desk._sessions.refresh(line, at_once=True)
        assert not desk._sessions.refresh(line, at_once=True)
    with pytest.raises(AccessDenied, match=r"session\.expired"):
        desk.ask_hub("/v1/orders", q="SO26")


def test_another_password_ends_the_session_at_once_and_the_workstation_hears_of_it(
    hub: ServedHub, desk: Workstation
) -> None:
    order_id = small_company.name("no such order")
    session_id = noted(desk).session_id
    assert desk.status().ended_session is None
    desk.say(AddNote(order_id=order_id, text="said before"))
    desk.sync_once()
    hub.clock.advance(minutes=1)
    Accounts(hub.hub.store, hub.clock).set_password("sales", "another-word-26")
    hub.clock.advance(minutes=1)
    desk.say(AddNote(order_id=order_id, text="said after"))
    desk.sync_once()
    codes = [each.code for each in desk.refusals()]
    assert codes == ["order.unknown", "session.ended"], codes
    assert desk.status().ended_session == session_id
    desk._sessions.who = None
    assert desk.resume() is None
    desk.sign_in("sales", "another-word-26")
    assert desk.status().ended_session is None


def test_an_ended_session_is_heard_of_also_by_whoever_says_nothing(hub: ServedHub, desk: Workstation) -> None:
    session_id = noted(desk).session_id
    Accounts(hub.hub.store, hub.clock).set_password("sales", "another-word-26")
    hub.clock.advance(minutes=3)
    with desk._line.asking() as line, pytest.raises(AccessDenied, match=r"session\."):
        desk._sessions.refresh(line)
    assert desk.status().ended_session == session_id


def test_the_hub_finds_the_document_that_differs_and_the_workstation_heals(desk: Workstation) -> None:
    assert desk.check().differ == {}
    sku = cache_tables["sku"]
    with desk._engine.cache.store.write() as connection:
        one = connection.execute(sku.select().limit(1)).one()
        connection.execute(update(sku).where(sku.c.id == one.id).values(version=one.version + 1))
    found = desk.check()
    assert (found.differ, found.healed) == ({"sku": 1}, True)
    assert desk.check().differ == {}


class Answering(BaseHTTPRequestHandler):
    """Refuses every code: enough to know that the line stood."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
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
