"""What can go wrong in the store and with the models; the tree is drawn in `ingest.errors`."""

from __future__ import annotations

from ingest.errors import ArticleBotError

__all__ = [
    "FilterError",
    "ModelError",
    "ModelMismatchError",
    "StoreBusyError",
    "StoreError",
    "StoreLockedError",
    "StoreUnreachableError",
]


class FilterError(ArticleBotError):
    """A filter of articles that cannot be understood."""


class StoreError(ArticleBotError):
    """The store cannot be used in its present state."""


class StoreLockedError(StoreError):
    """Another process, or another part of this one, has the store open."""


class StoreUnreachableError(StoreError):
    """The Chroma server does not answer, or refuses us; the next call tries again."""


class StoreBusyError(StoreError):
    """Another process is changing the same article, or changes come faster than they can be read."""


class ModelMismatchError(StoreError):
    """The store was made with another embedding model; its vectors cannot be compared with ours."""


class ModelError(ArticleBotError):
    """A model cannot be loaded."""
