"""One score from several: how the scores and shares of the same candidates are combined.

Two rounds: by the scores of both indexes it is told which candidates to look at, and then they are ordered
by those and by what they say of the question. Pure arithmetic on the candidates of one question. Knows
nothing of indexes or texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.sigmoid import sigmoid

__all__ = [
    "FIRST_KEYWORD_WEIGHT", "Candidate", "Shares", "evidence", "fused_scores", "promise", "standardised",
]  # fmt: skip

FIRST_KEYWORD_WEIGHT = 0.75
"""Of keywords against 1 for vectors, both in standard deviations, before any passage was looked at."""
_KEYWORD_WEIGHT, _STANDING_OUT = 0.78, 0.173
"""The same afterwards: less, the more standard deviations the nearest candidate stands out by."""
_SENTENCE_WEIGHT, _SENTENCE_POWER, _PASSAGE_WEIGHT = 3.0, 1.5, 1.0
"""Of the shares of the question that one sentence and the whole passage have; by the power one that has
nearly all counts for more than its part."""
_BEHIND, _NEAREST, _BIAS = 2.1, 8.5, -4.7
"""The logistic function of `fused_scores`; `benchmarks.fit_fusion` fits and evaluates it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that either search found, with both of its scores."""

    chunk_id: str
    article_id: str
    dense: float
    """Cosine similarity to the question, -1 to 1."""
    keyword: float
    """BM25 for the question, 0 and up; of what only the vectors brought an estimate."""
    dense_rank: int | None = None
    keyword_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of a question a passage says, 0 to 1; each word counts by how rare it is."""

    sentence: float = 0.0
    """The share that one sentence has, together with title and headings; of the best one."""
    passage: float = 0.0
    """The share that the whole passage has, together with title and headings."""


def promise(candidates: Sequence[Candidate]) -> list[float]:
    """What each candidate promises by its two scores, in the order given: which are worth looking at."""
    dense, keyword = standardised(candidates)
    return [d + FIRST_KEYWORD_WEIGHT * k for d, k in zip(dense, keyword, strict=True)]


def fused_scores(candidates: Sequence[Candidate], shares: Sequence[Shares]) -> list[float]:
    """A score for each candidate, 0 to 1, in the order given.

    `shares` are what the first candidates have of the question; the others were not looked at, and score no
    higher than the lowest of those that were.

    The order is that of a weighted sum: both scores, each standardised over the candidates (z-score), and
    both shares. The score estimates how likely the passage is to answer the question: a logistic function of
    how far the sum lies below the best one, and of how near the nearest candidate is in itself. On
    squadshifts and nq-open-oracle, together with questions of the one asked of the articles of the other,
    passages that scored 0.1-0.3, 0.3-0.5, 0.5-0.7, 0.7-0.9 and above held an answer in 7, 36, 64, 86 and 94
    of 100 cases. With an embedding model of one's own, whose cosines lie elsewhere, it still orders but no
    longer estimates.
    """
    if not candidates:
        return []
    behind, nearest = evidence(candidates, shares)
    return [sigmoid(_BEHIND * value + _NEAREST * nearest + _BIAS) for value in behind]


def evidence(candidates: Sequence[Candidate], shares: Sequence[Shares]) -> tuple[list[float], float]:
    """What a score is made of: how far each sum lies below the best one, and the nearest one's cosine."""
    dense, keyword = standardised(candidates)
    keyword_weight = max(0.0, _KEYWORD_WEIGHT - _STANDING_OUT * max(dense))
    sums = [d + keyword_weight * k for d, k in zip(dense, keyword, strict=True)]
    looked = [
        value + _SENTENCE_WEIGHT * share.sentence**_SENTENCE_POWER + _PASSAGE_WEIGHT * share.passage
        for value, share in zip(sums, shares, strict=False)
    ]
    lowest = min(looked, default=math.inf)
    sums = looked + [min(value, lowest) for value in sums[len(looked) :]]
    best = max(sums)
    return [value - best for value in sums], max(candidate.dense for candidate in candidates)


def standardised(candidates: Sequence[Candidate]) -> tuple[list[float], list[float]]:
    """The dense and the keyword scores as z-scores, in the order given."""
    return (
        _standardised([candidate.dense for candidate in candidates]),
        _standardised([candidate.keyword for candidate in candidates]),
    )


def _standardised(values: list[float]) -> list[float]:
    if not values:
        return []
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / deviation if deviation > 1e-9 else 0.0 for value in values]
