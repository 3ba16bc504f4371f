"""The user file: who may log in, with hashed passwords.

A line is `name:hash`; the hash is scrypt's (RFC 7914) in the PHC string format, with the cost in it:
`$scrypt$ln=15,r=8,p=3$SALT$HASH`. Blank lines and lines that begin with # are left alone. The file is read
again when it has changed, so nobody has to restart the program for a new user.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterable
from pathlib import Path

from bot.errors import AccessError

__all__ = ["COST", "UserFile", "hashed", "matches"]

LEAST_PASSWORD = 8
"""Characters of a password."""
_MOST_PASSWORD = 1024
COST = (15, 8, 3)
"""log2 of n, r and p: 32 MiB, and about a quarter of a second."""
_NAME = re.compile(r"[\w@.+-]{1,64}")
_HASH = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/=]{8,88})\$([\w+/=]{40,88})")
_DEAREST = 2**27
"""Bytes that a hash may ask for; one that asks for more is no hash of ours."""


def hashed(password: str, cost: tuple[int, int, int] = COST) -> str:
    """The hash of a password, salted."""
    salt = secrets.token_bytes(16)
    ln, r, p = cost
    made = _scrypt(password, salt, cost, 32)
    return f"$scrypt$ln={ln},r={r},p={p}${b64encode(salt).decode()}${b64encode(made).decode()}"


def matches(password: str, known: str) -> bool:
    """Whether `password` is the one whose hash is `known`; takes the same time for each wrong one."""
    found = _HASH.fullmatch(known)
    if found is None or len(password) > _MOST_PASSWORD:
        return False
    ln, r, p = map(int, found.groups()[:3])
    salt, expected = (b64decode(part) for part in found.groups()[3:])
    return hmac.compare_digest(_scrypt(password, salt, (ln, r, p), len(expected)), expected)


def _scrypt(password: str, salt: bytes, cost: tuple[int, int, int], length: int) -> bytes:
    ln, r, p = cost
    return hashlib.scrypt(password.encode(), salt=salt, n=2**ln, r=r, p=p, maxmem=2 * _DEAREST, dklen=length)


class UserFile:
    """The users of one file; a new password is hashed at `cost`.

    Reading raises AccessError for a file that is not there, that others may write, or with a line that is
    none.
    """

    def __init__(self, path: Path, cost: tuple[int, int, int] = COST) -> None:
        self.path = path
        self._cost = cost
        self._stamp: tuple[int, int, int] | None = None
        self._users: dict[str, str] = {}
        self._nobody = hashed(secrets.token_hex(16), cost)

    def users(self) -> dict[str, str]:
        """The hash of each user's password, by name."""
        try:
            known = self.path.stat()
            stamp = (known.st_mtime_ns, known.st_size, known.st_ino)
            if stamp != self._stamp:
                if os.name == "posix" and stat.S_IMODE(known.st_mode) & 0o022:
                    raise AccessError(f"{self.path}: others may change this user file; chmod 600 {self.path}")
                self._users = dict(self._lines(self.path.read_text("utf-8")))
                self._stamp = stamp
        except (OSError, UnicodeDecodeError) as exc:
            self._stamp = None
            raise AccessError(
                f"{self.path}: the user file cannot be read ({_reason(exc)}); "
                f"make one with `articlebot user add NAME --auth {self.path}`"
            ) from exc
        return self._users

    def verify(self, name: str, password: str) -> bool:
        """Whether this user has this password. Takes a good part of a second, for unknown names too."""
        known = self.users().get(name)
        right = matches(password, known or self._nobody)
        return right and known is not None

    def mark(self, name: str) -> str | None:
        """A short digest that changes with the user's password; None for a name that is not in the file."""
        known = self.users().get(name)
        return hashlib.sha256(known.encode()).hexdigest()[:16] if known else None

    def set(self, name: str, password: str) -> bool:
        """Add a user, or give one a new password; True if the name is new.

        Raises AccessError for a name or password that cannot be.
        """
        if not _NAME.fullmatch(name):
            raise AccessError(
                f"{name!r} cannot be a user's name; use up to 64 letters, digits and . _ @ + - without blanks"
            )
        if not LEAST_PASSWORD <= len(password) <= _MOST_PASSWORD:
            raise AccessError(f"the password has to have {LEAST_PASSWORD} to {_MOST_PASSWORD} characters")
        new = not self.path.exists() or name not in self.users()
        self._rewrite(name, f"{name}:{hashed(password, self._cost)}")
        return new

    def remove(self, name: str) -> None:
        """Remove a user. Raises AccessError when there is none of that name."""
        if name not in self.users():
            known = ", ".join(sorted(self.users())) or "none"
            raise AccessError(f"{self.path} has no user {name!r}; its users are: {known}")
        self._rewrite(name, None)

    def _lines(self, text: str) -> Iterable[tuple[str, str]]:
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, known = line.strip().partition(":")
            found = _HASH.fullmatch(known)
            if not _NAME.fullmatch(name) or found is None or not _affordable(*map(int, found.groups()[:3])):
                raise AccessError(
                    f"{self.path}, line {number}: not `name:hash`; "
                    f"write users with `articlebot user add NAME --auth {self.path}`"
                )
            yield name, known

    def _rewrite(self, name: str, line: str | None) -> None:
        """The file with the user's line replaced, in one step."""
        lines = self.path.read_text("utf-8").splitlines() if self.path.exists() else []
        kept = [one for one in lines if one.strip().partition(":")[0] != name]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, written = tempfile.mkstemp(dir=self.path.parent, prefix=".users-")  # mode 600
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write("".join(f"{one}\n" for one in [*kept, *([line] if line else [])]))
                file.flush()
                os.fsync(file.fileno())
            Path(written).replace(self.path)
        except OSError as exc:
            raise AccessError(
                f"{self.path}: cannot be written ({_reason(exc)}); choose another file"
            ) from exc


def _affordable(ln: int, r: int, p: int) -> bool:
    return 0 < ln < 25 and r > 0 and 0 < p < 17 and 128 * r * 2**ln <= _DEAREST


def _reason(exc: Exception) -> str:
    return exc.strerror if isinstance(exc, OSError) and exc.strerror else type(exc).__name__
