"""What is known of an article beside what it tells: who wrote it, when, in which language, where it is from.

Knows an article's metadata and which of it a question wants.
"""

from __future__ import annotations

import re

from bot.language.words import fold, words
from ingest.article import Article

__all__ = ["details_of"]

_WANTED: tuple[tuple[str, str], ...] = (
    ("Author", r"\b(?:who (?:wrote|authored)|authors?|writer)\b"),
    ("Published", r"\bwhen\b|\b(?:date|published)\b"),
    ("Published by", r"\bwho published\b|\bpublisher\b"),
    ("Source", r"\bwhere\b|\b(?:sources?|url|link|address)\b"),
    ("Language", r"\blanguage\b"),
    ("Words", r"\b(?:how (?:long|many)|length)\b"),
    ("Title", r"\btitles?\b"),
)


def details_of(question: str, article: Article) -> list[tuple[str, str, int]]:
    """Name, value and place in the text (-1 where it does not stand there) of the details asked for."""
    plain = fold(question)
    known = {
        "Author": article.metadata.author,
        "Published": article.metadata.published,
        "Published by": article.metadata.site,
        "Source": article.metadata.url or article.source,
        "Language": article.metadata.language,
        "Words": f"{sum(1 for _ in words(article.text)):,}",
        "Title": article.title,
    }
    return [
        (name, value, -1 if name == "Words" else article.text.find(value))
        for name, rule in _WANTED
        if re.search(rule, plain) and (value := known[name])
    ]
