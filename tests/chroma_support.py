"""What tests put before a Chroma server: a proxy that asks for a token, with or without TLS."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["proxied"]

_OURS = {"connection", "transfer-encoding", "content-length", "date", "server"}


@contextmanager
def proxied(
    port: int, *, header: str, value: str, context: ssl.SSLContext | None = None, path: str = ""
) -> Iterator[str]:
    """The address of a proxy before `port` that answers 401 where `header` has not this `value`."""

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get(header) != value or not self.path.startswith(f"{path}/api/"):
                self._answer(401, b'{"error": "Unauthorized"}', {})
                return
            there = HTTPConnection("127.0.0.1", port)
            there.request(self.command, self.path.removeprefix(path), body, dict(self.headers))
            answer = there.getresponse()
            self._answer(answer.status, answer.read(), dict(answer.getheaders()))
            there.close()

        do_POST = do_PUT = do_DELETE = do_GET

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, said in headers.items():
                if name.lower() not in _OURS:
                    self.send_header(name, said)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    scheme = "https" if context else "http"
    yield f"{scheme}://127.0.0.1:{server.server_address[1]}{path}"
    server.shutdown()
    server.server_close()
