"""How many of the scored candidates an answer quotes, and which.

Knows scores and kinds of question; knows nothing of how an answer reads, nor when it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.answer_spans import has_answer_type
from bot.answering.ranking import Scored, matched_terms, names_subject
from bot.language.words import content_stems, fold
from bot.question.question import Question

__all__ = ["MARGIN", "MOST", "pick_mentions", "pick_naming_subject", "pick_statements"]

MOST = {"fact": 3, "definition": 2, "explanation": 5, "list": 3, "comparison": 2}
"""Statements that a question of each kind is answered with at most; of others, as an explanation."""
MARGIN = {"fact": 3.5, "definition": 1.0, "explanation": 2.0, "list": 3.5, "comparison": 2.0}
"""How far below the best score a further statement may lie: others come this near where the best is doubtful.

Of 200 questions for fitting the best sentence alone held 0.81 of the answers, what the margin of a fact lets
in 0.88, in one sentence and a half on average."""
_CLOSE, _READ_CLOSE = 1.5, 4.0
"""How near the best a further fact must come by its score, or by the reader's logit: of 236 facts for fitting
this left out a quarter of the further quotes and none of the answers in them."""
_SUBJECT_MARGIN = 6.0
"""The same where all that is told of a subject is asked for, by those that name it."""
_ITEM_MARGIN = 1.5
"""The same where a row or an item is best, which tells of one thing alone."""
_LEAST_SPOKEN_OF = 0.67
"""Share of a subject's key words that must stand in what speaks of it, or above it."""


def pick_statements(scored: Sequence[Scored], asked: Question) -> list[Scored]:
    """The best candidate and those near it that say something else.

    A question that an article asks gives way to a statement near it. Where the best one holds an expression
    of the type that is asked for (a date, a number), so must the others; where it does not, the answer may as
    well stand in the one after it.
    """
    margin = (
        _SUBJECT_MARGIN
        if asked.kind == "explanation" and asked.subject
        else MARGIN.get(asked.kind, MARGIN["explanation"])
    )
    if scored[0].candidate.kind != "sentence" and asked.kind in ("fact", "list"):
        margin = _ITEM_MARGIN
    near = [one for one in scored if one.score >= scored[0].score - margin]
    told = [one for one in near if not one.feature("asks") and _says_more(asked, one)] or near
    best = told[0]
    typed = asked.kind == "fact" and has_answer_type(asked, best.candidate)
    chosen = [best]
    for one in told[1:]:
        if len(chosen) == MOST.get(asked.kind, MOST["explanation"]):
            break
        if typed and not one.span:
            continue
        if asked.kind == "fact" and not _is_likely(best, one):
            continue
        if best.candidate.kind == one.candidate.kind == "table_row" and _is_other_row(asked, best, one):
            continue
        if all(one.candidate.text != other.candidate.text for other in chosen):
            chosen.append(one)
    return chosen


def _is_likely(best: Scored, one: Scored) -> bool:
    """Whether a further fact comes near the best by its score, or the reader takes its answer for about as
    likely; without a reader all are."""
    close = one.score >= best.score - _CLOSE
    margin = best.candidate.margin if best.candidate.answer else 0.0
    read = one.candidate.answer is not None and one.candidate.margin > margin - _READ_CLOSE
    return close or read or not best.feature("relevance")


def _says_more(asked: Question, one: Scored) -> bool:
    """Whether the candidate has any word that the question has not: an item may be a bare name."""
    return not set(content_stems(one.candidate.text)) <= set(asked.terms)


def pick_naming_subject(asked: Question, scored: Sequence[Scored]) -> list[Scored]:
    """The candidates that name in full whom or what is asked for; told of, whatever the score."""
    if asked.kind == "explanation" and asked.subject:
        return [one for one in scored if _share_told(asked, one) == 1.0 and not one.feature("asks")]
    if asked.kind != "definition" or not asked.subject:
        return []
    if naming := [one for one in scored if names_subject(asked, one.candidate)]:
        return naming
    if set(asked.names) != set(asked.terms):
        return []
    named = re.compile(rf"(?<!\w){re.escape(fold(asked.subject))}(?!\w)")
    return [
        one
        for one in scored
        if named.search(fold(one.candidate.text)) and not one.feature("asks") and _says_more(asked, one)
    ]


def pick_mentions(asked: Question, scored: Sequence[Scored]) -> list[Scored]:
    """The candidates that have the words of a subject; first those that have them all, and rather themselves
    than from the headings above."""
    shares = [(_share_told(asked, one), one) for one in scored if not one.feature("asks")]
    told = [
        (share, len(matched_terms(asked, one)), one) for share, one in shares if share >= _LEAST_SPOKEN_OF
    ]
    return [one for *_, one in sorted(told, key=lambda found: found[:2], reverse=True)]


def _share_told(asked: Question, one: Scored) -> float:
    """The share of the key words that stand in a candidate or above it."""
    candidate = one.candidate
    above = {word for name in (*candidate.section.path, candidate.label) for word in content_stems(name)}
    told = matched_terms(asked, one) | above
    return sum(term in told for term in asked.terms) / max(1, len(asked.terms))


def _is_other_row(asked: Question, best: Scored, one: Scored) -> bool:
    """Whether a row tells of something else than the best one, which carries more of the question."""
    return not matched_terms(asked, best) <= matched_terms(asked, one)
