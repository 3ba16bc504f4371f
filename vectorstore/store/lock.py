"""One process, one store: an exclusive lock on a data directory that says who holds it."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import StoreError, StoreLockedError

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["lock_directory"]

_WAY_OUT = (
    "close it there, or let several processes share one store: start `chroma run --path DIR` and set "
    "ARTICLEBOT_CHROMA=http://localhost:8000 for each of them"
)


def lock_directory(home: Path) -> BaseFileLock:
    """Take the lock of `home`, making the directory if need be; `release()` gives it back.

    The operating system drops the lock when the process ends, however it ends. Raises StoreLockedError
    naming the owner, StoreError when the directory cannot be written.
    """
    from filelock import FileLock, Timeout

    owner = home / "owner.json"
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / "library.lock", timeout=0)
        lock.acquire()
        with suppress(OSError):  # a full disk must not keep the articles from being read
            owner.write_text(
                json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "command": _command()}), "utf-8"
            )
    except Timeout:
        raise StoreLockedError(
            f"the articles in {home} are open in {_described(owner)}; {_WAY_OUT}"
        ) from None
    except OSError as exc:
        raise StoreError(
            f"the data directory {home} cannot be used ({exc.strerror or exc}); choose another with --home "
            f"or ARTICLEBOT_HOME"
        ) from exc
    return lock


def _command() -> str:
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]) if sys.argv and sys.argv[0] else "python"


def _described(owner: Path) -> str:
    try:
        known = json.loads(owner.read_text("utf-8"))
        pid, host, command = known["pid"], known["host"], known["command"]
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
    if pid == os.getpid() and host == socket.gethostname():
        return f"this process (pid {pid}) already"
    return f"another process (pid {pid} on {host}: {command})"
