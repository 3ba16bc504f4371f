"""What the library holds at a glance: dated statements, the length of sections, and which of them
answers used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.answer import Answer
from bot.answering.candidates import candidates_within
from bot.language.dates import DateFound, first_date
from ingest.article import Article, Section

__all__ = ["Dated", "Measured", "Overview", "overview"]

_DATED_AT_MOST = 300
"""Statements of one overview; of more, those whose date is said most exactly."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A sentence, item or row with a date, and its offsets in its article."""

    date: DateFound
    article: Article
    section: Section
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A section with a number: of its words, or of the answers that quote it."""

    article: Article
    section: Section
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Dated statements by date, sections by length, sections by how many answers quote them."""

    dated: tuple[Dated, ...]
    longest: tuple[Measured, ...]
    used: tuple[Measured, ...]
    left_out: int = 0
    """Dated statements that are not among `dated`."""


def overview(articles: Sequence[Article], answers: Iterable[Answer]) -> Overview:
    """The overview of these articles, used by these answers; citations of other articles are passed over."""
    found = [dated for article in articles for dated in _dated(article)]
    exact = sorted(found, key=lambda one: (-bool(one.date.day) - bool(one.date.month), one.date))
    kept = sorted(exact[:_DATED_AT_MOST], key=lambda one: (one.date, one.article.title, one.start))
    lengths = [
        Measured(article, section, len(article.text[section.start : section.end].split()))
        for article in articles
        for section in article.sections
    ]
    return Overview(
        tuple(kept),
        tuple(sorted(lengths, key=lambda one: -one.count)),
        tuple(_used(articles, answers)),
        len(found) - len(kept),
    )


def _dated(article: Article) -> Iterable[Dated]:
    for candidate in candidates_within(article, 0, len(article.text)):
        date = first_date(candidate.text)
        if date:
            yield Dated(date, article, candidate.section, candidate.text, candidate.start, candidate.end)


def _used(articles: Sequence[Article], answers: Iterable[Answer]) -> list[Measured]:
    """An answer counts once for a section, however often it quotes it."""
    known = {article.id: article for article in articles}
    counts: Counter[tuple[str, int]] = Counter()
    sections: dict[tuple[str, int], Section] = {}
    for answer in answers:
        places = set()
        for citation in answer.citations:
            article = known.get(citation.article_id)
            section = article.section_at(citation.start) if article else None
            if section:
                place = (citation.article_id, section.start)
                sections[place] = section
                places.add(place)
        counts.update(places)
    return [Measured(known[place[0]], sections[place], count) for place, count in counts.most_common()]
