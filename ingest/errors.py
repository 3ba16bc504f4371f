"""The errors of ArticleBot, as a tree.

    ArticleBotError                a mistake or a failure that one line explains to the user
      SourceError                  a source could not be read as an article (ingest)
        SourceGoneError            the source no longer exists (ingest)
      StoreError                   the store cannot be used in its present state (vectorstore)
        StoreLockedError           another process has the store open (vectorstore)
        StoreUnreachableError      the Chroma server does not answer, or refuses the connection (vectorstore)
        StoreBusyError             another process is changing the same article (vectorstore)
        ModelMismatchError         the store was made with another embedding model (vectorstore)
      ModelError                   an embedding or reader model cannot be loaded (vectorstore)
      ArgumentError                an argument of the wrong kind (bot); a ValueError too
      FilterError                  a filter of articles has no valid value (vectorstore)
      ArticleNotFoundError         no article has that id, title or source (bot)
      ConversationNotFoundError    the conversation does not exist or belongs to another visitor (bot)
      LanguageModelError           the language model could not be loaded or did not answer (bot)
      AccessError                  the page would be open to anybody, or the user file is invalid (bot)
      SettingsError                a setting is misspelt or has a value that cannot be used (bot)
      ForkedError                  a bot is used in a process forked after it was opened (bot)
      BackupError                  a backup file cannot be written, read or trusted (bot.backup)
      GoldensError                 a goldens file cannot be read or written (bot.goldens)
      ThresholdError               a threshold of a metric cannot be parsed (bot.goldens)

The root is in the lowest package, so that every layer can derive from it. Each message says what
happened, to what, and what to do next. Only the command line and the browser catch the root.
"""

from __future__ import annotations

__all__ = ["ArticleBotError", "SourceError", "SourceGoneError", "first_line"]


class ArticleBotError(Exception):
    """Something a user can be told in one line; the message is that line."""


class SourceError(ArticleBotError):
    """One source could not be read as an article; other sources are not affected."""

    def __init__(self, source: str, problem: str, remedy: str) -> None:
        super().__init__(f"{source}: {problem}; {remedy}")
        self.source = source
        self.problem = problem
        self.remedy = remedy


class SourceGoneError(SourceError):
    """There is no such file, or the site says that the page is gone; to look again later is no use."""


def first_line(exc: BaseException, most: int = 300) -> str:
    """The first line of an exception's message, at most `most` characters; its class if it has none."""
    lines = str(exc).strip().splitlines()
    return (lines[0].strip() if lines else type(exc).__name__)[:most]
