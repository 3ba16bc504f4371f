"""Plain text as a document: its headings are found without any markup."""

from __future__ import annotations

from ingest.article import ArticleMetadata
from ingest.document import Document, Piece, assemble, clean_text
from ingest.headings import find_headings, is_title
from ingest.structure import units_of
from ingest.table_of_contents import find_listing, with_lost_headings

__all__ = ["parse_text", "text_pieces"]


def parse_text(
    raw: str,
    *,
    title: str | None = None,
    fallback_title: str | None = None,
    metadata: ArticleMetadata | None = None,
) -> Document:
    """The document that the plain text `raw` is.

    `title` is the article's title whatever the text says; `fallback_title` (a file's name) serves where
    the text begins with no line that could be one. A heading that only the table of contents still has is
    put back where the words of the text show its place (`ingest.table_of_contents.with_lost_headings`).
    Characters of the text are kept as they are - only white space, line ends, rules and marks of headings
    change - so `*` and `_` stay literal.
    """
    return assemble(text_pieces(raw), title=title, fallback_title=fallback_title, metadata=metadata)


def text_pieces(raw: str, *, has_title: bool = True) -> list[Piece]:
    """The pieces of a plain text; also of one that another format carries, which has no title of its own."""
    lines = [line.expandtabs(4).rstrip() for line in clean_text(raw).split("\n")]
    listing = find_listing(lines)
    known: dict[int, int] = {}
    if listing is not None:
        known = {
            e.target: 2 + e.depth for e in listing.entries if e.target is not None and e.target >= listing.end
        }
    contents = range(listing.start, listing.end) if listing is not None else range(0)
    body = [("" if number in contents else line) for number, line in enumerate(lines)]
    units = units_of(body, known)
    if listing is not None:
        units = with_lost_headings(units, listing, lines)
    headings = find_headings(units, listed=len(known) >= 3)
    if has_title and units and units[0].kind in ("paragraph", "heading") and is_title(units[0].text):
        headings[0] = 1
    pieces: list[Piece] = []
    shown = False
    for place, unit in enumerate(units):
        if not shown and listing is not None and unit.line >= listing.end:
            pieces += _contents(lines[listing.start : listing.end])
            shown = True
        if place in headings:
            pieces.append(Piece("heading", unit.text, level=headings[place]))
        else:
            level = unit.level if unit.kind == "list_item" else 0
            pieces.append(Piece(unit.kind, unit.text, level=level, markup=unit.markup))
    if not shown and listing is not None:
        pieces += _contents(lines[listing.start : listing.end])
    return pieces


def _contents(lines: list[str]) -> list[Piece]:
    return [Piece("contents", line) for line in lines if line.strip()]
