"""One change of an article at a time: a lock in this process, a lease on a shared store.

Cleans up after interrupted changes, of this process or of one that died.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from time import monotonic

from vectorstore.errors import StoreBusyError, StoreError
from vectorstore.store.leases import Leases
from vectorstore.store.records import Head
from vectorstore.store.snapshot import Snapshot

__all__ = ["Changes"]

_OTHERS_EVERY = 15.0
"""Seconds between two looks for what processes that are gone left halfway."""
_OURS_EVERY = 1.0
"""The same, for changes of ours that failed."""

Clear = Callable[[str, Head | None], None]
"""Deletes what of an article is in the store beside the version that is seen, if any."""


class Changes:
    """Who may change articles when. Safe to use from several threads."""

    def __init__(self, snapshot: Snapshot, leases: Leases | None, clear: Clear) -> None:
        """`leases` where other processes change the same articles."""
        self.lock = threading.RLock()
        """Held for each change by this process."""
        self._snapshot = snapshot
        self._leases = leases
        self._clear = clear
        self._changing = False
        self._unsettled: set[str] = set()
        """Articles whose last change may have been interrupted, in any process."""
        self._tidied = self._searched = float("-inf")

    @contextmanager
    def of(self, article_ids: Collection[str]) -> Iterator[Mapping[str, Head]]:
        """Keeps other writers from these articles, those of other processes too; the heads as they then are.

        Raises StoreBusyError where another process does not finish with one of them.
        """
        with self.lock:
            if self._leases is None:
                yield self._snapshot.current()
                return
            self._changing = True
            try:
                with self._lease(self._leases, article_ids) as heads:
                    yield heads
            finally:
                self._changing = False

    def go_on(self) -> None:
        """To be called now and then during a long change. Raises StoreBusyError when it took too long."""
        if self._leases is not None:
            self._leases.renew()

    def tidy(self) -> None:
        """See to what was left halfway, as far as can be done now; not while something is being changed."""
        if self._leases is None or not self.lock.acquire(blocking=False):
            return
        try:
            if self._snapshot.is_settled and not self._changing and monotonic() - self._tidied > _OURS_EVERY:
                self._tidied = monotonic()
                with suppress(StoreError):  # it is tried again; a call that needs the server reports it
                    self._tidy(self._leases)
        finally:
            self.lock.release()

    @contextmanager
    def _lease(self, leases: Leases, article_ids: Collection[str]) -> Iterator[Mapping[str, Head]]:
        try:
            self._unsettled.update(leases.take(article_ids))
        except StoreBusyError:  # nothing was taken
            raise
        except StoreError:
            self._unsettled.update(article_ids)
            raise
        try:
            heads = self._snapshot.current(within=0.0)
            with self._snapshot.left_to_writer(article_ids):
                for article_id in self._unsettled.intersection(article_ids):
                    self._clear(article_id, heads.get(article_id))
                    self._unsettled.discard(article_id)
                yield heads
        except BaseException:
            self._unsettled.update(article_ids)
            self._snapshot.distrust()
            raise
        try:
            leases.give_back(article_ids)
        except StoreError:  # the change itself is done
            self._unsettled.update(article_ids)

    def _tidy(self, leases: Leases) -> None:
        if monotonic() - self._searched > _OTHERS_EVERY:
            self._unsettled.update(leases.abandoned())
            self._searched = monotonic()
        for article_id in sorted(self._unsettled):
            with suppress(StoreBusyError):
                leases.take([article_id], wait=0.0)
                self._clear(article_id, self._snapshot.stored(article_id))
                leases.announce()  # in case that the one who left it could not
                leases.give_back([article_id])
                self._unsettled.discard(article_id)
