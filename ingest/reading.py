"""From the bytes of a source to the document or feed in them, by the reader that its format has.

Everything here looks at untrusted bytes and may take long or much memory, so it runs in a process of its own
(`ingest.worker`). Opens no file and no connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Literal, cast

from ingest.article import ArticleMetadata
from ingest.content_type import BinaryKind, ContentType, binary_kind, decode, refusal_of, text_type
from ingest.document import Document, PackedArticle, Piece, assemble
from ingest.errors import SourceError
from ingest.feed import Feed, is_feed, parse_feed
from ingest.json_feed import is_json_feed, parse_json_feed
from ingest.limits import Limits
from ingest.mail_head import is_mail
from ingest.saved_page import is_saved_page, saved_page

__all__ = ["Raw", "document_or_feed"]


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of a source, and what is known of them beside."""

    data: bytes
    source: str
    """What the article's source will be."""
    name: str = ""
    """The file's name; it settles only what the content leaves open."""
    title: str | None = None
    """The title that a person gave."""
    charset: str | None = None
    """The character set that the server declares."""
    url: str | None = None
    """The address that the bytes came from."""
    form: Literal["any", "text", "fragment"] = "any"
    """`text` is text in UTF-8 (pasted), `fragment` a piece of HTML in UTF-8 that a feed carries."""


_BINARY_READERS: dict[BinaryKind, tuple[str, str]] = {
    "pdf": ("pdf", "read_pdf"),
    "docx": ("docx", "read_docx"),
    "epub": ("epub", "read_epub"),
    "opendocument": ("opendocument", "read_opendocument"),
    "pptx": ("pptx", "read_pptx"),
    "xlsx": ("xlsx", "read_xlsx"),
    "rtf": ("rtf", "read_rtf"),
}
_TEXT_READERS: dict[ContentType, tuple[str, str]] = {
    "subtitles": ("subtitles", "read_subtitles"),
    "notebook": ("notebook", "read_notebook"),
    "rst": ("rst", "read_rst"),
    "asciidoc": ("asciidoc", "read_asciidoc"),
    "latex": ("latex", "read_latex"),
    "org": ("org", "read_org"),
    "wiki": ("wiki", "read_wiki"),
    "table": ("delimited", "read_delimited"),
    "chat": ("chat", "read_chat"),
    "outline": ("outline", "read_outline"),
}
"""Module of `ingest.readers` and its function."""


def document_or_feed(raw: Raw, limits: Limits) -> Document | Feed:
    """What is in the bytes. Raises `SourceError` where nothing in them can be read as an article."""
    if raw.form == "fragment":
        return _document(*_from_fragment(raw), raw, limits)
    if raw.form == "text":
        if is_mail(raw.data):
            return _from_mail(raw.data, raw, limits)
        return _from_text(raw.data.decode("utf-8", "replace"), raw, limits)
    if is_saved_page(raw.data):
        return _from_saved_page(raw, limits)
    if is_mail(raw.data):
        return _from_mail(raw.data, raw, limits)
    kind = binary_kind(raw.data)
    if kind in _BINARY_READERS:
        read = cast(Callable[[bytes, Limits], PackedArticle], _reader(_BINARY_READERS[kind]))
        title, metadata, pieces = read(raw.data, limits)
        return _document(title, metadata, pieces, raw, limits)
    if kind is not None:
        problem, remedy = refusal_of(kind)
        raise SourceError(raw.source, problem, remedy)
    text = decode(raw.data, raw.charset)
    if text is None:
        raise SourceError(
            raw.source, "this is a binary file, or text in an unknown encoding", "save it as UTF-8 text"
        )
    if is_feed(text):
        return parse_feed(text, raw.source, limits, raw.url)
    if is_json_feed(text):
        return parse_json_feed(text, raw.source, limits, raw.url)
    return _from_text(text, raw, limits)


def _from_saved_page(raw: Raw, limits: Limits) -> Document:
    saved = saved_page(raw.data)
    if saved is None:
        raise SourceError(raw.source, "there is no page in this saved page", "save it again, as HTML")
    text = decode(saved.data, saved.charset)
    if text is None:
        raise SourceError(raw.source, "its page is in an unknown encoding", "save it again, as HTML")
    return _from_text(text, raw, limits, saved.url)


def _from_text(text: str, raw: Raw, limits: Limits, url: str | None = None) -> Document:
    if not text.strip():
        raise SourceError(raw.source, "there is only white space in it", "name a source that has text")
    url = raw.url or url
    fallback_title = _title_from(raw.name)
    kind = text_type(text, raw.name)
    if kind in ("xml", "json"):
        raise SourceError(
            raw.source,
            f"this is {kind.upper()} data, or damaged, and no article that can be read",
            "save its text as .txt, .md or .html and add that",
        )
    if kind == "html":
        from ingest.readers.html import parse_html

        document = parse_html(text, source=raw.source, url=url, fallback_title=fallback_title)
    elif kind == "markdown":
        from ingest.readers.markdown import parse_markdown

        document = parse_markdown(text, title=raw.title, fallback_title=fallback_title)
    elif kind in _TEXT_READERS:
        read = cast(Callable[[str, Limits], PackedArticle], _reader(_TEXT_READERS[kind]))
        title, metadata, pieces = read(text, limits)
        return _document(title, metadata, pieces, raw, limits)
    else:
        from ingest.readers.text import parse_text

        document = parse_text(text, title=raw.title, fallback_title=fallback_title)
    return _bounded(document, raw.source, limits)


def _from_mail(data: bytes, raw: Raw, limits: Limits) -> Document:
    from ingest.readers.mail import read_mail

    return _document(*read_mail(data, limits), raw, limits)


def _from_fragment(raw: Raw) -> PackedArticle:
    from ingest.readers.fragment import fragment_pieces

    return None, ArticleMetadata(), fragment_pieces(raw.data.decode("utf-8", "replace"), raw.url or "")


def _document(
    title: str | None, metadata: ArticleMetadata, pieces: Sequence[Piece], raw: Raw, limits: Limits
) -> Document:
    """The document of what a reader found. Raises `SourceError` where that is nothing, or too much."""
    if sum(len(piece.text) for piece in pieces) > limits.max_bytes:
        raise SourceError(
            raw.source,
            f"it unpacks to more than {limits.max_bytes / 1e6:.4g} MB of text",
            "cut it into several files, or raise the limit (ARTICLEBOT_MAX_SOURCE_MB)",
        )
    if not any(piece.kind != "heading" for piece in pieces):
        raise SourceError(raw.source, "there is no text in it", "check that it is the file you meant")
    document = assemble(
        pieces, title=raw.title or title, fallback_title=_title_from(raw.name), metadata=metadata
    )
    return _bounded(document, raw.source, limits)


def _bounded(document: Document, source: str, limits: Limits) -> Document:
    if len(document.blocks) > limits.max_blocks:
        raise SourceError(
            source,
            f"it has {len(document.blocks):,} paragraphs and rows; the limit is {limits.max_blocks:,}",
            "cut it into several files, or raise the limit (ARTICLEBOT_MAX_BLOCKS)",
        )
    return document


def _title_from(name: str) -> str | None:
    return re.sub(r"[_\s]+", " ", PurePath(name).stem).strip() or None


def _reader(place: tuple[str, str]) -> Callable[..., PackedArticle]:
    module, function = place
    found: Callable[..., PackedArticle] = getattr(import_module(f"ingest.readers.{module}"), function)
    return found
