"""Stored articles and the search over them.

The names below are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vectorstore.computed import ComputedResults, RememberingEmbedder
    from vectorstore.embedder import Embedder, HashingEmbedder, OnnxEmbedder
    from vectorstore.errors import (
        ModelError,
        ModelMismatchError,
        StoreBusyError,
        StoreError,
        StoreLockedError,
        StoreUnreachableError,
    )
    from vectorstore.library import ArticleSummary, Library
    from vectorstore.opening import open_library
    from vectorstore.passage import Passage, Reading, ScoreParts
    from vectorstore.reader import Reader
    from vectorstore.server import ChromaServer

__all__ = [
    "ArticleSummary", "ChromaServer", "ComputedResults", "Embedder", "HashingEmbedder", "Library",
    "ModelError", "ModelMismatchError", "OnnxEmbedder", "Passage", "Reader", "Reading", "RememberingEmbedder",
    "ScoreParts", "StoreBusyError", "StoreError", "StoreLockedError", "StoreUnreachableError",
    "open_library",
]

_HOMES = {
    "computed": ("ComputedResults", "RememberingEmbedder"),
    "embedder": ("Embedder", "HashingEmbedder", "OnnxEmbedder"),
    "errors": (
        "ModelError", "ModelMismatchError", "StoreBusyError", "StoreError", "StoreLockedError",
        "StoreUnreachableError",
    ),
    "library": ("ArticleSummary", "Library"),
    "opening": ("open_library",),
    "passage": ("Passage", "Reading", "ScoreParts"),
    "reader": ("Reader",),
    "server": ("ChromaServer",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"vectorstore.{module}"), name)
    raise AttributeError(f"module 'vectorstore' has no attribute {name!r}")
