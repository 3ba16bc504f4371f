"""Lines put together to running text: blanks between words, and hyphens that only the line's end made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

__all__ = ["join_lines", "vocabulary_of", "whole_words"]

_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")


def whole_words(line: str) -> list[str]:
    """Words that no line end may have cut."""
    found = _WORDS.findall(line.lower())
    return found[1 : -1 if line.endswith("-") else None]


def vocabulary_of(lines: Iterable[str]) -> Counter[str]:
    """How often each word is in the lines, whole."""
    return Counter(word for line in lines for word in whole_words(line))


def join_lines(text: str, following: str, words: Counter[str]) -> str:
    """Two lines as one, without the hyphen that only the line's end put there."""
    left, right = _LAST.search(text[-80:]), _WORDS.match(following)
    if left is None or right is None:
        if text.endswith("-") and following[:1].isdigit():
            return text + following
        wide = _is_wide(text[-1:]) and _is_wide(following[:1])
        return f"{text}{'' if wide else ' '}{following}"
    if not following[0].islower():
        return text + following
    whole, halves = (left[1] + right[0]).lower(), f"{left[1]}-{right[0]}".lower()
    if words[whole] == words[halves]:
        is_compound = (
            min(len(left[1]), len(right[0])) > 2 and words[left[1].lower()] and words[right[0].lower()]
        )
        return text + following if is_compound else text[:-1] + following
    return text[:-1] + following if words[whole] > words[halves] else text + following


def _is_wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
