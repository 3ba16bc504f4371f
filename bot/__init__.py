"""ArticleBot: questions about articles, answered with citations to the exact passage.

    from bot import ArticleBot
    with ArticleBot(home="dir") as bot:
        bot.add("article.md")
        answer = bot.ask("How long did the call last?")

Importing this package loads nothing heavy: names are fetched on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

_HOMES = {
    "AddProgress": "bot.articlebot",
    "AddReport": "bot.articlebot",
    "Answer": "bot.answer",
    "ArticleBot": "bot.articlebot",
    "ArticleBotError": "ingest.errors",
    "Citation": "bot.answer",
    "Outcome": "bot.articlebot",
    "Settings": "bot.settings",
    "Statement": "bot.answer",
    "Turn": "bot.answer",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'bot' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
