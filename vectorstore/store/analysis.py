"""How a text becomes the terms that the keyword index compares, language by language.

Lower case, signs of one width, no accents, stems by Snowball where there is a stemmer. Scripts that are
written without blanks are taken letter by letter, Korean words letter by letter and in pairs. With
`keyword_index` the only importer of tantivy. Knows nothing of indexes or questions.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

__all__ = ["PLAIN", "analysis_for", "terms_of"]

_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nb": "norwegian", "nl": "dutch",
    "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
PLAIN = "plain"
"""The analysis of languages without a stemmer."""
_UNKNOWN = "english"
"""Of chunks whose language nobody noted, as all were before."""
_ACCENTS_TELL = frozenset({"hungarian", "romanian", "turkish"})
"""Where a stemmer needs the accents: they are taken away afterwards. Elsewhere before, so that a question
that was typed without any finds what is written with them; measured, the order makes no other difference."""

# Scripts written without blanks between words: each character is a term of its own. Neighbours are found side
# by side in questions too, which does as well as pairs of characters for terms (Chinese: better).
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")


def analysis_for(language: str) -> str:
    """The name of the analysis for an ISO 639-1 code; "" is a language that nobody noted."""
    return _STEMMERS.get(language, PLAIN) if language else _UNKNOWN


def terms_of(text: str, analysis: str = _UNKNOWN) -> list[str]:
    """The terms of `text` in its order."""
    return list(_analyzer(analysis).analyze(text if text.isascii() else _spaced(text)))


def _spaced(text: str) -> str:
    """The text in signs of one width, without lone surrogates, and with blanks around each term."""
    folded = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode("utf-8"))
    return _HANGUL.sub(_pieces, _UNSPACED.sub(r" \g<0> ", folded))


def _pieces(word: re.Match[str]) -> str:
    letters = word.group()
    pairs = (letters[place : place + 2] for place in range(len(letters) - 1))
    return f" {' '.join((*letters, *pairs))} "


@cache
def _analyzer(analysis: str) -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = (
        TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(80)).filter(Filter.lowercase())
    )
    if analysis not in _ACCENTS_TELL:
        builder = builder.filter(Filter.ascii_fold())
    if analysis != PLAIN:
        builder = builder.filter(Filter.stemmer(analysis))
    if analysis in _ACCENTS_TELL:
        builder = builder.filter(Filter.ascii_fold())
    return builder.build()
