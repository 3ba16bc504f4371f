"""Which paragraphs of a PDF are its title and its headings, and of what level.

The document's outline tells where it has one; else type size and weight, numbers and names of sections
that many papers share. Knows nothing of pages' layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.document import word_key
from ingest.headings import is_title_like, section_name
from ingest.readers.pdf_layout import Paragraph
from ingest.section_names import MAIN
from ingest.table_of_contents import find_listing

__all__ = ["find_contents", "find_headings", "find_title"]

_Outline = Sequence[tuple[str, int, int]]
_Style = tuple[float, bool, bool]
_NUMBER = re.compile(
    r"^(?:(?:chapter|section|part|kapitel|chapitre|appendix)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-H])(?P<mark>[.):]?)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_LONGEST = 200
_MOST_LINES = 4


def find_title(paragraphs: Sequence[Paragraph], size: float) -> int | None:
    """The place of the title: the largest writing on the first page with words, when it is larger than
    the text's size `size`."""
    if not paragraphs:
        return None
    page = paragraphs[0].first.page
    first = [
        (paragraph.first.size, -place)
        for place, paragraph in enumerate(paragraphs)
        if paragraph.first.page == page
        and len(paragraph.lines) <= 6
        and 4 <= len(paragraph.text) <= 300
        and paragraph.kind != "table_row"
        and sum(character.isalpha() for character in paragraph.text) > 0.5 * len(paragraph.text)
    ]
    if not first:
        return None
    largest, place = max(first)
    return -place if largest >= 1.15 * size and not _known(paragraphs[-place].text) else None


def find_contents(paragraphs: Sequence[Paragraph], title: int | None) -> range:
    """The places of the table of contents that is printed in the document; empty where there is none."""
    listing = find_listing([paragraph.text for paragraph in paragraphs])
    if listing is None or (title is not None and listing.start <= title < listing.end):
        return range(0)
    return range(listing.start, listing.end)


def find_headings(
    paragraphs: Sequence[Paragraph], size: float, outline: _Outline, title: int | None, contents: range
) -> dict[int, int]:
    """Places of the headings with the level of each, 2 and more; none is in the printed `contents`.

    `outline` holds the document's own entries: words, depth from 0 and page from 1.
    """
    listed = _listed(paragraphs, outline, title, contents)
    if len(listed) >= 3 and len(listed) >= 0.6 * len(outline):
        return listed
    fonts = Counter[str]()
    for paragraph in paragraphs:
        fonts[paragraph.first.font] += len(paragraph.text)
    font = fonts.most_common(1)[0][0] if fonts else ""
    found = {
        place: _style(paragraph)
        for place, paragraph in enumerate(paragraphs)
        if place != title and place not in contents and _is_heading(paragraph, size, font)
    }
    start = min((place for place in found if _known(paragraphs[place].text)), default=0)
    found = {
        place: style
        for place, style in found.items()
        if place > start or place == start or not re.search(r"[,;@†‡]|\d$", paragraphs[place].text)
    }
    found |= _set_alike(paragraphs, found, size, skipped={*contents, *([] if title is None else [title])})
    return _levels(paragraphs, dict(sorted(found.items()))) | listed


def _set_alike(
    paragraphs: Sequence[Paragraph], found: dict[int, _Style], size: float, skipped: set[int]
) -> dict[int, _Style]:
    """Paragraphs set as the found headings are, whatever they say: long headings, questions, names.

    Only styles apart from the text's own, in which nearly everything is short.
    """
    styles = Counter((style, paragraphs[place].first.font) for place, style in found.items())
    alike: dict[tuple[_Style, str], list[int]] = {}
    for place, paragraph in enumerate(paragraphs):
        look = (_style(paragraph), paragraph.first.font)
        if styles[look] >= 2 and place not in skipped:
            alike.setdefault(look, []).append(place)
    added: dict[int, _Style] = {}
    for (style, _), places in alike.items():
        short = [place for place in places if _is_short(paragraphs[place])]
        if (style[1] or style[0] >= size + 0.9) and len(short) >= 0.8 * len(places):
            added |= {place: style for place in short if place not in found}
    return added


