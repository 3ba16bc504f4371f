"""The errors that arise in `bot`; the tree is drawn in `ingest.errors`."""

from __future__ import annotations

from ingest.errors import ArticleBotError

__all__ = [
    "AccessError",
    "ArgumentError",
    "ArticleNotFoundError",
    "ConversationNotFoundError",
    "ForkedError",
    "LanguageModelError",
    "SettingsError",
]


class AccessError(ArticleBotError):
    """The page would be open to everybody who can reach it, or the user file cannot be used."""


class ArgumentError(ArticleBotError, ValueError):
    """An argument that cannot be meant: the message names it and what was given."""


class ArticleNotFoundError(ArticleBotError):
    """No article in the store has the id, title or source that was asked for."""


class ConversationNotFoundError(ArticleBotError):
    """The conversation or question does not exist, or belongs to another visitor."""


class LanguageModelError(ArticleBotError):
    """The chosen language model could not be loaded or did not answer."""


class ForkedError(ArticleBotError):
    """An ArticleBot was used in a process that was forked after it was opened."""


class SettingsError(ArticleBotError):
    """A setting has a value that cannot be used."""
