"""Coreference: what a pronoun of a follow-up refers to among the persons, things and places spoken of before.

Finds noun phrases by the words around them. An English question has few forms: what is asked, an auxiliary,
the subject, the verb, the rest. A referent must agree in number and kind: "it" is one thing, "they" are
several or a group, "she" is a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.en.follow_ups import GROUPS, PERSONS, REQUEST
from bot.language.en.words import (
    BE,
    DETERMINERS,
    DO,
    HAVE,
    IRREGULAR_PARTICIPLES,
    LINKING_PREPOSITIONS,
    MODALS,
    QUESTION_WORDS,
    STOP_WORDS,
)
from bot.language.rules import one_of
from bot.language.words import fold

__all__ = ["find_names", "find_person", "find_place", "find_things", "is_plural", "without_quotes"]

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
_QUOTED = re.compile(r"[“\"«„][^”\"»]*[”\"»]")
_DETAIL = re.compile(r"^- [^:\n]+: (?P<value>[^\n]+)$")
"""A line of an answer about an article: "- Author: Ines Karg"."""

_OF_PERSONS = re.compile(
    r"\b(?:say|said|says|write|wrote|think|thought|believe|argue|claim|recommend|promise|predict|decide|want|feel"
    r"|know|suggest|invent|discover)\b"
)
"""Verbs whose subject is a person, so that a name before them is no "it"."""
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
_BEFORE_ING = frozenset(
    "stop start begin keep continue finish resume cease quit avoid go come try risk consider".split()
)
"""Verbs that a form with -ing follows: "did the mill stop working"."""
_PARTICIPLE = re.compile(
    rf"\w{{2,}}ed|{one_of(sorted(IRREGULAR_PARTICIPLES))}|like|famous|important|closed|open|ready|full|empty"
)
"""Words after "was" that are no longer its subject."""
_ASKED = re.compile(
    rf"^{one_of(QUESTION_WORDS)}\b"
    r"(?: (?:long|much|often|old|far|tall|big|high|wide|deep|fast|loud|thick|heavy|large|early"
    r"|late)\b)?",
    re.IGNORECASE,
)
_THERE = re.compile(r"^(?:is|are|was|were|will|would) there (?:be )?(?P<rest>.+)", re.IGNORECASE)
_PLURALS = frozenset("people men women children feet teeth mice geese police cattle".split())
_SINGULARS = re.compile(r".*(?:ss|us|is|ness|news|series|species|means|lens|gas)")


def without_quotes(text: str) -> str:
    """`text` with quoted words overwritten; its length is kept. What is quoted is never a referent."""
    return _QUOTED.sub(lambda hit: "\0" * len(hit.group()), text)


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
    """The person that "he" or "she" refers to: the question's subject, or whom the answer names.

    An answer names a person where it answers a "who" question or gives an article's author, or where it names
    nobody else.
    """
    question = without_quotes(question)
    if author := _DETAIL.match(answer):
        names = find_names(f"- {author['value']}")
        return names[0] if names and _may_be_person(names[0]) else None
    asked_for = re.match(r"who(?:se)?\b(?! (?:is|was) (?-i:[A-Z])| did\b| does\b)", question, re.IGNORECASE)
    known = fold(question)
    new = [name for name in _answered_with(answer) if fold(name) not in known]
    if asked_for:
        return next((name for name in new if " " in name), new[0] if new else None)
    names = [name for name in find_names(question) if not _TO.search(question[: question.find(name)])]
    if persons := [name for name in names if _may_be_person(name)]:
        return persons[0]
    for phrase in _phrases_of(question):
        if PERSONS.fullmatch(_head(phrase)) and not is_plural(phrase):
            return phrase
    persons = list(dict.fromkeys(name for name in new if " " in name and _may_be_person(name)))
    return persons[0] if len(persons) == 1 else None


def _may_be_person(name: str) -> bool:
    """Whether a name has the form of a person's: no "of" or "the" in it, and no number."""
    parts = name.split()
    return not any(part in ("of", "the") or part[0].isdigit() for part in parts) and len(parts) <= 4


def _answered_with(answer: str) -> list[str]:
    """The names of an answer, those in bold first, and none with a number in it."""
    bold = [name for text in _BOLD.findall(answer) for name in find_names(f"- {text}")]
    plain = [name for line in answer.splitlines() for name in find_names(line.replace("**", ""))]
    return [name for name in [*bold, *plain] if not any(char.isdigit() for char in name)]


def find_place(question: str) -> str | None:
    """The name that "there" refers to: one with a preposition before it, otherwise the last."""
    question = without_quotes(question)
    names = find_names(question)
    led = [name for name in names if _LEADING.search(question[: question.find(name)])]
    return _with_article(question, (led or names)[-1]) if names else None


