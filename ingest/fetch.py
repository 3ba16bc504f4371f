"""Fetches one page from the web, carefully, and asks again whether it has changed.

Only http and https; only public addresses unless told otherwise: each name is resolved once, the address
is checked, and the connection goes to that very address, again at each redirect - so a name that changes
its mind between check and connection gains nothing. Bounded in time, size and redirects. Knows nothing of
what is in a page.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from ingest.article import Origin
from ingest.errors import SourceError, SourceGoneError
from ingest.limits import Limits
from ingest.web_address import plain_address

__all__ = ["Page", "fetch", "fetch_changed", "is_public"]

_HEADERS = {
    "User-Agent": "ArticleBot/0.1 (reads single pages for one reader)",
    "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_READ_BYTES = 65_536
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Page:
    """What came back from a web address."""

    data: bytes
    """Decompressed."""
    url: str
    """The address it came from in the end, after redirects."""
    charset: str | None
    """As the server declares it."""
    origin: Origin
    """To ask later whether it has changed."""


def fetch(url: str, limits: Limits) -> Page:
    """The page at `url`. Raises `SourceError` when there is none to be had, saying why."""
    page = _fetched(url, limits, None)
    if page is None:
        raise SourceError(url, "the site answered with status 304, which nobody asked for", "try again later")
    return page


def fetch_changed(origin: Origin, limits: Limits) -> Page | None:
    """The page of `origin` as it is now, or None when the site says that it has not changed.

    Raises `SourceGoneError` when the site says that the page is gone, `SourceError` when it cannot be had.
    """
    return _fetched(origin.address, limits, origin)


def _fetched(url: str, limits: Limits, known: Origin | None) -> Page | None:
    deadline = time.monotonic() + limits.fetch_seconds
    address = _checked(url, url)
    for _ in range(limits.max_redirects + 1):
        asked = _conditions(known) if known is not None and known.address == address else {}
        with _errors_named(url, deadline), _response(url, address, asked, limits, deadline) as response:
            if response.status not in _REDIRECTS or not response.getheader("Location"):
                if response.status == 304 and asked:
                    return None
                _refuse_status(url, response.status)
                data = _body(url, response, limits)
                if time.monotonic() >= deadline:  # the connection was cut: what came may be a part
                    raise TimeoutError
                return Page(data, address, response.headers.get_content_charset(), _origin(address, response))
            address = _checked(url, response.getheader("Location") or "", address)
    raise SourceError(
        url,
        f"it redirects more than {limits.max_redirects} times",
        "open it in a browser and add the final address",
    )


def is_public(address: _Address) -> bool:
    """Whether `address` is on the public internet, also where an IPv6 address stands for an IPv4 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and (address in _NAT64 or int(address) >> 32 == 0):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.scope_id or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _conditions(known: Origin) -> dict[str, str]:
    """The headers that ask for a page only if it is another edition than the known one."""
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in asked.items() if value}


def _origin(address: str, response: http.client.HTTPResponse) -> Origin:
    return Origin(address, _mark(response.getheader("ETag")), _mark(response.getheader("Last-Modified")))


def _mark(value: str | None) -> str | None:
    """A header's value if it can be sent back as it came: short, of visible ASCII."""
    fits = value is not None and re.fullmatch(r"[ -~]{1,500}", value) is not None
    return value if fits else None


def _checked(source: str, address: str, base: str = "") -> str:
    try:
        return plain_address(urljoin(base, address))
    except (ValueError, UnicodeError) as exc:
        where = "it" if source == address else f"it redirects to {address[:200]!r}, which"
        raise SourceError(source, f"{where} is no http or https address", "check the address") from exc


def _resolved(source: str, host: str, port: int, limits: Limits) -> list[str]:
    """The addresses of `host` that may be connected to, in the resolver's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [
        one for one in addresses if limits.allow_private_addresses or is_public(ipaddress.ip_address(one))
    ]
    if not allowed:
        raise SourceError(
            source,
            f"{host} is not on the public internet but on this machine or its network",
            "save the page and add the file, or allow private addresses in the settings",
        )
    return allowed


@contextmanager
def _response(
    source: str, address: str, asked: Mapping[str, str], limits: Limits, deadline: float
) -> Iterator[http.client.HTTPResponse]:
    """The answer to one request; its connection is cut at `deadline`, whatever the server is doing."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    wire = _connected(_resolved(source, host, port, limits), port, deadline)
    try:
        if parts.scheme == "https":
            context = ssl.create_default_context()
            wire = context.wrap_socket(wire, server_hostname=host, do_handshake_on_connect=False)
        timer = threading.Timer(max(0.01, deadline - time.monotonic()), _cut, (wire,))
        timer.daemon = True
        timer.start()
        try:
            if isinstance(wire, ssl.SSLSocket):
                wire.do_handshake()
            connection = http.client.HTTPConnection(host, port)
            connection.default_port = 443 if parts.scheme == "https" else 80
            connection.sock = wire
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={**_HEADERS, **asked})
            yield connection.getresponse()
        finally:
            timer.cancel()
    finally:
        wire.close()


