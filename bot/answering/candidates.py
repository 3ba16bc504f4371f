"""What can be quoted: the sentences, list items and table rows inside found passages.

Knows blocks and sentence spans; knows no question.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.language.words import fold
from ingest.article import Article, Block, Section
from ingest.labels import is_label
from ingest.sentences import sentence_spans
from vectorstore.passage import Passage, Reading, ReadSpan

__all__ = [
    "NO_MARGIN",
    "Candidate",
    "block_at",
    "find_candidates",
    "cells",
    "table_header",
    "is_header",
    "candidates_within",
    "render_quote",
]

CandidateKind = Literal["sentence", "list_item", "table_row", "code"]
_ITEM_MARK = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+")
_CELL_BORDER = re.compile(r"(?<!\\)\|")
NO_MARGIN = -10.0
"""The margin of what no reader has read."""
_LEAST_MARGIN = -2.0
"""How far below "no answer here" the reader may put a span that still counts as an answer, as a logit."""
_PRONOUNS = frozenset(
    "i we you he she it they me us him her them this that these those who which there here one ones someone"
    " we're they're it's he's she's".split()
)
"""What points to an answer and is none."""
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[^\n]*\n?")
_QUOTE_MARK = re.compile(r"\s*>\s?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of an article that can stand as a statement of its own."""

    article: Article
    section: Section
    block: Block
    kind: CandidateKind
    start: int
    end: int
    passage: int = 0
    """Place of the passage it was found in, from 0; the best one that holds it."""
    answer: tuple[int, int] | None = None
    """Where in `text` the reader finds an answer; None where it finds none here."""
    margin: float = NO_MARGIN
    """The reader's logit of its best span here above that of none, be it an answer or not."""
    label: str = ""
    """The label under which it stands in its section, if any."""

    @property
    def quote(self) -> str:
        """The exact words; a row with its cell borders."""
        return self.article.text[self.start : self.end]

    @property
    def text(self) -> str:
        """The words as a statement: a row's cells joined, everything else the quote."""
        return render_quote(self.quote, self.kind)


def render_quote(quote: str, kind: CandidateKind) -> str:
    """A quote as a statement's text."""
    if kind != "table_row":
        return quote
    row = [cell for cell in cells(quote) if cell]
    return ": ".join(row) if len(row) == 2 else " · ".join(row)


def cells(row: str) -> list[str]:
    """The cells of a pipe table's row, without its borders and blanks."""
    return [cell.strip() for cell in _CELL_BORDER.split(row.strip().strip("|"))]


def find_candidates(passages: Sequence[Passage], article: Callable[[str], Article | None]) -> list[Candidate]:
    """The candidates of each passage in order, each once; passages of articles now gone are skipped."""
    found: dict[tuple[str, int], Candidate] = {}
    articles: dict[str, Article | None] = {}
    for place, passage in enumerate(passages):
        chunk = passage.chunk
        if chunk.article_id not in articles:
            articles[chunk.article_id] = article(chunk.article_id)
        whole = articles[chunk.article_id]
        if whole is None or whole.text[chunk.start : chunk.end] != chunk.text:
            continue  # the article was changed or removed since the search
        reading = passage.reading
        read = _spans_of(reading) if reading else []
        for candidate in candidates_within(whole, chunk.start, chunk.end, place):
            for one in read:
                if candidate.answer is None:
                    candidate = _with_span(candidate, one, chunk.start)
            found.setdefault((whole.id, candidate.start), candidate)
    return list(found.values())


def _spans_of(reading: Reading) -> list[ReadSpan]:
    """The spans that the reader sees, the likeliest first."""
    best = [ReadSpan(*reading.span, reading.span_margin)] if reading.span else []
    return [*best, *sorted(reading.further, key=lambda one: -one.margin)]


def _with_span(candidate: Candidate, read: ReadSpan, chunk_start: int) -> Candidate:
    """The candidate with the margin of a span that begins in it, found in the chunk at `chunk_start`; marked
    as the answer where the span may be one."""
    start, end = chunk_start + read.start, chunk_start + read.end
    if not candidate.start <= start < candidate.end:
        return candidate
    candidate = replace(candidate, margin=max(candidate.margin, read.margin))
    if read.margin <= _LEAST_MARGIN:
        return candidate
    words = candidate.article.text[start : min(end, candidate.end)].strip()
    place = candidate.text.find(words, max(0, start - candidate.start - len(candidate.quote)))
    if candidate.text == candidate.quote:
        place = start - candidate.start
    if place < 0 or not words or fold(words) in _PRONOUNS:
        return candidate
    return replace(candidate, answer=(place, place + len(words)), margin=read.margin)


