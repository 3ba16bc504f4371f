"""Texts to unit vectors: the port, what exported models share, the English model and a test double.

Knows tokenizers and batches, and no stores, chunks or ranking. The model for all languages is in
`multilingual_embedder`.
"""

from __future__ import annotations

import hashlib
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ModelError
from vectorstore.models.bundled_model import (
    BUNDLED_INT8,
    BUNDLED_MODEL,
    WEIGHTS_SHA256,
    verified_weights,
)
from vectorstore.models.tokenizer import bundled_tokenizer, encodable

if TYPE_CHECKING:
    from onnx import ModelProto

    from vectorstore.models.onnx_model import Inputs, OnnxModel

__all__ = [
    "Embedder",
    "ExportedEmbedder",
    "HashingEmbedder",
    "OnnxEmbedder",
    "Precision",
    "Vectors",
    "comparable",
]

Vectors = NDArray[np.float32]
Precision = Literal["fp32", "int8"]

_WORD = re.compile(r"\w+")
_BATCH_TOKENS = {"int8": 1, "fp32": 512}
"""Texts x longest text of one run, at most."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length, so that a dot product is their cosine similarity."""

    @property
    def name(self) -> str:
        """Identifies the model; vectors of different names are never compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that are read, the model's special tokens included; the rest is cut off."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, without the model's special tokens."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors (texts x dimensions, float32, unit length), in the order of `texts`."""

    def embed_query(self, text: str) -> Vectors:
        """The vector (dimensions, float32, unit length) of a question."""


def comparable(embedder: object, cosines: Vectors) -> Vectors:
    """Cosines of an embedder's vectors on the scale on which scores and refusals were fitted, -1 to 1.

    That is the English model's: about .6 for a question and what answers it, .35 for one and the nearest text
    that does not. A model whose cosines lie otherwise says so by `spread`: a factor, and what is added.
    """
    factor, added = getattr(embedder, "spread", (1.0, 0.0))
    scaled: Vectors = np.clip(np.float32(factor) * cosines + np.float32(added), -1.0, 1.0)
    return scaled


