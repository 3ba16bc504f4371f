"""ArticleBot: questions about articles, answered with citations to the exact passage.

    from bot import ArticleBot
    with ArticleBot(home="dir") as bot:
        bot.add("article.md")
        answer = bot.ask("How long did the call last?")

Importing this package loads nothing heavy: names are fetched on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.lazy_names import lazy_names

if TYPE_CHECKING:
    from bot.answer import Answer, Citation, Statement, Turn
    from bot.articlebot import AddProgress, AddReport, ArticleBot, Outcome
    from bot.settings import Settings
    from ingest.errors import ArticleBotError

__all__ = [
    "AddProgress",
    "AddReport",
    "Answer",
    "ArticleBot",
    "ArticleBotError",
    "Citation",
    "Outcome",
    "Settings",
    "Statement",
    "Turn",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "answer": "Answer Citation Statement Turn",
        "articlebot": "AddProgress AddReport ArticleBot Outcome",
        "settings": "Settings",
        ":ingest.errors": "ArticleBotError",
    },
)
