"""The tokenizer: places of words, stems, numbers, folding."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.words import asks, content_stems, fold, is_negated, stem, stems, words


@given(st.text(max_size=80))
def test_each_word_is_where_it_says(text: str) -> None:
    found = list(words(text))
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", "1234.5"), ("1.250", "1.25"), ("007", "7"), ("14:30", "14:30"), ("0", "0"),
        ("twenty-three", "23"), ("Third", "3"), ("a dozen", "12"), ("thousand", "1000"),
    ],
)  # fmt: skip
def test_numbers_are_compared_by_their_digits(text: str, number: str) -> None:
    assert [word.number for word in words(text)][-1] == number


def test_a_compound_yields_its_parts() -> None:
    assert [word.text for word in words("tide-mill keepers of Saint-Malo")] == [
        "tide", "mill", "keepers", "of", "Saint", "Malo",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("miller's", "miller"),
        ("millers’", "millers"),
        ("U.S.", "us"),
        ("building", "builds"),
        ("ＭILL", "mill"),
    ],
)
def test_forms_of_a_word_share_a_stem(first: str, second: str) -> None:
    assert stem(first) == stem(second)


def test_different_words_keep_different_stems() -> None:
    assert stem("mill") != stem("million")
    assert stems("mill", "million mills") == {stem("mill"), stem("million")}


def test_fold_makes_quotes_dashes_case_and_blanks_alike() -> None:
    assert fold("  “Ｔide—Mill’s”\u00a0 Keeper ") == '"tide-mill\'s" keeper'


def test_content_stems_leave_out_stop_words_and_keep_numbers() -> None:
    assert content_stems("What did the mill cost in the year one?") == ["mill", "cost", "year", "1"]


@pytest.mark.parametrize(("text", "negated"), [
    ("It didn’t sink.", True), ("It never sank.", True), ("Without a mast it sank.", True),
    ("A notable knot.", False), ("It sank north of Nolland.", False),
])  # fmt: skip
def test_negation(text: str, negated: bool) -> None:
    assert is_negated(text) is negated


@pytest.mark.parametrize(("text", "is_question"), [
    ("Why?", True), ("“Who paid?”", True), ("誰が？", True), ("He asked why.", False), ("(Really?)*", True),
])  # fmt: skip
def test_a_question_ends_with_its_mark(text: str, is_question: bool) -> None:
    assert asks(text) is is_question
