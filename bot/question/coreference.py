"""Coreference: the person, thing or place of an earlier question and its answer that a pronoun refers to.

Finds noun phrases by the words around them. An English question has few forms: what is asked, an auxiliary,
the subject, the verb, the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.en.words import (
    BE,
    DETERMINERS,
    DO,
    HAVE,
    LINKING_PREPOSITIONS,
    MODALS,
    QUESTION_WORDS,
    STOP_WORDS,
)
from bot.language.rules import one_of
from bot.language.words import fold

__all__ = ["find_names", "find_person", "find_place", "find_things"]

_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]*\w|[A-Z])(?: (?:(?:of|the|de|von|van|la|al) ){0,2}(?:[A-Z][\w'’.-]*\w|\d+))*"
)
_NO_NAMES = frozenset(
    "since according although however while despite besides unlike instead half two".split()
)
"""Ordinary words that open a sentence with a capital."""
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*(?=[^\n]*[^\s*][^\n]*)")
_TO = re.compile(rf"\b{one_of(LINKING_PREPOSITIONS)} (?:the )?$", re.IGNORECASE)
_LEADING = re.compile(r"\b(?:in|on|at|from|to|near) (?:the )?$", re.IGNORECASE)

_LINKING = frozenset([*BE, "been", *HAVE])
"""Verbs after which a participle ends the subject ("was the ship built")."""
_CARRYING = frozenset([*DO, *MODALS])
"""Verbs after which another verb ends the subject ("did the ship sink")."""
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
    rf"^{one_of(QUESTION_WORDS)}\b"
    r"(?: (?:long|much|often|old|far|tall|big|high|wide|deep|fast|loud|thick|heavy|large|early"
    r"|late)\b)?",
    re.IGNORECASE,
)
_THERE = re.compile(r"^(?:is|are|was|were|will|would) there (?:be )?(?P<rest>.+)", re.IGNORECASE)


def find_names(text: str) -> list[str]:
    """The runs of capitalised words; an ordinary word at the start of the text does not count."""
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


def find_person(question: str, answer: str) -> str | None:
    """The person that "he" or "she" refers to: the question's subject, or the answer of a "who" question."""
    asked_for = re.match(r"who(?:se)?\b(?! (?:is|was) (?-i:[A-Z])| did\b| does\b)", question, re.IGNORECASE)
    if asked_for:
        known = fold(question)
        new = [name for name in _answered_with(answer) if fold(name) not in known]
        return next((name for name in new if " " in name), new[0] if new else None)
    names = [name for name in find_names(question) if not _TO.search(question[: question.find(name)])]
    return names[0] if names else None


def _answered_with(answer: str) -> list[str]:
    """The names of an answer, those in bold first, and none with a number in it."""
    bold = [name for text in _BOLD.findall(answer) for name in find_names(f"- {text}")]
    plain = [name for line in answer.splitlines() for name in find_names(line.replace("**", ""))]
    return [name for name in [*bold, *plain] if not any(char.isdigit() for char in name)]


def find_place(question: str) -> str | None:
    """The name that "there" refers to: one with a preposition before it, otherwise the last."""
    names = find_names(question)
    led = [name for name in names if _LEADING.search(question[: question.find(name)])]
    return _with_article(question, (led or names)[-1]) if names else None


def find_things(question: str) -> tuple[str | None, str | None]:
    """The referents of "it" and of "they": the subject of the question, or else what it asks for."""
    plain = question.rstrip("?!. ")
    if there := _THERE.match(plain):
        subject = _phrase(there["rest"].split())
        return subject, subject
    asked = _ASKED.match(plain)
    words = plain[asked.end() if asked else 0 :].split()
    place = next((at for at, word in enumerate(words[:5]) if word.lower() in _LINKING | _CARRYING), None)
    if place is None:  # "who founded the station": the verb, then its object
        of_which = _counted(plain, words)
        thing = _phrase(words[1:]) if not of_which else None
        return thing or of_which, of_which or thing
    counted = " ".join(words[:place]).removeprefix("many ").strip() or None
    subject = _subject(words[place + 1 :], does=words[place].lower() in _CARRYING)
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
        if place and plain in DETERMINERS and rest[place - 1].lower() not in ("of", "and"):
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
        if place and word.lower() in DETERMINERS and words[place - 1].lower() not in ("of", "and"):
            break
        taken.append(word)
    return _article(taken)


def _article(words: Sequence[str]) -> str | None:
    """`words` as a definite phrase: "a bridge" becomes "the bridge"."""
    phrase = [word for word in words if word]
    if not phrase or all(fold(word) in STOP_WORDS for word in phrase):
        return None
    if phrase[0].lower() in ("a", "an"):
        phrase[0] = "the"
    return " ".join(phrase).rstrip(",;:").removesuffix("'s").removesuffix("’s")


def _with_article(question: str, name: str) -> str:
    """`name` with the "the" that stands before it."""
    before = question[: question.find(name)]
    return f"the {name}" if re.search(r"\bthe $", before, re.IGNORECASE) else name
