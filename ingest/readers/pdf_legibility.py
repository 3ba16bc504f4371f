"""Whether a PDF's letters are the words that a reader sees.

A font may lack the codes of its letters: what comes out are signs at random, or the words in a simple cipher.
Told by the letters that a font has been used for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ingest.readers.pdf_page import Line
from ingest.readers.pdf_words import MONO

__all__ = ["letters_in", "unreadable_fonts"]

_LEAST = 60
"""Letters of a font without which nothing can be said of it."""
_SIGNS = re.compile(r"[!\"#$%&'()*+/:;<=>?@\[\\\]^_`{|}~\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd¡-¿×÷]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LEADERS = re.compile(r"([._\-–—=*•·])\1{2,}|(?:[.·] ){3,}")
_COMMON = frozenset(
    "the of and to in is for that with on as by at de la le les et en un une der die das und von den mit ist"
    " el los las y que del por di il e che da per um uma do com het een van og av att som i na w z se".split()
)
"""Words of which some are in any prose in Latin letters."""
_VOWELS = frozenset("aeiouy")
_MOST_SIGNS = 0.42


def unreadable_fonts(pages: Iterable[Sequence[Line]]) -> set[str]:
    """The names of the fonts whose letters have no codes, or wrong ones."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for lines in pages:
        for line in lines:
            if not line.mono and len(line.words) > 1 and not MONO.search(line.font):
                texts[line.font] += [word.text for word in line.words if word.style[2] == line.font]
    return {
        font
        for font, words in texts.items()
        if sum(map(len, words)) > 2.5 * len(words) and _is_garbled(" ".join(words))
    }


def letters_in(lines: Iterable[Line]) -> int:
    """Letters and figures of the lines."""
    return sum(map(str.isalnum, "".join(line.text for line in lines)))


def _is_garbled(text: str) -> bool:
    text = _LEADERS.sub("", text)
    counts = Counter(text)
    solid = sum(count for sign, count in counts.items() if not sign.isspace())
    if solid < _LEAST:
        return False
    if sum(count for sign, count in counts.items() if _SIGNS.match(sign)) > _MOST_SIGNS * solid:
        return True
    latin = {sign: count for sign, count in counts.items() if _LATIN.match(sign)}
    letters = sum(latin.values())
    if letters < 2 * _LEAST or letters < 0.5 * solid:
        return False
    vowels = sum(count for sign, count in latin.items() if _plain(sign) in _VOWELS) / letters
    capitals = sum(count for sign, count in latin.items() if sign.isupper()) / letters
    strange = vowels < 0.2 or vowels > 0.68 or (vowels < 0.3 and capitals > 0.7)
    return strange and not _COMMON.intersection(text.casefold().split())


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0].casefold()
