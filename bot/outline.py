"""Answers about the articles themselves: their sections, each with the sentence at its centre.

Knows sections and sentences; knows nothing of passages or search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from bot.candidates import Candidate, quotable_in
from bot.selection import Selector
from bot.wording import content_stems, fold
from ingest.article import Article, Section

__all__ = ["asks_for_headings", "central", "named_in", "outline_of", "worth_outlining"]

_HEADINGS = re.compile(r"\b(?:sections?|headings?|chapters?|table of contents)\b")
_MOST_SECTIONS = 12
_SENTENCES_READ = 6
"""Sentences from the start of a section among which its centre is looked for."""
_SHORTEST = 40


def asks_for_headings(question: str) -> bool:
    """Whether an outline question wants the list of sections rather than what they say."""
    return _HEADINGS.search(fold(question)) is not None


def named_in(question: str, articles: Sequence[Article]) -> list[Article]:
    """The articles whose title the question names, else all of them."""
    asked = set(content_stems(question))
    named = [
        article
        for article in articles
        if (title := set(content_stems(article.title))) and len(title & asked) >= max(1, 0.6 * len(title))
    ]
    return named or list(articles)


def worth_outlining(article: Article, most: int = _MOST_SECTIONS) -> list[Section]:
    """The sections with text of their own, in reading order; the `most` longest of a long article."""
    with_text = [
        section
        for section in article.sections
        if any(True for _ in quotable_in(article, section.start, section.end))
    ]
    longest = sorted(with_text, key=lambda section: section.start - section.end)[:most]
    return sorted(longest, key=lambda section: section.start)


def central(article: Article, section: Section, selector: Selector) -> Candidate | None:
    """The sentence of the section's opening that is most like all of them and its heading."""
    opening = [
        candidate
        for candidate in quotable_in(article, section.start, section.end)
        if candidate.kind == "sentence" and not candidate.text.endswith(("?", ":"))
    ][:_SENTENCES_READ]
    sentences = [candidate for candidate in opening if len(candidate.text) >= _SHORTEST] or opening
    if not sentences:
        return next(iter(quotable_in(article, section.start, section.end)), None)
    vectors = selector.vectors([*(candidate.text for candidate in sentences), section.heading])
    centre = vectors.mean(axis=0)
    likeness = vectors[:-1] @ centre - 0.02 * np.arange(len(sentences))
    return sentences[int(np.argmax(likeness))]


def outline_of(article: Article, selector: Selector, most: int = _MOST_SECTIONS) -> list[Candidate]:
    """One central sentence for each of the article's sections, in reading order."""
    chosen = [central(article, section, selector) for section in worth_outlining(article, most)]
    return [candidate for candidate in chosen if candidate is not None]
