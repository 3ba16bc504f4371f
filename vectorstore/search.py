"""Hybrid search: candidates from vectors and from keywords, both scores for each, one ranking.

Knows the order of the steps. How vectors and words are searched is in `store` and `keyword`, how scores are
combined in `fusion`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ingest.chunk import Chunk
from vectorstore.blending import READ, read_passages
from vectorstore.embedder import Embedder, Vectors
from vectorstore.fusion import Candidate, fused_scores
from vectorstore.keyword import KeywordHit, KeywordIndex, QuestionWords, index_terms, question_words
from vectorstore.passage import Passage, ScoreParts
from vectorstore.reader import Reader
from vectorstore.records import Head
from vectorstore.store import ArticleStore, DenseHit

__all__ = ["Rerank", "hybrid_search"]

_CANDIDATES = 60
"""How many chunks each of the two searches contributes at least."""
_RERANKED = 10
"""How many of the best are read again by a reranker."""
_NEAR_DUPLICATE = 0.9
"""Texts with the same figures that share this part of their pairs of words; the better one stays."""

_DIGIT = re.compile(r"\d")

Rerank = Callable[[str, Sequence[str]], list[float]]
"""Relevance (higher is better) of each text to a question."""


def hybrid_search(
    question: str,
    limit: int,
    *,
    store: ArticleStore,
    keywords: KeywordIndex,
    embedder: Embedder,
    heads: Mapping[str, Head],
    articles: Collection[str] | None = None,
    rerank: Rerank | None = None,
    reader: Reader | None = None,
) -> list[Passage] | None:
    """The best passages of the versions that `heads` names; None when those were replaced meanwhile.

    The `reader` ranks what search found, unless `rerank` does; then it only adds its readings.
    """
    chosen = None if articles is None else {article_id for article_id in articles if article_id in heads}
    if chosen is not None and len(chosen) == len(heads):
        chosen = None  # naming each article would only cost time
    if limit < 1 or not heads or not question.strip() or chosen == set():
        return []
    wanted = max(_CANDIDATES, 4 * limit)
    words = question_words(question)
    query = embedder.embed_query(question)
    candidates = _candidates(query, words, wanted, chosen, store, keywords, heads)
    ranked = sorted(
        zip(fused_scores(candidates), candidates, strict=True),
        key=lambda pair: (-pair[0], pair[1].chunk_id),
    )
    # Some of the first may turn out to be near-duplicates of better ones.
    first = ranked[: max(2 * limit, limit + 10, _RERANKED, READ)]
    chunks = store.chunks([candidate.chunk_id for _, candidate in first])
    if len(chunks) < len(first):
        return None
    passages = [
        _passage(score, candidate, chunks[candidate.chunk_id], heads) for score, candidate in first
    ]
    if rerank is not None:
        passages = _reranked(question, passages, rerank)
    if reader is not None:
        passages = read_passages(question, passages, reader, keep_order=rerank is not None)
    return [_explained(*kept, words) for kept in _without_near_duplicates(passages, limit)]


def _candidates(
    query: Vectors,
    words: QuestionWords,
    wanted: int,
    articles: Collection[str] | None,
    store: ArticleStore,
    keywords: KeywordIndex,
    heads: Mapping[str, Head],
) -> list[Candidate]:
    """What either search found of the current versions, with the missing score of each filled in."""
    near = [hit for hit in store.nearest(query, wanted, articles) if _is_current(hit, heads)]
    worded = [hit for hit in keywords.search(words, wanted, articles) if _is_current(hit, heads)]
    found = {hit.chunk_id: hit.article_id for hit in near}
    found.update((hit.chunk_id, hit.article_id) for hit in worded)
    dense = {hit.chunk_id: hit.similarity for hit in near}
    bm25 = {hit.chunk_id: hit.score for hit in worded}
    dense_rank = {hit.chunk_id: rank for rank, hit in enumerate(near, 1)}
    bm25_rank = {hit.chunk_id: rank for rank, hit in enumerate(worded, 1)}
    for chunk_id, vector in store.vectors([chunk_id for chunk_id in found if chunk_id not in dense]).items():
        dense[chunk_id] = float(np.dot(vector, query))
    bm25.update(keywords.scores(words, [chunk_id for chunk_id in found if chunk_id not in bm25]))
    return [
        Candidate(
            chunk_id, article_id, dense[chunk_id], bm25.get(chunk_id, 0.0), dense_rank.get(chunk_id),
            bm25_rank.get(chunk_id),
        )
        for chunk_id, article_id in found.items()
        if chunk_id in dense
    ]


def _is_current(hit: DenseHit | KeywordHit, heads: Mapping[str, Head]) -> bool:
    head = heads.get(hit.article_id)
    return head is not None and head.version == hit.version


def _passage(score: float, candidate: Candidate, chunk: Chunk, heads: Mapping[str, Head]) -> Passage:
    parts = ScoreParts(
        dense=candidate.dense,
        dense_rank=candidate.dense_rank,
        keyword=candidate.keyword or None,
        keyword_rank=candidate.keyword_rank,
    )
    return Passage(chunk, score, heads[chunk.article_id].title, parts)


def _explained(passage: Passage, wording: _Wording, words: QuestionWords) -> Passage:
    present = {*wording.terms, *index_terms(passage.chunk.context)}
    matched = tuple(term for term in words.terms if term in present)
    return replace(passage, parts=replace(passage.parts, matched_terms=matched))


def _reranked(question: str, passages: list[Passage], rerank: Rerank) -> list[Passage]:
    """The first passages in the reranker's order; the others keep theirs, below."""
    read, rest = passages[:_RERANKED], passages[_RERANKED:]
    relevances = rerank(question, [passage.chunk.embedded_text for passage in read])
    order = sorted(range(len(read)), key=lambda position: -relevances[position])
    # The scores stay descending: the best fused score goes to the passage the reranker puts first.
    scores = [passage.score for passage in read]
    return [
        replace(
            read[position],
            score=scores[rank],
            parts=replace(read[position].parts, rerank=relevances[position], rerank_rank=rank + 1),
        )
        for rank, position in enumerate(order)
    ] + rest


def _without_near_duplicates(passages: list[Passage], limit: int) -> list[tuple[Passage, _Wording]]:
    kept: list[tuple[Passage, _Wording]] = []
    for passage in passages:
        wording = _Wording.of(passage.chunk.text)
        if any(wording.repeats(other) for _, other in kept):
            continue
        kept.append((passage, wording))
        if len(kept) == limit:
            break
    return kept


@dataclass(frozen=True, slots=True)
class _Wording:
    """What two texts are compared by to tell whether one repeats the other."""

    terms: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    """Each term with the next one."""
    figures: tuple[str, ...]
    """The terms with a digit: texts that differ in a number alone say different things."""

    @classmethod
    def of(cls, text: str) -> _Wording:
        terms = tuple(index_terms(text))
        figures = tuple(term for term in terms if _DIGIT.search(term))
        return cls(terms, frozenset(pairwise(("", *terms, ""))), figures)

    def repeats(self, other: _Wording) -> bool:
        if self.figures != other.figures:
            return False
        shared = len(self.pairs & other.pairs)
        return shared >= _NEAR_DUPLICATE * (len(self.pairs) + len(other.pairs) - shared)
