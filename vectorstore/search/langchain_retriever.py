"""The search as a LangChain retriever.

Knows LangChain's documents and the names that its users expect in their metadata.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import AliasChoices, Field

from vectorstore.passage import Passage

__all__ = ["ArticleRetriever"]


class ArticleRetriever(BaseRetriever):
    """The stored passages that fit a question, best first, as LangChain documents.

    `limit` (or `k`), `articles` and the filters that `search` takes may be given for one call, as in
    `retriever.invoke(question, limit=3)`.
    """

    search: Callable[..., list[Passage]]
    """Called as search(question, limit=..., articles=...)."""
    limit: int = Field(default=5, ge=1, validation_alias=AliasChoices("limit", "k"))
    articles: Collection[str] | None = None
    """Ids of the articles to search; None searches all."""
    describe: Callable[[str], Mapping[str, Any]] | None = None
    """What is known of an article by its id, such as its source: added to the metadata."""

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it by name
        **given: Any,
    ) -> list[Document]:
        return self._documents(query, **given)

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002
        **given: Any,
    ) -> list[Document]:
        return await asyncio.to_thread(self._documents, query, **given)

    def _documents(self, query: str, k: int | None = None, **given: Any) -> list[Document]:
        limit = k if k is not None else self.limit
        asked = {"limit": limit, "articles": self.articles, **given}
        return [
            as_document(passage, self.describe(passage.chunk.article_id) if self.describe else None)
            for passage in self.search(query, **asked)
        ]


def as_document(passage: Passage, known: Mapping[str, Any] | None = None) -> Document:
    """The chunk's own text, where it stands in the article's text, and what is `known` of the article."""
    chunk = passage.chunk
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            **(known or {}),
            "article_id": chunk.article_id,
            "article_title": passage.article_title,
            "title": passage.article_title,
            "section": " > ".join(chunk.section_path),
            "start": chunk.start,
            "end": chunk.end,
            "start_index": chunk.start,
            "score": passage.score,
        },
    )
