"""The final score of passages that the reader has read: search score and relevance together.

The weights are defined only here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from vectorstore.models.reader import Reader
from vectorstore.passage import Passage
from vectorstore.sigmoid import sigmoid

__all__ = ["READ", "blended_score", "read_passages"]

READ = 12
"""How many of the best found passages are read."""
_SEARCH_WEIGHT = 0.322
_RELEVANCE_WEIGHT = 0.805
_BIAS = -0.272
"""Weights of the two logits; see `benchmarks.reader` for how they were chosen."""
_CERTAIN = 1e-6
"""How near to 0 and 1 a search score is taken to be, so that its logit stays finite."""


def blended_score(search_score: float, relevance: float) -> float:
    """How likely a passage is to answer, 0 to 1, from its search score (0 to 1) and the reader's logit."""
    bounded = min(1 - _CERTAIN, max(_CERTAIN, search_score))
    logit = math.log(bounded / (1 - bounded))
    return sigmoid(_SEARCH_WEIGHT * logit + _RELEVANCE_WEIGHT * relevance + _BIAS)


def read_passages(
    question: str, passages: Sequence[Passage], reader: Reader, *, keep_order: bool = False
) -> list[Passage]:
    """The passages, best first, the first READ of them with the reader's reading and a blended score.

    Those after them keep their order below. A passage in a language that the reader was not trained on is not
    read: it keeps its score of the search, which estimates the same. `keep_order` only adds the readings, for
    passages that something else has ranked.
    """
    first, rest = list(passages[:READ]), list(passages[READ:])
    if not any(_can_be_read(passage, reader) for passage in first):
        return [*first, *rest]
    whole = first
    first = [passage for passage in whole if _can_be_read(passage, reader)]
    unread = [passage for passage in whole if not _can_be_read(passage, reader)]
    readings = reader.read(question, [(passage.chunk.context, passage.chunk.text) for passage in first])
    read = [replace(passage, reading=reading) for passage, reading in zip(first, readings, strict=True)]
    if keep_order:
        by_chunk = {passage.chunk.id: passage for passage in read}
        return [by_chunk.get(passage.chunk.id, passage) for passage in whole] + rest
    scored = [
        replace(passage, score=blended_score(passage.score, passage.reading.relevance))
        for passage in read
        if passage.reading is not None
    ]
    scored.sort(key=lambda passage: -passage.score)
    ranked = [
        replace(passage, parts=replace(passage.parts, rerank=passage.reading.relevance, rerank_rank=rank))
        for rank, passage in enumerate(scored, 1)
        if passage.reading is not None
    ]
    ranked = sorted([*ranked, *unread], key=lambda passage: -passage.score)
    lowest = ranked[-1].score
    return ranked + [replace(passage, score=min(passage.score, lowest)) for passage in rest]


def _can_be_read(passage: Passage, reader: Reader) -> bool:
    return passage.chunk.language in reader.languages
