"""Follow-up questions made standalone from the history, by rule.

A question that names its own subject stays untouched. Knows English follow-ups; nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import Turn
from bot.citations import without_markers
from bot.questions import understand
from bot.wording import STOP_WORDS, fold

__all__ = ["standalone"]

_OPENING = re.compile(
    r"^(?:(?:and|but|so|also|ok(?:ay)?|then|well|now|hmm+|right|i see)\b[\s,:;.!-]*)+", re.IGNORECASE
)
_BARE = re.compile(
    r"(?P<how>(?:for |since |until |by |with |from |to )?(?:why not|why|how come|how (?:long|many|much"
    r"|often|far"
    r"|old|big|tall)(?: exactly)?|how|when|where|whom?|which(?: ones?)?|what for|in what ways?)(?: exactly)?)"
    r"(?: (?:is|was|did|does) (?:that|this)(?: (?:happen|so|take place|the case))?|(?: did"
    r"| does) it happen)?\W*",
    re.IGNORECASE,
)
_SWAP = re.compile(
    r"(?:what|how) about (?P<what>.+?)\W*"
    r"|(?:and|or) (?P<and>(?:in|for|on|at|by|with|from|to|after|before|the|his|her|its|their)\b.+?"
    r"|[A-Z].*?)\W*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:can|could) you |please )?(?:tell me more|say more|go on|continue|elaborate|more details?|more"
    r"|what else"
    r"|anything else|any others?|are there (?:any )?(?:others?|more)|for example|such as|like what"
    r"|in more detail"
    r"|explain(?: (?:that|this|it))?|give (?:me )?an example|details)(?: about (?:that|this"
    r"|it))?(?: please)?\W*",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|it|its|this|that|these|those|there|then|ones?"
    r"|the (?:former|latter|same|first one|second one|last one|other one|others?))\b",
    re.IGNORECASE,
)
_PERSON = {"he", "she", "him", "his", "her", "hers"}
_MANY = {"they", "them", "their", "theirs", "these", "those"}
_POSSESSIVE = {"his", "its", "their", "theirs", "hers"}
_VERBS = (
    "is|was|are|were|did|does|do|has|had|have|can|could|will|would|happen|mean|work|last|take|begin|start|end"
    "|make|made|be|come|came|go|went"
)
_POINTING = re.compile(rf"\b(?:this|that|these|those)\s+(?!(?:{_VERBS})\b)[a-z]{{3,}}", re.IGNORECASE)
_IDLE = re.compile(
    r"\b(?:is|are|was|were|be|been) there\b|\bthere (?:is|are|was|were|any)\b"
    r"|\b(?:is|was|does|did|would|will|can) it (?:take|possible|true|rain|mean|matter)(?: that)?\b"
    r"|\bit (?:is|was) (?:\w+ )?(?:that|to)\b"
    r"|(?<=\w )that (?=(?:\w+ly )?(?:is|was|are|were|has|had|have|can|will|would|could|made|led|took|came"
    r"|\w+ed"
    r"|\w+s)\b)"
    r"|(?<=say )that\b|(?<=said )that\b|(?<=state )that\b|(?<=stated )that\b|(?<=mean )that\b|(?<=so )that\b"
    r"|(?<=think )that\b|(?<=claim )that\b|(?<=believe )that\b|(?<=know )that\b|(?<=fact )that\b"
    r"|(?<=show )that\b",
    re.IGNORECASE,
)
"""Pronouns that point at nothing: "is there", "is it true", "say that"."""
_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]*\w|[A-Z])(?: (?:(?:of|the|de|von|van|la|al) ){0,2}(?:[A-Z][\w'’.-]*\w|\d+))*"
)
_WH = re.compile(
    r"^(?:(?:who|what|when|where|why|which|whose|whom|how)(?:'s)?\b"
    r"(?: (?:long|many|much|often|old|far|tall|big|high)\b)?)\s*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"(?:do|does|did|is|are|was|were|can|could|has|have|had|will|would|should|may|might)\b", re.IGNORECASE
)
_TO = re.compile(r"\b(?:in|on|for|at|by|with|from|to|after|before|near) (?:the )?$")
_PHRASE = re.compile(
    r"\b(?:the|an?) (?:[a-z-]+ ){0,3}?[a-z-]+(?: of (?:the )?(?:[A-Z]\w+|[a-z]+))?"
    r"(?=$| (?:in|on|at|for|by|to|with|from|is|are|was|were|do|does|did|take|have|has|begin|start|end"
    r"|made?|work"
    r"|happen)\b)"
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """`question` completed from `history` (earliest first), or as it is when it needs nothing."""
    idle = ("smalltalk", "empty", "too_long")
    earlier = [turn for turn in history if understand(turn.question).kind not in idle]
    if not earlier or understand(question).kind in ("too_long", "empty"):
        return question
    before, told = earlier[0].question, without_markers(earlier[0].answer)
    for turn in earlier[1:]:
        before, told = _complete(turn.question, before, told), without_markers(turn.answer)
    return _complete(question, before, told)


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
    if swap and not _refers(instead := swap.group("what") or swap.group("and")):
        return _swapped(before, instead)
    if understand(opened).kind in ("smalltalk", "outline"):
        return question
    if _refers(opened):
        return _resolved(opened, before, answer)
    return question


def _asked_anew(how: str, before: str) -> str:
    """The earlier question with another question word: "when" after "how long did it last"."""
    how = (how[:1].upper() + how[1:]).removesuffix(" not")
    rest = _WH.sub("", before)
    if _AUXILIARY.match(rest):
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
    named = any(plain.find(name) < found.start() for name in _names(plain))
    return not (named and found.group().lower() not in ("this", "that", "these", "those"))


def _resolved(asked: str, before: str, answer: str) -> str:
    """`asked` with its first pronoun replaced; when nothing fits, the earlier question after it."""
    blanked = _blanked(asked)
    found = _PRONOUN.search(blanked)
    assert found is not None
    word = found.group().lower()
    referent: str | None = None
    if word in _PERSON:
        referent = _person(before, answer)
    elif word in _MANY | {"it", "its"}:
        referent = _thing(before)
    elif word == "there":
        place = _place(before)
        referent = f"in {place}" if place else None
    if referent is None or _POINTING.search(blanked):
        return f"{asked.rstrip('?!. ')} - {_lower(before)}?"
    after = asked[found.end() :]
    if word in _POSSESSIVE or (word == "her" and re.match(r" (?!in|at|on|to|for|by|with)[a-z]", after)):
        referent = f"{referent}'s"
    place = _place(before)
    if place and place not in referent:
        after = re.sub(r"\bthere\b(?=\W*$)", f"in {place}", after)
    return asked[: found.start()] + referent + after


def _swapped(before: str, instead: str) -> str:
    """The earlier question about something else: its last name replaced, or the other thing put after it."""
    bare = re.sub(r"^(?:in|for|on|at|by|with|from|to|after|before|about) ", "", instead)
    names = _names(before)
    if not (names and _NAME.match(bare)):
        return f"{before} - {instead}?"
    # "in Bergen" takes the place that "in Oslo" had; a name alone takes the last
    led = [name for name in names if _TO.search(before[: before.rfind(name)])]
    name = (led or names)[-1] if bare != instead else names[-1]
    start = before.rfind(name)
    return f"{before[:start]}{bare}{before[start + len(name) :]}?"


def _names(text: str) -> list[str]:
    """Runs of capitalised words that are names; the opening word counts when it is no ordinary word."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        name = match.group()
        head, _, rest = name.partition(" ")
        if fold(head) in STOP_WORDS or (match.start() == 0 and not rest and head[1:].islower()):
            name = rest
        if name and fold(name) not in STOP_WORDS:
            found.append(name.removesuffix("'s").removesuffix("’s"))
    return found