def _connected(addresses: list[str], port: int, deadline: float) -> socket.socket:
    failed: OSError = TimeoutError()
    for address in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            wire = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        except OSError as exc:
            failed = exc
            continue
        try:
            wire.settimeout(min(10.0, left))
            wire.connect((address, port))
        except OSError as exc:
            wire.close()
            failed = exc
        else:
            return wire
    raise failed


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # not TLS's own, which would wait for the peer


def _refuse_status(source: str, status: int) -> None:
    if status == 200:
        return
    if status in (401, 402, 403, 407, 451):
        raise SourceError(
            source,
            f"the site does not give this page to programs or asks for a login (status {status})",
            "open it in your browser, save the page and add the file",
        )
    if status in (404, 410):
        raise SourceGoneError(source, f"there is no such page (status {status})", "check the address")
    if status in (429, 503):
        raise SourceError(source, f"the site is too busy (status {status})", "try again later")
    raise SourceError(
        source, f"the site answered with status {status}", "try again later, or save the page as a file"
    )


def _body(source: str, response: http.client.HTTPResponse, limits: Limits) -> bytes:
    length = response.getheader("Content-Length") or ""
    if length.isdecimal() and int(length) > limits.max_bytes:
        raise _too_large(source, limits)
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise SourceError(
            source,
            f"it is sent in the encoding {encoding[:40]!r}, which nobody asked for",
            "save it as a file",
        )
    unpack = None if encoding == "identity" else _Unpacker(encoding)
    parts: list[bytes] = []
    size = received = 0
    while part := response.read(_READ_BYTES):
        received += len(part)
        if unpack is not None:
            part = unpack(part, limits.max_bytes - size + 1)
        size += len(part)
        if max(size, received) > limits.max_bytes:
            raise _too_large(source, limits)
        parts.append(part)
    if response.length:  # what of the announced length did not come
        raise http.client.IncompleteRead(b"", response.length)
    if unpack is not None and received and not unpack.is_complete:
        raise zlib.error("its compressed text is cut off")
    return b"".join(parts)


class _Unpacker:
    """Decompresses piece by piece, never more than it is asked for."""

    def __init__(self, encoding: str) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, told from its head
        self._raw_allowed = encoding == "deflate"

    @property
    def is_complete(self) -> bool:
        return self._stream.eof

    def __call__(self, part: bytes, most: int) -> bytes:
        try:
            return self._stream.decompress(self._stream.unconsumed_tail + part, most)
        except zlib.error:
            if not self._raw_allowed:
                raise
            self._raw_allowed = False
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._stream.decompress(part, most)


def _too_large(source: str, limits: Limits) -> SourceError:
    size = f"{limits.max_bytes / 1e6:.4g} MB"
    return SourceError(
        source,
        f"it is too large (the limit is {size})",
        "save the part you need as a file, or raise the limit (ARTICLEBOT_MAX_SOURCE_MB)",
    )


@contextmanager
def _errors_named(source: str, deadline: float) -> Iterator[None]:
    """What the network can do wrong, as one clear line each."""
    try:
        yield
    except socket.gaierror as exc:
        raise SourceError(
            source, "its host cannot be found", "check the spelling and your connection"
        ) from exc
    except ssl.SSLCertVerificationError as exc:
        raise SourceError(
            source, f"its certificate is not valid ({exc.verify_message})", "check the address"
        ) from exc
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as exc:
        if time.monotonic() >= deadline - 0.05 or isinstance(exc, TimeoutError):
            raise SourceError(source, "the site took too long to answer", "try again later") from exc
        if isinstance(exc, ConnectionRefusedError):
            raise SourceError(source, "nothing answers at that address", "check the address") from exc
        reason = " ".join(str(exc).split()) or type(exc).__name__
        raise SourceError(source, f"the site's answer broke off ({reason[:200]})", "try again later") from exc
