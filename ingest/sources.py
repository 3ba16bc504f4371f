"""From a source, as a reader names it, to the article that it holds.

Knows files, folders and pasted text, and which reader a type of content belongs to. Knows nothing of how
a format is parsed, nor of chunks or stores.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.archive import archive_above, entries, is_archive, read_entry
from ingest.article import Article, article_id_for
from ingest.content import binary_kind, decode, text_type
from ingest.document import Document, article_from
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.web_address import listed_addresses

__all__ = ["Skipped", "article_from_bytes", "expand", "read", "read_text"]

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "__MACOSX", "CVS"})
_NOT_ARTICLES = frozenset(
    "bat c cc cfg conf cpp cs css csv go h hpp ini java js json jsonl jsx kt lock log lua map mjs php pl ps1"
    " py pyi r rb rs sass scss sh sql svg swift toml ts tsv tsx vue xml xsd xsl yaml yml".split()
)
"""Endings of text files that are no articles; skipped in folders, read when they are named themselves."""
_PACKED = ("docx", "epub", "pdf")
"""Formats that are read in a process of their own."""
_SNIFF_BYTES = 8192
_LIST_BYTES = 1_000_000
_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]+)://")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that is not read, and why."""

    source: str
    """Absolute path."""
    reason: str


def expand(source: str, limits: Limits = Limits()) -> Iterator[str | Skipped]:  # noqa: B008
    """The sources that `source` stands for: itself, the files of a folder or a zip archive, or the web
    addresses that a text file lists, one a line, with nothing else in it.

    A folder is walked in sorted order; hidden files and folders and those of version control are passed
    over in silence, other files that are no articles come out as `Skipped`. Raises `SourceError` when the
    path does not exist or the folder holds nothing to read.
    """
    if _is_address(source):
        yield source
        return
    path = _path(source)
    mode = _stat(source, path).st_mode
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
            raise SourceError(source, f"it holds more than {limits.max_files:,} files", "add it in parts")
        yield one
    if not articles:
        held = f"none of the {skipped} files in it is an article" if skipped else f"the {kind} is empty"
        raise SourceError(
            source, held, f"name {'an' if kind == 'archive' else 'a'} {kind} with articles in it"
        )


def read(source: str, limits: Limits = Limits()) -> Article:  # noqa: B008
    """The article in one file or at one web address; its type is told from its content.

    The article's `source` is the absolute path with links resolved, or the page's own address. Raises
    `SourceError` when the source is missing, unreadable, empty, too large, or nothing that can be read as
    an article.
    """
    if _is_address(source):
        return _read_address(source, limits)
    path = _path(source)
    packed = archive_above(path) if not os.path.lexists(path) else None
    if packed is not None:
        data = read_entry(*packed, limits)
        if len(data) > limits.max_bytes:
            raise _too_large(source, len(data), limits)
        return article_from_bytes(data, str(path), name=path.name, limits=limits)
    status = _stat(source, path)
    if stat.S_ISDIR(status.st_mode):
        raise SourceError(source, "this is a folder", "add the folder to add the files in it")
    if not stat.S_ISREG(status.st_mode):
        raise SourceError(source, "this is a device, pipe or socket", "name a file that can be read")
    if status.st_size > limits.max_bytes:
        raise _too_large(source, status.st_size, limits)
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as exc:
        raise _unreadable(source, exc) from exc
    if len(data) > limits.max_bytes:  # it grew, or its size is not told by stat
        raise _too_large(source, len(data), limits)
    return article_from_bytes(data, str(path), name=path.name, limits=limits)


def _read_address(source: str, limits: Limits) -> Article:
    """The article at a web address. Its source is the address that the page itself names, if it names one
    on the same site: so it is one article, by whichever address a reader came to it."""
    from ingest.fetch import fetch
    from ingest.web_address import article_address

    page = fetch(source, limits)
    name = page.url.rpartition("/")[2].partition("?")[0]
    article = article_from_bytes(
        page.data, source, name=name, limits=limits, charset=page.charset, url=page.url
    )
    address = article_address(page.url, article.metadata.url)
    metadata = replace(article.metadata, url=address)
    return replace(article, id=article_id_for(address), source=address, metadata=metadata, version="")


def read_text(text: str, title: str | None = None, limits: Limits = Limits()) -> Article:  # noqa: B008
    """The article in a pasted text: HTML, Markdown or plain. Its source is `pasted:` and its title.

    Raises `SourceError` when the text is empty or too large.
    """
    named = " ".join(title.split()) if title else ""
    shown = f"pasted:{named}" if named else "pasted text"
    if len(text) > limits.max_bytes:
        raise _too_large(shown, len(text), limits)
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    article = _article_from_text(text, shown, name=named, title=named or None, url=None, limits=limits)
    if not named:
        source = f"pasted:{article.title}"
        article = replace(article, id=article_id_for(source), source=source)
    return article


