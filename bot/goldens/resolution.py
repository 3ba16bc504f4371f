"""Finds a golden's place in the current articles.

The quote is the anchor: offsets, chunks and headings may change around it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import PurePath

from bot.goldens.file import Golden
from ingest.article import Article, Section, section_trail
from ingest.chunk import Chunk

__all__ = ["Place", "Resolution", "find_quote", "names_section", "resolve"]

_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"!?\[|\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|\]|[*_`\\]+|&nbsp;")
"""Markdown's signs inside a sentence; a link keeps its words."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article's text that answers a golden: the quote, or a whole section."""

    article_id: str
    article_title: str
    section_path: tuple[str, ...]
    start: int
    end: int
    quoted: bool
    """False when the golden names only a section or an article, which this is."""

    @property
    def trail(self) -> str:
        """`Article > Heading`."""
        return section_trail(self.article_title, self.section_path)

    def holds(self, chunk: Chunk) -> bool:
        """Whether `chunk` is (part of) this place.

        Of a quote it must hold half, or lie half within it: a quote may run over several chunks.
        """
        if chunk.article_id != self.article_id:
            return False
        overlap = min(chunk.end, self.end) - max(chunk.start, self.start)
        if not self.quoted:
            return overlap > 0
        return overlap > 0 and 2 * overlap >= min(self.end - self.start, chunk.end - chunk.start)

    def overlaps(self, article_id: str, start: int, end: int) -> bool:
        """Whether a stretch of an article, such as a citation, shares words with this place."""
        return article_id == self.article_id and min(end, self.end) > max(start, self.start)

    def in_section(self, article_id: str, section_path: tuple[str, ...]) -> bool:
        """Whether something is in the same section as this place."""
        return article_id == self.article_id and section_path == self.section_path


@dataclass(frozen=True, slots=True)
class Resolution:
    """A golden with its places today; any of them is right."""

    golden: Golden
    places: tuple[Place, ...] = ()
    """In the order of the articles; empty for a refusal, for a golden of an answer alone, and with a
    problem."""
    problem: str | None = None
    """Why the place cannot be found any more: one line."""
    needed: tuple[tuple[Place, ...], ...] = ()
    """Where a golden needs several quotes: the places of each."""
    note: str | None = None
    """What changed although the place was found: the heading or the article's name."""


def resolve(golden: Golden, articles: Sequence[Article]) -> Resolution:
    """Find `golden`'s place in `articles`; what cannot be found is a `problem`, not an error."""
    if golden.refuse or not (golden.article or golden.section or golden.quote):
        return Resolution(golden)
    named = [article for article in articles if golden.article is None or _is_named(article, golden.article)]
    if golden.quotes:
        return _by_quotes(golden, named, articles)
    if not named:
        return Resolution(golden, problem=f"there is no article {golden.article!r}{_known(articles)}")
    places = tuple(
        _section_place(article, section)
        for article in named
        for section in article.sections
        if golden.section is None or names_section(golden.section, article, section.path)
    )
    if places:
        return Resolution(golden, places)
    return Resolution(golden, problem=_no_section(golden.section or "", named))


def find_quote(quote: str, text: str) -> list[tuple[int, int]]:
    """Every place of `quote` in `text` as (start, end).

    White space, letter case, emphasis and link marks, and the forms of dashes and quotation marks do not
    matter; words and figures do.
    """
    wanted, _ = _plain(quote)
    if not wanted:
        return []
    plain, offsets = _plain_article(text)
    found = []
    position = plain.find(wanted)
    while position >= 0:
        end = position + len(wanted)
        whole = not (
            (wanted[0].isalnum() and position and plain[position - 1].isalnum())
            or (wanted[-1].isalnum() and end < len(plain) and plain[end].isalnum())
        )
        if whole:
            found.append((offsets[position], offsets[end - 1] + 1))
        position = plain.find(wanted, position + 1)
    return found


def names_section(wanted: str, article: Article, path: tuple[str, ...]) -> bool:
    """Whether `wanted`, as in "Article > Heading" or "Heading", names the section at `path`."""
    parts = [_fold(part) for part in wanted.split(" > ")]
    below = [_fold(part) for part in (path[1:] if path[:1] == (article.title,) else path)]
    if parts == below[-len(parts) :] or (parts == [_fold(article.title)] and not below):
        return True
    if _is_named(article, wanted.split(" > ")[0]):
        rest = parts[1:]
        return rest == below[-len(rest) :] if rest else not below
    return False


