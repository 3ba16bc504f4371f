"""An e-book as an article: its chapters in the order of its spine, each a page of blocks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.article import ArticleMetadata
from ingest.content_type import decode
from ingest.document import PackedArticle, Piece
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.readers.epub_contents import ContentsEntry, nav_entries, ncx_entries, with_names
from ingest.readers.html import pieces_of
from ingest.readers.page_blocks import page_blocks
from ingest.readers.zip_container import Package

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement


__all__ = ["read_epub"]

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_PAGE_BREAK = re.compile(r"\bpagebreak\b|\bdoc-pagebreak\b")
_PAGE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:page-?(?:num(?:ber)?|no|break|mark)?|pg)(?:[\s_-]|$)|pagenum", re.IGNORECASE
)
_PAGE_MARK = re.compile(
    r"[\[({|]?\s*(?:p(?:age|g|\.)?\s*\.?)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[\])}|]?", re.IGNORECASE
)
_NOTE_KIND = re.compile(r"\bnoteref\b|\bdoc-noteref\b|\bbacklink\b|\bdoc-backlink\b|\breferrer\b")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[a-z]|[*†‡§]{1,3})[\])]?")
_BACK = re.compile(r"[↑↩⏎^⤴\ufe0e\ufe0f]+|\[?(?:back|return)\]?", re.IGNORECASE)
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
    entries = _contents(package, folder, book, manifest)
    pieces: list[Piece] = []
    size = 0
    for reference in book.iter(f"{_OPF}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None or "html" not in (item.get("media-type") or ""):
            continue
        if "nav" in (item.get("properties") or "").split():
            continue  # the book's table of contents
        name = _file(folder, item)
        chapter = _chapter(package.read(name), [entry for entry in entries if entry.file == name])
        size += sum(len(piece.text) for piece in chapter)
        if size > limits.max_bytes:
            raise SourceError(
                "the file", f"it holds more than {limits.max_bytes / 1e6:.4g} MB of text", "cut it"
            )
        pieces.extend(chapter)
    title, metadata = _metadata(book)
    return title, metadata, pieces


def _file(folder: str, item: _Element) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))


def _contents(
    package: Package, folder: str, book: _Element, manifest: dict[str | None, _Element]
) -> list[ContentsEntry]:
    """The entries of the book's own table of contents; none where it has none that can be read."""
    nav = next((one for one in manifest.values() if "nav" in (one.get("properties") or "").split()), None)
    spine = next(book.iter(f"{_OPF}spine"), None)
    ncx = manifest.get(spine.get("toc")) if spine is not None else None
    if ncx is None:
        ncx = next((one for one in manifest.values() if "dtbncx" in (one.get("media-type") or "")), None)
    for item in (nav, ncx):
        name = _file(folder, item) if item is not None else ""
        if item is None or name not in package.names:
            continue
        within = posixpath.dirname(name)
        try:
            if item is nav:
                root = _parsed(package.read(name))
                entries = nav_entries(root, within) if root is not None else []
            else:
                entries = ncx_entries(package.xml(name), within)
        except SourceError:  # the chapters can be read without it
            continue
        if entries:
            return entries
    return []


def _parsed(data: bytes) -> HtmlElement | None:
    from lxml import etree, html

    text = _DECLARATION.sub("", decode(data) or "")
    if not text.strip():
        return None
    try:
        return html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _chapter(data: bytes, entries: Sequence[ContentsEntry]) -> list[Piece]:
    root = _parsed(data)
    if root is None:
        return []
    body = next(iter(root.iter("body")), root)
    _drop_marks(body)
    with_names(body, entries)
    return list(
        pieces_of([block for block in page_blocks(body) if not block.is_apart or block.kind != "list_item"])
    )


def _drop_marks(body: HtmlElement) -> None:
    """Take out the numbers of the printed book's pages, the marks of notes and the ways back from them."""
    for element in list(body.iter("span", "a", "div", "p", "hr", "sup", "i", "b", "small")):
        if element.getparent() is None:
            continue
        kinds = f"{element.get('epub:type') or ''} {element.get('role') or ''}"
        marked = _PAGE_BREAK.search(kinds) or _PAGE_CLASS.search(element.get("class") or "")
        if not marked and element.tag not in ("a", "sup"):
            continue
        words = "".join(element.itertext()).strip()
        if (marked and (not words or _PAGE_MARK.fullmatch(words))) or (
            element.tag in ("a", "sup") and _is_note_mark(element, kinds, words)
        ):
            element.drop_tree()


def _is_note_mark(element: HtmlElement, kinds: str, words: str) -> bool:
    if _NOTE_KIND.search(kinds):
        return len(words) < 12
    link = element if element.tag == "a" else next(iter(element.iter("a")), None)
    if link is None or "#" not in (link.get("href") or ""):
        return False
    if _BACK.fullmatch(words):
        return True
    raised = element.tag == "sup" or next(element.iterancestors("sup"), None) is not None
    raised = raised or next(iter(element.iter("sup")), None) is not None
    return _NOTE_MARK.fullmatch(words) is not None and (raised or words[:1] in ("[", "("))


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
