"""The tests' own fence: nothing but loopback can be reached."""

from __future__ import annotations

import socket

import pytest


def test_an_outside_address_cannot_be_reached() -> None:
    with socket.socket() as connection, pytest.raises(RuntimeError, match="loopback addresses only"):
        connection.connect(("192.0.2.1", 80))


def test_an_outside_name_cannot_be_looked_up() -> None:
    with pytest.raises(RuntimeError, match="loopback addresses only"):
        socket.getaddrinfo("www.example.org", 80)


def test_a_test_server_cannot_listen_beyond_this_machine() -> None:
    with socket.socket() as server, pytest.raises(RuntimeError, match="loopback addresses only"):
        server.bind(("0.0.0.0", 0))


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()[:2]).close()
