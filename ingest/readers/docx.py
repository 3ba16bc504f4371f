"""A Word file as an article: mammoth makes HTML of it, and its blocks are those of a page."""

from __future__ import annotations

import io

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.limits import Limits
from ingest.readers.html import pieces_of
from ingest.readers.page_blocks import page_blocks
from ingest.readers.zip_container import Package

__all__ = ["read_docx"]

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Quote'] => blockquote > p:fresh"
_CORE = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}


def read_docx(data: bytes, limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a Word file. Raises `SourceError` when it cannot be read."""
    import mammoth
    from lxml import html

    package = Package(data, limits.max_bytes)
    for name in package.names:
        if name.endswith((".xml", ".rels")):
            package.xml(name)  # refuses what mammoth's own parser would follow
    made = mammoth.convert_to_html(
        io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _image: {})
    )
    title, metadata = _properties(package)
    if not made.value.strip():
        return title, metadata, []
    root = html.document_fromstring(f"<html><body>{made.value}</body></html>")
    blocks = page_blocks(root)
    if blocks and blocks[0].kind == "heading" and blocks[0].level == 1:
        title = blocks[0].text  # what the reader sees, where the file's properties are often a template's
    return title, metadata, list(pieces_of(blocks))


def _properties(package: Package) -> tuple[str | None, ArticleMetadata]:
    if "docProps/core.xml" not in package.names:
        return None, ArticleMetadata()
    core = package.xml("docProps/core.xml")

    def value(name: str) -> str | None:
        return " ".join((core.findtext(name, namespaces=_CORE) or "").split()) or None

    language = value("dc:language")
    published = value("dcterms:created")
    return value("dc:title"), ArticleMetadata(
        author=value("dc:creator"),
        published=published[:10] if published else None,
        language=language[:2].lower() if language else None,
    )
