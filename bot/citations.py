"""Citations: the marker's form, exact quotes with their offsets, and links that open them.

The form of a marker is defined only here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote, urlsplit

from bot.answer import Citation, Statement
from ingest.article import Article

__all__ = [
    "MARKER",
    "CitationList",
    "cite",
    "deep_link",
    "marker",
    "marker_numbers",
    "placed_statements",
    "without_markers",
]

MARKER = re.compile(r"\[(\d{1,3})\]")
"""A citation marker in an answer's text."""
_LONGEST_FRAGMENT = 120
"""Characters; a longer quote is linked by its first and last words."""
_FRAGMENT_WORDS = 5


def marker(number: int) -> str:
    """The marker of citation `number` in an answer's text."""
    return f"[{number}]"


def marker_numbers(text: str) -> Iterator[int]:
    """The citation numbers of the markers in `text`, in order, repeated ones included."""
    for match in MARKER.finditer(text):
        yield int(match.group(1))


def without_markers(text: str) -> str:
    """`text` with its citation markers, and the blanks before them, taken out."""
    return re.sub(rf"[ \t]*{MARKER.pattern}", "", text)


def placed_statements(text: str, statements: Sequence[Statement]) -> Iterator[tuple[Statement, int, int]]:
    """The statements that occur word for word in an answer's `text`, each with its start and end.

    Highlighted words of a statement may be between `**`. A bracketed number inside one is its own and no
    marker.
    """
    reached = {True: 0, False: 0}  # unsupported statements may come together, after the rest
    for statement in statements:
        doubtful = statement.support == "unsupported"
        found = [
            (start, start + len(words))
            for words in _ways_to_stand(statement)
            if (start := text.find(words, reached[doubtful])) >= 0
        ]
        if found:
            start, reached[doubtful] = min(found)
            yield statement, start, reached[doubtful]


def _ways_to_stand(statement: Statement) -> Iterator[str]:
    yield statement.text
    if statement.highlight:
        first, last = statement.highlight
        words = statement.text
        yield f"{words[:first]}**{words[first:last]}**{words[last:]}"


def cite(article: Article, start: int, end: int, number: int = 0) -> Citation:
    """A citation of `article.text[start:end]`, blanks at both ends left out.

    Raises ValueError when the span is empty or outside the text.
    """
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"no text at {start}:{end} of article {article.id} ({len(article.text)} characters)")
    words = article.text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    if not words:
        raise ValueError(f"only blanks at {start}:{end} of article {article.id}")
    section = article.section_at(start)
    page = article.page_at(start)
    return Citation(
        number=number,
        article_id=article.id,
        article_title=article.title,
        source=article.source,
        section_path=section.path if section else (),
        quote=words,
        start=start,
        end=start + len(words),
        url=deep_link(article, section.anchor if section else None, words, page),
        page=page,
    )


class CitationList:
    """The citations of one answer, numbered from 1 in order of first use; equal spans share a number."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, int, int], Citation] = {}

    def add(self, article: Article, start: int, end: int) -> Citation:
        """The citation of a span, numbered. Raises ValueError as `cite` does."""
        made = cite(article, start, end)
        key = (made.article_id, made.start, made.end)
        if key not in self._citations:
            self._citations[key] = replace(made, number=len(self._citations) + 1)
        return self._citations[key]

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())


def deep_link(article: Article, anchor: str | None, words: str, page_number: int | None = None) -> str | None:
    """A link that scrolls a browser to `words` in the article's web page; None without a page.

    Of a file with pages it opens the page (RFC 8118). Else the form is the text fragment of the WICG's "URL
    Fragment Text Directives": `#anchor:~:text=start,end` with every character that the directive's syntax
    uses percent-encoded.
    """
    address = article.metadata.url or article.source
    if urlsplit(address).scheme not in ("http", "https"):
        return None
    page = address.split("#", 1)[0]
    if page_number is not None:
        return f"{page}#page={page_number}"
    plain = _plain(words)
    if not plain:
        return page
    pieces = plain.split(" ")
    if len(plain) > _LONGEST_FRAGMENT and len(pieces) > 2 * _FRAGMENT_WORDS:
        ends = (" ".join(pieces[:_FRAGMENT_WORDS]), " ".join(pieces[-_FRAGMENT_WORDS:]))
        directive = ",".join(map(_encode, ends))
    else:
        directive = _encode(plain)
    return f"{page}#{quote(anchor or '', safe='')}:~:text={directive}"


def _plain(words: str) -> str:
    """The words as a browser shows them: without Markdown's emphasis, links and cell borders."""
    first_line = words.strip().split("\n", 1)[0] if words.lstrip().startswith("|") else words
    if first_line.startswith("|"):
        first_line = first_line.strip("| ").split("|", 1)[0]
    shown = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", first_line)
    shown = re.sub(r"(?<!\w)[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?!\w)", "", shown)
    return " ".join(shown.split())


def _encode(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
