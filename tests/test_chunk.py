"""Chunks: whole sentences and rows of one section, within the budget, with the context they need."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest

from ingest.article import Article
from ingest.chunk import Chunk, context_of
from ingest.chunking import chunk_article
from ingest.document import article_from
from ingest.readers.markdown import parse_markdown
from ingest.readers.text import parse_text


def count_tokens(texts: Sequence[str]) -> list[int]:
    """Words and signs: near enough to word pieces for rules about budgets."""
    return [len(re.findall(r"\w{1,6}|[^\w\s]", text)) for text in texts]


def article(markdown: str) -> Article:
    return article_from(parse_markdown(markdown), "test.md")


def check(whole: Article, chunks: Sequence[Chunk], max_tokens: int = 256) -> None:
    paths = {section.path for section in whole.sections}
    for chunk in chunks:
        assert whole.text[chunk.start : chunk.end] == chunk.text
        assert chunk.section_path in paths
        section = whole.section_at(chunk.start)
        assert section is not None
        assert chunk.end <= section.end
        assert count_tokens([chunk.embedded_text])[0] + 2 <= max_tokens
    assert all(one.end <= other.start for one, other in pairwise(chunks))
    assert len({chunk.id for chunk in chunks}) == len(chunks)


def test_short_paragraphs_of_a_section_share_a_chunk() -> None:
    whole = article("# T\n\nOne.\n\n## A\n\nTwo here.\n\nThree here.\n\n## B\n\nFour.\n")
    chunks = chunk_article(whole, count_tokens)
    check(whole, chunks)
    assert [chunk.text for chunk in chunks] == ["One.", "Two here.\n\nThree here.", "Four."]
    assert chunks[1].context == "T > A"
    assert chunks[0].context == "T"


def test_long_paragraphs_are_cut_between_sentences() -> None:
    whole = article("# T\n\n" + "The ferry left the pier at noon with nine people. " * 80)
    chunks = chunk_article(whole, count_tokens)
    check(whole, chunks)
    assert len(chunks) > 3
    assert all(chunk.text.startswith("The ferry") and chunk.text.endswith("people.") for chunk in chunks)
    sizes = count_tokens([chunk.text for chunk in chunks])
    assert min(sizes) > 0.5 * max(sizes)


def test_rows_stay_whole_and_take_their_header_along() -> None:
    rows = "\n".join(
        f"| Ferry {n} | leaves pier {n} at noon, carrying mail and many goats |" for n in range(60)
    )
    whole = article(f"# T\n\n## Table\n\nAll ferries:\n\n| Name | Note |\n|---|---|\n{rows}\n\nDone.\n")
    chunks = chunk_article(whole, count_tokens)
    check(whole, chunks)
    assert len(chunks) > 3
    assert "| Name | Note |" in chunks[0].text
    for chunk in chunks[1:]:
        if chunk.text.startswith("| Ferry"):
            assert chunk.context == "T > Table\n| Name | Note |"
    for line in "\n".join(chunk.text for chunk in chunks).splitlines():
        assert not line.startswith("|") or line.endswith("|")


def test_a_header_is_never_the_last_line_of_a_chunk() -> None:
    for filler in range(100, 190, 6):
        text = (
            "# T\n\n" + "word " * filler + ".\n\n| Head | Note |\n|---|---|\n| one | " + "two " * 60 + "|\n"
        )
        whole = article(text)
        chunks = chunk_article(whole, count_tokens)
        check(whole, chunks)
        assert all(not chunk.text.endswith("| Head | Note |") for chunk in chunks)


def test_the_contents_are_in_no_chunk() -> None:
    whole = article("# T\n\n## Contents\n\n- One\n- Two\n\n## One\n\nText.\n\n## Two\n\nMore.\n")
    assert [chunk.text for chunk in chunk_article(whole, count_tokens)] == ["Text.", "More."]


def test_an_empty_section_is_held_by_its_heading_unless_it_has_subsections() -> None:
    whole = article("# T\n\n## Parent\n\n### Child\n\nText.\n\n## Why so empty?\n")
    chunks = chunk_article(whole, count_tokens)
    check(whole, chunks)
    assert [chunk.text for chunk in chunks] == ["Text.", "Why so empty?"]


@pytest.mark.parametrize(
    "line", ["a" * 300_000, "and so on " * 30_000, "one, two; " * 30_000, "雨が降り" * 60_000]
)
def test_a_giant_line_is_cut_to_size(line: str) -> None:
    began = time.perf_counter()
    whole = article_from(parse_text(line), "giant.txt")
    chunks = chunk_article(whole, count_tokens)
    check(whole, chunks)
    assert len(chunks) > 20
    assert sum(len(re.sub(r"\s", "", chunk.text)) for chunk in chunks) == len(re.sub(r"\s", "", line))
    assert time.perf_counter() - began < 10


def test_every_word_outside_headings_is_in_a_chunk() -> None:
    whole = article("# T\n\nA b c. D e.\n\n- f\n- g h\n\n> i j\n\n```\nk = l\n```\n\n## S\n\nm\n")
    inside = " ".join(chunk.text for chunk in chunk_article(whole, count_tokens))
    assert re.findall(r"\w", inside) == list("AbcDefghijklm")


@pytest.mark.parametrize("max_tokens", [16, 40, 64, 128])
def test_small_budgets_are_kept_with_long_headings(max_tokens: int) -> None:
    heading = "A very long heading that goes on and on about the ferries of the northern islands " * 3
    whole = article(f"# {heading}\n\n## {heading}\n\nShort text. " + "Another sentence of it. " * 30)
    chunks = chunk_article(whole, count_tokens, max_tokens)
    check(whole, chunks, max_tokens)
    assert chunks


def test_a_budget_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="max_tokens is 8"):
        chunk_article(article("# T\n\nText.\n"), count_tokens, 8)


def test_context_of() -> None:
    assert context_of("T", ("T",)) == "T"
    assert context_of("T", ("A", "B")) == "T > A > B"
    assert context_of("T", ("A",), "| x |") == "T > A\n| x |"
