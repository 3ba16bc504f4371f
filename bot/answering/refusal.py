"""When the articles do not answer: a score from the best evidence, and its threshold.

How both were measured is in `docs/refusal.md`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from bot.answering.answer_spans import expression_span
from bot.answering.candidates import Candidate
from bot.answering.judgement import refusal_threshold, weights_for
from bot.answering.ranking import Scored
from bot.language.base import ENGLISH
from bot.language.expressions import MEASURES, find_expressions
from bot.language.words import stems
from bot.question.question import Question
from vectorstore.passage import Passage, are_read
from vectorstore.sigmoid import sigmoid

__all__ = ["EVIDENCE", "evidence", "answer_probability", "is_answered"]

EVIDENCE = (
    "similarity", "coverage", "context", "names_missing", "dense", "answer_type_missing", "nowhere",
    "relevance", "read_answer", "names_nowhere", "others_nowhere", "untyped", "other_year",
    "unmeasured", "complete", "best_margin", "best_relevance", "best_mass", "agreed",
)  # fmt: skip
"""What the score is made of, each about 0 to 1; `nowhere` is the share of the question's key words that
stand in nothing that was found, told apart as names (which cannot be said in other words) and others;
`untyped`: the best sentence has no expression of the wanted type; `other_year`: it tells of another year than
the question; `unmeasured`: a length, weight or temperature is asked for and the best sentences have none;
`complete`: a measure is asked for and the best sentence has one, with all key words of the question;
`relevance` and `read_answer` are the reader's best logits, in tens. Of the best sentence itself:
`best_margin` and `best_relevance` the reader's logits of its span and its passage, in tens, `best_mass` the
probability of both, `agreed` whether the reader finds its best answer there."""
_NOTHING_FOUND = {
    **dict.fromkeys(
        ("names_missing", "answer_type_missing", "nowhere", "names_nowhere", "others_nowhere", "untyped"), 1.0
    ),
    **dict.fromkeys(("relevance", "read_answer", "best_margin", "best_relevance"), -1.0),
}
_NEAR, _SHARE, _BIAS = 10.0, 6.0, -7.5
"""Of the nearest passage's cosine and of the share of the question's words in one sentence, where both are in
one language that is not English: fitted on 240 Japanese, Korean and French questions on a library of their
own and as many on another, so that at least nine of ten of these are refused in each language."""
_NEAR_ALONE, _BIAS_ALONE = 14.0, -6.3
"""The same where they are in two languages and cannot share words."""
_THRESHOLD = 0.5
"""Of questions and passages that are not English."""
_WITH_UNITS = frozenset({"length", "extent", "weight", "temperature"})
_YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)\b")


def evidence(question: Question, scored: Sequence[Scored], passages: Sequence[Passage]) -> tuple[float, ...]:
    """The values of EVIDENCE for the best candidate and its passage."""
    if not scored:
        return tuple(_NOTHING_FOUND.get(name, 0.0) for name in EVIDENCE)
    best = scored[0]
    top = scored[:3]
    dense = max((passage.parts.dense or 0.0 for passage in passages), default=0.0)
    names_missing = 1.0 - max(one.feature("names") for one in top) if question.names else 0.0
    if best.candidate.kind != "sentence" and not names_missing:
        dense = max(dense, best.feature("similarity"))  # an item stands for itself, its chunk is a mixture
    readings = [passage.reading for passage in passages if passage.reading]
    own = passages[best.candidate.passage].reading if best.candidate.passage < len(passages) else None
    typed = question.answer_type not in ("any", "yes_no")
    found = _found(scored)
    others = [term for term in question.terms if term not in question.names]
    return (
        max(one.feature("similarity") for one in top),
        best.feature("coverage"),
        max(one.feature("context") for one in top),
        names_missing,
        dense,
        1.0 if typed and not any(one.span for one in top) else 0.0,
        _missing(question.terms, found),
        max((reading.relevance for reading in readings), default=0.0) / 10,
        max((reading.span_margin for reading in readings), default=0.0) / 10,
        _missing(question.names, found),
        _missing(others, found),
        1.0 if typed and expression_span(question, best.candidate.text) is None else 0.0,
        1.0 if _tells_of_another_year(question, best.candidate) else 0.0,
        1.0 if _is_unmeasured(question, top) else 0.0,
        1.0 if _is_complete(question, best) else 0.0,
        best.feature("margin"),
        own.relevance / 10 if own else 0.0,
        best.feature("span_mass"),
        best.feature("best_span"),
    )


def answer_probability(question: Question, scored: Sequence[Scored], passages: Sequence[Passage]) -> float:
    """How likely it is that the articles answer `question`, 0 to 1."""
    if not _in_english(question, passages):
        return _probability_in_any_language(question, passages)
    values = evidence(question, scored, passages)
    read = are_read(passages)
    return sigmoid(weights_for("refusal", EVIDENCE, read).total(values))


def _in_english(question: Question, passages: Sequence[Passage]) -> bool:
    """Whether both were written in the language whose words and expressions the evidence is made of."""
    return question.language == ENGLISH and all(
        passage.chunk.language in (ENGLISH, "") for passage in passages[:1]
    )


def _probability_in_any_language(question: Question, passages: Sequence[Passage]) -> float:
    """The same by what search alone knows: how near a passage is, and what share of the question it says."""
    near = max((passage.parts.dense or 0.0 for passage in passages), default=0.0)
    if any(passage.chunk.language != question.language for passage in passages[:1]):
        return sigmoid(_NEAR_ALONE * near + _BIAS_ALONE)
    share = max((passage.parts.sentence or 0.0 for passage in passages), default=0.0)
    return sigmoid(_NEAR * near + _SHARE * share + _BIAS)


def is_answered(question: Question, scored: Sequence[Scored], passages: Sequence[Passage]) -> bool:
    """Whether the evidence is good enough to answer with."""
    threshold = refusal_threshold() if _in_english(question, passages) else _THRESHOLD
    return bool(scored) and answer_probability(question, scored, passages) >= threshold


def _found(scored: Sequence[Scored]) -> set[str]:
    """The stems of all candidates, their headings and titles."""
    texts = {text for one in scored for text in (one.candidate.text, *one.candidate.section.path)}
    texts.update(one.candidate.article.title for one in scored)
    return stems(*texts)


def _missing(terms: Sequence[str], found: Set[str]) -> float:
    """Share of `terms` that were not found; 0 without any."""
    return sum(term not in found for term in terms) / len(terms) if terms else 0.0


def _is_unmeasured(question: Question, top: Sequence[Scored]) -> bool:
    """Whether a measure with a unit is asked for that none of the best candidates has of what is named."""
    named = [one for one in top if not question.names or one.feature("names") == 1.0]
    return question.answer_type in _WITH_UNITS and all(
        expression_span(question, one.candidate.text) is None for one in named
    )


def _is_complete(question: Question, best: Scored) -> bool:
    """Whether a sentence has all key words of the question, and the reader an answer of its type in it."""
    answer = best.candidate.answer
    if question.answer_type not in MEASURES or len(question.terms) < 2 or answer is None:
        return False
    typed = any(
        start < answer[1] and answer[0] < end
        for start, end in find_expressions(best.candidate.text, question.answer_type)
    )
    return typed and best.feature("coverage") > 0.999


def _tells_of_another_year(question: Question, best: Candidate) -> bool:
    """Whether a question that names a year and asks for none is met with another: in a sentence that has not
    the one asked about, or at the head of its section beside a key word of the question."""
    asked = _years(question.text)
    if not asked or question.answer_type == "date":
        return False
    heading = stems(best.section.heading)
    told = [_years(best.text)]
    if heading & (set(question.terms) - set(question.names)):
        told.append(_years(best.section.heading))
    return any(years and not asked & years for years in told)


def _years(text: str) -> set[str]:
    return set(_YEAR.findall(text))
