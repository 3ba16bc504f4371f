"""Sentences put together so that they read on: what an explanation quotes.

Knows which sentences lean on the one before them, and how stretches of a section are cut. Knows no question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice, takewhile

from bot.answering.candidates import Candidate, candidates_within
from bot.language.words import asks
from ingest.article import Article, Section

__all__ = [
    "add_announced",
    "add_context",
    "add_continuation",
    "add_explanation",
    "best_stretch",
    "refers_back",
]

_LEANING = re.compile(
    r"\W*(?:(?:it|its|they|their|them|he|she|his|her|this|that|these|those|such|both|some|others?|another|neither"
    r"|but|and|or|so|yet|however|instead|moreover|furthermore|therefore|thus|hence|nevertheless|similarly|also"
    r"|then|there|here|as a result|for example|for instance|in addition|in contrast|on the other hand"
    r"|by then|at that|of these|the (?:former|latter|same|other|others|two|second|third|rest))\b|not\b"
    r"|(?:\w+ ){0,5}that (?:is|was|were|has|had)\b)",
    re.IGNORECASE,
)


_SHORT_NAMING = 80
"""Characters of a sentence that names a thing and leaves it to the next one to explain it."""


def refers_back(text: str) -> bool:
    """Whether a sentence opens with a word that points to the sentence before it ("It", "However")."""
    return _LEANING.match(text) is not None


def best_stretch(
    article: Article, section: Section, scores: Mapping[int, float], most: int
) -> list[Candidate]:
    """At most `most` sentences of the section that stand together: those with the highest sum of `scores`.

    `scores` are by a candidate's start; a sentence without one counts as the lowest. A section that is
    short enough comes whole.
    """
    whole = [one for one in candidates_within(article, section.start, section.end) if not asks(one.text)]
    if len(whole) <= most:
        return whole
    low = min(scores.values(), default=0.0)
    values = [scores.get(one.start, low) - low for one in whole]
    sums = [sum(values[first : first + most]) for first in range(len(whole) - most + 1)]
    first = sums.index(max(sums))
    return whole[first : first + most]


def add_context(chosen: Sequence[Candidate], most: int) -> list[Candidate]:
    """`chosen` (best first) with what they lean on, by article and section of the best, in reading order.

    Added while there are fewer than `most`: the sentence before one that leans back, a single sentence
    between two chosen ones, and for a lone sentence the one after it. A paragraph's border is not crossed.
    """
    groups: dict[tuple[str, int], list[Candidate]] = {}
    for one in chosen:
        groups.setdefault((one.article.id, one.section.start), []).append(one)
    room = most - len(chosen)
    for key, group in groups.items():
        article, section = group[0].article, group[0].section
        whole = list(candidates_within(article, section.start, section.end))
        places = {one.start: place for place, one in enumerate(whole)}
        taken = {places[one.start] for one in group if one.start in places}
        for place in _wanted(whole, sorted(taken), alone=len(chosen) == 1):
            if room > 0 and place not in taken:
                taken.add(place)
                room -= 1
        groups[key] = [whole[place] for place in sorted(taken)]
    return [one for group in groups.values() for one in group]


def add_continuation(chosen: Sequence[Candidate], most: int) -> list[Candidate]:
    """`chosen`, at most `most`, with the sentence after the first where that leans back on it ("It uses")."""
    first = chosen[0]
    after = next(candidates_within(first.article, first.end, first.block.end), None)
    if after is None or not refers_back(after.text) or not _reads_on(first, after):
        return list(chosen)
    return [first, after, *(one for one in chosen[1:] if one.start != after.start)][:most]


def add_explanation(chosen: Sequence[Candidate]) -> list[Candidate]:
    """`chosen`; a short first sentence is followed by the next one: a name alone explains nothing."""
    first = chosen[0]
    if first.kind != "sentence" or len(first.text) > _SHORT_NAMING:
        return list(chosen)
    after = next(candidates_within(first.article, first.end, first.block.end), None)
    if after is None or not _reads_on(first, after):
        return list(chosen)
    return [first, after, *(one for one in chosen[1:] if one.start != after.start)]


def add_announced(chosen: Sequence[Candidate], most: int = 8) -> list[Candidate]:
    """`chosen`, each sentence that ends in a colon followed by the list or the code that it announces."""
    found: dict[tuple[str, int], Candidate] = {}
    for one in chosen:
        found.setdefault((one.article.id, one.start), one)
        if one.kind == "sentence" and one.text.rstrip(" *_").endswith((":", "：")):
            following = candidates_within(one.article, one.end, one.section.end)
            announced = takewhile(lambda after: after.kind in ("list_item", "code", "table_row"), following)
            for after in islice(announced, most):
                found.setdefault((after.article.id, after.start), after)
    return list(found.values())


def _wanted(whole: Sequence[Candidate], taken: Sequence[int], *, alone: bool) -> list[int]:
    """The places around those taken that are worth having, the most wanted first."""
    found = []
    for place in taken:
        if place and refers_back(whole[place].text) and _reads_on(whole[place - 1], whole[place]):
            found.append(place - 1)
    for place in taken:
        if place + 2 in taken and _reads_on(whole[place], whole[place + 1], whole[place + 2]):
            found.append(place + 1)
    if alone and taken and not found and taken[0] + 1 < len(whole):
        after = taken[0] + 1
        if _reads_on(whole[taken[0]], whole[after]):
            found.append(after)
    return found


def _reads_on(*sentences: Candidate) -> bool:
    """Whether these are sentences of one paragraph, none of them a question."""
    return len({one.block.start for one in sentences}) == 1 and all(
        one.kind == "sentence" and not asks(one.text) for one in sentences
    )
