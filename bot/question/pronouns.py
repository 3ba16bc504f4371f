"""The pronouns of a follow-up that refer to something said before it, not to a word of their own sentence."""

from __future__ import annotations

import re

from bot.language.en.follow_ups import IDLE_PRONOUNS, PRONOUN
from bot.language.en.words import PERSONAL_PRONOUNS, POSSESSIVES
from bot.question.coreference import find_names, without_quotes

__all__ = ["NOUN_PHRASE", "find_pointed_noun", "find_pronouns", "refers_back"]

_VERBS = (
    "is|was|are|were|did|does|do|has|had|have|can|could|will|would|happen|mean|work|last|take|begin|start|end"
    "|make|made|be|come|came|go|went|cost"
)
_POINTING = re.compile(
    rf"\b(?:this|that|these|those)\s+(?!(?:{_VERBS})\b)(?P<noun>[a-z]{{3,}})", re.IGNORECASE
)
_POINTS_BACK = frozenset(
    """
    this that these those afterwards afterward beforehand meanwhile anybody anyone somebody someone then
    """.split()
)
"""Words that refer back even where a name precedes them."""
_CLAUSE = re.compile(
    r"\b(?:and|but|or|because|when|while|if|before|after|since|that|which|who|where|so|as)\b|[,;:?]",
    re.IGNORECASE,
)
"""What begins another clause, in which a pronoun may refer to something of the clause before it."""
NOUN_PHRASE = re.compile(r"\b(?:the|an?|each|every)\s+(?!same\b|one\b)[a-z][\w'’-]*", re.IGNORECASE)


def _blanked(text: str) -> str:
    """`text` with quoted words and pronouns that refer to nothing overwritten; its length is kept."""
    return without_quotes(IDLE_PRONOUNS.sub(lambda hit: "\0" * len(hit.group()), text))


def find_pronouns(text: str) -> list[re.Match[str]]:
    """The pronouns of `text` that refer to something outside it."""
    plain = _blanked(text)
    return [found for found in PRONOUN.finditer(plain) if not _is_bound(plain, found)]


def refers_back(text: str) -> bool:
    """Whether a word of `text` refers back to something said before."""
    return bool(find_pronouns(text))


def _is_bound(text: str, found: re.Match[str]) -> bool:
    """Whether a pronoun refers to a noun or name of the same text.

    A possessive may refer to anything before it ("Did Lund change her mind?"); any other pronoun only to what
    an earlier clause names ("When did the flood come and what did it cause?").
    """
    word = found.group().lower()
    if word in _POINTS_BACK or " " in word:
        return False
    before = text[: found.start()]
    possessive = word in POSSESSIVES or (
        word == "her" and re.match(r" [a-z]", text[found.end() :]) is not None
    )
    clauses = list(_CLAUSE.finditer(before))
    reach = before if possessive else before[: clauses[-1].start()] if clauses else ""
    if find_names(reach if reach else ""):
        return True
    return (possessive or word not in PERSONAL_PRONOUNS) and NOUN_PHRASE.search(reach) is not None


def find_pointed_noun(text: str) -> str | None:
    """The noun of "this ferry" and "that year", in lower case; None without one."""
    found = _POINTING.search(_blanked(text))
    return found["noun"].lower() if found else None
