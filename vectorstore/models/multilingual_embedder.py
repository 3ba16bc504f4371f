"""multilingual-e5-small as an Embedder: questions and passages in about a hundred languages.

Knows the two prefixes that the model was trained with, its special tokens, and the middle of its vectors. The
model's own vectors all point much the same way: two texts that have nothing to do with each other have a
cosine of .75, and a question and its answer one of .89. So the mean of many vectors is subtracted from each
(`training.centre` makes it), and cosines are spread as those of other models are. What is found stays the
same, or is a little better.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.models.embedder import ExportedEmbedder, Precision, Vectors
from vectorstore.models.multilingual_model import (
    MULTILINGUAL_INT8,
    MULTILINGUAL_MODEL,
    PACKED_SHA256,
    config_of,
    packed_model,
    verified_packed_model,
    weights_of,
)
from vectorstore.models.tokenizer import encodable
from vectorstore.models.unigram import Unigram

if TYPE_CHECKING:
    from onnx import ModelProto

__all__ = ["MultilingualEmbedder", "centred"]

_FORMAT = 1
"""Raise it when the exported graph changes: an exported file of another format is made anew."""
_BEGIN, _END = 0, 2
"""Ids of `<s>` and `</s>`."""
_QUERY, _PASSAGE = "query: ", "passage: "


class MultilingualEmbedder(ExportedEmbedder):
    """multilingual-e5-small through onnxruntime."""

    max_tokens = 508
    """Of a text: the model has 512 positions, and the prefix takes four pieces at most."""
    spread = (1.4, -0.18)
    """See `comparable`. Mean cosines of questions with the nearest chunk of their own library and of a
    foreign one: squadshifts .55 and .40 (English model .57 and .33), nq-open-oracle .63 and .40 (.69 and
    .40); with the nearest sentence: .62 and .38 (.66 and .32)."""
    _largest_weight = 63
    """7 of 8 bits: the weights come in 4, and so no sum of two products overflows on a processor whose
    8-bit products are added in 16 bits (AVX2 without VNNI). Cosine to 32 bits .9966, with 8 bits .9971."""
    _megabytes = 140

    def __init__(self, models_folder: Path, *, precision: Precision = "int8") -> None:
        name = MULTILINGUAL_MODEL if precision == "fp32" else MULTILINGUAL_INT8
        super().__init__(models_folder, name, precision)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Pieces of each text, without prefix and special tokens."""
        pieces = _pieces()
        return [len(pieces.ids(encodable(text))) for text in texts]

    def _document_ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [self._ids(f"{_PASSAGE}{text}") for text in texts]

    def _query_ids(self, text: str) -> list[int]:
        return self._ids(f"{_QUERY}{text}")

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See ExportedEmbedder."""
        return centred(super().embed_documents(texts), _middles()[1])

    def embed_query(self, text: str) -> Vectors:
        """See ExportedEmbedder."""
        vector: Vectors = centred(super().embed_query(text)[None], _middles()[0])[0]
        return vector

    def _ids(self, text: str) -> list[int]:
        return [_BEGIN, *_pieces().ids(encodable(text))[: self.max_tokens + 2], _END]

    def _exported_as(self) -> str:
        return f"{PACKED_SHA256[:16]}-{_FORMAT}"

    def _graph(self) -> ModelProto:
        from vectorstore.models.bert_graph import build_packed_graph

        model = verified_packed_model()
        return build_packed_graph(weights_of(model), model.blocks("emb.word", model.hidden), config_of(model))


def centred(vectors: Vectors, middle: Vectors) -> Vectors:
    """Unit vectors as they lie seen from `middle`, of unit length again."""
    moved = vectors - middle
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    return moved


@cache
def _middles() -> Vectors:
    """The mean vector of questions, and that of passages."""
    middles: Vectors = np.load(Path(__file__).with_name("multilingual_centre.npy"))
    return middles


@cache
def _pieces() -> Unigram:
    """The vocabulary, read once for all embedders of a process (0.3 s)."""
    return Unigram(packed_model().vocabulary)