def _by_quotes(golden: Golden, named: list[Article], articles: Sequence[Article]) -> Resolution:
    found = [_by_quote(golden, quote, named, articles) for quote in golden.quotes]
    gone = [one for one in found if one.problem]
    if gone and (not golden.any_quote or len(gone) == len(found)):
        return gone[0]
    there = [one for one in found if not one.problem]
    note = next((one.note for one in [*gone, *there] if one.note), None)
    if gone and note is None:
        note = gone[0].problem
    places = tuple(place for one in there for place in one.places)
    several = len(there) > 1 and not golden.any_quote
    return Resolution(golden, places, note=note, needed=tuple(one.places for one in there) if several else ())


def _by_quote(golden: Golden, quote: str, named: list[Article], articles: Sequence[Article]) -> Resolution:
    places = [place for article in named for place in _quote_places(quote, article)]
    note = None
    if not places and golden.article:
        places = [place for article in articles for place in _quote_places(quote, article)]
        if places:
            note = f"the quote is in {places[0].trail!r}, not in {golden.article!r}"
    if not places:
        where = f"no longer in {golden.article!r}" if golden.article else "in no article"
        near = _nearest(quote, named or articles)
        return Resolution(golden, problem=f"the quote is {where}: “{_short(quote)}”{near}")
    if golden.section:
        by_id = {article.id: article for article in articles}
        inside = [
            place
            for place in places
            if names_section(golden.section, by_id[place.article_id], place.section_path)
        ]
        if inside:
            places = inside
        elif note is None:
            note = f"the quote is in {places[0].trail!r}, the golden says {golden.section!r}"
    return Resolution(golden, tuple(places), note=note)


def _quote_places(quote: str, article: Article) -> list[Place]:
    places = []
    for start, end in find_quote(quote, article.text):
        section = article.section_at(start)
        if section is not None:  # words in the table of contents are no place
            places.append(Place(article.id, article.title, section.path, start, end, quoted=True))
    return places


def _section_place(article: Article, section: Section) -> Place:
    return Place(article.id, article.title, section.path, section.start, section.end, quoted=False)


def _is_named(article: Article, name: str) -> bool:
    return name in (article.id, article.source, PurePath(article.source).name) or (
        _fold(name) == _fold(article.title)
    )


def _fold(text: str) -> str:
    return " ".join(_plain(text)[0].split())


@lru_cache(maxsize=256)
def _plain_article(text: str) -> tuple[str, array[int]]:
    """`_plain`, kept: every golden is looked for in the same articles."""
    plain, offsets = _plain(text)
    return plain, array("I", offsets)


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` without markup and with single spaces, and the offset in `text` of each character."""
    skipped = {offset for match in _MARKUP.finditer(text) for offset in range(match.start(), match.end())}
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        if offset in skipped:
            continue
        if character.isspace() or character == "|":  # a table's cells are words in a row
            if characters and characters[-1] != " ":
                characters.append(" ")
                offsets.append(offset)
            continue
        characters.append(_folded(character))
        offsets.append(offset)
    while characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return "".join(characters), offsets


def _folded(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    lower = character.lower()
    return lower if len(lower) == 1 else character


_SIGNS = dict.fromkeys("‘’‚‛", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—−‐‑", "-")


def _nearest(quote: str, articles: Sequence[Article]) -> str:
    """The sentence that keeps most of the words of `quote`, in order, for the message."""
    wanted = _WORD.findall(_plain(quote)[0]) or [""]
    best, near = 0.6, None
    for article in articles:
        for block in article.blocks:
            if block.kind in ("heading", "contents"):
                continue
            for line in re.split(r"(?<=[.!?])\s+", article.text[block.start : block.end]):
                words = _WORD.findall(_plain(line)[0])
                if len(set(wanted) & set(words)) <= best * len(set(wanted)):
                    continue
                blocks = SequenceMatcher(None, wanted, words, autojunk=False).get_matching_blocks()
                kept = sum(match.size for match in blocks) / len(wanted)
                if kept > best:
                    best, near = kept, (article, article.section_at(block.start), line)
    if near is None:
        return "; nothing like it is left: correct or remove the golden"
    article, section, line = near
    trail = section_trail(article.title, section.path if section else ())
    return f"; {trail!r} now says “{_short(' '.join(line.split()), 200)}”: correct the golden"


def _no_section(wanted: str, articles: Sequence[Article]) -> str:
    heading = _fold(wanted.split(" > ")[-1])
    sections = [(article, section) for article in articles for section in article.sections]
    sections.sort(key=lambda pair: -SequenceMatcher(None, heading, _fold(pair[1].heading)).ratio())
    near = [repr(section_trail(article.title, section.path)) for article, section in sections[:3]]
    return f"there is no section {wanted!r}; the nearest are {', '.join(near)}"


def _known(articles: Sequence[Article]) -> str:
    if not articles:
        return ": there are no articles at all; add some"
    return f"; there are {', '.join(repr(article.title) for article in articles[:8])}"


def _short(text: str, length: int = 120) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
