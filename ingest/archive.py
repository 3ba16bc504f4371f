"""A zip file of articles, read in place: a file in it is named as if the archive were a folder.

Nothing is written to disk. Knows zip files and their dangers; what is in the files is the readers'.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ingest.errors import SourceError, SourceGoneError
from ingest.limits import Limits

__all__ = ["archive_above", "entries", "is_archive", "read_entry"]

_PACKED_FORMATS = frozenset({"[Content_Types].xml", "META-INF/container.xml", "mimetype"})
_TAIL_BYTES = 65_557 + 20
_ENTRY_BYTES = 400
"""What the directory of an archive may take for each file, at most."""


def is_archive(path: Path, limits: Limits) -> bool:
    """Whether the file `path` is a zip file of other files, not a document that is packed as one.

    Raises `SourceError` when it is a zip file that cannot be opened.
    """
    with path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return False
    with _opened(path, limits) as archive:
        return not _PACKED_FORMATS & set(archive.namelist())


def entries(path: Path, limits: Limits) -> list[tuple[str, str | None]]:
    """Names of the files in an archive, sorted, each with the reason not to read it, if there is one."""
    found: dict[str, str | None] = {}
    with _opened(path, limits) as archive:
        for entry in archive.infolist():
            if not entry.filename or entry.is_dir():
                continue
            reason = None
            if PurePosixPath(entry.filename).is_absolute() or {"..", "."} & set(entry.filename.split("/")):
                reason = "its name leads out of the archive"
            elif entry.flag_bits & 1:
                reason = "protected with a password"
            elif entry.file_size > limits.max_bytes:
                reason = f"larger than {limits.max_bytes / 1e6:.4g} MB"
            elif not entry.file_size:
                reason = "empty"
            found[entry.filename] = reason
    return sorted(found.items())


def read_entry(path: Path, name: str, limits: Limits, most: int | None = None) -> bytes:
    """The file `name` of an archive, or its first `most` bytes; at most one more than the limit's.

    Raises `SourceError` when it is missing or damaged.
    """
    source = f"{path}/{name}"
    with _opened(path, limits) as archive:
        try:
            with archive.open(name) as file:
                return file.read(limits.max_bytes + 1 if most is None else most)
        except KeyError as exc:
            raise SourceGoneError(source, "there is no such file in the archive", "check the path") from exc
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as exc:
            raise SourceError(source, "it cannot be unpacked", "make the archive again") from exc
        except Exception as exc:  # zlib.error, lzma.LZMAError: no common base
            if type(exc).__module__ not in ("zlib", "_lzma", "lzma"):
                raise
            raise SourceError(source, "it cannot be unpacked", "make the archive again") from exc


def archive_above(path: Path) -> tuple[Path, str] | None:
    """For the path of a file within an archive: the archive's path and the file's name in it."""
    for above in path.parents:
        if above.is_file():
            return above, path.relative_to(above).as_posix()
        if above.exists():
            return None
    return None


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    try:
        _refuse_huge(path, limits)
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
        raise SourceError(str(path), "its zip container is damaged", "make the archive again") from exc
    with archive:
        yield archive


def _refuse_huge(path: Path, limits: Limits) -> None:
    """Raise when the archive's directory is too large to be listed, before anything lists it."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise zipfile.BadZipFile
    is_long = tail.rfind(b"PK\x06\x07") >= 0  # the form for more than 65,535 files
    if is_long or int.from_bytes(tail[end + 12 : end + 16], "little") > _ENTRY_BYTES * limits.max_files:
        raise SourceError(str(path), "it holds too many files", "unpack it and add its folders one by one")
