"""Which language a text is in, found out from the text alone.

The only importer of py3langid (142 languages, offline). Languages are ISO 639-1 codes. Knows texts; what is
made of a language is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from typing import Any

from ingest.article import Article, Section

__all__ = ["language_of", "question_language", "section_languages"]

_LEAST_LETTERS = 40
"""Below so many letters a text does not tell enough."""
_LEAST_OF_SECTION = 100
_SURE = 0.5
"""How sure it must be that a section is in another language than its article."""
_LIKELY = 0.1
"""What a likely language of a question must have of the chance of the likeliest one."""
_LOOKED_AT = 10_000
"""Characters of a text that are looked at."""
_LETTER = re.compile(r"[^\W\d_]")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]")
"""Letters that say as much as several of an alphabet."""


_PLAINLY_ENGLISH = frozenset(
    "the what who whom whose which how why where when does did were should could would".split()
)
"""Words that make a question English where all of it is in plain letters."""


def language_of(text: str) -> str | None:
    """The language of `text`; None where it is too short to tell."""
    return _guess(text[:_LOOKED_AT], _LEAST_LETTERS)[0]


def question_language(question: str, likely: Collection[str] = ()) -> str:
    """The language of a question, which is short: unless another is plain, one of `likely`; "" where nothing
    tells."""
    if question.isascii() and _PLAINLY_ENGLISH.intersection(question.lower().split()):
        return "en"  # without loading the detector, which a first question would wait for
    ranked = _ranked(question)
    if not ranked or not _LETTER.search(question):
        return ""
    best, chance = ranked[0]
    near = (language for language, own in ranked if own >= _LIKELY * chance)
    return next((language for language in near if language in likely), best)


@lru_cache(256)
def _ranked(question: str) -> list[tuple[str, float]]:
    return [(str(language), float(chance)) for language, chance in _identifier().rank(question)]


def section_languages(article: Article) -> Callable[[Section], str]:
    """The language of each of the article's sections: its own where it plainly differs, else the article's.

    "" where nothing tells.
    """
    found, _ = _guess(article.text[:_LOOKED_AT], _LEAST_LETTERS)
    whole = found or article.metadata.language or ""

    def language(section: Section) -> str:
        own, chance = _guess(article.text[section.start : section.end][:_LOOKED_AT], _LEAST_OF_SECTION)
        return own if own is not None and chance >= _SURE else whole

    return language


@lru_cache(256)
def _guess(text: str, least: int) -> tuple[str | None, float]:
    letters = len(_LETTER.findall(text)) + 3 * len(_DENSE.findall(text))
    if letters < least:
        return None, 0.0
    language, chance = _identifier().classify(text)
    return str(language), float(chance)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
