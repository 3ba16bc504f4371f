"""Passages grown within their section: what is taken, in which order, and never more than the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import chunk_article
from ingest.article import Article
from ingest.document import article_from
from ingest.readers.text import parse_text
from vectorstore import HashingEmbedder, Passage
from vectorstore.passage import Reading
from vectorstore.search.context_expansion import grown_passages

count_tokens = HashingEmbedder().count_tokens

TEXT = """# Ferry

Lead of five words here.

## Contents

- Boats
- Rules

## Boats

One two three four.

Five six seven eight.

Nine ten eleven twelve.

- item one here
- item two here

## Rules

No dogs on board.
"""


@pytest.fixture(scope="module")
def article() -> Article:
    return article_from(parse_text(TEXT), "ferry.md")


def passage(article: Article, words: str, score: float = 0.5) -> Passage:
    """As found: the chunk of `words` alone."""
    start = article.text.index(words)
    section = article.section_at(start)
    assert section is not None
    whole = chunk_article(article, count_tokens)[0]
    values = {name: getattr(whole, name) for name in ("id", "article_id", "version", "context")}
    chunk = type(whole)(section_path=section.path, start=start, end=start + len(words), text=words, **values)
    return Passage(chunk, score, article.title)


def grow(article: Article, *words: str, tokens: int) -> list[str]:
    found = [passage(article, part) for part in words]
    grown = grown_passages(found, lambda _: article, tokens, count_tokens)
    for one in grown:
        assert one.chunk.text == article.text[one.chunk.start : one.chunk.end]
    return [one.chunk.text for one in grown]


def test_the_next_block_comes_first_then_the_one_before(article: Article) -> None:
    middle = "Five six seven eight."
    assert grow(article, middle, tokens=9) == [middle]
    assert grow(article, middle, tokens=10) == [f"{middle}\n\nNine ten eleven twelve."]
    assert grow(article, middle, tokens=15) == [f"One two three four.\n\n{middle}\n\nNine ten eleven twelve."]


def test_it_ends_with_the_section_and_takes_no_heading(article: Article) -> None:
    (whole,) = grow(article, "Nine ten eleven twelve.", tokens=500)
    assert whole.startswith("One two")
    assert whole.endswith("- item two here")
    assert grow(article, "No dogs on board.", tokens=500) == ["No dogs on board."]
    assert grow(article, "Lead of five words here.", tokens=500) == ["Lead of five words here."]


def test_the_rest_of_a_cut_block_is_taken_as_a_piece(article: Article) -> None:
    assert grow(article, "seven eight.", tokens=5) == ["Five six seven eight."]


def test_passages_that_meet_become_one_at_the_better_place(article: Article) -> None:
    one, two, three, rules = (
        "One two three four.",
        "Five six seven eight.",
        "Nine ten eleven twelve.",
        "No dogs on board.",
    )
    assert grow(article, two, one, tokens=10) == [f"{one}\n\n{two}"]
    assert grow(article, three, rules, one, tokens=15) == [three, rules, one]
    joined = f"{one}\n\n{two}\n\n{three}\n\n- item one here"
    assert grow(article, three, rules, one, tokens=24) == [joined, rules]


def test_what_a_reader_marked_stays_marked(article: Article) -> None:
    found = replace(passage(article, "Five six seven eight."), reading=Reading(1.0, (5, 8), 2.0))
    (grown,) = grown_passages([found], lambda _: article, 500, count_tokens)
    assert grown.chunk.text.startswith("One")
    assert grown.reading is not None
    assert grown.reading.span is not None
    assert grown.chunk.text[slice(*grown.reading.span)] == "six"


def test_the_first_passage_is_kept_whatever_the_budget(article: Article) -> None:
    assert grow(article, "Five six seven eight.", "No dogs on board.", tokens=1) == ["Five six seven eight."]
    assert grown_passages([], lambda _: article, 10, count_tokens) == []


def test_an_article_that_changed_or_went_leaves_the_passage_as_it_is(article: Article) -> None:
    found = [passage(article, "Five six seven eight.")]
    other = article_from(parse_text("# Ferry\n\nAll of it was written anew in the meantime."), "ferry.md")
    for now in (other, None):
        assert grown_passages(found, lambda _, now=now: now, 99, count_tokens) == found  # type: ignore[misc]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=8), st.integers(1, 400))
def test_any_passages_keep_budget_text_and_order(places: Sequence[int], tokens: int) -> None:
    chunks = chunk_article(LONG, count_tokens, 40)
    found = [Passage(chunks[place % len(chunks)], 0.5, "T") for place in dict.fromkeys(places)]
    found = list({one.chunk.id: one for one in found}.values())
    grown = grown_passages(found, lambda _: LONG, tokens, count_tokens)
    spans = sorted((one.chunk.start, one.chunk.end) for one in grown)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(one.chunk.text == LONG.text[one.chunk.start : one.chunk.end] for one in grown)
    sizes = count_tokens([one.chunk.text for one in grown])
    assert sum(sizes) <= max(tokens, count_tokens([found[0].chunk.text])[0])
    ranks = [one.chunk.id for one in found]
    assert [ranks.index(one.chunk.id) for one in grown] == sorted(ranks.index(o.chunk.id) for o in grown)


LONG = article_from(
    parse_text(
        "# T\n\n"
        + "\n\n".join(
            f"## Part {part}\n\n" + "\n\n".join(f"Sentence {part} {n} of it. And {n}." for n in range(9))
            for part in range(5)
        )
    ),
    "long.md",
)
