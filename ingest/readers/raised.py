"""Raised and lowered letters as plain text: figures stay what they are (10⁵, H₂O), never joined to their
base.
"""

from __future__ import annotations

__all__ = ["lowered", "raised"]

_PLAIN = "0123456789+-−=()n"
_RAISED = dict(zip(map(ord, _PLAIN), "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip(map(ord, _PLAIN[:-1]), "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def raised(words: str) -> str:
    """`words` as they are written above the line; with `^` before them where they have no such signs."""
    return _written(words, _RAISED, "^")


def lowered(words: str) -> str:
    """`words` as they are written below the line; with `_` before them where they have no such signs."""
    return _written(words, _LOWERED, "_")


def _written(words: str, signs: dict[int, str], mark: str) -> str:
    words = words.strip()
    if all(ord(sign) in signs for sign in words):
        return words.translate(signs)
    return f"{mark}{words}" if len(words) == 1 else f"{mark}({words})"