def article_from_bytes(
    data: bytes,
    source: str,
    *,
    name: str,
    limits: Limits,
    charset: str | None = None,
    url: str | None = None,
) -> Article:
    """The article in the bytes of a file or a download; `source` is what the article's source will be.

    `charset` is what the server declares, `url` the address the bytes came from. Raises `SourceError`.
    """
    if not data:
        raise SourceError(source, "it is empty", "check that it was saved, or name another one")
    kind = binary_kind(data)
    if kind in _PACKED:
        from ingest.worker import parse_apart

        document = parse_apart(kind, data, source=source, fallback_title=_title_from(name), limits=limits)
        return _bounded(document, source, limits)
    if kind is not None:
        raise SourceError(source, f"this is {_named(kind)}, not an article in text form", _remedy_for(kind))
    text = decode(data, charset)
    if text is None:
        raise SourceError(
            source, "this is a binary file, or text in an unknown encoding", "save it as UTF-8 text"
        )
    return _article_from_text(text, source, name=name, title=None, url=url, limits=limits)


def _article_from_text(
    text: str, source: str, *, name: str, title: str | None, url: str | None, limits: Limits
) -> Article:
    if not text.strip():
        raise SourceError(source, "there is only white space in it", "name a source that has text")
    fallback_title = _title_from(name)
    document: Document
    match text_type(text, name):
        case "html":
            from ingest.readers.html import parse_html

            document = parse_html(text, source=source, url=url, fallback_title=fallback_title)
        case "markdown":
            from ingest.readers.markdown import parse_markdown

            document = parse_markdown(text, title=title, fallback_title=fallback_title)
        case _:
            from ingest.readers.text import parse_text

            document = parse_text(text, title=title, fallback_title=fallback_title)
    return _bounded(document, source, limits)


def _bounded(document: Document, source: str, limits: Limits) -> Article:
    if len(document.blocks) > limits.max_blocks:
        raise SourceError(
            source,
            f"it has {len(document.blocks):,} paragraphs and rows; the limit is {limits.max_blocks:,}",
            "cut it into several files, or raise the limit",
        )
    return article_from(document, source)


def _title_from(name: str) -> str | None:
    return re.sub(r"[_\s]+", " ", Path(name).stem).strip() or None


def _is_address(source: str) -> bool:
    match = _ADDRESS.match(source)
    if match is None:
        return False
    if match["scheme"].lower() not in ("http", "https"):
        scheme = match["scheme"]
        raise SourceError(source, f"{scheme}:// addresses are not read", "use http or https, or name a file")
    return True


def _path(source: str) -> Path:
    if not source.strip():
        raise SourceError(repr(source), "no source was named", "name a file, a folder or a web address")
    try:
        return Path(source).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as exc:
        raise SourceError(source, f"this cannot be a path ({exc})", "check the spelling") from exc


def _stat(source: str, path: Path) -> os.stat_result:
    try:
        return path.stat()
    except FileNotFoundError as exc:
        raise SourceError(source, "there is no such file or folder", "check the path") from exc
    except (OSError, ValueError) as exc:
        raise _unreadable(source, exc) from exc


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
        raise _unreadable(source, exc) from exc


def _listed(path: Path) -> list[str] | None:
    """The web addresses that a text file lists, when it holds nothing else."""
    with path.open("rb") as file:
        if not file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(b"http"):
            return None
        file.seek(0)
        data = file.read(_LIST_BYTES + 1)
    return listed_addresses(decode(data) or "") if len(data) <= _LIST_BYTES else None


def _reason_to_skip(path: Path, limits: Limits) -> str | None:
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            return f"larger than {_megabytes(limits.max_bytes)}"
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
    if kind is not None and kind not in _PACKED:
        return _named(kind)
    if path.suffix[1:].lower() in _NOT_ARTICLES:
        return f"data or program text ({path.suffix}); name the file itself to add it"
    return None


def _named(kind: str) -> str:
    article = "an" if kind[0] in "aeiou" else "a"
    return "a zip archive" if kind == "zip" else f"{article} {kind} file"


def _remedy_for(kind: str) -> str:
    if kind == "document":
        return "save its text as .txt, .md or .html and add that"
    if kind in ("zip", "archive"):
        return "add the archive itself, or unpack it and add the folder"
    return "name an article: text, Markdown, HTML, .pdf, .docx or .epub"


def _too_large(source: str, size: int, limits: Limits) -> SourceError:
    return SourceError(
        source,
        f"it is too large ({_megabytes(size)}, the limit is {_megabytes(limits.max_bytes)})",
        "cut it into several files, or raise the limit (ARTICLEBOT_MAX_SOURCE_MB)",
    )


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.4g} MB"


def _unreadable(source: str, exc: Exception) -> SourceError:
    if isinstance(exc, PermissionError):
        return SourceError(source, "there is no permission to read it", "change its permissions or copy it")
    reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
    return SourceError(source, f"it cannot be opened ({reason})", "check the path")
