"""A Word file as an article: mammoth makes HTML of it, and its blocks are those of a page.

What mammoth does not tell - numbers, outline levels, equations, deleted text - is put right before
(`ingest.readers.docx_rewriting`).
"""

from __future__ import annotations

import io
import re
from dataclasses import replace

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.inline import Styled, clipped, trimmed
from ingest.limits import Limits
from ingest.readers.docx_rewriting import MARK_END, STYLE_MAP, rewritten
from ingest.readers.html import pieces_of
from ingest.readers.page_blocks import PageBlock, page_blocks
from ingest.readers.zip_container import Package

__all__ = ["read_docx"]

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Quote'] => blockquote > p:fresh"
_BACK = re.compile(r"#(?:foot|end)note-ref-")
_ITEM = re.compile(r"\bab-(?:item-(\d)|contents)")
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
        io.BytesIO(rewritten(package)),
        style_map=f"{STYLE_MAP}\n{_STYLES}",
        convert_image=mammoth.images.img_element(lambda _image: {}),
    )
    title, metadata = _properties(package)
    if not made.value.strip():
        return title, metadata, []
    root = html.document_fromstring(f"<html><body>{made.value}</body></html>")
    for back in list(root.iter("a")):  # from a note to its mark
        if _BACK.match(back.get("href") or ""):
            back.drop_tree()  # type: ignore[attr-defined]
    blocks = [_named(block) for block in page_blocks(root)]
    if blocks and blocks[0].kind == "heading" and blocks[0].level == 1:
        title = blocks[0].text  # what the reader sees, where the file's properties are often a template's
    return title, metadata, list(pieces_of(blocks))


def _named(block: PageBlock) -> PageBlock:
    """A paragraph that is an item, with its mark and level; lines of the table of contents are items too."""
    kind = _ITEM.search(block.place[-1]) if block.place and block.kind == "paragraph" else None
    if kind is not None:
        mark, _, _ = block.text.partition(MARK_END)
        begin = len(mark) + 1 if MARK_END in block.text else 0
        words = trimmed(clipped(Styled(block.text, block.inlines), begin, len(block.text)))
        block.kind, block.level, block.marker = "list_item", int(kind[1] or 0), mark if begin else "-"
        block.text, block.inlines = words.text, words.inlines
    elif MARK_END in block.text:
        block.text = block.text.replace(MARK_END, " ")
        block.cells = tuple(replace(cell, text=cell.text.replace(MARK_END, " ")) for cell in block.cells)
    return block


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