def candidates_within(article: Article, start: int, end: int, place: int = 0) -> Iterator[Candidate]:
    """The sentences, items and rows of `article` that lie wholly within `start` and `end`."""
    first = block_at(article, start)
    label = _label_above(article, first)
    for position in range(first, len(article.blocks)):
        block = article.blocks[position]
        if block.start >= end:
            break
        if block.kind == "heading":
            label = ""
        elif _is_label(article, position):
            label = article.text[block.start : block.end]
        elif block.kind != "contents":
            for candidate in _of_block(article, position, start, end, place):
                yield replace(candidate, label=label) if label else candidate


def _label_above(article: Article, position: int) -> str:
    """The label that stands above the block at `position` in its section; "" without one."""
    for above in range(position - 1, -1, -1) if article.inlines else ():
        block = article.blocks[above]
        if block.kind == "heading":
            break
        if _is_label(article, above):
            return article.text[block.start : block.end]
    return ""


def _is_label(article: Article, position: int) -> bool:
    below = article.blocks[position + 1] if position + 1 < len(article.blocks) else None
    return is_label(article, article.blocks[position], below)


def _of_block(article: Article, position: int, start: int, end: int, place: int) -> Iterator[Candidate]:
    block = article.blocks[position]
    section = article.section_at(block.start)
    if section is None:
        return
    if block.kind == "table_row":
        if not is_header(article, position) and _inside(block, start, end):
            yield Candidate(article, section, block, "table_row", block.start, block.end, place)
    elif block.kind == "list_item" and _inside(block, start, end):
        words = article.text[block.start : block.end]
        mark = _ITEM_MARK.match(words)
        first = block.start + (mark.end() if mark else 0)
        if first < block.end:
            yield Candidate(article, section, block, "list_item", first, block.end, place)
    elif block.kind == "code":
        if _inside(block, start, end):
            first, last = _code_lines(article.text, block)
            if first < last:
                yield Candidate(article, section, block, "code", first, last, place)
    else:
        yield from _sentences(article, section, block, start, end, place)


def _sentences(
    article: Article, section: Section, block: Block, start: int, end: int, place: int
) -> Iterator[Candidate]:
    words = article.text[block.start : block.end]
    for first, last in sentence_spans(words):
        first, last = block.start + first, block.start + last
        mark = _QUOTE_MARK.match(article.text, first, last) if block.kind == "quote" else None
        first = mark.end() if mark else first
        if start <= first and last <= end and any(char.isalnum() for char in article.text[first:last]):
            yield Candidate(article, section, block, "sentence", first, last, place)


def _code_lines(text: str, block: Block) -> tuple[int, int]:
    """The lines of a block of code, without its fences."""
    start, end = block.start, block.end
    fence = _FENCE.match(text, start, end)
    if fence is None:
        return start, end
    closing = text.rfind("\n", start, end)
    if closing >= fence.end() - 1 and _FENCE.match(text, closing + 1, end):
        end = closing
    return min(fence.end(), end), end


def _inside(block: Block, start: int, end: int) -> bool:
    return start <= block.start and block.end <= end


def block_at(article: Article, start: int) -> int:
    """The position of the block that begins at `start` or holds it."""
    return max(0, bisect_right(article.blocks, start, key=lambda block: block.start) - 1)


def is_header(article: Article, position: int) -> bool:
    """Whether the block at `position` is a table's header: a row with a rule below it."""
    block = article.blocks[position]
    if block.kind != "table_row":
        return False
    following = (
        article.blocks[position + 1].start if position + 1 < len(article.blocks) else len(article.text)
    )
    return "--" in article.text[block.end : following]


def table_header(article: Article, start: int) -> list[str]:
    """The header cells of the table whose row begins at `start`; none without a header."""
    position = block_at(article, start)
    while position >= 0 and article.blocks[position].kind == "table_row":
        if is_header(article, position):
            block = article.blocks[position]
            return cells(article.text[block.start : block.end])
        position -= 1
    return []
