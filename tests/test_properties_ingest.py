"""What holds for every article, whatever its text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from article_invariants import check
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document, article_from
from ingest.readers.markdown import parse_markdown
from ingest.readers.text import parse_text

LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            "A Title",
            "Contents",
            "- A Title",
            "- One",
            "1. One",
            "2. Two",
            "One",
            "Two",
            "## Two",
            "# One",
            "===",
            "---",
            "| a | b |",
            "|---|---|",
            "| c | d |",
            "> quoted",
            "```",
            "~~~",
            "Figure 1. A map",
            "The river rose for nine days, and the mill was lost.It came back. Dr. Moor saw it.",
            "References",
            "Results",
            "* *",
            "    indented",
            "\tx",
            "<b>x</b>",
            "<!-- c",
            "[x](y)",
            "雨が降った。",
            "1.1 Deep",
            "• dot",
        ]
    ),
    st.text(max_size=60),
)
TEXTS = st.lists(LINES, max_size=25).map("\n".join)


@pytest.mark.parametrize("parse", [parse_text, parse_markdown])
@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_sections_tile_blocks_are_ordered_and_chunks_are_exact(
    parse: Callable[[str], Document], text: str
) -> None:
    article = article_from(parse(text), "property.txt")
    check(article)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_plain_text_loses_no_letter(text: str) -> None:
    """Letters and digits of the source are all in the article, in some order (contents may move)."""
    document = parse_text(text, title="\u00b6")
    kept = sorted(character for character in document.text if character.isalnum())
    assert kept == sorted(character for character in text if character.isalnum())


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_reading_is_deterministic(text: str) -> None:
    assert parse_text(text) == parse_text(text)
