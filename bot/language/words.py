"""The program's only tokenizer: the words and numbers of a text, in the form in which two texts are compared.

Stems and number words are English; words of other languages are compared as the English stemmer leaves them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from bot.language.en.words import NEGATIONS, NUMBERS, STOP_WORDS

__all__ = [
    "STOP_WORDS", "Word", "asks", "content_stems", "fold", "is_negated", "stem", "stems", "words",
]  # fmt: skip

_TOKEN = re.compile(r"\d[\d.,:]*\d|\d|[^\W\d_]+(?:['’.&-][^\W\d_]+)*", re.UNICODE)
_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number with its place in a text."""

    text: str
    start: int
    end: int
    stem: str
    """The key for comparisons: the stem of a word, the plain digits of a number."""
    number: str | None
    """The digits, where the word is a number in digits or letters."""

    @property
    def is_stop(self) -> bool:
        return self.number is None and self.text.translate(_APOSTROPHES).lower() in STOP_WORDS

    @property
    def is_capitalised(self) -> bool:
        return self.text[:1].isupper()


def fold(text: str) -> str:
    """`text` in lower case (NFKC), with plain quotes and dashes and single blanks."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    return " ".join(plain.split())


def words(text: str) -> Iterator[Word]:
    """The words and numbers of `text` in order; a hyphenated compound yields its parts."""
    for match in _TOKEN.finditer(text):
        whole, start = match.group(), match.start()
        folded = whole.translate(_APOSTROPHES).lower()
        if whole[0].isdigit():
            digits = _digits(whole)
            yield Word(whole, start, match.end(), digits, digits)
        elif folded in NUMBERS:
            digits = NUMBERS[folded]
            yield Word(whole, start, match.end(), digits, digits)
        else:
            for part in re.finditer(r"[^-]+", whole):
                text_of_part = part.group()
                number = NUMBERS.get(text_of_part.lower())
                key = number or stem(text_of_part)
                yield Word(text_of_part, start + part.start(), start + part.end(), key, number)


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry a subject, in order, with repeats."""
    return [word.stem for word in words(text) if not word.is_stop]


def stems(*texts: str) -> set[str]:
    """The stems of all words of `texts`, stop words included."""
    return {word.stem for text in texts for word in words(text)}


def is_negated(text: str) -> bool:
    """Whether a sentence contains a negation ("not", "never", "without", n't)."""
    plain = text.translate(_APOSTROPHES).lower()
    return "n't" in plain or any(token in NEGATIONS for token in re.findall(r"[a-z]+", plain))


def asks(text: str) -> bool:
    """Whether a sentence ends with a question mark, inside closing quotation marks or brackets too."""
    return text.rstrip(" \t\n\"”’»')]*_").endswith(("?", "？"))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English stem of a folded word, possessive dropped (Snowball, Porter 2001)."""
    plain = unicodedata.normalize("NFKC", word).translate(_APOSTROPHES).casefold()
    for ending in ("'s", "s'"):
        if plain.endswith(ending):
            plain = plain[: -len(ending)] + ("s" if ending == "s'" else "")
    return str(_stemmer().stemWord(plain.replace(".", "")))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def _digits(number: str) -> str:
    """`1,234.50` as `1234.5`; a time of day keeps its colon."""
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", number).replace(",", ".")
    if plain.count(".") == 1:
        plain = plain.rstrip("0").rstrip(".")
    return plain.lstrip("0") or "0"
