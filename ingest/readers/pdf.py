"""A PDF as an article: its paragraphs in reading order, its headings, and the page of each.

Knows PDFium, which opens the file, and what a file tells about itself. Lines, columns, paragraphs and
headings are `ingest.readers.pdf_page`, `pdf_columns`, `pdf_layout` and `pdf_headings`.
"""

from __future__ import annotations

import re
from typing import Any

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle, Piece
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.readers.pdf_headings import find_contents, find_headings, find_title
from ingest.readers.pdf_layout import Paragraph, body_size, paragraphs_of
from ingest.readers.pdf_page import Line, lines_of, settle_weights

__all__ = ["read_pdf"]

_FILE_NAME = re.compile(
    r"\.(?:docx?|tex|dvi|indd|pdf|qxd|rtf|odt|html?|md)\b|^microsoft word|^untitled|^\W*$", re.I
)
_PERMALINK = re.compile(r"(?<!\s)\s*[¶§🔗]$")
_DATE = re.compile(r"D:(\d{4})(?:(\d\d)(\d\d)?)?")


def read_pdf(data: bytes, limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a PDF. Raises `SourceError` when it cannot be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as exc:
        raise _refusal(exc) from exc
    pages = _pages(document, limits)
    if not any(pages):
        raise SourceError(
            "the file",
            "it has no text, only images or empty pages",
            "run text recognition (OCR) on it, with ocrmypdf for example, and add the result",
        )
    settle_weights(pages)
    paragraphs = paragraphs_of(pages)
    size = body_size(pages)
    title = find_title(paragraphs, size)
    contents = find_contents(paragraphs, title)
    headings = find_headings(paragraphs, size, _outline(document), title, contents)
    pieces: list[Piece] = []
    before: str | None = None
    for place, paragraph in enumerate(paragraphs):
        page = paragraph.first.page
        if place in contents:
            pieces.append(Piece("contents", paragraph.text, page=page))
        elif place == title:
            pieces.append(Piece("heading", paragraph.text, level=1, page=page))
        elif place in headings:
            words = _PERMALINK.sub("", paragraph.text)
            pieces.append(Piece("heading", words, level=headings[place], page=page))
        else:
            pieces.append(Piece(paragraph.kind, _fenced(paragraph), page=page))
            if paragraph.kind == "table_row" and before != "table_row":
                rule = "|" + " --- |" * len(paragraph.lines)
                pieces.append(Piece("table_row", rule, page=page, markup=True))
        before = paragraph.kind if place not in headings else "heading"
    own, metadata = _properties(document)
    return (paragraphs[title].text if title is not None else own), metadata, pieces


def _fenced(paragraph: Paragraph) -> str:
    if paragraph.kind != "code":
        return paragraph.text
    fence = "```" if "```" not in paragraph.text else "~~~~"
    return f"{fence}\n{paragraph.text}\n{fence}"


def _refusal(exc: Exception) -> SourceError:
    if "password" in str(exc).lower():
        return SourceError(
            "the file", "it is protected with a password", "save a copy without the password and add that"
        )
    return SourceError(
        "the file", "it is damaged or cut off", "download or export it again, or save its text as .txt"
    )


def _pages(document: Any, limits: Limits) -> list[list[Line]]:
    import pypdfium2

    count = len(document)
    if count > limits.max_pages:
        raise SourceError(
            "the file",
            f"it has {count:,} pages; the limit is {limits.max_pages:,}",
            "cut it into parts, or raise the limit (ARTICLEBOT_MAX_PAGES)",
        )
    pages: list[list[Line]] = []
    letters = broken = 0
    for at in range(count):
        try:
            page = document[at]
        except pypdfium2.PdfiumError:
            broken += 1
            continue
        try:
            pages.append(lines_of(page, at + 1))
        except pypdfium2.PdfiumError:
            broken += 1
        finally:
            page.close()
        letters += sum(len(line.text) for line in pages[-1]) if pages else 0
        if letters > limits.max_bytes:
            raise SourceError(
                "the file", f"it holds more than {limits.max_bytes / 1e6:.4g} MB of text", "cut it into parts"
            )
    if broken:  # never an article with a hole
        shown = (
            "its pages are"
            if broken == count
            else f"{broken} of its {count} pages {'is' if broken == 1 else 'are'}"
        )
        raise SourceError("the file", f"{shown} damaged", "download or export it again")
    return pages


def _outline(document: Any) -> list[tuple[str, int, int]]:
    """Words, depth and page (0 where it tells none) of the entries of the file's own outline."""
    entries: list[tuple[str, int, int]] = []
    for entry in document.get_toc(max_depth=6):
        target = entry.get_dest()
        index = target.get_index() if target is not None else None
        entries.append((entry.get_title() or "", entry.level, 0 if index is None else index + 1))
        if len(entries) >= 10_000:
            break
    return entries


def _properties(document: Any) -> tuple[str | None, ArticleMetadata]:
    found = {
        key: " ".join(value.replace("\x00", "").split())
        for key, value in document.get_metadata_dict(skip_empty=True).items()
    }
    title, author = found.get("Title", ""), found.get("Author", "")
    date = _DATE.match(found.get("CreationDate", ""))
    return (
        None if _FILE_NAME.search(title) else title,
        ArticleMetadata(
            author=author
            if author and author.casefold() not in ("anonymous", "(anonymous)", "unknown")
            else None,
            published="-".join(part for part in date.groups() if part) if date else None,
        ),
    )
