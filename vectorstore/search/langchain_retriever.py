"""The search as a LangChain retriever."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from vectorstore.passage import Passage

__all__ = ["ArticleRetriever"]


class ArticleRetriever(BaseRetriever):
    """The stored passages that fit a question, best first, as LangChain documents."""

    search: Callable[..., list[Passage]]
    """Called as search(question, limit=..., articles=...)."""
    limit: int = 5
    articles: Collection[str] | None = None
    """Ids of the articles to search; None searches all."""

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it by name
        **_: Any,
    ) -> list[Document]:
        return [
            as_document(passage) for passage in self.search(query, limit=self.limit, articles=self.articles)
        ]


def as_document(passage: Passage) -> Document:
    """The chunk's own text, and its place: offsets into the article's text, section, score."""
    chunk = passage.chunk
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "article_id": chunk.article_id,
            "article_title": passage.article_title,
            "section": " > ".join(chunk.section_path),
            "start": chunk.start,
            "end": chunk.end,
            "score": passage.score,
        },
    )
