"""A second source for a fact: another section that gives the same answer, or a different one.

Compares the expressions (a date, a number, a name) that two candidates answer with. Knows nothing of how an
answer reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.ranking import Scored, matched_terms
from bot.language.expressions import MEASURES
from bot.language.words import is_negated, words
from bot.question.question import Question

__all__ = ["SecondSource", "find_second_source"]

_NAMED = frozenset({"person", "place", "name"})
_MARGIN = 4.0
"""How far below the best score a second source may lie."""
_FEWEST_TOLD = 2
"""Key words of the question that two candidates must share before they can be said to differ."""


@dataclass(frozen=True, slots=True)
class SecondSource:
    """A candidate of another section that answers the same question."""

    scored: Scored
    agrees: bool


def find_second_source(asked: Question, best: Scored, scored: Sequence[Scored]) -> SecondSource | None:
    """The best candidate outside the section of `best` that answers `asked` as fully; None without one.

    It carries every key word of the question that `best` carries, and an expression of the same type. A
    different expression counts only where it is a measure (a date, an amount), since two names can both be
    right, and neither denies.
    """
    if asked.kind != "fact" or best.span is None or asked.answer_type not in MEASURES | _NAMED:
        return None
    value, told = _value(best), matched_terms(asked, best)
    if not value or not told:
        return None
    for one in scored:
        if one.score < best.score - _MARGIN:
            break
        if _section(one) == _section(best) or one.span is None or one.feature("asks"):
            continue
        other = _value(one)
        if not told <= matched_terms(asked, one) or not other:
            continue
        if other <= value or value <= other:
            return SecondSource(one, agrees=True)
        if asked.answer_type in MEASURES and len(told) >= _FEWEST_TOLD and _differ(asked, best, one):
            return SecondSource(one, agrees=False)
    return None


def _differ(asked: Question, best: Scored, one: Scored) -> bool:
    """Whether two different expressions measure the same thing: in the same unit, with neither denied."""
    if is_negated(one.candidate.text) or is_negated(best.candidate.text):
        return False
    if asked.names and one.feature("names") < 1.0:
        return False
    return asked.answer_type == "date" or (_unit(best) == _unit(one) and _unit(best) != "")


def _unit(one: Scored) -> str:
    """The stem of what an expression counts: its own last word, or the next where it is a bare number."""
    if one.span is None:
        return ""
    inside = [word for word in words(one.candidate.text[slice(*one.span)]) if word.number is None]
    if inside:
        return inside[-1].stem
    return next((word.stem for word in words(one.candidate.text[one.span[1] :])), "")


def _section(one: Scored) -> tuple[str, int]:
    return one.candidate.article.id, one.candidate.section.start


def _value(one: Scored) -> frozenset[str]:
    """What the expression says: its numbers and, of a date or a name, its words."""
    if one.span is None:
        return frozenset()
    said = [word for word in words(one.candidate.text[slice(*one.span)]) if not word.is_stop]
    return frozenset(word.stem for word in said)
