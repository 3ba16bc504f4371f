"""Context expansion: adds a passage's neighbours in its section, within a budget, and joins what meets.

For a language model, which reads passages as a whole: a chunk is cut for finding, and its
neighbours may hold what a pronoun or a "therefore" refers to. Knows an article's blocks and sections; nothing
of search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.article import Article, Section
from ingest.chunking import CountTokens
from vectorstore.passage import Passage

__all__ = ["grown_passages"]


@dataclass(slots=True)
class _Piece:
    """A stretch of a section: a found chunk, or a block or the rest of one that no found chunk holds."""

    start: int
    end: int
    rank: int | None = None
    """Of the passage that was found here, from 0."""
    taken: bool = False


def grown_passages(
    passages: Sequence[Passage],
    article_of: Callable[[str], Article | None],
    tokens: int,
    count_tokens: CountTokens,
) -> list[Passage]:
    """The passages, best first, with more of their sections, of `tokens` in all at most.

    Found passages come before their neighbours: as many passages as fit are kept, the first one in
    any case. Then the paragraphs, items and rows of their sections are added, nearest first, those after a
    passage before those in front of it, while they fit. Passages that meet become one, at the better one's
    place. The text of a grown chunk is still the article's from its `start` to its `end`; a passage whose
    article has changed meanwhile stays as it is.
    """
    kept, left = _fitting(passages, tokens, count_tokens)
    grown: dict[int, Passage] = dict(enumerate(kept))
    articles = {article_id: article_of(article_id) for article_id in {p.chunk.article_id for p in kept}}
    sections: dict[tuple[str, int], list[int]] = {}
    for rank, passage in enumerate(kept):
        article = articles[passage.chunk.article_id]
        section = None if article is None else _section_of(passage, article)
        if section is not None:
            sections.setdefault((passage.chunk.article_id, section.start), []).append(rank)
    lines: list[tuple[Article, list[_Piece]]] = []
    for (article_id, start), ranks in sections.items():
        article = articles[article_id]
        section = article.section_at(start) if article else None
        if article is not None and section is not None:
            lines.append((article, _pieces(article, section, {rank: kept[rank] for rank in ranks})))
    _take_around(lines, left, count_tokens)
    for article, pieces in lines:
        for run in _runs(pieces):
            ranks = [piece.rank for piece in run if piece.rank is not None]
            best = min(ranks)
            grown[best] = _grown(kept[best], article, run[0].start, run[-1].end)
            for rank in ranks:
                if rank != best:
                    del grown[rank]
    return [grown[rank] for rank in sorted(grown)]


def _fitting(
    passages: Sequence[Passage], tokens: int, count_tokens: CountTokens
) -> tuple[list[Passage], int]:
    """The first passages that fit, and the tokens that are left then."""
    kept: list[Passage] = []
    for passage, size in zip(passages, count_tokens([one.chunk.text for one in passages]), strict=True):
        if kept and size > tokens:
            break
        kept.append(passage)
        tokens -= size
    return kept, tokens


def _section_of(passage: Passage, article: Article) -> Section | None:
    """The section that holds the passage; None when the article is no longer the one it was found in."""
    chunk = passage.chunk
    section = article.section_at(chunk.start)
    if section is None or chunk.end > section.end or not chunk.is_in(article.text):
        return None
    return section


def _pieces(article: Article, section: Section, found: dict[int, Passage]) -> list[_Piece]:
    """The section in reading order. A table of contents inside it has a piece without text: a barrier."""
    pieces = [_Piece(p.chunk.start, p.chunk.end, rank, taken=True) for rank, p in found.items()]
    spans = sorted((piece.start, piece.end) for piece in pieces)
    for block in article.blocks:
        if block.start < section.start or block.end > section.end or block.kind == "heading":
            continue
        if block.kind == "contents":
            pieces.append(_Piece(block.start, block.start))
            continue
        start = block.start
        for begin, end in [*spans, (block.end, block.end)]:
            if end <= start or begin > block.end:
                continue
            rest = article.text[start:begin]
            if rest.strip():
                first = start + len(rest) - len(rest.lstrip())
                pieces.append(_Piece(first, start + len(rest.rstrip())))
            start = max(start, end)
    return sorted(pieces, key=lambda piece: piece.start)


def _take_around(lines: Sequence[tuple[Article, list[_Piece]]], left: int, count_tokens: CountTokens) -> None:
    """Take pieces next to taken ones, the nearest to the best passages first, while they fit."""
    reachable: list[tuple[tuple[int, int, bool], _Piece, _Piece, str]] = []
    for article, pieces in lines:
        places = [place for place, piece in enumerate(pieces) if piece.rank is not None]
        for place, piece in enumerate(pieces):
            if piece.rank is None:
                near = min(places, key=lambda other: (abs(other - place), other > place))
                inner = pieces[place + (1 if near > place else -1)]
                order = (abs(near - place), pieces[near].rank or 0, near > place)
                reachable.append((order, piece, inner, article.text[piece.start : piece.end]))
    reachable.sort(key=lambda one: one[0])
    sizes = count_tokens([text for *_, text in reachable])
    for (_, piece, inner, text), size in zip(reachable, sizes, strict=True):
        if inner.taken and text and size <= left:
            piece.taken = True
            left -= size


def _grown(passage: Passage, article: Article, start: int, end: int) -> Passage:
    chunk = replace(passage.chunk, start=start, end=end, text=article.text[start:end])
    reading = passage.reading
    if reading is not None and reading.span is not None:
        moved = passage.chunk.start - start
        further = (replace(one, start=one.start + moved, end=one.end + moved) for one in reading.further)
        span = reading.span[0] + moved, reading.span[1] + moved
        reading = replace(reading, span=span, further=tuple(further))
    return replace(passage, chunk=chunk, reading=reading)


def _runs(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Stretches of neighbouring pieces that are taken."""
    run: list[_Piece] = []
    for piece in pieces:
        if piece.taken:
            run.append(piece)
        elif run:
            yield run
            run = []
    if run:
        yield run
