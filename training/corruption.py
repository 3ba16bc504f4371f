"""Questions as people type them, and questions whose premise is false.

Knows spelling mistakes, keyword questions and swapped names, numbers and opposites in English. Every choice
is made by the random generator that is passed in.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from bot.language.en.words import OPPOSITES, STOP_WORDS
from bot.language.expressions import AnswerType, find_expressions

__all__ = ["as_typed", "false_premise", "keywords", "misspelt"]

_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad",
    "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
"""Keys beside a letter on the keyboard."""
_LAST_LATIN = "\u024f"
_Maker = Callable[[str, str, tuple[str, ...], random.Random], str | None]
_OPPOSITE: dict[str, str] = {}
for _first, _second in OPPOSITES:
    _OPPOSITE.setdefault(_first, _second)
    _OPPOSITE.setdefault(_second, _first)


def as_typed(
    question: str, choice: random.Random, misspelt_share: float = 0.12, keyword_share: float = 0.1
) -> str:
    """The question as it is, or misspelt, or as keywords; in another script than the Latin one as it is."""
    if any(sign > _LAST_LATIN and sign.isalpha() for sign in question):
        return question
    drawn = choice.random()
    if drawn < misspelt_share:
        return misspelt(question, choice)
    if drawn < misspelt_share + keyword_share:
        return keywords(question)
    return question


def misspelt(question: str, choice: random.Random) -> str:
    """The question in lower case with a slip in one or two of its longer words."""
    words = question.lower().split(" ")
    places = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    for place in choice.sample(places, min(len(places), choice.choice((1, 1, 2)))):
        words[place] = _slip(words[place], choice)
    return " ".join(words)


def keywords(question: str) -> str:
    """The question's words that carry its subject, as they would be typed into a search field."""
    kept = [word for word in re.findall(r"\w+(?:['’.&-]\w+)*", question) if word.lower() not in STOP_WORDS]
    return " ".join(kept).lower() if len(kept) >= 2 else question


def false_premise(question: str, passage: str, answers: tuple[str, ...], choice: random.Random) -> str | None:
    """The question with one name, number or word turned into another; None where there is nothing to turn.

    A name or number gives way to another one of the passage that is no answer, so that the words still fit.
    """
    makers = [_other_expression("name"), _other_expression("number"), _opposite]
    choice.shuffle(makers)
    for make in makers:
        made = make(question, passage, answers, choice)
        if made is not None and made != question:
            return made
    return None


def _other_expression(kind: AnswerType) -> _Maker:
    def make(question: str, passage: str, answers: tuple[str, ...], choice: random.Random) -> str | None:
        asked = [(start, end) for start, end in find_expressions(question, kind) if start > 0]
        if not asked:
            return None
        start, end = choice.choice(asked)
        used = " ".join((question, *answers)).lower()
        others = sorted({passage[a:b] for a, b in find_expressions(passage, kind)})
        others = [other for other in others if other.lower() not in used and len(other) > 1]
        others = [other for other in others if not (set(other.lower().split()) & set(used.split()))]
        return question[:start] + choice.choice(others) + question[end:] if others else None

    return make


def _opposite(question: str, _passage: str, _answers: tuple[str, ...], choice: random.Random) -> str | None:
    places = [m for m in re.finditer(r"\w+", question) if m.group().lower() in _OPPOSITE]
    if not places:
        return None
    place = choice.choice(places)
    return question[: place.start()] + _OPPOSITE[place.group().lower()] + question[place.end() :]


def _slip(word: str, choice: random.Random) -> str:
    place = choice.randrange(1, len(word) - 1)
    kind = choice.randrange(4)
    if kind == 0 and word[place] != word[place + 1]:  # two letters change places
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind <= 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + word[place] + word[place:]
    return word[:place] + choice.choice(_NEIGHBOURS.get(word[place], word[place])) + word[place + 1 :]
