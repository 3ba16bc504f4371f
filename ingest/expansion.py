"""Which sources one source stands for: the files of a folder or an archive, the addresses of a list.

Knows which files are passed over and why. Reads no article.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.archive import entries, is_archive, read_entry
from ingest.content_type import READ_KINDS, binary_kind, decode, refusal_of, text_type
from ingest.errors import SourceError
from ingest.json_feed import is_json_feed
from ingest.limits import Limits
from ingest.outline_head import listed_feeds
from ingest.places import is_address, path_of, status_of, unreadable
from ingest.web_address import listed_addresses

__all__ = ["Skipped", "expand"]

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "__MACOSX", "CVS"})
_NOT_ARTICLES = frozenset(
    "bat c cc cfg conf cpp cs css csv go h hpp ini java js json jsonl jsx kt lock log lua map mjs php pl ps1"
    " py pyi r rb rs sass scss sh sql svg swift toml ts tsv tsx vue xml xsd xsl yaml yml".split()
)
"""Endings of text files that are no articles; skipped in folders, read when they are named themselves."""
_DATA = frozenset({"csv", "json", "tsv"})
"""Endings among them whose content decides."""
_SNIFF_BYTES = 8192
_LIST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that is not read, and why."""

    source: str
    """Absolute path."""
    reason: str


def expand(source: str, limits: Limits = Limits()) -> Iterator[str | Skipped]:  # noqa: B008
    """The sources that `source` stands for: itself, the files of a folder or a zip archive, or the web
    addresses that a text file lists, one a line, with nothing else in it, or the feeds that OPML lists.

    A folder is walked in sorted order; hidden files and folders and those of version control are passed
    over in silence, other files that are no articles come out as `Skipped`. Raises `SourceError` when the
    path does not exist or the folder holds nothing to read.
    """
    if is_address(source):
        yield source
        return
    path = path_of(source)
    mode = status_of(source, path).st_mode
    kind = "folder"
    found: Iterator[str | Skipped]
    if stat.S_ISDIR(mode):
        found = _in_folder(path, limits)
    elif stat.S_ISREG(mode) and _is_archive(source, path, limits):
        kind, found = "archive", _in_archive(path, limits)
    else:
        addresses = _listed(path) if stat.S_ISREG(mode) else None
        kind, found = "list", iter(addresses or [str(path)])
    articles = skipped = 0
    for one in found:
        if isinstance(one, Skipped):
            skipped += 1
            yield one
            continue
        articles += 1
        if articles > limits.max_files:
            raise SourceError(
                source,
                f"it holds more than {limits.max_files:,} files",
                "add it in parts, or raise the limit (ARTICLEBOT_MAX_FILES)",
            )
        yield one
    if not articles:
        held = f"none of the {skipped} files in it is an article" if skipped else f"the {kind} is empty"
        raise SourceError(
            source, held, f"name {'an' if kind == 'archive' else 'a'} {kind} with articles in it"
        )


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path | Skipped]:
    """Files below `folder`, sorted, each file and folder once however many links lead to it."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as exc:
        yield Skipped(str(folder), f"the folder cannot be opened ({exc.strerror})")
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _SKIPPED_FOLDERS:
            continue
        try:
            status = entry.stat()
        except OSError as exc:
            reason = (
                "a link that leads nowhere" if entry.is_symlink() else f"cannot be opened ({exc.strerror})"
            )
            yield Skipped(str(entry), reason)
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen:
            continue
        seen.add(identity)
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(entry, seen)
        elif stat.S_ISREG(status.st_mode):
            yield entry
        else:
            yield Skipped(str(entry), "no regular file (a device, pipe or socket)")


def _in_folder(folder: Path, limits: Limits) -> Iterator[str | Skipped]:
    for found in _walk(folder, set()):
        reason = found.reason if isinstance(found, Skipped) else _reason_to_skip(found, limits)
        if isinstance(found, Skipped):
            yield found
        else:
            yield str(found) if reason is None else Skipped(str(found), reason)


def _in_archive(archive: Path, limits: Limits) -> Iterator[str | Skipped]:
    for name, refused in entries(archive, limits):
        parts = name.split("/")
        if any((part.startswith(".") and part != "..") or part in _SKIPPED_FOLDERS for part in parts):
            continue
        reason = refused
        if reason is None:
            try:
                head = read_entry(archive, name, limits, _SNIFF_BYTES)
                if head.startswith(b"PK"):
                    head = read_entry(archive, name, limits)
                reason = _reason_by_content(head, Path(name))
            except SourceError as exc:
                reason = exc.problem
        yield f"{archive}/{name}" if reason is None else Skipped(f"{archive}/{name}", reason)


def _is_archive(source: str, path: Path, limits: Limits) -> bool:
    try:
        return is_archive(path, limits)
    except OSError as exc:
        raise unreadable(source, exc) from exc


def _listed(path: Path) -> list[str] | None:
    """The web addresses that a text file lists, when it holds nothing else: one a line, or as OPML."""
    with path.open("rb") as file:
        head = file.read(_SNIFF_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if not head.startswith(b"http") and b"<opml" not in head:
            return None
        file.seek(0)
        data = file.read(_LIST_BYTES + 1)
    if len(data) > _LIST_BYTES:
        return None
    text = decode(data) or ""
    return listed_addresses(text) if head.startswith(b"http") else listed_feeds(text)


def _reason_to_skip(path: Path, limits: Limits) -> str | None:
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            return f"larger than {limits.max_bytes / 1_000_000:.4g} MB"
        if not size:
            return "empty"
        with path.open("rb") as file:
            head = file.read(_SNIFF_BYTES)
            if head.startswith(b"PK"):  # a zip file names its parts at its end
                head += file.read()
    except OSError as exc:
        return f"cannot be opened ({exc.strerror})"
    return _reason_by_content(head, path)


def _reason_by_content(head: bytes, path: Path) -> str | None:
    kind = binary_kind(head)
    if kind is not None and kind not in READ_KINDS:
        problem, remedy = refusal_of(kind)
        return f"{problem.removeprefix('this is ')}; {remedy}"
    ending = path.suffix[1:].lower()
    if ending in _NOT_ARTICLES and not (ending in _DATA and _is_known_data(head, path.name)):
        return f"data or program text ({path.suffix}); name the file itself to add it"
    return None


def _is_known_data(head: bytes, name: str) -> bool:
    """Whether a file of data is of a format that there is a reader for: a table, a chat, a feed."""
    text = decode(head) or ""
    return is_json_feed(text) or text_type(text, name) in ("table", "chat", "notebook")
