"""Who may use the page: everybody on this machine, the users of a file, or users whom a proxy names.

A page that other machines reach is served only with one of the last two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from bot.errors import AccessError
from bot.gate.origins import is_loopback
from bot.gate.users import UserFile

__all__ = ["Access", "access_for"]

Network = IPv4Network | IPv6Network
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_OF_BROWSERS = {"authorization", "cookie", "host", "origin", "user-agent", "accept", "referer"}
_USER = re.compile(r"[^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]{0,126}[^\x00-\x20\x7f])?")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port",
              "x-forwarded-prefix", "x-forwarded-server", "x-real-ip")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use the page. Without `users` and `header`: everybody who can reach it."""

    loopback: bool = True
    """Whether the page is served to this machine alone."""
    users: UserFile | None = None
    header: str | None = None
    """The header in which a trusted proxy names the user, in small letters."""
    proxies: tuple[Network, ...] = ()
    """Where trusted proxies ask from: what they say of a request is believed."""

    @property
    def asks(self) -> bool:
        """Whether somebody has to be named to come in."""
        return self.users is not None or self.header is not None

    def trusts(self, address: str) -> bool:
        """Whether a request that comes from `address` is a trusted proxy's."""
        try:
            known = ip_address(address)
        except ValueError:
            return False
        known = getattr(known, "ipv4_mapped", None) or known
        return any(known in network for network in self.proxies)

    def believed(self, headers: Sequence[tuple[bytes, bytes]], peer: str) -> list[tuple[bytes, bytes]]:
        """The headers without what only a trusted proxy may say, unless one says it."""
        if self.trusts(peer):
            return list(headers)
        hidden = {*_FORWARDED, *([self.header] if self.header else [])}
        return [(name, value) for name, value in headers if name.decode("latin-1").lower() not in hidden]

    def client(self, headers: Mapping[str, str], peer: str) -> str:
        """The address that a request comes from: of those a proxy names, the last that is not a proxy's."""
        named = [one.strip() for one in headers.get("x-forwarded-for", "").split(",") if one.strip()]
        return next((one for one in reversed(named) if not self.trusts(one)), peer)

    def named(self, headers: Mapping[str, str]) -> str | None:
        """The user whom a trusted proxy names; None where it names none."""
        said = headers.get(self.header or "", "").strip()
        return said if _USER.fullmatch(said) else None


def access_for(
    host: str, *, auth: Path | None = None, auth_header: str | None = None, proxies: Sequence[str] = ()
) -> Access:
    """The access to a page that is served on `host`.

    Raises AccessError where other machines reach it and nobody has to log in, for a user file that cannot be
    used, and for a header or proxy that cannot be one.
    """
    loopback = is_loopback(host)
    if auth is not None and auth_header is not None:
        raise AccessError("--auth and --auth-header exclude each other: use one of them")
    if not loopback and auth is None and auth_header is None:
        raise AccessError(
            f"{host or 'any address'}: other machines could reach the page there without a log-in; name a "
            "user file with --auth FILE (made by `articlebot user add NAME --auth FILE`), or the header in "
            "which your proxy names the user with --auth-header NAME, or serve on 127.0.0.1"
        )
    users = UserFile(auth) if auth is not None else None
    if users is not None and not users.users():
        raise AccessError(
            f"{auth}: the file has no user; add one with `articlebot user add NAME --auth {auth}`"
        )
    if auth_header is not None and (
        not _HEADER.fullmatch(auth_header) or auth_header.lower() in {*_OF_BROWSERS, *_FORWARDED}
    ):
        raise AccessError(
            f"--auth-header {auth_header!r} cannot be the header in which a proxy names the user; "
            "use one that it sets for this alone, such as X-Remote-User"
        )
    header = auth_header.lower() if auth_header else None
    return Access(loopback, users, header, tuple(map(_network, proxies)))


def _network(said: str) -> Network:
    try:
        return ip_network(said.strip(), strict=False)
    except ValueError as exc:
        raise AccessError(
            f"--trusted-proxy {said!r} is not an address or network; write it as 10.0.0.5 or 10.0.0.0/24"
        ) from exc
