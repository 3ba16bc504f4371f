"""Finds the sides of a comparison: "compare A with B" is two questions, one for A and one for B."""

from __future__ import annotations

import re

from bot.language.base import language
from bot.language.en.words import COMPARATIVES

__all__ = ["find_sides"]

_MOST_SIDES = 4
_BETWEEN = re.compile(
    r"\s+(?:as\s+)?(?:compared\s+(?:to|with)|with|to|against|versus|vs\.?|from)\s+", re.IGNORECASE
)
_AND = re.compile(r"\s*,\s*(?:and|or)\s+|\s*,\s*|\s+(?:and|or)\s+", re.IGNORECASE)
_OF = re.compile(r"^(?P<what>(?:the\s+)?(?:[\w'’-]+\s+){1,3}(?:of|in|for))\s+(?P<whose>.+)", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:which|who|what|was|were|is|are|did|does|do|had|has|more|most|less|least|the|one|of|two)\b",
    re.IGNORECASE,
)


def find_sides(question: str, code: str) -> tuple[str, ...]:
    """What a comparison asks about each of its sides, as phrases; empty when it names no two sides.

    "Compare the cost of A and B" gives "the cost of A" and "the cost of B"; "Which is older, A or B?" gives
    "A age" and "B age".
    """
    text = " ".join(question.split()).rstrip("?!. ")
    for form in language(code).comparisons:
        found = form.match(text)
        if not found:
            continue
        parts = found.groupdict()
        sides = [parts["sides"], parts["other"]] if parts.get("other") else _split(parts["sides"])
        sides = [side.strip(" ,") for side in sides if side and side.strip(" ,")]
        if not 2 <= len(sides) <= _MOST_SIDES:
            continue
        aspect = _FILLER.sub(" ", parts.get("shared") or "").split()
        shared = " ".join(COMPARATIVES.get(word.lower(), word) for word in aspect)
        return tuple(f"{side} {shared}".strip() for side in _with_same_aspect(sides))
    return ()


def _split(sides: str) -> list[str]:
    parts = _BETWEEN.split(sides, maxsplit=1)
    return parts if len(parts) > 1 else _AND.split(sides)


def _with_same_aspect(sides: list[str]) -> list[str]:
    """The aspect of the first side ("the cost of") given to those that name none."""
    aspect = _OF.match(sides[0])
    if aspect is None:
        return sides
    return [sides[0], *(side if _OF.match(side) else f"{aspect['what']} {side}" for side in sides[1:])]
