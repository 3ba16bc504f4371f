"""Connections to anything but this machine are refused while asked for: tests that must be offline.

Works on Python's own sockets; a library that opens connections from compiled code is not seen.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["OutsideConnectionError", "outside_blocked"]


class OutsideConnectionError(RuntimeError):
    """A test tried to reach another machine. Not an OSError, which libraries retry or swallow."""


@contextmanager
def outside_blocked() -> Iterator[None]:
    """Refuse to look up or connect to other machines; loopback and local sockets work."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    sendto, look_up = socket.socket.sendto, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse(self.family, address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _refuse(self.family, rest[-1])
        return sendto(self, data, *rest)

    def guarded_look_up(host: Any, *rest: Any, **options: Any) -> Any:
        if host is not None:
            _refuse(socket.AF_INET, (host,))
        return look_up(host, *rest, **options)

    guards = {"connect": guarded_connect, "connect_ex": guarded_connect_ex, "sendto": guarded_sendto}
    for name, guard in guards.items():
        setattr(socket.socket, name, guard)
    socket.getaddrinfo = guarded_look_up
    try:
        yield
    finally:
        setattr(socket.socket, "connect", connect)  # noqa: B010 - mypy: methods are not assigned to
        setattr(socket.socket, "connect_ex", connect_ex)  # noqa: B010
        setattr(socket.socket, "sendto", sendto)  # noqa: B010
        socket.getaddrinfo = look_up


def _refuse(family: int, address: Any) -> None:
    if family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return
    host = address[0].decode("ascii", "replace") if isinstance(address[0], bytes) else str(address[0])
    if host in ("", "localhost", socket.gethostname()):
        return
    try:
        if ipaddress.ip_address(host.partition("%")[0]).is_loopback or host in ("0.0.0.0", "::"):
            return
    except ValueError:
        pass  # a name
    raise OutsideConnectionError(
        f"connection to {host!r} refused: this test run is offline; serve it on 127.0.0.1 or drop the option"
    )
