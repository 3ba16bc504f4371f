"""Comparatives and superlatives: which end of which measure a question asks for.

The words are in `<code>/comparatives.json`, a file for each language. A word with a plus ("expensive+")
counts only after a degree word ("most expensive", "más cara").
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from bot.language.words import fold

__all__ = ["Extreme", "asks_for_difference", "asks_for_sum", "extreme_in", "measure_words"]

_LANGUAGES = ("en", "de", "es", "fr")
End = Literal["largest", "smallest"]


@dataclass(frozen=True, slots=True)
class Extreme:
    """One end of a measure."""

    end: End
    measure: str | None
    """`cost`, `date`, ...; None where the word does not say ("the most")."""


@dataclass(frozen=True, slots=True)
class _Comparatives:
    plain: dict[str, Extreme]
    """Superlatives by themselves."""
    graded: dict[str, Extreme]
    """Adjectives that need a degree word."""
    most: str
    least: str
    superlative_of: dict[str, str]
    """Comparative -> superlative."""
    named: dict[str, frozenset[str]]
    """Words by which a column of each measure may be named."""
    sum: frozenset[str]
    difference: frozenset[str]


def extreme_in(text: str) -> Extreme | None:
    """The end of a measure that a question asks for ("which is the cheapest", "who has most"); None without
    one. A comparative counts as its superlative ("which is older")."""
    tokens = re.findall(r"[^\W\d_]+", fold(text))
    for known in map(_comparatives, _LANGUAGES):
        for position, token in enumerate(tokens):
            before = tokens[position - 1] if position else ""
            if token in known.graded and before in (known.most, known.least, *_comparative_degrees(known)):
                found = known.graded[token]
                return _opposite(found) if before in _lesser(known) else found
            word = known.superlative_of.get(token, token)
            if word in known.plain:
                return known.plain[word]
    for known in map(_comparatives, ("en", "de")):
        for token in tokens:
            if token in (known.most, known.superlative_of.get("more")):
                return Extreme("largest", None)
            if token == known.least:
                return Extreme("smallest", None)
    return None


def asks_for_sum(text: str) -> bool:
    """Whether a question asks for several amounts in all ("together", "zusammen")."""
    return any(_has(text, known.sum) for known in map(_comparatives, _LANGUAGES))


def asks_for_difference(text: str) -> bool:
    """Whether a question asks how far two amounts are apart ("how much more", "the difference")."""
    return any(_has(text, known.difference) for known in map(_comparatives, _LANGUAGES))


def measure_words(measure: str) -> frozenset[str]:
    """Words by which a column of `measure` may be named, in every language."""
    return frozenset[str]().union(
        *(_comparatives(code).named.get(measure, frozenset()) for code in _LANGUAGES)
    )


def _has(text: str, wanted: frozenset[str]) -> bool:
    return not wanted.isdisjoint(re.findall(r"[^\W\d_]+", fold(text)))


def _comparative_degrees(known: _Comparatives) -> tuple[str, ...]:
    """ "more" and "less", where the language has them."""
    return tuple(word for word, to in known.superlative_of.items() if to in (known.most, known.least))


def _lesser(known: _Comparatives) -> tuple[str, ...]:
    return (known.least, *(word for word, to in known.superlative_of.items() if to == known.least))


def _opposite(extreme: Extreme) -> Extreme:
    return Extreme("smallest" if extreme.end == "largest" else "largest", extreme.measure)


@cache
def _comparatives(code: str) -> _Comparatives:
    raw = json.loads(files("bot.language").joinpath(code, "comparatives.json").read_text("utf-8"))
    plain: dict[str, Extreme] = {}
    graded: dict[str, Extreme] = {}
    ends: tuple[End, End] = ("largest", "smallest")
    for end in ends:
        for measure, words in [*((name, one[end]) for name, one in raw["of"].items()), (None, raw[end])]:
            for word in words.split():
                table = graded if word.endswith("+") else plain
                table.setdefault(fold(word.rstrip("+")), Extreme(end, measure))
    return _Comparatives(
        plain,
        graded,
        raw["degree"]["most"],
        raw["degree"]["least"],
        {fold(one): fold(other) for one, other in raw["comparatives"].items()},
        {name: frozenset(map(fold, one["named"].split())) for name, one in raw["of"].items()},
        frozenset(map(fold, raw["sum"].split())),
        frozenset(map(fold, raw["difference"].split())),
    )
