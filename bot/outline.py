"""Answers about the articles themselves: their sections, each with the sentence at its centre.

Knows sections and sentences; knows nothing of passages or search.
"""

from __future__ import annotations

import numpy as np

from bot.candidates import Candidate, quotable_in
from bot.reading import leans_back
from bot.selection import Selector
from ingest.article import Article, Section

__all__ = ["central", "outline_of", "worth_outlining"]

_MOST_SECTIONS = 12
_SENTENCES_READ = 6
"""Sentences from the start of a section among which its centre is looked for."""
_SHORTEST = 40


def worth_outlining(article: Article, most: int = _MOST_SECTIONS) -> list[Section]:
    """The sections with text of their own, in reading order; of a long article the first and the longest."""
    with_text = [
        section
        for section in article.sections
        if any(True for _ in quotable_in(article, section.start, section.end))
    ]
    first, rest = with_text[:1], with_text[1:]
    longest = sorted(rest, key=lambda section: section.start - section.end)[: most - len(first)]
    return first + sorted(longest, key=lambda section: section.start)


def central(article: Article, section: Section, selector: Selector) -> Candidate | None:
    """The sentence of the section's opening that is most like all of them and its heading.

    One that leans on the sentence before it is taken only where there is no other.
    """
    opening = [
        candidate
        for candidate in quotable_in(article, section.start, section.end)
        if candidate.kind == "sentence" and not candidate.text.endswith(("?", ":"))
    ][:_SENTENCES_READ]
    telling = [candidate for candidate in opening if len(candidate.text) >= _SHORTEST] or opening
    sentences = [candidate for candidate in telling if not leans_back(candidate.text)] or telling
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
