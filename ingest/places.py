"""What the name of a source stands for: a web address, or a path and what is there.

Knows spelling and the file system's answers; opens nothing.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from ingest.errors import SourceError, SourceGoneError

__all__ = ["is_address", "path_of", "status_of", "unreadable"]

_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]+)://")


def is_address(source: str) -> bool:
    """Whether `source` is an http(s) address; raises `SourceError` for one of another scheme."""
    match = _ADDRESS.match(source)
    if match is None:
        return False
    if match["scheme"].lower() not in ("http", "https"):
        scheme = match["scheme"]
        raise SourceError(source, f"{scheme}:// addresses are not read", "use http or https, or name a file")
    return True


def path_of(source: str) -> Path:
    """The absolute path that `source` names, with links resolved; raises `SourceError`."""
    if not source.strip():
        raise SourceError(repr(source), "no source was named", "name a file, a folder or a web address")
    try:
        return Path(source).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as exc:
        raise SourceError(source, f"this cannot be a path ({exc})", "check the spelling") from exc


def status_of(source: str, path: Path) -> os.stat_result:
    """What the file system says of `path`; raises `SourceError` when there is nothing."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise SourceGoneError(source, "there is no such file or folder", "check the path") from exc
    except (OSError, ValueError) as exc:
        raise unreadable(source, exc) from exc


def unreadable(source: str, exc: Exception) -> SourceError:
    """The error that says why `source` could not be opened."""
    if isinstance(exc, PermissionError):
        return SourceError(source, "there is no permission to read it", "change its permissions or copy it")
    reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
    return SourceError(source, f"it cannot be opened ({reason})", "check the path")
