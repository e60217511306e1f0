"""A web server on loopback that is no hub."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class OtherProgram:
    """Gives every call the answer that it was told to give."""

    def __init__(self) -> None:
        self.url = ""
        self.status, self.body, self.headers = 200, b"{}", dict[str, str]()

    def answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """What every call is told from now on."""
        self.status, self.body, self.headers = status, body, dict(headers or {})

    def _answers(self) -> type[BaseHTTPRequestHandler]:
        program = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(program.status)
                for name, value in program.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(program.body)))
                self.end_headers()
                self.wfile.write(program.body)

            def do_POST(self) -> None:
                self.do_GET()

            def do_PUT(self) -> None:
                self.do_GET()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is written down."""

        return Answers

    @contextmanager
    def serving(self) -> Iterator[OtherProgram]:
        """On a free port, in a thread of its own."""
        with HTTPServer(("127.0.0.1", 0), self._answers()) as server:
            self.url = f"http://127.0.0.1:{server.server_address[1]}"
            thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            yield self
            server.shutdown()
            thread.join()
