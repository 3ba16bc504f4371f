"""What holds for every article, whatever its source: checked by the property tests of each format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.citations import cite
from ingest import Article
from ingest.chunking import chunk_article
from ingest.soundness import fault_of

__all__ = ["check", "count_tokens"]


def count_tokens(texts: Sequence[str]) -> list[int]:
    return [len(re.findall(r"\w{1,6}|[^\w\s]", text)) for text in texts]


def check(article: Article) -> None:
    """Blocks are in order, sections tile the article, and chunks, citations and links are exact."""
    assert fault_of(article) is None
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
            assert (
                cite(article, block.start, block.end).quote == article.text[block.start : block.end].strip()
            )
    place = 0
    for one in article.inlines:
        while article.blocks[place].end <= one.start:
            place += 1
        assert article.blocks[place].start <= one.start < one.end <= article.blocks[place].end
        assert article.text[one.start : one.end].strip() == article.text[one.start : one.end]
        assert (one.kind == "link") == (one.url is not None)
