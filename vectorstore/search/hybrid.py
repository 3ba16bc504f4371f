"""Hybrid search: candidates from vectors and from keywords, both scores for each, a closer look, one ranking.

Knows the order of the steps. How vectors and words are searched is in `store` and `keyword`, what a passage
says of the question in `wording`, how all that is combined in `fusion`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from itertools import zip_longest

import numpy as np

from ingest.chunk import Chunk
from ingest.language import question_language
from vectorstore.models.embedder import Embedder, Vectors, comparable
from vectorstore.models.reader import Reader
from vectorstore.passage import Passage, ScoreParts
from vectorstore.search.fusion import Candidate, Shares, fused_scores, promise
from vectorstore.search.reranking import read_passages
from vectorstore.search.term_overlap import Wording
from vectorstore.store.articles import ArticleStore, DenseHit
from vectorstore.store.keyword_index import KeywordHit, KeywordIndex, QuestionWords
from vectorstore.store.records import Head

__all__ = ["Rerank", "hybrid_search"]

_CANDIDATES = 60
"""How many chunks each of the two searches contributes at least."""
_RERANKED = 10
"""How many of the best are read again by a reranker."""
_LOOKED_AT = 16
"""How many of the most promising are looked at sentence by sentence; the others stay below them."""

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
    words = keywords.words_of(question)
    searching = keywords.begin_search(words, wanted, chosen)
    query = embedder.embed_query(question)
    candidates = _candidates(query, searching, wanted, chosen, store, heads, embedder)
    # Some of the first may turn out to be near-duplicates of better ones.
    first = candidates[: max(2 * limit, limit + 10, _LOOKED_AT)]
    chunks = store.chunks([candidate.chunk_id for candidate in first])
    if len(chunks) < len(first):
        return None
    weights = keywords.weights(words)
    shares = [_shares(chunks[one.chunk_id], words, weights) for one in first[:_LOOKED_AT]]
    scores = fused_scores(candidates, shares)
    passages = [
        _passage(score, candidate, chunks[candidate.chunk_id], heads, share)
        for score, candidate, share in zip_longest(scores[: len(first)], first, shares)
    ]
    passages.sort(key=lambda passage: -passage.score)
    if rerank is not None:
        passages = _reranked(question, passages, rerank)
    if reader is not None and _understands(reader, question, passages):
        passages = read_passages(question, passages, reader, keep_order=rerank is not None)
    return [_explained(*kept, words) for kept in _without_near_duplicates(passages, limit)]


def _candidates(
    query: Vectors,
    searching: Future[list[KeywordHit]],
    wanted: int,
    articles: Collection[str] | None,
    store: ArticleStore,
    heads: Mapping[str, Head],
    embedder: Embedder,
) -> list[Candidate]:
    """What either search found of the current versions, both scores filled in, the most promising first."""
    near = [hit for hit in store.nearest(query, wanted, articles) if _is_current(hit, heads)]
    hits = searching.result()
    worded = [hit for hit in hits if _is_current(hit, heads)]
    # What the keyword search did not get to: it has none of the words, or they say less than all it brought.
    below = hits[-1].score / 2 if len(hits) == wanted else 0.0
    found = {hit.chunk_id: hit.article_id for hit in near}
    found.update((hit.chunk_id, hit.article_id) for hit in worded)
    dense = {hit.chunk_id: hit.similarity for hit in near}
    bm25 = {hit.chunk_id: hit.score for hit in worded}
    dense_rank = {hit.chunk_id: rank for rank, hit in enumerate(near, 1)}
    bm25_rank = {hit.chunk_id: rank for rank, hit in enumerate(worded, 1)}
    for chunk_id, vector in store.vectors([chunk_id for chunk_id in found if chunk_id not in dense]).items():
        dense[chunk_id] = float(np.dot(vector, query))
    scaled = comparable(embedder, np.fromiter(dense.values(), np.float32))
    dense = dict(zip(dense, scaled.tolist(), strict=True))
    candidates = [
        Candidate(
            chunk_id,
            article_id,
            dense[chunk_id],
            bm25.get(chunk_id, below),
            dense_rank.get(chunk_id),
            bm25_rank.get(chunk_id),
        )
        for chunk_id, article_id in found.items()
        if chunk_id in dense
    ]
    promises = zip(promise(candidates), candidates, strict=True)
    return [one for _, one in sorted(promises, key=lambda pair: (-pair[0], pair[1].chunk_id))]


def _is_current(hit: DenseHit | KeywordHit, heads: Mapping[str, Head]) -> bool:
    head = heads.get(hit.article_id)
    return head is not None and head.version == hit.version


def _passage(
    score: float, candidate: Candidate, chunk: Chunk, heads: Mapping[str, Head], shares: Shares | None
) -> Passage:
    parts = ScoreParts(
        dense=candidate.dense,
        dense_rank=candidate.dense_rank,
        keyword=None if candidate.keyword_rank is None else candidate.keyword,
        keyword_rank=candidate.keyword_rank,
        sentence=shares.sentence if shares else None,
    )
    return Passage(chunk, score, heads[chunk.article_id].title, parts)


def _understands(reader: Reader, question: str, passages: Sequence[Passage]) -> bool:
    """Whether the reader was trained on the question's language, and on that of some passages."""
    found = {passage.chunk.language for passage in passages}
    if reader.languages.isdisjoint(found):
        return False
    return question_language(question, found | reader.languages) in reader.languages


def _shares(chunk: Chunk, words: QuestionWords, weights: Mapping[str, float]) -> Shares:
    """What the chunk has of the question, both in the terms of its language."""
    wording = Wording.of(chunk)
    return wording.shares({term: weights[term] for term in words.of(wording.analysis).terms})


def _explained(passage: Passage, wording: Wording, words: QuestionWords) -> Passage:
    matched = tuple(term for term in words.of(wording.analysis).terms if wording.has(term))
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


def _without_near_duplicates(passages: list[Passage], limit: int) -> list[tuple[Passage, Wording]]:
    kept: list[tuple[Passage, Wording]] = []
    for passage in passages:
        wording = Wording.of(passage.chunk)
        if any(wording.repeats(other) for _, other in kept):
            continue
        kept.append((passage, wording))
        if len(kept) == limit:
            break
    return kept
