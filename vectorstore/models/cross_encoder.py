"""A sentence-transformers CrossEncoder as a reranker: it reads question and passage together.

Loads on first use; needs torch.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any

from ingest.errors import first_line
from vectorstore.errors import ModelError
from vectorstore.models.sentence_transformers_embedder import INSTALL

__all__ = ["CrossEncoderReranker"]


class CrossEncoderReranker:
    """Relevance by the CrossEncoder called `name`: in the local cache, or a folder. Thread-safe."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._model: Any = None

    def __call__(self, question: str, texts: Sequence[str]) -> list[float]:
        """The relevance of each text, higher is better. Raises ModelError."""
        with self._lock:
            if self._model is None:
                self._model = self._load()
            scores = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in scores]

    def _load(self) -> Any:
        try:
            from sentence_transformers import CrossEncoder
        except ModuleNotFoundError as exc:
            raise ModelError(
                f"the reranker {self._name!r} needs a package that is not installed; {INSTALL}"
            ) from exc

        offline = os.environ.get("HF_HUB_OFFLINE", "1") not in ("0", "false", "False")
        try:
            return CrossEncoder(self._name, local_files_only=offline)
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as exc:
            raise ModelError(
                f"the reranker {self._name!r} cannot be loaded ({first_line(exc)}); give the folder of a "
                f"CrossEncoder, or unset ARTICLEBOT_RERANKER to rank without one"
            ) from exc
