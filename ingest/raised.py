"""Raised and lowered signs as plain text: 10⁵, H₂O, x_max, 21st; and which of them are only marks of notes.

Readers of formats that set signs above or below the line call `raised` and `lowered`. Knows nothing of a
format: it is given what stands before the signs.
"""

from __future__ import annotations

import re

__all__ = ["is_note_sign", "lowered", "raised"]

_UP = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_DOWN = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_UP_SIGNS = re.compile(r"[0-9+\-−–=()ni]{1,12}")
_DOWN_SIGNS = re.compile(r"[0-9+\-−–=()]{1,12}")
_NUMBERS = re.compile(r"\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,20}")
_BRACKETED = re.compile(r"[\[(](?:\d{1,3}|[a-z]|[ivxl]{1,6}|note \d{1,3}|[nN]\.? ?\d{1,3}|\*)[\])]")
_SIGNS = re.compile(r"[*∗†‡§¶#※]{1,4}")
_NOTE_LETTER = re.compile(r"[a-z](?:,\s?[a-z])*")
_WORD_BEFORE = re.compile(r"[^\W\d_]{1,40}\Z")
_NUMBER_BEFORE = re.compile(r"\d[\d.,]{0,30}\Z")
_YEAR = re.compile(r"1[4-9]\d\d|20\d\d")
_ORDINAL = frozenset("st nd rd th er ère re e ème eme es o a os as ª º de ste ter d nde te".split())
_SHORTENED = {"m": ("me", "lle", "gr", "r", "rs"), "d": ("r", "re"), "n": ("o", "os"), "s": ("t", "te")}
"""First letters of words whose last letters are raised (Mᵐᵉ, Nᵒ), with these."""
_UNITS = frozenset(
    "m cm mm km dm nm µm μm s ms h hr min ft in yd mi px kg g mol cd sec rad mile miles".split()
)
_TRADE = {"tm": "™", "sm": "℠", "r": "®", "(r)": "®", "®": "®", "™": "™", "©": "©", "(tm)": "™"}
_LONGEST = 16


def raised(before: str, signs: str) -> str:
    """What to write for the raised `signs` after the text `before`: "" for the mark of a note."""
    text = " ".join(signs.split())
    small = text.lower()
    word = _WORD_BEFORE.search(before)
    if not text or is_note_sign(before, text):
        return ""
    if word is None and before[-1:].isdigit() and small in _ORDINAL:
        return text
    if word is not None and small in _SHORTENED.get(word[0].lower(), ()):
        return text
    if small in _TRADE and text != "r":
        return _TRADE[small]
    if not before or before[-1:].isspace() or before[-1:] in "([{/⁄":
        return text.translate(_UP) if _UP_SIGNS.fullmatch(text) else text
    if _UP_SIGNS.fullmatch(text):
        return text.translate(_UP)
    if len(text) > _LONGEST or " " in text:
        return f" {text}"
    return f"^{text}" if text.isalnum() or len(text) == 1 else f"^({text})"


def lowered(before: str, signs: str) -> str:
    """What to write for the lowered `signs` after the text `before`."""
    text = " ".join(signs.split())
    if not text:
        return ""
    if _DOWN_SIGNS.fullmatch(text):
        return text.translate(_DOWN)
    if len(text) > _LONGEST or " " in text or not before or not before[-1:].isalnum():
        return text if not before or before[-1:].isspace() else f" {text}"
    return f"_{text}" if text.isalnum() else f"_({text})"


def is_note_sign(before: str, signs: str) -> bool:
    """Whether raised `signs` after the text `before` can only be the mark of a note.

    A number after a word, a year or the end of a sentence is; after a unit, a letter that stands for a
    quantity, or another number it is an exponent.
    """
    text = signs.strip()
    last = before[-1:]
    if _BRACKETED.fullmatch(text):
        return True
    if not last or last.isspace():
        return False
    word = _WORD_BEFORE.search(before)
    if _NUMBERS.fullmatch(text):
        if word is not None:
            is_quantity = len(word[0]) == 1 or word[0] in _UNITS or _is_formula(before, word[0])
            return not is_quantity or not text.isdecimal() or len(text) > 2
        number = _NUMBER_BEFORE.search(before)
        if number is not None:
            return bool(_YEAR.fullmatch(number[0].strip(".,"))) or not text.isdecimal()
        return last in ".,;:!?…\"'”’»。、」』"
    if _SIGNS.fullmatch(text):
        return word is None or len(word[0]) > 1
    if _NOTE_LETTER.fullmatch(text) and word is not None and len(word[0]) > 2:
        return text not in _SHORTENED.get(word[0].lower(), ()) and len(text) == 1 and text in "abcdefgh"
    return False


def _is_formula(before: str, word: str) -> bool:
    """Whether the word is a sign of a formula: SO₄, Ca, 3x."""
    start = len(before) - len(word)
    return start > 0 and (before[start - 1].isdigit() or before[start - 1] in "₀₁₂₃₄₅₆₇₈₉)^_=·×/")
