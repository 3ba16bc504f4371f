"""Chroma's files of vectors, kept so that a process may die while they are being written.

Chroma writes a vector index over its older state, in place; then it notes in its database up to which entry
of its log the index goes, and only then lets go of those entries. A process that dies on the way leaves
files of two states: Chroma may then be unable to open the store at all, or search wrongly without a word. So
a copy of each index stands beside the store, as it was when it was last written whole. As long as the
database names the copy's entry of the log, the copy stands in for files that are not as they were, and
Chroma adds what the log has after it. Files that neither are whole nor have a copy are let go of; their
vectors are made anew."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from vectorstore.errors import StoreError

__all__ = ["VectorFiles", "is_whole"]

_RECORD = "kept.json"
_IDS = "index_metadata.pickle"
"""Which vector is whose. Chroma writes it last."""
_HEADER = struct.Struct("<i6Q")
"""The beginning of `header.bin`: form, then offset, room and number of the vectors, and bytes of each."""
_DATABASE = struct.Struct(">16x H 18x I")
"""Of SQLite's header: bytes of a page, number of pages that are not in use."""
_LENGTH = struct.Struct("<I")

_INDEXES = """
    SELECT segments.id, max_seq_id.seq_id
    FROM segments LEFT JOIN max_seq_id ON max_seq_id.segment_id = segments.id
    WHERE segments.scope = 'VECTOR'
"""
_RESERVE = 20_000_000
"""Bytes that stay free, so that articles can still be removed and a search never fails for want of room."""
_BYTES_PER_CHARACTER = 12
"""Of disk at most while a text is added: the text, its log, its words in two indexes."""

_log = logging.getLogger(__name__)
_Stamps = dict[str, list[int]]
"""Size and time of change of each file of an index, by name."""


@dataclass(frozen=True, slots=True)
class _Record:
    """What is noted, last of all, in the copy of an index."""

    written: str
    """The last entry of the log that the copy has."""
    files: _Stamps
    """Of the files that were copied."""


@dataclass(frozen=True, slots=True)
class _Index:
    """A vector index, as Chroma's database knows it."""

    folder: str
    written: str | None
    """The last entry of the log that its files have; None before they were ever written."""


