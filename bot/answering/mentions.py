"""The persons and places that an article names, each with the sentence that names it first."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from bot.answering.candidates import Candidate, candidates_within
from bot.answering.reference_lists import is_reference
from bot.answering.summaries import is_content
from bot.language.expressions import find_expressions
from bot.language.words import fold
from ingest.article import Article

__all__ = ["names_in"]

_MOST = 15
_PLACE_BEFORE = re.compile(r"\b(?:in|at|from|near|to|of|around|outside|across)\s+(?:the\s+)?$", re.IGNORECASE)
_PERSON_NAME = re.compile(r"(?:[^\W\d_][\w'’-]*\.?)(?: (?:[a-z]{1,3} )?[^\W\d_][\w'’-]*\.?){1,3}")


def names_in(article: Article, kind: Literal["person", "place"]) -> list[tuple[str, Candidate]]:
    """The names of that kind with their first sentences, in reading order; at most fifteen.

    A person is a name of two words or more that mostly has no preposition of place before it, a place is one
    that mostly has; a shorter form of a name counts with the longer one.
    """
    first: dict[str, Candidate] = {}
    led: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for section in article.sections:
        for sentence in candidates_within(article, section.start, section.end):
            if is_reference(sentence) or not (is_content(sentence) or sentence.kind == "list_item"):
                continue
            for start, end in find_expressions(sentence.text, kind):
                name = sentence.text[start:end].strip(" .,’'")
                name = re.sub(r"['’]s$", "", name)
                first.setdefault(name, sentence)
                seen[name] += 1
                led[name] += bool(_PLACE_BEFORE.search(sentence.text[:start]))
    found = [
        name
        for name in first
        if (_is_person(name, seen, led) if kind == "person" else led[name] > 0.5 * seen[name])
        and not name.isupper()
    ]
    whole = [name for name in found if not any(_is_part(name, other) for other in found if other != name)]
    return [(name, first[name]) for name in whole[:_MOST]]


def _is_person(name: str, seen: Counter[str], led: Counter[str]) -> bool:
    return _PERSON_NAME.fullmatch(name) is not None and " of " not in name and led[name] <= 0.5 * seen[name]


def _is_part(name: str, other: str) -> bool:
    """Whether `name` is a shorter form of `other` ("Lind" of "Berta Lind")."""
    return set(fold(name).split()) < set(fold(other).split())