class ExportedEmbedder(ABC):
    """A model that is exported once to ONNX and run without torch or network. Thread-safe.

    The file is written into `models_folder` and loaded on first use; its name tells which weights, in which
    form of graph and precision, it was made from.
    """

    dimensions = 384

    def __init__(self, models_folder: Path, name: str, precision: Precision) -> None:
        self.name = name
        self._folder = models_folder
        self._precision: Precision = precision
        self._loading = threading.Lock()
        self._model: OnnxModel | None = None

    @property
    @abstractmethod
    def max_tokens(self) -> int:
        """See Embedder."""

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See Embedder."""

    @abstractmethod
    def _document_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The model's input for each text, special tokens included, at most `max_tokens` long."""

    def _query_ids(self, text: str) -> list[int]:
        """The model's input for a question."""
        return self._document_ids([text])[0]

    @abstractmethod
    def _exported_as(self) -> str:
        """The name of the exported file without precision."""

    @abstractmethod
    def _graph(self) -> ModelProto:
        """The model in 32 bits, from verified weights."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors in the order of `texts`. Raises ModelError.

        In 8 bits each text is run by itself, which is as fast: activations are scaled over all that is in a
        run, and so no vector depends on another text. In 32 bits texts of like length share one.
        """
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        ids = self._document_ids(texts)
        by_length = sorted(range(len(texts)), key=lambda position: len(ids[position]), reverse=True)
        batches = _batches(by_length, ids, _BATCH_TOKENS[self._precision])
        inputs = [_padded([ids[position] for position in batch]) for batch in batches]
        for batch, found in zip(batches, self._loaded().run_each("embedding", inputs), strict=True):
            vectors[batch] = found
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question. Raises ModelError."""
        vector: Vectors = self._loaded().run("embedding", _padded([self._query_ids(text)]))[0]
        return vector

    def _loaded(self) -> OnnxModel:
        with self._loading:
            if self._model is None:
                from vectorstore.models.onnx_model import OnnxModel

                path = self._folder / f"{self._exported_as()}-{self._precision}.onnx"
                if not path.is_file():
                    self._export(path)
                self._model = OnnxModel(path, remedy="delete the file, it is made again on the next start")
            return self._model

    def _export(self, path: Path) -> None:
        from vectorstore.models.onnx_model import write_model

        graph = self._graph()
        try:
            write_model(graph, path, int8=self._precision == "int8", largest=self._largest_weight)
        except OSError as exc:
            raise ModelError(
                f"the embedding model cannot be written to {path} ({exc.strerror or exc}); it takes "
                f"{self._megabytes} MB: check that the disk is writable and has room, then try again"
            ) from exc

    _largest_weight = 127
    """In 8 bits."""
    _megabytes = 100
    """What the exported file takes at most."""


class OnnxEmbedder(ExportedEmbedder):
    """The bundled all-MiniLM-L6-v2, which reads English.

    `int8` takes less than half the time of `fp32`; its vectors differ slightly (cosine 0.994; on 1,500
    squadshifts questions dense recall@1 .622 against .629, recall@5 .858 against .856), so a store remembers
    which of the two it was made with.
    """

    max_tokens = 256
    """As sentence-transformers reads this model: it was trained on shorter texts still."""

    def __init__(self, models_folder: Path, *, precision: Precision = "int8") -> None:
        super().__init__(models_folder, BUNDLED_MODEL if precision == "fp32" else BUNDLED_INT8, precision)
        self._tokenizer: Any = None

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, without [CLS] and [SEP]."""
        whole = [encodable(text) for text in texts]
        encoded = self._tokens().encode_batch_fast(whole, add_special_tokens=False)
        return [len(encoding.ids) for encoding in encoded]

    def _document_ids(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._tokens().encode_batch_fast([encodable(text) for text in texts])
        return [
            ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]
            for ids in (encoding.ids for encoding in encoded)
        ]

    def _tokens(self) -> Any:
        with self._loading:
            if self._tokenizer is None:
                self._tokenizer = bundled_tokenizer()
            return self._tokenizer

    def _exported_as(self) -> str:
        from vectorstore.models.bert_graph import GRAPH_FORMAT

        return f"{WEIGHTS_SHA256[:16]}-{GRAPH_FORMAT}"

    def _graph(self) -> ModelProto:
        from vectorstore.models.bert_graph import build_graph, read_config, read_weights

        weights = verified_weights()
        return build_graph(read_weights(weights), read_config(weights.with_name("config.json")))


class HashingEmbedder:
    """A test double that needs no model: a text's vector is the sum of directions drawn for its words.

    Deterministic everywhere; texts that share words are similar, and nothing else is understood.
    """

    max_tokens = 256

    def __init__(self, dimensions: int = 256, name: str = "hashing") -> None:
        self.dimensions = dimensions
        self.name = f"{name}-{dimensions}"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words and the signs between them, one token each."""
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text.lower()) or [""]:
                digest = hashlib.blake2b(encodable(word).encode(), digest_size=8).digest()
                number = int.from_bytes(digest, "little")
                row[number % self.dimensions] += 1.0 if number >> 63 else -1.0
            if not row.any():  # words that cancelled each other out
                row[0] = 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_documents([text])[0]
        return vector


def _batches(order: Sequence[int], ids: Sequence[Sequence[int]], tokens: int) -> list[list[int]]:
    """`order`, longest first, in runs of at most `tokens` (texts x longest text), of one text at least."""
    batches: list[list[int]] = []
    start = 0
    while start < len(order):
        batches.append(list(order[start : start + max(1, tokens // len(ids[order[start]]))]))
        start += len(batches[-1])
    return batches


def _padded(rows: Sequence[Sequence[int]]) -> Inputs:
    """The inputs for `rows` of token ids, padded to the longest."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int32)
    mask = np.zeros_like(ids)
    for position, row in enumerate(rows):
        ids[position, : len(row)] = row
        mask[position, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}
