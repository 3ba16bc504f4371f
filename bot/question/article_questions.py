"""Questions about the articles as such: which of them a question names, and whether it wants headings."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.base import language
from bot.language.words import content_stems, fold
from bot.question.question import Question
from ingest.article import Article

__all__ = ["asks_for_headings", "find_named_articles"]

_LEAST_NAMED = 0.6
"""Minimum share of a title's key words that a question must contain to name the article."""


def asks_for_headings(asked: Question) -> bool:
    """Whether an outline question wants the list of sections rather than what they say."""
    rule = language(asked.language).headings
    return rule is not None and rule.match(fold(asked.text)) is not None


def find_named_articles(asked: Question, articles: Sequence[Article]) -> list[Article]:
    """The articles that the question names by words of their titles, or else all of them."""
    stems = set(content_stems(asked.text))
    rule = language(asked.language).named_article
    found = rule.match(fold(asked.text)) if rule else None
    subject = set(content_stems(next(filter(None, found.groups()), ""))) if found else set()
    named = [
        article
        for article in articles
        if (title := set(content_stems(article.title)))
        and (len(title & stems) >= max(1, _LEAST_NAMED * len(title)) or (subject and subject <= title))
    ]
    return named or list(articles)
