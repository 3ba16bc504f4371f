"""What holds for every article, whatever its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import chunk_article
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


def count_tokens(texts: Sequence[str]) -> list[int]:
    return [len(re.findall(r"\w{1,6}|[^\w\s]", text)) for text in texts]


@pytest.mark.parametrize("parse", [parse_text, parse_markdown])
@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_sections_tile_blocks_are_ordered_and_chunks_are_exact(
    parse: Callable[[str], Document], text: str
) -> None:
    article = article_from(parse(text), "property.txt")
    last = 0
    for block in article.blocks:
        assert last <= block.start < block.end
        last = block.end
    assert last <= len(article.text)
    contents = [(block.start, block.end) for block in article.blocks if block.kind == "contents"]
    for offset, character in enumerate(article.text):
        if not character.isspace():
            holders = sum(section.start <= offset < section.end for section in article.sections)
            assert holders == (0 if any(start <= offset < end for start, end in contents) else 1)
    for section in article.sections:
        marks = "#" * section.level + " "
        assert article.text.startswith(marks + section.heading + "\n", section.start)
    chunks = chunk_article(article, count_tokens, 48)
    for chunk in chunks:
        assert article.text[chunk.start : chunk.end] == chunk.text
        assert chunk.text.strip()
        holder = article.section_at(chunk.start)
        assert holder is not None
        assert chunk.end <= holder.end
        assert chunk.section_path == holder.path
        assert count_tokens([chunk.embedded_text])[0] + 2 <= 48
    covered = [False] * len(article.text)
    for chunk in chunks:
        covered[chunk.start : chunk.end] = [True] * (chunk.end - chunk.start)
    for block in article.blocks:
        if block.kind not in ("heading", "contents"):
            missed = [article.text[at] for at in range(block.start, block.end) if not covered[at]]
            assert not any(character.isalnum() for character in missed)


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
