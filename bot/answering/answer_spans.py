"""Where in a candidate the answer is: the reader's span, else an expression of the answer type."""

from __future__ import annotations

import re

from bot.answering.candidates import Candidate
from bot.language.expressions import find_expressions
from bot.language.words import words
from bot.question.question import Question

__all__ = ["answer_span", "expression_span", "has_answer_type"]


def answer_span(question: Question, candidate: Candidate) -> tuple[int, int] | None:
    """The answer in the candidate's text: as the reader finds it, else an expression of the wanted type."""
    return candidate.answer or expression_span(question, candidate.text)


def expression_span(question: Question, text: str) -> tuple[int, int] | None:
    """The expression of the wanted type nearest to the question's words that is not one of them."""
    asked = set(question.terms)
    places = [(word.start + word.end) / 2 for word in words(text) if word.stem in asked]
    best: tuple[float, tuple[int, int]] | None = None
    for order, (start, end) in enumerate(find_expressions(text, question.answer_type)):
        inside = {word.stem for word in words(text[start:end]) if not word.is_stop}
        if not inside or inside <= asked:
            continue
        middle = (start + end) / 2
        distance = min((abs(middle - place) for place in places), default=float(order * 50))
        distance += 60 * len(inside & asked) + 2 * order
        if question.answer_type == "number" and _DATED.search(text[:end]):
            distance += 80
        if best is None or distance < best[0]:
            best = (distance, (start, end))
    if best is None:
        return None
    start, end = best[1]
    return start, _with_unit(text, end, asked) if question.answer_type == "number" else end


_DATED = re.compile(r"\b(?:in|since|by|until|from|of|before|after|during)\s+(?:1\d|20)\d\d$", re.IGNORECASE)
"""A number that is a year."""
_UNIT = re.compile(r"[ -](?:per cent|(?:cubic|square|metric|nautical|degrees) [a-z]+|[a-z]+)\b")


def _with_unit(text: str, end: int, asked: set[str]) -> int:
    """Where a number ends with what it counts or measures, unless the question names that itself."""
    unit = _UNIT.match(text, end)
    if unit is None:
        return end
    named = list(words(unit.group()))
    return end if any(word.is_stop or word.stem in asked for word in named) else unit.end()


def has_answer_type(question: Question, candidate: Candidate) -> bool:
    """Whether the candidate holds an expression of the answer type (a date, a number, a name)."""
    return expression_span(question, candidate.text) is not None
