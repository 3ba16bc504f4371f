"""What was found for a question: its passages, and the candidates in them, ranked.

Made once for a question and handed to each answer form, so that passages are cut into candidates once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.candidates import Candidate, find_candidates
from bot.answering.ranking import Ranker, Scored
from bot.answering.reference_lists import drop_references
from bot.answering.refusal import is_answered
from bot.question.question import Question
from ingest.article import Article
from vectorstore.passage import Passage

__all__ = ["Findings", "find"]


@dataclass(frozen=True, slots=True)
class Findings:
    """The passages of a question and their candidates."""

    asked: Question
    passages: Sequence[Passage]
    """Best first, without those that hold nothing but references."""
    candidates: Sequence[Candidate]
    """In the order of their passages."""
    ranked: Sequence[Scored]
    """The candidates with their scores, best first."""
    article: Callable[[str], Article | None]
    """The article of an id; None where it is gone."""
    ranker: Ranker

    @property
    def is_answered(self) -> bool:
        """Whether the evidence is good enough to answer with."""
        return is_answered(self.asked, self.ranked, self.passages)


def find(
    asked: Question, passages: Sequence[Passage], article: Callable[[str], Article | None], ranker: Ranker
) -> Findings:
    """The candidates of `passages` (best first), ranked for `asked`."""
    passages = drop_references(asked, passages, article)
    candidates = find_candidates(passages, article)
    return Findings(asked, passages, candidates, ranker.rank(asked, candidates, passages), article, ranker)
