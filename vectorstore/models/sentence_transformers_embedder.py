"""Any sentence-transformers model as an Embedder: a name in the local cache, or a folder.

Chooses device and number format. Loads on first use; needs torch, which takes seconds to import.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ingest.errors import first_line
from vectorstore.errors import ModelError
from vectorstore.models.embedder import Vectors

__all__ = ["SentenceTransformersEmbedder"]


class SentenceTransformersEmbedder:
    """Embeds with the model called `name`, on a GPU where torch finds one. Thread-safe."""

    def __init__(self, name: str, *, batch_size: int = 32) -> None:
        self.name = _stable_name(name)
        self._source = name
        self._batch_size = batch_size
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def dimensions(self) -> int:
        return int(self._loaded().get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        # A model without a limit of its own still makes poor vectors of very long texts.
        return min(int(self._loaded().max_seq_length or 512), 512)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text by the model's own tokenizer, without special tokens."""
        tokenizer = self._loaded().tokenizer
        encoded = tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
        return [len(ids) for ids in encoded]

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors in the order of `texts`, with the model's document prompt where it has one."""
        return self._encode(self._loaded().encode_document, list(texts))

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, with the model's query prompt where it has one."""
        vector: Vectors = self._encode(self._loaded().encode_query, [text])[0]
        return vector

    def _encode(self, encode: Any, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        with self._lock:  # the tokenizer inside is not safe to share
            vectors = encode(
                texts,
                batch_size=self._batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(vectors, np.float32)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _load(self._source)
            return self._model


INSTALL = 'run `pip install "sentence-transformers>=6.0,<7" "torch>=2.6,<2.14"`'
"""Needed for a model of your own; not in the lock file."""


def _load(name: str) -> Any:
    path = _path(name)
    if path.is_absolute() and not path.is_dir():
        raise ModelError(
            f"there is no embedding model in {path}; give the folder of a sentence-transformers model"
        )
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError as exc:
        raise ModelError(f"the embedding model {name!r} needs what is not installed; {INSTALL}") from exc

    offline = os.environ.get("HF_HUB_OFFLINE", "1") not in ("0", "false", "False")
    on_gpu = torch.cuda.is_available()
    half = on_gpu or "avx512_bf16" in _cpu_flags()
    try:
        return SentenceTransformer(
            name,
            local_files_only=offline,
            model_kwargs={"dtype": torch.bfloat16} if half else None,
        )
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as exc:
        raise ModelError(
            f"the embedding model {name!r} cannot be loaded ({first_line(exc)}); give the folder of a "
            f"sentence-transformers model, or set HF_HUB_OFFLINE=0 to let it be downloaded once"
        ) from exc


def _cpu_flags() -> str:
    try:
        return Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return ""


def _stable_name(name: str) -> str:
    """The same model is the same name wherever the program is started from."""
    path = _path(name)
    return str(path.resolve()) if path.is_dir() else name


def _path(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:  # `~name` of nobody
        return Path(name)