class VectorFiles:
    """The vector indexes of one store that this process alone has open."""

    def __init__(self, chroma: Path, kept: Path) -> None:
        """`chroma` is Chroma's own folder, `kept` the one for the copies."""
        self.folder = chroma
        self._kept = kept
        self._stamps: dict[str, list[int]] = {}
        self.mended: list[str] = []
        """What `restore` put right, a line each."""

    # -- before Chroma opens the store ---------------------------------------------------------

    def restore(self) -> None:
        """Put back what was being written when a process died. Chroma must not have the store open.

        What cannot be put back is let go of, and vectors are `lost` from then on. Raises StoreError.
        """
        with _file_errors("the files of the store cannot be mended"):
            self._kept.mkdir(parents=True, exist_ok=True)
            if not self._database.is_file():
                return
            for index in self._indexes():
                self._restore(index)

    @property
    def lost(self) -> bool:
        """Whether the vectors have to be rebuilt, until `made_anew` is called."""
        return self._mark.exists()

    def made_anew(self) -> None:
        """All vectors are in the store again."""
        self._mark.unlink(missing_ok=True)

    # -- after Chroma has written --------------------------------------------------------------

    def keep(self) -> None:
        """Copy each index that was written since its last copy. Chroma must not be writing.

        Raises StoreError when there is no room for it, or when what was written is not whole.
        """
        with _file_errors("the vectors in the store cannot be kept safe"):
            if self._stamps and all(
                _stamp(self.folder / name / _IDS) == kept for name, kept in self._stamps.items()
            ):
                return
            for index in self._indexes(read_only=True):
                stamp = _stamp(self.folder / index.folder / _IDS)
                if index.written is not None and self._copy_of(index) is None:
                    self._keep(index, index.written)
                self._stamps[index.folder] = stamp

    def need_room(self, signs: int) -> None:
        """Raise StoreError when there is no room for so many signs of text and all that goes with them.

        Found out before anything is written, since Chroma does not notice that its files of vectors could not
        be written whole. What articles that were removed took is room in the database alone.
        """
        with _file_errors("the room that is left for the store cannot be found out"):
            copies = sum(path.stat().st_size for path in self.folder.glob("*/*") if path.is_file())
            needed = _RESERVE + copies + max(0, signs * _BYTES_PER_CHARACTER - self._unused())
            free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise StoreError(
                f"the disk is full: {free / 1e6:.0f} MB are free in {self.folder.parent} and adding needs "
                f"{needed / 1e6:.0f} MB; what was added before is kept; free some space, then add the rest"
            )

    def _unused(self) -> int:
        """Bytes of the database that hold nothing, as its header has them."""
        with self._database.open("rb") as file:
            header = file.read(_DATABASE.size)
        if len(header) < _DATABASE.size:
            return 0
        page, pages = _DATABASE.unpack(header)
        return int(pages) * (65536 if page == 1 else int(page))

    # -- steps ---------------------------------------------------------------------------------

    @property
    def _mark(self) -> Path:
        """An empty file, which a person may make too."""
        return self._kept / "make-anew"

    @property
    def _database(self) -> Path:
        return self.folder / "chroma.sqlite3"

    def _indexes(self, *, read_only: bool = False) -> list[_Index]:
        """`read_only` looks at the database while Chroma has it open, but does not write: without locks,
        as locks of one process do not hold against each other, and are lost when any of its files closes."""
        address = self._database.absolute().as_uri() + ("?immutable=1" if read_only else "?mode=rw")
        with closing(sqlite3.connect(address, uri=True)) as database:
            try:
                rows = database.execute(_INDEXES).fetchall()
            except sqlite3.OperationalError:  # tables that are not made yet
                return []
        return [_Index(folder, None if seq is None else str(seq)) for folder, seq in rows]

    def _restore(self, index: _Index) -> None:
        folder = self.folder / index.folder
        if index.written is None:
            if folder.is_dir():  # at most begun: the log has all of it
                shutil.rmtree(folder)
            return
        found = self._copy_of(index)
        if found is None:
            if not is_whole(folder):
                self._let_go(index, folder)
            return
        copy, kept = found
        if _stamps(folder) != kept:
            self._mended(f"put {folder}, which was left half written, back from its copy")
            folder.mkdir(exist_ok=True)
            for name in kept:
                shutil.copy2(copy / name, folder / name)

    def _copy_of(self, index: _Index) -> tuple[Path, _Stamps] | None:
        """The copy of the state that the database names, and the stamps of what was copied."""
        for copy in (self._kept / index.folder, self._kept / f"{index.folder}.new"):
            record = _record(copy)
            if record is not None and record.written == index.written:
                return copy, record.files
        return None

    def _keep(self, index: _Index, written: str) -> None:
        folder = self.folder / index.folder
        if not is_whole(folder):
            raise StoreError(
                f"the store's index of vectors in {folder} was not written whole, as happens on a full disk; "
                f"free some space and start again; its vectors are then rebuilt"
            )
        copy, new = self._kept / index.folder, self._kept / f"{index.folder}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        stamps = _stamps(folder)
        for name in stamps:
            _sync(folder / name)
            shutil.copy2(folder / name, new / name)
            _sync(new / name)
        record = new / _RECORD
        record.write_text(json.dumps(asdict(_Record(written, stamps))), "utf-8")
        _sync(record)
        shutil.rmtree(copy, ignore_errors=True)
        new.rename(copy)

    def _mended(self, what: str) -> None:
        _log.info("%s", what)
        self.mended.append(what)

    def _let_go(self, index: _Index, folder: Path) -> None:
        self._mended(f"let go of {folder}, which is damaged")
        self._mark.touch()
        shutil.rmtree(folder, ignore_errors=True)
        with closing(sqlite3.connect(self._database)) as database, database:
            database.execute("DELETE FROM max_seq_id WHERE segment_id = ?", (index.folder,))


def is_whole(folder: Path) -> bool:
    """Whether the files of an index are there and as long as their header says."""
    try:
        with (folder / "header.bin").open("rb") as file:
            _, _, _, count, size, *_ = _HEADER.unpack(file.read(_HEADER.size))
        with (folder / _IDS).open("rb") as file:
            file.seek(-1, os.SEEK_END)
            ends = file.read(1) == b"."
        links = (folder / "link_lists.bin").read_bytes()
        place = 0
        for _ in range(count):
            place += _LENGTH.size + _LENGTH.unpack_from(links, place)[0]
        return (
            ends
            and (folder / "data_level0.bin").stat().st_size >= count * size
            and (folder / "length.bin").stat().st_size >= count * _LENGTH.size
            and len(links) >= place
        )
    except (OSError, struct.error):
        return False


def _stamp(path: Path) -> list[int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return []
    return [found.st_size, found.st_mtime_ns]


def _stamps(folder: Path) -> _Stamps:
    if not folder.is_dir():
        return {}
    return {path.name: _stamp(path) for path in sorted(folder.iterdir()) if path.is_file()}


def _record(copy: Path) -> _Record | None:
    """The record of a copy; None where copying did not come so far."""
    try:
        return _Record(**json.loads((copy / _RECORD).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _sync(path: Path) -> None:
    """Wait until a file is on the disk, for when the power fails."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _file_errors(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise StoreError(
            f"{what} ({reason}); check that the disk is writable and has room, then start again"
        ) from exc
