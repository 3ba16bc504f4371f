"""What is told of each side of a comparison.

Knows how well a candidate must carry a side's key words; knows nothing of how the sides are written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.candidates import Candidate
from bot.answering.ranking import Scored, Selector
from bot.answering.refusal import is_answered
from bot.answering.second_source import terms_told
from bot.question.question import Question, understand
from vectorstore.passage import Passage

__all__ = ["told_of_sides"]

_LEAST_TOLD = 0.67
"""Share of the key words of a side that a candidate must carry to tell of it."""


def told_of_sides(
    asked: Question, candidates: Sequence[Candidate], passages: Sequence[Passage], selector: Selector
) -> dict[str, Scored]:
    """The best candidate of each side of `asked` that something is told of; none stands for two sides."""
    told: dict[str, Scored] = {}
    for side in asked.sides:
        part = replace(understand(side), kind="fact")
        scored = selector.score(part, candidates, passages)
        free = [one for one in scored if one.candidate not in _taken(told) and not one.feature("asks")]
        carried = [one for one in free if len(terms_told(part, one)) >= _LEAST_TOLD * len(part.terms)]
        if carried and set(part.names) <= terms_told(part, carried[0]):
            told[side] = carried[0]
            continue
        near = [one for one in free if not part.names or one.feature("names") == 1.0]
        if near and is_answered(part, near, passages):
            told[side] = near[0]
    return told


def _taken(told: dict[str, Scored]) -> list[Candidate]:
    return [one.candidate for one in told.values()]
