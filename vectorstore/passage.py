"""A passage: a chunk that was found, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.chunk import Chunk

__all__ = ["Passage", "ReadSpan", "Reading", "ScoreParts", "are_read"]


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """The parts of a passage's score; a part is None when that search did not find the passage."""

    dense: float | None = None
    """Cosine similarity of question and passage, -1 to 1, on one scale for all models
    (`vectorstore.models.embedder.comparable`)."""
    dense_rank: int | None = None
    """Place among the dense results, from 1."""
    keyword: float | None = None
    """BM25 score, 0 and up."""
    keyword_rank: int | None = None
    matched_terms: tuple[str, ...] = ()
    """The question's words that the passage contains, as keyword search compares them."""
    sentence: float | None = None
    """Share of the question's words, rare ones counting more, that occur in one sentence of the passage,
    title and headings counted in; 0 to 1. None where the passage was not looked at so closely."""
    rerank: float | None = None
    """Relevance by the reranker, where one ran."""
    rerank_rank: int | None = None


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """An answer that the reader model sees in a passage."""

    start: int
    end: int
    """Its span in the passage's text, in code points."""
    margin: float
    """Its logit above that of "no answer here"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader model makes of one passage."""

    relevance: float
    """Logit that the passage answers the question: about 0 is undecided, higher is likelier."""
    span: tuple[int, int] | None
    """The answer in the passage's text, in code points; None for an empty text."""
    span_margin: float
    """Logit of the span above that of "no answer here"."""
    further: tuple[ReadSpan, ...] = ()
    """The best answer in each other sentence, item or row, in reading order."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A found chunk, with a score of which higher is better."""

    chunk: Chunk
    score: float
    article_title: str
    parts: ScoreParts = field(default_factory=ScoreParts)
    reading: Reading | None = None
    """What the reader makes of it, where one has read it."""


def are_read(passages: Sequence[Passage]) -> bool:
    """Whether a reader has read all of them: where it has read some alone (it was trained on English), what
    it makes of these must not count against the others."""
    return bool(passages) and all(passage.reading is not None for passage in passages)
