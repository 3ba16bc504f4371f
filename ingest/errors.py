"""The errors of ArticleBot, as a tree.

    ArticleBotError            anything a user can be told in one line
      SourceError              one source could not be read as an article
        SourceGoneError        the source is not there any more
      StoreError               the store cannot be used as it stands (vectorstore)
        StoreLockedError       another process has the store open
        StoreUnreachableError  the Chroma server does not answer, or refuses us
        StoreBusyError         another process is changing the same article
        ModelMismatchError     the store was made with another embedding model
      ModelError               an embedding or reading model cannot be loaded (vectorstore)
      FilterError              a filter of articles cannot be understood (vectorstore)
      ArticleNotFoundError     no article has that id (bot)
      BackupError              a backup file cannot be written, read or trusted (bot)
      LanguageModelError       the chosen LLM could not answer (bot)
      AccessError              the page would be open to anybody, or its user file cannot be used (bot)

The root lives in the lowest package so that every layer can raise below it. Each message says what
happened, to what, and what to do next. Only the command line and the browser catch the root.
"""

from __future__ import annotations

__all__ = ["ArticleBotError", "SourceError", "SourceGoneError"]


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
