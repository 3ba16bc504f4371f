"""Term overlap of a passage with a question, and near-duplicates: whether a passage repeats another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise

from ingest.chunk import Chunk
from ingest.sentences import ROUGH_STOP
from vectorstore.search.fusion import Shares
from vectorstore.store.analysis import analysis_for, terms_of

__all__ = ["Wording"]

_NEAR_DUPLICATE = 0.9
"""Texts with the same figures that share this part of their pairs of words; the better one stays."""

_DIGIT = re.compile(r"\d")
_MARK = "\ua66e"
"""Stands between sentences while a text is made into terms: a letter that no word has."""
_REMEMBERED = 1024
"""Chunks whose terms are kept, at about 10 kB each."""


@dataclass(frozen=True)
class Wording:
    """The terms of a passage."""

    analysis: str
    """How its terms were made."""
    sentences: tuple[tuple[str, ...], ...]
    context: frozenset[str]
    """The terms of title, headings and table header."""

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Each term with the next one."""
        return frozenset(pairwise(("", *chain.from_iterable(self.sentences), "")))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The terms with a digit: texts that differ in a number alone say different things."""
        return tuple(term for term in chain.from_iterable(self.sentences) if _DIGIT.search(term))

    @staticmethod
    def of(chunk: Chunk) -> Wording:
        """That of a chunk; those of the latest chunks are remembered."""
        return _wording(chunk.text, chunk.context, analysis_for(chunk.language))

    def shares(self, weights: Mapping[str, float]) -> Shares:
        """What it has of a question's terms, each with its weight."""
        whole = sum(weights.values())
        if not whole:
            return Shares()
        above = sum(weight for term, weight in weights.items() if term in self.context)
        rest = {term: weight for term, weight in weights.items() if term not in self.context}
        told = [{term for term in sentence if term in rest} for sentence in self.sentences]
        best = max(sum(rest[term] for term in one) for one in told)
        every = sum(rest[term] for term in set().union(*told))
        return Shares((above + best) / whole, (above + every) / whole)

    def has(self, term: str) -> bool:
        """Whether text, title or headings have `term`."""
        return term in self.context or any(term in sentence for sentence in self.sentences)

    def repeats(self, other: Wording) -> bool:
        """Whether one text says nothing that the other does not."""
        if self.figures != other.figures:
            return False
        shared = len(self.pairs & other.pairs)
        return shared >= _NEAR_DUPLICATE * (len(self.pairs) + len(other.pairs) - shared)


@lru_cache(_REMEMBERED)
def _wording(text: str, context: str, analysis: str) -> Wording:
    terms = terms_of(ROUGH_STOP.sub(f" {_MARK} ", text), analysis)
    sentences: list[tuple[str, ...]] = []
    first = 0
    for place in [*(place for place, term in enumerate(terms) if term == _MARK), len(terms)]:
        sentences.append(tuple(terms[first:place]))
        first = place + 1
    return Wording(analysis, tuple(sentences), frozenset(terms_of(context, analysis)))
