"""Questions that the articles can answer, made from their headings.

Knows sections and passages; knows nothing of how an answer is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from bot.wording import content_stems, fold
from ingest.article import Article, Section
from vectorstore.passage import Passage

__all__ = ["SUGGESTED", "follow_ups", "question_for", "starters"]

SUGGESTED = 3
"""Questions offered at once."""
_PLAIN_HEADING = re.compile(
    r"(?:introduction|conclusions?|summary|abstract|references|see also|notes|contents|overview|background"
    r"|acknowledge?ments?|bibliography|further reading|external links|sources|appendix|faq"
    r"|frequently asked questions.*)\W*"
)
_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)]?|[IVXLC]+\.|[A-Za-z][.)])\s+")
_LONGEST = 90


def question_for(section: Section, article: Article) -> str | None:
    """A question that `section` answers, from its heading; None where the heading names no subject."""
    heading = " ".join(re.sub(r"[*_`#]+", "", _NUMBERING.sub("", section.heading)).split()).strip(" :;,.-–")
    if not heading or fold(heading) == fold(article.title) or _PLAIN_HEADING.fullmatch(fold(heading)):
        return None
    if heading.endswith("?"):
        return heading if len(heading) <= 2 * _LONGEST else None
    if len(heading) > _LONGEST or len(heading) < 3:
        return None
    return f"What does the article say about “{heading}”?"


def starters(articles: Sequence[Article], limit: int = SUGGESTED) -> tuple[str, ...]:
    """Questions to begin with: one of each article in turn, from the longest sections."""
    ranked = [
        sorted(article.sections, key=lambda section: section.start - section.end) for article in articles
    ]
    rounds = max((len(sections) for sections in ranked), default=0)
    made = (
        question_for(sections[turn], article)
        for turn in range(rounds)
        for article, sections in zip(articles, ranked, strict=True)
        if turn < len(sections)
    )
    return _distinct(made, limit)


def follow_ups(
    question: str,
    passages: Sequence[Passage],
    article: Callable[[str], Article | None],
    limit: int = SUGGESTED,
) -> tuple[str, ...]:
    """Questions for the sections near the evidence that `question` does not ask already."""
    asked = set(content_stems(question))

    def made() -> Iterable[str | None]:
        for passage in passages:
            whole = article(passage.chunk.article_id)
            section = whole.section_at(passage.chunk.start) if whole else None
            if whole is None or section is None:
                continue
            here = whole.sections.index(section)
            for near in (section, *whole.sections[here + 1 : here + 2]):
                words = set(content_stems(near.heading))
                if not words <= asked:
                    yield question_for(near, whole)

    return _distinct(made(), limit)


def _distinct(questions: Iterable[str | None], limit: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for question in questions:
        if question:
            found.setdefault(question)
        if len(found) == limit:
            break
    return tuple(found)
