"""Words, numbers and names of a text, in the form in which two texts are compared.

Knows English stems, number words and stop words; other languages compare by whole folded words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

__all__ = ["STOP_WORDS", "Word", "asks", "content_stems", "fold", "is_negated", "stem", "words"]

STOP_WORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below
    between both but by can could did do does doing done down during each either else etc ever few
    for from further get had has have having he her here hers herself him himself his how i if in
    into is it its itself just let like may me might more most much must my myself neither nor of
    off on once only onto or other our ours out over own per please same shall she should so some
    such tell than that the their theirs them themselves then there these they this those through to
    too under until up upon us very was we were what when where whether which while who whom whose
    why will with within without would you your yours
    """.split()
)
"""Words that carry no subject: left out when two texts are compared."""

_NEGATIONS = frozenset(
    {"not", "no", "never", "none", "nor", "neither", "without", "cannot", "nobody", "nothing"}
)

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12", "hundred": "100",
    "thousand": "1000", "dozen": "12",
}  # fmt: skip
_NUMBER_WORDS = (
    {word: str(value) for value, word in enumerate(_UNITS)}
    | {word: str(10 * value) for value, word in enumerate(_TENS, 2)}
    | {
        f"{tens}-{unit}": str(10 * value + digit)
        for value, tens in enumerate(_TENS, 2)
        for digit, unit in enumerate(_UNITS[:10])
        if digit
    }
    | _ORDINALS
)

_TOKEN = re.compile(r"\d[\d.,:]*\d|\d|[^\W\d_]+(?:['’.&-][^\W\d_]+)*", re.UNICODE)
_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number where it stands in a text."""

    text: str
    start: int
    end: int
    stem: str
    """What it is compared by: the stem of a word, the plain digits of a number."""
    number: str | None
    """The digits, where the word is a number in digits or letters."""

    @property
    def is_stop(self) -> bool:
        return self.number is None and self.text.translate(_APOSTROPHES).lower() in STOP_WORDS

    @property
    def is_capitalised(self) -> bool:
        return self.text[:1].isupper()


def fold(text: str) -> str:
    """`text` with compatibility forms, quotes, dashes, case and white space made alike."""
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    return " ".join(plain.split())


def words(text: str) -> Iterator[Word]:
    """The words and numbers of `text` in order; hyphened compounds come as their parts."""
    for match in _TOKEN.finditer(text):
        whole, start = match.group(), match.start()
        folded = whole.translate(_APOSTROPHES).lower()
        if whole[0].isdigit():
            digits = _digits(whole)
            yield Word(whole, start, match.end(), digits, digits)
        elif folded in _NUMBER_WORDS:
            digits = _NUMBER_WORDS[folded]
            yield Word(whole, start, match.end(), digits, digits)
        else:
            for part in re.finditer(r"[^-]+", whole):
                text_of_part = part.group()
                number = _NUMBER_WORDS.get(text_of_part.lower())
                key = number or stem(text_of_part)
                yield Word(text_of_part, start + part.start(), start + part.end(), key, number)


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry a subject, in order, with repeats."""
    return [word.stem for word in words(text) if not word.is_stop]


def is_negated(text: str) -> bool:
    """Whether a sentence says that something is not so ("not", "never", "without", n't)."""
    plain = text.translate(_APOSTROPHES).lower()
    return "n't" in plain or any(token in _NEGATIONS for token in re.findall(r"[a-z]+", plain))


def asks(text: str) -> bool:
    """Whether a sentence ends as a question does, be it within quotation marks."""
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
    """`1,234.50` as `1234.5`; a colon (a time of day) stays."""
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", number).replace(",", ".")
    if plain.count(".") == 1:
        plain = plain.rstrip("0").rstrip(".")
    return plain.lstrip("0") or "0"
