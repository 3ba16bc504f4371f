"""Understands a question: its language, its kind, the type of its answer and its key terms.

The rules are those of the question's language (`bot.language`). A question of a language without rules counts
as a fact question whose words are all key terms.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast

from bot.language.base import ENGLISH, LANGUAGE_CODES, Language, language, language_of
from bot.language.expressions import AnswerType
from bot.language.rules import first_match
from bot.language.words import Word, fold, stem, words
from bot.question.comparison_sides import find_sides
from bot.question.smalltalk import find_small_talk

__all__ = ["ABOUT_ARTICLES", "LONGEST_QUESTION", "Kind", "Question", "understand"]

Kind = Literal[
    "fact", "list", "explanation", "definition", "comparison", "articles", "outline", "gist", "points",
    "conclusion", "details", "library", "mentioned", "smalltalk",
    "more", "check", "empty", "too_long",
]  # fmt: skip
ABOUT_ARTICLES = frozenset({"outline", "gist", "points", "conclusion", "details", "library", "mentioned"})
"""Kinds of question about articles as such; none of them is searched for."""
_MOST_SENTENCES = 20
LONGEST_QUESTION = 2000
"""Characters; a longer text is rather an article than a question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with everything that the following steps need to know of it."""

    text: str
    kind: Kind
    answer_type: AnswerType = "any"
    terms: tuple[str, ...] = ()
    """Stems of its key words, in order, each once."""
    names: tuple[str, ...] = ()
    """Those terms that are written as names or are numbers: evidence must contain them."""
    subject: str | None = None
    """What a definition is asked of, what everything is asked about, or what articles are asked for.
    For the library: `count`, `longest`, a language and so on; for names: `person` or `place`."""
    count: int | None = None
    """How many sentences, points or items it asks for, where it says so."""
    sides: tuple[str, ...] = ()
    """What a comparison asks about each of its sides, as phrases; empty when it names no two sides."""
    language: str = ENGLISH
    """The code of the language it is answered in."""
    reply: str = ""
    """The key of the phrase that replies to small talk."""
    selection: str = ""
    """Words of an article that were selected; the question is about them and answered from their section."""
    earlier: str = ""
    """Of the kinds `more` and `check`: the earlier question that they go back to."""
    answered: str = ""
    """The answer to `earlier`, without citation markers."""


def understand(question: str) -> Question:
    """The kind of `question`, the type of its answer, and its key terms."""
    text = " ".join(question.split())
    if not any(char.isalnum() for char in text):
        return Question(text, "empty")
    if len(text) > LONGEST_QUESTION:
        return Question(text, "too_long", language=language_of(text[:LONGEST_QUESTION]))
    if said := find_small_talk(text):
        return Question(text, "smalltalk", language=said[0], reply=said[1])
    known = language(language_of(text))
    plain = fold(text)
    answer_type = _answer_type(plain, known)
    kind, subject = _kind(plain, text, answer_type, known)
    if kind == "articles" and subject:
        return replace(understand(subject), text=text, kind="articles", subject=subject)
    written = list(words(text))
    idle = known.stop_words | known.asking_words
    carrying = [word for word in written if not (word.is_stop or fold(word.text) in idle)]
    terms = tuple(dict.fromkeys(word.stem for word in carrying or written))
    sides = find_sides(text, known.code)
    if sides and kind in ("fact", "list", "explanation"):
        kind = "comparison"
    elif kind == "comparison" and not sides and set(terms) <= _comparing_stems(known.code):
        kind = "outline"  # "what do the articles have in common": only what each is about can be answered
    return Question(
        text, kind, answer_type, terms, _names(written, set(terms)), subject,
        _count(written) if kind in ("gist", "points") else None,
        sides if kind == "comparison" else (), known.code,
    )  # fmt: skip


def _count(written: Sequence[Word]) -> int | None:
    """The first number of the question that can be a number of sentences."""
    numbers = (int(word.number) for word in written if word.number and word.number.isdigit())
    return next((number for number in numbers if 0 < number <= _MOST_SENTENCES), None)


def _answer_type(plain: str, known: Language) -> AnswerType:
    """The type whose rule matches earliest; a rule anchored at the start comes before the others."""
    found = [
        (match.start(), place, rule.name)
        for place, rule in enumerate(known.answer_types)
        if (match := rule.match(plain))
    ]
    return cast(AnswerType, min(found)[2]) if found else "any"


def _kind(plain: str, text: str, answer_type: AnswerType, known: Language) -> tuple[Kind, str | None]:
    """The kind of the first rule that matches, and the subject that it finds, as written."""
    found = first_match(known.kinds, plain, answer_type)
    if found is None:
        return "fact", None
    rule, match = found
    kind, _, part = rule.name.partition(".")
    if part:
        named = match.groupdict().get("subject") or match.groupdict().get("subject_before")
        return cast(Kind, kind), LANGUAGE_CODES.get(named, named) if named else part
    subject = match.groupdict().get("subject")
    if subject and len(plain) == len(text):
        subject = text[match.start("subject") : match.end("subject")]
    return cast(Kind, rule.name), subject


@cache
def _comparing_stems(code: str) -> frozenset[str]:
    return frozenset(stem(word) for word in language(code).comparing_words)


def _names(written: Sequence[Word], terms: Set[str]) -> tuple[str, ...]:
    """Terms written with a capital inside the question, or with digits."""
    capitals = sum(word.is_capitalised for word in written)
    shouted = capitals > max(3, 0.6 * len(written))
    found: dict[str, None] = {}
    for position, word in enumerate(written):
        if word.stem not in terms:
            continue
        named = word.is_capitalised and not shouted and (position > 0 or not word.text[1:].islower())
        if named or any(char.isdigit() for char in word.text):
            found.setdefault(word.stem)
    return tuple(found)
