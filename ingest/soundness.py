"""Whether an article's offsets hold, for one that comes from elsewhere than our own readers.

Everything that is built on an article - chunks, citations, marks, links - trusts them. Knows what
`ingest.article` promises; knows nothing of where the article comes from.
"""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import urlsplit

from ingest.article import Article

__all__ = ["fault_of"]

_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")
"""What an id and a version are made of: both name rows, files and addresses."""
_DEEPEST = 100
"""Levels of headings; no format has as many."""


def fault_of(article: Article) -> str | None:
    """The first thing that does not hold, in a few words; None where all does."""
    for name in ("id", "version"):
        if not _NAME.fullmatch(getattr(article, name)):
            return f"its {name} is not made of letters and digits"
    return _fault_of_blocks(article) or _fault_of_sections(article) or _fault_of_inlines(article)


def _fault_of_blocks(article: Article) -> str | None:
    end = 0
    for place, block in enumerate(article.blocks, 1):
        if not end <= block.start < block.end <= len(article.text):
            return f"block {place} is not where it can be ({block.start} to {block.end})"
        if not article.text[block.start : block.end].strip():
            return f"block {place} has no words"
        end = block.end
    return None


def _fault_of_sections(article: Article) -> str | None:
    end = 0
    for place, section in enumerate(article.sections, 1):
        if not end <= section.start < section.end <= len(article.text):
            return f"section {place} is not where it can be ({section.start} to {section.end})"
        if not 1 <= section.level <= _DEEPEST or not article.text.startswith(
            f"{'#' * section.level} {section.heading}", section.start
        ):
            return f"section {place} does not begin with its heading"
        if not section.path or section.path[-1] != section.heading:
            return f"section {place} is not at the end of its own path"
        end = section.end
    if len({section.anchor for section in article.sections}) < len(article.sections):
        return "two of its sections have one anchor"
    at = 0
    for place, block in enumerate(article.blocks, 1):
        if block.kind == "contents":
            continue
        while at < len(article.sections) and article.sections[at].end <= block.start:
            at += 1
        if at == len(article.sections) or not (
            article.sections[at].start <= block.start and block.end <= article.sections[at].end
        ):
            return f"block {place} is in no section"
    return None


def _fault_of_inlines(article: Article) -> str | None:
    at = 0
    for place, one in enumerate(article.inlines, 1):
        while at < len(article.blocks) and article.blocks[at].end <= one.start:
            at += 1
        if at == len(article.blocks) or not (
            article.blocks[at].start <= one.start < one.end <= article.blocks[at].end
        ):
            return f"link or emphasis {place} is in no block"
        if (one.kind == "link") != (one.url is not None) or not _is_web_address(one.url):
            return f"link {place} leads to no web address"
    for before, after in pairwise(article.inlines):
        if (before.start, -before.end) > (after.start, -after.end):
            return "its links and emphasis are not in order"
    return None


def _is_web_address(url: str | None) -> bool:
    try:
        return url is None or urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
