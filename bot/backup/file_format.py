"""The format of a backup file: JSON lines in gzip, a header first, counts and a checksum last.

    {"backup": {"format": 1, "made": "2026-11-24T21:00:00+00:00", "by": "articlebot 0.1.0"}}
    {"article": {...}, "added": "..."}
    {"goldens": "..."}
    {"conversation": {...}}
    {"end": {"articles": 1, "goldens": 1, "conversations": 1, "sha256": "..."}}

The checksum is of every byte before the last line, unpacked. Knows lines and their order; what an entry
means is in `entries`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, BinaryIO, NamedTuple

from ingest.errors import ArticleBotError

__all__ = ["KINDS", "BackupError", "Line", "begins_as_backup", "read_lines", "write_lines"]

FORMAT = 1
"""Raise it when what is written changes so that older programs would read it wrongly."""
KINDS = {"article": "articles", "goldens": "goldens", "conversation": "conversations"}
"""The kinds of entries, with the names under which the last line counts them."""

_LONGEST = 256_000_000
"""Bytes of one line; a longer one is refused before it fills the memory."""
_CUT = "it ends too early, so it was cut short; take a whole copy of it"
_ALTERED = "it was altered or damaged after it was made; take another copy of it"


class BackupError(ArticleBotError):
    """A backup file cannot be written, read or trusted."""


class Line(NamedTuple):
    """An entry of a backup and its line number, from 1."""

    number: int
    kind: str
    entry: Mapping[str, Any]


def write_lines(file: BinaryIO, entries: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Write a backup of `entries`, each with one of KINDS among its keys; how many of each there are."""
    digest, counts = hashlib.sha256(), Counter[str]()
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed:

        def write(entry: Mapping[str, Any]) -> None:
            line = _encoded(entry)
            digest.update(line)
            packed.write(line)

        made = datetime.now(UTC).isoformat(timespec="seconds")
        write({"backup": {"format": FORMAT, "made": made, "by": f"articlebot {_own_version()}"}})
        for entry in entries:
            write(entry)
            counts[_kind_of(entry)] += 1
        totals = {name: counts[kind] for kind, name in KINDS.items()}
        packed.write(_encoded({"end": {**totals, "sha256": digest.hexdigest()}}))
    return counts


def read_lines(file: BinaryIO, name: str) -> Iterator[Line]:
    """The entries of the backup in `file`, which `name` names in errors, one in memory at a time.

    Only when all were read is it known that they are what was written. Raises BackupError: not a backup, of
    a newer format, cut short, altered.
    """
    digest, counts, ended = hashlib.sha256(), Counter[str](), False
    for number, line in enumerate(_unpacked(file, name), 1):
        if ended:
            raise BackupError(f"{name}: it has lines after its end; {_ALTERED}")
        entry = _decoded(line, number, name)
        if number == 1:
            _check_first(entry, name)
        elif "end" in entry:
            expected = {**{each: counts[kind] for kind, each in KINDS.items()}, "sha256": digest.hexdigest()}
            if entry["end"] != expected:
                raise BackupError(f"{name}: its checksum does not match its content; {_ALTERED}")
            ended = True
        else:
            kind = _kind_of(entry)
            if not kind:
                raise BackupError(f"{name}, line {number}: the entry has an unknown kind; {_ALTERED}")
            counts[kind] += 1
            yield Line(number, kind, entry)
        digest.update(line)
    if not ended:
        raise BackupError(f"{name}: {_CUT}")


def begins_as_backup(file: BinaryIO) -> bool:
    """Whether the first line is that of a backup, of whatever format."""
    try:
        with gzip.GzipFile(fileobj=file) as packed:
            return packed.readline(1_000).startswith(b'{"backup":')
    except (OSError, EOFError, zlib.error):
        return False


def _unpacked(file: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=file) as packed:
            while line := packed.readline(_LONGEST + 1):
                if len(line) > _LONGEST:
                    raise BackupError(f"{name}: it has a line longer than {_LONGEST // 10**6} MB; {_ALTERED}")
                if not line.endswith(b"\n"):
                    raise BackupError(f"{name}: {_CUT}")
                yield line
    except gzip.BadGzipFile as exc:
        raise BackupError(f"{name}: it is not a gzip file; name one that `articlebot export` made") from exc
    except EOFError as exc:
        raise BackupError(f"{name}: {_CUT}") from exc
    except zlib.error as exc:
        raise BackupError(f"{name}: it cannot be unpacked; {_ALTERED}") from exc
    except OSError as exc:
        raise BackupError(f"{name}: cannot be read ({exc.strerror or exc}); check the path") from exc


def _check_first(entry: Mapping[str, Any], name: str) -> None:
    head = entry.get("backup")
    if not isinstance(head, dict) or not isinstance(head.get("format"), int):
        raise BackupError(f"{name}: it is not a backup; name a file that `articlebot export` made")
    if head["format"] != FORMAT:
        raise BackupError(
            f"{name}: it is of backup format {head['format']} (made by {str(head.get('by'))[:80]!r}), and "
            f"this version reads format {FORMAT}; import it with the version that made it, or a newer one"
        )


def _encoded(entry: Mapping[str, Any]) -> bytes:
    """The entry as a line of UTF-8; with escapes where it holds what UTF-8 has no form for."""
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def _decoded(line: bytes, number: int, name: str) -> Mapping[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as exc:
        problem = "it is not a backup; name a file that `articlebot export` made" if number == 1 else _ALTERED
        raise BackupError(f"{name}, line {number}: {problem}") from exc
    if not isinstance(entry, dict):
        raise BackupError(f"{name}, line {number}: it is not a JSON object; {_ALTERED}")
    return entry


def _kind_of(entry: Mapping[str, Any]) -> str:
    return next((kind for kind in KINDS if kind in entry), "")


def _own_version() -> str:
    try:
        return version("articlebot")
    except PackageNotFoundError:
        return "of a source tree"
