"""Sentences that summarise an article: a centre of each section, a gist, key points, a conclusion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.answering.candidates import Candidate, candidates_within
from bot.answering.ranking import Ranker
from bot.answering.reference_lists import heads_references, is_reference
from bot.answering.surroundings import refers_back
from bot.language.words import asks, words
from ingest.article import Article, Section
from ingest.headings import section_name
from ingest.section_names import CONCLUSIONS

__all__ = ["conclusion", "gist", "is_content", "key_points", "outline_sections"]

_MOST_SECTIONS = 12
_LEAST_SENTENCES = 5
"""Sentences of an outline, where an article has fewer sections: the longer of them tell more than one."""
_SENTENCES_READ = 6
"""Sentences from the start of a section, or of a part of a long one, among which its centre is looked for."""
_SHORTEST = 40
LONGEST = 420
"""Characters: what is longer is a list of names or a fault of the page, and summarises nothing."""
_MOST_NAMES = 0.55
"""Fraction of capitalised words from which a long sentence is a list of names."""
_MOST_READ = 48
"""Sentences among which a gist is looked for: the first ones of each section in turn."""
_TITLE, _OPENING, _REPEATED = 0.6, 0.12, 0.5
"""Weights of a gist's sentence: likeness to the title, a place in the opening, likeness to one chosen before;
likeness to all sentences counts 1."""
_CONCLUDING = 4
"""Sentences of a conclusion, at most."""


def gist(article: Article, count: int, ranker: Ranker) -> list[Candidate]:
    """The `count` sentences that say best what the article is about, in reading order.

    Chosen one by one by their likeness to all sentences and to the title, less their likeness to those chosen
    (maximal marginal relevance, Carbonell and Goldstein 1998); the article's opening counts a little more.
    """
    sentences = _first_sentences(article)
    if not sentences:
        return []
    vectors = ranker.vectors([*(one.text for one in sentences), article.title])
    own, title = vectors[:-1], vectors[-1]
    centre = own.mean(axis=0)
    centre = centre / (float(np.linalg.norm(centre)) or 1.0)
    opening = [one.section.start == sentences[0].section.start for one in sentences]
    worth = own @ centre + _TITLE * (own @ title)
    worth += [_OPENING / (1 + place) if first else 0.0 for place, first in enumerate(opening)]
    worth -= [0.3 if refers_back(one.text) else 0.0 for one in sentences]
    picked: list[int] = []
    while len(picked) < min(count, len(sentences)):
        nearest = (own @ own[picked].T).max(axis=1) if picked else np.zeros(len(sentences))
        gain = worth - _REPEATED * nearest
        gain[picked] = -np.inf
        picked.append(int(np.argmax(gain)))
    return [sentences[place] for place in sorted(picked)]


def key_points(article: Article, count: int, ranker: Ranker) -> list[Candidate]:
    """`count` sentences, of as many sections as there are, in reading order."""
    points = [
        sentences[0] for sentences in outline_sections(article, ranker, count) if is_content(sentences[0])
    ]
    for one in gist(article, 2 * count, ranker):
        if len(points) < count and all(one.start != other.start for other in points):
            points.append(one)
    return sorted(points[:count], key=lambda one: one.start)


def conclusion(article: Article) -> list[Candidate]:
    """The first sentences of the section that concludes the article: the one of that name, else the last."""
    told = [section for section in _content_sections(article) if not heads_references(section.heading)]
    if not told:
        return []
    named = [section for section in told if section_name(section.heading) in CONCLUSIONS]
    section = (named or told)[-1]
    sentences = [one for one in candidates_within(article, section.start, section.end) if is_content(one)]
    if not named and section is told[0]:
        return sentences[-_CONCLUDING:]
    return sentences[:_CONCLUDING]


def is_content(candidate: Candidate) -> bool:
    """Whether a sentence says something: no reference, no question, no announcement, no list of names."""
    if candidate.kind != "sentence" or is_reference(candidate) or len(candidate.text) > LONGEST:
        return False
    if asks(candidate.text) or candidate.text.endswith(":"):
        return False
    written = list(words(candidate.text))
    capitals = sum(word.is_capitalised for word in written)
    return len(written) < 12 or capitals < _MOST_NAMES * len(written)


def _first_sentences(article: Article) -> list[Candidate]:
    """The first content sentences of the sections, as many of each as there is room for, in reading order."""
    by_section = [
        [
            one
            for one in candidates_within(article, section.start, section.end)
            if is_content(one) and len(one.text) >= _SHORTEST
        ]
        for section in article.sections
        if not heads_references(section.heading)
    ]
    taken: list[Candidate] = []
    for place in range(max(map(len, by_section), default=0)):
        taken.extend(sentences[place] for sentences in by_section if place < len(sentences))
        if len(taken) >= _MOST_READ:
            break
    return sorted(taken[:_MOST_READ], key=lambda one: one.start)


def outline_sections(article: Article, ranker: Ranker, most: int = _MOST_SECTIONS) -> list[list[Candidate]]:
    """The central sentences of each of the article's sections, at most `most` sections, in reading order."""
    sections = _sections_to_outline(article, most)
    centres = [
        _centres(article, section, count, ranker)
        for section, count in zip(sections, _shares(sections, min(most, _LEAST_SENTENCES)), strict=True)
    ]
    return [one for one in centres if one]


def _sections_to_outline(article: Article, most: int = _MOST_SECTIONS) -> list[Section]:
    """The sections with text of their own, in reading order; of a long article the first and the longest."""
    with_text = [
        section
        for section in article.sections
        if any(not is_reference(one) for one in candidates_within(article, section.start, section.end))
    ]
    first, rest = with_text[:1], with_text[1:]
    longest = sorted(rest, key=lambda section: section.start - section.end)[: most - len(first)]
    return first + sorted(longest, key=lambda section: section.start)


def _shares(sections: Sequence[Section], least: int) -> list[int]:
    """How many sentences each section tells: one, or its share by length of the `least` in all."""
    total = sum(section.end - section.start for section in sections)
    return [max(1, round(least * (section.end - section.start) / total)) for section in sections]


def _centres(article: Article, section: Section, count: int, ranker: Ranker) -> list[Candidate]:
    """The centre of each of `count` parts of the section; of one without sentences its first item or row.

    A sentence that leans on the one before it is taken only where there is no other.
    """
    whole = [one for one in candidates_within(article, section.start, section.end) if not is_reference(one)]
    sentences = [one for one in whole if is_content(one)]
    if not sentences:
        return [one for one in whole if len(one.text) <= LONGEST][:1]
    size = -(-len(sentences) // count)
    parts = [sentences[start : start + size][:_SENTENCES_READ] for start in range(0, len(sentences), size)]
    return [_centre(part, section.heading, ranker) for part in parts]


def _centre(sentences: Sequence[Candidate], heading: str, ranker: Ranker) -> Candidate:
    """The sentence that is most like all of them and the heading, the earlier ones before the later."""
    whole = [one for one in sentences if len(one.text) >= _SHORTEST] or sentences
    whole = [one for one in whole if not refers_back(one.text)] or whole
    vectors = ranker.vectors([*(one.text for one in whole), heading])
    centre = vectors.mean(axis=0)
    likeness = vectors[:-1] @ centre - 0.02 * np.arange(len(whole))
    return whole[int(np.argmax(likeness))]


def _content_sections(article: Article) -> list[Section]:
    return [
        section
        for section in article.sections
        if any(map(is_content, candidates_within(article, section.start, section.end)))
    ]
