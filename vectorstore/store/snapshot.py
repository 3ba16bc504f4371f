"""Snapshot of the current version of every article, refreshed when another process changes the shared store.

Decides when to read them again, and tells the parts that depend on them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic

from vectorstore.errors import StoreError
from vectorstore.store.articles import ArticleStore
from vectorstore.store.leases import Leases
from vectorstore.store.records import Head

__all__ = ["Snapshot"]

_LOOKED_EVERY = 1.0
"""Seconds that the heads are taken for current without asking whether anything has changed."""
_READ_EVERY = 30.0
"""Seconds after which they are read again in any case: a process may die before it reports a change."""
_BACK_FOR = 3.0
"""Seconds that a server has to answer again before what a failed call left there is looked at: until then the
server may still be doing it."""

Index = Callable[[Mapping[str, Head], Collection[str]], None]
"""Brings what is derived from the heads in step with them, but for the articles named."""


class Snapshot:
    """The heads of one store. Safe to use from several threads.

    Where the store is this process's own (no `leases`) they change by `show` and `hide` alone.
    """

    def __init__(self, store: ArticleStore, leases: Leases | None, index: Index) -> None:
        self._store = store
        self._leases = leases
        self._index = index
        self._guard = threading.Lock()
        self._refreshing = threading.Lock()
        self._written: frozenset[str] = frozenset()
        self._failure: tuple[float, StoreError] | None = None
        self._answering_since = float("-inf")
        self._in_step = True
        self._looked = self._read = monotonic()
        self._revision = leases.revision() if leases else ""
        self._heads = store.heads()

    def current(self, within: float = _LOOKED_EVERY) -> dict[str, Head]:
        """The heads by article id, of a moment at most `within` seconds ago.

        Raises StoreError when the store cannot be asked; who waited meanwhile hears so at once.
        """
        asked = monotonic()
        if self._leases is None or asked - self._looked <= within:
            return self._heads
        with self._refreshing:
            if self._looked >= asked:
                return self._heads
            if self._failure is not None and self._failure[0] >= asked:
                failure = self._failure[1]
                raise type(failure)(str(failure)) from failure
            try:
                self._refresh(self._leases)
            except StoreError as exc:
                self._failure = (monotonic(), exc)
                raise
            if self._failure is not None:
                self._failure, self._answering_since = None, monotonic()
            return self._heads

    def stored(self, article_id: str) -> Head | None:
        """The head of an article as it is in the store at this moment."""
        return self._store.heads([article_id]).get(article_id)

    def is_still(self, heads: Mapping[str, Head]) -> bool:
        """Whether nothing has changed since `heads` were given out."""
        if heads is not self._heads:
            return False
        if self._leases is None or self._leases.revision() == self._revision:
            return True
        self.expire()
        return False

    def expire(self) -> None:
        """Ask the store the next time, however lately it was asked."""
        self._looked = float("-inf")

    def distrust(self) -> None:
        """Bring everything in step the next time: a change of ours has failed halfway."""
        self._in_step = False
        self.expire()

    @property
    def is_settled(self) -> bool:
        """Whether the store has answered long enough to have done with all that failed."""
        return self._failure is None and monotonic() - self._answering_since > _BACK_FOR

    # -- changes of our own --------------------------------------------------------------------

    def show(self, heads: Sequence[Head]) -> None:
        """From now on these versions are seen."""
        with self._guard:
            self._heads = {**self._heads, **{head.id: head for head in heads}}
        self._tell()

    def hide(self, article_id: str) -> None:
        """From now on the article is not seen."""
        with self._guard:
            self._heads = {key: head for key, head in self._heads.items() if key != article_id}
        self._tell()

    @contextmanager
    def left_to_writer(self, article_ids: Collection[str]) -> Iterator[None]:
        """What is derived from these articles is the writer's to change meanwhile."""
        with self._refreshing:
            self._written |= frozenset(article_ids)
        try:
            yield
        finally:
            with self._refreshing:
                self._written -= frozenset(article_ids)

    def _tell(self) -> None:
        if self._leases is not None:
            self._leases.announce()
            self.expire()  # what a refresh has read meanwhile may be older

    # -- changes of others ---------------------------------------------------------------------

    def _refresh(self, leases: Leases) -> None:
        began = monotonic()
        revision = leases.revision()  # before the heads: a change between the two is then seen the next time
        if revision == self._revision and self._in_step and began - self._read < _READ_EVERY:
            self._looked = began
            return
        before = self._heads
        heads = self._store.heads()
        if heads != before or not self._in_step:
            self._in_step = False
            self._index(heads, self._written)
            with self._guard:
                if self._heads is not before:  # changed by us while we read
                    return
                self._heads = heads
            self._in_step = True
        self._revision = revision
        self._looked = self._read = began
