"""Rewords an earlier question: with another question word ("why?") or another thing ("and in Spain?")."""

from __future__ import annotations

import re

from bot.language.en.words import AUXILIARIES, ORDINALS, QUESTION_WORDS
from bot.language.rules import one_of
from bot.question.coreference import find_names, find_things, is_plural, without_quotes
from bot.question.pronouns import NOUN_PHRASE, refers_back

__all__ = ["ask_anew", "has_verb", "is_noun_phrase", "lower_opening", "names_its_subject", "swap_in"]

_SUPERLATIVE = re.compile(
    rf"\b(?:the )?(?:{one_of(ORDINALS)} )?"
    r"(?:(?:most|least) [a-z]+|(?!interest|forest|rest\b|west\b)[a-z]{2,}est)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(rf"\b{one_of([*ORDINALS, 'last'])}\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_TIME = re.compile(r"\b(?:years?|months?|weeks?|days?|time|morning|evening|night)\b", re.IGNORECASE)
_ARTICLES = frozenset({"the", "a", "an", "his", "her", "its", "their", "this", "that"})
_WH = re.compile(
    rf"^(?:{one_of(QUESTION_WORDS)}(?:'s)?\b(?: (?:long|many|much|often|old|far|tall|big|high)\b)?)\s*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(rf"{one_of(AUXILIARIES)}\b", re.IGNORECASE)
_ASKED_FOR_DOER = re.compile(r"who (?:is|are|was|were|has|have|had)\b", re.IGNORECASE)
"""Here "who" is the subject, so that another question word cannot take its place."""
_DID = re.compile(
    r"who (?P<verb>[a-z]+ed|built|made|held|sold|paid|found|led|won|dug|set|wrote|drew|began)"
    r" (?P<thing>the .+)"
)
_PARTICIPLES = {"wrote": "written", "drew": "drawn", "began": "begun"}
_TO = re.compile(r"\b(?:in|on|for|at|by|with|from|to|after|before|near|of) (?:the )?$")
_PHRASE_END = re.compile(
    r"(?: (?!(?:in|on|for|at|by|with|from|to|after|before|when|and|or|than|as)\b)[a-z][\w'’-]*)*"
)
_LONGEST_PHRASE = 6


def ask_anew(how: str, before: str) -> str:
    """The earlier question with another question word: "when" after "how long did it last"."""
    how = (how[:1].upper() + how[1:]).removesuffix(" not")
    rest = _WH.sub("", before)
    if _AUXILIARY.match(rest) and not _ASKED_FOR_DOER.match(before):
        return f"{how} {lower_opening(rest)}?"
    if (done := _DID.fullmatch(lower_opening(before))) and not how.lower().startswith("who"):
        was = "were" if done["thing"].split()[-1].endswith("s") else "was"
        verb = _PARTICIPLES.get(done["verb"], done["verb"])
        return f"{how} {was} {done['thing']} {verb}?"
    return f"{how} - {lower_opening(before)}?"


def swap_in(before: str, instead: str) -> str:
    """The earlier question about something else: what is like `instead` gives way to it, or it is put behind.

    Alike are superlatives, ordinals, years, names, and noun phrases with the same article or number.
    """
    for alike in (_SUPERLATIVE, _ORDINAL, _YEAR):
        if (new := alike.search(instead)) and (old := alike.search(before)) and _is_all(new, instead):
            return f"{before[: old.start()]}{new.group()}{before[old.end() :]}?"
    bare = re.sub(r"^(?:in|for|on|at|by|with|from|to|after|before|about) ", "", instead, flags=re.IGNORECASE)
    names = find_names(without_quotes(before))
    if not (names and find_names(f"- {bare}")[:1] == [bare]):
        thing = _like(before, instead) if bare == instead else None
        return before.replace(thing, instead, 1) + "?" if thing else f"{before} - {instead}?"
    # "in Bergen" takes the place that "in Oslo" had; a name alone takes the last
    led = [name for name in names if _TO.search(before[: before.rfind(name)])]
    name = (led or names)[-1] if bare != instead else names[-1]
    start = before.rfind(name)
    rest = before[start + len(name) :]
    if bare != instead and (ending := _PHRASE_END.match(rest)) and ending.end() == len(rest):
        rest = ""  # "in New York state" gives way whole to "in Spain"
    return f"{before[:start]}{bare}{rest}?"


def _is_all(found: re.Match[str], instead: str) -> bool:
    """Whether a match is all of `instead`, but for "in", "the" and the like."""
    return (
        re.fullmatch(r"(?:in|on|the|of|one|\W)*", instead.replace(found.group(), "").strip().lower())
        is not None
    )


def _like(before: str, instead: str) -> str | None:
    """The noun phrase of the earlier question whose place `instead` takes; None where none is like it."""
    if len(instead.split()) > _LONGEST_PHRASE or has_verb(instead) or _TIME.search(instead):
        return None
    has_article = instead.split()[0].lower() in _ARTICLES
    found = [one for one in (*find_things(before), _last_phrase(before)) if one]
    for spoken in [form for one in found for form in (one, one.removeprefix("the "))]:
        place = re.search(rf"(?<!\w){re.escape(spoken)}(?!\w)", before)
        if place is None or has_article != (spoken.split()[0].lower() in _ARTICLES):
            continue
        led = re.search(r"\b(?:the|an?) $", before[: place.start()])
        if not led and is_plural(spoken) == is_plural(instead):
            return spoken
    return None


def _last_phrase(before: str) -> str | None:
    """The words after the last preposition of a question ("free for dogs"), or a plural at its end."""
    found = re.search(r".*\b(?:in|for|on|at|by|with|from|to|about|of) (?P<last>[\w'’ -]+)$", before)
    last = before.split()[-1]
    return found["last"] if found else last if is_plural(last) else None


def lower_opening(text: str) -> str:
    """`text` as it goes on inside a sentence: an opening question word or auxiliary in small letters."""
    opening = (
        _WH.match(text) or _AUXILIARY.match(text) or re.match(r"(?:The|A|An|Tell|Go|Say|More|Any)\b", text)
    )
    return text[:1].lower() + text[1:] if opening else text


def is_noun_phrase(opened: str) -> bool:
    """Whether what follows "and" is a few words without a verb or a question word: "and cats?"."""
    spoken = opened.rstrip("?!. ").split()
    asks = [word for word in spoken if _AUXILIARY.fullmatch(word) or _WH.match(word + " ")]
    return len(spoken) <= 4 and not asks and not refers_back(opened)


def names_its_subject(opened: str) -> bool:
    """Whether a question that opened with "and" names its own subject: "how old is the bridge?"."""
    return re.match(r"(?:wh|how)", opened, re.IGNORECASE) is not None and bool(NOUN_PHRASE.search(opened))


def has_verb(text: str) -> bool:
    """Whether a word of `text` is an auxiliary."""
    return any(map(_AUXILIARY.match, text.split()))