def _is_short(paragraph: Paragraph) -> bool:
    is_text = paragraph.kind in ("paragraph", "list_item")
    return is_text and len(paragraph.lines) <= _MOST_LINES + 2 and len(paragraph.text) <= 1.5 * _LONGEST


def _listed(
    paragraphs: Sequence[Paragraph], outline: _Outline, title: int | None, contents: range
) -> dict[int, int]:
    """Headings that the outline names, found in its order."""
    by_key: dict[str, list[int]] = {}
    for place, paragraph in enumerate(paragraphs):
        if len(paragraph.text) <= _LONGEST and place not in contents:
            for key in _keys(paragraph.text):
                by_key.setdefault(key, []).append(place)
    found: dict[int, int] = {}
    for words, depth, page in outline:
        places = next((by_key[key] for key in _keys(words) if key in by_key), [])
        on_page = [
            place
            for place in places
            if abs(paragraphs[place].first.page - page) <= (0 if page else 10**6) and place not in found
        ]
        if on_page and on_page[0] != title:
            found[on_page[0]] = min(6, 2 + depth)
    return found


def _keys(words: str) -> list[str]:
    """By what an entry and a heading are the same: all words, else those after the number; a hyphen or blank
    between letters counts for nothing."""
    keys = (word_key(words).replace(" ", ""), section_name(words).replace(" ", ""))
    return [key for key in dict.fromkeys(keys) if key]


def _is_heading(paragraph: Paragraph, size: float, font: str) -> bool:
    text, line = paragraph.text, paragraph.first
    if paragraph.kind in ("table_row", "code") or len(paragraph.lines) > _MOST_LINES or len(text) > _LONGEST:
        return False
    if line.size < size - 1.1:
        return False
    stands_out = (
        line.size >= size + 0.9 or (line.bold and not paragraph.is_full) or (line.bold and line.size >= size)
    )
    named = _known(text)
    if named and len(text) <= 60 and not text.endswith("."):
        return stands_out or line.font != font or text.isupper() or len(paragraph.lines) == 1
    if paragraph.kind == "list_item" and not stands_out:
        return False
    numbered = _NUMBER.match(text)
    words = text[numbered.end() :] if numbered else text
    if not is_title_like(words) and not (stands_out and is_title_like(words.rstrip(".:"))):
        return False
    if stands_out:
        return True
    return (
        numbered is not None
        and line.font != font
        and (bool(numbered["mark"]) or numbered["number"][0].isdigit())
    )


def _known(text: str) -> bool:
    return section_name(text) in MAIN


def _style(paragraph: Paragraph) -> _Style:
    line = paragraph.first
    letters = [character for character in paragraph.text if character.isalpha()]
    return line.size, line.bold, bool(letters) and all(character.isupper() for character in letters)


def _levels(paragraphs: Sequence[Paragraph], found: dict[int, _Style]) -> dict[int, int]:
    """Larger, bolder and capital styles above others; numbers tell the level where they are used."""
    ranks = {style: rank for rank, style in enumerate(sorted(set(found.values()), reverse=True))}
    numbered = {place: match for place in found if (match := _NUMBER.match(paragraphs[place].text))}
    by_number = len(numbered) >= 3 and any(match["number"][0].isdigit() for match in numbered.values())
    levels: dict[int, int] = {}
    top: dict[_Style, int] = {}
    for place, style in found.items():
        match = numbered.get(place)
        if by_number and match is not None and match["number"][0].isdigit():
            levels[place] = min(6, 2 + match["number"].count("."))
            top[style] = min(top.get(style, 6), levels[place])
    for place, style in found.items():
        if place not in levels:
            levels[place] = top.get(style, min(6, 2 + ranks[style]))
    return levels