def _person(before: str, answer: str) -> str | None:
    """Whom a "he" or "she" points to: the earlier question's subject, else the first name of the answer."""
    names = [name for name in _names(before) if not _TO.search(before[: before.find(name)])]
    if re.match(r"who (?!is [A-Z]|was [A-Z]|did\b|does\b)", before, re.IGNORECASE):
        names = _names(answer)
        return next((name for name in names if " " in name), names[0] if names else None)
    return names[0] if names else None


def _place(before: str) -> str | None:
    """The name that a "there" points to: one with a preposition before it, else the last."""
    names = _names(before)
    led = [name for name in names if _TO.search(before[: before.find(name)])]
    return _with_article(before, (led or names)[-1]) if names else None


def _thing(before: str) -> str | None:
    """What an "it" or "they" points to: the earlier question's noun phrase, else its name."""
    phrases = [match.group() for match in _PHRASE.finditer(before)]
    names = _names(before)
    if names and not any(names[-1] in phrase for phrase in phrases):
        return _with_article(before, names[0])
    if not phrases:
        return None
    phrase = phrases[0]
    asks_of_it = re.search(
        r"\b(?:do|does|did|when|where|why|how)\b", before[: before.find(phrase)], re.IGNORECASE
    )
    if before.endswith(phrase) and asks_of_it and phrase.count(" ") > 1:
        phrase = phrase.rsplit(" ", 1)[0]  # "when was the bridge built": the last word is the verb
    return phrase


def _with_article(before: str, name: str) -> str:
    """`name` with the "the" that stands before it."""
    return f"the {name}" if re.search(r"\bthe $", before[: before.find(name)], re.IGNORECASE) else name


def _lower(text: str) -> str:
    """`text` as it goes on inside a sentence: an opening question word or auxiliary in small letters."""
    opening = (
        _WH.match(text) or _AUXILIARY.match(text) or re.match(r"(?:The|A|An|Tell|Go|Say|More|Any)\b", text)
    )
    return text[:1].lower() + text[1:] if opening else text
