"""Which embedding model serves: the names of our own models, the default, and any other by name or folder.

The only place that knows which model a new library gets.
"""

from __future__ import annotations

from pathlib import Path

from vectorstore.models.bundled_model import BUNDLED_INT8, BUNDLED_MODEL
from vectorstore.models.embedder import Embedder, OnnxEmbedder
from vectorstore.models.multilingual_embedder import MultilingualEmbedder
from vectorstore.models.multilingual_model import MULTILINGUAL_INT8, MULTILINGUAL_MODEL, is_installed

__all__ = ["KNOWN_MODELS", "default_model", "embedder_named", "reads_english_alone"]

KNOWN_MODELS = (MULTILINGUAL_INT8, MULTILINGUAL_MODEL, BUNDLED_INT8, BUNDLED_MODEL)
"""Our own models, by the names under which stores record them."""


def default_model() -> str:
    """The model of a new library: the one for all languages where its package is installed.

    It is not published for every system; elsewhere the English model serves.
    """
    return MULTILINGUAL_INT8 if is_installed() else BUNDLED_INT8


def reads_english_alone(model: str) -> bool:
    """Whether a model of ours was made for English."""
    return model in (BUNDLED_INT8, BUNDLED_MODEL)


def embedder_named(home: Path, model: str) -> Embedder:
    """One of KNOWN_MODELS, exported below `home`, or a sentence-transformers model by name or folder.

    By the name under which a store records it, so that a refusal's advice can be followed. Raises ModelError
    for a model of ours that is not installed.
    """
    folder = home / "models"
    if model in (MULTILINGUAL_INT8, MULTILINGUAL_MODEL):
        return MultilingualEmbedder(folder, precision="int8" if model == MULTILINGUAL_INT8 else "fp32")
    if model in (BUNDLED_INT8, BUNDLED_MODEL):
        return OnnxEmbedder(folder, precision="int8" if model == BUNDLED_INT8 else "fp32")
    from vectorstore.models.sentence_transformers_embedder import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(model)
