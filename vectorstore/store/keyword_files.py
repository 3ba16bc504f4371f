"""Whether the files of a keyword index are as they were written.

Tantivy ends each file with a note of its checksum, and does not read it back. Knows that note and nothing
else of an index.
"""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

__all__ = ["damaged_files"]

_END = struct.Struct("<II")
"""The last bytes of a file: the length of the note before them, and a number that says that there is one."""
_MAGIC = 1337


def damaged_files(folder: Path) -> list[Path]:
    """The files of the index in `folder` whose checksum is not right."""
    return [path for path in sorted(folder.iterdir()) if not _is_intact(path)]


def _is_intact(path: Path) -> bool:
    if path.suffix in ("", ".json", ".lock"):  # these have none
        return True
    data = path.read_bytes()
    try:
        size, magic = _END.unpack_from(data, len(data) - _END.size)
        content = data[: -_END.size - size]
        note = json.loads(data[len(content) : -_END.size])
        return bool(magic == _MAGIC and note["crc"] == zlib.crc32(content))
    except (struct.error, ValueError, KeyError, TypeError):
        return False
