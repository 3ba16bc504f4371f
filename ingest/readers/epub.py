"""An e-book as an article: its chapters in the order of its spine, each a page of blocks."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.article import ArticleMetadata
from ingest.content_type import decode
from ingest.document import PackedArticle, Piece
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.readers.html import pieces_of
from ingest.readers.page_blocks import page_blocks
from ingest.readers.zip_container import Package

if TYPE_CHECKING:
    from lxml.etree import _Element


__all__ = ["read_epub"]

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def read_epub(data: bytes, limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of an e-book. Raises `SourceError` when it cannot be read."""
    package = Package(data, limits.max_bytes)
    _refuse_protected(package)
    container = package.xml("META-INF/container.xml")
    root_file = next((found.get("full-path") for found in container.iter("{*}rootfile")), None) or ""
    book = package.xml(root_file)
    folder = posixpath.dirname(root_file)
    manifest = {item.get("id"): item for item in book.iter(f"{_OPF}item")}
    pieces: list[Piece] = []
    size = 0
    for reference in book.iter(f"{_OPF}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None or "html" not in (item.get("media-type") or ""):
            continue
        if "nav" in (item.get("properties") or "").split():
            continue  # the book's table of contents
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        chapter = _chapter(package.read(name))
        size += sum(len(piece.text) for piece in chapter)
        if size > limits.max_bytes:
            raise SourceError(
                "the file", f"it holds more than {limits.max_bytes / 1e6:.4g} MB of text", "cut it"
            )
        pieces.extend(chapter)
    title, metadata = _metadata(book)
    return title, metadata, pieces


def _chapter(data: bytes) -> list[Piece]:
    from lxml import etree, html

    text = _DECLARATION.sub("", decode(data) or "")
    if not text.strip():
        return []
    try:
        root = html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    body = next(iter(root.iter("body")), root)
    return list(
        pieces_of([block for block in page_blocks(body) if not block.is_apart or block.kind != "list_item"])
    )


def _refuse_protected(package: Package) -> None:
    """Raise when the chapters themselves are encrypted; scrambled fonts do no harm."""
    if "META-INF/encryption.xml" not in package.names:
        return
    for method in package.xml("META-INF/encryption.xml").iter("{*}EncryptionMethod"):
        if method.get("Algorithm") not in _FONT_SCRAMBLING:
            raise SourceError(
                "the file", "it is protected against copying (DRM)", "use a copy without protection"
            )


def _metadata(book: _Element) -> tuple[str | None, ArticleMetadata]:
    def values(name: str) -> list[str]:
        elements = book.iter(f"{_DC}{name}")
        found = (" ".join("".join(map(str, element.itertext())).split()) for element in elements)
        return [value for value in found if value]

    dates = [match[0] for match in map(_DATE.match, values("date")) if match]
    languages = values("language")
    return next(iter(values("title")), None), ArticleMetadata(
        author=", ".join(values("creator")) or None,
        published=dates[0] if dates else None,
        site=next(iter(values("publisher")), None),
        language=languages[0][:2].lower() if languages else None,
    )