def find_things(question: str) -> tuple[str | None, str | None]:
    """The referents of "it" and of "they": the subject of the question, or else what it asks for.

    Each agrees in number, the second may also be a group ("the council").
    """
    found = _phrases_of(question)
    single = [phrase for phrase in found if not is_plural(phrase)]
    things = [
        phrase
        for phrase in single
        if not PERSONS.fullmatch(_head(phrase))
        and not (_OF_PERSONS.search(question) and phrase[:1].isupper())
    ]
    groups = [phrase for phrase in single if GROUPS.fullmatch(_head(phrase)) or _head(phrase)[:1].isupper()]
    plain = [phrase for phrase in things if not GROUPS.fullmatch(_head(phrase))]
    many = next((phrase for phrase in reversed(found) if is_plural(phrase)), None)
    return next(iter(plain or things), None), many or next(iter(groups), None)


def _phrases_of(question: str) -> list[str]:
    phrases = _subject_and_others(REQUEST.sub("", without_quotes(question)).rstrip("?!. "), question)
    return [phrase for phrase in phrases if phrase]


def _subject_and_others(plain: str, question: str) -> list[str | None]:
    """The noun phrases that a question is about: its subject, its object, what it counts."""
    if REQUEST.match(question):
        return [_phrase(plain.split())]
    if there := _THERE.match(plain):
        return [_phrase(there["rest"].split())]
    asked = _ASKED.match(plain)
    words = plain[asked.end() if asked else 0 :].split()
    place = next((at for at, word in enumerate(words[:5]) if word.lower() in _LINKING | _CARRYING), None)
    if place is None:  # "who founded the station": the verb, then its object
        of_which = _counted(plain, words)
        if len(words) > 2 and words[1].lower() in _ENDS:  # "what happened to the school"
            return [_phrase(words[2:])]
        return [_phrase(words[1:]) if not of_which else None, _the(of_which) if of_which else None]
    counted = " ".join(words[:place]).removeprefix("many ").strip() or None
    carries = words[place].lower() in _CARRYING
    subject = _subject(words[place + 1 :], carries=carries, judged=place == 0 and asked is None)
    thing = _object(words[place + 1 :]) if carries else None
    if counted in (None, "many") or fold(counted or "") in STOP_WORDS:
        counted = None
    about = re.search(r"\babout (?P<what>.+)", plain)
    topic = _phrase(about["what"].split()) if about else None
    return [subject, thing, topic, _the(counted) if counted else None]


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase is about several: by its head, or by an "and"."""
    head = _head(phrase)
    if re.search(r"\band\b", phrase) and not head[:1].isupper():
        return True
    if head[:1].isupper():
        return False
    return head in _PLURALS or (head.endswith("s") and not _SINGULARS.fullmatch(head))


def _head(phrase: str) -> str:
    """The noun of a phrase: its last word before "of" or another preposition."""
    words = phrase.split()
    end = next((at for at, word in enumerate(words) if at and word.lower() in _ENDS | {"of"}), len(words))
    return words[end - 1].strip("'’\".,") if words else ""


def _counted(question: str, words: Sequence[str]) -> str | None:
    """ "people" of "how many people ride at night"."""
    if re.match(r"(?:how many|which|what)\b", question, re.IGNORECASE) and len(words) > 1:
        first = 1 if words[0].lower() == "many" else 0
        return words[first] if words[first].endswith("s") or words[first] == "people" else None
    return None


def _subject(words: Sequence[str], *, carries: bool, judged: bool = False) -> str | None:
    """The noun phrase after an auxiliary; after "does" and "can" without the verb that follows it, and of "is
    coffee healthy" (`judged`) without the adjective."""
    rest = list(words)
    while rest and rest[-1].lower() in _ENDS | {"of"}:
        rest.pop()
    taken: list[str] = []
    for place, word in enumerate(rest):
        plain = word.lower()
        if place and plain in _ENDS:
            break
        if place and plain in DETERMINERS and rest[place - 1].lower() not in ("of", "and"):
            return _article(taken[:-1] if carries else taken)
        if not carries and _PARTICIPLE.fullmatch(plain) and not (taken and set(taken) <= DETERMINERS):
            return _article(taken)
        if carries and place and plain.endswith("ing") and rest[place - 1].lower() in _BEFORE_ING:
            break
        taken.append(word)
    if (carries or (judged and len(taken) == len(rest))) and len(taken) > 1:
        taken.pop()
    return _article(taken)


def _object(words: Sequence[str]) -> str | None:
    """The definite noun phrase after the verb: "the plan" of "the council approve the plan"."""
    for place, word in enumerate(words[2:], 2):
        if word.lower() in _ENDS:
            return None
        if word.lower() in DETERMINERS and words[place - 1].lower() not in ("of", "and"):
            return _phrase(words[place:])
    return None


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
    phrase = [word for word in words if word and "\0" not in word]
    if not phrase or all(fold(word) in STOP_WORDS for word in phrase):
        return None
    if phrase[0].lower() in ("a", "an"):
        phrase[0] = "the"
    return " ".join(phrase).rstrip(",;:").removesuffix("'s").removesuffix("’s")


def _the(counted: str) -> str:
    """ "the dams" of "how many dams"."""
    first = counted.split()[0].lower()
    return counted if first in DETERMINERS or fold(first) in STOP_WORDS else f"the {counted}"


def _with_article(question: str, name: str) -> str:
    """`name` with the "the" that precedes it in the question."""
    before = question[: question.find(name)]
    return f"the {name}" if re.search(r"\bthe $", before, re.IGNORECASE) else name
