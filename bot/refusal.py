"""When the articles do not answer: a score from the best evidence, and its threshold.

How both were measured is in `docs/refusal.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.questions import Question
from bot.selection import Scored
from bot.wording import words
from vectorstore.chance import chance
from vectorstore.passage import Passage

__all__ = ["EVIDENCE", "THRESHOLD", "evidence", "evidence_score", "is_answered"]

EVIDENCE = (
    "similarity", "coverage", "context", "names_missing", "dense", "answer_type_missing", "nowhere",
    "relevance", "read_answer",
)  # fmt: skip
"""What the score is made of, each about 0 to 1; `nowhere` is the share of the question's key words that
stand in nothing that was found; `relevance` and `read_answer` are the reader's best logits, in tens."""
WEIGHTS = (7.5, 2.5, 1.0, -1.5, 5.0, -1.0, -4.0, 0.0, 0.0)
BIAS = -6.8
READ_WEIGHTS = (3.05, 1.32, 0.3, -0.5, 1.66, -0.5, -1.0, 4.66, 0.03)
READ_BIAS = -2.4
"""The same with a reader."""
THRESHOLD = 0.5
"""Questions whose evidence scores below are refused."""


def evidence(question: Question, scored: Sequence[Scored], passages: Sequence[Passage]) -> tuple[float, ...]:
    """The values of EVIDENCE for the best candidate and its passage."""
    if not scored:
        return (0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, -1.0, -1.0)
    best = scored[0]
    top = scored[:3]
    dense = max((passage.parts.dense or 0.0 for passage in passages), default=0.0)
    readings = [passage.reading for passage in passages if passage.reading]
    typed = question.answer_type not in ("any", "yes_no")
    return (
        max(one.feature("similarity") for one in top),
        best.feature("coverage"),
        max(one.feature("context") for one in top),
        1.0 - max(one.feature("names") for one in top) if question.names else 0.0,
        dense,
        1.0 if typed and not any(one.span for one in top) else 0.0,
        _nowhere(question, scored),
        max((reading.relevance for reading in readings), default=0.0) / 10,
        max((reading.span_margin for reading in readings), default=0.0) / 10,
    )


def evidence_score(question: Question, scored: Sequence[Scored], passages: Sequence[Passage]) -> float:
    """How likely it is that the articles answer `question`, 0 to 1."""
    values = evidence(question, scored, passages)
    read = any(passage.reading for passage in passages)
    weights, bias = (READ_WEIGHTS, READ_BIAS) if read else (WEIGHTS, BIAS)
    return chance(bias + sum(weight * value for weight, value in zip(weights, values, strict=True)))


def is_answered(question: Question, scored: Sequence[Scored], passages: Sequence[Passage]) -> bool:
    """Whether the evidence is good enough to answer with."""
    return bool(scored) and evidence_score(question, scored, passages) >= THRESHOLD


def _nowhere(question: Question, scored: Sequence[Scored]) -> float:
    """Share of the question's key words in none of the candidates, their headings and titles."""
    if not question.terms:
        return 0.0
    texts = {text for one in scored for text in (one.candidate.text, *one.candidate.section.path)}
    texts.update(one.candidate.article.title for one in scored)
    found = {word.stem for text in texts for word in words(text)}
    return sum(term not in found for term in question.terms) / len(question.terms)
