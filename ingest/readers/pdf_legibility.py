"""Whether a PDF's letters are the words that a reader sees.

A font may lack the codes of its letters: what comes out are signs at random, or the words in a simple cipher.
Told by the letters that a font has been used for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.readers.pdf_page import Line

__all__ = ["letters_in", "unreadable_fonts"]

_LEAST = 60
"""Letters of a font without which nothing can be said of it."""
_SIGNS = re.compile(r"[!\"#$%&'()*+/:;<=>?@\[\\\]^_`{|}~\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd¡-¿×÷]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER_OR_FIGURE = re.compile(r"[^\W_]")
_LEADERS = re.compile(r"([._\-–—=*•·])\1{2,}|(?:[.·] ){3,}")
_VOWELS = frozenset("aeiouy")
_MOST_SIGNS = 0.42


def unreadable_fonts(pages: Iterable[Sequence[Line]]) -> set[str]:
    """The names of the fonts whose letters have no codes, or wrong ones."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for lines in pages:
        for line in lines:
            if not line.mono:
                for word in line.words:
                    texts[word.style[2]].append(word.text)
    return {font for font, words in texts.items() if _is_garbled(" ".join(words))}


def letters_in(lines: Iterable[Line]) -> int:
    """Letters and figures of the lines."""
    return sum(len(_LETTER_OR_FIGURE.findall(line.text)) for line in lines)


def _is_garbled(text: str) -> bool:
    text = _LEADERS.sub("", text)
    solid = sum(not character.isspace() for character in text)
    if solid < _LEAST:
        return False
    signs = len(_SIGNS.findall(text))
    if signs > _MOST_SIGNS * solid:
        return True
    latin = _LATIN.findall(text)
    if len(latin) < 2 * _LEAST or len(latin) < 0.5 * solid:
        return False
    plain = [unicodedata.normalize("NFD", letter)[0].casefold() for letter in latin]
    vowels = sum(letter in _VOWELS for letter in plain) / len(plain)
    capitals = sum(letter.isupper() for letter in latin) / len(latin)
    return vowels < 0.2 or vowels > 0.68 or (vowels < 0.3 and capitals > 0.7)
