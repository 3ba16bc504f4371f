"""The sides of a comparison: "compare A with B" is two questions, one for A and one for B.

Rules over English words; knows no article.
"""

from __future__ import annotations

import re

__all__ = ["sides_of"]

_MOST_SIDES = 4
_LEAD = r"^(?:(?:and|so|please|can you|could you|how would you|what happens if you|tell me)\b[\s,]*)*"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_LEAD}(?:compare|contrast)\s+(?P<sides>.+)",
        rf"{_LEAD}(?:(?:what|which)\b.*?|(?:explain|describe|list|name|give|show)\b.*?)?"
        r"\b(?:differences?|similarit(?:y|ies)|comparison|contrast)\s+(?:between|of)\s+(?P<sides>.+)",
        r"^what\s+(?:[\w' -]+?\s)?(?:do|does|did)\s+(?P<sides>.+?)\s+(?:have\s+in\s+common|share)",
        r"^how\s+(?:do|does|did|are|is)\s+(?P<sides>.+?)\s+(?:differ|compare|different)(?:\s+(?:from|to|with)"
        r"\s+(?P<other>.+))?$",
        r"^(?:how\s+(?:do|does|did|is|are)\s+)?(?P<sides>.+?)\s+(?:different|differs?)\s+from\s+(?P<other>.+)",
        r"^(?:do|does|did|are|is|were|was)\s+(?P<sides>.+?\s+and\s+.+?)\s+(?:agree|disagree|differ)\b.*",
        r"^(?:which|who|what)\b(?P<shared>[^,:]*?\b(?:more|less|most|least|first|last|\w{2,}er|\w{2,}est)\b[^,:]*?)"
        r"(?:\s*[,:]\s*|\s+-\s+)(?P<sides>[^,]+?,?\s+or\s+[^,]+)$",
        r"^(?P<sides>.+?)\s+(?:versus|vs\.?)\s+(?P<other>.+)",
    )
)
_BETWEEN = re.compile(
    r"\s+(?:as\s+)?(?:compared\s+(?:to|with)|with|to|against|versus|vs\.?|from)\s+", re.IGNORECASE
)
_AND = re.compile(r"\s*,\s*(?:and|or)\s+|\s*,\s*|\s+(?:and|or)\s+", re.IGNORECASE)
_OF = re.compile(r"^(?P<what>(?:the\s+)?(?:[\w'’-]+\s+){1,3}(?:of|in|for))\s+(?P<whose>.+)", re.IGNORECASE)
_MEASURES = {
    form: noun
    for noun, forms in {
        "cost": "cheaper cheapest costlier expensive dearer",
        "age": "older oldest younger youngest newer newest",
        "height": "taller tallest higher highest",
        "length": "longer longest shorter shortest",
        "size": "bigger biggest larger largest smaller smallest",
        "weight": "heavier heaviest lighter lightest",
        "speed": "faster fastest slower slowest quicker",
        "depth": "deeper deepest shallower",
        "date": "earlier earliest later latest first last",
    }.items()
    for form in forms.split()
}
"""What a comparative measures, as an article would name it."""
_FILLER = re.compile(
    r"\b(?:which|who|what|was|were|is|are|did|does|do|had|has|more|most|less|least|the|one|of|two)\b",
    re.IGNORECASE,
)


def sides_of(question: str) -> tuple[str, ...]:
    """What a comparison asks about each of its sides, as phrases; none where it names no two sides.

    "Compare the cost of A and B" gives "the cost of A" and "the cost of B"; "Which is older, A or B?" gives
    "A age" and "B age".
    """
    text = " ".join(question.split()).rstrip("?!. ")
    for form in _FORMS:
        found = form.search(text)
        if not found:
            continue
        parts = found.groupdict()
        sides = [parts["sides"], parts["other"]] if parts.get("other") else _split(parts["sides"])
        sides = [side.strip(" ,") for side in sides if side and side.strip(" ,")]
        if not 2 <= len(sides) <= _MOST_SIDES:
            continue
        told = _FILLER.sub(" ", parts.get("shared") or "").split()
        shared = " ".join(_MEASURES.get(word.lower(), word) for word in told)
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
