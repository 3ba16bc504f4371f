"""The search as a LangChain retriever."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_store import EMBEDDER, make_article, put

from vectorstore import open_library
from vectorstore.search.langchain_retriever import ArticleRetriever


def test_documents_are_the_passages(tmp_path: Path) -> None:
    cats = make_article("cats.md", "Cats purr.", "Cats sleep.", title="Cats")
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        put(library, cats, make_article("dogs.md", "Dogs bark.", title="Dogs"))
        documents = ArticleRetriever(search=library.search, limit=2).invoke("what do cats do? purr?")
        (best, _), passages = documents, library.search("what do cats do? purr?", limit=2)
        assert best.page_content == "Cats purr."
        assert [document.id for document in documents] == [passage.chunk.id for passage in passages]
        assert best.metadata == {
            "article_id": cats.id,
            "article_title": "Cats",
            "section": "Cats",
            "start": 0,
            "end": 10,
            "score": passages[0].score,
        }
        only = ArticleRetriever(search=library.search, articles=[cats.id]).invoke("dogs bark")
        assert {document.metadata["article_title"] for document in only} == {"Cats"}


@pytest.mark.anyio
async def test_it_works_asynchronously(tmp_path: Path) -> None:
    with open_library(tmp_path, embedder=EMBEDDER) as library:
        put(library, make_article("cats.md", "Cats purr."))
        (document,) = await ArticleRetriever(search=library.search).ainvoke("cats")
        assert document.page_content == "Cats purr."


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
