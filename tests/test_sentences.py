"""Sentence borders: abbreviations, missing spaces, other scripts, exact offsets."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. We left.", ["It rained.", "We left."]),
        (
            "Dr. Amsel lives in the U.S. in winter. She paints.",
            ["Dr. Amsel lives in the U.S. in winter.", "She paints."],
        ),
        ("Take bus No. 5 to the pier. Get off.", ["Take bus No. 5 to the pier.", "Get off."]),
        ("Use tools, e.g. a saw. Then sand it.", ["Use tools, e.g. a saw.", "Then sand it."]),
        ("They joined efforts.By noon it was done.", ["They joined efforts.", "By noon it was done."]),
        (
            "It praised U.S.cooperation with Norway. Talks go on.",
            ["It praised U.S.cooperation with Norway.", "Talks go on."],
        ),
        (
            "Open config.Json or www.example.Com now. It works.",
            ["Open config.Json or www.example.Com now.", "It works."],
        ),
        (
            "The rate rose to 3.75 percent. It fell later.",
            ["The rate rose to 3.75 percent.", "It fell later."],
        ),
        ("“Stop!” she said. Nobody moved.", ["“Stop!” she said.", "Nobody moved."]),
        ("1. Fill the tank. Close the lid.", ["1. Fill the tank.", "Close the lid."]),
        ("- One item. Its second sentence.", ["One item.", "Its second sentence."]),
        ("雨が降った。私たちは帰った。", ["雨が降った。", "私たちは帰った。"]),
        ("هل وصل القطار؟ نعم وصل القطار.", ["هل وصل القطار؟", "نعم وصل القطار."]),
        ("First line\nsecond line", ["First line", "second line"]),
    ],
)
def test_sentences_of(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from('aB. \n!?。é1-"”(מ,'), max_size=120))
def test_spans_are_ordered_trimmed_and_lose_no_word(text: str) -> None:
    spans = sentence_spans(text)
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        last = end
    inside = "".join(text[start:end] for start, end in spans)
    assert [c for c in inside if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    "line", ["a" * 500_000, "a." * 250_000, "so on and " * 50_000, "It is so. " * 20_000]
)
def test_a_giant_line_takes_little_time(line: str) -> None:
    began = time.perf_counter()
    assert sentence_spans(line)
    assert time.perf_counter() - began < 5
