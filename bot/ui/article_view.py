"""What the page opens to be read: an article with its cited passages marked, and the overview."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot.articlebot import ArticleBot
from bot.conversations.store import Conversations
from bot.errors import ArticleNotFoundError
from bot.library.overview import overview
from bot.ui.article_html import article_html, byline, outline_html, source_link
from bot.ui.highlights import Highlights, Span
from bot.ui.library_html import notice_html
from bot.ui.overview_html import overview_html
from bot.ui.visitor import Visitor
from ingest.errors import ArticleBotError

__all__ = ["ArticleView"]

_MARKED = 500
"""Passages of one article that are marked; further ones are not."""


class ArticleView:
    """Articles of one ArticleBot, to be read one by one or seen at a glance."""

    def __init__(self, bot: ArticleBot, kept: Conversations) -> None:
        self._bot = bot
        self._kept = kept

    def show_overview(self, _asked: Mapping[str, Any], visitor: Visitor) -> dict[str, Any]:
        """The overview of the library, with the sections that this visitor's answers quote."""
        articles = []
        try:
            summaries = self._bot.articles()
        except ArticleBotError as exc:
            return {"html": notice_html(str(exc))}
        for summary in summaries:
            with suppress(ArticleBotError):  # removed a moment ago
                articles.append(self._bot.article(summary.id))
        return {"html": overview_html(overview(articles, self._kept.answers(visitor.name)), visitor.texts)}

    def show_article(self, asked: Mapping[str, Any], visitor: Visitor) -> dict[str, Any]:
        """The article to open: title, byline, link to its source, outline and HTML; or an error.

        `asked` names the article, the `span` to show and the spans `cited` in the conversation, which
        are marked where the article has them.
        """
        try:
            article = self._bot.article(str(asked.get("article")))
        except ArticleNotFoundError:
            return {"error": visitor.texts("article_gone")}
        except ArticleBotError as exc:
            return {"error": str(exc)}
        length = len(article.text)
        cited = asked.get("cited")
        spans = [_span(given, length) for given in cited[:_MARKED]] if isinstance(cited, list) else []
        marks = Highlights.of(_span(asked.get("span"), length), filter(None, spans))
        return {
            "title": article.title,
            "byline": byline(article),
            "link": source_link(article),
            "outline": outline_html(article, marks, visitor.texts),
            "html": article_html(article, marks, visitor.texts),
            "spans": marks.spans,
            "strong": marks.strong,
        }


def _span(given: object, length: int) -> Span | None:
    """A span that the page names, if it lies in a text of `length` characters."""
    match given:
        case [int(start), int(end)] if 0 <= start < end <= length:
            return start, end
    return None
