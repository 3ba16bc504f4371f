"""Small articles without end, each made from two numbers alone, so that it can be told word for word whether
a store still has it."""

from __future__ import annotations

import random
from functools import lru_cache

from ingest import Article, Chunk, chunk_article
from ingest.sources import read_text
from vectorstore import HashingEmbedder

__all__ = ["EMBEDDER", "made"]

EMBEDDER = HashingEmbedder()
"""Fast, needs no model, and the same everywhere."""

_WORDS = (
    "harbour mill lantern bridge orchard winter ferry copper granite archive signal weather island valley "
    "engine garden ledger river market quarry station tower vessel village window barley canal meadow"
).split()


@lru_cache(maxsize=4096)
def made(number: int, edition: int, sections: int = 4) -> tuple[Article, tuple[Chunk, ...]]:
    """Article `number` in one of its editions, with its chunks; the first section is the same in all."""
    title = f"Report {number}"
    parts = [f"# {title}"]
    for section in range(sections):
        said = random.Random(f"{number} {edition if section else ''} {section}")
        words = " ".join(said.choices(_WORDS, k=30))
        mark = f"Edition {edition} of report {number} says" if section else f"Report {number} says"
        parts.append(f"## Part {section}\n\n{mark} {words} {said.randrange(10**6)}.")
    article = read_text("\n\n".join(parts), title)
    return article, tuple(chunk_article(article, EMBEDDER.count_tokens, EMBEDDER.max_tokens))
