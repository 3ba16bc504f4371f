"""The names of the files in a zip archive, read from its bytes without opening any of them.

Bounded whatever the archive claims; an archive that was cut off still tells the names at its front.
"""

from __future__ import annotations

from struct import unpack_from

__all__ = ["zip_names"]

_MOST = 5_000
_END = b"PK\x05\x06"
_IN_DIRECTORY = b"PK\x01\x02"
_AT_FILE = b"PK\x03\x04"


def zip_names(data: bytes) -> set[str]:
    """Names as its directory has them; where there is no directory, as far as they stand before each file."""
    end = data.rfind(_END, max(0, len(data) - 66_000))
    if end >= 0 and len(data) >= end + 22:
        names = _from_directory(data, unpack_from("<I", data, end + 16)[0])
        if names:
            return names
    first = data.find(_IN_DIRECTORY)
    return (_from_directory(data, first) if first >= 0 else set()) | _from_files(data)


def _from_directory(data: bytes, at: int) -> set[str]:
    names: set[str] = set()
    for _ in range(_MOST):
        if data[at : at + 4] != _IN_DIRECTORY or len(data) < at + 46:
            break
        name, extra, comment = unpack_from("<HHH", data, at + 28)
        names.add(data[at + 46 : at + 46 + name].decode("utf-8", "replace"))
        at += 46 + name + extra + comment
    return names


def _from_files(data: bytes) -> set[str]:
    names: set[str] = set()
    at = 0
    for _ in range(_MOST):
        at = data.find(_AT_FILE, at)
        if at < 0 or len(data) < at + 30:
            break
        name, extra = unpack_from("<HH", data, at + 26)
        names.add(data[at + 30 : at + 30 + name].decode("utf-8", "replace"))
        at += 30 + name + extra
    return names
