"""One language as the program knows it: its closed word classes, its rules and the phrases it answers with.

Each language is a folder of the same modules beside this file; what a folder lacks is language-neutral: a
question that no rule takes asks for a fact, and a phrase that is missing is said in English.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.resources import files

from bot.language.fact_questions import FactQuestion
from bot.language.rules import Rule

__all__ = ["ENGLISH", "LANGUAGES", "LANGUAGE_CODES", "Language", "language", "language_of", "phrase"]

ENGLISH = "en"
LANGUAGE_CODES = {
    "english": "en", "german": "de", "spanish": "es", "french": "fr", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "japanese": "ja", "korean": "ko", "chinese": "zh", "russian": "ru", "swedish": "sv",
    "danish": "da", "norwegian": "no", "finnish": "fi", "polish": "pl", "arabic": "ar", "hebrew": "he",
}  # fmt: skip
"""English names of languages."""
LANGUAGES = (ENGLISH, "de", "es", "fr", "ja", "ko")
"""Codes (ISO 639-1) of the folders, the one that is assumed where nothing speaks for another first."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Language:
    """The data and compiled rules of one language; every table may be empty."""

    code: str
    stop_words: frozenset[str] = field(default=frozenset(), repr=False)
    """Words that carry no subject."""
    script: re.Pattern[str] | None = field(default=None, repr=False)
    """Characters that only this language is written with."""
    signs: re.Pattern[str] | None = field(default=None, repr=False)
    """Letters and elisions in lower-case words that speak for this language."""
    asking_words: frozenset[str] = field(default=frozenset(), repr=False)
    comparing_words: frozenset[str] = field(default=frozenset(), repr=False)
    kinds: tuple[Rule, ...] = field(default=(), repr=False)
    """Kinds of question, the first match decides."""
    answer_types: tuple[Rule, ...] = field(default=(), repr=False)
    """Types of a fact, the earliest match in the question decides."""
    comparisons: tuple[Rule, ...] = field(default=(), repr=False)
    """Forms of a comparison with the groups `sides`, and `other` or `shared`."""
    small_talk: tuple[Rule, ...] = field(default=(), repr=False)
    """What is said to the program; a rule's name is the key of the phrase that replies."""
    details: tuple[Rule, ...] = field(default=(), repr=False)
    """What a question wants to know about an article; a rule's name is the key of the label."""
    selection: Rule | None = field(default=None, repr=False)
    """How the page puts a question about selected words: the groups `words` and `rest`."""
    headings: Rule | None = field(default=None, repr=False)
    """Recognises an outline question that asks for the headings themselves."""
    fact_questions: tuple[FactQuestion, ...] = field(default=(), repr=False)
    """Forms of statements, each with the question that it answers."""
    named_article: Rule | None = field(default=None, repr=False)
    """Finds the words of a question that name one article."""


@cache
def language(code: str) -> Language:
    """The language of one of LANGUAGES."""
    found: Language = import_module(f"bot.language.{code}.language").LANGUAGE
    return found


def language_of(text: str) -> str:
    """The code of the language that `text` is written in, as far as LANGUAGES go; English when in doubt.

    A script decides by itself. Between languages of the Latin script the one with the most stop words in the
    text is taken, and English unless another has more.
    """
    for code in LANGUAGES:
        script = language(code).script
        if script and script.search(text):
            return code
    written = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    counts = [sum(word in language(code).stop_words for word in written) for code in LANGUAGES]
    for place, code in enumerate(LANGUAGES):
        signs = language(code).signs
        counts[place] += bool(signs and signs.search(text))
    return LANGUAGES[counts.index(max(counts))]


def phrase(code: str, key: str, **values: object) -> str:
    """What the program says under `key` in a language, or in English where the language lacks the phrase.

    Raises KeyError for a key that English lacks.
    """
    known = _phrases(code) if code in LANGUAGES else {}
    text = known.get(key) or _phrases(ENGLISH)[key]
    return text.format(**values) if values else text


@cache
def _phrases(code: str) -> dict[str, str]:
    text = files(f"bot.language.{code}").joinpath("phrases.json").read_text("utf-8")
    found: dict[str, str] = json.loads(text)
    return found
