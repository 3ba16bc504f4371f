"""What fused search knows of a question's candidates when it orders them, for those that fit the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.corpora import Question
from benchmarks.systems import Ours
from ingest.chunk import Chunk
from vectorstore.search.fusion import Candidate, Shares
from vectorstore.search.hybrid import _CANDIDATES, _LOOKED_AT, _candidates, _shares

__all__ = ["Looked", "look"]


@dataclass(frozen=True, slots=True)
class Looked:
    """The candidates of one question, the most promising first."""

    candidates: Sequence[Candidate]
    shares: Sequence[Shares]
    """Of those that were looked at, which come first."""
    chunks: Mapping[str, Chunk]

    def answers(self, place: int, system: Ours, asked: Question, text: str) -> bool:
        """Whether the candidate at `place` lies in the article `text` and holds a gold answer."""
        chunk = self.chunks[self.candidates[place].chunk_id]
        own = system._numbers[chunk.article_id] == asked.article
        return own and asked.is_answered_in(text, chunk.start, chunk.end)


def look(system: Ours, question: str) -> Looked:
    """Search as `system` does, up to the order."""
    library: Any = system._library
    library._show_pending_keywords()
    words = library._keywords.words_of(question)
    searching = library._keywords.begin_search(words, _CANDIDATES)
    query = library.embedder.embed_query(question)
    found = _candidates(
        query, searching, _CANDIDATES, None, library._store, library._current(), library.embedder
    )
    chunks = library._store.chunks([one.chunk_id for one in found])
    weights = library._keywords.weights(words)
    shares = [_shares(chunks[one.chunk_id], words, weights) for one in found[:_LOOKED_AT]]
    return Looked(found, shares, chunks)
