"""What a pronoun may point to: the persons, things and places of an earlier question and of its answer.

Finds noun phrases by the words around them, since an English question has few forms: what is asked, an
auxiliary, the subject, the verb, the rest. Knows nothing of how a follow-up is completed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.words import STOP_WORDS, fold

__all__ = ["names_in", "person_of", "place_of", "things_of", "with_article"]

_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]*\w|[A-Z])(?: (?:(?:of|the|de|von|van|la|al) ){0,2}(?:[A-Z][\w'’.-]*\w|\d+))*"
)
_NO_NAMES = frozenset(
    "since according although however while despite besides unlike instead half two".split()
)
"""Ordinary words that open a sentence with a capital."""
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*(?=[^\n]*[^\s*][^\n]*)")
_TO = re.compile(r"\b(?:in|on|for|at|by|with|from|to|after|before|near|of) (?:the )?$", re.IGNORECASE)
_LEADING = re.compile(r"\b(?:in|on|at|from|to|near) (?:the )?$", re.IGNORECASE)

_BE = frozenset("is are was were be been has have had".split())
_DO = frozenset("do does did can could will would shall should may might must".split())
_DETERMINERS = frozenset(
    "the a an this that these those its his her their our your my each every any".split()
)
_ENDS = frozenset(
    """
    in on at for by to with from after before during since until near over under into about than as when
    while because then there now today ago between through without within against along ever never also still
    already always usually often again only so exactly
    """.split()
)
"""Words that end a noun phrase."""
_PARTICIPLE = re.compile(
    r"(?:\w{2,}ed|\w{2,}[^e]en|built|made|held|sold|paid|found|kept|led|cut|set|put|born|won|lost|begun|done"
    r"|gone|known|shown|grown|drawn|worn|sung|bought|brought|caught|taught|thought|sent|spent|left|met|read"
    r"|run|hung|dug|struck|shut|hit|hurt|told|said|like|famous|important)"
)
_ASKED = re.compile(
    r"^(?:who|whom|whose|what|when|where|why|which|how)\b"
    r"(?: (?:long|much|often|old|far|tall|big|high|wide|deep|fast|loud|thick|heavy|large|early"
    r"|late)\b)?",
    re.IGNORECASE,
)
_THERE = re.compile(r"^(?:is|are|was|were|will|would) there (?:be )?(?P<rest>.+)", re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """Runs of capitalised words that are names; the opening word counts when it is no ordinary word."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        name = match.group()
        head, _, rest = name.partition(" ")
        ordinary = fold(head) in STOP_WORDS or fold(head) in _NO_NAMES
        if ordinary or (match.start() == 0 and not rest and head[1:].islower()):
            name = rest
        if name and fold(name) not in STOP_WORDS and not name[0].isdigit():
            found.append(name.removesuffix("'s").removesuffix("’s"))
    return found


def person_of(question: str, answer: str) -> str | None:
    """Whom a "he" or "she" points to: the question's subject, or whom a "who" question was answered with."""
    asked_for = re.match(r"who(?:se)?\b(?! (?:is|was) (?-i:[A-Z])| did\b| does\b)", question, re.IGNORECASE)
    if asked_for:
        known = fold(question)
        told = [name for name in _answered_with(answer) if fold(name) not in known]
        return next((name for name in told if " " in name), told[0] if told else None)
    names = [name for name in names_in(question) if not _TO.search(question[: question.find(name)])]
    return names[0] if names else None


def _answered_with(answer: str) -> list[str]:
    """The names of an answer, those in bold first, and none with a number in it."""
    bold = [name for text in _BOLD.findall(answer) for name in names_in(f"- {text}")]
    plain = [name for line in answer.splitlines() for name in names_in(line.replace("**", ""))]
    return [name for name in [*bold, *plain] if not any(char.isdigit() for char in name)]


def place_of(question: str) -> str | None:
    """The name that a "there" points to: one with a preposition before it, else the last."""
    names = names_in(question)
    led = [name for name in names if _LEADING.search(question[: question.find(name)])]
    return with_article(question, (led or names)[-1]) if names else None


def things_of(question: str) -> tuple[str | None, str | None]:
    """What an "it" and what a "they" points to: the subject of the question, else what is asked or done."""
    plain = question.rstrip("?!. ")
    if there := _THERE.match(plain):
        subject = _phrase(there["rest"].split())
        return subject, subject
    asked = _ASKED.match(plain)
    words = plain[asked.end() if asked else 0 :].split()
    place = next((at for at, word in enumerate(words[:5]) if word.lower() in _BE | _DO), None)
    if place is None:  # "who founded the station": the verb, then its object
        of_which = _counted(plain, words)
        thing = _phrase(words[1:]) if not of_which else None
        return thing or of_which, of_which or thing
    counted = " ".join(words[:place]).removeprefix("many ").strip() or None
    subject = _subject(words[place + 1 :], does=words[place].lower() in _DO)
    if counted in (None, "many") or fold(counted or "") in STOP_WORDS:
        counted = None
    return subject or counted, counted or subject


def _counted(question: str, words: Sequence[str]) -> str | None:
    """ "people" of "how many people ride at night"."""
    if re.match(r"(?:how many|which|what)\b", question, re.IGNORECASE) and len(words) > 2:
        first = 1 if words[0].lower() == "many" else 0
        return words[first] if words[first].endswith("s") or words[first] == "people" else None
    return None


def _subject(words: Sequence[str], *, does: bool) -> str | None:
    """The noun phrase after an auxiliary; after "does" and "can" without the verb that follows it."""
    rest = list(words)
    while rest and rest[-1].lower() in _ENDS | {"of"}:
        rest.pop()
    taken: list[str] = []
    for place, word in enumerate(rest):
        plain = word.lower()
        if place and plain in _ENDS:
            break
        if place and plain in _DETERMINERS and rest[place - 1].lower() not in ("of", "and"):
            return _article(taken[:-1] if does else taken)
        if not does and _PARTICIPLE.fullmatch(plain):
            break
        taken.append(word)
    if does and len(taken) > 1:
        taken.pop()
    return _article(taken)


def _phrase(words: Sequence[str]) -> str | None:
    """The noun phrase at the start of `words`; None where they do not begin with one."""
    taken: list[str] = []
    for place, word in enumerate(words):
        if word.lower() in _ENDS:
            break
        if place and word.lower() in _DETERMINERS and words[place - 1].lower() not in ("of", "and"):
            break
        taken.append(word)
    return _article(taken)


def _article(words: Sequence[str]) -> str | None:
    """`words` as a phrase that names something known: "a bridge" has become "the bridge"."""
    told = [word for word in words if word]
    if not told or all(fold(word) in STOP_WORDS for word in told):
        return None
    if told[0].lower() in ("a", "an"):
        told[0] = "the"
    return " ".join(told).rstrip(",;:").removesuffix("'s").removesuffix("’s")


def with_article(question: str, name: str) -> str:
    """`name` with the "the" that stands before it."""
    before = question[: question.find(name)]
    return f"the {name}" if re.search(r"\bthe $", before, re.IGNORECASE) else name
