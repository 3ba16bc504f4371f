"""What articles say of themselves: their sections, each with the sentences at its centre.

Knows sections and sentences; knows nothing of passages or search.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.answering.candidates import Candidate, quotable_in
from bot.answering.ranking import Selector
from bot.answering.reference_lists import is_reference
from bot.answering.surroundings import leans_back
from bot.language.words import asks
from ingest.article import Article, Section

__all__ = ["outline_of", "worth_outlining"]

_MOST_SECTIONS = 12
_LEAST_TOLD = 5
"""Sentences of an outline, where an article has fewer sections: the longer of them tell more than one."""
_SENTENCES_READ = 6
"""Sentences from the start of a section, or of a part of a long one, among which its centre is looked for."""
_SHORTEST = 40


def outline_of(article: Article, selector: Selector, most: int = _MOST_SECTIONS) -> list[list[Candidate]]:
    """The central sentences of each of the article's sections, at most `most` sections, in reading order."""
    sections = worth_outlining(article, most)
    told = [
        _centres(article, section, count, selector)
        for section, count in zip(sections, _shares(sections, min(most, _LEAST_TOLD)), strict=True)
    ]
    return [one for one in told if one]


def worth_outlining(article: Article, most: int = _MOST_SECTIONS) -> list[Section]:
    """The sections with text of their own, in reading order; of a long article the first and the longest."""
    with_text = [
        section
        for section in article.sections
        if any(not is_reference(one) for one in quotable_in(article, section.start, section.end))
    ]
    first, rest = with_text[:1], with_text[1:]
    longest = sorted(rest, key=lambda section: section.start - section.end)[: most - len(first)]
    return first + sorted(longest, key=lambda section: section.start)


def _shares(sections: Sequence[Section], least: int) -> list[int]:
    """How many sentences each section tells: one, or its share by length of the `least` in all."""
    total = sum(section.end - section.start for section in sections)
    return [max(1, round(least * (section.end - section.start) / total)) for section in sections]


def _centres(article: Article, section: Section, count: int, selector: Selector) -> list[Candidate]:
    """The centre of each of `count` parts of the section; of one without sentences its first item or row.

    A sentence that leans on the one before it is taken only where there is no other.
    """
    whole = list(quotable_in(article, section.start, section.end))
    sentences = [
        one for one in whole if one.kind == "sentence" and not asks(one.text) and not one.text.endswith(":")
    ]
    if not sentences:
        return whole[:1]
    size = -(-len(sentences) // count)
    parts = [sentences[start : start + size][:_SENTENCES_READ] for start in range(0, len(sentences), size)]
    return [_centre(part, section.heading, selector) for part in parts]


def _centre(sentences: Sequence[Candidate], heading: str, selector: Selector) -> Candidate:
    """The sentence that is most like all of them and the heading, the earlier ones before the later."""
    telling = [one for one in sentences if len(one.text) >= _SHORTEST] or sentences
    telling = [one for one in telling if not leans_back(one.text)] or telling
    vectors = selector.vectors([*(one.text for one in telling), heading])
    centre = vectors.mean(axis=0)
    likeness = vectors[:-1] @ centre - 0.02 * np.arange(len(telling))
    return telling[int(np.argmax(likeness))]
