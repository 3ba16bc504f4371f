"""A Chroma server: its address, how to log in there, and connections that are patient within bounds.

HTTP, time-outs and retries.
"""

from __future__ import annotations

import hashlib
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import httpx

from vectorstore.errors import StoreError, StoreUnreachableError

__all__ = ["ChromaServer", "TokenHeader"]

TokenHeader = Literal["authorization", "x-chroma-token"]

_PATIENCE = 6.0
"""Seconds after which a call that found no server is not tried again."""
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
_CONNECT_SECONDS = 3.0
_REFUSED = (401, 403)
_PASSING = (429, 502, 503, 504)
"""What a proxy says of a server that starts, and a server that has too much to do."""


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where a Chroma server is, and what it asks for."""

    url: str
    """`http://host:port` or `https://host:port`; with a path where it is behind a proxy."""
    tenant: str = "default_tenant"
    database: str = "default_database"
    """Both are made where the server has them not."""
    token: str | None = field(default=None, repr=False)
    token_header: TokenHeader = "authorization"
    """Where the token is sent; `authorization` sends it as a Bearer token, unless it has a scheme."""
    ca: Path | None = None
    """Certificates (PEM) of the authority to trust in place of the system's."""
    timeout: float = 20.0
    """Seconds to wait for an answer."""

    @property
    def address(self) -> str:
        """The address in full: scheme, host, port, path. Raises StoreError when it is none."""
        parts = urlsplit(self.url if "//" in self.url else f"http://{self.url}")
        try:
            port = parts.port or (443 if parts.scheme == "https" else 8000)
        except ValueError:
            port = 0
        if parts.scheme not in ("http", "https") or not parts.hostname or not port or parts.query:
            raise StoreError(
                f"{self.url!r} is not the address of a Chroma server; give it as http://host:port"
            )
        if parts.username or parts.password:
            raise StoreError(
                "the address of the Chroma server has a password in it; set ARTICLEBOT_CHROMA_TOKEN instead "
                "(a value with a blank, such as 'Basic ...', is sent unchanged)"
            )
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"

    @property
    def key(self) -> str:
        """A name for a folder that keeps what is derived from this database and no other."""
        named = "\n".join((self.address, self.tenant, self.database))
        return hashlib.blake2b(named.encode(), digest_size=8).hexdigest()

    def headers(self) -> dict[str, str]:
        """What each request carries."""
        if not self.token:
            return {}
        if self.token_header == "x-chroma-token":
            return {"X-Chroma-Token": self.token}
        return {"Authorization": self.token if " " in self.token else f"Bearer {self.token}"}

    def session(self, headers: dict[str, str]) -> httpx.Client:
        """Connections to the server that wait for it within bounds. No proxy comes between."""
        timeout = httpx.Timeout(self.timeout, connect=min(_CONNECT_SECONDS, self.timeout))
        return httpx.Client(headers=headers, timeout=timeout, transport=PatientTransport(self))


class PatientTransport(httpx.BaseTransport):
    """Sends a request again, for a few seconds, while the server is not there or says that it is busy.

    Every request of ours may be sent twice: each says what is to be, not what is to be added. Raises
    StoreUnreachableError in one line: what happened, at which address, what to do.
    """

    def __init__(self, server: ChromaServer) -> None:
        self._server = server
        self._sender = httpx.HTTPTransport(verify=_trust(server))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, read whole."""
        started, pause = time.monotonic(), _FIRST_PAUSE
        while True:
            cause: httpx.TransportError | None = None
            try:
                response = self._sender.handle_request(request)
                response.read()
            except httpx.TransportError as exc:
                if _is_untrusted(exc):
                    raise self._untrusted(exc) from exc
                reason, cause = _reason(exc, self._server.timeout), exc
            else:
                if response.status_code in _REFUSED:
                    raise self._refused(response.status_code)
                if response.status_code not in _PASSING:
                    return response
                reason = f"it answers {response.status_code}"
            if time.monotonic() - started + pause > _PATIENCE:
                raise StoreUnreachableError(
                    f"the Chroma server at {self._server.address} cannot be used now ({reason}); start it, "
                    f"or correct ARTICLEBOT_CHROMA, then try again"
                ) from cause
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def close(self) -> None:
        self._sender.close()

    def _refused(self, status: int) -> StoreUnreachableError:
        sent = "the token of ARTICLEBOT_CHROMA_TOKEN" if self._server.token else "no token"
        return StoreUnreachableError(
            f"the Chroma server at {self._server.address} refuses us ({status}; it was sent {sent} in "
            f"{self._server.token_header}); correct ARTICLEBOT_CHROMA_TOKEN or ARTICLEBOT_CHROMA_TOKEN_HEADER"
        )

    def _untrusted(self, exc: httpx.TransportError) -> StoreUnreachableError:
        return StoreUnreachableError(
            f"the certificate of the Chroma server at {self._server.address} is not trusted ({exc}); set "
            f"ARTICLEBOT_CHROMA_CA to the file of the authority that signed it"
        )


def _trust(server: ChromaServer) -> ssl.SSLContext:
    if server.ca is None:
        return httpx.create_ssl_context()
    try:
        return ssl.create_default_context(cafile=str(server.ca))
    except (OSError, ssl.SSLError) as exc:
        raise StoreError(
            f"{server.ca} is not a file of certificates ({exc}); set ARTICLEBOT_CHROMA_CA to a PEM file"
        ) from exc


def _is_untrusted(exc: BaseException | None) -> bool:
    while exc is not None:
        if isinstance(exc, ssl.SSLCertVerificationError):
            return True
        exc = exc.__cause__ or exc.__context__
    return False


def _reason(exc: httpx.TransportError, timeout: float) -> str:
    if isinstance(exc, httpx.ConnectTimeout):
        return f"no connection within {min(_CONNECT_SECONDS, timeout):g} s"
    if isinstance(exc, httpx.TimeoutException):
        return f"no answer within {timeout:g} s"
    return str(exc) or type(exc).__name__
