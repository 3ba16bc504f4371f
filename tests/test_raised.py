"""Raised and lowered signs: figures stay what they are, marks of notes never join a word or year."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from ingest.raised import is_note_sign, lowered, raised


@pytest.mark.parametrize(
    ("before", "signs", "written"),
    [
        ("10", "5", "⁵"), ("10", "-3", "⁻³"), ("120 m", "2", "²"), ("x", "n", "ⁿ"), ("e", "iπ", "^iπ"), ("e", "a+b", "^(a+b)"),
        ("the 21", "st", "st"), ("M", "me", "me"), ("n", "o", "o"), ("Acme", "TM", "™"), ("", "14", "¹⁴"), ("SO", "2−", "²⁻"),
        ("in 1887", "3", ""), ("the guild", "4", ""), ("of pilots.", "5, 6", ""), ("oak", "[7]", ""), ("oak", "*", ""),
        ("rail", "a", ""), ("fee", "1–3", ""), ("(x+1)", "2", "²"),
    ],
)  # fmt: skip
def test_raised_signs(before: str, signs: str, written: str) -> None:
    assert raised(before, signs) == written
    assert is_note_sign(before, signs) == (not written)


@pytest.mark.parametrize(
    ("before", "signs", "written"),
    [("H", "2", "₂"), ("x", "i", "_i"), ("T", "max", "_max"), ("a", "n+1", "_(n+1)"), ("", "small print here", "small print here")],
)  # fmt: skip
def test_lowered_signs(before: str, signs: str, written: str) -> None:
    assert lowered(before, signs) == written
