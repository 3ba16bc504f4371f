"""One score from two: how dense and keyword scores of the same candidates are combined.

Pure arithmetic on the candidates of one question. Knows nothing of indexes or texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Candidate", "fused_scores"]

_KEYWORD_WEIGHT = 1.0
"""Against 1 for the dense part, both in standard deviations."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that either search found, with both of its scores."""

    chunk_id: str
    article_id: str
    dense: float
    """Cosine similarity to the question, -1 to 1."""
    keyword: float
    """BM25 for the question, 0 and up."""
    dense_rank: int | None = None
    keyword_rank: int | None = None


def fused_scores(candidates: Sequence[Candidate]) -> list[float]:
    """A score for each candidate, 0 to 1, in the order given.

    Each part is standardised over the candidates (z-score) and the two are added. The sum is brought to
    0..1 by the logistic function, together with how near the best candidate is in itself.
    """
    if not candidates:
        return []
    dense = _standardised([candidate.dense for candidate in candidates])
    keyword = _standardised([candidate.keyword for candidate in candidates])
    sums = [d + _KEYWORD_WEIGHT * k for d, k in zip(dense, keyword, strict=True)]
    nearest = max(candidate.dense for candidate in candidates)
    return [_logistic(0.6 * value + 6.0 * nearest - 5.0) for value in sums]


def _standardised(values: list[float]) -> list[float]:
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / deviation if deviation > 1e-9 else 0.0 for value in values]


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))
