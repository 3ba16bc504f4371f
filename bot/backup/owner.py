"""What a backup needs of the ArticleBot whose library it saves or fills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from bot.settings import Settings
from ingest.article import Article

if TYPE_CHECKING:
    from vectorstore import ArticleSummary

__all__ = ["LibraryOwner"]


class LibraryOwner(Protocol):
    """An open library and the settings that name its data directory."""

    @property
    def settings(self) -> Settings: ...

    def articles(self) -> Sequence[ArticleSummary]: ...

    def article(self, article_id: str) -> Article:
        """Raises ArticleNotFoundError."""
        ...
