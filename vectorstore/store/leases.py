"""Per-article write leases with a heartbeat, for processes on one Chroma server, and a count of changes.

Two kinds of rows in the store itself. A lease: as long as it is there and its holder renews it, nobody else
changes that article; of two who add one, the store keeps the first. The revision: a new word after each
change, so that others see that they must look.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from vectorstore.errors import StoreBusyError
from vectorstore.store.records import point_of

if TYPE_CHECKING:
    from vectorstore.store.chroma_client import ServedCollection

__all__ = ["Leases"]

_HELD_FOR = 45.0
"""Seconds without a renewal after which a holder counts as gone."""
_RENEWED_EVERY = 10.0
_FORGOTTEN = 600.0
"""Seconds by the clocks of two machines after which it counts so at first sight."""
_WAIT = 90.0
"""Seconds to wait for others: longer than it takes to see that one of them is gone."""
_SETTLED = 0.5
"""Seconds after which a lease that was taken from one who is gone is looked at once more."""
_REVISION = "revision"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Lease:
    article_id: str
    owner: str
    renewed: float
    """By the holder's clock: seconds since the epoch."""


class Leases:
    """The leases of one process. One thread at a time may use all but `revision`."""

    def __init__(self, rows: ServedCollection) -> None:
        self._rows = rows
        self._owner = uuid4().hex
        self._held: dict[str, float] = {}
        """When each of ours was last known to be ours; monotonic."""
        self._seen: dict[str, tuple[_Lease, float]] = {}
        """Each lease of others, and since when it has been unchanged."""

    # -- whether anything has changed ----------------------------------------------------------

    def revision(self) -> str:
        """A word that is another one after each change by any process; "" before the first."""
        rows = self._rows.get(ids=[_REVISION], include=["metadatas"])
        return str(rows["metadatas"][0]["word"]) if rows["ids"] else ""

    def announce(self) -> None:
        """Tell all processes that something has changed."""
        word = uuid4().hex
        self._rows.upsert(
            ids=[_REVISION], embeddings=[point_of(word)], metadatas=[{"kind": "revision", "word": word}]
        )

    # -- leases ---------------------------------------------------------------------------------

    def take(self, article_ids: Collection[str], wait: float | None = None) -> set[str]:
        """Take the leases of all these articles, or none; those that were taken from holders who are gone.

        Waits for others for `wait` seconds. Raises StoreBusyError.
        """
        ids = sorted(article_ids)
        orphaned: set[str] = set()
        deadline = time.monotonic() + (_WAIT if wait is None else wait)
        while True:
            others = self._try(ids, orphaned)
            if not others:
                return orphaned
            if time.monotonic() > deadline:
                raise StoreBusyError(
                    f"article {others[0].article_id} is being changed by another process on the same Chroma "
                    f"server; try again when it is done"
                )
            time.sleep(random.uniform(0.1, 0.4))

    def renew(self) -> None:
        """Show that we are still at work on the articles whose leases we have. Raises StoreBusyError."""
        if not self._held or time.monotonic() - min(self._held.values()) < _RENEWED_EVERY:
            return
        ids = list(self._held)
        lost = [lease.article_id for lease in self._read(ids) if lease.owner != self._owner]
        if lost:
            self._held.clear()
            raise StoreBusyError(
                f"writing took so long that another process has taken over article {lost[0]}; try again"
            )
        self._rows.upsert(**self._written(ids))
        self._note(ids)

    def give_back(self, article_ids: Iterable[str]) -> None:
        """Let others change these articles."""
        ids = list(article_ids)
        for article_id in ids:
            self._held.pop(article_id, None)
        self._rows.delete(ids=[_row_id(one) for one in ids], where={"owner": self._owner})

    def abandoned(self) -> list[str]:
        """The articles whose holders are gone, their change perhaps half done."""
        rows = self._rows.get(where={"kind": "turn"}, include=["metadatas"])
        leases = [_lease(row) for row in rows["metadatas"] or []]
        others = [lease for lease in leases if lease.owner != self._owner]
        self._seen = {key: seen for key, seen in self._seen.items() if seen[0] in others}
        return [lease.article_id for lease in others if self._is_gone(lease)]

    def _try(self, ids: list[str], orphaned: set[str]) -> list[_Lease]:
        """Takes all, or none and gives who has the others; notes in `orphaned` which of them are free now."""
        self._rows.add(**self._written(ids))
        leases = self._read(ids)
        others = [lease for lease in leases if lease.owner != self._owner]
        ours = [lease.article_id for lease in leases if lease.owner == self._owner]
        if len(ours) == len(ids):
            self._note(ids)
            return []
        if ours:
            self.give_back(ours)
        for lease in others:
            if self._is_gone(lease):
                _log.warning("taking over article %s from a process that is gone", lease.article_id)
                self._rows.delete(ids=[_row_id(lease.article_id)], where={"owner": lease.owner})
                orphaned.add(lease.article_id)
                time.sleep(_SETTLED)  # another one may be taking it over too
        return others

    def _is_gone(self, lease: _Lease) -> bool:
        if time.time() - lease.renewed > _FORGOTTEN:
            return True
        known = self._seen.get(lease.article_id)
        if known is None or known[0] != lease:
            self._seen[lease.article_id] = (lease, time.monotonic())
            return False
        return time.monotonic() - known[1] > _HELD_FOR

    def _read(self, ids: Collection[str]) -> list[_Lease]:
        rows = self._rows.get(ids=[_row_id(one) for one in ids], include=["metadatas"])
        return [_lease(row) for row in rows["metadatas"] or []]

    def _written(self, ids: list[str]) -> dict[str, list[object]]:
        now = time.time()
        return {
            "ids": [_row_id(one) for one in ids],
            "embeddings": [point_of(f"{one} {now}") for one in ids],
            "metadatas": [
                {"kind": "turn", "article_id": one, "owner": self._owner, "renewed": now} for one in ids
            ],
        }

    def _note(self, ids: Iterable[str]) -> None:
        now = time.monotonic()
        self._held.update((one, now) for one in ids)


def _row_id(article_id: str) -> str:
    return f"turn:{article_id}"


def _lease(row: dict[str, object]) -> _Lease:
    return _Lease(str(row["article_id"]), str(row["owner"]), float(str(row["renewed"])))
