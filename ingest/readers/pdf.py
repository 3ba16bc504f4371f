"""A PDF as an article: its paragraphs in reading order, its headings, and the page of each.

Knows PDFium, which opens the file, and what a file tells about itself. Lines, columns, paragraphs and
headings are `ingest.readers.pdf_page`, `pdf_columns`, `pdf_layout` and `pdf_headings`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle, Piece
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.readers.pdf_columns import regions_of
from ingest.readers.pdf_drawing import Drawing, drawing_of
from ingest.readers.pdf_forms import filled_in, with_answers
from ingest.readers.pdf_furniture import (
    asides_of,
    without_line_numbers,
    without_margins,
    without_running_heads,
)
from ingest.readers.pdf_headings import find_contents, find_headings, find_title
from ingest.readers.pdf_joining import vocabulary_of
from ingest.readers.pdf_layout import Paragraph, body_size, paragraphs_of
from ingest.readers.pdf_legibility import letters_in, unreadable_fonts
from ingest.readers.pdf_links import linked_words, without_menus
from ingest.readers.pdf_page import Line, line_from, lines_of, settle_weights
from ingest.readers.pdf_scripts import words_in_order
from ingest.readers.pdf_tables import with_ruled_tables, with_set_tables
from ingest.readers.pdf_words import TextPage

__all__ = ["read_pdf"]

_FILE_NAME = re.compile(
    r"\.(?:docx?|tex|dvi|indd|pdf|qxd|rtf|odt|html?|md)\b|^microsoft word|^untitled|^\W*$", re.I
)
_PERMALINK = re.compile(r"(?<!\s)\s*[¶§🔗]$")
_DATE = re.compile(r"D:(\d{4})(?:(\d\d)(\d\d)?)?")


@dataclass(slots=True)
class _Page:
    """What one page holds."""

    lines: list[Line]
    drawing: Drawing
    mirrored: bool
    linked: set[int]
    """Its words that are links to the web, by identity."""
    trouble: str = ""
    """What of it cannot be read: "picture" or "letters"."""


def read_pdf(data: bytes, limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a PDF. Raises `SourceError` when it cannot be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE:
            document.init_forms()
    except pypdfium2.PdfiumError as exc:
        raise _refusal(exc) from exc
    pages = _pages(document, limits)
    _refuse_unreadable(pages)
    settle_weights([page.lines for page in pages])
    size = body_size(page.lines for page in pages)
    words = vocabulary_of(line.text for page in pages for line in page.lines)
    paragraphs = paragraphs_of(_regions(pages, words), words, size)
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
            shown = _PERMALINK.sub("", paragraph.text)
            pieces.append(Piece("heading", shown, level=headings[place], page=page))
        else:
            pieces.append(Piece(paragraph.kind, _fenced(paragraph), page=page))
            if paragraph.kind == "table_row" and (paragraph.heads or before != "table_row"):
                rule = "|" + " --- |" * len(paragraph.first.edges)
                pieces.append(Piece("table_row", rule, page=page, markup=True))
        before = paragraph.kind if place not in headings else "heading"
    own, metadata = _properties(document)
    metadata = replace(metadata, warning=_warning(pages, paragraphs))
    return (paragraphs[title].text if title is not None else own), metadata, pieces


def _regions(pages: list[_Page], words: Counter[str]) -> list[list[Line]]:
    """The text of all pages as parts in the order of reading, tables in their places, furniture gone."""
    mirrored = any(page.mirrored for page in pages)
    lines = without_line_numbers(
        [page.lines for page in pages], lambda line, words: line_from(words, line.page, mirrored=mirrored)
    )
    linked = set().union(*(page.linked for page in pages))
    lines = without_menus(without_margins(without_running_heads(lines)), linked)
    usual = sorted(one[-1] - one[0] for one in map(_reach, lines) if one)
    width = usual[len(usual) // 2] if usual else 0.0
    drawings: dict[int, _Page] = {}
    for number, page in enumerate(pages):
        held = with_ruled_tables(lines[number], page.drawing, words, mirrored=page.mirrored)
        lines[number] = with_set_tables(held, page.drawing, words, width=width, mirrored=page.mirrored)
        drawings |= {line.page: page for line in lines[number][:1]}
    lines, asides = asides_of(lines)
    regions = regions_of(lines, asides)
    for number, region in enumerate(regions):
        reach = _reach(region)
        held_by = drawings.get(region[0].page) if region else None
        if reach and held_by is not None and reach[1] - reach[0] < 0.8 * width:
            regions[number] = with_set_tables(
                region, held_by.drawing, words, width=reach[1] - reach[0], mirrored=held_by.mirrored
            )
            regions[number].sort(key=lambda line: -line.baseline)
    return regions


def _reach(lines: Sequence[Line]) -> tuple[float, float] | None:
    """From where to where the lines run."""
    return (min(line.left for line in lines), max(line.right for line in lines)) if lines else None


def _refuse_unreadable(pages: list[_Page]) -> None:
    """Note on each page what cannot be read, and take it out; raise where hardly anything is left."""
    fonts = unreadable_fonts(page.lines for page in pages)
    lost = whole = 0
    for page in pages:
        garbled = [line for line in page.lines if line.font in fonts]
        lost += sum(len(line.text) for line in garbled)
        whole += sum(len(line.text) for line in page.lines)
        if garbled:
            page.lines = [line for line in page.lines if line.font not in fonts]
            page.trouble = "letters"
        elif page.drawing.pictured > 0.3 and letters_in(page.lines) < 60:
            page.trouble = "picture"
    if lost > 0.5 * whole:
        raise SourceError(
            "the file",
            "its letters have no codes, so that its words cannot be read",
            "run text recognition (OCR) on it, with ocrmypdf --force-ocr for example, and add the result",
        )
    if not any(page.lines for page in pages):
        raise SourceError(
            "the file",
            "it has no text, only images or empty pages",
            "run text recognition (OCR) on it, with ocrmypdf for example, and add the result",
        )


def _warning(pages: Sequence[_Page], paragraphs: Sequence[Paragraph]) -> str | None:
    """What of the file is not in the article, or not for certain; None where all is."""
    told: list[str] = []
    pictures = [number for number, page in enumerate(pages, 1) if page.trouble == "picture"]
    letters = [number for number, page in enumerate(pages, 1) if page.trouble == "letters"]
    doubtful = sorted({p.first.page for p in paragraphs if any(line.doubtful for line in p.lines)})
    if pictures:
        told.append(f"{_named(pictures)} a picture without text: run text recognition (OCR) on the file")
    if letters:
        told.append(f"{_named(letters)} set in letters without codes, at least in part: those are left out")
    if doubtful:
        pages_named = _named(doubtful).rpartition(" ")[0]
        told.append(
            f"{pages_named}: the columns of a table are not certain, its lines are as they are printed"
        )
    return "; ".join(told) or None


def _named(pages: Sequence[int]) -> str:
    """Pages and the verb: "page 3 is", "pages 2 to 5 and 9 are"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    if len(shown) > 6:
        shown = [*shown[:5], "others"]
    listed = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"page {listed} is" if len(pages) == 1 else f"pages {listed} are"


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


def _pages(document: Any, limits: Limits) -> list[_Page]:
    import pypdfium2

    count = len(document)
    if count > limits.max_pages:
        raise SourceError(
            "the file",
            f"it has {count:,} pages; the limit is {limits.max_pages:,}",
            "cut it into parts, or raise the limit (ARTICLEBOT_MAX_PAGES)",
        )
    pages: list[_Page] = []
    letters = broken = 0
    for at in range(count):
        try:
            page = document[at]
        except pypdfium2.PdfiumError:
            broken += 1
            continue
        try:
            pages.append(_page(document, page, at + 1))
        except pypdfium2.PdfiumError:
            broken += 1
        finally:
            page.close()
        letters += sum(len(line.text) for line in pages[-1].lines) if pages else 0
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


def _page(document: Any, page: Any, number: int) -> _Page:
    text = TextPage(page)
    try:
        words, mirrored = words_in_order(text)
    finally:
        text.close()
    lines = lines_of(words, number, mirrored=mirrored)
    lines = with_answers(lines, filled_in(document, page), number)
    linked = set() if mirrored else linked_words(page, lines)
    return _Page(lines, drawing_of(page, mirrored=mirrored), mirrored, linked)


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
