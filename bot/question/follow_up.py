"""Query rewriting by rule: a follow-up question is completed from the conversation so that it stands alone.

A question that names its own subject stays unchanged. The rules are for English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.citations import without_markers
from bot.language.base import ENGLISH, language
from bot.language.en.words import (
    AUXILIARIES,
    PERSONAL_PRONOUNS,
    PLURAL_PRONOUNS,
    POSSESSIVES,
    QUESTION_WORDS,
    SINGULAR_PRONOUNS,
)
from bot.language.rules import first_match, one_of
from bot.language.words import fold
from bot.question.coreference import find_names, find_person, find_place, find_things
from bot.question.question import LONGEST_QUESTION, Question, understand
from bot.question.smalltalk import find_small_talk

__all__ = ["rewrite_follow_up"]

_OPENING = re.compile(
    r"^(?:(?:and|but|so|also|ok(?:ay)?|then|well|now|hmm+|right|i see)\b[\s,:;.!-]*)+", re.IGNORECASE
)
_BARE = re.compile(
    r"(?P<how>(?:for |since |until |by |with |from |to )?(?:why not|why|how come|how (?:long|many|much|often"
    r"|far|old|big|tall)(?: (?:exactly|ahead|later|earlier|before|after(?:wards)?))?|how|when|where|whom?"
    r"|which(?: ones?)?|what for|in what ways?)(?: exactly)?)"
    r"(?: (?:is|was|did|does) (?:that|this)(?: (?:happen|so|take place|the case))?"
    r"|(?: did| does) it happen)?\W*",
    re.IGNORECASE,
)
_SWAP = re.compile(
    r"(?:what|how) about (?P<what>.+?)\W*"
    r"|(?:and|or) (?P<and>(?:in|for|on|at|by|with|from|to|after|before|about|the|his|her|its|their)\b.+?"
    r"|(?-i:[A-Z]).*?)\W*",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"(?P<what>(?:in|for|on|at|by|with|without|from|to|after|before|during|since|until|under|per)\b"
    r"(?: [\w'’-]+){1,5})\W*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:can|could) you |please )?(?:tell me more|say more|go on|continue|elaborate|more details?|more"
    r"|what else|anything else|any others?|are there (?:any )?(?:others?|more)|for example|such as|like what"
    r"|in more detail|explain(?: (?:that|this|it))?|give (?:me )?an example|details)"
    r"(?: about (?:that|this|it))?(?: please)?\W*",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|it|its|this|that|these|those|there|then|ones?"
    r"|the (?:former|latter|same|rest|first one|second one|last one|other one|others?)|afterwards?|beforehand"
    r"|meanwhile|anybody|anyone|somebody|someone)\b",
    re.IGNORECASE,
)
_VERBS = (
    "is|was|are|were|did|does|do|has|had|have|can|could|will|would|happen|mean|work|last|take|begin|start|end"
    "|make|made|be|come|came|go|went|cost"
)
_POINTING = re.compile(rf"\b(?:this|that|these|those)\s+(?!(?:{_VERBS})\b)[a-z]{{3,}}", re.IGNORECASE)
_IDLE = re.compile(
    r"\b(?:is|are|was|were|be|been) there\b|\bthere (?:is|are|was|were|any)\b"
    r"|\b(?:is|was|does|did|would|will|can) it (?:take|possible|true|rain|mean|matter|necessary)"
    r"(?: that\b|(?= to\b))"
    r"|\bit (?:is|was) (?:\w+ )?(?:that|to)\b"
    r"|(?<=\w )that (?=(?:\w+ly )?(?:is|was|are|were|has|had|have|can|will|would|could|made|led|took|came"
    r"|\w+ed|\w+s)\b)"
    r"|(?<=say )that\b|(?<=said )that\b|(?<=state )that\b|(?<=stated )that\b|(?<=mean )that\b|(?<=so )that\b"
    r"|(?<=think )that\b|(?<=claim )that\b|(?<=believe )that\b|(?<=know )that\b|(?<=fact )that\b"
    r"|(?<=show )that\b",
    re.IGNORECASE,
)
"""Pronouns that point at nothing: "is there", "is it true", "say that"."""
_POINTS_BACK = frozenset(
    """
    this that these those afterwards afterward beforehand meanwhile anybody anyone somebody someone then
    """.split()
)
"""What points back also where a name stands before it."""
_WH = re.compile(
    rf"^(?:{one_of(QUESTION_WORDS)}(?:'s)?\b"
    r"(?: (?:long|many|much|often|old|far|tall|big|high)\b)?)\s*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(rf"{one_of(AUXILIARIES)}\b", re.IGNORECASE)
_ASKED_FOR_DOER = re.compile(r"who (?:is|are|was|were|has|have|had)\b", re.IGNORECASE)
"""Here "who" is the subject, so that another question word cannot take its place."""
_SHORT = 6
"""Words up to which a question that goes on with "and" is taken to go on with the subject."""
_TO = re.compile(r"\b(?:in|on|for|at|by|with|from|to|after|before|near) (?:the )?$")


def rewrite_follow_up(question: str, history: Sequence[Turn]) -> Question:
    """`question`, completed from `history` (earliest first) where it is a follow-up, and understood."""
    asked = understand(question)
    earlier = [turn for turn in history if not _is_idle(turn.question)]
    if not earlier or asked.kind in ("too_long", "empty"):
        return asked
    before, told = earlier[0].question, without_markers(earlier[0].answer)
    for turn in earlier[1:]:
        before, told = _complete(turn.question, before, told), without_markers(turn.answer)
    complete = _complete(asked.text, before, told)
    return asked if complete == asked.text else understand(complete)


def _is_idle(question: str) -> bool:
    """Whether an earlier turn asked nothing of the articles: small talk, no words, or far too many."""
    if len(question) > LONGEST_QUESTION or not any(char.isalnum() for char in question):
        return True
    return find_small_talk(question) is not None


def _complete(question: str, last: str, answer: str) -> str:
    asked = " ".join(question.split())
    opened = _OPENING.sub("", asked) or asked
    before = " ".join(last.split()).rstrip("?!. ")
    if _MORE.fullmatch(opened):
        return f"{before} - {opened[:1].lower()}{opened[1:].rstrip('?!. ')}?"
    bare = _BARE.fullmatch(opened)
    if bare:
        return _asked_anew(bare.group("how"), before)
    swap = _SWAP.fullmatch(opened) or (_SWAP.fullmatch(asked) if opened != asked else None)
    if swap:
        instead = swap.group("what") or swap.group("and")
        if not _refers(instead):
            return _swapped(before, instead)
        if not any(map(_AUXILIARY.match, instead.split())):
            return f"{before} - {instead}?"
    if fragment := _FRAGMENT.fullmatch(opened):
        return _swapped(before, fragment.group("what"))
    if find_small_talk(opened) and not _PRONOUN.search(opened):
        return question
    wanted = first_match(language(ENGLISH).kinds, fold(opened))
    if wanted and wanted[0].name == "outline":
        return question
    if _refers(opened):
        return _resolved(opened, before, answer)
    if opened != asked and not find_names(opened) and len(opened.split()) <= _SHORT:
        return f"{before} - {_lower(opened).rstrip('?!. ')}?"  # "and do children pay?"
    return question


def _asked_anew(how: str, before: str) -> str:
    """The earlier question with another question word: "when" after "how long did it last"."""
    how = (how[:1].upper() + how[1:]).removesuffix(" not")
    rest = _WH.sub("", before)
    if _AUXILIARY.match(rest) and not _ASKED_FOR_DOER.match(before):
        return f"{how} {_lower(rest)}?"
    return f"{how} - {_lower(before)}?"


def _blanked(text: str) -> str:
    """`text` with the pronouns that point at nothing overwritten; its length is kept."""
    return _IDLE.sub(lambda hit: "\0" * len(hit.group()), text)


def _refers(text: str) -> bool:
    """Whether a word of `text` points back to something said before."""
    plain = _blanked(text)
    found = _PRONOUN.search(plain)
    if not found:
        return False
    # "Did Lee say that his ...?": a name before the pronoun is what it points to
    named = any(plain.find(name) < found.start() for name in find_names(plain))
    return not (named and found.group().lower() not in _POINTS_BACK)


def _resolved(asked: str, before: str, answer: str) -> str:
    """`asked` with its pronouns replaced; where the first points at no phrase that tells enough, the earlier
    question after it."""
    blanked = _blanked(asked)
    one, many = find_things(before)
    pieces: list[str] = []
    done = 0
    used: set[str] = set()
    for found in _PRONOUN.finditer(blanked):
        word = found.group().lower()
        referent = _referent(word, before, answer, one, many)
        if referent in used and word not in POSSESSIVES:
            continue  # "Does the report say that it ...": the second stays a pronoun
        if referent is None or (not used and _POINTING.search(blanked)):
            if used:
                continue
            return f"{asked.rstrip('?!. ')} - {_lower(before)}?"
        used.add(referent)
        after = asked[found.end() :]
        if word in POSSESSIVES or (word == "her" and re.match(r" (?!in|at|on|to|for|by|with)[a-z]", after)):
            referent = f"{referent}'s"
        pieces.append(asked[done : found.start()] + referent)
        done = found.end()
    return "".join(pieces) + asked[done:]


def _referent(word: str, before: str, answer: str, one: str | None, many: str | None) -> str | None:
    """The words that a pronoun stands for; None where it points at no phrase."""
    if word in PERSONAL_PRONOUNS:
        return find_person(before, answer)
    if word in PLURAL_PRONOUNS:
        doers = find_person(before, answer) if re.match(r"who\b", before, re.IGNORECASE) else None
        return doers or _telling(many)
    if word in SINGULAR_PRONOUNS:
        return _telling(one)
    if word == "there":
        place = find_place(before)
        return f"in {place}" if place else None
    return None


def _telling(phrase: str | None) -> str | None:
    """The phrase, unless it is a bare common noun ("work", "dams") that the question said more about."""
    return None if phrase and phrase.isalpha() and phrase.islower() else phrase


def _swapped(before: str, instead: str) -> str:
    """The earlier question about something else: its last name replaced, or the other thing put after it."""
    bare = re.sub(r"^(?:in|for|on|at|by|with|from|to|after|before|about) ", "", instead)
    names = find_names(before)
    if not (names and find_names(f"- {bare}")[:1] == [bare]):
        return f"{before} - {instead}?"
    # "in Bergen" takes the place that "in Oslo" had; a name alone takes the last
    led = [name for name in names if _TO.search(before[: before.rfind(name)])]
    name = (led or names)[-1] if bare != instead else names[-1]
    start = before.rfind(name)
    return f"{before[:start]}{bare}{before[start + len(name) :]}?"


def _lower(text: str) -> str:
    """`text` as it goes on inside a sentence: an opening question word or auxiliary in small letters."""
    opening = (
        _WH.match(text) or _AUXILIARY.match(text) or re.match(r"(?:The|A|An|Tell|Go|Say|More|Any)\b", text)
    )
    return text[:1].lower() + text[1:] if opening else text
