"""A real web server on this machine whose pages a test makes."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ingest import Limits

FILL = (
    "The mill stands where the creek meets the sound, and it has ground whatever the farms around it grew. "
)
PAGE = f"<html><head><title>The mill</title>%s</head><body><h1>The mill</h1><p>{FILL * 3}</p></body></html>"
OPEN = Limits(allow_private_addresses=True, max_bytes=200_000, fetch_seconds=5, max_redirects=3)

Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(status: int = 200, body: bytes = PAGE.encode(), **headers: str) -> Answer:
    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        headers.setdefault("Content_Type", "text/html; charset=utf-8")
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return give


def edition(body: str, etag: str | None = None, last_modified: str | None = None) -> Answer:
    """A page with the marks of its edition, given whole only to who does not have it."""

    def give(request: BaseHTTPRequestHandler) -> None:
        has_it = (etag is not None and request.headers.get("If-None-Match") == etag) or (
            last_modified is not None and request.headers.get("If-Modified-Since") == last_modified
        )
        marks = {"ETag": etag, "Last_Modified": last_modified}
        sent = {name: value for name, value in marks.items() if value is not None}
        answer(304 if has_it else 200, b"" if has_it else body.encode(), **sent)(request)

    return give


def drip(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b"<p>mill</p>")
        request.wfile.flush()
        time.sleep(0.1)


def drip_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(60):
        request.wfile.write(f"X-{number}: 1\r\n".encode())
        request.wfile.flush()
        time.sleep(0.1)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or speaks no TLS, is what some tests are about."""


class Site:
    """A server whose pages a test puts in `pages`; `seen` are the requests that came, `statuses` what
    each was told. With `tls` it speaks https to the name localhost."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer] = {}
        self.seen: list[tuple[str, str | None]] = []
        self.statuses: list[int] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append((self.path, self.headers.get("User-Agent")))
                try:
                    site.pages.get(self.path, answer(404))(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def send_response(self, code: int, message: str | None = None) -> None:
                site.statuses.append(code)
                super().send_response(code, message)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        if tls is not None:
            self.server.socket = tls.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.address = f"https://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site that is closed at the end."""
    made = Site(tls)
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
