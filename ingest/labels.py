"""Labels: a few strong words on a line of their own that name the text below them, as a small heading does.

A label is no heading, since pages set much else in bold; it stays with the text it names, and is nothing to
be quoted by itself.
"""

from __future__ import annotations

from bisect import bisect_left

from ingest.article import Article, Block
from ingest.inline import Styled, shifted, trimmed

__all__ = ["is_label", "reads_as_label"]

_LONGEST = 70
"""Characters."""
_ENDS_SENTENCE = (".", "!", ";", ",", "。")


def reads_as_label(line: Styled) -> bool:
    """Whether the words of a line are few, all strong, and no sentence."""
    words = trimmed(line)
    whole = any(
        one.kind == "strong" and one.start == 0 and one.end == len(words.text) for one in words.inlines
    )
    return whole and len(words.text) <= _LONGEST and not words.text.endswith(_ENDS_SENTENCE)


def is_label(article: Article, block: Block, below: Block | None) -> bool:
    """Whether a block of the article is a label of the one `below` it."""
    return (
        below is not None
        and below.kind != "heading"
        and _reads_as_label(article, block)
        and not _reads_as_label(article, below)
    )


def _reads_as_label(article: Article, block: Block) -> bool:
    if block.kind != "paragraph" or block.end - block.start > _LONGEST:
        return False
    first = bisect_left(article.inlines, block.start, key=lambda one: one.start)
    inside = [one for one in article.inlines[first : first + 3] if one.end <= block.end]
    words = article.text[block.start : block.end]
    return bool(inside) and reads_as_label(Styled(words, shifted(inside, -block.start)))
